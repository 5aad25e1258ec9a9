"""Which audiences leave the portal, what for, and who let them."""
