"""Whether independent runs of the latent-class sampler agree, and what their draws are worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.terms.mixing import draws_of_mean, mixing
from asculum.terms.status import Status, StatusCode

FloatArray = npt.NDArray[np.float64]

#: The largest R-hat between runs that passes (Vehtari et al. 2021).
MOST_RHAT = 1.01
#: The most by which the best chain's mean log likelihood may lead the middle chain's: beyond it,
#: and beyond six times the chains' own scatter, a few chains have found what most have missed.
MOST_LEAD, LEAD_SCATTER = 20.0, 6.0
#: The fewest effective draws, in the bulk and in the tails, that pass.
FEWEST_ESS = 400


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How the runs fared, for the total N.

    ``rhat`` is rank-normalised and between runs, each split in an earlier and a later half; ranks
    are the same for N and ln N. ``lead`` is how far the best chain's mean log likelihood is above
    the middle chain's, and ``scatter`` a robust standard deviation of the chains' means.
    ``ess_bulk`` and ``ess_tail`` are by ranks; ``ess_mean`` and ``ess_mean_log`` are for the means
    of N and ln N. ``evidence`` is each run's log evidence, up to a constant of the table, and
    ``powers`` the number of powers of the likelihood it went through. ``attempts`` is 0 where a
    lighter try before the first attempt agreed.
    """

    runs: int
    chains: int
    steps: int
    attempts: int
    rhat: float
    lead: float
    scatter: float
    ess_bulk: float
    ess_tail: float
    ess_mean: float
    ess_mean_log: float
    medians: tuple[float, ...]
    evidence: tuple[float, ...]
    powers: tuple[int, ...]

    @property
    def status(self) -> Status:
        """The agreement as a status."""
        problems = []
        if not self.rhat <= MOST_RHAT:
            told = ", ".join(f"{median:,.0f}" for median in self.medians)
            problems.append(f"R-hat between runs is {self.rhat:.3f} (medians {told})")
        if not self.lead <= max(MOST_LEAD, LEAD_SCATTER * self.scatter):
            problems.append(
                f"the best chain's log likelihood is {self.lead:.0f} above the middle chain's"
            )
        fewest = min(self.ess_bulk, self.ess_tail, self.ess_mean_log)
        if not fewest >= FEWEST_ESS:
            problems.append(f"the total has {fewest:,.0f} effective draws (at least {FEWEST_ESS})")
        if problems:
            return Status(
                code=StatusCode.NOT_CONVERGED,
                sentence=f"after {self.attempts} attempts the runs disagree: {'; '.join(problems)}",
            )
        return Status(
            code=StatusCode.OK, sentence=f"{self.runs} independent runs of the sampler agree"
        )


def judge(
    totals: FloatArray,
    fits: FloatArray,
    *,
    attempts: int,
    evidence: tuple[float, ...],
    powers: tuple[int, ...],
) -> Agreement:
    """Judge draws of the total and their log likelihoods, both of shape (run, chain, step)."""
    runs, chains, steps = totals.shape
    apart = totals.reshape(runs * chains, steps, 1)
    # steps of all chains side by side, so that halves of a run are its earlier and later steps
    whole = totals.swapaxes(1, 2).reshape(runs, steps * chains, 1)
    means = fits.reshape(runs * chains, steps).mean(axis=1)
    middle = float(np.median(means))
    rhat = float(mixing(whole).rhat[0])
    within = mixing(apart)
    both = draws_of_mean(np.concatenate([apart, np.log(apart)], axis=2))
    told = [within.bulk[0], within.tail[0], *both]
    bulk, tail, mean, mean_log = (float(ess) if np.isfinite(ess) else 0.0 for ess in told)
    return Agreement(
        runs=runs,
        chains=chains,
        steps=steps,
        attempts=attempts,
        rhat=rhat if np.isfinite(rhat) else np.inf,
        lead=float(means.max()) - middle,
        scatter=1.4826 * float(np.median(np.abs(means - middle))),
        ess_bulk=bulk,
        ess_tail=tail,
        ess_mean=mean,
        ess_mean_log=mean_log,
        medians=tuple(float(np.median(run)) for run in totals),
        evidence=evidence,
        powers=powers,
    )
