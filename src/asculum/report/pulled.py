"""What each claim does to the killed of a side, for its row in the table of claims."""

from __future__ import annotations

import math
from dataclasses import dataclass

from asculum.losses.influence import SOURCE, LeftOut, Pull
from asculum.report.figures_moved import change_words, tells
from asculum.report.reckoning import Reckoning
from asculum.report.restating import side_name
from asculum.report.wording import counted
from asculum.terms.speech import message, retold, say

#: How rows are ordered by pull where there is no number: below every claim that has one.
HARDLY, UNKNOWN, NONE = 0.0, -1.0, -2.0

#: What claims that share an error are parts of.
UNIT_WORDS = {"statement": message("statement"), "running total": message("running total")}


@dataclass(frozen=True, kw_only=True)
class ClaimPull:
    """The strongest pull of a claim in words, with what goes out with it, and what it sorts by."""

    words: str
    beside: str
    sort: float


def claim_pulls(reckoning: Reckoning) -> dict[str, ClaimPull]:
    """Return by claim what it does to the killed of each side; empty where that was not asked.

    Claims of one statement or one running total share an error and go out together, so each shows
    what they do together. A claim that no unit holds has no weight of its own.
    """
    if reckoning.explanation is None:
        return {}
    found: dict[str, ClaimPull] = {}
    for item in reckoning.explanation.left_out:
        if item.unit.kind != SOURCE:
            pull = _pull(reckoning, item)
            found |= dict.fromkeys(item.unit.claims, pull)
    without = ClaimPull(words=say("no weight of its own"), beside="", sort=NONE)
    return {claim.id: found.get(claim.id, without) for claim in reckoning.dossier.claims}


def _pull(reckoning: Reckoning, item: LeftOut) -> ClaimPull:
    more = len(item.unit.claims) - 1
    beside = (
        say(
            "with {others} of one {kind}",
            others=counted(more, "other"),
            kind=retold(UNIT_WORDS.get(item.unit.kind, item.unit.kind)),
        )
        if more
        else ""
    )
    if not item.known:
        return ClaimPull(words=say("not known without sampling anew"), beside=beside, sort=UNKNOWN)
    killed = [pull for pull in item.pulls if pull.quantity == "killed" and not pull.force]
    strong = sorted(filter(_felt, killed), key=lambda pull: -_size(pull))
    if not strong:
        return ClaimPull(words=say("hardly any"), beside=beside, sort=HARDLY)
    words = ", ".join(
        f"{side_name(reckoning.dossier, pull.side)} {change_words(pull)}" for pull in strong
    )
    # a number and its sign stay on one line
    words = words.replace(" %", "\N{NO-BREAK SPACE}%")
    return ClaimPull(words=words, beside=beside, sort=_size(strong[0]))


def _felt(pull: Pull) -> bool:
    return pull.factor is None or tells(pull)


def _size(pull: Pull) -> float:
    """Return how strong a pull is [log scale]; one that nothing else tells counts most."""
    return 99.0 if pull.factor is None else abs(math.log(pull.factor))
