"""Published overlap tables for tests, by name, and tables drawn from simulated populations."""

from __future__ import annotations

import numpy as np

from asculum.undercount.overlap import OverlapTable, pattern_codes
from asculum.undercount.published import PUBLISHED

TABLES = {item.study: item.table for item in PUBLISHED}
KOSOVO, ROME, UK, NEW_ORLEANS = (TABLES[name] for name in ("kosovo", "rome", "uk", "new-orleans"))


def table(cells: dict[str, int], lists: str | None = None) -> OverlapTable:
    """Return a table from patterns written as digits."""
    names = tuple(lists or "abcdefgh"[: len(next(iter(cells)))])
    return OverlapTable(
        lists=names,
        patterns=np.array([[int(mark) for mark in pattern] for pattern in cells]),
        counts=np.array(list(cells.values())),
    )


def joined(whole: OverlapTable, *names: str) -> OverlapTable:
    """Return a table in which some lists are one, called by their initials in order."""
    at = [whole.index(name) for name in names]
    rest = [place for place in range(len(whole.lists)) if place not in at]
    one = whole.patterns[:, at].max(axis=1)
    order = sorted([*rest, at[0]])
    columns = [one if place == at[0] else whole.patterns[:, place] for place in order]
    lists = tuple("".join(names) if place == at[0] else whole.lists[place] for place in order)
    return OverlapTable(lists=lists, patterns=np.stack(columns, axis=1), counts=whole.counts)


def drawn(cells: np.ndarray, persons: int, random: np.random.Generator) -> OverlapTable:
    """Return a table of ``persons`` with these probabilities of the 2^J patterns."""
    counts = random.multinomial(persons, cells / cells.sum())
    counts[0] = 0
    lists = int(np.log2(len(cells)))
    return OverlapTable.from_dense(tuple("abcdefgh"[:lists]), counts)


def classes(
    sizes: list[int], probabilities: list[list[float]], random: np.random.Generator
) -> OverlapTable:
    """Return a table of classes of persons, each listed independently with its own chances."""
    lists = len(probabilities[0])
    counts = np.zeros(2**lists, dtype=np.int64)
    for size, chances in zip(sizes, probabilities, strict=True):
        seen = (random.random((size, lists)) < np.array(chances)).astype(np.int8)
        counts += np.bincount(pattern_codes(seen), minlength=2**lists)
    counts[0] = 0
    return OverlapTable.from_dense(tuple("abcdefgh"[:lists]), counts)
