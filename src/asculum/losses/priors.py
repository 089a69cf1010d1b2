"""Priors of the losses model: stated in the dossier, or the package's defaults shown as assumed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from asculum.evidence.dictionary import assumption_terms
from asculum.evidence.dossier import Assumption

#: The 95 % point of the standard normal: priors are written as their 5 % and 95 % points.
Z95 = 1.6448536269514722

Key = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Normal:
    """A normal distribution on the scale where the model works (log or log-odds)."""

    mean: float
    sd: float


def lognormal(low: float, high: float) -> Normal:
    """Return the normal of ln v whose 5 % and 95 % points are ``low`` and ``high`` of v."""
    return Normal(
        mean=(math.log(low) + math.log(high)) / 2,
        sd=(math.log(high) - math.log(low)) / (2 * Z95),
    )


def logitnormal(low: float, high: float) -> Normal:
    """Return the normal of ln(v / (1 - v)) whose 5 % and 95 % points are those of v."""
    a, b = math.log(low / (1 - low)), math.log(high / (1 - high))
    return Normal(mean=(a + b) / 2, sd=(b - a) / (2 * Z95))


@dataclass(frozen=True, kw_only=True)
class Priors:
    """Every assumption the model may need, looked up by name, side and force.

    ``stated`` are those of the dossier; the rest are the package's defaults. ``used`` collects
    nothing: ask ``assumption`` for what holds.
    """

    stated: Mapping[Key, Assumption]

    def assumption(self, name: str, side: str = "", force: str = "") -> Assumption:
        """Return the assumption that holds: for the force, else the side, else all, else default.

        Raises ``KeyError`` for a name the dictionary does not know or that has no default.
        """
        for key in ((name, side, force), (name, side, ""), (name, "", "")):
            if key in self.stated:
                return self.stated[key]
        term = assumption_terms()[name]
        if term.high is None:
            raise KeyError(name)
        low = term.low if term.low is not None else term.high
        return Assumption(name=name, low=low, high=term.high, why=term.description, stated=False)

    def normal(self, name: str, side: str = "", force: str = "") -> Normal:
        """Return the assumption as a normal on its own scale (log or log-odds)."""
        held = self.assumption(name, side, force)
        shape = assumption_terms()[name].shape
        if shape == "lognormal":
            return lognormal(held.low, held.high)
        return logitnormal(held.low, held.high)

    def fixed(self, name: str) -> float:
        """Return a number that is assumed outright."""
        return self.assumption(name).high
