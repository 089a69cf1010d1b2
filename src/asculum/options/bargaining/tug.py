"""The tug of war: where effort gathers when each battle moves the rope one step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.options.checks import positive, share, whole
from asculum.terms.errors import ModelError

FloatArray = npt.NDArray[np.float64]

STATES = 1000


@dataclass(frozen=True, kw_only=True, eq=False)
class Tug:
    """What the tug of war is worth to A and B at each state, shape (state + 1,), and where it tips.

    State 0 is A's prize, the last is B's. ``tipping`` is the pair of states between which nearly
    all effort is spent.
    """

    worth_a: FloatArray
    worth_b: FloatArray
    tipping: tuple[int, int]


def tug_of_war(*, states: int, prize_a: float, prize_b: float, patience: float) -> Tug:
    """Return the unique Markov perfect equilibrium of a tug of war with all-pay battles.

    A wins the prize Z_A at state 0, B wins Z_B at state m; a battle won moves one step, and each
    step costs patience δ. Let j₀ be the state with δ^(j₀-1) Z_A > δ^(m-j₀+1) Z_B and
    δ^j₀ Z_A < δ^(m-j₀) Z_B. Then v_A(j) = δ^j Z_A below j₀ - 1,
    v_A(j₀-1) = [δ^(j₀-1) Z_A - δ^(m-j₀+1) Z_B]/(1 - δ²), and 0 beyond; for B the same from its
    end. Where one side is the stronger at every inner state the rope cannot swing back and forth,
    and its worth beside the other's prize is the difference itself. Away from j₀ the weaker side
    does not fight.

    Raises ``UsageError`` BAR001; ``ModelError`` BAR003 where a state is worth the same to both.

    Assumes: effort is sunk (all-pay), known prizes, no limit to resources.
    Biased when: a side runs out of means before it runs out of will.

    References: Konrad & Kovenock 2005, Equilibrium and efficiency in the tug-of-war, Prop. 1.

    Examples
    --------
    >>> found = tug_of_war(states=6, prize_a=1.2, prize_b=1.0, patience=0.9)
    >>> found.tipping, round(float(found.worth_a[3]), 6), round(float(found.worth_b[4]), 6)
    ((3, 4), 0.767368, 0.119368)
    """
    m = whole("the number of states", states, 2, STATES)
    z_a, z_b = positive("the prize of A", prize_a), positive("the prize of B", prize_b)
    d = share("patience", patience, ends=False)
    j = np.arange(m + 1)
    far_a, far_b = d**j * z_a, d ** (m - j) * z_b
    if np.isclose(far_a, far_b, rtol=1e-12, atol=0.0)[1:m].any():
        raise ModelError(
            "BAR003",
            "there is a state at which both sides' prizes weigh the same",
            why="the closed form needs a state at which the stronger side changes",
            fix="change a prize slightly; the answer near by does not depend on by how much",
        )
    # the first state at which B weighs more; m where A is stronger everywhere inside
    ahead = np.flatnonzero(far_a[1:m] < far_b[1:m])
    tip = int(ahead[0]) + 1 if len(ahead) else m
    worth_a, worth_b = np.zeros(m + 1), np.zeros(m + 1)
    worth_a[: tip - 1] = far_a[: tip - 1]
    worth_b[tip + 1 :] = far_b[tip + 1 :]
    worth_a[0], worth_b[m] = z_a, z_b
    # the lead changes hands without end between two inner states; beside a prize it cannot
    turns = 1 - d * d if 1 < tip < m else 1.0
    if tip > 1:
        worth_a[tip - 1] = (far_a[tip - 1] - far_b[tip - 1]) / turns
    if tip < m:
        worth_b[tip] = (far_b[tip] - far_a[tip]) / turns
    return Tug(worth_a=worth_a, worth_b=worth_b, tipping=(tip - 1, tip))
