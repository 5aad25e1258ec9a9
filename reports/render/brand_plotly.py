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
        "geo": {"bgcolor": CLEAR, "landcolor": colours.surface_2, "lakecolor": CLEAR, "showframe": False},
        "polar": {"bgcolor": CLEAR, "angularaxis": _round_axis(colours), "radialaxis": _round_axis(colours)},
        "xaxis": _axis(colours) | {"showgrid": False},
        "yaxis": _axis(colours) | {"showgrid": True},
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
        "ticks": "",
        "gridcolor": colours.line,
        "linecolor": colours.line,
        "zerolinecolor": colours.edge,
        "zerolinewidth": 1,
        "tickcolor": colours.line,
        "tickfont": {"color": colours.ink_3},
        "ticklabelstandoff": 4,
        "title": {"font": {"color": colours.ink_3, "size": 11}, "standoff": 8},
    }


def _round_axis(colours: Colours) -> dict[str, Any]:
    quiet = {"ticks": "", "gridcolor": colours.line, "linecolor": colours.line}
    return quiet | {"tickfont": {"color": colours.ink_3}}


def _hover(brand: Brand, colours: Colours) -> dict[str, Any]:
    font = {"family": brand.font, "size": 12, "color": colours.ink}
    return {"bgcolor": colours.surface, "bordercolor": colours.edge, "font": font, "align": "left"}


def _scales(colours: Colours) -> dict[str, Any]:
    """Of one colour from quiet to strong; of two around the middle."""
    quiet, strong, opposite = colours.surface_2, colours.palette[0], colours.palette[1]
    return {
        "sequential": [[0, quiet], [1, strong]],
        "sequentialminus": [[0, strong], [1, quiet]],
        "diverging": [[0, opposite], [0.5, quiet], [1, strong]],
    }


def _traces(colours: Colours) -> dict[str, Any]:
    rim = {"color": colours.surface, "width": 2}
    line = {"line": {"width": 2}, "marker": {"size": 6, "line": {"width": 0}}}
    found: dict[str, Any] = {
        "bar": {"marker": {"line": {"width": 0}, "cornerradius": 3}},
        "box": {"line": {"width": 1.5}},
        "choropleth": {"marker": {"line": rim | {"width": 1}}, "colorbar": _colour_bar(colours)},
        "funnel": {"marker": {"line": {"width": 0}}, "connector": {"fillcolor": colours.surface_2}},
        "heatmap": {"colorbar": _colour_bar(colours)},
        "pie": {"marker": {"line": rim}},
        "scatter": line,
        "scattergl": line,
        "treemap": {"marker": {"line": rim, "cornerradius": 3}, "root": {"color": CLEAR}},
        "waterfall": {"connector": {"line": {"color": colours.line, "width": 1}}},
    }
    return {kind: [{"type": kind, **look}] for kind, look in found.items()}


def _colour_bar(colours: Colours) -> dict[str, Any]:
    """A thin strip beside the plot, as quiet as an axis."""
    quiet = {"color": colours.ink_3, "size": 11}
    return {
        "thickness": 8,
        "outlinewidth": 0,
        "tickfont": quiet,
        "ticklen": 0,
        "title": {"font": quiet, "side": "right"},
    }
