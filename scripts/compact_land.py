"""Compact the land of Natural Earth into the small file that maps are drawn on.

    python scripts/compact_land.py land-10m.json

The input is land-10m.json of the npm package world-atlas 2.0.2: the 1:10m physical land polygons of
Natural Earth 4.1.0 (public domain) as TopoJSON. The output is src/asculum/report/land.xz. Lines are
thinned by Douglas and Peucker (1973) to within TOLERANCE; Antarctica and what is left with fewer
than four corners are dropped.
"""

from __future__ import annotations

import json
import lzma
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from asculum.report.land import BUNDLED, GRID, SOUTHERNMOST, pack

#: How far a thinned line may leave the line it was [degrees of latitude].
TOLERANCE = 0.008

Points = npt.NDArray[np.float64]


def main(arguments: list[str]) -> int:
    """Read the file named on the command line and write the bundled one."""
    if len(arguments) != 1:
        print("usage: compact_land.py LAND_10M_JSON", file=sys.stderr)
        return 2
    kept = []
    for ring in rings(json.loads(Path(arguments[0]).read_text("utf-8"))):
        if ring[:, 1].max() < SOUTHERNMOST:
            continue
        corners = np.round(thinned(ring) * GRID).astype(np.int64)
        moved = np.r_[True, (np.diff(corners, axis=0) != 0).any(axis=1)]
        if moved.sum() > 4:  # the last corner is the first again
            kept.append(corners[moved])
    data = lzma.compress(pack(kept), preset=9 | lzma.PRESET_EXTREME)
    BUNDLED.write_bytes(data)
    print(f"{len(kept)} rings, {sum(map(len, kept))} corners, {len(data)} bytes")
    return 0


def rings(topology: dict[str, object]) -> list[Points]:
    """Return every ring of the land [degrees], the first corner repeated at its end."""
    scale, shift = (np.array(topology["transform"][key]) for key in ("scale", "translate"))  # type: ignore[index]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]  # type: ignore[attr-defined]
    found = []
    for shape in topology["objects"]["land"]["geometries"]:  # type: ignore[index]
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for ring in (ring for polygon in polygons for ring in polygon):
            parts = [arcs[at] if at >= 0 else arcs[~at][::-1] for at in ring]
            found.append(np.vstack([parts[0], *(part[1:] for part in parts[1:])]))
    return found


def thinned(ring: Points) -> Points:
    """Return a ring with the corners that it needs to stay within the tolerance."""
    last = len(ring) - 1
    far = int(np.argmax(((ring - ring[0]) ** 2).sum(axis=1)))
    keep = np.zeros(len(ring), dtype=bool)
    keep[[0, far, last]] = True
    open_parts = [(0, far), (far, last)]
    while open_parts:
        first, end = open_parts.pop()
        if end - first < 2:
            continue
        narrow = np.array([np.cos(np.radians((ring[first, 1] + ring[end, 1]) / 2)), 1.0])
        start, along = ring[first] * narrow, (ring[end] - ring[first]) * narrow
        between = ring[first + 1 : end] * narrow - start
        length = float(along @ along)
        share = np.clip(between @ along / length, 0, 1) if length else np.zeros(len(between))
        off = np.hypot(*(between - share[:, None] * along).T)
        widest = int(np.argmax(off))
        if off[widest] > TOLERANCE:
            keep[first + 1 + widest] = True
            open_parts += [(first, first + 1 + widest), (first + 1 + widest, end)]
    return ring[keep]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
