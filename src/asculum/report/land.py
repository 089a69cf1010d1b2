"""Land and coast within the window of a map, from the small file that comes with the package.

The file is what ``scripts/compact_land.py`` makes of the land of Natural Earth (1:10m, public
domain). It holds no boundary of a state: which there are is a matter of who draws them.
"""

from __future__ import annotations

import lzma
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

BUNDLED = Path(__file__).with_name("land.xz")
#: Corners on a degree: the grid that they lie on.
GRID = 500
#: What lies wholly south of it is left out [degrees].
SOUTHERNMOST = -60.0

Whole = npt.NDArray[np.int64]
Points = npt.NDArray[np.float64]
Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A window on the earth: its corners [degrees], and the km of a degree across and up."""

    west: float
    south: float
    east: float
    north: float
    across: float
    up: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height [km]."""
        return (self.east - self.west) * self.across, (self.north - self.south) * self.up

    def plane(self, degrees: Points) -> Points:
        """Return where points stand, east and north of the south-west corner [km]."""
        corner = np.array([self.west, self.south])
        plane: Points = (degrees - corner) * np.array([self.across, self.up])
        return plane


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a window shows of the earth [km]: land as rings to be filled even-odd, coast as lines.

    ``sea`` says whether any of the window is sea; where none is, ``land`` is empty as well, for
    all of it is land.
    """

    sea: bool
    land: tuple[Line, ...]
    coast: tuple[Line, ...]


def ground(frame: Frame) -> Ground:
    """Return land and coast within a window."""
    width, height = frame.size
    rings: list[Points] = []
    coast: list[Line] = []
    for ring, (west, south, east, north) in _rings():
        if east < frame.west or west > frame.east or north < frame.south or south > frame.north:
            continue
        plane = frame.plane(ring)
        inside = _clipped(plane[:-1], width, height)
        if len(inside) > 2:
            rings.append(inside)
        coast += within(plane, width, height, gaps=_seam(ring))
    if not coast:
        # each ring holds the whole window or none of it: land, a sea within it, an isle within that
        around = sum(abs(_area(ring)) > width * height / 2 for ring in rings)
        return Ground(sea=around % 2 == 0, land=(), coast=())
    return Ground(sea=True, land=tuple(_line(ring) for ring in rings), coast=tuple(coast))


def within(
    points: Points, width: float, height: float, *, gaps: npt.NDArray[np.bool_] | None = None
) -> list[Line]:
    """Return the parts of a line that lie in the window from (0, 0) to (width, height).

    ``gaps`` marks the steps from one point to the next that are no part of the line.
    """
    low, high = np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])
    near = (high >= 0).all(axis=1) & (low[:, 0] <= width) & (low[:, 1] <= height)
    if gaps is not None:
        near &= ~gaps
    found: list[list[tuple[float, float]]] = []
    before = -2
    for at in map(int, np.flatnonzero(near)):
        part = cut(tuple(points[at]), tuple(points[at + 1]), width, height)
        if part is None:
            continue
        if at == before + 1 and found and found[-1][-1] == part[0]:
            found[-1].append(part[1])
        else:
            found.append(list(part))
        before = at
    return [tuple(line) for line in found]


Point = tuple[float, float]


def cut(start: Point, end: Point, width: float, height: float) -> tuple[Point, Point] | None:
    """Return the part of a straight line within the window (Liang and Barsky), if there is any."""
    (x1, y1), (x2, y2) = start, end
    dx, dy = x2 - x1, y2 - y1
    first, last = 0.0, 1.0
    for step, room in ((-dx, x1), (dx, width - x1), (-dy, y1), (dy, height - y1)):
        if step == 0:
            if room < 0:
                return None
            continue
        share = room / step
        if step < 0:
            first = max(first, share)
        else:
            last = min(last, share)
    if first >= last:
        return None
    begins = start if first == 0 else (x1 + first * dx, y1 + first * dy)
    ends = end if last == 1 else (x1 + last * dx, y1 + last * dy)
    return (float(begins[0]), float(begins[1])), (float(ends[0]), float(ends[1]))


def pack(rings: list[Whole]) -> bytes:
    """Return rings on the grid as bytes: how many, their lengths, starts, then steps by planes."""
    lengths = np.array([len(ring) for ring in rings], dtype="<u4")
    starts = np.array([ring[0] for ring in rings], dtype="<i4")
    steps = np.vstack([np.diff(ring, axis=0) for ring in rings])
    folded = ((steps << 1) ^ (steps >> 63)).astype("<u4")  # small numbers of either sign stay small
    planes = folded.view(np.uint8).reshape(len(steps), 2, 4).transpose(1, 2, 0)
    head = np.array([len(rings)], dtype="<u4")
    return b"".join(each.tobytes() for each in (head, lengths, starts, planes))


def unpack(data: bytes) -> list[Whole]:
    """Return the rings that ``pack`` wrote."""
    count = int(np.frombuffer(data, "<u4", 1)[0])
    lengths = np.frombuffer(data, "<u4", count, 4).astype(np.int64)
    starts = np.frombuffer(data, "<i4", 2 * count, 4 + 4 * count).reshape(count, 2)
    planes = np.frombuffer(data, np.uint8, -1, 4 + 12 * count).reshape(2, 4, -1)
    folded = np.ascontiguousarray(planes.transpose(2, 0, 1)).view("<u4")[:, :, 0].astype(np.int64)
    steps = (folded >> 1) ^ -(folded & 1)
    ends = np.cumsum(lengths - 1)
    return [
        np.vstack([start, start + np.cumsum(steps[first:end], axis=0)])
        for start, (first, end) in zip(starts.astype(np.int64), pairwise((0, *ends)), strict=True)
    ]


@cache
def _rings() -> tuple[tuple[Points, tuple[float, float, float, float]], ...]:
    found = []
    for whole in unpack(lzma.decompress(BUNDLED.read_bytes())):
        ring = whole / GRID
        (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
        found.append((ring, (float(west), float(south), float(east), float(north))))
    return tuple(found)


def _seam(ring: Points) -> npt.NDArray[np.bool_]:
    """Return which steps run along the edge of the sheet, where no coast is."""
    edge = np.abs(ring[:, 0]) >= 180 - 1 / GRID
    return edge[:-1] & edge[1:]


def _clipped(ring: Points, width: float, height: float) -> Points:
    """Return a ring cut to the window (Sutherland and Hodgman): edges may lie on its border."""
    for axis, limit, sign in ((0, 0.0, 1), (0, width, -1), (1, 0.0, 1), (1, height, -1)):
        if len(ring) < 3:
            break
        after = np.roll(ring, -1, axis=0)
        keep = (ring[:, axis] - limit) * sign >= 0
        crosses = keep != np.roll(keep, -1)
        step = after[:, axis] - ring[:, axis]
        share = np.divide(limit - ring[:, axis], step, out=np.zeros(len(ring)), where=step != 0)
        both = np.stack([ring, ring + share[:, None] * (after - ring)], axis=1).reshape(-1, 2)
        ring = both[np.stack([keep, crosses], axis=1).reshape(-1)]
    return ring


def _area(ring: Points) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _line(points: Points) -> Line:
    return tuple((float(x), float(y)) for x, y in points)
