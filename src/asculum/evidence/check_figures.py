"""Checks of what rows say: figures, dates, scopes, and what they add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from asculum.evidence.claims import (
    BOTH,
    CIVILIANS,
    Category,
    Checked,
    Claim,
    Control,
    Kind,
    PeopleFigure,
    Scope,
    Strength,
)
from asculum.evidence.codes import found
from asculum.evidence.economy import EconomyFigure
from asculum.evidence.gathered import Checkable, Gathered, at
from asculum.evidence.lineage import DOCTORED, ECHO
from asculum.evidence.rows import figures
from asculum.evidence.running import running_totals
from asculum.evidence.spelling import counted, listed
from asculum.terms.findings import Finding


def order_of_figures(case: Gathered) -> Iterator[Finding]:
    """Low is at most best, best at most high."""
    dossier = case.dossier
    rows: tuple[Claim | Strength | PeopleFigure | EconomyFigure, ...]
    rows = (*dossier.claims, *dossier.strengths, *dossier.people, *dossier.economy)
    for row in rows:
        given = figures(row.low, row.best, row.high)
        if any(low > high for low, high in pairwise(given)):
            names = {"low": row.low, "best": row.best, "high": row.high}
            seen = ", ".join(f"{name} {n:,.10g}" for name, n in names.items() if n is not None)
            yield at(row, "EVI053", f"{seen} are out of order", fix="swap or correct the figures")


def ratios_above_zero(case: Gathered) -> Iterator[Finding]:
    """No end of a ratio is zero."""
    for claim in case.dossier.claims:
        if claim.kind is Kind.RATIO:
            lowest = min(figures(claim.low, claim.best, claim.high))
            if lowest <= 0:
                fix = "give how many of side were lost for each one of versus"
                yield at(claim, "EVI055", f"a ratio of {lowest:g}", fix=fix)


def claims_of_the_future(case: Gathered) -> Iterator[Finding]:
    """Nothing is claimed of days after its publication (the day itself may still count)."""
    dossier = case.dossier
    spans = [(claim, claim.period.end, claim.published) for claim in dossier.claims]
    for claim, end, published in spans:
        if (end - published).days > 1:
            what = f"published {published}, yet it speaks of days up to {end - timedelta(days=1)}"
            yield at(claim, "EVI057", what, fix="correct published or end")
    for strength in dossier.strengths:
        if strength.date > strength.published:
            what = f"published {strength.published}, yet it speaks of {strength.date}"
            yield at(strength, "EVI057", what, fix="correct published or date")
    rows: tuple[PeopleFigure | EconomyFigure, ...]
    rows = (*dossier.people, *(row for row in dossier.economy if row.kind != "forecast"))
    for row in rows:
        if row.end is not None and (row.end - row.published).days > 1:
            what = f"published {row.published}, yet it speaks of days up to {row.end}"
            yield at(row, "EVI057", what, fix="correct published or end")


def civilian_categories(case: Gathered) -> Iterator[Finding]:
    """Civilians are killed or wounded."""
    for claim in case.dossier.claims:
        allowed = (Category.KILLED, Category.WOUNDED)
        if claim.side == CIVILIANS and claim.category not in allowed:
            what = f"category is {claim.category}, yet side is civilians"
            fix = "write killed or wounded, on two rows if both are claimed"
            yield at(claim, "EVI075", what, fix=fix)


def wider_than_the_battle(case: Gathered) -> Iterator[Finding]:
    """Claims about the battle speak of the battle's days."""
    battle = case.dossier.period
    for claim in case.dossier.claims:
        if claim.scope is not Scope.BATTLE or battle.contains(claim.period):
            continue
        spoken = f"it speaks of {claim.period}, the battle runs from {battle.start} to {battle.end}"
        if claim.period.overlap(battle):
            fix = "nothing, if the source means those days; else correct start, end or scope"
            yield at(claim, "EVI066", f"scope is battle, yet {spoken}", fix=fix)
        else:
            fix = "correct start and end, or leave the row out"
            yield at(claim, "EVI082", f"scope is battle, yet {spoken}", fix=fix)


def wider_scopes(case: Gathered) -> Iterator[Finding]:
    """Which claims reach wider than the battle."""
    wide: dict[Scope, list[str]] = defaultdict(list)
    for claim in case.dossier.claims:
        if claim.scope is not Scope.BATTLE:
            wide[claim.scope].append(claim.id)
    if wide:
        count = sum(len(ids) for ids in wide.values())
        what = f"wider than the battle: {counted(count, 'claim')}: " + "; ".join(
            f"{scope} {listed(sorted(wide[scope]))}" for scope in Scope if scope in wide
        )
        yield found("EVI067", what, where="claims.csv")


