"""Ask Snowflake, and remember it: the only door to the warehouse, and the log of all that went through it."""
