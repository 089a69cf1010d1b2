"""Plain sentences, each number with its range and the way to its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.report.anchors import Anchors, Evidence
from asculum.report.figures_rows import ordered_totals
from asculum.report.reckoning import Reckoning, StatementReading
from asculum.report.restating import battle_name, category_word
from asculum.report.wording import capital, listed, rounded, span
from asculum.terms.estimate import Estimate
from asculum.terms.speech import forwarded, message, retold, say

#: The parts that sides play in a battle.
ROLES = {"attacker": message("attacker"), "defender": message("defender")}


@dataclass(frozen=True, kw_only=True)
class Cited:
    """Words that carry a number, with the evidence that they lead to.

    ``bare`` is a number that nobody vouches for: it stands in plain type.
    """

    words: str
    evidence: Evidence
    what: str
    bare: bool = False


#: A sentence: plain words and words with evidence in turn.
Sentence = tuple[str | Cited, ...]


@dataclass(frozen=True, kw_only=True)
class Block:
    """One part of the summary: a lead in large type, sentences, or the reason there are none."""

    kind: str
    title: str
    lead: Cited | None = None
    under: Sentence = ()
    sentences: tuple[Sentence, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A statement of the dossier with its verdict and the claim that carries its number."""

    reading: StatementReading
    evidence: Evidence


def sides(reckoning: Reckoning, anchors: Anchors) -> tuple[Block, ...]:
    """Return what each side lost, with its forces, or why that cannot be told."""
    return tuple(_side(reckoning, anchors, side.id) for side in reckoning.dossier.sides)


def statements(reckoning: Reckoning, anchors: Anchors) -> tuple[Judged, ...]:
    """Return the dossier's statements with the way to the claims that carry their numbers."""
    return tuple(
        Judged(reading=item, evidence=anchors.evidence([item.claim] if item.claim else []))
        for item in reckoning.statements
    )


def what_of(reckoning: Reckoning) -> str:
    """Return what the totals are estimates of."""
    dossier = reckoning.dossier
    quantities = list(dict.fromkeys(category_word(item.quantity) for item in reckoning.totals))
    so_far = "" if dossier.over else (" " + say("(what lay behind the as-of date)"))
    whole = " " + say("Casualties are killed, wounded, captured and missing together.")
    return say(
        "Each total estimates the {quantities} among a side’s soldiers in {battle}, "
        "{period}{so_far}, whether or not anyone recorded them.{whole}",
        quantities=listed(quantities),
        battle=battle_name(dossier),
        period=span(dossier.answered),
        so_far=so_far,
        whole=whole if "casualties" in quantities else "",
    )


def _side(reckoning: Reckoning, anchors: Anchors, side: str) -> Block:
    entry = reckoning.dossier.side(side)
    name = retold(entry.name)
    title = f"{name}, {retold(ROLES.get(entry.role, entry.role))}" if entry.role else name
    found = [item for item in ordered_totals(reckoning) if item.side == side]
    totals = [item for item in found if item.status.ok]
    whole = [item for item in totals if not item.force]
    whole.sort(key=lambda item: item.quantity != "killed")
    if not whole:
        status = found[0].status if found else reckoning.losses_status
        return Block(
            kind="side",
            title=title,
            refusal=forwarded(status.sentence) or say("no total was reckoned"),
        )
    first = whole[0]
    lead, under = _about(anchors, first, f"{name}, {category_word(first.quantity)}")
    sentences: list[Sentence] = []
    for item in whole[1:]:
        cited, rest = _about(anchors, item, f"{name}, {category_word(item.quantity)}")
        sentences.append((cited, f", {rest}."))
    parts = [item for item in totals if item.force and item.quantity == first.quantity]
    for item in parts:
        name = entry.force_name(item.force)
        cited, rest = _about(anchors, item, f"{name}, {category_word(item.quantity)}")
        sentences.append(
            (
                (
                    say(
                        "Of the {category}, {name}:",
                        category=category_word(first.quantity),
                        name=name,
                    )
                    + " "
                ),
                cited,
                f", {rest}.",
            )
        )
    return Block(
        kind="side",
        title=title,
        lead=lead,
        under=(f"{capital(under)}.",),
        sentences=tuple(sentences),
    )


def _about(anchors: Anchors, item: Estimate, what: str) -> tuple[Cited, str]:
    """Return ``about 20,000 killed`` with its evidence, and its interval in words."""
    words = rounded(*item.interval())
    cited = Cited(
        words=say(
            "about {median} {category}", median=words.median, category=category_word(item.quantity)
        ),
        evidence=anchors.evidence(item.sources),
        what=what,
    )
    return cited, say(
        "between {lower} and {upper} in 9 of 10 draws", lower=words.lower, upper=words.upper
    )
