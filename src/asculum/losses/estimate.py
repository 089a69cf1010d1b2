"""How many were lost: from a dossier to joint draws, or to a refusal with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.evidence.dossier import Dossier
from asculum.losses import codes as k
from asculum.losses.contraction import MOSTLY_ASSUMED, contraction, prior_of
from asculum.losses.design import Design
from asculum.losses.identification import Identified, identify
from asculum.losses.layout import make_design
from asculum.losses.observations import Leaf, Observation, leaves, observations
from asculum.losses.posterior import LossesPosterior
from asculum.losses.process import Process
from asculum.losses.sampler import Chains, Progress, Sampling, sample
from asculum.terms.convergence import Convergence, judge
from asculum.terms.estimate import Estimate
from asculum.terms.period import Period
from asculum.terms.sheets import Sheet, Tabular, estimates_sheet
from asculum.terms.status import Status, StatusCode, worst

if TYPE_CHECKING:
    from xarray import DataTree

FloatArray = npt.NDArray[np.float64]

METHOD = "losses: claims with biased sources over a random walk"
#: Categories that are reported, in order. Captured and missing alone are hardly ever claimed, and
#: their estimates would only hand back what was assumed.
APART = frozenset({"captured", "missing", "irrecoverable"})
REPORTED = ("killed", "wounded", "casualties", "irrecoverable")


@dataclass(frozen=True, kw_only=True)
class LossesModel:
    """How the losses are estimated; the priors are the dossier's.

    Chains that have not settled are drawn anew by a longer plan (``Sampling.longer``), up to
    ``attempts`` times in all. The walk of the losses is about ``process`` where one is given.
    """

    sampling: Sampling = field(default_factory=Sampling)
    attempts: int = 2
    process: Process | None = None

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError("there must be at least 1 attempt")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Losses(Tabular):
    """The losses of a battle as far as its claims tell them.

    ``posterior`` and ``convergence`` are ``None`` where the estimate is refused; ``status`` says
    why.
    """

    dossier: Dossier
    found: tuple[Observation, ...]
    identified: Identified
    status: Status
    posterior: LossesPosterior | None = None
    convergence: Convergence | None = None

    def sheet(self) -> Sheet:
        """Return the battle's totals as a table; empty where refused, with the reason below."""
        note = f"{self.status.code.value}: {self.status.sentence}"
        return estimates_sheet(self.totals, title=self.dossier.title, note=note)

    def to_datatree(self) -> DataTree:
        """Return the posterior week by week with named dimensions, see ``losses.datatree``.

        Raises ``ValueError`` where the estimate was refused.
        """
        from asculum.losses.datatree import to_datatree

        return to_datatree(self)

    @cached_property
    def prior(self) -> LossesPosterior:
        """What the model held of everything before a claim was read, from a seed of its own.

        Raises ``ValueError`` where the estimate was refused.
        """
        if self.posterior is None:
            raise ValueError(self.status.sentence)
        return prior_of(self.posterior.design, seed=0)

    @property
    def method(self) -> str:
        """How the losses were estimated, in words."""
        held = self.posterior.design.about.process if self.posterior is not None else None
        return METHOD if held is None else f"{METHOD} about the {held.name}"

    @property
    def period(self) -> Period:
        """The days that totals are of: the battle, or what lay behind the as-of day of it."""
        return self.dossier.answered

    @property
    def weeks(self) -> tuple[Period, ...]:
        """The weeks of the battle that lay wholly behind the as-of day; none where refused."""
        if self.posterior is None:
            return ()
        weeks = self.posterior.design.grid.battle_periods()
        return tuple(week for week in weeks if week.end <= self.period.end)

    @cached_property
    def totals(self) -> tuple[Estimate, ...]:
        """The battle's totals by side, force and category; empty where refused."""
        if self.posterior is None or not self.status.ok:
            return ()
        found = []
        for side in self.dossier.sides:
            forces = ["", *(force.id for force in side.forces)] if side.forces else [""]
            for force in forces:
                for category in REPORTED:
                    estimate = self.total(side.id, force=force, category=category)
                    if estimate is not None and self.told(side.id, category):
                        found.append(estimate)
        return tuple(found)

    def total(
        self,
        side: str,
        *,
        force: str = "",
        category: str = "killed",
        period: Period | None = None,
    ) -> Estimate | None:
        """Return the losses of a side or force in the battle over a period, as an estimate.

        The period is the battle unless another is given; as of a day within it, its days so far.

        ``None`` where the claims cannot tell: the side is not identified, the force is never
        claimed apart from the rest of its side, or the category is not claimed for the side.
        """
        if self.posterior is None or not self.status.ok or not self.identified.sides[side].ok:
            return None
        if not self.claimed(side, category):
            return None
        forces = leaves(self.dossier, side, force)
        period = period or self.period
        try:
            draws = self.posterior.losses(forces, category=category, period=period)
        except KeyError:
            return None
        return Estimate(
            quantity=category,
            draws=draws,
            unit="persons",
            method=self.method,
            status=worst(
                [
                    self.status,
                    self.identified.sides[side],
                    self._told(side, category),
                    self.taught(side, force=force, category=category, period=period),
                ]
            ),
            side=side,
            force=force,
            period=period,
            sources=self.moved_by(forces),
        )

    def taught(
        self, side: str, *, force: str = "", category: str = "killed", period: Period | None = None
    ) -> Status:
        """Return whether the claims, and not what was assumed, make most of an estimate.

        Doubtful where 1 - Var(ln posterior) / Var(ln prior) lies below ``MOSTLY_ASSUMED``.
        Raises ``KeyError`` where the claims cannot tell the force or the category, and
        ``ValueError`` where the estimate was refused.
        """
        if self.posterior is None:
            raise ValueError(self.status.sentence)
        forces = leaves(self.dossier, side, force)
        before = self.prior.losses(forces, category=category, period=period)
        after = self.posterior.losses(forces, category=category, period=period)
        # nothing of the battle falls on days that no claim about it reaches
        learnt = contraction(before, after) if (before > 0).all() and (after > 0).all() else 0.0
        if learnt >= MOSTLY_ASSUMED:
            return self.identified.sides[side]
        name = self.dossier.side(side).force_name(force)
        left = f"{min(1 - learnt, 1.0):.0%} of the variance that was assumed is left"
        return Status(
            code=StatusCode.DOUBTFUL,
            sentence=f"The {category} of {name} are mostly what was assumed of them: {left}.",
        )

    def weekly(self, side: str, *, force: str = "", category: str = "killed") -> FloatArray:
        """Return losses week by week of the battle [persons], shape (draw, week), see ``weeks``.

        Raises ``KeyError`` where the claims cannot tell the force or the category, and
        ``ValueError`` where the estimate was refused.
        """
        if self.posterior is None:
            raise ValueError(self.status.sentence)
        whole = self.posterior.weekly(leaves(self.dossier, side, force), category=category)
        return whole[:, : len(self.weeks)]

    def claimed(self, side: str, category: str) -> bool:
        """Return whether the claims say enough of a category to estimate it for a side.

        Killed is the model's own quantity. Wounded, casualties and irrecoverable losses need a
        claim on the side in a category other than killed.
        """
        if category == "killed":
            return True
        return bool(self.identified.categories[side] - {"killed"})

    def told(self, side: str, category: str) -> bool:
        """Return whether claims, and not assumptions alone, tell every part of a category.

        Captured and missing are a small part of casualties, but all that sets irrecoverable
        losses apart from killed: those need a claim that counts them.
        """
        if category != "irrecoverable":
            return self.claimed(side, category)
        return bool(self.identified.categories[side] & APART)

    def _told(self, side: str, category: str) -> Status:
        if self.told(side, category):
            return self.identified.sides[side]
        name = self.dossier.side(side).name
        return Status(
            code=StatusCode.DOUBTFUL,
            sentence=(
                f"No claim counts the captured and missing of {name}: they are taken as assumed "
                "shares of the killed."
            ),
        )

    def moved_by(self, forces: tuple[Leaf, ...]) -> tuple[str, ...]:
        """Return the claims that speak of any of these forces, in the order of the table."""
        wanted = set(forces)
        return tuple(
            item.claim for item in self.found if wanted.intersection((*item.forces, *item.below))
        )


