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
from asculum.terms.speech import message, retold, say
from asculum.terms.status import StatusCode

#: Whose losses a source speaks of: its own side's, the enemy's, or none of its business.
OWN, ENEMY, OUTSIDE, PARTY = "own", "enemy", "third", "party"
#: The relations in the words of the legends.
RELATION_WORDS = {
    OWN: message("a side on its own losses"),
    ENEMY: message("a side on its enemy’s losses"),
    OUTSIDE: message("a third party"),
    PARTY: message("a side on both sides or on civilians"),
}
ROLE_WORDS = {
    "evidence": message("counts as evidence"),
    "echo": message("echo"),
    "doctored": message("doctored"),
    "superseded": message("superseded"),
    "unused": message("not used"),
    "civilian": message("civilians, recorded"),
}
CHECKED_WORDS = {
    "page": message("page read"),
    "excerpt": message("excerpt read"),
    "memory": message("from memory, to be checked"),
    "assumed": message("taken as given here"),
}
MEASURE_WORDS = {
    "population": message("people before the battle"),
    "residents": message("residents still there"),
    "civilians_killed": message("civilians killed"),
    "civilians_wounded": message("civilians wounded"),
    "displaced": message("people displaced"),
    "refugees": message("refugees"),
    "refugees_hosted": message("refugees recorded there"),
    "houses_damaged": message("houses damaged"),
    "blocks_damaged": message("blocks of flats damaged"),
}
STATUS_WORDS = {
    StatusCode.OK: message("OK"),
    StatusCode.DOUBTFUL: message("Doubtful"),
    StatusCode.NOT_CONVERGED: message("Not converged"),
    StatusCode.NOT_IDENTIFIED: message("Not identified"),
}
_SCOPES = {
    Scope.BATTLE: message("in the battle"),
    Scope.SECTOR: message("in the sector around it"),
    Scope.FRONT: message("on the whole front"),
    Scope.WAR: message("in the whole war"),
}
_STRENGTHS: dict[str, str] = {
    "committed": message("committed"),
    "present": message("present"),
    "available": message("available"),
}
_CATEGORIES: dict[str, str] = {
    Category.IRRECOVERABLE: message("killed, captured or missing"),
    "killed": message("killed"),
    "wounded": message("wounded"),
    "captured": message("captured"),
    "missing": message("missing"),
    "casualties": message("casualties"),
}


def battle_name(dossier: Dossier) -> str:
    """Return the title of the dossier as it stands within a sentence."""
    title = dossier.title
    if retold(title) != title:
        return retold(title)
    if title.startswith("The "):
        return f"the {title[4:]}"
    return f"the battle {title[7:]}" if title.startswith("Battle ") else title


def side_name(dossier: Dossier, side: str) -> str:
    """Return a side's name, or the words for both sides and for civilians."""
    if side == BOTH:
        return say("both sides together")
    if side == CIVILIANS:
        return say("civilians")
    return retold(next((item.name for item in dossier.sides if item.id == side), side))


def force_name(dossier: Dossier, side: str, force: str) -> str:
    """Return the name of a force, or the empty string for a whole side."""
    if not force:
        return ""
    for item in dossier.sides:
        if item.id == side:
            return retold(next((part.name for part in item.forces if part.id == force), force))
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
        return say("third party, backs {side}", side=side_name(dossier, source.backs))
    return say("third party")


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
    if low is not None and high is not None:
        ends = say("{low} to {high}", low=figure(low), high=figure(high))
        if best is not None and best not in (low, high):
            ends = say("{ends} (best {best})", ends=ends, best=figure(best))
        return f"{_bounded(bound, ends)}{tail}"
    if best is not None:
        return f"{_bounded(bound, figure(best))}{tail}"
    if low is not None:
        return f"{_bounded(Bound.AT_LEAST, figure(low))}{tail}"
    if high is not None:
        return f"{_bounded(Bound.AT_MOST, figure(high))}{tail}"
    return f"{say('no figure')}{tail}"


def _bounded(bound: Bound, value: str) -> str:
    if bound is Bound.AT_LEAST:
        return say("at least {value}", value=value)
    return say("at most {value}", value=value) if bound is Bound.AT_MOST else value


