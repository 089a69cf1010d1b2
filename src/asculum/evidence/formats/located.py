"""Located events: rows with a place and days, filtered in arrays before any becomes a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from operator import attrgetter
from typing import TYPE_CHECKING

from asculum.evidence.events import Event
from asculum.evidence.formats.arrays import places, texts, truths
from asculum.evidence.formats.batch import Batch
from asculum.evidence.formats.days import Days
from asculum.evidence.formats.frame import MOST, Cells, Wanted, age, distances, figure
from asculum.evidence.formats.ledger import Tally
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.formats.words import Words
from asculum.evidence.spelling import shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A mask of rows with the reason why they are left out.
Aside = Callable[[Batch], Sequence[tuple[str, "NDArray[np.bool_]"]]]


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which columns of a format say where, when and between whom; ``others`` are read beside.

    ``aside`` names rows that are no events of a place, ``facts`` counts rows as they stand.
    """

    id: str
    start: str
    end: str = ""
    latitude: str = "latitude"
    longitude: str = "longitude"
    dyad: str = ""
    others: tuple[str, ...] = ()
    usual: str = ""
    aside: Aside | None = None
    facts: Aside | None = None

    @property
    def all(self) -> tuple[str, ...]:
        """Every column that is read."""
        own = (self.id, self.start, self.end, self.latitude, self.longitude, self.dyad)
        return tuple(dict.fromkeys(name for name in (*own, *self.others) if name))


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Rows that passed every filter, each with its number in the file, and how days are read.

    ``columns`` are those that the file has, each of as many cells as there are ``numbers``.
    """

    numbers: Sequence[int]
    columns: Mapping[str, Words]
    days: Days
    tally: Tally = field(default_factory=Tally)

    @property
    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Yield each row as its number and its cells by name."""
        names = tuple(self.columns)
        for number, *cells in zip(self.numbers, *self.columns.values(), strict=True):
            yield number, dict(zip(names, cells, strict=True))

    def row(self, at: int) -> Cells:
        """Return the cells of one row by name."""
        return {name: cells[at] for name, cells in self.columns.items()}


def keep(records: Records, columns: Columns, wanted: Wanted) -> Kept:
    """Return the rows within the place, days and dyad asked for; everything else is counted."""
    import numpy as np

    tally, days = Tally(), Days(columns.usual)
    numbers: list[int] = []
    kept = {name: Words() for name in columns.all if name in records.names or name == columns.start}
    if wanted.near is not None:
        records.require(columns.latitude, columns.longitude, format="--near")
    for batch, among in _batches(records, columns, wanted, tally):
        open_rows = ~np.isin(batch.index, np.array(records.ragged, np.int64))
        if columns.facts:
            for what, mask in columns.facts(batch):
                tally.fact(f"{what}{among}", int(np.count_nonzero(mask & open_rows)))
        for what, mask in _masks(batch, columns, wanted, days):
            out = np.flatnonzero(mask & open_rows)
            tally.left_out(what, batch.index[out].tolist())
            open_rows &= ~mask
        at = np.flatnonzero(open_rows)
        if len(numbers) + len(at) > MOST:
            what = f"more than {MOST:,} rows are left after every filter"
            fix = "narrow them: --near LAT,LON --within KM, --from DATE --to DATE, --dyad ID"
            raise refusal("IMP008", what, where=records.name, fix=fix)
        if len(at):
            numbers += batch.index[at].tolist()
            taken = places(at)
            for name, words in kept.items():
                words.take(batch.text(name).take(taken))
    tally.refused("whose cells do not fit the row of names", records.ragged, records.ragged_samples)
    return _on_days(Kept(numbers=numbers, columns=kept, days=days, tally=tally), columns, wanted)


def _batches(
    records: Records, columns: Columns, wanted: Wanted, tally: Tally
) -> Iterator[tuple[Batch, str]]:
    """Yield the rows, those surely too far counted and left out before any cell is read.

    Beside each batch stand the words for the rows it is of, empty for all.
    """
    if wanted.near is not None and wanted.within is not None:
        found = records.near(
            columns.all,
            places=(columns.latitude, columns.longitude),
            near=wanted.near,
            within=wanted.within,
        )
        if found is not None:
            tally.read += found.total
            tally.left_out(_far(wanted), found.far_first, count=found.far)
            yield found.batch, ", among those near the point"
            return
    for batch in records.batches(columns.all):
        tally.read += batch.rows
        yield batch, ""


def _far(wanted: Wanted) -> str:
    assert wanted.near is not None, "asked for only with a circle"
    return f"farther than {wanted.within:g} km from {wanted.near[0]:g}, {wanted.near[1]:g}"


