"""What a search finds, as a file with a proof: which rows, whose, when, and under which seals they are."""
