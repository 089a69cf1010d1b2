"""What a newsroom would write: plain rules over the claims, to hold the model against.

No rule scales: a claim is used as printed, and only where its scope is the battle and its category,
side and force are those asked for. Which claims that leaves is ``witnesses``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from asculum.evidence.claims import THIRD, Claim, Kind, Scope, Source
from asculum.evidence.dossier import Dossier
from asculum.evidence.lineage import EVIDENCE, roles
from asculum.evidence.spelling import counted
from asculum.losses.baseline_events import ucdp
from asculum.losses.baseline_terms import Baseline, Echoes, Question
from asculum.losses.baseline_widened import widened

#: A claim speaks of the asked days where it covers at least this share of them, and they of it.
WHOLE = 0.5
#: A single figure agrees with others within this share of itself: half of its second digit.
NEAR = 0.05
#: Whom a newsroom believes first: those who count persons, then those with means of their own,
#: then officials, then those who hand on; third parties before the sides at each step.
HIERARCHY = ("monitor", "scholar", "intelligence", "military", "official", "municipal", "media")
#: Kinds of claim that state a total; rates and ratios would have to be multiplied up.
TOTALS = (Kind.COUNT, Kind.CUMULATIVE)


def baselines(dossier: Dossier, question: Question) -> tuple[Baseline, ...]:
    """Return the answer of every rule, first as printed and then with the lineage known.

    Parameters
    ----------
    dossier
        Narrowed to the as-of date: everything in it is taken as known.
    question
        Whose losses, of which category, over which days.

    Returns
    -------
    One ``Baseline`` for each rule of ``RULES`` and each of ``Echoes``; UCDP's events have no
    echoes and come once.

    **Assumes** that a claim covering at least half of the days, and lying at least half within
    them, speaks of them all.
    **Biased when** echoes are taken for witnesses (as printed), or all sources of a kind lean the
    same way; low where claims cover fewer days than asked, for nothing is scaled.
    **Do not use when** an estimate with an uncertainty is wanted: a range here states none.

    Reference: Every Casualty 2016, Standards for Casualty Recording (range, majority, hierarchy).
    """
    found = []
    for echoes in Echoes:
        speaking = _speaking(dossier, question, echoes)
        known = _latest_of_each(speaking)
        named = (claim for claim in speaking if claim.kind is Kind.NAMED_MINIMUM)
        floors = tuple(sorted(named, key=_latest))
        rules = (_median, _two_sides, _third, _range, _majority, _hierarchy)
        found += [
            rule(_Desk(dossier, question, echoes, known, floors, _refusal(dossier, question)))
            for rule in rules
        ]
    return (*found, ucdp(dossier, question), widened(dossier, question))


def witnesses(dossier: Dossier, question: Question, echoes: Echoes) -> tuple[Claim, ...]:
    """Return the claims a newsroom would use: one for each source, its latest.

    Totals about the battle, of the side, force and category asked for, over about the days asked
    for. With the lineage known, only claims that are evidence: no echo, misquote or doctored copy.
    """
    return _latest_of_each(_speaking(dossier, question, echoes))


def _latest_of_each(speaking: Sequence[Claim]) -> tuple[Claim, ...]:
    latest: dict[str, Claim] = {}
    for claim in sorted(speaking, key=_latest):
        if claim.kind in TOTALS:
            latest[claim.source] = claim
    return tuple(sorted(latest.values(), key=_latest))


@dataclass(frozen=True)
class _Desk:
    """What lies on the desk of one rule."""

    dossier: Dossier
    question: Question
    echoes: Echoes
    known: tuple[Claim, ...]
    floors: tuple[Claim, ...]
    nothing: str

    def answer(
        self, name: str, claims: Sequence[Claim], point: float | None, low: float, high: float
    ) -> Baseline:
        return Baseline(
            name=name,
            echoes=self.echoes,
            question=self.question,
            low=low,
            point=point,
            high=high,
            claims=tuple(claim.id for claim in claims),
        )

    def refuse(self, name: str, why: str) -> Baseline:
        return Baseline(name=name, echoes=self.echoes, question=self.question, refusal=why)

    def source(self, claim: Claim) -> Source:
        return self.dossier.sources[claim.source]


def _middle(desk: _Desk, name: str, claims: Sequence[Claim], nobody: str) -> Baseline:
    """Answer with the middle figure of some claims, and their range."""
    if not claims:
        return desk.refuse(name, nobody if desk.known else desk.nothing)
    low, high = min(map(_low, claims)), max(map(_high, claims))
    return desk.answer(name, claims, median(claim.figure for claim in claims), low, high)


def _median(desk: _Desk) -> Baseline:
    return _middle(desk, "median of all claims", desk.known, desk.nothing)


def _third(desk: _Desk) -> Baseline:
    outside = [claim for claim in desk.known if desk.source(claim).allegiance == THIRD]
    return _middle(desk, "third parties only", outside, "no third party gave a total")


def _two_sides(desk: _Desk) -> Baseline:
    name = "mean of the two sides"
    if not desk.known:
        return desk.refuse(name, desk.nothing)
    told = []
    for side in desk.dossier.sides:
        own = [claim for claim in desk.known if desk.source(claim).allegiance == side.id]
        if not own:
            return desk.refuse(name, f"no source of {side.name} gave a total")
        told.append((median(claim.figure for claim in own), own))
    (one, first), (other, second) = told
    both = [*first, *second]
    return desk.answer(name, both, (one + other) / 2, min(one, other), max(one, other))


def _range(desk: _Desk) -> Baseline:
    """Answer with the lowest and the highest figure; names raise the low end, if nothing else."""
    if not desk.known:
        return desk.refuse("range", desk.nothing)
    low, high = min(map(_low, desk.known)), max(map(_high, desk.known))
    floor = max((_low(claim) for claim in desk.floors), default=0.0)
    used = [*desk.known, *(claim for claim in desk.floors if _low(claim) > low)]
    return desk.answer("range", used, None, max(low, floor), max(high, floor))


def _majority(desk: _Desk) -> Baseline:
    """Answer with what more than half of the sources agree on.

    A source's range is what it gave, or its figure and ``NEAR`` to either side; sources agree
    where their ranges meet. The answer is where most of them meet, and its middle.
    """
    name = "majority"
    if not desk.known:
        return desk.refuse(name, desk.nothing)
    spans = [_span(claim) for claim in desk.known]
    best: list[int] = []
    for start, _ in spans:  # most meet where one of them begins
        meeting = [i for i, (low, high) in enumerate(spans) if low <= start <= high]
        best = meeting if len(meeting) > len(best) else best
    if len(spans) == 1:
        return desk.refuse(name, "one source alone is no majority")
    if 2 * len(best) <= len(desk.known):
        why = f"no figure on which more than half of {counted(len(spans), 'source')} agree"
        return desk.refuse(name, why)
    low, high = max(spans[i][0] for i in best), min(spans[i][1] for i in best)
    return desk.answer(name, [desk.known[i] for i in best], (low + high) / 2, low, high)


def _hierarchy(desk: _Desk) -> Baseline:
    """Answer with the middle figure of the best kind of source that spoke (``HIERARCHY``)."""

    def rank(claim: Claim) -> tuple[bool, int]:
        source = desk.source(claim)
        place = HIERARCHY.index(source.kind) if source.kind in HIERARCHY else len(HIERARCHY)
        return source.allegiance != THIRD, place

    best = min(map(rank, desk.known), default=None)
    chosen = [claim for claim in desk.known if rank(claim) == best]
    return _middle(desk, "source hierarchy", chosen, desk.nothing)


def _speaking(dossier: Dossier, question: Question, echoes: Echoes) -> list[Claim]:
    """Return the claims on the very losses asked for, of any kind but ratios."""
    known = [claim for claim in dossier.claims if _fits(claim, question)]
    if echoes is Echoes.LINEAGE_KNOWN:
        role = roles(dossier)
        known = [claim for claim in known if role[claim.id].role == EVIDENCE]
    return known


def _fits(claim: Claim, question: Question) -> bool:
    same = (claim.side, claim.force, claim.category) == (
        *(question.side, question.force),
        question.category,
    )
    if not same or claim.scope is not Scope.BATTLE or claim.kind is Kind.RATIO:
        return False
    shared = claim.period.overlap(question.period)
    return shared >= WHOLE * question.period.days and shared >= WHOLE * claim.period.days


def _refusal(dossier: Dossier, question: Question) -> str:
    """Say why no claim can be used: what comes nearest, and what is wrong with it."""
    own = [claim for claim in dossier.claims if claim.side == question.side]
    if not own:
        return "no claim on this side's losses"
    fit = [claim for claim in own if claim.category == question.category]
    if not fit:
        return f"no claim counts the {question.category}"
    wider = [claim for claim in fit if claim.scope is not Scope.BATTLE]
    if len(wider) == len(fit):
        return f"no claim about the battle itself; {counted(len(wider), 'claim')} of a wider scope"
    if not any(c.scope is Scope.BATTLE and c.force == question.force for c in fit):
        return "no claim about the battle that counts these forces and no others"
    return "no total over about these days: other days, rates, ratios, names or echoes only"


def _span(claim: Claim) -> tuple[float, float]:
    """Return the range a claim gives, or its single figure and what rounds to it."""
    if claim.low is not None and claim.high is not None:
        return claim.low, claim.high
    return claim.figure * (1 - NEAR), claim.figure * (1 + NEAR)


def _low(claim: Claim) -> float:
    return claim.low if claim.low is not None else claim.figure


def _high(claim: Claim) -> float:
    return claim.high if claim.high is not None else claim.figure


def _latest(claim: Claim) -> tuple[object, ...]:
    return (claim.published, claim.period.end, claim.id)