def estimate(
    dossier: Dossier,
    *,
    model: LossesModel | None = None,
    seed: int = 1,
    progress: Progress | None = None,
    halt: Event | None = None,
) -> Losses:
    """Estimate the losses of both sides from the claims of a dossier.

    ln claim = ln truth + lean(source, side) + error: the truth is the weekly killed of each side
    as a random walk on the log scale, split between forces, carried to other categories by ratios
    to killed and to wider scopes by shares; a source leans as its allegiance does, give or take;
    errors are Student t with 4 degrees of freedom. A source may lean differently on different
    categories, and its leaning may change slowly. The whole is on docs/methods/losses.md.

    Returns draws [persons] that share one index, or a refusal in ``status``. ``halt``, once set,
    stops a run that is made in a thread with ``KeyboardInterrupt``.

    Assumes: third parties lean little on the whole (the stated prior); a source's leaning
    changes slowly if at all; echoes are marked as such; ratios to killed are constant.
    Biased when: all sources of the deciding kind err together; echoes are taken for witnesses.
    Do not use when: the figures are counts of named persons on overlapping lists (see undercount).

    References: Radford et al. 2023 (claims with biased sources); Vehtari et al. 2021 (convergence).
    """
    model = model or LossesModel()
    found = observations(dossier)
    identified = identify(dossier, found)
    if not identified.any:
        return Losses(
            dossier=dossier,
            found=found,
            identified=identified,
            status=_refusal(dossier, found, identified),
        )
    beyond = [item.claim for item in found if item.scope != k.BATTLE]
    if model.process is not None and beyond:
        return Losses(
            dossier=dossier, found=found, identified=identified, status=_beyond(model, beyond)
        )
    design = make_design(dossier, found, process=model.process)
    plan = model.sampling
    for attempt in range(1, model.attempts + 1):
        stream = "losses/sampler" + "/again" * (attempt - 1)
        try:
            chains = sample(
                design, sampling=plan, seed=seed, stream=stream, progress=progress, halt=halt
            )
        except RuntimeError as error:
            losses = Losses(
                dossier=dossier, found=found, identified=identified, status=_failure(error)
            )
        else:
            losses = conclude(dossier, found, design, chains, plan=plan, attempts=attempt)
        if losses.status.code is not StatusCode.NOT_CONVERGED:
            break
        plan = plan.longer()
    return losses