def _signed(low: float | None, best: float | None, high: float | None, bound: Bound) -> str:
    """Return a figure with its bound as a sign: ``≥20,000``, ``10,000–20,000``."""
    sign = {Bound.AT_LEAST: "≥", Bound.AT_MOST: "≤"}.get(bound, "")
    if low is not None and high is not None:
        return f"{sign}{figure(low)}–{figure(high)}"
    if best is not None:
        return f"{sign}{figure(best)}"
    if low is not None:
        return f"≥{figure(low)}"
    return f"≤{figure(high)}" if high is not None else say("no figure")


def restate(dossier: Dossier, claim: Claim) -> str:
    """Return what a claim says in plain words, with the last day of its period included.

    For example: ``at least 20,000 killed, Russia (Wagner), in the battle, 1 Aug 2022 – 20 May
    2023``.
    """
    subject = whose(dossier, claim.side, claim.force)
    category = category_word(claim.category)
    where = scope_words(claim.scope)
    if claim.kind is Kind.RATIO:
        value = amount(claim.low, claim.best, claim.high, claim.bound)
        other = whose(dossier, claim.versus, claim.versus_force)
        what = say(
            "{value} {category} of {subject} for each one of {other}",
            value=value,
            category=category,
            subject=subject,
            other=other,
        )
        return f"{what}, {where}, {_period(claim)}"
    value = amount(claim.low, claim.best, claim.high, _bound(claim), word=category)
    kind = {
        Kind.PER_DAY: say("{losses} a day", losses=value),
        Kind.CUMULATIVE: say("{losses} in all so far", losses=value),
        Kind.NAMED_MINIMUM: say("{losses} known by name", losses=value),
    }.get(claim.kind, value)
    return f"{kind}, {subject}, {where}, {_period(claim)}"


def short(dossier: Dossier, claim: Claim) -> str:
    """Return the figure and category of a claim alone, for marks on a chart."""
    value = amount(claim.low, claim.best, claim.high, _bound(claim))
    if claim.kind is Kind.RATIO:
        versus = side_name(dossier, claim.versus)
        return say(
            "{value} to 1, {side} to {versus}",
            value=value,
            side=side_name(dossier, claim.side),
            versus=versus,
        )
    losses = f"{value} {category_word(claim.category)}"
    return say("{losses} a day", losses=losses) if claim.kind is Kind.PER_DAY else losses


def compact(dossier: Dossier, claim: Claim) -> str:
    """Return a claim as short as it goes, for the rows of a chart: ``≥20,000 killed, Russia``."""
    value = _signed(claim.low, claim.best, claim.high, _bound(claim))
    if claim.kind is Kind.RATIO:
        sides = f"{side_name(dossier, claim.side)} : {side_name(dossier, claim.versus)}"
        return say("{value} to 1, {sides}", value=value, sides=sides)
    name = force_name(dossier, claim.side, claim.force) or side_name(dossier, claim.side)
    name = say("both sides") if claim.side == BOTH else name
    losses = f"{value} {category_word(claim.category)}"
    if claim.kind is Kind.PER_DAY:
        losses = say("{losses}/day", losses=losses)
    return f"{losses}, {name}"


def _bound(claim: Claim) -> Bound:
    """Return how a claim binds: persons known by name are a minimum, however they are worded."""
    return Bound.AT_LEAST if claim.kind is Kind.NAMED_MINIMUM else claim.bound


def scope_words(scope: Scope) -> str:
    """Return how wide a claim reaches, in words."""
    return retold(_SCOPES[scope])


def category_word(category: str) -> str:
    """Return a category in words."""
    return retold(_CATEGORIES.get(category, str(category)))


def restate_people(row: PeopleFigure) -> str:
    """Return the figure of a row about the people of a place, with its bound."""
    return amount(row.low, row.best, row.high, row.bound)


def restate_strength(dossier: Dossier, row: Strength) -> str:
    """Return what a row about strength says."""
    value = amount(row.low, row.best, row.high, row.bound)
    measure = retold(_STRENGTHS.get(row.measure, row.measure))
    return f"{value} {measure}, {whose(dossier, row.side, row.force)}"


def _period(claim: Claim) -> str:
    words = span(claim.period)
    if not claim.start_given:
        words = say("{period} (start not stated)", period=words)
    if not claim.end_given:
        words = say("{period} (end: day of publication)", period=words)
    return words
