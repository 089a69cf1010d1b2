"""Claims as marks over weekly losses: what each implies a week, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from asculum.evidence.claims import Bound, Claim, Kind, Scope
from asculum.evidence.dossier import Dossier
from asculum.report.reckoning import ClaimReading
from asculum.report.restating import (
    category_word,
    force_name,
    relation,
    restate,
    scope_words,
    short,
)
from asculum.report.wording import day, span


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One claim on a panel: its period and what it implies a week [persons a week].

    ``published`` is the day from which it was known. Marks of one streak share their ``key``, the
    number that the chart and its list use; those of a ``running`` total stand at its last day.
    """

    claim: str
    key: int
    source: str
    relation: str
    role: str
    published: date
    start: date
    end: date
    rate: float
    low: float | None
    high: float | None
    bound: Bound
    origin: str
    says: str
    tip: str
    about: str = ""
    streak: bool = False
    running: bool = False


def weekly_rate(claim: Claim, value: float) -> float:
    """Return what a figure of a claim implies a week [persons a week]."""
    return value * 7 if claim.kind is Kind.PER_DAY else value / claim.period.days * 7


def mark_of(dossier: Dossier, readings: dict[str, ClaimReading], claim: Claim) -> Mark:
    """Return a claim as a mark, not yet numbered."""
    reading = readings.get(claim.id)
    source = dossier.sources[claim.source]
    bound = claim.bound
    if claim.kind is Kind.NAMED_MINIMUM or (claim.best is None and claim.high is None):
        bound = Bound.AT_LEAST
    elif claim.best is None and claim.low is None:
        bound = Bound.AT_MOST
    ranged = claim.low is not None and claim.high is not None
    return Mark(
        claim=claim.id,
        key=0,
        source=source.label,
        relation=relation(dossier, claim),
        role=reading.role if reading else "unused",
        published=claim.published,
        start=claim.period.start,
        end=claim.period.end,
        rate=weekly_rate(claim, claim.figure),
        low=weekly_rate(claim, claim.low) if ranged and claim.low is not None else None,
        high=weekly_rate(claim, claim.high) if ranged and claim.high is not None else None,
        bound=bound,
        origin=reading.origin if reading else "",
        says=", ".join([short(dossier, claim), *_reach(dossier, claim), span(claim.period)]),
        about=", ".join([category_word(claim.category), *_reach(dossier, claim)]),
        tip=f"{source.name}, {day(claim.published)}: {restate(dossier, claim)}",
    )


def _reach(dossier: Dossier, claim: Claim) -> list[str]:
    """Return the force and the scope of a claim in words, where it is not the whole battle."""
    words = [force_name(dossier, claim.side, claim.force)] if claim.force else []
    return words if claim.scope is Scope.BATTLE else [*words, scope_words(claim.scope)]
