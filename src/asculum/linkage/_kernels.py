"""Kernels of the sampler of who is who: partitions of records, their energies and moves.

Records are nodes; ``start``, ``to`` and ``weight`` are the scored pairs as a sorted adjacency (each
pair from both ends). A cluster of k records weighs

    sum over its best tree of s_ij  +  (2 / k) * sum over its pairs of ell[list_i, list_j],

with s_ij the log Bayes factor of a scored pair and ``unscored[list_i, list_j]`` for any other. The
tree joins the k records by k - 1 pairs, those with the greatest sum: a third record that is like
the first is like the second too, and says so only once. ell is the prior log-odds that joins two
records: a cluster pays it k - 1 times, at the mean of its pairs. Kernels that call each other stand
in one file, for numba keeps what it compiled under the file's stamp.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SmallArray = npt.NDArray[np.int8]
Function = TypeVar("Function", bound=Callable[..., object])


def jit(function: Function) -> Function:
    """Compile a kernel with strict floating point, kept between runs."""
    options: Any = {"cache": True, "nogil": True, "error_model": "numpy"}
    return cast(Function, nb.njit(**options)(function))


@jit
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


@jit
def detach(i: int, label: IntArray, head: IntArray, after: IntArray, before: IntArray) -> None:
    """Take a record out of its cluster."""
    if before[i] >= 0:
        after[before[i]] = after[i]
    else:
        head[label[i]] = after[i]
    if after[i] >= 0:
        before[after[i]] = before[i]


@jit
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


@jit
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


@jit
def gibbs_sweep(
    rng: np.random.Generator,
    label: IntArray,
    of: IntArray,
    start: IntArray,
    to: IntArray,
    weight: FloatArray,
    unscored: FloatArray,
    ell: FloatArray,
    one_per_list: bool,
) -> None:
    """Move every record once: to the cluster of a neighbour, or to itself alone.

    A record that sits in a cluster without a neighbour of its own is left where it is, so that
    each move can be undone with the probability it needs; ``merge_or_split`` moves it.
    """
    n = len(label)
    head, after, before, free, count = chains_of(label)
    most = 0
    for i in range(n):
        most = max(most, start[i + 1] - start[i])
    where = np.empty(most + 1, dtype=np.int64)
    by = np.empty(most + 1, dtype=np.int64)
    gain = np.empty(most + 1, dtype=np.float64)
    for i in range(n):
        own = label[i]
        found = 0
        stays = after[i] < 0 and before[i] < 0
        for e in range(start[i], start[i + 1]):
            c = label[to[e]]
            if c == own:
                stays = True
            seen = False
            for m in range(found):
                seen = seen or where[m] == c
            if not seen:
                where[found] = c
                by[found] = e
                found += 1
        if not stays:
            continue
        alone = after[i] < 0 and before[i] < 0
        detach(i, label, head, after, before)
        if alone:
            free[count] = own
            count += 1
        highest = 0.0
        for m in range(found):
            j = head[where[m]]
            if j < 0 or after[j] >= 0:
                gain[m] = joining(i, j, after, of, start, to, weight, unscored, ell, one_per_list)
            elif one_per_list and of[i] == of[j]:
                gain[m] = -np.inf
            else:
                # a record by itself: its pair is the one that led here
                gain[m] = weight[by[m]] + ell[of[i], of[j]]
            highest = max(highest, gain[m])
        by_itself = np.exp(-highest)
        total = by_itself
        for m in range(found):
            gain[m] = np.exp(gain[m] - highest)
            total += gain[m]
        left = rng.random() * total - by_itself
        chosen = -1
        m = 0
        while left >= 0.0 and m < found:
            chosen = m
            left -= gain[m]
            m += 1
        if chosen < 0:
            count -= 1
            attach(i, free[count], label, head, after, before)
        else:
            attach(i, where[chosen], label, head, after, before)


@jit
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


@jit
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
) -> float:
    """Return the log weight of a cluster, minus infinity where it breaks the rule of one."""
    prior = 0.0
    if size < 2:
        return 0.0
    for a in range(size):
        for b in range(a + 1, size):
            i, j = members[a], members[b]
            if one_per_list and of[i] == of[j]:
                return -np.inf
            prior += ell[of[i], of[j]]
    if size == 2:
        return score(members[0], members[1], of, start, to, weight, unscored) + prior
    return tree(members, size, of, start, to, weight, unscored) + 2.0 / size * prior


@jit
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
) -> float:
    """Return by how much the log weight grows where ``i`` joins the cluster that begins so."""
    if first < 0:
        return -np.inf
    size, j = 0, first
    while j >= 0:
        if one_per_list and of[j] == of[i]:
            return -np.inf
        size += 1
        j = after[j]
    members = np.empty(size + 1, dtype=np.int64)
    size, j = 0, first
    while j >= 0:
        members[size] = j
        size += 1
        j = after[j]
    members[size] = i
    args = (of, start, to, weight, unscored, ell, one_per_list)
    return weight_of(members, size + 1, *args) - weight_of(members, size, *args)


@jit
def merge_or_split(
    rng: np.random.Generator,
    proposals: int,
    label: IntArray,
    of: IntArray,
    start: IntArray,
    to: IntArray,
    weight: FloatArray,
    unscored: FloatArray,
    ell: FloatArray,
    one_per_list: bool,
) -> int:
    """Propose merges and splits at scored pairs drawn at random; return how many were taken.

    Where the two records are apart their clusters are proposed as one; where they are together
    the others of their cluster go to either by the toss of a coin: of k records the proposal back
    has probability 2^-(k-2), which the acceptance makes up for.
    """
    n, pairs = len(label), len(to)
    head, after, before, free, count = chains_of(label)
    owner = np.empty(pairs, dtype=np.int64)
    for i in range(n):
        for e in range(start[i], start[i + 1]):
            owner[e] = i
    one, two = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    both = np.empty(n, dtype=np.int64)
    taken = 0
    for _ in range(proposals if pairs > 0 else 0):
        e = int(rng.random() * pairs)
        i, j = owner[e], to[e]
        apart = label[i] != label[j]
        n_one, n_two = 1, 1
        one[0], two[0] = i, j
        k = head[label[i]]
        while k >= 0:
            if k != i and k != j:
                if apart or rng.random() < 0.5:
                    one[n_one] = k
                    n_one += 1
                else:
                    two[n_two] = k
                    n_two += 1
            k = after[k]
        if apart:
            k = head[label[j]]
            while k >= 0:
                if k != j:
                    two[n_two] = k
                    n_two += 1
                k = after[k]
        for a in range(n_one):
            both[a] = one[a]
        for a in range(n_two):
            both[n_one + a] = two[a]
        size = n_one + n_two
        ratio = weight_of(both, size, of, start, to, weight, unscored, ell, one_per_list)
        ratio -= weight_of(one, n_one, of, start, to, weight, unscored, ell, one_per_list)
        ratio -= weight_of(two, n_two, of, start, to, weight, unscored, ell, one_per_list)
        ratio -= (size - 2) * np.log(2.0)
        if not apart:
            ratio = -ratio
        if np.log(rng.random()) >= ratio:
            continue
        taken += 1
        if apart:
            gone = label[j]
            for a in range(n_two):
                detach(two[a], label, head, after, before)
                attach(two[a], label[i], label, head, after, before)
            free[count] = gone
            count += 1
        else:
            count -= 1
            for a in range(n_two):
                detach(two[a], label, head, after, before)
                attach(two[a], free[count], label, head, after, before)
    return taken
