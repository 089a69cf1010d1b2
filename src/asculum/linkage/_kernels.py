"""Moves of the sampler of who is who: Gibbs sweeps over records, and merges and splits of clusters.

What a cluster weighs is in ``_clusters.py``. numba keeps a compiled function under the stamp of its
own file, so each move closes over the digest of both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

from asculum.linkage._clusters import attach, chains_of, detach, joining, weight_of
from asculum.terms.compiled import stamp

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Function = TypeVar("Function", bound=Callable[..., object])

#: The digest of the files whose text decides what the moves do.
STAMP = stamp(__file__, ("_clusters.py", "_kernels.py"))


def entry(function: Function) -> Function:
    """Compile a move with strict floating point and keep it; it must close over ``STAMP``."""
    options: Any = {"cache": True, "nogil": True, "error_model": "numpy"}
    return cast(Function, nb.njit(**options)(function))


def compile_gibbs_sweep(version: int) -> Any:
    """Return the move compiled under the digest of all kernel files."""

    @entry
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
        _ = version
        n = len(label)
        head, after, before, free, count = chains_of(label)
        spot = np.full(n, -1, dtype=np.int64)
        most = 0
        for i in range(n):
            most = max(most, start[i + 1] - start[i])
        where = np.empty(most + 1, dtype=np.int64)
        by = np.empty(most + 1, dtype=np.int64)
        gain = np.empty(most + 1, dtype=np.float64)
        # the last record that a cluster was met from
        met = np.full(n, -1, dtype=np.int64)
        for i in range(n):
            own = label[i]
            found = 0
            stays = after[i] < 0 and before[i] < 0
            for e in range(start[i], start[i + 1]):
                c = label[to[e]]
                if c == own:
                    stays = True
                if met[c] != i:
                    met[c] = i
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
                    gain[m] = joining(
                        i, j, after, of, start, to, weight, unscored, ell, one_per_list, spot
                    )
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

    return gibbs_sweep


def compile_merge_or_split(version: int) -> Any:
    """Return the move compiled under the digest of all kernel files."""

    @entry
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

        Where the two records are apart their clusters are proposed as one; where they are
        together the others of their cluster go to either by the toss of a coin: of k records the
        proposal back has probability 2^-(k-2), which the acceptance makes up for.
        """
        _ = version
        n, pairs = len(label), len(to)
        head, after, before, free, count = chains_of(label)
        spot = np.full(n, -1, dtype=np.int64)
        owner = np.empty(pairs, dtype=np.int64)
        for i in range(n):
            for e in range(start[i], start[i + 1]):
                owner[e] = i
        one, two = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
        both = np.empty(n, dtype=np.int64)
        taken = 0
        chosen = np.empty(proposals if pairs > 0 else 0, dtype=np.int64)
        for at in range(len(chosen)):
            chosen[at] = int(rng.random() * pairs)
        # each proposal stands by itself, so that they may come in the order of the records
        chosen.sort()
        for turn in range(len(chosen)):
            e = int(chosen[turn])
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
            args = (of, start, to, weight, unscored, ell, one_per_list, spot)
            ratio = weight_of(both, size, *args)
            ratio -= weight_of(one, n_one, *args)
            ratio -= weight_of(two, n_two, *args)
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

    return merge_or_split


gibbs_sweep: Any = compile_gibbs_sweep(STAMP)
merge_or_split: Any = compile_merge_or_split(STAMP)
