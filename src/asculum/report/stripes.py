"""Stripes for what is contested, as lines: a pattern would be printed as a picture of pixels."""

from __future__ import annotations

import math

from asculum.report.svg import Attributes, element, path

#: From one stripe to the next, along the x axis [px].
STEP = 6.0


def striped_rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    """Return a rectangle of a class with stripes rising to the right."""
    area: Attributes = {"x": x, "y": y, "width": width, "height": height, "class": kind}
    right, bottom = x + width, y + height
    first, last = math.floor((x + y) / STEP) + 1, math.ceil((right + bottom) / STEP)
    lines = []
    for along in (STEP * number for number in range(first, last)):  # x + y is the same all along
        left, end = max(x, along - bottom), min(right, along - y)
        if left < end:
            lines.append([(left, along - left), (end, along - end)])
    return element("rect", area) + _strokes(lines)


def striped_disc(x: float, y: float, radius: float, kind: str) -> str:
    """Return a disc of a class with stripes rising to the right, one through its middle."""
    lines = []
    most = int(radius * math.sqrt(2) / STEP)
    for number in range(-most, most + 1):
        off = number * STEP / 2  # the middle of the stripe lies so far right and down
        half = math.sqrt(max(0.0, radius**2 - 2 * off**2) / 2)
        if half > 0:
            lines.append([(x + off - half, y + off + half), (x + off + half, y + off - half)])
    return element("circle", {"cx": x, "cy": y, "r": radius, "class": kind}) + _strokes(lines)


def _strokes(lines: list[list[tuple[float, float]]]) -> str:
    return element("path", {"d": "".join(map(path, lines)), "class": "stripe"}) if lines else ""
