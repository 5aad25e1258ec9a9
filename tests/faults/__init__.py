"""Processes are killed in the middle of real work; afterwards the log and Snowflake's own history agree to the row."""
