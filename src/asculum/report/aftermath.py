"""Who else paid, for the page: civilians source by source, the town, the economy."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.aftermath.economy import Anchor
from asculum.aftermath.town import Left, Tally
from asculum.evidence.claims import Checked, PeopleFigure
from asculum.evidence.economy import EconomyFigure
from asculum.report.anchors import Anchors, Evidence
from asculum.report.answers import Answer, Told
from asculum.report.reckoning import Reckoning
from asculum.report.restating import (
    CHECKED_WORDS,
    MEASURE_WORDS,
    allegiance_name,
    amount,
    restate_people,
)
from asculum.report.town import TownFigure, last_day, still_there, town_figure
from asculum.report.wording import approximate, capital, day, span
from asculum.terms.bibliography import work
from asculum.terms.period import Period
from asculum.terms.speech import message, retold, say

REACH_WORDS = {
    "place": message("the place itself"),
    "region": message("the region"),
    "country": message("a whole country"),
    "world": message("other countries"),
}


@dataclass(frozen=True, kw_only=True)
class TallyRow:
    """Civilians as one source tells them."""

    what: str
    says: str
    place: str
    until: str
    source: str
    standing: str
    rate: str
    floor: bool
    earlier: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class FactRow:
    """One dated figure of an economy."""

    anchor: str
    says: str
    period: str
    kind: str
    source: str
    allegiance: str
    published: str
    checked: str
    unchecked: bool
    url: str
    note: str


@dataclass(frozen=True, kw_only=True)
class SeriesTable:
    """A series with its rows."""

    subject: str
    reach: str
    measure: str
    rows: tuple[FactRow, ...]


@dataclass(frozen=True, kw_only=True)
class AftermathPage:
    """Everything that the section shows."""

    tallies: tuple[TallyRow, ...]
    left: tuple[str, ...]
    town: TownFigure | None
    flight: tuple[PeopleFigure, ...]
    hosts: tuple[PeopleFigure, ...]
    series: tuple[SeriesTable, ...]
    anchors: tuple[tuple[Anchor, str], ...]
    refused: tuple[str, ...]


def page(reckoning: Reckoning, anchors: Anchors) -> AftermathPage | None:
    """Return who else paid as the page shows it; ``None`` where the dossier is silent."""
    found = reckoning.aftermath
    if found is None:
        return None
    return AftermathPage(
        tallies=tuple(_tally(reckoning, anchors, item) for item in found.town.tallies),
        left=tuple(_left(reckoning, item) for item in found.town.left),
        town=town_figure(reckoning),
        flight=found.town.flight,
        hosts=found.town.hosts,
        series=tuple(
            SeriesTable(
                subject=item.subject,
                reach=REACH_WORDS[item.reach],
                measure=item.measure,
                rows=tuple(_fact(reckoning, anchors, row) for row in item.rows),
            )
            for item in found.economy
        ),
        anchors=tuple((item, work(item.work)) for item in found.anchors),
        refused=found.refused,
    )


def answer(reckoning: Reckoning) -> Answer | None:
    """Answer who else paid: civilians of the place as recorded, then who was still there."""
    found = reckoning.aftermath
    if found is None:
        return None
    killed = [item for item in found.town.tallies if item.measure == "civilians_killed"]
    told: list[str | Told] = []
    if killed:
        first = killed[0]
        verb = say("recorded") if first.floor else say("stated, with no record shown,")
        told += [
            Told(
                words=say("{last} civilians killed", last=restate_people(first.last)),
                sources=(first.last.id,),
                what=say("civilians killed, {place}", place=first.place),
                bare=not first.floor,
            ),
            (
                " "
                + say(
                    "were {verb} for {place} by {label}",
                    verb=verb,
                    place=first.place,
                    label=reckoning.dossier.sources[first.source].label,
                )
            ),
        ]
    left = still_there(reckoning)
    if left is not None:
        told += ["; " if told else "", left.told, left.rest]
    if not told:
        if not found.economy:
            return None
        told = [
            say(
                "Nobody’s count of civilians is in the dossier; what an economy lost is told "
                "for {subject} and wider, not for the battle",
                subject=found.economy[0].subject,
            )
        ]
    first_part = told[0]
    if isinstance(first_part, Told):
        words = first_part.words
        told[0] = Told(
            words=capital(words),
            sources=first_part.sources,
            what=first_part.what,
            bare=first_part.bare,
        )
    return Answer(
        key="others",
        sentence=(*told, "."),
        definition=say(
            "What was recorded or stated, source by source. A count of civilians is a "
            "floor and no estimate of all; civilians are never added to soldiers."
        ),
        change=say(
            "A second list of the dead by name: two lists that overlap let those whom "
            "nobody listed be estimated."
        ),
    )


def _range(ends: tuple[float, float], times: float) -> str:
    """Return a range at two significant digits, once where both ends read alike."""
    words = [approximate(times * end) for end in ends]
    return (" " + say("to") + " ").join(dict.fromkeys(words))


def _tally(reckoning: Reckoning, anchors: Anchors, item: Tally) -> TallyRow:
    dossier, last = reckoning.dossier, item.last
    first = item.earlier[0] if item.earlier else None
    return TallyRow(
        what=retold(MEASURE_WORDS.get(item.measure, item.measure)),
        says=restate_people(last),
        place=item.place,
        until=span(Period(start=last.start, end=last.end))
        if last.start and last.end
        else day(last_day(last)),
        source=dossier.sources[item.source].name,
        standing=say("recorded case by case: a floor")
        if item.floor
        else say("stated, no record shown"),
        rate=say("{rate} of each 1,000 people there before", rate=_range(item.rate, 1))
        if item.rate and item.floor
        else "",
        floor=item.floor,
        earlier=say("{first} as of {day}", first=restate_people(first), day=day(first.published))
        if first
        else "",
        evidence=anchors.evidence([last.id, *(row.id for row in item.earlier)]),
    )


def _left(reckoning: Reckoning, item: Left) -> str:
    share = say(", {share} % of those before", share=_range(item.share, 100)) if item.share else ""
    source = reckoning.dossier.sources[item.row.source].label
    when = day(last_day(item.row))
    return say(
        "{row} people in {place} on {when}{share} ({source})",
        row=restate_people(item.row),
        place=item.row.place,
        when=when,
        share=share,
        source=source,
    )


def _fact(reckoning: Reckoning, anchors: Anchors, row: EconomyFigure) -> FactRow:
    source = reckoning.dossier.sources[row.source]
    period = ""
    if row.start and row.end:
        period = span(Period(start=row.start, end=row.end))
    elif row.end:
        period = say("to {day}", day=day(row.end))
    return FactRow(
        anchor=anchors.economy[row.id],
        says=f"{amount(row.low, row.best, row.high, row.bound)} {row.unit}",
        period=period,
        kind=row.kind,
        source=source.name,
        allegiance=allegiance_name(reckoning.dossier, source),
        published=day(row.published),
        checked=CHECKED_WORDS[row.checked.value],
        unchecked=row.checked is Checked.MEMORY,
        url=row.url,
        note=row.note,
    )
