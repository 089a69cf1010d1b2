"""The Markov-chain battle event by event (Gillespie's direct method), many at a time.

Without a clock only the order of losses matters: in state (i, j) the next loss is A's with
probability p(i, j) = ν_j/(μ_i + ν_j). In the next n ≤ min(i, j) losses neither side comes to its
end, and p stays between two bounds, for μ and ν are powers. Each loss has a uniform number u: below
the lower bound it is A's and from the upper one on B's, whatever the state, and of up to 64 losses
at once that is told by comparing bits: digit d of 64 uniform numbers is one word, and a number is
below a bound where the first digit in which they differ is 1 in the bound. Only the few between the
bounds ask for the state in which they fall, one after another. The losses are those of the chain,
without any error.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from asculum.attrition._compiled import STAMP, FloatArray, IntArray, entry
from asculum.attrition._random import UNIT, exponential, seeded, spun, uniform
from asculum.terms.bits import ones, zeros

#: Losses settled together, and the fewest for which that is worth it.
TOGETHER, FEWEST = 64, 8
#: Binary digits of the bounds between which a loss's state is asked for, and 2 to that power.
DIGITS, PARTS = 8, 256


def compile_outcomes(version: int) -> Callable[..., None]:
    """Return the kernel of outcomes without a clock."""

    def outcomes(
        mu: FloatArray, nu: FloatArray, seed: int, span: tuple[int, int], left: IntArray
    ) -> None:
        """Fill ``left`` with the end of trajectories ``span[0]`` up to ``span[1]``.

        ``left`` is k where A is left with k units above its floor, −k where B is.
        """
        _ = version
        none, one, all_of_them = np.uint64(0), np.uint64(1), ~np.uint64(0)
        words = np.empty((4, 1), np.uint64)
        for number in range(span[0], span[1]):
            seeded(words, 0, seed, number)
            state = (words[0, 0], words[1, 0], words[2, 0], words[3, 0])
            i: Any = mu.size
            j: Any = nu.size
            while min(i, j) > FEWEST:
                n = min(i, j, TOGETHER)
                # μ and ν are monotone: what is least and greatest stands at an end
                a, b = mu[i - 1], nu[j - 1]
                c, d = mu[i - n], nu[j - n]
                low = int(PARTS * min(b, d) / (min(b, d) + max(a, c)))
                high = min(int(PARTS * max(b, d) / (max(b, d) + min(a, c))) + 1, PARTS)
                below = none
                under = none
                for digit in range(DIGITS):
                    word, state = spun(state)
                    of_low = none - np.uint64((low >> digit) & 1)
                    of_high = none - np.uint64((high >> digit) & 1)
                    below = (of_low & ~word) | (~(of_low ^ word) & below)
                    under = (of_high & ~word) | (~(of_high ^ word) & under)
                if high == PARTS:
                    under = all_of_them
                these = all_of_them >> np.uint64(TOGETHER - n)
                hits = below & these
                open_ = under & ~below & these
                while open_ != none:
                    place = zeros(open_)
                    bit = one << place
                    fallen = np.int64(ones(hits & (bit - one)))
                    word, state = spun(state)
                    u = (low + (high - low) * (np.int64(word >> np.uint64(11)) * UNIT)) / PARTS
                    a = mu[i - 1 - fallen]
                    b = nu[j - 1 - (np.int64(place) - fallen)]
                    hits |= np.uint64(1 if u * (a + b) < b else 0) << place
                    open_ &= open_ - one
                fallen = np.int64(ones(hits))
                i -= fallen
                j -= n - fallen
            while i > 0 and j > 0:
                a = mu[i - 1]
                b = nu[j - 1]
                word, state = spun(state)
                hit = 1 if np.int64(word >> np.uint64(11)) * UNIT * (a + b) < b else 0
                i -= hit
                j -= 1 - hit
            left[number - span[0]] = i if i > 0 else -j

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
