"""What became of each claim, source and statement once the losses were reckoned."""

from __future__ import annotations

import math

import numpy as np

from asculum.evidence.claims import BOTH, CIVILIANS, Bound, Claim, Kind, Scope
from asculum.evidence.dossier import Dossier
from asculum.evidence.lineage import roles
from asculum.losses.design import Design
from asculum.losses.estimate import Losses
from asculum.losses.observations import SCOPES, Observation, observe
from asculum.losses.posterior import prior_lean
from asculum.report.reckoning import ClaimReading, Lean, StatementReading
from asculum.report.wording import percent, rounded
from asculum.terms.estimate import FloatArray, interval
from asculum.terms.period import Period


def readings(dossier: Dossier, losses: Losses, prob: float) -> tuple[ClaimReading, ...]:
    """Return the role of every claim, and what the posterior makes of the quantity it speaks of."""
    role = roles(dossier)
    used = {item.claim for item in losses.found}
    found = []
    for claim in dossier.claims:
        held, why = role[claim.id].role, role[claim.id].why
        if held == "evidence" and claim.id not in used:
            held, why = "unused", "it binds nothing: at least 0, or a figure of 0"
        draws = truth(dossier, losses, claim)
        lower = median = upper = None
        if draws is not None:
            lower, median, upper = interval(draws, prob)
        found.append(
            ClaimReading(
                claim=claim.id,
                role=held,
                why=why,
                origin=role[claim.id].origin,
                truth_lower=lower,
                truth_median=median,
                truth_upper=upper,
            )
        )
    return tuple(found)


def truth(dossier: Dossier, losses: Losses, claim: Claim) -> FloatArray | None:
    """Return draws of the very quantity a claim speaks of, in its unit; ``None`` out of reach.

    Out of reach are civilians, sides and forces that the claims cannot tell, categories that are
    not claimed for the side, and days beyond the grid of the run.
    """
    if losses.posterior is None or not losses.status.ok or claim.side == CIVILIANS:
        return None
    item = observe(dossier, claim)
    if item is None or not _reached(losses, item):
        return None
    try:
        draws = losses.posterior.quantity(item)
    except KeyError:
        return None
    return draws if np.isfinite(draws).all() else None


def _reached(losses: Losses, item: Observation) -> bool:
    assert losses.posterior is not None, "asked only of a posterior"
    design = losses.posterior.design
    known = all(losses.identified.sides[side].ok for side in item.sides)
    claimed = all(losses.claimed(side, item.category) for side in item.sides)
    grid = design.grid
    first, last = 0, grid.cells
    if item.scope in (SCOPES[Scope.BATTLE], SCOPES[Scope.SECTOR]):
        first, last = design.share_cells
    covered = Period(start=grid.period(first).start, end=grid.period(last - 1).end)
    return known and claimed and covered.contains(item.period)


def leans(losses: Losses, prob: float) -> tuple[Lean, ...]:
    """Return how far each source leans on each side, as a factor, beside what was assumed of it."""
    if losses.posterior is None or not losses.status.ok:
        return ()
    design = losses.posterior.design
    found = []
    for pair, (source, side) in enumerate(design.pairs):
        if not losses.identified.sides[side].ok:
            continue
        lower, median, upper = interval(np.exp(losses.posterior.lean[:, pair]), prob)
        mean, sd = prior_lean(design, pair)
        z = _normal_quantile((1 + prob) / 2)
        found.append(
            Lean(
                source=source,
                side=side,
                relation=design.pair_relation[pair],
                claims=_spoken(design, source, side),
                lower=lower,
                median=median,
                upper=upper,
                prior_lower=math.exp(mean - z * sd),
                prior_median=math.exp(mean),
                prior_upper=math.exp(mean + z * sd),
            )
        )
    return tuple(found)


def _spoken(design: Design, source: str, side: str) -> int:
    return sum(item.source == source and side in item.sides for item in design.observations)


def _normal_quantile(prob: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(prob)


def statements(
    dossier: Dossier, losses: Losses, ledger_sentence: str, prob: float
) -> tuple[StatementReading, ...]:
    """Set each statement of the dossier beside what the evidence says of its number."""
    found = []
    for item in dossier.statements:
        known = {claim.id: claim for claim in dossier.claims}
        if not item.claim:
            verdict, sentence = "cannot be told", ledger_sentence or _NO_NUMBER
        elif item.claim not in known:
            verdict, sentence = "cannot be told", "Its claim was not yet published on this date."
        else:
            verdict, sentence = _compare(dossier, losses, known[item.claim], prob)
        found.append(
            StatementReading(text=item.text, claim=item.claim, verdict=verdict, sentence=sentence)
        )
    return tuple(found)


_NO_NUMBER = "It carries no number that could be held against the evidence."


def _compare(dossier: Dossier, losses: Losses, claim: Claim, prob: float) -> tuple[str, str]:
    """Hold one claim's figure against the reckoned truth of what it speaks of."""
    draws = truth(dossier, losses, claim)
    if draws is None:
        return "cannot be told", (
            "The evidence does not let this quantity be estimated: " + losses.status.sentence
        )
    lower, median, upper = interval(draws, prob)
    spoken = rounded(lower, median, upper)
    says = (
        f"The evidence makes it about {spoken.median}, between {spoken.lower} and {spoken.upper} "
        f"({percent(prob)} interval)"
    )
    least = claim.low if claim.low is not None else claim.figure
    most = claim.high if claim.high is not None else claim.figure
    if claim.bound is Bound.AT_LEAST or (claim.best is None and claim.high is None):
        share = float((draws >= least).mean())
        return _by_share(
            share, prob
        ), f"{says}; it is at least the figure in {percent(share)} of draws."
    if claim.bound is Bound.AT_MOST or (claim.best is None and claim.low is None):
        share = float((draws <= most).mean())
        return _by_share(
            share, prob
        ), f"{says}; it is at most the figure in {percent(share)} of draws."
    inside = least <= upper and most >= lower
    if inside:
        extra = ""
        if claim.side == BOTH and claim.kind is not Kind.RATIO:
            extra = " How it divides between the sides is another matter."
        return "supported", f"{says}; the figure lies within.{extra}"
    where = "above" if least > upper else "below"
    return "contradicted", f"{says}; the figure lies {where}."


def _by_share(share: float, prob: float) -> str:
    if share >= prob:
        return "supported"
    return "contradicted" if share <= 1 - prob else "cannot be told"
