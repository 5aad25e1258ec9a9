"""What statements cost, by Snowflake's own history, and sums of the log by day."""
