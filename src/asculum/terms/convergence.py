"""Whether the chains may be believed: R-hat and effective draws of every parameter and total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.terms.mixing import mixing
from asculum.terms.sampling import Chains, Sampling
from asculum.terms.status import Status, StatusCode

FloatArray = npt.NDArray[np.float64]

#: The largest rank-normalised split R-hat that passes (Vehtari et al. 2021).
MOST_RHAT = 1.01
#: The fewest effective draws, in the bulk and in the tails, that pass.
FEWEST_ESS = 400
#: The largest share of draws that may diverge.
MOST_DIVERGENT = 0.001


@dataclass(frozen=True, kw_only=True)
class Convergence:
    """How the sampler fared: the worst values over every parameter and reported total.

    ``plan`` is that of the chains judged, the last of ``attempts``.
    """

    chains: int
    draws: int
    rhat: float
    ess_bulk: float
    ess_tail: float
    divergences: int
    worst: str
    gradients: int
    plan: Sampling
    attempts: int = 1

    @property
    def status(self) -> Status:
        """The convergence as a status."""
        problems = []
        if not self.rhat <= MOST_RHAT:
            problems.append(f"R-hat is {self.rhat:.3f} for {self.worst} (at most {MOST_RHAT})")
        if not min(self.ess_bulk, self.ess_tail) >= FEWEST_ESS:
            fewest = min(self.ess_bulk, self.ess_tail)
            problems.append(
                f"{self.worst} has {fewest:,.0f} effective draws (at least {FEWEST_ESS})"
            )
        allowed = MOST_DIVERGENT * self.chains * self.draws
        if self.divergences > allowed:
            problems.append(f"{self.divergences} draws diverged (at most {allowed:.0f})")
        if problems:
            often = f" in {self.attempts} attempts" if self.attempts > 1 else ""
            return Status(
                code=StatusCode.NOT_CONVERGED,
                sentence=f"The chains have not settled{often}: " + "; ".join(problems) + ".",
            )
        return Status(
            code=StatusCode.OK,
            sentence=(
                f"The estimate has settled: {self.chains} independent runs of the sampler agree."
            ),
        )


def judge(
    chains: Chains,
    names: tuple[str, ...],
    totals: Mapping[str, FloatArray],
    *,
    plan: Sampling,
    attempts: int = 1,
) -> Convergence:
    """Judge the chains on every parameter and on every total that will be shown.

    ``totals`` maps a name to draws of shape (chain × draw,), chains one after another.
    Rank-normalised split R-hat, bulk ESS, and tail ESS at 5 % and 95 %, see ``mixing.py``.
    """
    count, draws, _ = chains.theta.shape
    stacked = [values.reshape(count, draws, 1) for values in totals.values()]
    found = mixing(np.concatenate([chains.theta, *stacked], axis=2))
    labels = (*names, *totals)
    # a quantity that never moves is not a number; it has not been explored, so it fails
    rhat = np.where(np.isfinite(found.rhat), found.rhat, np.inf)
    bulk, tail = (np.nan_to_num(ess, nan=0.0) for ess in (found.bulk, found.tail))
    fewest = np.minimum(bulk, tail)
    worst = int(fewest.argmin()) if rhat.max() <= MOST_RHAT else int(rhat.argmax())
    return Convergence(
        chains=count,
        draws=draws,
        rhat=float(rhat.max()),
        ess_bulk=float(bulk.min()),
        ess_tail=float(tail.min()),
        divergences=chains.divergences,
        worst=labels[worst],
        gradients=chains.gradients,
        plan=plan,
        attempts=attempts,
    )
