"""A Snowflake that runs on a laptop: fakesnow's translation to DuckDB, with the server behaviour that Portico rests on.

The real connector talks to it over HTTP. What it does otherwise than Snowflake is listed in DIFFERENCES.md; what it
can't do fails with a Snowflake error, never with a wrong answer. It knows no portal and does not import Django.
"""
