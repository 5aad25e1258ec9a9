"""The reports themselves, one file each: the file's name is the report's slug and its name in the log."""
