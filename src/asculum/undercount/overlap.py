"""Overlap tables: how many persons are on just these lists and on no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.evidence.spelling import Speller, counted, shown
from asculum.terms.errors import EvidenceError
from asculum.terms.findings import Finding
from asculum.undercount.codes import found

IntArray = npt.NDArray[np.int64]
PatternArray = npt.NDArray[np.int8]

#: The most persons in one cell, and the most lists whose patterns fit one whole number.
MOST_PERSONS, MOST_LISTS = 10**9, 60
#: The most lists whose 2^J cells are written out one by one.
MOST_DENSE = 16


@dataclass(frozen=True, kw_only=True, eq=False)
class OverlapTable:
    """Counts of persons by the pattern of lists they are on.

    Once made, a table is canonical: cells that hold nobody are left out, cells of one pattern
    are added up (UND005 in ``findings`` says so), and cells stand in the order of ``codes()``.

    Parameters
    ----------
    lists
        Name of each list, shape (list,).
    patterns
        1 where the cell's persons are on the list, else 0; shape (cell, list).
    counts
        Persons on just these lists and on no other [persons], shape (cell,).
    findings
        What a reader must know of how the table was read.

    Raises
    ------
    EvidenceError
        With every problem: UND002 counts, UND003 patterns, UND004 persons on no list, UND007
        names, UND011 shapes, UND012 too many lists.

    Notes
    -----
    Assumes that each person was told apart from every other, on each list and between lists.
    Biased when records of one person were not linked (the estimate is too high) or those of two
    were (too low).

    Examples
    --------
    >>> from asculum.undercount.overlap import OverlapTable
    >>> table = OverlapTable(lists=("a", "b"), patterns=[[1, 0], [0, 1], [1, 1]], counts=[3, 4, 5])
    >>> table.persons, table.sizes.tolist(), table.on_both("a", "b")
    (12, [8, 9], 5)
    """

    lists: tuple[str, ...]
    patterns: PatternArray
    counts: IntArray
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        lists = tuple(self.lists)
        patterns, counts = np.asarray(self.patterns), np.asarray(self.counts)
        if patterns.size == 0:
            patterns = np.zeros((0, len(lists)), dtype=np.int8)
        problems = [*_shape_problems(lists, patterns, counts)]
        if not problems:
            problems = [*_name_problems(lists), *_cell_problems(patterns, counts)]
        refuse(problems)
        patterns, counts, twice = _canonical(patterns, counts)
        for array in (patterns, counts):
            array.setflags(write=False)
        object.__setattr__(self, "lists", lists)
        object.__setattr__(self, "patterns", patterns)
        object.__setattr__(self, "counts", counts)
        object.__setattr__(self, "findings", (*self.findings, *twice))

    @classmethod
    def from_pair(
        cls, names: tuple[str, str], *, first: int, second: int, both: int
    ) -> OverlapTable:
        """Return the table of two lists that hold ``first`` and ``second``, ``both`` on each.

        Raises ``EvidenceError`` UND001 where the overlap exceeds a list.
        """
        if both > min(first, second):
            what = f"{counted(both, 'person')} on both lists, which hold {first:,} and {second:,}"
            fix = "count each person once on each list, then count the overlap again"
            refuse([found("UND001", what, fix=fix)])
        return cls(
            lists=names,
            patterns=np.array([[1, 0], [0, 1], [1, 1]], dtype=np.int8),
            counts=np.array([first - both, second - both, both], dtype=np.int64),
        )

    @classmethod
    def from_dense(cls, lists: Sequence[str], cells: npt.ArrayLike) -> OverlapTable:
        """Return the table of the 2^J cells that ``dense`` writes; the first must be 0."""
        counts = np.asarray(cells)
        return cls(lists=tuple(lists), patterns=every_pattern(len(lists)), counts=counts)

    @property
    def persons(self) -> int:
        """Persons on at least one list."""
        return int(self.counts.sum())

    @property
    def sizes(self) -> IntArray:
        """Persons on each list, shape (list,)."""
        sizes: IntArray = self.counts @ self.patterns.astype(np.int64)
        return sizes

    @property
    def pairs(self) -> IntArray:
        """Persons on both of two lists, shape (list, list); the diagonal is ``sizes``."""
        wide = self.patterns.astype(np.int64)
        pairs: IntArray = (wide * self.counts[:, None]).T @ wide
        return pairs

    @property
    def valid(self) -> tuple[str, ...]:
        """The lists that hold anybody."""
        return tuple(name for name, size in zip(self.lists, self.sizes, strict=True) if size > 0)

    def codes(self) -> IntArray:
        """Return each cell's pattern as a whole number: bit j is set for list j, shape (cell,)."""
        return pattern_codes(self.patterns)

    def dense(self) -> IntArray:
        """Return the counts of all 2^J cells in the order of their codes, shape (2^J,).

        The first cell, on no list, is 0 here and means *not known*; the others are counts.
        Raises ``ValueError`` beyond 16 lists.
        """
        if len(self.lists) > MOST_DENSE:
            raise ValueError(f"{len(self.lists)} lists have too many cells to write out")
        cells = np.zeros(2 ** len(self.lists), dtype=np.int64)
        cells[self.codes()] = self.counts
        return cells

    def by_times_listed(self) -> IntArray:
        """Return how many persons are on exactly k lists, shape (list,), k from 1."""
        times = self.patterns.sum(axis=1).astype(np.int64)
        counted_: IntArray = np.bincount(
            times, weights=self.counts, minlength=len(self.lists) + 1
        ).astype(np.int64)[1:]
        return counted_

    def index(self, name: str) -> int:
        """Return the place of a list; raises ``EvidenceError`` UND013 for an unknown name."""
        if name not in self.lists:
            refuse([found("UND013", f"no list {shown(name)}", fix=Speller(self.lists).fix(name))])
        return self.lists.index(name)

    def on_both(self, one: str, other: str) -> int:
        """Return how many persons are on both of two lists."""
        return int(self.pairs[self.index(one), self.index(other)])

    def only(self, names: Sequence[str]) -> OverlapTable:
        """Return the table of these lists alone; who is on none of them drops out."""
        return self._part([self.index(name) for name in names], np.ones(len(self.counts), bool))

    def drop(self, name: str) -> OverlapTable:
        """Return the table without a list; who is on that list alone drops out."""
        at = self.index(name)
        return self.only([*self.lists[:at], *self.lists[at + 1 :]])

    def within(self, name: str) -> tuple[OverlapTable, int]:
        """Return the persons of one list as the others saw them, and how many they are.

        The list is a population of known size: the table of the other lists leaves out those
        of its persons whom no other list holds, as a true undercount would.
        """
        at = self.index(name)
        others = [place for place in range(len(self.lists)) if place != at]
        on_it = self.patterns[:, at] == 1
        return self._part(others, on_it), int(self.counts[on_it].sum())

    def _part(self, places: list[int], cells: npt.NDArray[np.bool_]) -> OverlapTable:
        patterns = self.patterns[:, places]
        kept = cells & (patterns.sum(axis=1) > 0)
        patterns, counts, _ = _canonical(patterns[kept], self.counts[kept])
        names = tuple(self.lists[place] for place in places)
        return OverlapTable(lists=names, patterns=patterns, counts=counts)


