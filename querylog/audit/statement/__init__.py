"""All that is known of one statement: its page, what it is set against, and what analysts say of it."""
