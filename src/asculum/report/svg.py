"""Scales and marks for drawing SVG without a browser."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asculum.report.wording import clean, figure
from asculum.terms.speech import retold, unmarked

#: Mean width of a character as a share of the type size, on the safe side for sans serif faces.
_CHARACTER = 0.56
#: Longest word on a mark [characters]; the claim itself stands in the table.
TIP = 300
Attributes = Mapping[str, str | float | None]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A drawing's width and type size [px]: what fits a phone, and what fits a desk."""

    name: str
    width: float
    type: float

    @property
    def narrow(self) -> bool:
        """Whether the drawing is meant for a phone."""
        return self.name == "narrow"


#: At 320 px on the screen the narrow drawing still shows type of 11 px; the wide at 752.
NARROW = Layout(name="narrow", width=340, type=13)
WIDE = Layout(name="wide", width=880, type=13.75)
LAYOUTS = (WIDE, NARROW)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Values to pixels, linear or logarithmic; values outside are held at the edge."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """Return where a value stands [px]."""
        value = min(max(value, self.low), self.high)
        if self.log:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int = 6) -> list[float]:
        """Return round values within the scale, at most about ``most`` of them."""
        return _log_ticks(self.low, self.high, most) if self.log else self._even(most)

    def _even(self, most: int) -> list[float]:
        step = _nice((self.high - self.low) / max(most, 1))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def fitting(values: Sequence[float], *, spread: float = 25) -> tuple[float, float, bool]:
    """Return the range of a scale that holds ``values``, and whether it must be logarithmic.

    It is where the largest exceeds the smallest positive value more than ``spread`` times; a
    linear scale starts at zero. A logarithmic one reaches at most four powers of ten down.
    """
    positive = [value for value in values if value > 0 and math.isfinite(value)]
    if not positive:
        return 0.0, 1.0, False
    top, bottom = max(positive), min(positive)
    if top / bottom <= spread:
        return 0.0, top * 1.06, False
    return max(bottom / 1.25, top / 1e4), top * 1.25, True


def element(name: str, attributes: Attributes, *children: str) -> str:
    """Return one element; children are markup already, attributes are escaped here."""
    if isinstance(attributes.get("data-tip"), str):
        attributes = {**attributes, "data-tip": clean(str(attributes["data-tip"]), TIP)}
    parts = [f' {key}="{_value(value)}"' for key, value in attributes.items() if value is not None]
    inner = "".join(children)
    return f"<{name}{''.join(parts)}>{inner}</{name}>" if inner else f"<{name}{''.join(parts)}/>"


def text(x: float, y: float, words: str, attributes: Attributes) -> str:
    """Return a line of text; ``words`` are cleaned and escaped."""
    return element("text", {"x": x, "y": y, **attributes}, html.escape(clean(retold(words), 200)))


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Return a straight line of a class."""
    return element("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "class": kind})


def path(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    """Return the ``d`` of a path through points."""
    if not points:
        return ""
    moves = [f"{_number(x)} {_number(y)}" for x, y in points]
    return "M" + "L".join(moves) + ("Z" if closed else "")


def badge(x: float, y: float, words: str, relation: str, radius: float, hollow: bool) -> str:
    """Return a numbered mark in the shape of its relation: disc, lozenge, square or triangle."""
    kind = "badge hollow" if hollow else "badge"
    if relation == "own":
        shape = element("circle", {"cx": x, "cy": y, "r": radius, "class": kind})
    else:
        shape = element("path", {"d": _outline(x, y, relation, radius), "class": kind})
    if not words:
        return shape
    label = "badge-text hollow" if hollow else "badge-text"
    return shape + text(x, y + radius * 0.47, words, {"class": label, "text-anchor": "middle"})


def drawing(
    layout: Layout, height: float, identity: str, title: str, message: str, body: Sequence[str]
) -> str:
    """Return a whole drawing with the message that stands for it where it cannot be seen."""
    heading = element("title", {"id": f"{identity}-title"}, html.escape(clean(retold(title))))
    told = element("desc", {"id": f"{identity}-desc"}, html.escape(clean(retold(message))))
    attributes: Attributes = {
        "class": f"plot {layout.name}",
        "viewBox": f"0 0 {_number(layout.width)} {_number(height)}",
        "role": "img",
        "aria-labelledby": f"{identity}-title {identity}-desc",
        "font-size": layout.type,
    }
    return element("svg", attributes, heading, told, *body)


def width_of(words: str, size: float) -> float:
    """Return about how wide a line of text is [px]."""
    return len(unmarked(words)) * size * _CHARACTER


def shortened(words: str, room: float, size: float) -> str:
    """Return words cut to the room there is [px], with an ellipsis where cut."""
    words = clean(retold(words), 200).replace("\n", " ")
    if len(words) > room / (size * _CHARACTER):
        words = unmarked(words)
    fits = int(room / (size * _CHARACTER))
    return words if len(words) <= fits else words[: max(1, fits - 1)].rstrip() + "…"


def axis_word(value: float) -> str:
    """Return a value as an axis shows it."""
    return figure(float(f"{value:.6g}"))


def _outline(x: float, y: float, relation: str, radius: float) -> str:
    r = radius
    if relation == "enemy":
        r *= 1.28
        return path([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], closed=True)
    if relation == "third":
        r *= 0.92
        return path([(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)], closed=True)
    r *= 1.25
    return path([(x, y - r), (x + r, y + r * 0.8), (x - r, y + r * 0.8)], closed=True)


def _value(value: str | float) -> str:
    return (
        html.escape(clean(retold(value), 1_000_000)) if isinstance(value, str) else _number(value)
    )


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _nice(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * by for by in (1, 2, 2.5, 5, 10) if power * by >= step * (1 - 1e-9))


def _log_ticks(low: float, high: float, most: int) -> list[float]:
    ticks: list[float] = []
    for multiples in ((1, 2, 5), (1, 3), (1,)):
        ticks = [
            by * 10.0**power
            for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
            for by in multiples
            if low * 0.999 <= by * 10.0**power <= high * 1.001
        ]
        if len(ticks) <= most:
            break
    return ticks
