"""The law of attrition as the process of the losses: strengths of a dossier introduce them."""

from __future__ import annotations

import numpy as np

from asculum.attrition.driven import driven
from asculum.attrition.fit_forms import form
from asculum.attrition.stated import FEWEST, lacking, line
from asculum.evidence.dossier import Dossier
from asculum.losses.contraction import MOSTLY_ASSUMED
from asculum.losses.estimate import Losses
from asculum.losses.grid import WEEK
from asculum.losses.identification import identify
from asculum.losses.observations import observations
from asculum.losses.process import Process
from asculum.study.fighting import sides
from asculum.terms.estimate import Estimate
from asculum.terms.status import Status, StatusCode

#: Laws that may be the process of the losses.
LAWS = ("square", "linear", "logarithmic", "mixed", "osipov", "generalised")


def process_of(dossier: Dossier, law: str) -> Process | Status:
    """Return a law as the process of a dossier's losses, or why there is none.

    A is the attacker. Each week's strengths are those of its middle.
    """
    both, chosen = sides(dossier), form(law)
    wanting = [why for side in both if (why := lacking(dossier, side.id))]
    if wanting:
        return Status(
            code=StatusCode.NOT_IDENTIFIED,
            sentence=(
                f"The {law} law needs to know how many faced each other, and "
                + "; ".join(wanting)
                + f". It takes {FEWEST} days for each side."
            ),
        )
    first, last = dossier.period.start.toordinal(), dossier.period.end.toordinal()
    begun = np.arange(first, last, WEEK, dtype=np.float64)
    middles = (begun + np.minimum(begun + WEEK, last)) / 2
    lines = [line(dossier, side.id, middles) for side in both]
    held = driven(
        chosen,
        np.stack([middle for middle, _ in lines]),
        np.stack([width for _, width in lines]),
    )
    return Process(
        name=f"{law} law",
        middle={side.id: held.middle[i] for i, side in enumerate(both)},
        by={side.id: held.by[i] for i, side in enumerate(both)},
        names=held.names,
        means=held.means,
        sds=held.sds,
    )


def refused(dossier: Dossier, status: Status) -> Losses:
    """Return losses that are not reckoned, since the law that they should follow is not known."""
    found = observations(dossier)
    return Losses(dossier=dossier, found=found, identified=identify(dossier, found), status=status)


def law_estimates(losses: Losses) -> tuple[Estimate, ...]:
    """Return what the claims tell of the law's exponents, and by how much losses departed from it.

    An exponent of whose prior variance less than half was taken away is ``NOT_IDENTIFIED``. The
    departure is the standard deviation of the weekly change of ln losses beside the law.
    """
    if losses.posterior is None or not losses.status.ok:
        return ()
    posterior = losses.posterior
    process = posterior.design.about.process
    if process is None:
        return ()
    step = posterior.design.priors.normal("weekly_change")
    departure = np.exp(step.mean + step.sd * posterior.design.blocks["step"].take(posterior.theta))
    found = [_estimate(losses, "weekly departure from the law", departure, losses.status)]
    if "law" in posterior.design.blocks:
        held = posterior.design.blocks["law"].take(posterior.theta)
        for i, name in enumerate(process.names):
            if name.startswith("count"):
                continue
            learnt = 1.0 - float(held[:, i].var())
            status = losses.status
            if learnt < MOSTLY_ASSUMED:
                told = f"{name} is not told by the claims ({max(learnt, 0.0):.0%} learnt)."
                status = Status(code=StatusCode.NOT_IDENTIFIED, sentence=told)
            draws = process.means[i] + process.sds[i] * held[:, i]
            found.append(_estimate(losses, name, draws, status))
    return tuple(found)


def _estimate(losses: Losses, quantity: str, draws: np.ndarray, status: Status) -> Estimate:
    return Estimate(
        quantity=quantity,
        draws=np.asarray(draws, dtype=np.float64),
        unit="1",
        method=losses.method,
        status=status,
        period=losses.period,
        sources=tuple(item.claim for item in losses.found),
    )
