"""How a program reads the log: by tokens of analysts, each call on record, nothing to be changed."""
