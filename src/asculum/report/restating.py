"""Claims in plain words, and how their sources stand to the losses they speak of."""

from __future__ import annotations

from asculum.evidence.claims import (
    BOTH,
    CIVILIANS,
    THIRD,
    Bound,
    Category,
    Claim,
    Kind,
    PeopleFigure,
    Scope,
    Source,
    Strength,
)
from asculum.evidence.dossier import Dossier
from asculum.report.wording import figure, span

#: Whose losses a source speaks of: its own side's, the enemy's, or none of its business.
OWN, ENEMY, OUTSIDE, PARTY = "own", "enemy", "third", "party"
#: The relations in the words of the legends.
RELATION_WORDS = {
    OWN: "a side on its own losses",
    ENEMY: "a side on its enemy’s losses",
    OUTSIDE: "a third party",
    PARTY: "a side on both sides or on civilians",
}
ROLE_WORDS = {
    "evidence": "counts as evidence",
    "echo": "echo",
    "doctored": "doctored",
    "superseded": "superseded",
    "unused": "not used",
    "civilian": "civilians, recorded",
}
CHECKED_WORDS = {
    "page": "page read",
    "excerpt": "excerpt read",
    "memory": "from memory, to be checked",
}
MEASURE_WORDS = {
    "population": "people before the battle",
    "residents": "residents still there",
    "civilians_killed": "civilians killed",
    "civilians_wounded": "civilians wounded",
    "displaced": "people displaced",
    "refugees": "refugees",
    "houses_damaged": "houses damaged",
    "blocks_damaged": "blocks of flats damaged",
}
_SCOPES = {
    Scope.BATTLE: "in the battle",
    Scope.SECTOR: "in the sector around it",
    Scope.FRONT: "on the whole front",
    Scope.WAR: "in the whole war",
}
_CATEGORIES: dict[str, str] = {Category.IRRECOVERABLE: "killed, captured or missing"}


def battle_name(dossier: Dossier) -> str:
    """Return the title of the dossier as it stands within a sentence."""
    title = dossier.title
    return f"the {title[4:]}" if title.startswith("The ") else title


def side_name(dossier: Dossier, side: str) -> str:
    """Return a side's name, or the words for both sides and for civilians."""
    if side == BOTH:
        return "both sides together"
    if side == CIVILIANS:
        return "civilians"
    return next((item.name for item in dossier.sides if item.id == side), side)


def force_name(dossier: Dossier, side: str, force: str) -> str:
    """Return the name of a force, or the empty string for a whole side."""
    if not force:
        return ""
    for item in dossier.sides:
        if item.id == side:
            return next((part.name for part in item.forces if part.id == force), force)
    return force


def whose(dossier: Dossier, side: str, force: str) -> str:
    """Return whose losses are meant: ``Russia (Wagner)``."""
    part = force_name(dossier, side, force)
    name = side_name(dossier, side)
    return f"{name} ({part})" if part else name


def allegiance_name(dossier: Dossier, source: Source) -> str:
    """Return where a source stands: the name of its side, or ``third party``."""
    if source.allegiance != THIRD:
        return side_name(dossier, source.allegiance)
    if source.backs:
        return f"third party, backs {side_name(dossier, source.backs)}"
    return "third party"


def relation(dossier: Dossier, claim: Claim) -> str:
    """Return how a claim's source stands to the losses it speaks of."""
    allegiance = dossier.sources[claim.source].allegiance
    if allegiance == THIRD:
        return OUTSIDE
    if claim.side in (BOTH, CIVILIANS):
        return PARTY
    return OWN if allegiance == claim.side else ENEMY


