"""Kernels that count persons: those of a partition, and those put back where no rule looked.

They call none of the sampler's kernels and none of those calls them, so each file can be compiled
by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

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
def tally(
    label: IntArray, of: IntArray, lists: int
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return persons, links and linked pairs of a partition.

    The first array is the mask of lists of each cluster, 0 where a label is not used; then
    ``links[a, b]``, the persons on both lists and on the diagonal the records that repeat a
    person of their own list; then ``together[a, b]``, the pairs of records in one cluster.
    """
    n = len(label)
    begin = np.zeros(n + 1, dtype=np.int64)
    for i in range(n):
        begin[label[i] + 1] += 1
    for c in range(n):
        begin[c + 1] += begin[c]
    member, filled = np.empty(n, dtype=np.int64), begin[:n].copy()
    for i in range(n):
        member[filled[label[i]]] = i
        filled[label[i]] += 1
    masks = np.zeros(n, dtype=np.int64)
    links = np.zeros((lists, lists), dtype=np.int64)
    together = np.zeros((lists, lists), dtype=np.int64)
    held = np.zeros(lists, dtype=np.int64)
    sizes = np.zeros(n, dtype=np.int64)
    for c in range(n):
        sizes[c] = begin[c + 1] - begin[c]
        if sizes[c] == 0:
            continue
        held[:] = 0
        for at in range(begin[c], begin[c + 1]):
            held[of[member[at]]] += 1
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
