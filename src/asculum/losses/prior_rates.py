"""Priors of a design that follow from its claims: levels and parts of forces."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from asculum.losses import codes as k
from asculum.losses.observations import Leaf, Observation
from asculum.losses.priors import Normal, Priors

#: Log-scale spread of the middle week's killed a day where no assumption states it.
WIDE = 1.5


def key(atom: tuple[Leaf, ...]) -> tuple[str, str]:
    """Return the side and force under which an atom's assumptions are looked up."""
    side = atom[0][0]
    return (side, atom[0][1]) if len(atom) == 1 else (side, "")


def times(category: str, ratios: Sequence[float]) -> float:
    """Return how many of a category there are for each killed.

    ``ratios`` are wounded, captured and missing for each killed; they may be empty for killed.
    """
    if category == "killed":
        return 1.0
    wounded, captured, missing = ratios
    return {
        "wounded": wounded,
        "captured": captured,
        "missing": missing,
        "casualties": 1 + wounded + captured + missing,
        "irrecoverable": 1 + captured + missing,
    }[category]


def side_rate(priors: Priors, side: str, found: Sequence[Observation]) -> Normal:
    """Return the prior of ln killed a day in the middle week: stated, or wide around the claims.

    Where nothing is stated the centre is the median of what the claims imply (the figure over its
    days and the multiplier of its category; halved where it speaks of both sides), with a standard
    deviation of ``WIDE``: a factor of 12 either way at 90 %.
    """
    try:
        return priors.normal("killed_per_day", side)
    except KeyError:
        pass
    ratios = [math.exp(priors.normal(name, side).mean) for name in k.RATIOS]
    implied = []
    for item in found:
        if side not in item.sides or item.join == k.RATIO:
            continue
        figure = math.exp(item.low) if item.bind != k.COUNT else max(item.count, 1)
        days = 1.0 if item.scale != 1.0 else item.period.days
        per_killed = times(item.category, ratios)
        implied.append(math.log(figure / days / per_killed / len(item.sides)))
    return Normal(mean=float(np.median(implied)) if implied else 0.0, sd=WIDE)


def force_share(priors: Priors, atoms: Sequence[tuple[Leaf, ...]], atom: int) -> Normal:
    """Return the prior log-odds of an atom against the first of its side, in mid-battle."""
    side = atoms[atom][0][0]
    first = next(i for i, other in enumerate(atoms) if other[0][0] == side)
    own, other = (priors.normal("force_share", *key(atoms[i])) for i in (atom, first))
    if priors.assumption("force_share", *key(atoms[atom])).stated:
        return own
    if priors.assumption("force_share", *key(atoms[first])).stated:
        return Normal(mean=-other.mean, sd=other.sd)
    return own


def stated_lean(priors: Priors, source: str) -> Normal | None:
    """Return the leaning that is stated for one source, if any."""
    if ("bias_source", source, "") not in priors.stated:
        return None
    return priors.normal("bias_source", source)