def merged(tables: Sequence[OverlapTable]) -> OverlapTable:
    """Return strata of the same lists as one table, without regard to the strata."""
    lists = tables[0].lists
    if any(table.lists != lists for table in tables):
        raise ValueError("tables of different lists cannot be put together")
    patterns, counts, _ = _canonical(
        np.concatenate([table.patterns for table in tables]),
        np.concatenate([table.counts for table in tables]),
    )
    return OverlapTable(lists=lists, patterns=patterns, counts=counts)


def every_pattern(lists: int) -> PatternArray:
    """Return all 2^J patterns in the order of their codes, shape (2^J, list)."""
    codes = np.arange(2**lists)
    patterns: PatternArray = ((codes[:, None] >> np.arange(lists)) & 1).astype(np.int8)
    return patterns


def pattern_codes(patterns: PatternArray) -> IntArray:
    """Return patterns as whole numbers: bit j is set for list j, shape (cell,)."""
    lists = patterns.shape[1]
    codes: IntArray = patterns.astype(np.int64) @ (np.int64(1) << np.arange(lists, dtype=np.int64))
    return codes


def _shape_problems(
    lists: tuple[str, ...],
    patterns: npt.NDArray[np.generic],
    counts: npt.NDArray[np.generic],
) -> list[Finding]:
    if not lists:
        return [found("UND011", "no lists", fix="name the lists")]
    if len(lists) > MOST_LISTS:
        what = f"{len(lists)} lists, more than {MOST_LISTS}"
        return [found("UND012", what, fix="merge lists of one origin")]
    if counts.ndim != 1 or patterns.shape != (len(counts), len(lists)):
        what = f"patterns of shape {patterns.shape}, {counts.size} counts and {len(lists)} lists"
        return [found("UND011", what, fix="give one row of 0s and 1s for each count")]
    return []


