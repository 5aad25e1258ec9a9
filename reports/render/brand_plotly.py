"""The brand as a Plotly template: transparent ground, quiet axes, data in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.render.brand import Brand, Colours

CLEAR = "rgba(0,0,0,0)"


def template_of(brand: Brand, colours: Colours) -> dict[str, Any]:
    """A template as plain data: `layout` for every chart, `data` for each kind of trace."""
    return {"layout": _layout(brand, colours), "data": _traces(colours)}


def _layout(brand: Brand, colours: Colours) -> dict[str, Any]:
    return {
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": brand.font, "size": 12, "color": colours.ink_2},
        "title": {"font": {"size": 14, "color": colours.ink}, "x": 0, "xanchor": "left"},
        "colorway": list(colours.palette),
        "colorscale": _scales(colours),
        "margin": {"l": 48, "r": 16, "t": 16, "b": 40, "pad": 4},
        "xaxis": _axis(colours) | {"showgrid": False, "showline": True},
        "yaxis": _axis(colours) | {"showgrid": True, "showline": False},
        "hovermode": "closest",
        "hoverlabel": _hover(brand, colours),
        "legend": {
            # Below the plot whatever its height: measured from the bottom of the whole, which makes room for it.
            **{"orientation": "h", "x": 0, "yref": "container", "y": 0, "yanchor": "bottom"},
            "font": {"color": colours.ink_2},
            "bgcolor": CLEAR,
        },
        "bargap": 0.28,
        "modebar": {"bgcolor": CLEAR, "color": colours.ink_3, "activecolor": colours.accent},
        "separators": ".,",
    }


def _axis(colours: Colours) -> dict[str, Any]:
    return {
        "automargin": True,
        "gridcolor": colours.line,
        "linecolor": colours.line,
        "zerolinecolor": colours.edge,
        "zerolinewidth": 1,
        "tickcolor": colours.line,
        "tickfont": {"color": colours.ink_3},
        "title": {"font": {"color": colours.ink_2}, "standoff": 8},
    }


def _hover(brand: Brand, colours: Colours) -> dict[str, Any]:
    font = {"family": brand.font, "size": 12, "color": colours.ink}
    return {"bgcolor": colours.surface, "bordercolor": colours.line, "font": font, "align": "left"}


def _scales(colours: Colours) -> dict[str, Any]:
    """Of one colour from quiet to strong; of two around the middle."""
    quiet, strong, opposite = colours.surface_2, colours.palette[0], colours.palette[1]
    return {
        "sequential": [[0, quiet], [1, strong]],
        "sequentialminus": [[0, strong], [1, quiet]],
        "diverging": [[0, opposite], [0.5, quiet], [1, strong]],
    }


def _traces(colours: Colours) -> dict[str, Any]:
    bar = {"type": "bar", "marker": {"line": {"width": 0}, "cornerradius": 3}}
    line = {"type": "scatter", "line": {"width": 2}, "marker": {"size": 6, "line": {"width": 0}}}
    pie = {"type": "pie", "marker": {"line": {"color": colours.surface, "width": 2}}}
    return {"bar": [bar], "scatter": [line], "pie": [pie]}
