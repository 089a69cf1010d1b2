"""UCDP GED: the Georeferenced Event Dataset, yearly (22.1 to 25.1), candidate, API and HDX copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.arrays import blank, truths
from asculum.evidence.formats.batch import Batch
from asculum.evidence.formats.days import MONTH_FIRST
from asculum.evidence.formats.frame import Format, Reading, Wanted, has, version_of
from asculum.evidence.formats.located import Columns, keep, newest
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.ucdp_ged_rows import DEATHS, FIGURES, SOURCE, rows_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "ucdp-ged"
REQUIRED = ("id", "date_start", "where_prec", "latitude", "longitude", "best", "low", "high")
_OTHERS = (
    "where_prec",
    "where_coordinates",
    "where_description",
    "country",
    "date_prec",
    "side_a",
    "side_b",
    *FIGURES,
    *DEATHS,
    "code_status",
    "type_of_violence",
    "relid",
    "version",
)


def summaries(batch: Batch) -> list[tuple[str, NDArray[np.bool_]]]:
    """Return which rows sum up a country: placed no better than it, or at its centre."""
    import pyarrow.compute as pc

    wide = batch.numbers("where_prec") >= 6
    place, country = batch.text("where_coordinates"), batch.text("country")
    centre = truths(pc.and_(pc.equal(place, country), pc.invert(blank(country))))
    what = "summary events without a place (placed no better than their country)"
    return [(what, wide | centre)]


def broken(batch: Batch) -> list[tuple[str, NDArray[np.bool_]]]:
    """Return which rows break low ≤ best ≤ high."""
    low, best, high = (batch.numbers(name) for name in FIGURES)
    return [("rows that break low ≤ best ≤ high", (low > best) | (best > high) | (low > high))]


COLUMNS = Columns(
    id="id",
    start="date_start",
    end="date_end",
    dyad="dyad_new_id",
    others=_OTHERS,
    usual=MONTH_FIRST,
    aside=summaries,
    facts=broken,
)


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Read GED events into rows of events.csv.

    Assumes the published column names; order, and columns beside them, do not matter.
    """
    records.require(*REQUIRED, format=NAME)
    wanted.refuse_places(NAME)
    if wanted.dyad:
        records.require("dyad_new_id", format="--dyad")
    version = wanted.version or version_of(records.name)
    kept = keep(records, COLUMNS, wanted)
    tally = kept.tally
    published = wanted.published.isoformat() if wanted.published else ""
    read, odd = rows_of(kept, dossier, version=version, published=published)
    made = newest(read, tally)
    taken_rows = {row for row, _ in made} if odd else set()
    for what, seen in odd.items():
        seen = [(row, sample) for row, sample in seen if row in taken_rows]
        tally.flagged(what, [row for row, _ in seen], [sample for _, sample in seen])
    for sentence in records.notes:
        tally.note(sentence)
    taken = tally.close(
        format=NAME, file=records.name, version=version, taken=len(made), lines=records.lines
    )
    return Reading(
        table="events",
        rows=tuple(event for _, event in made),
        sources=(SOURCE,),
        taken=taken,
    )


FORMAT = Format(
    name=NAME,
    title="UCDP GED events: CSV, zipped CSV, API JSON, the HDX copy",
    read=read,
    knows=has("id", "type_of_violence", "where_prec", "date_start", "best"),
    licence="CC BY 4.0",
)
