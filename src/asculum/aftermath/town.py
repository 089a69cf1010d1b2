"""The town: who lived there, who was killed, what was left; recorded figures side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from asculum.evidence.claims import Bound, PeopleFigure
from asculum.evidence.dossier import Dossier

#: Measures that count civilians, and those that count buildings.
CIVILIANS = ("civilians_killed", "civilians_wounded")
BUILDINGS = ("blocks_damaged", "houses_damaged")
FLIGHT = ("displaced", "refugees")
HOSTS = "refugees_hosted"


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A stated figure [persons or buildings] as low and high; one of them open where bounded.

    ``sources`` are the ids of the rows it rests on.
    """

    low: float | None
    high: float | None
    sources: tuple[str, ...]
    day: date | None = None

    @property
    def middle(self) -> float:
        """The figure to draw: the middle of a range, else the end that is given."""
        ends = [end for end in (self.low, self.high) if end is not None]
        assert ends, "a stated figure has at least one end"
        return sum(ends) / len(ends)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Civilians killed or wounded as one source tells it: its last count, and the earlier ones.

    ``floor`` says that cases were recorded and that not everyone was found; without it the figure
    was stated and no record is shown. ``rate`` is the figure for each 1,000 people of that very
    place before, where its population is known.
    """

    place: str
    measure: str
    source: str
    last: PeopleFigure
    earlier: tuple[PeopleFigure, ...]
    floor: bool
    local: bool
    rate: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class Left:
    """The people still there on one day, and as a share of those who lived there before.

    The share is ``None`` where no population of that very place is known.
    """

    row: PeopleFigure
    share: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class Damage:
    """Damaged buildings of one kind as counted on successive days."""

    measure: str
    place: str
    rows: tuple[PeopleFigure, ...]


@dataclass(frozen=True, kw_only=True)
class Town:
    """What is recorded of the people and buildings of the place; nothing is added up.

    ``tallies`` come with those of the place itself first. ``flight`` are recorded numbers of
    displaced people and refugees, ``hosts`` those recorded in other countries.
    """

    place: str
    population: Stated | None
    tallies: tuple[Tally, ...]
    left: tuple[Left, ...]
    damage: tuple[Damage, ...]
    flight: tuple[PeopleFigure, ...]
    hosts: tuple[PeopleFigure, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing at all is recorded."""
        rows = (self.tallies, self.left, self.damage, self.flight, self.hosts)
        return self.population is None and not any(rows)


def town(dossier: Dossier, *, recorders: Sequence[str]) -> Town:
    """Return what the dossier records of the town, source beside source.

    Rows of one source, place and measure that contain each other (a later count of the same days)
    are one tally whose last count stands for it. A rate is figure / population · 1,000 with the
    ends of both ranges crossed, and only where figure and population are of the very same place.

    Parameters
    ----------
    dossier
        The dossier, narrowed to its as-of date.
    recorders
        Kinds of source that record single cases, such as ``monitor``.

    Returns
    -------
    The town; soldiers are never in it, and no two figures are summed.

    Raises
    ------
    Nothing: a dossier without rows about people gives an empty town.

    Notes
    -----
    Assumes that a later count of a source includes its earlier one.
    Biased when many fled before they could be counted: recorded deaths are a floor.
    Do not use when an estimate of all who died is wanted: that takes overlapping lists (``asculum
    lists estimate``).

    References
    ----------
    Every Casualty, Standards for Casualty Recording (2016): recording is not estimation.

    Examples
    --------
    >>> from asculum.aftermath.town import town
    >>> from asculum.evidence.bundled import find
    >>> from asculum.evidence.reading import read_dossier
    >>> from datetime import date
    >>> bakhmut = read_dossier(find("bakhmut"), today=date(2026, 11, 23))
    >>> first = town(bakhmut, recorders=("municipal", "monitor")).tallies[0]
    >>> first.last.best, first.place, first.floor
    (204.0, 'Bakhmut community', True)
    """
    here = dossier.place.name.casefold()
    rows = dossier.people
    people = _population(rows, dossier.place.name)
    return Town(
        place=dossier.place.name,
        population=people,
        tallies=tuple(_tallies(dossier, rows, recorders)),
        left=tuple(
            Left(row=row, share=_share(row, _population(rows, row.place), 1.0))
            for row in sorted(rows, key=lambda row: (row.end or row.published, row.published))
            if row.measure == "residents" and here in row.place.casefold()
        ),
        damage=tuple(_damage(rows, here)),
        flight=tuple(row for row in rows if row.measure in FLIGHT),
        hosts=tuple(
            sorted(
                (row for row in rows if row.measure == HOSTS),
                key=lambda row: -(row.best or row.high or row.low or 0),
            )
        ),
    )


