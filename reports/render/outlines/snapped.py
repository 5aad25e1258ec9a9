"""Outlines made coarse: what a map of a thousand pixels does not show need not travel."""

import numpy as np

Ring = np.ndarray  # longitude and latitude of each point, the last being the first
Polygon = list[list[list[float]]]
FINE = 0.001  # degrees: the grid for a place that would be lost on a coarser one


def polygons(rings: list[Ring], grid: float) -> list[Polygon]:
    """Rings as GeoJSON's polygons, their points moved to the nearest corner of a grid.

    Neighbours share the points of their border, and a point goes the same way in both: there are no gaps between them.
    Whatever is smaller than a cell of the grid is left out; of a place that is smaller itself, the largest ring stays.
    """
    closed = [_closed(ring) for ring in rings]
    snapped = [_snapped(ring, grid) for ring in closed]
    # What is thinner than a cell may have turned inside out.
    kept = [ring for ring in snapped if abs(_area(ring)) >= grid**2]
    kept = kept or [_snapped(max(closed, key=lambda ring: abs(_area(ring))), FINE)]
    return [[_clockwise(ring).tolist()] for ring in kept]


def _closed(ring: Ring) -> Ring:
    return ring if np.array_equal(ring[0], ring[-1]) else np.concatenate([ring, ring[:1]])


def _snapped(ring: Ring, grid: float) -> Ring:
    points = np.round(ring / grid)
    moved = np.any(np.diff(points, axis=0) != 0, axis=1)
    return np.round(points[np.concatenate([[True], moved])] * grid, 4)


def _area(ring: Ring) -> float:
    """What the ring encloses, in square degrees; below zero when it runs clockwise."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2


def _clockwise(ring: Ring) -> Ring:
    """The way round on which the inside is small: Plotly draws the rest of the globe for the other."""
    return ring[::-1] if _area(ring) > 0 else ring
