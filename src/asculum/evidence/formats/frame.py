"""The frame of every reader: what the call asks for, what a reader gives back, and a format."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.ledger import Taken
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import listed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: The most rows that an import puts into a dossier.
MOST = 100_000
#: The most rows that are held of a table that is read whole before any is taken.
MOST_HELD = 3 * MOST
#: The mean radius of the Earth [km].
EARTH = 6371.0088

#: The longest id [characters].
_LONGEST_ID = 64

Cells = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the call asks for: a circle, days ``[first, last]``, a dyad, places, and stated terms.

    ``near`` is latitude and longitude [degrees], ``within`` a radius [km]. ``side``, ``source``,
    ``published`` and ``version`` say what a file does not. ``every`` is ``week`` or ``month``: how
    much of a running total is taken.
    """

    near: tuple[float, float] | None = None
    within: float | None = None
    first: date | None = None
    last: date | None = None
    dyad: str = ""
    places: tuple[str, ...] = ()
    side: str = ""
    source: str = ""
    published: date | None = None
    version: str = ""
    every: str = ""
    mapping: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.near is None) != (self.within is None):
            fix = "give both: --near 48.59,38.00 --within 30"
            raise refusal("IMP011", "--near and --within belong together", fix=fix)
        if self.first and self.last and self.first > self.last:
            what = f"--from {self.first} is later than --to {self.last}"
            raise refusal("IMP011", what, fix="swap them")

    def holds(self, day: date) -> bool:
        """Return whether a day lies within the days asked for."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    def refuse_place(self, format: str) -> None:
        """Raise IMP015 where a circle is asked of a format without coordinates."""
        if self.near is not None:
            what = f"{format} has no coordinates, so --near cannot be applied"
            raise refusal("IMP015", what, fix="leave --near and --within out")

    def refuse_dyad(self, format: str) -> None:
        """Raise IMP015 where a dyad is asked of a format without dyads."""
        if self.dyad:
            what = f"{format} has no dyads, so --dyad cannot be applied"
            raise refusal("IMP015", what, fix="leave --dyad out")

    def refuse_places(self, format: str) -> None:
        """Raise IMP015 where places are asked of a format that is not asked by place."""
        if self.places:
            what = f"{format} is not asked by --place"
            raise refusal("IMP015", what, fix="use --near LAT,LON --within KM")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a reader made of a file: rows of one table of the dossier, its source, its ledger.

    ``span`` is set where rows of a source and place are replaced together, as states of control
    are: the first and the last day that the file covers.
    """

    table: str
    rows: tuple[Cells, ...]
    sources: tuple[Cells, ...]
    taken: Taken
    span: tuple[date, date] | None = None


