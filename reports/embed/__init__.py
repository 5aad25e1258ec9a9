"""A declared report becomes one Dash app inside the portal's own page."""
