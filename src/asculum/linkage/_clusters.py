"""Kernels of clusters of records: what a cluster weighs, and clusters as linked chains.

Records are nodes; ``start``, ``to`` and ``weight`` are the scored pairs as a sorted adjacency (each
pair from both ends). A cluster of k records weighs

    sum over its best tree of s_ij  +  (2 / k) * sum over its pairs of ell[list_i, list_j],

with s_ij the log Bayes factor of a scored pair and ``unscored[list_i, list_j]`` for any other. The
tree joins the k records by k - 1 pairs, those with the greatest sum: a third record that is like
the first is like the second too, and says so only once. ell is the prior log-odds that joins two
records: a cluster pays it k - 1 times, at the mean of its pairs. No cluster has more than MOST
records. The moves that call these kernels
are in ``_kernels.py``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from asculum.terms.inner import inner

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: The most records of a cluster whose pairs are looked up one by one.
FEW = 8
#: The most records of a person (stated): beyond it records are alike and tell nobody apart.
MOST = 60


@inner
def score(
    i: int,
    j: int,
    of: IntArray,
    start: IntArray,
    to: IntArray,
    weight: FloatArray,
    unscored: FloatArray,
) -> float:
    """Return the log Bayes factor of a pair, by bisection among the pairs of ``i``."""
    low, high = start[i], start[i + 1]
    while low < high:
        middle = (low + high) // 2
        if to[middle] < j:
            low = middle + 1
        else:
            high = middle
    if low < start[i + 1] and to[low] == j:
        return float(weight[low])
    return float(unscored[of[i], of[j]])


@inner
def tree(
    members: IntArray,
    size: int,
    of: IntArray,
    start: IntArray,
    to: IntArray,
    weight: FloatArray,
    unscored: FloatArray,
) -> float:
    """Return the greatest sum of scores of a tree that joins the members (Prim)."""
    total = 0.0
    best = np.empty(size)
    for a in range(1, size):
        best[a] = score(members[0], members[a], of, start, to, weight, unscored)
    reached = np.zeros(size, dtype=np.bool_)
    for _ in range(1, size):
        chosen = -1
        for a in range(1, size):
            if not reached[a] and (chosen < 0 or best[a] > best[chosen]):
                chosen = a
        reached[chosen] = True
        total += best[chosen]
        for a in range(1, size):
            if not reached[a]:
                one, two = members[chosen], members[a]
                best[a] = max(best[a], score(one, two, of, start, to, weight, unscored))
    return total


@inner
def wide_tree(
    members: IntArray,
    size: int,
    of: IntArray,
    start: IntArray,
    to: IntArray,
    weight: FloatArray,
    unscored: FloatArray,
    spot: IntArray,
) -> float:
    """Return what ``tree`` does, reading the pairs of each member once and not by bisection.

    ``spot`` is -1 for every record, before and after.
    """
    total = 0.0
    best, row = np.full(size, -np.inf), np.empty(size)
    reached = np.zeros(size, dtype=np.bool_)
    for a in range(size):
        spot[members[a]] = a
    chosen = 0
    for _ in range(1, size):
        reached[chosen] = True
        i = members[chosen]
        for a in range(size):
            row[a] = unscored[of[i], of[members[a]]]
        for e in range(start[i], start[i + 1]):
            if spot[to[e]] >= 0:
                row[spot[to[e]]] = weight[e]
        chosen = -1
        for a in range(1, size):
            if not reached[a]:
                best[a] = max(best[a], row[a])
                if chosen < 0 or best[a] > best[chosen]:
                    chosen = a
        total += best[chosen]
    for a in range(size):
        spot[members[a]] = -1
    return total


@inner
def wide_prior(
    members: IntArray, size: int, of: IntArray, ell: FloatArray, one_per_list: bool
) -> float:
    """Return the sum of ell over the pairs of a cluster, counted by lists."""
    held = np.zeros(len(ell), dtype=np.int64)
    for a in range(size):
        held[of[members[a]]] += 1
    prior = 0.0
    for one in range(len(ell)):
        if held[one] == 0:
            continue
        if one_per_list and held[one] > 1:
            return -np.inf
        prior += held[one] * (held[one] - 1) / 2 * ell[one, one]
        for two in range(one + 1, len(ell)):
            prior += held[one] * held[two] * ell[one, two]
    return prior


@inner
def weight_of(
    members: IntArray,
    size: int,
    of: IntArray,
    start: IntArray,
    to: IntArray,
    weight: FloatArray,
    unscored: FloatArray,
    ell: FloatArray,
    one_per_list: bool,
    spot: IntArray,
) -> float:
    """Return the log weight of a cluster, minus infinity where it breaks a rule.

    ``spot`` is -1 for every record, before and after.
    """
    prior = 0.0
    if size < 2:
        return 0.0
    if size > MOST:
        return -np.inf
    if size > FEW:
        prior = wide_prior(members, size, of, ell, one_per_list)
        if prior == -np.inf:
            return -np.inf
        joined = wide_tree(members, size, of, start, to, weight, unscored, spot)
        return joined + 2.0 / size * prior
    for a in range(size):
        for b in range(a + 1, size):
            i, j = members[a], members[b]
            if one_per_list and of[i] == of[j]:
                return -np.inf
            prior += ell[of[i], of[j]]
    if size == 2:
        return score(members[0], members[1], of, start, to, weight, unscored) + prior
    return tree(members, size, of, start, to, weight, unscored) + 2.0 / size * prior


@inner
def joining(
    i: int,
    first: int,
    after: IntArray,
    of: IntArray,
    start: IntArray,
    to: IntArray,
    weight: FloatArray,
    unscored: FloatArray,
    ell: FloatArray,
    one_per_list: bool,
    spot: IntArray,
) -> float:
    """Return by how much the log weight grows where ``i`` joins the cluster that begins so."""
    if first < 0:
        return -np.inf
    size, j = 0, first
    while j >= 0:
        size += 1
        if size == MOST or (one_per_list and of[j] == of[i]):
            return -np.inf
        j = after[j]
    members = np.empty(size + 1, dtype=np.int64)
    size, j = 0, first
    while j >= 0:
        members[size] = j
        size += 1
        j = after[j]
    members[size] = i
    args = (of, start, to, weight, unscored, ell, one_per_list, spot)
    return weight_of(members, size + 1, *args) - weight_of(members, size, *args)


@inner
def detach(i: int, label: IntArray, head: IntArray, after: IntArray, before: IntArray) -> None:
    """Take a record out of its cluster."""
    if before[i] >= 0:
        after[before[i]] = after[i]
    else:
        head[label[i]] = after[i]
    if after[i] >= 0:
        before[after[i]] = before[i]


@inner
def attach(
    i: int, c: int, label: IntArray, head: IntArray, after: IntArray, before: IntArray
) -> None:
    """Put a record that is in no cluster into one."""
    after[i] = head[c]
    before[i] = -1
    if head[c] >= 0:
        before[head[c]] = i
    head[c] = i
    label[i] = c


@inner
def chains_of(label: IntArray) -> tuple[IntArray, IntArray, IntArray, IntArray, int]:
    """Return clusters as linked chains, and the labels that are free with how many they are."""
    n = len(label)
    head = np.full(n, -1, dtype=np.int64)
    after = np.full(n, -1, dtype=np.int64)
    before = np.full(n, -1, dtype=np.int64)
    for i in range(n):
        attach(i, label[i], label, head, after, before)
    free = np.empty(n + 1, dtype=np.int64)
    count = 0
    for c in range(n):
        if head[c] < 0:
            free[count] = c
            count += 1
    return head, after, before, free, count
