"""Checks of events.csv: what an event data set says of the battle, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator

from asculum.evidence.codes import found
from asculum.evidence.gathered import Gathered
from asculum.evidence.spelling import counted, listed
from asculum.terms.findings import Finding

FILE = "events.csv"


def not_in_the_reckoning(case: Gathered) -> Iterator[Finding]:
    """Events are kept beside the claims; no estimate rests on them."""
    if case.dossier.events:
        what = f"{counted(len(case.dossier.events), 'event')} kept, none of which moves an estimate"
        yield found("EVI083", what, where=FILE)


def broken_ranges(case: Gathered) -> Iterator[Finding]:
    """Low is at most best, best at most high; published rows that break it are kept."""
    ids = sorted(event.id for event in case.dossier.events if not event.in_order)
    if ids:
        what = f"low, best and high are out of order: {counted(len(ids), 'event')}: {listed(ids)}"
        yield found("EVI084", what, where=FILE, fix="look them up in a newer version of the data")


def beside_the_battle(case: Gathered) -> Iterator[Finding]:
    """Which events lie outside the battle's days."""
    battle = case.dossier.period
    outside = sum(
        event.date_end < battle.start or event.date_start >= battle.end
        for event in case.dossier.events
    )
    if outside:
        what = f"{counted(outside, 'event')} outside {battle.start} to {battle.end}"
        fix = "import with --from and --to to take the battle's days alone"
        yield found("EVI085", what, where=FILE, fix=fix)
