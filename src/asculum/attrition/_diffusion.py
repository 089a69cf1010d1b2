"""Large battles as a diffusion: the mean losses of a step and their Poisson spread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from asculum.attrition._compiled import STAMP, FloatArray, IntArray, entry
from asculum.attrition._power import power
from asculum.attrition._random import normals, seeded


def compile_diffusion(version: int) -> Callable[..., None]:
    """Return the kernel of Euler and Maruyama's steps."""

    def diffusion(
        law: FloatArray,
        start: tuple[float, float],
        floors: tuple[float, float],
        h: float,
        most: int,
        seed: int,
        span: tuple[int, int],
        every: IntArray,
        left: FloatArray,
        end: FloatArray,
        seen: FloatArray,
    ) -> None:
        """Fill the strength left (A's, or minus B's), the end [days] and what was seen.

        ``law`` is (a, b, ax, ay, bx, by); steps of ``h`` days, at most ``most``; ``seen`` has shape
        (day, 2, trajectory) and is taken after ``every`` many steps. The noise of a
        step may outweigh its losses, so that a strength rises a little: cutting that off would bias
        the mean. The moment of the end is a straight line's within its step.
        """
        _ = version
        words = np.empty((4, 1), np.uint64)
        root = np.sqrt(h)
        for number in range(span[0], span[1]):
            seeded(words, 0, seed, number)
            place = number - span[0]
            x, y = start
            told = 0
            end[place] = np.nan
            left[place] = 0.0
            for step in range(most):
                while told < every.size and every[told] == step:
                    seen[told, 0, place] = x
                    seen[told, 1, place] = y
                    told += 1
                a = law[0] * power(x, law[2]) * power(y, law[3])
                b = law[1] * power(x, law[4]) * power(y, law[5])
                one, other = normals(words, 0)
                u = x - a * h - np.sqrt(a) * root * one
                v = y - b * h - np.sqrt(b) * root * other
                if u <= floors[0] or v <= floors[1]:
                    part_x = (x - floors[0]) / (x - u) if u <= floors[0] else 2.0
                    part_y = (y - floors[1]) / (y - v) if v <= floors[1] else 2.0
                    part = min(part_x, part_y)
                    end[place] = (step + part) * h
                    if part_x < part_y:
                        x = floors[0]
                        y = y - part * (y - v)
                        left[place] = -y
                    else:
                        x = x - part * (x - u)
                        y = floors[1]
                        left[place] = x
                    break
                x = u
                y = v
            for k in range(told, every.size):
                seen[k, 0, place] = x
                seen[k, 1, place] = y

    return entry(diffusion)


diffusion: Any = compile_diffusion(STAMP)
