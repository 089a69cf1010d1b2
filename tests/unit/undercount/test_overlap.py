"""Overlap tables: canonical form, what is refused, and the parts the estimators take."""

from __future__ import annotations

import numpy as np
import pytest

from asculum.terms.errors import EvidenceError
from asculum.undercount.overlap import OverlapTable, every_pattern, merged
from asculum.undercount.remarks import of_two_lists, remarks


def table(cells: dict[str, int], lists: str = "abc") -> OverlapTable:
    return OverlapTable(
        lists=tuple(lists),
        patterns=np.array([[int(mark) for mark in pattern] for pattern in cells]),
        counts=np.array(list(cells.values())),
    )


SMALL = {"100": 5, "010": 4, "001": 3, "110": 2, "111": 1}


def test_totals_and_overlaps() -> None:
    seen = table(SMALL)
    assert seen.persons == 15
    assert seen.sizes.tolist() == [8, 7, 4]
    assert seen.pairs.tolist() == [[8, 3, 1], [3, 7, 1], [1, 1, 4]]
    assert seen.by_times_listed().tolist() == [12, 2, 1]
    assert seen.on_both("a", "b") == 3


def test_dense_cells_stand_by_their_codes() -> None:
    seen = table(SMALL)
    assert seen.dense().tolist() == [0, 5, 4, 2, 3, 0, 0, 1]
    again = OverlapTable.from_dense(seen.lists, seen.dense())
    assert again.counts.tolist() == seen.counts.tolist()
    assert again.patterns.tolist() == seen.patterns.tolist()
    assert every_pattern(2).tolist() == [[0, 0], [1, 0], [0, 1], [1, 1]]


def test_rows_of_one_pattern_are_added_up_and_said() -> None:
    seen = OverlapTable(lists=("a", "b"), patterns=[[1, 0], [0, 1], [1, 0]], counts=[3, 4, 5])
    assert (seen.counts.tolist(), [item.code for item in seen.findings]) == ([8, 4], ["UND005"])


def test_a_dropped_list_takes_those_it_alone_knew() -> None:
    seen = table(SMALL).drop("c")
    assert seen.lists == ("a", "b")
    assert seen.dense().tolist() == [0, 5, 4, 3]
    assert seen.findings == ()


def test_a_list_is_a_population_of_known_size() -> None:
    others, size = table(SMALL).within("a")
    assert (others.lists, others.persons, size) == (("b", "c"), 3, 8)
    assert others.dense().tolist() == [0, 2, 0, 1]


def test_strata_of_the_same_lists_merge() -> None:
    both = merged([table(SMALL), table({"100": 1, "011": 6})])
    assert both.dense().tolist() == [0, 6, 4, 2, 3, 0, 6, 1]
    with pytest.raises(ValueError, match="different lists"):
        merged([table(SMALL), table({"10": 1}, "ab")])


def test_the_overlap_of_a_pair_cannot_exceed_a_list() -> None:
    with pytest.raises(EvidenceError) as told:
        OverlapTable.from_pair(("a", "b"), first=4, second=12, both=9)
    assert str(told.value).splitlines()[:2] == [
        "UND001: 9 persons on both lists, which hold 4 and 12",
        "  why: an overlap cannot exceed the shorter list",
    ]
    assert OverlapTable.from_pair(("a", "b"), first=4, second=12, both=3).dense().tolist() == [
        *(0, 1, 9, 3)
    ]


@pytest.mark.parametrize(
    ("lists", "patterns", "counts", "code"),
    [
        ("ab", [[1, 0]], [-1], "UND002"),
        ("ab", [[1, 0]], [1.5], "UND002"),
        ("ab", [[1, 0]], [float("nan")], "UND002"),
        ("ab", [[1, 0]], [10**10], "UND002"),
        ("ab", [[1, 2]], [1], "UND003"),
        ("ab", [[0, 0]], [1], "UND004"),
        ("aa", [[1, 0]], [1], "UND007"),
        ("a ", [[1, 0]], [1], "UND007"),
        ("ab", [[1, 0, 0]], [1], "UND011"),
        ("ab", [[1, 0]], [1, 2], "UND011"),
        ("", [], [], "UND011"),
    ],
)
def test_what_is_refused(lists: str, patterns: object, counts: object, code: str) -> None:
    with pytest.raises(EvidenceError) as told:
        OverlapTable(lists=tuple(lists), patterns=np.array(patterns), counts=np.array(counts))
    assert told.value.code == code
    assert told.value.why
    assert told.value.fix


def test_all_problems_are_told_together() -> None:
    with pytest.raises(EvidenceError) as told:
        OverlapTable(
            lists=("a", "b"), patterns=np.array([[0, 0], [3, 1]]), counts=np.array([2, -2])
        )
    assert [item.code for item in told.value.findings] == ["UND004", "UND002", "UND003"]


def test_more_lists_than_a_number_has_bits_are_refused() -> None:
    with pytest.raises(EvidenceError) as told:
        OverlapTable(
            lists=tuple(f"l{at}" for at in range(61)),
            patterns=np.eye(61, dtype=np.int8),
            counts=np.ones(61, dtype=np.int64),
        )
    assert told.value.code == "UND012"


def test_sixty_lists_keep_their_patterns() -> None:
    wide = OverlapTable(
        lists=tuple(f"l{at}" for at in range(60)),
        patterns=np.eye(60, dtype=np.int8),
        counts=np.arange(60) + 1,
    )
    assert wide.sizes.tolist() == list(range(1, 61))
    with pytest.raises(ValueError, match="too many cells"):
        wide.dense()


def test_an_unknown_list_is_told_with_its_nearest() -> None:
    with pytest.raises(EvidenceError) as told:
        table(SMALL).drop("A")
    assert told.value.code == "UND013"
    assert "did you mean a?" in told.value.fix


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        (SMALL, []),
        ({}, ["UND014"]),
        ({"100": 5}, ["UND006", "UND010", "UND010"]),
        ({"100": 5, "010": 2, "001": 2, "111": 1}, []),
        ({"100": 5, "110": 2, "001": 2, "101": 1}, ["UND008", "UND009"]),
    ],
)
def test_what_the_overlaps_warn_of(cells: dict[str, int], codes: list[str]) -> None:
    if cells:
        seen = table(cells)
    else:
        seen = OverlapTable(lists=("a", "b", "c"), patterns=np.zeros((0, 3)), counts=np.zeros(0))
    assert [item.code for item in remarks(seen)] == codes


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"111": 7}, "a and b hold the same 7 persons"),
        ({"111": 1}, "a and b hold the same 1 person"),
        ({"100": 4, "110": 1, "001": 3}, "the one person of b is on a"),
        ({"100": 4, "110": 2, "001": 3}, "all 2 of b are on a"),
    ],
)
def test_a_list_inside_another_is_told_in_its_own_number(cells: dict[str, int], what: str) -> None:
    assert remarks(table(cells))[0].what == what


def test_what_can_be_asked_of_two_lists() -> None:
    cells = {"100": 40, "010": 20, "110": 9}
    (told,) = of_two_lists(table(cells))
    assert (told.code, told.fix[-10:]) == ("UND015", "--pair a,b")
    spaced = OverlapTable.from_pair(("the morgue", "news"), first=8, second=9, both=5)
    assert of_two_lists(spaced)[0].fix.endswith("--pair 'the morgue,news'")
    assert of_two_lists(table({"100": 40, "010": 20})) == ()
    assert of_two_lists(table({**cells, "001": 1})) == ()
