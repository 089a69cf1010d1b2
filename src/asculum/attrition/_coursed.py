"""The Markov-chain battle event by event along a course: who joins, other losses, changing rates.

Within a step of the course, and until somebody joins, rates hang on the strengths alone. Where they
change the waits begin anew: an exponential wait does not remember how long it has lasted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from asculum.attrition._compiled import STAMP, FloatArray, IntArray, entry
from asculum.attrition._random import exponential, seeded, uniform


def compile_coursed(version: int) -> Callable[..., None]:
    """Return the kernel of events with their times along a course."""

    def coursed(
        rates: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
        start: tuple[int, int],
        floors: tuple[int, int],
        rows: FloatArray,
        ends: FloatArray,
        joins: FloatArray,
        seed: int,
        span: tuple[int, int],
        days: FloatArray,
        left: IntArray,
        end: FloatArray,
        seen_a: IntArray,
        seen_b: IntArray,
    ) -> None:
        """Fill ends, times [days] and units above the floors on ``days``, shape (day, trajectory).

        ``rates`` are as of ``clocked`` and ``start`` units above the floors. ``rows`` are those of
        the course, each up to the day in ``ends``; its first two columns are not read: ``joins``
        has a day, and the side that one person then joins, in a row each, in order of the days.
        Battles that outlast the course end with ``nan`` and nobody left.
        """
        _ = version
        f_a, f_b, g_a, g_b = rates
        words = np.empty((4, 1), np.uint64)
        for number in range(span[0], span[1]):
            seeded(words, 0, seed, number)
            place = number - span[0]
            i, j = start
            t = 0.0
            told = row = joined = 0
            while i > 0 and j > 0 and row < ends.size:
                a = rows[row, 2] * f_a[i - 1] * g_a[j - 1]
                b = rows[row, 3] * f_b[i - 1] * g_b[j - 1]
                a += rows[row, 4] * (i + floors[0])
                b += rows[row, 5] * (j + floors[1])
                until = ends[row]
                comes = joined < joins.shape[0] and joins[joined, 0] < until
                if comes:
                    until = joins[joined, 0]
                later = np.inf
                if a + b > 0.0:
                    later = t + exponential(words, 0) / (a + b)
                fought = later < until
                t = later if fought else until
                while told < days.size and days[told] < t:
                    seen_a[told, place] = i
                    seen_b[told, place] = j
                    told += 1
                if fought:
                    if uniform(words, 0) * (a + b) < a:
                        i -= 1
                    else:
                        j -= 1
                elif comes:
                    if joins[joined, 1] == 0.0:
                        i += 1
                    else:
                        j += 1
                    joined += 1
                else:
                    row += 1
            for k in range(told, days.size):
                seen_a[k, place] = i
                seen_b[k, place] = j
            over = i == 0 or j == 0
            left[place] = (i if i > 0 else -j) if over else 0
            end[place] = t if over else np.nan

    return entry(coursed)


coursed: Any = compile_coursed(STAMP)
