"""Features: the columns that records are compared by, made before any comparison.

Every column is a plain equality or a number, so that the levels of ``comparisons.py`` stay
readable. A column is ``None`` where nothing is told, which no comparison counts for or against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from asculum.evidence.persons import PersonList
from asculum.linkage.names import folded, parts_of, plain, skeleton

IntArray = npt.NDArray[np.int64]

#: The columns of text, then those of whole numbers.
TEXTS = (*("given", "family", "full_key", "bag", "bones", "initial", "patronymic", "place"),)
NUMBERS = ("birth", "birth_swapped", "birth_year", "death", "death_swapped", "death_month", "sex")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Features:
    """The records of all lists as columns: ``texts`` and ``numbers`` by name, 0 where not told."""

    of: IntArray
    texts: dict[str, list[str | None]]
    numbers: dict[str, npt.NDArray[np.int32]]

    def __len__(self) -> int:
        return len(self.of)

    def share(self, name: str) -> float:
        """Return the share of records that tell a column."""
        rows = max(1, len(self))
        if name in self.numbers:
            return float(np.count_nonzero(self.numbers[name])) / rows
        return sum(cell is not None for cell in self.texts[name]) / rows

    def table(self) -> Any:
        """Return the columns as an Arrow table with the records' places as ``uid``."""
        import pyarrow as pa

        columns: dict[str, Any] = {
            "uid": pa.array(np.arange(len(self), dtype=np.int64)),
            "source": pa.array(self.of),
        }
        columns |= {name: pa.array(cells, type=pa.string()) for name, cells in self.texts.items()}
        for name, cells in self.numbers.items():
            columns[name] = pa.array(cells, mask=cells == 0)
        return pa.table(columns)


def features(lists: Sequence[PersonList]) -> Features:
    """Return the features of the records of all lists, one list after the other.

    A birthday on 1 January counts as its year alone, for that is how clerks write a year; an age
    gives the year of birth where the year of death is known.
    """
    texts: dict[str, list[str | None]] = {name: [] for name in TEXTS}
    held: dict[str, str] = {}
    for one in lists:
        empty = ("",) * len(one)
        cells = [one.texts.get(name, empty) for name in ("given", "family", "patronymic")]
        for given, family, patronymic, full, place in zip(
            *cells, one.texts.get("full_name", empty), one.texts.get("place", empty), strict=True
        ):
            row = _texts(given, family, patronymic, full, place)
            for column, cell in zip(texts.values(), row, strict=True):
                column.append(held.setdefault(cell, cell) if cell else None)
    numbers = [_numbers(one) for one in lists]
    return Features(
        of=np.repeat(np.arange(len(lists)), [len(one) for one in lists]).astype(np.int64),
        texts=texts,
        numbers={
            name: np.concatenate([columns[name] for columns in numbers])
            if numbers
            else np.zeros(0, np.int32)
            for name in NUMBERS
        },
    )


def _texts(given: str, family: str, patronymic: str, full: str, place: str) -> tuple[str, ...]:
    name = parts_of(given=given, family=family, patronymic=patronymic, full=full)
    first, last = folded(name.given), folded(name.family, family=True)
    both = f"{last}|{first}" if first and last else ""
    bones = skeleton(last)
    where = folded(plain(place))
    return (
        first,
        last,
        both,
        "|".join(sorted((folded(name.given, family=True), last))) if both else "",
        bones,
        f"{bones}|{first[:1]}" if first and bones else "",
        folded(name.patronymic),
        where,
    )


def _numbers(one: PersonList) -> dict[str, npt.NDArray[np.int32]]:
    zeros = np.zeros(len(one), dtype=np.int32)
    born, died = one.numbers.get("birth_date", zeros), one.numbers.get("death_date", zeros)
    age = one.numbers.get("age", zeros)
    year = born // 10_000
    implied = np.where((age > 0) & (died > 0), died // 10_000 - (age - 1), 0)
    whole = (born % 100 > 0) & (born % 10_000 != 101)
    birth = np.where(whole, born, 0).astype(np.int32)
    death = np.where(died % 100 > 0, _days(died), 0).astype(np.int32)
    month = np.where(died // 100 % 100 > 0, died // 10_000 * 12 + died // 100 % 100, 0)
    return {
        "birth": birth,
        "birth_swapped": _swapped(birth),
        "birth_year": np.where(year > 0, year, implied).astype(np.int32),
        "death": death,
        "death_swapped": _days(_swapped(np.where(died % 100 > 0, died, 0).astype(np.int32))),
        "death_month": month.astype(np.int32),
        "sex": one.numbers.get("sex", zeros),
    }


def _swapped(days: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return days with day and month swapped, where that is another day; 0 elsewhere."""
    year, month, day = days // 10_000, days // 100 % 100, days % 100
    fits = (days > 0) & (day <= 12) & (day != month)
    return np.where(fits, year * 10_000 + day * 100 + month, 0).astype(np.int32)


def _days(days: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return days as a running number (the civil calendar, after Hinnant); 0 where not told."""
    year, month, day = days // 10_000, days // 100 % 100, days % 100
    shifted = year - (month <= 2)
    era, place = shifted // 400, shifted % 400
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    running = era * 146_097 + place * 365 + place // 4 - place // 100 + of_year
    return np.where(days > 0, running, 0).astype(np.int32)
