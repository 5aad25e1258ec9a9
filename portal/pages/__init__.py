"""The pages that a signed-in person meets outside a report: sign-in, home, account, errors, health."""
