"""What is said of fits: whether they settled, what the battle does not tell, why none is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from asculum.attrition.comparing import Weighed
from asculum.attrition.fit_design import FitDesign
from asculum.attrition.fit_law import Check, LawFit
from asculum.attrition.observed import Observed
from asculum.attrition.sought import Sought
from asculum.terms.status import Status, StatusCode, worst
from asculum.terms.weights import MOST_KHAT

#: Figures that must be left once each parameter has taken one.
SPARE = 3


def said(
    plan: FitDesign,
    settled: Status,
    missing: Mapping[str, str],
    seen: Sequence[Check],
    *,
    rival: bool = False,
) -> Status:
    """Join all that is to be said of one law's fit; ``rival`` is whether two fit nearly alike."""
    found = [settled]
    decisive = [name for name in missing if name[:3] in ("A's", "B's") and "from" not in name]
    decisive += [name for name in missing if name in plan.form.powers]
    if decisive:
        sentence = "Not told by this battle: " + "; ".join(missing[name] for name in decisive) + "."
        found.append(Status(code=StatusCode.NOT_IDENTIFIED, sentence=sentence))
    # a scatter that is not told is left out, and takes nothing else with it
    doubts = [
        f"Not told: {why}."
        for name, why in missing.items()
        if name not in decisive and not name.startswith("scatter")
    ]
    if rival:
        doubts.append("Two different sets of parameters fit nearly as well.")
    doubts += [
        f"{c.side}'s losses show {c.shown} than nearly all battles that the law makes up."
        for c in seen
        if c.odd
    ]
    blind = [side for side, held in zip("AB", plan.observed.sides, strict=True) if not held.seen]
    if blind:
        doubts.append(
            f"The losses of {blind[0]} were not seen: the law is assumed of that side, not shown."
        )
    if doubts:
        found.append(Status(code=StatusCode.DOUBTFUL, sentence=" ".join(doubts)))
    return worst(found)


def refused(plan: FitDesign) -> str:
    """Return why a law is not fitted to a battle at all; nothing where it is."""
    seen = plan.observed
    blind = [side for side, held in zip("AB", seen.sides, strict=True) if not held.seen]
    if blind and plan.form.powers:
        return (
            f"The losses of {blind[0]} were not seen: one curve does not tell the exponents of "
            f"the {plan.form.name} law as well."
        )
    spared = [
        side
        for side, held in zip("AB", seen.sides, strict=True)
        if held.seen and not np.nansum(held.losses) > 0
    ]
    if spared:
        return (
            f"{' and '.join(spared)} lost nobody in any period: rates of any smallness allow that, "
            "so a law of attrition is not told."
        )
    sought = plan.setting.changes if isinstance(plan.setting.changes, Sought) else None
    if sought is not None and not sought.days(seen.days.size):
        return (
            f"{seen.days.size} periods are too few to seek a change: there are {sought.apart} at "
            "least before it and after it."
        )
    needed = plan.size - len(blind) + SPARE + (2 * sought.most if sought is not None else 0)
    if seen.figures < needed:
        return (
            f"{seen.figures} losses are known, and the {plan.form.name} law with {plan.size} "
            f"parameters takes {needed} at the least."
        )
    return ""


def whole(laws: Sequence[LawFit], weighed: Weighed | None, observed: Observed) -> Status:
    """Say of all laws together what a reader must know first."""
    usable = [law for law in laws if law.status.ok]
    if not usable:
        return worst([law.status for law in laws])
    blind = [side for side, held in zip("AB", observed.sides, strict=True) if not held.seen]
    if weighed is not None and weighed.shaky:
        names = ", ".join(weighed.shaky)
        return Status(
            code=StatusCode.DOUBTFUL,
            sentence=(
                f"How the laws weigh cannot be relied on: of {names} some figures cannot be "
                f"foretold from the others (k-hat up to {min(weighed.khat, 99.0):.1f}, "
                f"at most {MOST_KHAT})."
            ),
        )
    if weighed is not None and len(weighed.alike) > 1:
        names = ", ".join(weighed.alike)
        return Status(
            code=StatusCode.DOUBTFUL,
            sentence=f"The battle does not tell these laws apart: {names}.",
        )
    if blind:
        return next(law.status for law in usable)
    if weighed is not None:
        told = f"Of the laws asked for, the {weighed.best} law foretells the losses best."
        best_one = next(law.status for law in laws if law.name == weighed.best)
        if best_one.code is StatusCode.OK:
            return Status(code=StatusCode.OK, sentence=told)
        return Status(code=StatusCode.DOUBTFUL, sentence=f"{told} {best_one.sentence}")
    return usable[0].status