def two_sided_totals(case: Gathered) -> Iterator[Finding]:
    """Which claims speak of both sides together."""
    ids = sorted(claim.id for claim in case.dossier.claims if claim.side == BOTH)
    if ids:
        what = f"both sides together: {counted(len(ids), 'claim')}: {listed(ids)}"
        yield found("EVI068", what, where="claims.csv")


def without_weight(case: Gathered) -> Iterator[Finding]:
    """Which claims were altered on the way."""
    ids = sorted(
        claim.id
        for claim in case.dossier.claims
        if claim.manner in ("misquotes", "doctors")
        and case.roles[claim.id].role in (DOCTORED, ECHO)
    )
    if ids:
        what = f"altered on the way: {counted(len(ids), 'claim')}: {listed(ids)}"
        yield found("EVI071", what, where="claims.csv")


def from_memory(case: Gathered) -> Iterator[Finding]:
    """Which rows are still to be checked against their sources."""
    dossier = case.dossier
    tables: dict[str, Sequence[Checkable]] = {
        "claims.csv": dossier.claims,
        "strengths.csv": dossier.strengths,
        "people.csv": dossier.people,
        "economy.csv": dossier.economy,
        "located.csv": dossier.located,
        "network_nodes.csv": dossier.network_nodes,
        "network_edges.csv": dossier.network_edges,
    }
    for name, rows in tables.items():
        ids = sorted(row.id for row in rows if row.checked is Checked.MEMORY)
        if ids:
            what = f"from memory: {counted(len(ids), 'row')}: {listed(ids)}"
            fix = "look each up and write page or excerpt in checked"
            yield found("EVI072", what, where=name, fix=fix)


def filled_in(case: Gathered) -> Iterator[Finding]:
    """Which claims do not say what days they speak of."""
    starts = sorted(claim.id for claim in case.dossier.claims if not claim.start_given)
    ends = sorted(claim.id for claim in case.dossier.claims if not claim.end_given)
    if starts or ends:
        parts = [f"{n} of {listed(ids)}" for n, ids in (("start", starts), ("end", ends)) if ids]
        fix = "write the dates where the claim itself gives them"
        yield found("EVI076", f"filled in: {'; '.join(parts)}", where="claims.csv", fix=fix)


def falling_totals(case: Gathered) -> Iterator[Finding]:
    """Running totals of one source only grow."""
    own = [
        claim for claim in case.dossier.claims if case.roles[claim.id].role not in (ECHO, DOCTORED)
    ]
    by_id = {claim.id: claim for claim in own}
    for before, after in running_totals(own).falls:
        first, second = by_id[before], by_id[after]
        what = (
            f"the running total falls from {first.figure:,.10g} ({before}, to {first.period.end})"
            f" to {second.figure:,.10g} (to {second.period.end})"
        )
        yield at(second, "EVI073", what, fix="check both, their scope and their category")


def fewer_casualties_than_killed(case: Gathered) -> Iterator[Finding]:
    """What one source says on one day of the same days adds up."""
    killed: dict[tuple[object, ...], Claim] = {}
    for claim in case.dossier.claims:
        if claim.category is Category.KILLED and claim.kind is not Kind.RATIO:
            key = _statement(claim)
            if key not in killed or _most(claim) > _most(killed[key]):
                killed[key] = claim
    for claim in case.dossier.claims:
        dead = killed.get(_statement(claim))
        wide = claim.category in (Category.CASUALTIES, Category.IRRECOVERABLE)
        if wide and dead is not None and _most(claim) < _most(dead):
            seen = f"{_most(claim):,.10g} {claim.category}"
            what = f"{seen}, yet {_most(dead):,.10g} killed in {dead.id}"
            why = (
                f"{claim.category} losses include the killed"
                if claim.category == "irrecoverable"
                else ""
            )
            yield at(claim, "EVI074", what, why=why, fix="check the category of both")


def overlapping_control(case: Gathered) -> Iterator[Finding]:
    """A place has one status a day."""
    places: dict[str, list[Control]] = defaultdict(list)
    for row in case.dossier.control:
        places[row.place].append(row)
    for rows in places.values():
        rows.sort(key=lambda row: (row.start, row.end or date.max, row.status, row.source))
        longest = rows[0]
        for row in rows[1:]:
            if row.start < (longest.end or date.max):
                until = min(row.end or date.max, longest.end or date.max)
                days = f"from {row.start}" + (f" to {until}" if until != date.max else " on")
                other = f"{longest.status} on line {longest.line}"
                what = f"{row.place} is {row.status} {days}, yet {other}"
                yield at(row, "EVI080", what, fix="end one status where the next begins")
            if (row.end or date.max) > (longest.end or date.max):
                longest = row


def _statement(claim: Claim) -> tuple[object, ...]:
    place = (claim.source, claim.published, claim.side, claim.force, claim.scope)
    return (*place, claim.kind, claim.period)


def _most(claim: Claim) -> float:
    return max(figures(claim.low, claim.best, claim.high))
