"""What happens when someone presses Refresh: base runs on the big tables, and slices of their stored results."""
