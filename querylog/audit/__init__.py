"""The pages that analysts use: every statement that went to Snowflake, and how it ended."""
