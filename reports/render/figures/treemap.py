"""Treemap: parts of a whole within parts of a whole, as tiles in tiles."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from reports.declare import Column, Treemap
from reports.render.figures.axes import hover, written
from reports.render.figures.cant import only_parts
from reports.render.figures.columns import Figure, d3, floats, meta_of, name, raw, said, spelled
from reports.render.figures.dispatch import figure

SMALLEST_TEXT = 11  # pixels; where even that has no room, the tooltip says it
Path = tuple[Any, ...]  # the values that lead to a tile, the outermost first; that of the whole is empty


class Tile(NamedTuple):
    """A part of the whole, or the whole."""

    path: Path
    size: float
    named: str


@figure.register
def treemap(visual: Treemap, table: pa.Table) -> Figure:
    """Tiles from the slice: the dimensions from the outside in, the measure, ROWS_IN_ALL.

    Raises ChartError where a value is below zero.
    """
    measure = visual.measures[0]
    tiles = _tiles(visual, table)
    sizes = {tile.path: tile.size for tile in tiles}
    trace = {
        **{"type": "treemap", "name": said(measure.label), "branchvalues": "total", "sort": True},
        **{"ids": [_id(tile.path) for tile in tiles], "labels": [tile.named for tile in tiles]},
        "parents": [_id(tile.path[:-1]) if tile.path else "" for tile in tiles],
        "values": [tile.size for tile in tiles],
        "text": [_shares(tile, sizes, measure) for tile in tiles],
        "hovertemplate": hover("%{label}", f"{said(measure.label)}: %{{value:{d3(measure)}}}", "%{text}"),
        **{"textinfo": "label", "pathbar": {"visible": False}, "tiling": {"pad": 2}},
        "marker": {"colors": ["@surface-2", *[None] * (len(tiles) - 1)], "pad": {"t": 22, "l": 3, "r": 3, "b": 3}},
        "customdata": [raw(tile.path[0]) if tile.path else None for tile in tiles],
        "meta": _meaning(visual, tiles),
    }
    layout = {"margin": {"l": 8, "r": 8, "t": 4, "b": 8}, "uirevision": visual.name}
    return {"data": [trace], "layout": layout | {"uniformtext": {"minsize": SMALLEST_TEXT, "mode": "hide"}}}


def _tiles(visual: Treemap, table: pa.Table) -> list[Tile]:
    """The whole, then each part after what it is a part of, the largest of the outermost first."""
    depth = len(visual.dimensions)
    paths = list(zip(*(table.column(place).to_pylist() for place in range(depth)), strict=True))
    grains = [written(each, table.column(place)) for place, each in enumerate(visual.dimensions)]
    names = [name(path[-1], 0, grains[-1]) for path in paths]
    sizes = only_parts(floats(table.column(depth)).to_pylist(), names, kind="treemap")
    sums: dict[Path, float] = {}
    for path, size in zip(paths, sizes, strict=True):
        for inner in _ways(path):
            sums[inner] = sums.get(inner, 0.0) + size
    ordered = sorted(sums.items(), key=lambda each: (len(each[0]), -each[1]))
    label = f"{said(visual.measures[0].label)}  {spelled(sums[()], visual.measures[0].format)}"
    return [
        Tile(path, size, name(path[-1], 0, grains[len(path) - 1]) if path else label) for path, size in ordered if size
    ]


def _ways(path: Path) -> Iterator[Path]:
    """The whole, and each tile on the way to this one."""
    return (path[:length] for length in range(len(path) + 1))


def _id(path: Path) -> str:
    """A name of its own for each tile: two departments may have a category of the same name."""
    return "/".join(repr(value) for value in ("all", *path))


def _shares(tile: Tile, sizes: dict[Path, float], measure: Column) -> str:
    """Which part a tile is of the one around it, and of the whole."""
    within = tile.path[:-1]
    lines = [f"{tile.size / sizes[()]:.1%} of {spelled(sizes[()], measure.format)}"] if tile.path else []
    if within:
        lines.insert(0, f"{tile.size / sizes[within]:.1%} of {name(within[-1], 0)}")
    return "<br>".join(lines)


def _meaning(visual: Treemap, tiles: list[Tile]) -> Figure:
    """A tile has the colour of its outermost value; a click on it picks each value on the way to it."""
    inner = [
        {
            **{"column": each.key, "label": each.label, "depth": depth},
            "values": [raw(tile.path[depth - 1]) if len(tile.path) >= depth else None for tile in tiles],
        }
        for depth, each in enumerate(visual.dimensions[1:], start=2)
    ]
    depths = [len(tile.path) for tile in tiles]
    whole = [1, *[0] * (len(tiles) - 1)]
    return meta_of(
        visual, visual.dimensions[0], each=True, rest=whole, **({"inner": inner, "depths": depths} if inner else {})
    )
