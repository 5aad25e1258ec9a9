"""Where Dash's own scripts are found, so that they are served as static files: hashed, compressed, cached."""

import reports.embed.dash  # noqa: F401, I001  (before anything else of django_plotly_dash, see there)
from django_plotly_dash.finders import DashComponentFinder


UNUSED = [
    "*.map",
    "*.txt",
    "*.json",
    "*.gz",
    "*.dev.js",
    ".gitkeep",
    "react*16.14*",
    "react*18.2*",
    "react*18.3.1.js",
    "widgetbundle.js",
    "async-mathjax.js",
    "async-enterprise.js",
]


class ComponentFinder(DashComponentFinder):
    """Dash's component scripts, without what no page asks for: source maps, other builds, parts that no visual uses."""

    def __init__(self) -> None:
        super().__init__()
        self.ignore_patterns: list[str] = [*self.ignore_patterns, *UNUSED]
        self.locations: list[str] = [place for place in self.locations if not place.endswith("dash_table")]
