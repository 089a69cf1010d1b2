"""Event data with the doubt of those who code them: reported deaths, or a Gumbel number of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.evidence.dossier import Dossier
from asculum.evidence.events import Event
from asculum.losses.baseline_events import events_of
from asculum.losses.baseline_terms import Baseline, Echoes, Question
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

#: Draws of each event, and what share of them lies below and above the range.
DRAWS, TAIL = 4000, 0.05
#: Reported deaths at which coders were asked; each has a term of its own.
LEVELS = (2, 3, 13, 20, 24, 40, 101, 200, 1001, 2000)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A regression on ln(1 + reported deaths): intercept, slope, and a term for each level."""

    intercept: float
    slope: float
    at_levels: tuple[float, ...]

    def at(self, deaths: FloatArray) -> FloatArray:
        """Return the line at reported deaths [persons], shape (event,)."""
        own = np.zeros(len(deaths))
        for level, term in zip(LEVELS, self.at_levels, strict=True):
            own[deaths == level] = term
        return np.asarray(self.intercept + self.slope * np.log1p(deaths) + own)


#: State-based violence in uncertainUCDP 0.7.6 (Randahl 2026, CRAN): ln(1 + location), ln scale and
#: the log-odds that the reported number is right; read from the package's fitted models.
LOCATION = Line(
    intercept=0.60921,
    slope=0.93245,
    at_levels=(
        *(0.08077, -0.24652, -0.44112, -0.39166, -0.48040),
        *(-0.30200, -0.23538, -0.21227, -0.04311, -0.07586),
    ),
)
SCALE = Line(
    intercept=-0.30443,
    slope=0.82264,
    at_levels=(
        *(0.11512, -0.24929, -0.49061, -1.22877, -1.67826),
        *(-1.26517, -0.91467, -0.73371, -0.19567, 0.16457),
    ),
)
REPORTED = Line(
    intercept=-0.08570,
    slope=-0.05274,
    at_levels=(
        *(0.42037, -0.25942, 0.32682, -0.13470, -0.73237),
        *(-0.14109, -0.07225, -0.02177, -0.01314, -0.04317),
    ),
)


def parameters(deaths: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return location, scale [persons] and the chance of the reported number, (event,) each.

    Examples
    --------
    >>> location, scale, reported = parameters(np.array([100.0]))
    >>> round(float(location[0])), round(float(scale[0])), round(float(reported[0]), 2)
    (135, 33, 0.42)
    """
    chance = 1 / (1 + np.exp(-REPORTED.at(deaths)))
    return np.expm1(LOCATION.at(deaths)), np.exp(SCALE.at(deaths)), chance


def widened(dossier: Dossier, question: Question) -> Baseline:
    """Return the deaths that events give a side, with the doubt of those who code such events.

    Of an event with *n* reported deaths the number is *n* with probability w(n), and otherwise
    Gumbel with location μ(n) and scale β(n), never below 0. The side has the part of it that the
    event gives it of the deaths whose side is known. Events are drawn one by one and added up:
    point and range are the median and the 5 % and 95 % points of the sum [persons].

    **Assumes** that the errors of events are independent, and that the event is state-based.
    **Biased when** whole events went unreported: low; the range of a sum of many events is too
    narrow, since coders err alike.
    **Do not use when** an event's own low and high are wanted (``ucdp``).

    Reference: Vesco, Randahl et al. 2026, Journal of Conflict Resolution; Randahl 2026,
    uncertainUCDP 0.7.6, whose fitted models the numbers are from. Here a draw below 0 counts as 0.
    """
    known, refusal = events_of(dossier, question)
    parts = [(event, _part(event, question.side)) for event in known]
    parts = [(event, part) for event, part in parts if part is not None]
    if not parts:
        refusal = refusal or "no event of these days tells whose its deaths are"
    make = Baseline(
        name="UCDP, widened", echoes=Echoes.AS_PRINTED, question=question, refusal=refusal
    )
    if refusal:
        return make
    deaths = np.array([_whole(event) for event, _ in parts])
    rng = stream(1, "losses/baseline_widened")
    total = np.zeros(DRAWS)
    for (_, part), reported, location, scale, chance in zip(
        parts, deaths, *parameters(deaths), strict=True
    ):
        drawn = np.maximum(rng.gumbel(location, scale, DRAWS), 0.0)
        total += (part or 0.0) * np.where(rng.random(DRAWS) < chance, reported, drawn)
    low, point, high = (float(end) for end in np.quantile(total, (TAIL, 0.5, 1 - TAIL)))
    return Baseline(
        name="UCDP, widened",
        echoes=Echoes.AS_PRINTED,
        question=question,
        low=low,
        point=point,
        high=high,
        claims=tuple(event.id for event, _ in parts),
    )


def _known(event: Event) -> float:
    """Return the deaths of an event of which it is told whose they are [persons]."""
    told = (event.deaths_a, event.deaths_b, event.deaths_civilians)
    return float(sum(deaths or 0.0 for deaths in told))


def _whole(event: Event) -> float:
    """Return the deaths that an event reports [persons]."""
    return event.best if event.best is not None else _known(event) + (event.deaths_unknown or 0.0)


def _part(event: Event, side: str) -> float | None:
    """Return a side's part of an event's deaths; ``None`` where it does not tell whose they are."""
    known = _known(event)
    own = event.deaths_a if event.side_a == side else event.deaths_b
    return (own or 0.0) / known if known > 0 else None
