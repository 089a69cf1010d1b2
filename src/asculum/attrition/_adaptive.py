"""Battles through time by steps that fit the tolerance (Dormand and Prince 5(4))."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from asculum.attrition._compiled import STAMP, FloatArray, entry, jit
from asculum.attrition._power import BISECTIONS, rates

#: The most steps that any one battle may take.
MOST_STEPS = 1_000_000


@jit
def pair(x: float, y: float, h: float, at: Any) -> tuple[float, float, float, float]:
    """Return the state after one step, and the estimated error of each."""
    x1, y1 = rates(x, y, at)
    x2, y2 = rates(x + h * x1 / 5, y + h * y1 / 5, at)
    x3, y3 = rates(x + h * (3 * x1 + 9 * x2) / 40, y + h * (3 * y1 + 9 * y2) / 40, at)
    x4, y4 = rates(
        x + h * (44 * x1 / 45 - 56 * x2 / 15 + 32 * x3 / 9),
        y + h * (44 * y1 / 45 - 56 * y2 / 15 + 32 * y3 / 9),
        at,
    )
    x5, y5 = rates(
        x + h * (19372 * x1 / 6561 - 25360 * x2 / 2187 + 64448 * x3 / 6561 - 212 * x4 / 729),
        y + h * (19372 * y1 / 6561 - 25360 * y2 / 2187 + 64448 * y3 / 6561 - 212 * y4 / 729),
        at,
    )
    x6, y6 = rates(
        x
        + h
        * (
            9017 * x1 / 3168 - 355 * x2 / 33 + 46732 * x3 / 5247 + 49 * x4 / 176 - 5103 * x5 / 18656
        ),
        y
        + h
        * (
            9017 * y1 / 3168 - 355 * y2 / 33 + 46732 * y3 / 5247 + 49 * y4 / 176 - 5103 * y5 / 18656
        ),
        at,
    )
    u = x + h * (35 * x1 / 384 + 500 * x3 / 1113 + 125 * x4 / 192 - 2187 * x5 / 6784 + 11 * x6 / 84)
    v = y + h * (35 * y1 / 384 + 500 * y3 / 1113 + 125 * y4 / 192 - 2187 * y5 / 6784 + 11 * y6 / 84)
    x7, y7 = rates(u, v, at)
    wrong_x = h * (
        (71 * x1 / 57600 - 71 * x3 / 16695 + 71 * x4 / 1920)
        + (-17253 * x5 / 339200 + 22 * x6 / 525 - x7 / 40)
    )
    wrong_y = h * (
        (71 * y1 / 57600 - 71 * y3 / 16695 + 71 * y4 / 1920)
        + (-17253 * y5 / 339200 + 22 * y6 / 525 - y7 / 40)
    )
    return u, v, wrong_x, wrong_y


def compile_adaptive(version: int) -> Callable[..., int]:
    """Return the kernel of adaptive steps."""

    def adaptive(
        a: FloatArray,
        b: FloatArray,
        exponents: FloatArray,
        floors: FloatArray,
        course: FloatArray,
        length: float,
        tolerance: tuple[float, float],
        span: tuple[int, int],
        xs: FloatArray,
        ys: FloatArray,
        end: FloatArray,
        winner: FloatArray,
    ) -> int:
        """Fill ``xs`` and ``ys`` as ``steps`` does; return how many battles ran out of steps."""
        _ = version
        ax, ay, bx, by = exponents[0], exponents[1], exponents[2], exponents[3]
        relative, absolute = tolerance
        failed = 0
        for i in range(span[0], span[1]):
            x = xs[0, i]
            y = ys[0, i]
            h = length
            taken = 0
            for t in range(course.shape[0]):
                at = (
                    *(a[i] * course[t, 2], b[i] * course[t, 3], ax, ay, bx, by),
                    *(course[t, 0], course[t, 1], course[t, 4], course[t, 5]),
                )
                done = 0.0
                while done < length and winner[i] == 0.0 and np.isnan(end[i]):
                    last = done + h >= length * (1.0 - 1e-14)
                    tried = length - done if last else h
                    u, v, wrong_x, wrong_y = pair(x, y, tried, at)
                    scale_x = absolute + relative * max(abs(x), abs(u))
                    scale_y = absolute + relative * max(abs(y), abs(v))
                    wrong = max(abs(wrong_x) / scale_x, abs(wrong_y) / scale_y)
                    taken += 1
                    if taken > MOST_STEPS:
                        failed += 1
                        end[i] = np.inf
                        break
                    if not wrong <= 1.0 and tried > 1e-13 * length:
                        h = tried * (max(0.2, 0.9 * wrong**-0.2) if wrong < 1e300 else 0.1)
                        continue
                    if u <= floors[0, i] or v <= floors[1, i]:
                        low = 0.0
                        high = tried
                        for _again in range(BISECTIONS):
                            middle = 0.5 * (low + high)
                            u, v, wrong_x, wrong_y = pair(x, y, middle, at)
                            if u > floors[0, i] and v > floors[1, i]:
                                low = middle
                            else:
                                high = middle
                        u, v, wrong_x, wrong_y = pair(x, y, high, at)
                        broken_x = u <= floors[0, i]
                        broken_y = v <= floors[1, i]
                        x = floors[0, i] if broken_x else u
                        y = floors[1, i] if broken_y else v
                        end[i] = t * length + done + high
                        winner[i] = 0.0 if broken_x == broken_y else (-1.0 if broken_x else 1.0)
                        break
                    x = u
                    y = v
                    done = length if last else done + tried
                    h = tried * min(5.0, max(0.2, 0.9 * max(wrong, 1e-10) ** -0.2))
                xs[t + 1, i] = x
                ys[t + 1, i] = y
        return failed

    return entry(adaptive)


adaptive: Any = compile_adaptive(STAMP)
