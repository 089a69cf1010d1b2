"""How laws weigh against each other: what each expects of a figure from all the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.attrition.density import Density
from asculum.terms.weights import MOST_KHAT, smoothed

if TYPE_CHECKING:
    from asculum.attrition.fit_law import LawFit

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: A difference in expected log-density below this is noise, whatever its standard error.
SMALL = 4.0
#: Rounds of the weights' iteration.
ROUNDS = 4000


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Laws in the order of the fits: stacking weights, and differences to the best with errors.

    ``alike`` are the laws that cannot be told from the best: less than ``SMALL`` or two standard
    errors behind it. ``khats`` is for each law the worst of the weights that its expectations rest
    on, 0 where it rests on none; ``shaky`` are the laws of which one exceeds 0.7.
    """

    names: tuple[str, ...]
    weights: tuple[float, ...]
    behind: tuple[float, ...]
    errors: tuple[float, ...]
    khats: tuple[float, ...]

    @property
    def best(self) -> str:
        """The law that foretells best."""
        return self.names[int(np.argmin(self.behind))]

    @property
    def khat(self) -> float:
        """The worst of all weights."""
        return max(self.khats)

    @property
    def shaky(self) -> tuple[str, ...]:
        """Laws that have figures which their draws cannot foretell from the others."""
        return tuple(
            name for name, khat in zip(self.names, self.khats, strict=True) if khat > MOST_KHAT
        )

    @property
    def alike(self) -> tuple[str, ...]:
        """Laws that the battle does not tell from the best, and that one."""
        return tuple(
            name
            for name, behind, error in zip(self.names, self.behind, self.errors, strict=True)
            if behind < SMALL or behind < 2.0 * error
        )


def expected(
    theta: FloatArray, density: Density, known: BoolArray, *, chains: int
) -> tuple[FloatArray, FloatArray]:
    """Return ln p(figure | all others) for each figure, shape (figure,), and its k̂ likewise.

    ``known`` is which figures were told, shape (period, 2); they are taken period by period.
    Pareto-smoothed importance sampling of the posterior's draws, shape (draw, parameter), chains
    one after another (Vehtari, Gelman & Gabry 2017).
    """
    told = density.figures(theta)[0][:, known]
    found, khat = np.empty(told.shape[1]), np.empty(told.shape[1])
    for i, column in enumerate(told.T):
        weights = smoothed(-column, chains=chains)
        found[i] = np.log(weights.values @ np.exp(column - column.max())) + column.max()
        khat[i] = weights.khat
    return found, khat


def weigh(laws: Sequence[LawFit]) -> Weighed:
    """Return the weights that make the mixture of laws foretell best, and how far each is behind.

    Stacking: the w ≥ 0 that sum to 1 with the greatest Σ_i ln Σ_m w_m p_m(i | others), by the
    mixture's EM steps (Yao, Vehtari, Simpson & Gelman 2018).
    """
    scores = np.column_stack([law.elpd for law in laws if law.elpd is not None])
    dense = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = np.full(scores.shape[1], 1.0 / scores.shape[1])
    for _ in range(ROUNDS):
        moved = weights * (dense / (dense @ weights)[:, None]).mean(axis=0)
        if np.abs(moved - weights).max() < 1e-9:
            break
        weights = moved
    best = int(scores.sum(axis=0).argmax())
    apart = scores[:, best : best + 1] - scores
    errors = np.sqrt(len(scores) * apart.var(axis=0))
    return Weighed(
        names=tuple(law.name for law in laws),
        weights=tuple(float(weight) for weight in weights / weights.sum()),
        behind=tuple(float(value) for value in apart.sum(axis=0)),
        errors=tuple(float(value) for value in errors),
        khats=tuple(law.khat for law in laws),
    )
