"""Intervals as a reader should meet them: the digits that their width supports, and no more."""

from __future__ import annotations

import math
from dataclasses import dataclass

from asculum.terms.speech import number, say


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """An interval in words: the digits it supports and no more."""

    lower: str
    median: str
    upper: str

    @property
    def span(self) -> str:
        """The two ends: ``14,000 to 29,000``."""
        return say("{lower} to {upper}", lower=self.lower, upper=self.upper)


def rounded(lower: float, median: float, upper: float) -> Spoken:
    """Round an interval to the digits that its width supports.

    Each number keeps two significant digits, or as many as it takes for rounding to move it by
    less than a sixth of the interval's width: 14,321 … 28,765 becomes 14,000 … 29,000, but
    19,812 … 20,344 becomes 19,800 … 20,300. Infinite ends are shown as ∞.
    """
    width = upper - lower
    by_width = _below(width / 3) if math.isfinite(width) and width > 0 else math.inf

    def shown(value: float) -> str:
        if not math.isfinite(value):
            return "∞" if value > 0 else "−∞"
        if value == 0:
            return "0"
        return _grouped(value, min(_two_digits(value), by_width))

    return Spoken(lower=shown(lower), median=shown(median), upper=shown(upper))


def _two_digits(value: float) -> float:
    """Return the power of ten that keeps two significant digits of a positive or negative value."""
    return _below(abs(value)) / 10


def _below(value: float) -> float:
    """Return the largest power of ten that a positive value reaches."""
    return float(10.0 ** math.floor(math.log10(value)))


def _grouped(value: float, step: float) -> str:
    decimals = max(0, -round(math.log10(step)))
    nearest = math.floor(value / step + 0.5) * step
    return number(nearest, f",.{decimals}f", minus="−")