def amount(
    low: float | None, best: float | None, high: float | None, bound: Bound, *, word: str = ""
) -> str:
    """Return a figure with its range and its bound in words."""
    tail = f" {word}" if word else ""
    head = {Bound.AT_LEAST: "at least ", Bound.AT_MOST: "at most "}.get(bound, "")
    if low is not None and high is not None:
        ends = f"{figure(low)} to {figure(high)}"
        middle = f" (best {figure(best)})" if best is not None and best not in (low, high) else ""
        return f"{head}{ends}{middle}{tail}"
    if best is not None:
        return f"{head}{figure(best)}{tail}"
    if low is not None:
        return f"at least {figure(low)}{tail}"
    if high is not None:
        return f"at most {figure(high)}{tail}"
    return f"no figure{tail}"


def restate(dossier: Dossier, claim: Claim) -> str:
    """Return what a claim says in plain words, with the last day of its period included.

    For example: ``at least 20,000 killed, Russia (Wagner), in the battle, 1 Aug 2022 – 20 May
    2023``.
    """
    subject = whose(dossier, claim.side, claim.force)
    category = category_word(claim.category)
    where = _SCOPES[claim.scope]
    if claim.kind is Kind.RATIO:
        value = amount(claim.low, claim.best, claim.high, claim.bound)
        other = whose(dossier, claim.versus, claim.versus_force)
        what = f"{value} {category} of {subject} for each one of {other}"
        return f"{what}, {where}, {_period(claim)}"
    value = amount(claim.low, claim.best, claim.high, _bound(claim), word=category)
    kind = {
        Kind.PER_DAY: " a day",
        Kind.CUMULATIVE: " in all so far",
        Kind.NAMED_MINIMUM: " known by name",
    }.get(claim.kind, "")
    return f"{value}{kind}, {subject}, {where}, {_period(claim)}"


def short(dossier: Dossier, claim: Claim) -> str:
    """Return the figure and category of a claim alone, for marks on a chart."""
    value = amount(claim.low, claim.best, claim.high, _bound(claim))
    if claim.kind is Kind.RATIO:
        versus = side_name(dossier, claim.versus)
        return f"{value} to 1, {side_name(dossier, claim.side)} to {versus}"
    daily = " a day" if claim.kind is Kind.PER_DAY else ""
    return f"{value} {category_word(claim.category)}{daily}"


def compact(dossier: Dossier, claim: Claim) -> str:
    """Return a claim as short as it goes, for the rows of a chart: ``≥20,000 killed, Russia``."""
    value = amount(claim.low, claim.best, claim.high, _bound(claim)).split(" (best")[0]
    value = value.replace("at least ", "≥").replace("at most ", "≤").replace(" to ", "–")
    if claim.kind is Kind.RATIO:
        sides = f"{side_name(dossier, claim.side)} : {side_name(dossier, claim.versus)}"
        return f"{value} to 1, {sides}"
    daily = "/day" if claim.kind is Kind.PER_DAY else ""
    name = force_name(dossier, claim.side, claim.force) or side_name(dossier, claim.side)
    name = "both sides" if claim.side == BOTH else name
    return f"{value} {category_word(claim.category)}{daily}, {name}"


def _bound(claim: Claim) -> Bound:
    """Return how a claim binds: persons known by name are a minimum, however they are worded."""
    return Bound.AT_LEAST if claim.kind is Kind.NAMED_MINIMUM else claim.bound


def scope_words(scope: Scope) -> str:
    """Return how wide a claim reaches, in words."""
    return _SCOPES[scope]


def category_word(category: str) -> str:
    """Return a category in words."""
    return _CATEGORIES.get(category, str(category))


def restate_people(row: PeopleFigure) -> str:
    """Return the figure of a row about the people of a place, with its bound."""
    return amount(row.low, row.best, row.high, row.bound)


def restate_strength(dossier: Dossier, row: Strength) -> str:
    """Return what a row about strength says."""
    value = amount(row.low, row.best, row.high, row.bound)
    return f"{value} {row.measure}, {whose(dossier, row.side, row.force)}"


def _period(claim: Claim) -> str:
    words = span(claim.period)
    if not claim.start_given:
        words += " (start not stated)"
    if not claim.end_given:
        words += " (end: day of publication)"
    return words
