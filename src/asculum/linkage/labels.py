"""Labels: pairs that a person has judged, which hold in every draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.evidence.spelling import counted
from asculum.linkage._clusters import MOST
from asculum.linkage.codes import found
from asculum.linkage.scored import Scored
from asculum.terms.errors import EvidenceError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: The weight of a judged pair [nats]: beyond any that is learned.
CERTAIN = 1000.0


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Judged pairs by the places of their records: one person, and two.

    Raises ``EvidenceError`` LNK031 where they contradict one another, or make more records one
    person than a person may have.
    """

    same: tuple[tuple[int, int], ...] = ()
    different: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        root = _roots(self.same)
        wrong = sum(_find(root, one) == _find(root, two) for one, two in self.different)
        if wrong:
            what = f"{counted(wrong, 'pair')} judged different, though others make them one person"
            item = found("LNK031", what, fix="look at the pairs of these records again")
            raise EvidenceError(item.code, what, why=item.why, fix=item.fix)
        held = Counter(_find(root, item) for item in {item for pair in self.same for item in pair})
        if held and max(held.values()) > MOST:
            what = f"{max(held.values()):,} records judged one person; {MOST} are the most"
            why = "a person of so many records is many persons whom nothing tells apart"
            fix = "look at the pairs of these records again"
            raise EvidenceError("LNK031", what, why=why, fix=fix)


def with_labels(
    scored: Scored, labels: Labels | None
) -> tuple[FloatArray, IntArray, IntArray, npt.NDArray[np.int8]]:
    """Return weights, first and second records and how found, with judged pairs made certain."""
    weight, first, second, by = scored.weight.copy(), scored.first, scored.second, scored.by
    if labels is None:
        return weight, first, second, by
    at = {pair: e for e, pair in enumerate(zip(first.tolist(), second.tolist(), strict=True))}
    more: list[tuple[int, int, float]] = []
    for pairs, value in ((labels.same, CERTAIN), (labels.different, -CERTAIN)):
        for one, two in pairs:
            pair = (min(one, two), max(one, two))
            if pair in at:
                weight[at[pair]] = value
            else:
                more.append((*pair, value))
    if more:
        first = np.concatenate([first, np.array([one for one, _, _ in more], dtype=np.int64)])
        second = np.concatenate([second, np.array([two for _, two, _ in more], dtype=np.int64)])
        weight = np.concatenate([weight, np.array([value for _, _, value in more])])
        by = np.concatenate([by, np.zeros(len(more), dtype=np.int8)])
    return weight, first, second, by


def _roots(pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    root: dict[int, int] = {}
    for one, two in pairs:
        root[_find(root, one)] = _find(root, two)
    return root


def _find(root: dict[int, int], item: int) -> int:
    while root.get(item, item) != item:
        item = root[item]
    return item
