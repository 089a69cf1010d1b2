"""The Markov-chain battle state by state: the slow way, to hold the fast one against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from asculum.attrition._compiled import STAMP, FloatArray, entry


def compile_lattice(version: int) -> Callable[[FloatArray, FloatArray], tuple[Any, Any]]:
    """Return the kernel that sweeps the states of a battle row by row."""

    def lattice(mu: FloatArray, nu: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return P(A wins with i units above its break) and P(B wins with j), from 0 up.

        ``mu[i]`` and ``nu[j]`` are the clocks of the (i + 1)-th and (j + 1)-th units: in that state
        A loses the next one with probability ν/(μ + ν). m·n steps, and memory for one row.
        """
        _ = version
        m, n = mu.size, nu.size
        a = np.zeros(m + 1)
        row = np.zeros(n + 1)
        row[n] = 1.0
        for i in range(m, 0, -1):
            for j in range(n, 0, -1):
                held = row[j]
                if held > 0.0:
                    part = held / (mu[i - 1] + nu[j - 1])
                    row[j] = part * nu[j - 1]
                    row[j - 1] += part * mu[i - 1]
            a[i] = row[0]
            row[0] = 0.0
        return a, row

    return entry(lattice)


lattice: Any = compile_lattice(STAMP)
