"""What the templates of the audit pages may use."""
