"""Forces of several kinds under aimed fire: X′ = −A Y, Y′ = −B X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.terms.errors import ModelError, UsageError

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Heterogeneous:
    """Kinds of force that fire at each other by fixed allocation.

    ``on_a[i, j]`` is how many of A's kind i each of B's kind j puts out of action a day [1/day],
    the share of its fire that it gives to that kind included; ``on_b[j, i]`` the same of B's kinds.

    Assumes: allocations stay as they are; fire at a kind that is gone falls idle.
    Biased when: fire is shifted to what is left, which ends the battle sooner.
    Do not use when: allocations are not known: they decide the answer.
    Reference: Taylor (1983), Lanchester Models of Warfare.
    """

    on_a: FloatArray
    on_b: FloatArray

    def __post_init__(self) -> None:
        a, b = np.asarray(self.on_a, np.float64), np.asarray(self.on_b, np.float64)
        shaped = a.ndim == b.ndim == 2 and a.shape == b.shape[::-1] and a.size > 0
        if not shaped or not all((np.isfinite(m) & (m >= 0)).all() for m in (a, b)):
            raise UsageError(
                "ATT032",
                f"matrices of shape {np.shape(self.on_a)} and {np.shape(self.on_b)}",
                why="one is kinds of A by kinds of B, the other the reverse, rates 0 or more",
                fix="give on_a of shape (2, 3) with on_b of shape (3, 2)",
            )
        object.__setattr__(self, "on_a", a)
        object.__setattr__(self, "on_b", b)

    def strengths(
        self, *, start: tuple[npt.ArrayLike, npt.ArrayLike], days: npt.ArrayLike
    ) -> tuple[FloatArray, FloatArray]:
        """Return strengths by kind [persons], shapes (day, kind), on ``days`` in order from 0.

        exp(−M t) with M = [[0, A], [B, 0]] between the moments at which a kind is spent; from then
        on it neither fires nor suffers.
        """
        x, y = (np.asarray(value, dtype=np.float64) for value in start)
        times = np.asarray(days, dtype=np.float64)
        fits = x.shape == (self.on_a.shape[0],) and y.shape == (self.on_a.shape[1],)
        if not fits or (x < 0).any() or (y < 0).any() or (np.diff(times, prepend=0.0) < 0).any():
            raise UsageError(
                "ATT033",
                f"strengths of shapes {x.shape} and {y.shape}, days {times[:5].tolist()}",
                why="there is a strength of 0 or more for each kind, and days are in order from 0",
                fix="give one strength for each row and column of on_a",
            )
        state, now, found = np.concatenate([x, y]), 0.0, []
        for time in times:
            state = self._until(state, float(time) - now)
            now = float(time)
            found.append(state)
        whole = np.array(found)
        return whole[:, : x.size], whole[:, x.size :]

    def weights(self) -> tuple[FloatArray, FloatArray, float]:
        """Return what one of each kind of A and of B is worth at parity, and the rate √λ [1/day].

        With u A = √λ v and v B = √λ u, the balance u · X − v · Y grows as exp(√λ t): the side that
        is ahead by weight draws further ahead while no kind is spent. λ is the Perron eigenvalue
        of A B; A's greatest weight is 1.

        Raises ``ModelError`` (ATT034) where the kinds fall into parts that do not fight each other:
        there is then no one set of weights.
        """
        values, vectors = np.linalg.eig((self.on_a @ self.on_b).T)
        place = int(np.argmax(values.real))
        u = np.abs(vectors[:, place].real)
        rate = float(np.sqrt(max(values[place].real, 0.0)))
        if rate == 0.0 or not self._joined():
            raise ModelError(
                "ATT034",
                "the kinds do not all fight each other",
                why="weights exist where every kind's fire reaches every other in some steps",
                fix="take the parts that do fight each other one by one",
            )
        u = u / u.max()
        return u, u @ self.on_a / rate, rate

    def _joined(self) -> bool:
        """Whether A B is irreducible, so that Perron's vector is one and positive."""
        kinds = self.on_a.shape[0]
        reach = np.linalg.matrix_power(np.eye(kinds) + (self.on_a @ self.on_b > 0), kinds)
        fed = (self.on_a > 0).any(axis=0) & (self.on_b > 0).any(axis=1)
        return bool((reach > 0).all() and fed.all())

    def _until(self, state: FloatArray, days: float) -> FloatArray:
        """Return the state ``days`` later, kinds that are spent taken out one after another."""
        from scipy.linalg import expm

        left = days
        for _ in range(state.size + 1):
            if left <= 0:
                break
            alive = state > 0
            step = -self._matrix() * np.outer(alive, alive)
            after = expm(step * left) @ state
            if (after[alive] > 0).all() and self._stays(step, state, left, alive):
                return np.where(alive, after, 0.0)
            low, high = 0.0, left
            for _again in range(100):
                middle = 0.5 * (low + high)
                good = self._stays(step, state, middle, alive)
                low, high = (middle, high) if good else (low, middle)
            state = np.where(alive, expm(step * high) @ state, 0.0)
            gone = state <= max(1e-12 * float(state.max()), 0.0)
            state = np.where(gone, 0.0, state)
            left -= high
        return state

    def _stays(self, step: FloatArray, state: FloatArray, days: float, alive: BoolArray) -> bool:
        """Whether no kind is spent within ``days``: strengths only fall, so the end tells."""
        from scipy.linalg import expm

        # a kind that went below 0 would raise others later: look along the way as well
        return all(
            ((expm(step * days * part) @ state)[alive] > 0).all() for part in (0.25, 0.5, 0.75, 1.0)
        )

    def _matrix(self) -> FloatArray:
        kinds = self.on_a.shape
        return np.block(
            [[np.zeros((kinds[0], kinds[0])), self.on_a], [self.on_b, np.zeros((kinds[1],) * 2)]]
        )
