"""What the claims taught of each assumption, and what a shift of it would do, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from asculum.evidence.dossier import Dossier
from asculum.losses.learnt import Learnt
from asculum.report.anchors import Anchors, Evidence
from asculum.report.restating import whose
from asculum.report.wording import figure, percent, sentence
from asculum.terms.speech import message, retold, say

#: The assumptions in words that follow "how" or stand alone; dictionary names are keys.
ASSUMPTION_WORDS = {
    "bias_own": message("what sides make of their own losses"),
    "bias_enemy": message("what sides make of their enemy’s losses"),
    "bias_third": message("what third parties make of losses"),
    "bias_backing": message("what backing one side adds to a third party’s figures"),
    "bias_between": message("how much sources of one kind differ"),
    "bias_category": message("how much one source’s leaning differs by what it counts"),
    "list_growth": message("how fast lists of names grow"),
    "located_cluster": message("how alike the located reports of one row are"),
    "spread": message("how much a source’s claims scatter"),
    "weekly_change": message("how much losses change from week to week"),
    "sector_rest": message("share of the sector in losses off the battle"),
    "front_of_war": message("share of the front in the war’s losses"),
    "killed_per_day": message("killed a day in the middle week, at the widest scope claimed"),
    "share_of_front": message("share of the battle in losses on the front"),
    "wounded_per_killed": message("wounded for each killed"),
    "captured_per_killed": message("captured for each killed"),
    "missing_per_killed": message("missing for each killed"),
}
#: Assumptions that are shares, whose steps are of the odds.
SHARES = ("sector_rest", "front_of_war", "located_cluster")


@dataclass(frozen=True, kw_only=True)
class LearntLine:
    """One assumption before and after, and what a shift of it would do."""

    label: str
    of: str
    prior: str
    posterior: str
    taught: str
    step: str
    moves: tuple[str, ...]
    evidence: Evidence
    weight: float


def learnt_line(
    dossier: Dossier, anchors: Anchors, item: Learnt, totals: Sequence[tuple[str, str]]
) -> LearntLine:
    """Return an assumption before and after the claims, in words."""
    moves = {(m.side, m.force): m.factor for m in item.moves if m.quantity == "killed"}
    lower, _, upper = item.prior
    after = item.posterior
    return LearntLine(
        label=sentence(ASSUMPTION_WORDS.get(item.name, item.name)).removesuffix("."),
        of=whose(dossier, item.side, item.force) if item.side else say("all"),
        prior=f"{_number(lower)}–{_number(upper)}",
        posterior=f"{_number(after[1])} ({_number(after[0])}–{_number(after[2])})",
        taught=say("nothing") if item.contraction < 0.005 else percent(item.contraction),
        step=higher(item),
        moves=tuple(signed(moves[total]) for total in totals if total in moves),
        evidence=anchors.evidence([".".join(filter(None, (item.name, item.side, item.force)))]),
        weight=most_moved(item, totals),
    )


def most_moved(item: Learnt, totals: Sequence[tuple[str, str]]) -> float:
    """Return how much a step of an assumption moves the total it moves most, on the log scale."""
    return max(
        abs(math.log(move.factor))
        for move in item.moves
        if move.quantity == "killed" and (move.side, move.force) in totals
    )


def named(dossier: Dossier, item: Learnt) -> str:
    """Return an assumption in words, with whose it is."""
    words = retold(ASSUMPTION_WORDS.get(item.name, item.name))
    return f"{words}, {whose(dossier, item.side, item.force)}" if item.side else words


def higher(item: Learnt) -> str:
    """Return one step of an assumption in words: its middle before, and where the step takes it."""
    middle = item.prior[1]
    if item.name.startswith("share") or item.name in SHARES:
        odds = middle / (1 - middle) * item.step
        return say(
            "{odds} instead of {middle}", odds=_number(odds / (1 + odds)), middle=_number(middle)
        )
    return say(
        "{middle} instead of {middle_2}",
        middle=_number(middle * item.step),
        middle_2=_number(middle),
    )


def signed(factor: float) -> str:
    """Return a factor as a change: ``+23 %``."""
    change = 100 * (factor - 1)
    if abs(change) < 0.5:
        return "±0 %"
    return f"{'+' if change > 0 else '−'}{abs(change):.0f} %"


def _number(value: float) -> str:
    return figure(float(f"{value:.2g}"))
