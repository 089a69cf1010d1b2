"""Kernels of components of few records: every partition is weighed, and one drawn exactly.

A component of k records has 2, 5, 15 or 52 partitions for k of 2 to 5. Its evidence by partition
does not change while drawing; its prior part depends on the lists of its records alone and is
reckoned once a sweep for each pattern of lists. All kernels stand in this file, for numba keeps
what it compiled under the file's stamp.
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
def evidence_of(scores: FloatArray, partitions: SmallArray) -> FloatArray:
    """Return the scores of the best tree of every cluster, shape (component, partition).

    ``scores`` has the pairs of each component, both ways, shape (component, k, k).
    """
    k = partitions.shape[1]
    evidence = np.zeros((len(scores), len(partitions)))
    best = np.zeros(k)
    reached = np.zeros(k, dtype=np.bool_)
    for c in range(len(scores)):
        for p in range(len(partitions)):
            # Prim's tree within every cluster at once: a record is reached from those before
            reached[:] = False
            for a in range(k):
                if reached[a]:
                    continue
                reached[a] = True
                at = a
                best[:] = -np.inf
                while at >= 0:
                    chosen = -1
                    for b in range(k):
                        if not reached[b] and partitions[p, b] == partitions[p, a]:
                            best[b] = max(best[b], scores[c, at, b])
                            if chosen < 0 or best[b] > best[chosen]:
                                chosen = b
                    if chosen >= 0:
                        evidence[c, p] += best[chosen]
                        reached[chosen] = True
                    at = chosen
    return evidence


@jit
def prior_of(
    patterns: IntArray, partitions: SmallArray, ell: FloatArray, one_per_list: bool
) -> FloatArray:
    """Return the prior part of every partition for each pattern of lists."""
    k = partitions.shape[1]
    prior = np.zeros((len(patterns), len(partitions)))
    held = np.zeros(k, dtype=np.int64)
    for q in range(len(patterns)):
        for p in range(len(partitions)):
            held[:] = 0
            for a in range(k):
                held[partitions[p, a]] += 1
            for a in range(k):
                for b in range(a + 1, k):
                    if partitions[p, a] != partitions[p, b]:
                        continue
                    one, two = patterns[q, a], patterns[q, b]
                    if one_per_list and one == two:
                        prior[q, p] = -np.inf
                    else:
                        prior[q, p] += 2.0 / held[partitions[p, a]] * ell[one, two]
    return prior


@jit
def draw_each(
    rng: np.random.Generator,
    evidence: FloatArray,
    prior: FloatArray,
    pattern: IntArray,
    drawn: SmallArray,
    counts: IntArray,
) -> None:
    """Draw a partition of each component; count them by pattern, shape (pattern, partition)."""
    most = evidence.shape[1]
    weight = np.empty(most)
    counts[:] = 0
    for c in range(len(evidence)):
        q = pattern[c]
        highest = -np.inf
        for p in range(most):
            weight[p] = evidence[c, p] + prior[q, p]
            highest = max(highest, weight[p])
        total = 0.0
        for p in range(most):
            weight[p] = np.exp(weight[p] - highest)
            total += weight[p]
        left = rng.random() * total
        chosen = 0
        while chosen < most - 1 and left >= weight[chosen]:
            left -= weight[chosen]
            chosen += 1
        # round-off may run past the last partition that is possible
        while weight[chosen] == 0.0:
            chosen -= 1
        drawn[c] = chosen
        counts[q, chosen] += 1