def _masks(
    batch: Batch, columns: Columns, wanted: Wanted, days: Days
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    import numpy as np
    import pyarrow.compute as pc

    if wanted.near is not None and wanted.within is not None:
        latitude, longitude = batch.degrees(columns.latitude), batch.degrees(columns.longitude)
        nowhere = ~(np.abs(latitude) <= 90) | ~(np.abs(longitude) <= 180)
        yield "without coordinates that can be read", nowhere
        with np.errstate(invalid="ignore"):
            far = ~(distances(latitude, longitude, wanted.near) <= wanted.within)
        yield _far(wanted), far & ~nowhere
    if columns.aside:
        yield from columns.aside(batch)
    if wanted.dyad:
        yield f"of another dyad than {wanted.dyad}", ~_is_dyad(batch, columns, wanted.dyad)
    for name in (columns.start, columns.end):
        if not name:
            continue
        cells = batch.text(name)
        distinct = pc.unique(cells).to_pylist()
        days.see(distinct)
        if name == columns.start and (wanted.first or wanted.last):
            outside = [
                text
                for text in distinct
                if (possible := days.possible(text)) and not any(map(wanted.holds, possible))
            ]
            yield "on other days", truths(pc.is_in(cells, value_set=texts(outside)))


def _is_dyad(batch: Batch, columns: Columns, dyad: str) -> NDArray[np.bool_]:
    # a spreadsheet or a data frame may have made the id a number with a point
    return batch.equal(columns.dyad, dyad, f"{dyad}.0")


def _on_days(kept: Kept, columns: Columns, wanted: Wanted) -> Kept:
    """Leave out rows that the whole file's order of day and month puts on other days."""
    days, tally = kept.days, kept.tally
    if days.assumed:
        tally.note(f"days such as 02/03/2023 are read {days.usual}: nothing in the file proves it")
    if days.mixed:
        tally.note("the file writes some days month first and some day first")
    starts = kept.columns[columns.start]
    other = {
        text
        for text in starts.different
        if (day := days.day(text)) is not None and not wanted.holds(day)
    }
    if not other:
        return kept
    inside = [text not in other for text in starts]
    tally.left_out(
        "on other days",
        [number for number, holds in zip(kept.numbers, inside, strict=True) if not holds],
    )
    return replace(
        kept,
        numbers=list(compress(kept.numbers, inside)),
        columns={name: words.where(inside) for name, words in kept.columns.items()},
    )


def events_of(
    kept: Kept,
    make: Callable[[int, Cells], Cells | str],
) -> list[tuple[int, Cells]]:
    """Return a row of events.csv for each row; those that ``make`` gives a reason for are refused.

    Where an id stands on several rows the newest is taken, as ``newest`` says.
    """
    made: list[tuple[int, Cells]] = []
    for row, cells in kept.rows:
        event = make(row, cells)
        if isinstance(event, str):
            what, _, seen = event.partition(": ")
            kept.tally.refused(what, [row], [seen])
        else:
            made.append((row, event))
    return newest(made, kept.tally)


def newest(events: list[tuple[int, Cells]], tally: Tally) -> list[tuple[int, Cells]]:
    """Return events with each id once: of the newest version, then the last published.

    Where neither tells them apart the last row is taken.
    """
    if len({event["id"] for _, event in events}) == len(events):
        return events
    made: dict[str, tuple[int, Cells]] = {}
    older: list[int] = []
    same: list[int] = []
    again: list[int] = []
    for row, event in events:
        own = event["id"]
        if own in made:
            other_row, other = made[own]
            if other == event:
                same.append(row)
                continue
            before, now = age(other), age(event)
            if now < before:
                older.append(row)
                continue
            (again if now == before else older).append(other_row)
        made[own] = (row, event)
    tally.left_out("the same row again", same)
    tally.left_out("an older version of a row that is here too", sorted(older))
    tally.left_out("whose id stands again further down with other figures", sorted(again))
    return list(made.values())


def day_problem(name: str, text: str, days: Days) -> str:
    """Return why a day cannot be read."""
    if len(days.possible(text)) > 1:
        return f"whose {name} can be read as two days: {shown(text)}"
    return f"whose {name} is no day: {shown(text)}" if text else f"without {name}"


def event_cells(event: Event) -> Cells:
    """Return an event as a row of events.csv."""
    cells: Cells = {}
    for name, value in zip(FIELDS, _VALUES(event), strict=True):
        if value is None:
            cells[name] = ""
        elif isinstance(value, float | int):
            cells[name] = figure(float(value))
        else:
            cells[name] = str(value)
    return cells


#: The columns of events.csv.
FIELDS = tuple(name for name in Event.__dataclass_fields__ if name != "line")
_VALUES = attrgetter(*FIELDS)
