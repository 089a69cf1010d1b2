"""The opening: who was killed among civilians, who was still in the town, what nobody knows."""

from __future__ import annotations

from dataclasses import replace

from asculum.evidence.claims import CIVILIANS, Claim, PeopleFigure
from asculum.report.anchors import Anchors
from asculum.report.reckoning import Reckoning
from asculum.report.restating import MEASURE_WORDS, amount, restate_people
from asculum.report.summary import Block, Cited, Sentence
from asculum.report.town import still_there
from asculum.report.wording import capital, counted, day, span
from asculum.terms.period import Period
from asculum.terms.speech import retold, say

#: Kinds of source that record single cases.
RECORDERS = frozenset({"official", "municipal", "monitor", "scholar"})
#: Figures of civilians killed that the opening names before it sends the reader to the table.
NAMED = 3


def civilians(reckoning: Reckoning, anchors: Anchors) -> Block | None:
    """Return what is told of civilians; ``None`` where nobody’s figure is in the dossier."""
    dossier = reckoning.dossier
    here = dossier.place.name.casefold()
    rows = [row for row in dossier.people if row.measure == "civilians_killed"]
    # a country's figures stand in the table; beside a battle's they would pass for its own
    local = [row for row in rows if here in row.place.casefold()]
    elsewhere = len(rows) - len(local) if local else 0
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
        return None
    named = [_recorded(reckoning, anchors, row) for row in rows[:NAMED]]
    named += [_claimed(reckoning, anchors, c) for c in claims[: max(0, NAMED - len(named))]]
    more = len(rows) + len(claims) - len(named) + elsewhere
    lead, named = named[0], named[1:]
    if wounded:
        named.append(_recorded(reckoning, anchors, wounded[0]))
    # what somebody recorded comes first, then what was only said
    named.sort(key=lambda one: one[0].bare)
    sentences: list[Sentence] = [(_capital(cited), f", {source}.") for cited, source in named]
    left = still_there(reckoning)
    if left is not None:
        cited = Cited(
            words=_upper(left.words), evidence=anchors.evidence(left.sources), what=left.what
        )
        sentences.insert(sum(not one[0].bare for one in named), (cited, f"{left.rest}."))
    closing = say(
        "How many were killed that nobody recorded is not known: what was recorded "
        "is a floor, not an estimate. Civilians are never added to soldiers."
    )
    if more:
        closing += " " + say(
            "{figures}, some of them of the whole country, below.",
            figures=counted(more, "other figure"),
        )
    return Block(
        kind="civilians",
        title=say("Civilians"),
        lead=_capital(lead[0]),
        under=(f"{_upper(lead[1])}.",),
        sentences=(*sentences, (closing,)),
    )


def _upper(words: str) -> str:
    return capital(words)


def _capital(cited: Cited) -> Cited:
    return replace(cited, words=_upper(cited.words))


def _recorded(reckoning: Reckoning, anchors: Anchors, row: PeopleFigure) -> tuple[Cited, str]:
    word = retold(MEASURE_WORDS.get(row.measure, row.measure))
    recorded = _keeps_records(reckoning, row)
    cited = Cited(
        words=f"{restate_people(row)} {word}",
        evidence=anchors.evidence([row.id]),
        what=f"{word}, {retold(row.place)}",
        bare=not recorded,
    )
    source = reckoning.dossier.sources[row.source].label
    echo = (" " + say("(goes back to another figure)")) if row.derives_from else ""
    verb = say("recorded") if recorded else say("stated, no record shown,")
    days = ""
    if row.start and row.end and row.start < row.end:
        days = f", {span(Period(start=row.start, end=row.end))},"
    return cited, say(
        "{verb} for {place}{days} by {source}{echo}",
        verb=verb,
        place=row.place,
        days=days,
        source=source,
        echo=echo,
    )


def _keeps_records(reckoning: Reckoning, row: PeopleFigure) -> bool:
    """Return whether the source of a figure is of a kind that counts cases."""
    return reckoning.dossier.sources[row.source].kind in RECORDERS


def _claimed(reckoning: Reckoning, anchors: Anchors, claim: Claim) -> tuple[Cited, str]:
    value = amount(claim.low, claim.best, claim.high, claim.bound)
    cited = Cited(
        words=say("{value} civilians {category}", value=value, category=claim.category),
        evidence=anchors.evidence([claim.id]),
        what=say("civilians {category}", category=claim.category),
    )
    source = reckoning.dossier.sources[claim.source].label
    return cited, say("according to {source}, {day}", source=source, day=day(claim.published))