def middle_of(row: PeopleFigure) -> float:
    """Return the figure to reckon with: the best one, else the middle of what is given."""
    given = [end for end in (row.low, row.high) if end is not None]
    return row.best if row.best is not None else sum(given) / len(given)


def ends(row: PeopleFigure) -> tuple[float | None, float | None]:
    """Return the least and the most that a row says; ``None`` where it leaves that end open."""
    low = row.low if row.low is not None else row.best
    high = row.high if row.high is not None else row.best
    if row.bound is Bound.AT_LEAST:
        return (low if low is not None else high), None
    if row.bound is Bound.AT_MOST:
        return None, (high if high is not None else low)
    return low, high


def _population(rows: Sequence[PeopleFigure], place: str) -> Stated | None:
    """Return the range of all stated populations of one very place."""
    found = [
        row
        for row in rows
        if row.measure == "population" and row.place.casefold() == place.casefold()
    ]
    known = [end for row in found for end in ends(row) if end]
    if not known:
        return None
    return Stated(low=min(known), high=max(known), sources=tuple(row.id for row in found))


def _share(row: PeopleFigure, people: Stated | None, times: float) -> tuple[float, float] | None:
    """Return the least and the most that a figure is of a population, both ranges crossed."""
    if people is None or people.low is None or people.high is None:
        return None
    low, high = ends(row)
    low = high if low is None else low
    high = low if high is None else high
    if low is None or high is None:
        return None
    return times * low / people.high, times * high / people.low


def _tallies(
    dossier: Dossier, rows: Sequence[PeopleFigure], recorders: Sequence[str]
) -> list[Tally]:
    here = dossier.place.name.casefold()
    groups: dict[tuple[str, str, str, date | None], list[PeopleFigure]] = {}
    for row in rows:
        if row.measure in CIVILIANS:
            groups.setdefault((row.measure, row.place, row.source, row.start), []).append(row)
    longest: dict[tuple[str, str, str], list[PeopleFigure]] = {}
    for (measure, place, source, _), found in groups.items():
        # counts of single months lie within the count of the whole time
        key = (measure, place, source)
        if key not in longest or _reach(found) > _reach(longest[key]):
            longest[key] = found
    tallies = []
    for (measure, place, source), found in longest.items():
        found.sort(key=lambda row: (row.published, row.end or row.published))
        last = found[-1]
        tallies.append(
            Tally(
                place=place,
                measure=measure,
                source=source,
                last=last,
                earlier=tuple(found[:-1]),
                floor=dossier.sources[source].kind in recorders,
                local=here in place.casefold(),
                rate=_share(last, _population(rows, place), 1000.0),
            )
        )
    tallies.sort(
        key=lambda one: (CIVILIANS.index(one.measure), not one.local, not one.floor, one.source)
    )
    return tallies


def _reach(rows: Sequence[PeopleFigure]) -> int:
    """Return how many days the longest count of a group spans."""
    return max(((row.end - row.start).days if row.start and row.end else 0) for row in rows)


def _damage(rows: Sequence[PeopleFigure], here: str) -> list[Damage]:
    series: dict[tuple[str, str], list[PeopleFigure]] = {}
    for row in rows:
        if row.measure in BUILDINGS and here in row.place.casefold():
            series.setdefault((row.measure, row.place), []).append(row)
    return [
        Damage(
            measure=measure,
            place=place,
            rows=tuple(sorted(found, key=lambda row: (row.end or row.published, row.published))),
        )
        for (measure, place), found in sorted(
            series.items(), key=lambda item: (BUILDINGS.index(item[0][0]), item[0][1])
        )
    ]
