"""Kernels of the sampler of who is who: partitions of records, their energies and moves.

Records are nodes; ``start``, ``to`` and ``weight`` are the scored pairs as a sorted adjacency (each
pair from both ends). A cluster of k records weighs

    sum over its best tree of s_ij  +  (2 / k) * sum over its pairs of ell[list_i, list_j],

with s_ij the log Bayes factor of a scored pair and ``unscored[list_i, list_j]`` for any other. The
tree joins the k records by k - 1 pairs, those with the greatest sum: a third record that is like
the first is like the second too, and says so only once. ell is the prior log-odds that joins two
records: a cluster pays it k - 1 times, at the mean of its pairs. All kernels stand in this file,
for numba keeps what it compiled under the file's stamp.
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

#: Tries to find two persons who can be one before a merge is given up.
TRIES = 2000


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
            gain[m] = joining(
                i, head[where[m]], after, of, start, to, weight, unscored, ell, one_per_list
            )
            highest = max(highest, gain[m])
        total = np.exp(-highest)
        for m in range(found):
            total += np.exp(gain[m] - highest)
        left = rng.random() * total - np.exp(-highest)
        chosen = -1
        m = 0
        while left >= 0.0 and m < found:
            chosen = m
            left -= np.exp(gain[m] - highest)
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


@jit
def tally(
    label: IntArray, of: IntArray, lists: int
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return persons, links and linked pairs of a partition.

    The first array is the mask of lists of each cluster, 0 where a label is not used; then
    ``links[a, b]``, the persons on both lists and on the diagonal the records that repeat a
    person of their own list; then ``together[a, b]``, the pairs of records in one cluster.
    """
    n = len(label)
    head, after, _before, _free, _count = chains_of(label)
    masks = np.zeros(n, dtype=np.int64)
    links = np.zeros((lists, lists), dtype=np.int64)
    together = np.zeros((lists, lists), dtype=np.int64)
    held = np.zeros(lists, dtype=np.int64)
    sizes = np.zeros(n, dtype=np.int64)
    for c in range(n):
        if head[c] < 0:
            continue
        held[:] = 0
        i = head[c]
        while i >= 0:
            held[of[i]] += 1
            sizes[c] += 1
            i = after[i]
        for a in range(lists):
            if held[a] == 0:
                continue
            masks[c] |= np.int64(1) << a
            links[a, a] += held[a] - 1
            together[a, a] += held[a] * (held[a] - 1) // 2
            for b in range(a + 1, lists):
                if held[b] > 0:
                    links[a, b] += 1
                    together[a, b] += held[a] * held[b]
    return masks, links, together, sizes


@jit
def linked_by_rule(
    label: IntArray, of: IntArray, first: IntArray, second: IntArray, found: SmallArray, lists: int
) -> IntArray:
    """Return how many linked pairs each way of finding found, shape (list, list, 4)."""
    counts = np.zeros((lists, lists, 4), dtype=np.int64)
    for e in range(len(first)):
        i, j = first[e], second[e]
        if label[i] == label[j]:
            a, b = min(of[i], of[j]), max(of[i], of[j])
            counts[a, b, found[e]] += 1
    return counts


@jit
def drawn_cell(
    rng: np.random.Generator,
    codes: IntArray,
    counts: IntArray,
    has: np.int64,
    lacks: np.int64,
) -> int:
    """Return the cell of a person drawn at random among those on one list and not on another."""
    total = 0
    for x in range(len(codes)):
        if codes[x] & has and not codes[x] & lacks:
            total += counts[x]
    left = int(rng.random() * total)
    for x in range(len(codes)):
        if codes[x] & has and not codes[x] & lacks:
            left -= counts[x]
            if left < 0:
                return x
    return -1


@jit
def merge_missing(
    rng: np.random.Generator, codes: IntArray, counts: IntArray, missing: IntArray
) -> tuple[IntArray, IntArray, int]:
    """Make persons one at random until the pairs that no rule found are made up for.

    ``codes`` are masks of lists and ``counts`` their persons. ``missing[a, b]`` pairs of lists are
    wanted; on the diagonal, repeats within a list. Two persons can be one if no list holds both,
    but for the list of a repeat; any two that can be are equally likely. Returns the cells
    anew, and how many merges were made.
    """
    lists, made = len(missing), 0
    for a in range(lists):
        for b in range(a, lists):
            tries = 0
            one, two = np.int64(1) << a, np.int64(1) << b
            while missing[a, b] > 0 and tries < TRIES:
                tries += 1
                x = drawn_cell(rng, codes, counts, one, np.int64(0) if a == b else two)
                y = drawn_cell(rng, codes, counts, two, np.int64(0))
                if x < 0 or y < 0:
                    break
                allowed = one if a == b else np.int64(0)
                if codes[x] & codes[y] & ~allowed:
                    continue
                if x == y and rng.random() * counts[x] < 1.0:
                    continue
                for c in range(lists):
                    for d in range(lists):
                        if codes[x] >> c & 1 and codes[y] >> d & 1:
                            missing[min(c, d), max(c, d)] -= 1
                counts[x] -= 1
                counts[y] -= 1
                both, at = codes[x] | codes[y], -1
                for z in range(len(codes)):
                    if codes[z] == both:
                        at = z
                if at < 0:
                    at = len(codes)
                    codes = np.append(codes, both)
                    counts = np.append(counts, np.int64(0))
                counts[at] += 1
                made += 1
                tries = 0
    return codes, counts, made
