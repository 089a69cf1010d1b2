"""The tables of the page as rows of words, with what a row is sorted and filtered by."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.evidence.claims import Checked
from asculum.report.anchors import Anchors, Evidence
from asculum.report.figures_lineage import manner_words
from asculum.report.figures_rows import ordered_totals
from asculum.report.figures_weekly import Panel, WeeklyFigure
from asculum.report.pulled import ClaimPull, claim_pulls
from asculum.report.reckoning import Reckoning
from asculum.report.restating import (
    CHECKED_WORDS,
    RELATION_WORDS,
    ROLE_WORDS,
    allegiance_name,
    category_word,
    relation,
    restate,
    scope_words,
    side_name,
    whose,
)
from asculum.report.svg import badge, element
from asculum.report.wording import Spoken, day, last_day, rounded
from asculum.terms.period import Period
from asculum.terms.speech import forwarded, say


@dataclass(frozen=True, kw_only=True)
class ClaimRow:
    """One claim as the claims table shows it."""

    index: int
    id: str
    anchor: str
    published: str
    published_words: str
    source: str
    allegiance: str
    allegiance_words: str
    relation_words: str
    side: str
    side_words: str
    category: str
    figure: float
    says: str
    note: str
    role: str
    role_words: str
    why: str
    origin: str
    origin_anchor: str
    truth: str
    truth_sort: float
    url: str
    checked: str
    checked_words: str
    unchecked: bool
    source_id: str
    scope: str
    scope_words: str
    manner: str
    pull: ClaimPull | None


@dataclass(frozen=True, kw_only=True)
class TotalRow:
    """One total in words with its evidence."""

    side: str
    force: str
    category: str
    median: str
    lower: str
    upper: str
    method: str
    status: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class KeyEntry:
    """One number on a chart and what it stands for."""

    number: int
    icon: str
    source: str
    says: str
    role: str
    known: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class KeyList:
    """The numbers of one panel; ``further`` where it stands beside no reckoning."""

    title: str
    further: bool
    entries: tuple[KeyEntry, ...]


def claim_rows(reckoning: Reckoning, anchors: Anchors) -> tuple[ClaimRow, ...]:
    """Return one row for each claim of the dossier, in its order."""
    dossier = reckoning.dossier
    readings = {item.claim: item for item in reckoning.readings}
    pulls = claim_pulls(reckoning)
    rows = []
    for index, claim in enumerate(dossier.claims):
        reading = readings.get(claim.id)
        source = dossier.sources[claim.source]
        truth, sort = "", -1.0
        if reading and None not in (
            reading.truth_lower,
            reading.truth_median,
            reading.truth_upper,
        ):
            assert reading.truth_lower is not None
            assert reading.truth_median is not None
            assert reading.truth_upper is not None
            words = rounded(reading.truth_lower, reading.truth_median, reading.truth_upper)
            truth, sort = (
                say("about {median} ({span})", median=words.median, span=words.span),
                reading.truth_median,
            )
        role = reading.role if reading else ""
        origin = reading.origin if reading else ""
        rows.append(
            ClaimRow(
                index=index,
                id=claim.id,
                anchor=anchors.claims[claim.id],
                published=claim.published.isoformat(),
                published_words=day(claim.published),
                source=source.name,
                allegiance=source.allegiance,
                allegiance_words=allegiance_name(dossier, source),
                relation_words=RELATION_WORDS[relation(dossier, claim)],
                side=claim.side,
                side_words=side_name(dossier, claim.side),
                category=claim.category.value,
                figure=claim.figure,
                says=restate(dossier, claim),
                note=claim.note,
                role=role,
                role_words=ROLE_WORDS.get(role, role or say("not read")),
                why=reading.why if reading else "",
                origin=origin,
                origin_anchor=anchors.claims.get(origin, ""),
                truth=truth,
                truth_sort=sort,
                url=claim.url,
                checked=claim.checked.value,
                checked_words=CHECKED_WORDS[claim.checked.value],
                unchecked=claim.checked is Checked.MEMORY,
                source_id=claim.source,
                scope=claim.scope.value,
                scope_words=scope_words(claim.scope),
                manner=manner_words(claim) if origin else "",
                pull=pulls.get(claim.id),
            )
        )
    return tuple(rows)


def total_rows(reckoning: Reckoning, anchors: Anchors) -> tuple[TotalRow, ...]:
    """Return the battle's totals by category, side and force."""
    rows = []
    for item in ordered_totals(reckoning):
        shown = item.status.ok
        words = rounded(*item.interval()) if shown else Spoken(lower="", median="", upper="")
        rows.append(
            TotalRow(
                side=side_name(reckoning.dossier, item.side),
                force=whose(reckoning.dossier, item.side, item.force) if item.force else say("all"),
                category=category_word(item.quantity),
                median=words.median,
                lower=words.lower,
                upper=words.upper,
                method=item.method,
                status="" if item.status.code == "OK" else forwarded(item.status.sentence),
                evidence=anchors.evidence(item.sources),
            )
        )
    return tuple(rows)


def key_lists(figure: WeeklyFigure, anchors: Anchors) -> tuple[KeyList, ...]:
    """Return what the numbers on a weekly chart stand for, panel by panel."""
    return tuple(
        KeyList(
            title=panel.title, further=panel.kind != "reckoned", entries=_entries(panel, anchors)
        )
        for panel in figure.panels
        if panel.marks
    )


def icon(stands: str, words: str = "", *, hollow: bool = False) -> str:
    """Return the mark of a relation as a small drawing for lists and legends."""
    attributes = {
        "class": f"icon mark {stands}" + (" hollow" if hollow else ""),
        "viewBox": "0 0 28 28",
        "aria-hidden": "true",
    }
    return element("svg", attributes, badge(14, 14, words, stands, 10.5, hollow))


def _entries(panel: Panel, anchors: Anchors) -> tuple[KeyEntry, ...]:
    entries = []
    for group in panel.keys:
        first = group[0]
        hollow = first.role in ("echo", "superseded", "unused")
        role = "" if first.role == "evidence" else ROLE_WORDS.get(first.role, first.role)
        says = first.says
        if len(group) > 1:
            last = Period(start=first.start, end=max(mark.end for mark in group))
            says = say(
                "{group} figures, {about}, {day} – {day_2}",
                group=len(group),
                about=first.about,
                day=day(first.start),
                day_2=day(last_day(last)),
            ) + (say(", one running total: each stands at its last day") if first.running else "")
        entries.append(
            KeyEntry(
                number=first.key,
                icon=icon(first.relation, str(first.key), hollow=hollow),
                source=first.source,
                says=says,
                role=role,
                known=min(mark.published for mark in group).isoformat(),
                evidence=anchors.evidence([mark.claim for mark in group]),
            )
        )
    return tuple(entries)
