"""Closed forms: the end of a battle from its law's invariant, and courses in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.attrition.laws import Ambush, Law, Linear, Logarithmic, Square
from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class End:
    """How a battle ends: strengths [persons], and 1 if A won, −1 if B, 0 if neither."""

    a: float
    b: float
    winner: int


def deterministic_end(
    law: Law, *, start: tuple[float, float], floors: tuple[float, float] = (0.0, 0.0)
) -> End:
    """Return how a battle without reinforcements ends, from the law's invariant.

    What A has above its floor is worth ∫ b f_B/f_A dx, what B has is worth ∫ a g_A/g_B dy; the
    greater wins and keeps the difference. Neither wins where both are equal, or where both are
    without bound, as in the logarithmic law without break points, which never ends.
    """
    if law.draws > 1:
        raise UsageError(
            "ATT015",
            f"a law with {law.draws} draws of its rates",
            why="this end is that of one battle",
            fix="ask for each draw, or use trajectories",
        )
    a = float(np.ravel(law.spent_by_a(start[0], floors[0]))[0])
    b = float(np.ravel(law.spent_by_b(start[1], floors[1]))[0])
    if a == b:
        return End(a=floors[0], b=floors[1], winner=0)
    ax, ay, bx, by = law.exponents()
    powers = law.powers()
    if a > b:
        left = _undo(start[0], -b / float(powers.b[0]), bx - ax)
        return End(a=max(left, floors[0]), b=floors[1], winner=1)
    left = _undo(start[1], -a / float(powers.a[0]), ay - by)
    return End(a=floors[0], b=max(left, floors[1]), winner=-1)


def _undo(strength: float, change: float, exponent: float) -> float:
    """Return the strength at which ∫ u^exponent du has moved by ``change`` from ``strength``."""
    power = exponent + 1.0
    if power == 0.0:
        return float(strength * np.exp(change))
    return float(max(strength**power + power * change, 0.0) ** (1.0 / power))


def state_at(
    law: Law, *, start: tuple[float, float], days: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return both strengths [persons] on each of ``days``, without reinforcements or floors.

    For the square, linear, logarithmic and mixed laws. A side that is spent stays at 0 and the
    other at what it had then.
    """
    forms = {Square: _square, Linear: _linear, Logarithmic: _logarithmic, Ambush: _ambush}
    form = forms.get(type(law))
    if form is None or law.draws > 1:
        raise UsageError(
            "ATT015",
            f"the {law.name} law with {law.draws} draws of its rates",
            why="only the square, linear, logarithmic and mixed laws have closed courses in time",
            fix="use trajectories, which integrate any law",
        )
    powers = law.powers()
    t = np.asarray(days, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        x, y = form(float(powers.a[0]), float(powers.b[0]), *start, t)
    end = deterministic_end(law, start=start)
    x = np.where(end.winner > 0, np.maximum(x, end.a), np.maximum(x, 0.0))
    y = np.where(end.winner < 0, np.maximum(y, end.b), np.maximum(y, 0.0))
    over_a, over_b = (x <= 0) | ~np.isfinite(x), (y <= 0) | ~np.isfinite(y)
    over = (over_a & (end.winner < 0)) | (over_b & (end.winner > 0))
    # once a side has been spent it stays so, whatever the formula does after
    over = np.logical_or.accumulate(np.atleast_1d(over)[np.argsort(np.atleast_1d(t))])[
        np.argsort(np.argsort(np.atleast_1d(t)))
    ].reshape(np.shape(t))
    return np.where(over, end.a, x), np.where(over, end.b, y)


def _square(a: float, b: float, x: float, y: float, t: FloatArray) -> tuple[FloatArray, FloatArray]:
    g = np.sqrt(a * b)
    c, s = np.cosh(g * t), np.sinh(g * t)
    return x * c - np.sqrt(a / b) * y * s, y * c - np.sqrt(b / a) * x * s


def _linear(a: float, b: float, x: float, y: float, t: FloatArray) -> tuple[FloatArray, FloatArray]:
    c = b * x - a * y
    if c == 0.0:
        return x / (1.0 + b * x * t), y / (1.0 + a * y * t)
    if c > 0:
        fall = np.exp(-c * t)
        below = b * x - a * y * fall
        return c * x / below, c * y * fall / below
    fall = np.exp(c * t)
    below = a * y - b * x * fall
    return -c * x * fall / below, -c * y / below


def _logarithmic(
    a: float, b: float, x: float, y: float, t: FloatArray
) -> tuple[FloatArray, FloatArray]:
    return x * np.exp(-a * t), y * np.exp(-b * t)


def _ambush(a: float, b: float, x: float, y: float, t: FloatArray) -> tuple[FloatArray, FloatArray]:
    kept = 0.5 * a * y * y - b * x
    if kept == 0.0:
        left = y / (1.0 + 0.5 * a * y * t)
    elif kept > 0.0:  # the side in the open prevails
        k = np.sqrt(2.0 * kept / a)
        left = k / np.tanh(0.5 * a * k * t + np.arctanh(k / y))
    else:
        k = np.sqrt(-2.0 * kept / a)
        angle = np.arctan(y / k) - 0.5 * a * k * t
        left = np.where(angle > 0, k * np.tan(np.maximum(angle, 0.0)), 0.0)
    return (0.5 * a * left * left - kept) / b, np.asarray(left)
