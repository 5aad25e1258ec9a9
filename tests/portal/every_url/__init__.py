"""What each kind of person gets at every address of the portal: a table, and what holds the portal to it."""
