"""The tables beside the claims: people, strengths, assumptions and findings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from asculum.evidence.claims import Checked
from asculum.evidence.vintages import triangles
from asculum.report.anchors import Anchors
from asculum.report.reckoning import Reckoning
from asculum.report.restating import (
    CHECKED_WORDS,
    MEASURE_WORDS,
    allegiance_name,
    restate_people,
    restate_strength,
    whose,
)
from asculum.report.stated import stands
from asculum.report.wording import day, span
from asculum.terms.findings import Finding
from asculum.terms.period import Period
from asculum.terms.speech import forwarded, message, say

#: How grave a finding is, the gravest first.
SEVERITIES = (message("error"), message("warning"), message("note"))


@dataclass(frozen=True, kw_only=True)
class PeopleRow:
    """One figure about the people of a place."""

    anchor: str
    id: str
    measure: str
    place: str
    says: str
    period: str
    source: str
    allegiance: str
    published: str
    checked: str
    unchecked: bool
    url: str
    note: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class NowcastTable:
    """Counts of recent months, and what they will have grown to at a stated age.

    ``refused`` says why there is none; ``rows`` are the months still growing: month, last count
    with its day, middle draw, and the 90 % interval.
    """

    what: str
    place: str
    source: str
    maturity: int
    sentence: str
    refused: bool
    rows: tuple[tuple[str, str, str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class AssumptionRow:
    """One prior as its 5 % and 95 % points; ``where`` it stands, or may be stated otherwise."""

    anchor: str
    name: str
    of: str
    low: str
    high: str
    why: str
    source: str
    stated: bool
    where: str


@dataclass(frozen=True, kw_only=True)
class FindingGroup:
    """The findings of one code."""

    code: str
    severity: str
    findings: tuple[Finding, ...]


def people_rows(reckoning: Reckoning, anchors: Anchors) -> tuple[PeopleRow, ...]:
    """Return the figures about people, civilians killed and wounded first."""
    dossier = reckoning.dossier
    order = ["civilians_killed", "civilians_wounded", *MEASURE_WORDS]
    rows = sorted(
        dossier.people,
        key=lambda row: (
            order.index(row.measure) if row.measure in order else len(order),
            dossier.place.name.casefold() not in row.place.casefold(),
            row.published,
        ),
    )
    found = []
    for row in rows:
        period = ""
        if row.start and row.end and row.start < row.end:
            period = span(Period(start=row.start, end=row.end))
        elif row.end:
            period = say("to {day}", day=day(row.end))
        elif row.start:
            period = day(row.start)
        found.append(
            PeopleRow(
                anchor=anchors.people[row.id],
                id=row.id,
                measure=MEASURE_WORDS.get(row.measure, row.measure),
                place=row.place,
                says=restate_people(row),
                period=period,
                source=dossier.sources[row.source].name,
                allegiance=allegiance_name(dossier, dossier.sources[row.source]),
                published=day(row.published),
                checked=CHECKED_WORDS[row.checked.value],
                unchecked=row.checked is Checked.MEMORY,
                url=row.url,
                note=row.note,
                origin=", ".join(row.derives_from),
            )
        )
    return tuple(found)


def nowcast_tables(reckoning: Reckoning) -> tuple[NowcastTable, ...]:
    """Return for each count told again month by month what its recent months will grow to."""
    from asculum.losses.nowcast import nowcast

    dossier, tables = reckoning.dossier, []
    for triangle in triangles(dossier.people):
        made = nowcast(triangle, seed=reckoning.manifest.seed)
        rows = []
        for month in made.months:
            if not month.mature:
                lower, middle, upper = month.interval()
                rows.append(
                    (
                        day(month.last.month.start, long=True).partition(" ")[2],
                        f"{month.last.count:,}",
                        day(month.last.published),
                        f"{middle:,.0f}",
                        f"{lower:,.0f}–{upper:,.0f}",
                    )
                )
        tables.append(
            NowcastTable(
                what=MEASURE_WORDS.get(triangle.measure, triangle.measure),
                place=triangle.place,
                source=dossier.sources[triangle.source].name,
                maturity=made.maturity,
                sentence=forwarded(made.status.sentence),
                refused=not made.status.ok,
                rows=tuple(rows),
            )
        )
    return tuple(tables)


def strength_rows(reckoning: Reckoning, anchors: Anchors) -> tuple[dict[str, object], ...]:
    """Return what was said of the strength of each side."""
    dossier = reckoning.dossier
    return tuple(
        {
            "anchor": anchors.strengths[row.id],
            "id": row.id,
            "says": restate_strength(dossier, row),
            "date": day(row.date),
            "source": dossier.sources[row.source].name,
            "published": day(row.published),
            "checked": CHECKED_WORDS[row.checked.value],
            "unchecked": row.checked is Checked.MEMORY,
            "url": row.url,
            "note": row.note,
        }
        for row in dossier.strengths
    )


def assumption_rows(reckoning: Reckoning, anchors: Anchors) -> tuple[AssumptionRow, ...]:
    """Return the priors used, those that the dossier states first."""
    rows = []
    for key, item in reckoning.assumptions.items():
        name, side, force = key
        rows.append(
            AssumptionRow(
                anchor=anchors.assumptions[".".join(filter(None, key))],
                name=name,
                of=whose(reckoning.dossier, side, force) if side else say("all"),
                low=f"{item.low:.4g}",
                high=f"{item.high:.4g}",
                why=item.why if item.stated else forwarded(item.why),
                source=item.source,
                stated=item.stated,
                where=stands(item.line, ".".join(("assumptions", *filter(None, key)))),
            )
        )
    return tuple(sorted(rows, key=lambda row: (not row.stated, row.name, row.of)))


def finding_groups(reckoning: Reckoning) -> tuple[FindingGroup, ...]:
    """Return the findings by severity and code, errors first."""
    order = {str(word): at for at, word in enumerate(SEVERITIES)}
    found = list(dict.fromkeys([*reckoning.findings, *reckoning.dossier.findings]))
    found.sort(key=lambda item: (order[item.severity], item.code))
    return tuple(
        FindingGroup(code=code, severity=severity, findings=tuple(group))
        for (severity, code), group in groupby(found, key=lambda item: (item.severity, item.code))
    )
