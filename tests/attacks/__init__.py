"""Attacks by tools that strangers use, on a portal as it runs in production."""
