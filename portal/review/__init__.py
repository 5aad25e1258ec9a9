"""Who may open what, until when, and when was it last opened? For those who review it: it opens no report."""
