"""Canaries: a warehouse in which every row carries a marker of the team that may see it, and nobody else's is found."""
