"""The first screen: plain sentences, each number with its range and the way to its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.evidence.claims import CIVILIANS, Claim, PeopleFigure
from asculum.report.anchors import Anchors, Evidence
from asculum.report.figures_rows import ordered_totals
from asculum.report.reckoning import Reckoning, StatementReading
from asculum.report.restating import (
    MEASURE_WORDS,
    amount,
    battle_name,
    category_word,
    restate_people,
)
from asculum.report.wording import day, listed, rounded, span
from asculum.terms.estimate import Estimate

#: Kinds of source that record single cases.
RECORDERS = frozenset({"official", "municipal", "monitor", "scholar"})
#: Recorded figures named in the summary before the reader is sent to the table.
NAMED = 4


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


def blocks(reckoning: Reckoning, anchors: Anchors) -> tuple[Block, ...]:
    """Return the parts of the summary: civilians first, then each side, then the ledger."""
    found = [*_civilians(reckoning, anchors)]
    found += [_side(reckoning, anchors, side.id) for side in reckoning.dossier.sides]
    ledger = _ledger(reckoning, anchors)
    return tuple([*found, ledger] if ledger else found)


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
    so_far = "" if dossier.over else " (what lay behind the as-of date)"
    whole = " Casualties are killed, wounded, captured and missing together."
    return (
        f"Each total estimates the {listed(quantities)} among a side’s soldiers in "
        f"{battle_name(dossier)}, {span(dossier.answered)}{so_far}, whether or not "
        f"anyone recorded them."
        f"{whole if 'casualties' in quantities else ''}"
    )


def _civilians(reckoning: Reckoning, anchors: Anchors) -> list[Block]:
    dossier = reckoning.dossier
    here = dossier.place.name.casefold()
    rows = [row for row in dossier.people if row.measure == "civilians_killed"]
    # a country's figures stand in the table; beside a battle's they would pass for its own
    local = [row for row in rows if here in row.place.casefold()]
    elsewhere = bool(local) and len(local) < len(rows)
    rows = local or rows
    rows.sort(key=lambda row: (bool(row.derives_from), not _keeps_records(reckoning, row)))
    told = {(row.source, restate_people(row)) for row in rows}
    claims = [
        claim
        for claim in dossier.claims
        if claim.side == CIVILIANS
        and (claim.source, amount(claim.low, claim.best, claim.high, claim.bound)) not in told
    ]
    wounded = [row for row in dossier.people if row.measure == "civilians_wounded"]
    wounded.sort(key=lambda row: here not in row.place.casefold())
    if not rows and not claims:
        return []
    sentences: list[Sentence] = []
    named = [_recorded(reckoning, anchors, row) for row in rows[:NAMED]]
    named += [_claimed(reckoning, anchors, c) for c in claims[: max(0, NAMED - len(named))]]
    lead, named = named[0], named[1:]
    if wounded:
        named.append(_recorded(reckoning, anchors, wounded[0]))
    # what somebody recorded comes first, then what was only said
    named.sort(key=lambda one: one[0].bare)
    sentences += [(cited, f", {source}.") for cited, source in named]
    closing = (
        "What was recorded is a floor, not an estimate: nobody counted everyone. Civilians are "
        "never added to soldiers."
    )
    if elsewhere:
        closing += " Figures for the whole country stand in the table of those who also paid."
    sentences.append((closing,))
    return [
        Block(
            kind="civilians",
            title="Civilians",
            lead=lead[0],
            under=(f"{lead[1][0].upper()}{lead[1][1:]}.",),
            sentences=tuple(sentences),
        )
    ]


def _recorded(reckoning: Reckoning, anchors: Anchors, row: PeopleFigure) -> tuple[Cited, str]:
    word = MEASURE_WORDS.get(row.measure, row.measure)
    recorded = _keeps_records(reckoning, row)
    cited = Cited(
        words=f"{restate_people(row)} {word}",
        evidence=anchors.evidence([row.id]),
        what=f"{word}, {row.place}",
        bare=not recorded,
    )
    source = reckoning.dossier.sources[row.source].name
    echo = " (goes back to another figure)" if row.derives_from else ""
    verb = "recorded" if recorded else "stated, no record shown,"
    return cited, f"{verb} for {row.place} by {source}, {day(row.published)}{echo}"


def _keeps_records(reckoning: Reckoning, row: PeopleFigure) -> bool:
    """Return whether the source of a figure is of a kind that counts cases."""
    return reckoning.dossier.sources[row.source].kind in RECORDERS


def _claimed(reckoning: Reckoning, anchors: Anchors, claim: Claim) -> tuple[Cited, str]:
    value = amount(claim.low, claim.best, claim.high, claim.bound)
    cited = Cited(
        words=f"{value} civilians {claim.category}",
        evidence=anchors.evidence([claim.id]),
        what=f"civilians {claim.category}",
    )
    source = reckoning.dossier.sources[claim.source].name
    return cited, f"according to {source}, {day(claim.published)}"


def _side(reckoning: Reckoning, anchors: Anchors, side: str) -> Block:
    entry = reckoning.dossier.side(side)
    title = f"{entry.name}, {entry.role}" if entry.role else entry.name
    found = [item for item in ordered_totals(reckoning) if item.side == side]
    totals = [item for item in found if item.status.ok]
    whole = [item for item in totals if not item.force]
    whole.sort(key=lambda item: item.quantity != "killed")
    if not whole:
        status = found[0].status if found else reckoning.losses_status
        return Block(kind="side", title=title, refusal=status.sentence or "no total was reckoned")
    first = whole[0]
    lead, under = _about(anchors, first, f"{entry.name}, {category_word(first.quantity)}")
    sentences: list[Sentence] = []
    for item in whole[1:]:
        cited, rest = _about(anchors, item, f"{entry.name}, {category_word(item.quantity)}")
        sentences.append((cited, f", {rest}."))
    parts = [item for item in totals if item.force and item.quantity == first.quantity]
    for item in parts:
        name = entry.force_name(item.force)
        cited, rest = _about(anchors, item, f"{name}, {category_word(item.quantity)}")
        sentences.append((f"Of the {category_word(first.quantity)}, {name}: ", cited, f", {rest}."))
    return Block(
        kind="side",
        title=title,
        lead=lead,
        under=(f"{under[0].upper()}{under[1:]}.",),
        sentences=tuple(sentences),
    )


def _about(anchors: Anchors, item: Estimate, what: str) -> tuple[Cited, str]:
    """Return ``about 20,000 killed`` with its evidence, and its interval in words."""
    words = rounded(*item.interval())
    cited = Cited(
        words=f"about {words.median} {category_word(item.quantity)}",
        evidence=anchors.evidence(item.sources),
        what=what,
    )
    return cited, f"between {words.lower} and {words.upper} in 9 of 10 draws"


def _ledger(reckoning: Reckoning, anchors: Anchors) -> Block | None:
    ledger = reckoning.ledger
    if ledger is None:
        return None
    sentences: list[Sentence] = []
    for index in ledger.indices:
        estimate = index.estimate
        if estimate is None or not estimate.status.ok or index.key not in ("SER", "LER"):
            continue
        words = rounded(*estimate.interval())
        cited = Cited(
            words=words.median,
            evidence=anchors.evidence(estimate.sources),
            what=f"{index.name}, {index.direction}",
        )
        between = f" (between {words.lower} and {words.upper} in 9 of 10 draws)."
        sentences.append((f"{index.name}, {index.direction}: ", cited, between))
    return Block(
        kind="ledger",
        title="Was it pyrrhic?",
        under=(ledger.sentence,),
        sentences=tuple(sentences),
        refusal="" if ledger.label else "; ".join(ledger.missing),
    )
