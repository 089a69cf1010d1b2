"""The graph of scored pairs between records, and persons counted from clusters of its records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.linkage import _persons
from asculum.linkage._clusters import MOST

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SmallArray = npt.NDArray[np.int8]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Graph:
    """The scored pairs between records that have any, and the list of each record.

    Parameters
    ----------
    of
        The list of each record in the graph, shape (record,).
    sizes
        Records of each list, those outside the graph included, shape (list,).
    first, second, weight, by
        Places of the two records, log Bayes factor [nats] and how the pair was found (bit 1 by
        names, bit 2 by days and places), shape (pair,).
    """

    of: IntArray
    sizes: IntArray
    first: IntArray
    second: IntArray
    weight: FloatArray
    by: SmallArray

    def adjacency(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return the pairs from both ends: where each record's begin, the others, the weights."""
        tails = np.concatenate([self.first, self.second])
        heads = np.concatenate([self.second, self.first])
        order = np.lexsort((heads, tails))
        start = np.searchsorted(tails[order], np.arange(len(self.of) + 1)).astype(np.int64)
        weights = np.concatenate([self.weight, self.weight])[order]
        return start, heads[order].astype(np.int64), weights


def joined(graph: Graph, *, one_per_list: bool, least: float = 12.0) -> IntArray:
    """Return clusters made by joining pairs from the likeliest down to a weight [nats].

    Hard clustering: what most studies do, and here a beginning of chains and a comparison. A
    cluster has ``MOST`` records at most.
    """
    label = np.arange(len(graph.of), dtype=np.int64)
    members: dict[int, list[int]] = {}
    for e in np.argsort(-graph.weight, kind="stable"):
        if graph.weight[e] < least:
            break
        one, two = int(label[graph.first[e]]), int(label[graph.second[e]])
        if one == two:
            continue
        ones, twos = members.get(one, [one]), members.get(two, [two])
        if len(ones) + len(twos) > MOST:
            continue
        if one_per_list and {int(graph.of[i]) for i in ones} & {int(graph.of[i]) for i in twos}:
            continue
        label[twos] = one
        members[one] = ones + twos
        members.pop(two, None)
    return label


def person_cells(
    graph: Graph, label: npt.NDArray[np.integer]
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return a partition as masks of lists with their persons, and how its links were found.

    The masks are those of persons, records outside the graph being a person each, and come with
    the persons of each mask, shape (cell,); then the found links by list, list and the bits of
    how they were found, shape (list, list, 4); then the pairs that are together though no rule
    looked at them, shape (list, list).
    """
    lists = len(graph.sizes)
    wide = label.astype(np.int64)
    masks, _, together, _ = _persons.tally(wide, graph.of, lists)
    by_rule = _persons.linked_by_rule(
        wide, graph.of, graph.first, graph.second, (graph.by & 3).astype(np.int8), lists
    )
    codes, counts = _counted(masks, lists)
    alone = graph.sizes - np.bincount(graph.of, minlength=lists)
    held = dict(zip(codes.tolist(), counts.tolist(), strict=True))
    for at, count in enumerate(alone.tolist()):
        if count:
            held[1 << at] = held.get(1 << at, 0) + count
    cells = sorted(held)
    counts = np.array([held[cell] for cell in cells], dtype=np.int64)
    unseen = together - by_rule.sum(axis=2)
    return np.array(cells, dtype=np.int64), counts, by_rule, unseen


def _counted(masks: IntArray, lists: int) -> tuple[IntArray, IntArray]:
    """Return the masks that occur and how often, without 0."""
    if lists <= 12:
        found = np.bincount(masks, minlength=1)
        found[0] = 0
        codes = np.flatnonzero(found)
        return codes.astype(np.int64), found[codes].astype(np.int64)
    codes, counts = np.unique(masks[masks > 0], return_counts=True)
    return codes, counts.astype(np.int64)
