"""Components: records that no chain of scored pairs joins are never one person.

A component of two to five records has at most 52 partitions, so one is drawn exactly; the records
of larger components are left to the chains of ``partitions.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.linkage import _small

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SmallArray = npt.NDArray[np.int8]

#: The most records of a component whose partitions are all weighed, and the most numbers that
#: their links may take.
MOST_EXACT, MOST_NUMBERS = 5, 20_000_000


def component_of(records: int, first: IntArray, second: IntArray) -> IntArray:
    """Return the number of each record's component, shape (record,)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(first), dtype=np.int8)
    graph = coo_array((ones, (first, second)), shape=(records, records))
    found: IntArray = connected_components(graph, directed=False)[1].astype(np.int64)
    return found


def near_order(records: int, first: IntArray, second: IntArray) -> IntArray:
    """Return records in an order in which those of a pair stand near to each other.

    Cuthill and McKee's order, reversed. A sweep over a million records then finds what it reads of
    their neighbours near at hand: twice as fast as in the order of the lists.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    if not len(first):
        return np.arange(records, dtype=np.int64)
    ones = np.ones(2 * len(first), dtype=np.int8)
    ends = (np.concatenate([first, second]), np.concatenate([second, first]))
    graph = coo_array((ones, ends), shape=(records, records)).tocsr()
    found: IntArray = reverse_cuthill_mckee(graph, symmetric_mode=True).astype(np.int64)
    return found


def all_partitions(records: int) -> SmallArray:
    """Return every partition of some records as labels in order of first use.

    Examples
    --------
    >>> [len(all_partitions(records)) for records in (2, 3, 4, 5)]
    [2, 5, 15, 52]
    """
    told: list[tuple[int, ...]] = [()]
    for _ in range(records):
        told = [(*one, label) for one in told for label in range(max(one, default=-1) + 2)]
    return np.array(told, dtype=np.int8)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Exact:
    """Components of one size: their records, what is known of every partition, and the lists.

    ``records`` has shape (component, k); ``evidence`` (component, partition); ``patterns`` the
    lists of the records, (pattern, k), and ``pattern`` the one of each component; ``links`` the
    persons on two lists, repeats on the diagonal, (pattern, partition, list, list); ``clusters``
    the persons of each partition.
    """

    records: IntArray
    partitions: SmallArray
    evidence: FloatArray
    patterns: IntArray
    pattern: IntArray
    links: IntArray
    clusters: IntArray

    @property
    def shape(self) -> tuple[int, int]:
        """The number of patterns and that of partitions."""
        return len(self.patterns), len(self.partitions)

    @property
    def apart(self) -> int:
        """The place of the partition in which every record is a person."""
        return int(self.clusters.argmax())

    def likeliest(self) -> SmallArray:
        """Return the partition of each component that the scores alone make likeliest."""
        found: SmallArray = self.evidence.argmax(axis=1).astype(np.int8)
        return found

    def counted(self, drawn: SmallArray) -> IntArray:
        """Return partitions counted by pattern, shape (pattern, partition)."""
        rows, columns = self.shape
        flat = self.pattern * columns + drawn
        return np.bincount(flat, minlength=rows * columns).reshape(rows, columns)

    def held(self, counts: IntArray) -> tuple[IntArray, int]:
        """Return links by list and list, and persons, of partitions counted by pattern."""
        links = np.tensordot(counts, self.links, axes=2).astype(np.int64)
        return links, int(counts.sum(axis=0) @ self.clusters)

    def place(self, drawn: SmallArray, label: IntArray) -> None:
        """Write the clusters into the labels: each is called after its first record."""
        codes = self.partitions[drawn]
        for at in range(codes.shape[1]):
            first = (codes == codes[:, at : at + 1]).argmax(axis=1)
            label[self.records[:, at]] = self.records[np.arange(len(first)), first]


def fits(size: int, of: IntArray, lists: int) -> bool:
    """Return whether components with records of these lists can be weighed in little memory."""
    patterns = len(np.unique(of.reshape(-1, size), axis=0))
    return patterns * len(all_partitions(size)) * lists**2 <= MOST_NUMBERS


def exact_of(
    size: int,
    records: IntArray,
    *,
    of: IntArray,
    lists: int,
    unscored: FloatArray,
    pairs: tuple[IntArray, IntArray, FloatArray],
) -> Exact:
    """Return components of one size made ready for drawing.

    ``records`` are theirs in the order of the components; ``pairs`` are first and second
    record and the score of every scored pair of these components.
    """
    members = records.reshape(-1, size)
    own = of[members]
    component = np.zeros(len(of), dtype=np.int64)
    spot = np.zeros(len(of), dtype=np.int64)
    component[members] = np.arange(len(members))[:, None]
    spot[members] = np.arange(size)[None, :]
    scores = unscored[own[:, :, None], own[:, None, :]]
    first, second, weight = pairs
    scores[component[first], spot[first], spot[second]] = weight
    scores[component[first], spot[second], spot[first]] = weight
    partitions = all_partitions(size)
    patterns, pattern = np.unique(own, axis=0, return_inverse=True)
    links = np.zeros((len(patterns), len(partitions), lists, lists), dtype=np.int64)
    for p, told in enumerate(partitions):
        for cluster in range(int(told.max()) + 1):
            held = np.zeros((len(patterns), lists), dtype=np.int64)
            for at in np.flatnonzero(told == cluster):
                held[np.arange(len(patterns)), patterns[:, at]] += 1
            on = held > 0
            links[:, p] += np.triu(on[:, :, None] & on[:, None, :], 1)
            links[:, p, np.arange(lists), np.arange(lists)] += np.maximum(held - 1, 0)
    return Exact(
        records=members,
        partitions=partitions,
        evidence=_small.evidence_of(scores, partitions),
        patterns=patterns,
        pattern=pattern.reshape(-1).astype(np.int64),
        links=links,
        clusters=partitions.max(axis=1).astype(np.int64) + 1,
    )