def restore(
    dossier: Dossier,
    theta: FloatArray,
    convergence: Convergence,
    *,
    process: Process | None = None,
) -> Losses:
    """Return the losses of draws that were kept, shape (draw, parameter), as when they were made.

    ``dossier`` must be the one they were drawn for, narrowed to the same as-of date, and
    ``process`` likewise.
    """
    found = observations(dossier)
    design = make_design(dossier, found, process=process)
    return _judged(dossier, found, LossesPosterior(design=design, theta=theta), convergence)


def conclude(
    dossier: Dossier,
    found: tuple[Observation, ...],
    design: Design,
    chains: Chains,
    *,
    plan: Sampling,
    attempts: int = 1,
) -> Losses:
    """Join the chains to the claims they came from and judge whether they may be believed.

    ``plan`` is how the chains were drawn, in the last of ``attempts``.
    """
    posterior = LossesPosterior(design=design, theta=chains.theta.reshape(-1, design.size))
    draft = Losses(
        dossier=dossier,
        found=found,
        identified=identify(dossier, found),
        status=Status(code=StatusCode.OK, sentence=""),
        posterior=posterior,
    )
    totals = {
        f"{item.quantity} of {item.force or item.side}": np.log(np.maximum(item.draws, 1e-12))
        for item in draft.totals
    }
    convergence = judge(chains, design.names, totals, plan=plan, attempts=attempts)
    return _judged(dossier, found, posterior, convergence)


def _judged(
    dossier: Dossier,
    found: tuple[Observation, ...],
    posterior: LossesPosterior,
    convergence: Convergence,
) -> Losses:
    """Join what the chains and the claims say of themselves into one status."""
    identified = identify(dossier, found)
    losses = Losses(
        dossier=dossier,
        found=found,
        identified=identified,
        status=convergence.status,
        posterior=posterior,
        convergence=convergence,
    )
    wanting = [item for item in identified.sides.values() if item.code is not StatusCode.OK]
    known = [side for side, item in identified.sides.items() if item.ok]
    wanting += [item for item in map(losses.taught, known) if item.code is not StatusCode.OK]
    if not losses.status.ok or not wanting:
        return losses
    sentence = " ".join(dict.fromkeys(item.sentence for item in wanting))
    return replace(losses, status=Status(code=StatusCode.DOUBTFUL, sentence=sentence))


def _refusal(dossier: Dossier, found: tuple[Observation, ...], identified: Identified) -> Status:
    """Say why nothing is estimated."""
    if not found:
        sentence = "No claim of the dossier counts soldiers' losses in a way that can be used."
    else:
        sentence = " ".join(identified.sides[side.id].sentence for side in dossier.sides)
    if found and all(item.join == k.SUM for item in found):
        sentence += " No ratio between the sides can be had from a total of both."
    return Status(code=StatusCode.NOT_IDENTIFIED, sentence=sentence)


def _beyond(model: LossesModel, claims: list[str]) -> Status:
    """Say why the law of a battle is not set beside claims on a whole front."""
    assert model.process is not None, "asked only where there is one"
    few = ", ".join(dict.fromkeys(claims[:5]))
    return Status(
        code=StatusCode.NOT_IDENTIFIED,
        sentence=(
            f"The {model.process.name} speaks of the battle, and claims reach beyond it ({few}): "
            "what the front lost would be taken to follow the numbers in the battle."
        ),
    )


def _failure(error: RuntimeError) -> Status:
    """Say that the sampler gave up: its first line only, which is the cause."""
    cause = str(error).strip().splitlines()[:1]
    sentence = "The sampler gave up before it had drawn enough" + (
        f" ({cause[0]})" if cause else ""
    )
    return Status(code=StatusCode.NOT_CONVERGED, sentence=f"{sentence}; no figure can be given.")