Read = Callable[[Records, Dossier, Wanted], Reading]


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format by name: what it is, how its row of names is known, and its reader.

    ``thins`` says that the format holds running totals of which a part can be taken.
    """

    name: str
    title: str
    read: Read
    knows: Callable[[Records], str]
    licence: str = ""
    thins: bool = False


def has(*names: str) -> Callable[[Records], str]:
    """Return a test of a header: the reason where every name is there, else nothing."""

    def knows(records: Records) -> str:
        if all(name in records.names for name in names):
            return f"it has the columns {listed(names)}"
        return ""

    return knows


def distances(
    latitude: NDArray[np.float64], longitude: NDArray[np.float64], near: tuple[float, float]
) -> NDArray[np.float64]:
    """Return the great-circle distance [km] of each point from ``near``, by the haversine.

    Examples
    --------
    >>> import numpy as np
    >>> float(distances(np.array([49.0]), np.array([38.0]), (48.0, 38.0)).round(1)[0])
    111.2
    """
    import numpy as np

    lat, lon = np.radians(latitude), np.radians(longitude)
    lat0, lon0 = np.radians(near[0]), np.radians(near[1])
    half = (
        np.sin((lat - lat0) / 2) ** 2 + np.cos(lat) * np.cos(lat0) * np.sin((lon - lon0) / 2) ** 2
    )
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))), dtype=float)


_KNOWN = {
    "russia": ("russia", "ru", "rus", "russian federation", "russia (soviet union)"),
    "ukraine": ("ukraine", "ua", "ukr"),
}
_OFFICES = re.compile(r"^(government|military forces|police forces|armed forces) of (the )?")


def side_of(dossier: Dossier, actor: str) -> str:
    """Return the dossier's side that a data set's actor is; ``""`` where it is neither."""
    plain = _OFFICES.sub("", actor.strip().casefold())
    bare = re.sub(r"\s*\([^)]*\)", "", plain).strip()
    for side in dossier.sides:
        names = {side.id.casefold(), side.name.casefold()}
        for words in _KNOWN.values():
            if names & set(words):
                names |= set(words)
        if plain in names or bare in names:
            return side.id
    return ""


def need_side(dossier: Dossier, wanted: Wanted, actor: str, format: str) -> str:
    """Return the side stated in the call, or the one that ``actor`` is; raises IMP011."""
    sides = [side.id for side in dossier.sides]
    if wanted.side:
        if wanted.side not in (*sides, "civilians", "both"):
            what = f"--side {wanted.side} is no side of the dossier"
            raise refusal("IMP011", what, fix=f"use one of: {listed(sides)}")
        return wanted.side
    if found := side_of(dossier, actor) if actor else "":
        return found
    what = f"whose losses {format} counts is not said"
    if actor:
        what = f"no side of the dossier is called {actor}, whose losses {format} counts"
    raise refusal("IMP011", what, fix=f"say it: --side {sides[0]} or --side {sides[1]}")


def war_start(dossier: Dossier, fallback: date) -> date:
    """Return the first day of the war as the dossier states it."""
    return dossier.war_start or fallback


def figure(value: float | None) -> str:
    """Return a figure as a cell: whole numbers without a point, nothing for ``None`` or NaN."""
    if value is None or value != value:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def plain_id(*parts: str) -> str:
    """Return parts joined to an id of letters, digits, - and _.

    Where anything is lost on the way a digest of the whole keeps different ids apart.

    Examples
    --------
    >>> plain_id("acled", "UKR123"), plain_id("hxl", "A/1") == plain_id("hxl", "A-1")
    ('acled-UKR123', False)
    """
    text = "-".join(part for part in parts if part)
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-_")
    if plain == text and 0 < len(text) <= _LONGEST_ID:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]
    return f"{plain[: _LONGEST_ID - 11].rstrip('-_') or 'row'}-{digest}"


def version_key(version: str) -> tuple[int, ...]:
    """Return a version of UCDP as numbers that sort by age: 22.0.9 before 22.1 before 23.0.1.

    Quarterly candidates (23.01.23.06) sort as the monthly ones of their last month (23.0.6).
    """
    parts = [int(part) for part in re.findall(r"\d+", version)]
    if len(parts) == 4:
        parts = [parts[0], 0, parts[3]]
    return tuple(parts)


def age(row: Cells) -> tuple[tuple[int, ...], str]:
    """Return what tells which of two rows of an id is the newer: version, day of publication."""
    return version_key(row.get("version", "")), row.get("published", "")


def version_of(name: str) -> str:
    """Return the version in a file's name, such as GEDEvent_v25_1.csv; ``""`` where none is."""
    found = re.search(
        r"[vV]?(?<!\d)(\d{2})[._](\d{1,2})(?:[._](\d{1,2}))?(?:[._](\d{1,2}))?(?!\d)", name
    )
    return ".".join(part for part in found.groups() if part) if found else ""


def count_ragged(records: Records, tally_refused: Callable[[str, Sequence[int]], None]) -> set[int]:
    """Refuse rows whose cells do not fit the row of names, and return which they are."""
    if records.ragged:
        tally_refused("whose cells do not fit the row of names", records.ragged)
    return set(records.ragged)
