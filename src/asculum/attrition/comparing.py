"""How laws weigh against each other: what each expects of a figure from all the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.terms.weights import smoothed

if TYPE_CHECKING:
    from asculum.attrition.fit_law import LawFit

FloatArray = npt.NDArray[np.float64]

#: A difference in expected log-density below this is noise, whatever its standard error.
SMALL = 4.0
#: Rounds of the weights' iteration.
ROUNDS = 4000


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Laws in the order of the fits: stacking weights, and differences to the best with errors.

    ``alike`` are the laws that cannot be told from the best: less than ``SMALL`` or two standard
    errors behind it. ``khat`` is the worst of all weights these rest on.
    """

    names: tuple[str, ...]
    weights: tuple[float, ...]
    behind: tuple[float, ...]
    errors: tuple[float, ...]
    khat: float

    @property
    def best(self) -> str:
        """The law that foretells best."""
        return self.names[int(np.argmin(self.behind))]

    @property
    def alike(self) -> tuple[str, ...]:
        """Laws that the battle does not tell from the best, and that one."""
        return tuple(
            name
            for name, behind, error in zip(self.names, self.behind, self.errors, strict=True)
            if behind < SMALL or behind < 2.0 * error
        )


def expected(theta: FloatArray, pack: FloatArray, *, chains: int) -> tuple[FloatArray, float]:
    """Return ln p(figure | all others) for each figure known, shape (figure,), and the worst k̂.

    Pareto-smoothed importance sampling of the posterior's draws, shape (draw, parameter), chains
    one after another (Vehtari, Gelman & Gabry 2017).
    """
    from asculum.attrition import _fitting as k

    each = np.empty((len(theta), int(pack[k.PERIODS]), 2))
    k.pointwise(theta, pack, each)
    known = each[:, :, :].reshape(len(theta), -1)
    known = known[:, np.any(known != 0.0, axis=0)]
    found, worst = np.empty(known.shape[1]), 0.0
    for i, column in enumerate(known.T):
        weights = smoothed(-column, chains=chains)
        found[i] = np.log(weights.values @ np.exp(column - column.max())) + column.max()
        worst = max(worst, weights.khat)
    return found, worst


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
        khat=max(law.khat for law in laws),
    )
