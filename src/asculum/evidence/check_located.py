"""Checks of located.csv: counts of what lay near the battle among all on the front."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from asculum.evidence.claims import Scope
from asculum.evidence.codes import found
from asculum.evidence.gathered import Gathered, at
from asculum.evidence.spelling import counted, listed
from asculum.terms.findings import Finding
from asculum.terms.period import Period

FILE = "located.csv"
NARROW = (Scope.BATTLE, Scope.SECTOR)


def counts_without_use(case: Gathered) -> Iterator[Finding]:
    """Located counts tell of the battle's share of wider losses, on the days of the battle."""
    rows, battle = case.dossier.located, case.dossier.period
    if rows and case.claims_whole:
        if all(claim.scope is Scope.BATTLE for claim in case.dossier.claims):
            what = f"{counted(len(rows), 'located count')}, yet no claim is wider than the battle"
            yield found("EVI087", what, where=FILE, fix="keep them for when one is added")
            return
        inside = [battle]
        inside += [claim.period for claim in case.dossier.claims if claim.scope in NARROW]
        days = Period(start=min(one.start for one in inside), end=max(one.end for one in inside))
        idle = sorted(row.id for row in rows if not row.period.overlap(days))
        if idle:
            what = f"outside the battle's days: {counted(len(idle), 'row')}: {listed(idle)}"
            yield found("EVI087", what, where=FILE, fix="give counts of the days of the battle")


def counts_of_the_future(case: Gathered) -> Iterator[Finding]:
    """Nothing is counted of days after its publication."""
    for row in case.dossier.located:
        if (row.period.end - row.published).days > 1:
            what = (
                f"published {row.published}, yet it counts days up to "
                f"{row.period.end - timedelta(days=1)}"
            )
            yield at(row, "EVI057", what, fix="correct published or end")
