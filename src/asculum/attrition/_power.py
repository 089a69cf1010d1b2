"""Many battles at once through time: Runge and Kutta's fourth-order steps of one length.

Rows are times, columns battles, so that the inner loop runs along memory and four or eight battles
share an instruction. A battle whose side reaches its floor ends there: the moment is found by
bisection within the step, and the state stays. Losses never exceed what is there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from asculum.attrition._compiled import STAMP, FloatArray, entry, jit

#: Halvings of a step to find the moment at which a side reaches its floor.
BISECTIONS = 50


@jit
def power(value: float, exponent: float) -> float:
    """Return value^exponent, and nothing of nobody."""
    if exponent == 0.0:
        return 1.0
    if exponent == 1.0:
        return value
    if exponent == 0.5:
        return float(np.sqrt(value))
    if value <= 0.0:
        return 0.0
    return float(np.exp(exponent * np.log(value)))


@jit
def rates(x: float, y: float, at: Any) -> tuple[float, float]:
    """Return x′ and y′; ``at`` is (a, b, ax, ay, bx, by, in_x, in_y, out_x, out_y)."""
    a, b, ax, ay, bx, by, in_x, in_y, out_x, out_y = at
    x = max(x, 0.0)
    y = max(y, 0.0)
    dx = in_x - a * power(x, ax) * power(y, ay) - out_x * x
    dy = in_y - b * power(x, bx) * power(y, by) - out_y * y
    return dx, dy


@jit
def rk4(x: float, y: float, h: float, at: Any) -> tuple[float, float]:
    """Return the state after one step of length ``h``."""
    x1, y1 = rates(x, y, at)
    x2, y2 = rates(x + 0.5 * h * x1, y + 0.5 * h * y1, at)
    x3, y3 = rates(x + 0.5 * h * x2, y + 0.5 * h * y2, at)
    x4, y4 = rates(x + h * x3, y + h * y3, at)
    return (
        x + h / 6.0 * (x1 + 2.0 * x2 + 2.0 * x3 + x4),
        y + h / 6.0 * (y1 + 2.0 * y2 + 2.0 * y3 + y4),
    )


@jit
def aimed(x: float, y: float, at: Any) -> tuple[float, float]:
    """Return x′ and y′ of the square law, which is the commonest and has no powers to take."""
    a, b, in_x, in_y, out_x, out_y = at
    x = max(x, 0.0)
    y = max(y, 0.0)
    return in_x - a * y - out_x * x, in_y - b * x - out_y * y


@jit
def rk4_aimed(x: float, y: float, h: float, at: Any) -> tuple[float, float]:
    """Return the state of the square law after one step of length ``h``."""
    x1, y1 = aimed(x, y, at)
    x2, y2 = aimed(x + 0.5 * h * x1, y + 0.5 * h * y1, at)
    x3, y3 = aimed(x + 0.5 * h * x2, y + 0.5 * h * y2, at)
    x4, y4 = aimed(x + h * x3, y + h * y3, at)
    sixth = h / 6.0
    return (
        x + sixth * (x1 + 2.0 * x2 + 2.0 * x3 + x4),
        y + sixth * (y1 + 2.0 * y2 + 2.0 * y3 + y4),
    )


def compile_steps(version: int) -> Callable[..., None]:
    """Return the kernel that takes all battles through all steps."""

    def steps(
        a: FloatArray,
        b: FloatArray,
        exponents: FloatArray,
        floors: FloatArray,
        course: FloatArray,
        length: float,
        parts: int,
        span: tuple[int, int],
        xs: FloatArray,
        ys: FloatArray,
        end: FloatArray,
        winner: FloatArray,
    ) -> None:
        """Fill ``xs`` and ``ys``, shape (step + 1, battle), from their first rows on.

        ``floors`` is (2, battle); ``course`` is (step, 6): persons a day that join A and B, factors
        on A's and B's losses, shares a day that A and B lose to other causes. ``end`` becomes the
        time at which a battle ended and ``winner`` 1 for A, −1 for B. Battles from ``span[0]`` up
        to ``span[1]`` are taken.
        """
        _ = version
        ax, ay, bx, by = exponents[0], exponents[1], exponents[2], exponents[3]
        square = ax == 0.0 and ay == 1.0 and bx == 1.0 and by == 0.0
        first, after = span
        n = after - first
        a = a[first:after]
        b = b[first:after]
        floor_x = floors[0, first:after]
        floor_y = floors[1, first:after]
        # 1 while a battle goes on; an ended one lies on its floor and is lifted out of the way
        going = np.ones(n)
        lifted = np.zeros(n)
        h = length / parts
        x_was = np.empty(n)
        y_was = np.empty(n)
        for t in range(course.shape[0]):
            x = xs[t + 1, first:after]
            y = ys[t + 1, first:after]
            x[:] = xs[t, first:after]
            y[:] = ys[t, first:after]
            in_x, in_y = course[t, 0], course[t, 1]
            by_x, by_y = course[t, 2], course[t, 3]
            out_x, out_y = course[t, 4], course[t, 5]
            for part in range(parts):
                x_was[:] = x
                y_was[:] = y
                if square:
                    for i in range(n):
                        at = (a[i] * by_x, b[i] * by_y, in_x, in_y, out_x, out_y)
                        x[i], y[i] = rk4_aimed(x_was[i], y_was[i], h * going[i], at)
                else:
                    for i in range(n):
                        whole = (a[i] * by_x, b[i] * by_y, ax, ay, bx, by, in_x, in_y, out_x, out_y)
                        x[i], y[i] = rk4(x_was[i], y_was[i], h * going[i], whole)
                broken = False
                for i in range(n):
                    broken |= (x[i] + lifted[i] <= floor_x[i]) | (y[i] + lifted[i] <= floor_y[i])
                if not broken:
                    continue
                for i in range(n):
                    if going[i] == 0.0 or (x[i] > floor_x[i] and y[i] > floor_y[i]):
                        continue
                    whole = (a[i] * by_x, b[i] * by_y, ax, ay, bx, by, in_x, in_y, out_x, out_y)
                    low = 0.0
                    high = h
                    for _again in range(BISECTIONS):
                        middle = 0.5 * (low + high)
                        u, v = rk4(x_was[i], y_was[i], middle, whole)
                        if u > floor_x[i] and v > floor_y[i]:
                            low = middle
                        else:
                            high = middle
                    u, v = rk4(x_was[i], y_was[i], high, whole)
                    broken_x = u <= floor_x[i]
                    broken_y = v <= floor_y[i]
                    x[i] = floor_x[i] if broken_x else u
                    y[i] = floor_y[i] if broken_y else v
                    going[i] = 0.0
                    lifted[i] = 1e300
                    end[first + i] = t * length + part * h + high
                    if broken_x != broken_y:
                        winner[first + i] = -1.0 if broken_x else 1.0

    return entry(steps)


steps: Any = compile_steps(STAMP)
