"""The Markov-chain battle event by event (Gillespie's direct method), many at a time.

Without a clock only the order of losses matters: in state (i, j) the next loss is A's with
probability ν_j/(μ_i + ν_j). Lanes run side by side for as many events as every one of them is sure
to have, without asking whether it is over; the last events are asked one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from asculum.attrition._compiled import STAMP, FloatArray, IntArray, entry
from asculum.attrition._random import exponential, fill, seeded, uniform

#: Battles that run side by side.
LANES = 64


def compile_outcomes(version: int) -> Callable[..., None]:
    """Return the kernel of outcomes without a clock."""

    def outcomes(
        mu: FloatArray, nu: FloatArray, seed: int, span: tuple[int, int], left: IntArray
    ) -> None:
        """Fill ``left`` with the end of trajectories ``span[0]`` up to ``span[1]``.

        ``left`` is k where A is left with k units above its floor, −k where B is.
        """
        _ = version
        m, n = mu.size, nu.size
        words = np.empty((4, LANES), np.uint64)
        bits = np.empty(LANES, np.uint64)
        above_one = bits.view(np.float64)
        i = np.empty(LANES, np.int64)
        j = np.empty(LANES, np.int64)
        for begun in range(span[0], span[1], LANES):
            count = min(LANES, span[1] - begun)
            for k in range(LANES):
                seeded(words, k, seed, begun + k)
                i[k] = m
                j[k] = n
            sure = min(m, n)
            while sure > 8:
                for _event in range(sure):
                    fill(words, bits)
                    for k in range(LANES):
                        a = mu[i[k] - 1]
                        b = nu[j[k] - 1]
                        hit = 1 if (above_one[k] - 1.0) * (a + b) < b else 0
                        i[k] -= hit
                        j[k] -= 1 - hit
                sure = m + n
                for k in range(LANES):
                    sure = min(sure, min(i[k], j[k]))
            for k in range(count):
                while i[k] > 0 and j[k] > 0:
                    a = mu[i[k] - 1]
                    b = nu[j[k] - 1]
                    if uniform(words, k) * (a + b) < b:
                        i[k] -= 1
                    else:
                        j[k] -= 1
                left[begun - span[0] + k] = i[k] if i[k] > 0 else -j[k]

    return entry(outcomes)


outcomes: Any = compile_outcomes(STAMP)


def compile_clocked(version: int) -> Callable[..., None]:
    """Return the kernel of events with their times."""

    def clocked(
        rates: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
        seed: int,
        span: tuple[int, int],
        days: FloatArray,
        left: IntArray,
        end: FloatArray,
        seen_a: IntArray,
        seen_b: IntArray,
    ) -> None:
        """Fill ends, times [days] and units above the floors on ``days``, shape (day, trajectory).

        ``rates`` are f_A and f_B by A's units, g_A and g_B by B's, with the law's factors in f_A
        and g_B. A battle that outlasts the last of ``days`` is followed to its end all the same.
        """
        _ = version
        f_a, f_b, g_a, g_b = rates
        words = np.empty((4, 1), np.uint64)
        for number in range(span[0], span[1]):
            seeded(words, 0, seed, number)
            place = number - span[0]
            i = f_a.size
            j = g_a.size
            t = 0.0
            told = 0
            while i > 0 and j > 0:
                a = f_a[i - 1] * g_a[j - 1]
                b = f_b[i - 1] * g_b[j - 1]
                t += exponential(words, 0) / (a + b)
                while told < days.size and days[told] < t:
                    seen_a[told, place] = i
                    seen_b[told, place] = j
                    told += 1
                if uniform(words, 0) * (a + b) < a:
                    i -= 1
                else:
                    j -= 1
            for k in range(told, days.size):
                seen_a[k, place] = i
                seen_b[k, place] = j
            left[place] = i if i > 0 else -j
            end[place] = t

    return entry(clocked)


clocked: Any = compile_clocked(STAMP)
