"""What is said of the fit of one law: whether it settled, and what the battle does not tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from asculum.attrition.fit_design import FitDesign
from asculum.attrition.fit_law import Check
from asculum.terms.status import Status, StatusCode, worst


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