def _name_problems(lists: tuple[str, ...]) -> list[Finding]:
    problems = []
    for name in dict.fromkeys(lists):
        if not name.strip():
            problems.append(found("UND007", "a list without a name", fix="name it"))
        elif lists.count(name) > 1:
            problems.append(found("UND007", f"two lists {shown(name)}", fix="rename one"))
    return problems


def _cell_problems(
    patterns: npt.NDArray[np.generic], counts: npt.NDArray[np.generic]
) -> list[Finding]:
    problems: list[Finding] = []
    for row, (pattern, count) in enumerate(
        zip(patterns.tolist(), counts.tolist(), strict=True), start=1
    ):
        where = f"row {row}"
        if not is_count(count):
            fix = "give a whole number that is not negative"
            problems.append(found("UND002", f"count {shown(count)}", where=where, fix=fix))
        if any(entry not in (0, 1) for entry in pattern):
            fix = "write 1 for on the list and 0 for not on it"
            problems.append(found("UND003", f"pattern {shown(pattern)}", where=where, fix=fix))
        elif not any(pattern) and count != 0:
            what = f"{shown(count)} persons on no list"
            problems.append(found("UND004", what, where=where, fix="leave the row out"))
    return problems


def is_count(value: object) -> bool:
    """Whether a value is a whole number of persons."""
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and 0 <= value <= MOST_PERSONS
        and value == int(value)
    )


def _canonical(
    patterns: npt.NDArray[np.generic], counts: npt.NDArray[np.generic]
) -> tuple[PatternArray, IntArray, list[Finding]]:
    """Add up cells of one pattern, leave out those of nobody, and put them in order."""
    cells = patterns.astype(np.int8)
    kept = counts.astype(np.int64)
    codes, first, where = np.unique(pattern_codes(cells), return_index=True, return_inverse=True)
    sums = np.zeros(len(codes), dtype=np.int64)
    np.add.at(sums, where.reshape(-1), kept)
    twice = len(kept) - len(codes)
    said = []
    if twice:
        what = (
            f"{counted(twice, 'row')} of a pattern that an earlier row has; their counts are added"
        )
        said.append(found("UND005", what, fix="check that no row was copied by mistake"))
    some = sums > 0
    return np.ascontiguousarray(cells[first][some]), sums[some], said


def refuse(problems: Sequence[Finding]) -> None:
    """Raise all problems together where there are any."""
    if problems:
        raise together(problems)


def together(problems: Sequence[Finding]) -> EvidenceError:
    """Return one error of all problems: a single one as it is, several as its findings."""
    first = problems[0]
    if len(problems) == 1:
        return EvidenceError(
            first.code, first.what, why=first.why, fix=first.fix, where=first.where
        )
    what = f"{len(problems):,} problems with the table"
    return EvidenceError(first.code, what, findings=problems)
