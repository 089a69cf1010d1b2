"""A made-up explanation that goes with the made-up reckoning."""

from __future__ import annotations

import math
from collections.abc import Sequence

from asculum.evidence.dossier import Dossier
from asculum.losses.contraction import Beside
from asculum.losses.explanation import Explanation, TotalBeside
from asculum.losses.influence import (
    CLAIM,
    REFITTED,
    REWEIGHTED,
    SOURCE,
    UNKNOWN,
    LeftOut,
    Pull,
    Unit,
)
from asculum.losses.learnt import Learnt, Moved
from asculum.losses.predictive import FITS, SCATTERS, UNCHECKED, SourceCheck, Told
from asculum.losses.sensitivity import LIKELIHOOD, Sensitivity, diagnose
from asculum.terms.estimate import Estimate

#: Pulls of the sources in turn, on the log scale.
SHIFTS = (0.21, -0.12, 0.06, -0.03, 0.004, 0.0, 0.09, -0.002)


def explanation(dossier: Dossier, totals: Sequence[Estimate]) -> Explanation:
    """Return pulls of every source on soldiers: one unknown, one refitted, one alone."""
    shown = [item for item in totals if item.quantity in ("killed", "casualties")]
    spoken: dict[str, list[str]] = {}
    for claim in dossier.claims:
        if claim.side != "civilians":
            spoken.setdefault(claim.source, []).append(claim.id)
    left_out = []
    for number, (source, claims) in enumerate(spoken.items()):
        unit = Unit(kind=SOURCE, name=source, source=source, claims=tuple(claims))
        how = {0: REFITTED, 4: UNKNOWN}.get(number, REWEIGHTED)
        pulls = tuple(
            pull(item, SHIFTS[number % 8] * (1 if item.side == "ru" else -0.5), number == 2)
            for item in shown
        )
        left_out.append(
            LeftOut(
                unit=unit,
                how=how,
                khat=0.3 + 0.9 * (how != REWEIGHTED),
                pulls=() if how == UNKNOWN else pulls,
                sentence="Only sampling without it can tell." if how == UNKNOWN else "",
            )
        )
        one = Unit(kind=CLAIM, name=claims[0], source=source, claims=(claims[0],))
        left_out.append(LeftOut(unit=one, how=REWEIGHTED, khat=0.2, pulls=pulls))
    return Explanation(
        left_out=tuple(left_out),
        sensitivities=tuple(
            sensitivity(item, component, value)
            for item in shown
            for component, value in (("third_parties", 0.02), ("level", 0.11), (LIKELIHOOD, 0.2))
        ),
        totals=tuple(
            TotalBeside(
                quantity=item.quantity,
                side=item.side,
                force=item.force,
                beside=both(item, 0.4 if item.force else 0.9),
            )
            for item in shown
        ),
        learnt=tuple(
            Learnt(
                name=name,
                side=side,
                force=force,
                prior=(0.3, 0.9, 2.0),
                posterior=(0.5, 0.9, 1.4),
                contraction=contraction,
                step=1.25,
                moves=tuple(
                    Moved(quantity=i.quantity, side=i.side, force=i.force, factor=factor)
                    for i in shown
                ),
            )
            for name, side, force, contraction, factor in (
                ("bias_third", "", "", 0.3, 0.93),
                ("bias_own", "", "", 0.8, 0.97),
                ("wounded_per_killed", "ru", "wagner", 0.9, 1.02),
                ("share_of_front", "ru", "", -0.02, 1.3),
                ("sector_rest", "", "", 0.4, 1.0),
                ("weekly_change", "", "", 0.7, 1.001),
            )
        ),
        told=tuple(
            Told(claim=c, source=s, below=0.4, upto=0.5, chance=0.9, khat=0.2, good=True)
            for s, ids in spoken.items()
            for c in ids
        ),
        checks=tuple(
            SourceCheck(
                source=source,
                claims=len(ids),
                checked=0 if number == 1 else len(ids),
                farthest="" if number == 1 else ids[0],
                far_out=None if number == 1 else 0.4,
                scatter=0.001 if number == 3 else None,
                trend=None,
                verdict={1: UNCHECKED, 3: SCATTERS}.get(number, FITS),
            )
            for number, (source, ids) in enumerate(spoken.items())
        ),
    )


def pull(item: Estimate, shift: float, alone: bool) -> Pull:
    """Return a total without a source; without numbers where nothing else tells Ukraine."""
    if alone and item.side == "ua":
        return Pull(quantity=item.quantity, side=item.side, force=item.force)
    lower, median, upper = (value * math.exp(-shift) for value in item.interval())
    return Pull(
        quantity=item.quantity,
        side=item.side,
        force=item.force,
        lower=lower,
        median=median,
        upper=upper,
        factor=math.exp(shift),
        error=0.006,
    )


def sensitivity(item: Estimate, component: str, value: float) -> Sensitivity:
    return Sensitivity(
        quantity=item.quantity,
        side=item.side,
        force=item.force,
        component=component,
        value=value,
        khat=0.05,
        factor=1.1,
        diagnosis="" if component == LIKELIHOOD else diagnose(value, 0.2),
    )


def both(item: Estimate, contraction: float) -> Beside:
    lower, median, upper = item.interval()
    return Beside(
        prior=(lower / 6, median, upper * 6),
        posterior=(lower, median, upper),
        contraction=contraction,
    )
