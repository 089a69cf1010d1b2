"""What became of each claim, source and statement once the losses were reckoned."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from asculum.evidence.claims import BOTH, CIVILIANS, Bound, Claim, Kind, Scope
from asculum.evidence.dossier import Dossier
from asculum.evidence.lineage import roles
from asculum.losses.design import Design
from asculum.losses.estimate import Losses
from asculum.losses.observations import SCOPES, Observation, observe
from asculum.losses.posterior import prior_lean
from asculum.options.ledger import PYRRHIC, PyrrhicLedger
from asculum.report.reckoning import ClaimReading, Lean, StatementReading
from asculum.report.wording import figure, percent, rounded
from asculum.terms.estimate import FloatArray, interval
from asculum.terms.period import Period
from asculum.terms.speech import message, together


def readings(dossier: Dossier, losses: Losses, prob: float) -> tuple[ClaimReading, ...]:
    """Return the role of every claim, and what the posterior makes of the quantity it speaks of."""
    role = roles(dossier)
    used = {item.claim for item in losses.found}
    found = []
    for claim in dossier.claims:
        held, why = role[claim.id].role, role[claim.id].why
        if held == "evidence" and claim.id not in used:
            held, why = "unused", message("it binds nothing: at least 0, or a figure of 0")
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
    dossier: Dossier, losses: Losses, ledger: PyrrhicLedger | None, prob: float
) -> tuple[StatementReading, ...]:
    """Set each statement of the dossier beside what the evidence says of it.

    A statement is held against the figure of its claim, the people of the place, or the ledger;
    each verdict comes with the rule by which it is given.
    """
    known = {claim.id: claim for claim in dossier.claims}
    found = []
    for item in dossier.statements:
        if item.claim and item.claim not in known:
            read = _told(message("Its claim was not yet published on this date."))
        elif item.about == "pyrrhic":
            read = _word(dossier, ledger, prob)
        elif not item.claim:
            read = _told(_NO_NUMBER)
        elif item.about == "population":
            read = _people(dossier, losses, known[item.claim], prob)
        else:
            read = _compare(dossier, losses, known[item.claim], prob)
        found.append(replace(read, text=item.text, claim=item.claim))
    return tuple(found)


SUPPORTED, CONTRADICTED, UNTOLD = (
    message("supported"),
    message("contradicted"),
    message("cannot be told"),
)
_NO_NUMBER = message("It carries no number that could be held against the evidence.")


def _told(sentence: str, verdict: str = UNTOLD, rule: str = "") -> StatementReading:
    return StatementReading(text="", claim="", verdict=verdict, sentence=sentence, rule=rule)


def _word(dossier: Dossier, ledger: PyrrhicLedger | None, prob: float) -> StatementReading:
    """Hold a statement that the victory was pyrrhic against the ledger."""
    if ledger is None:
        return _told(
            message("The dossier names no victor.")
            if dossier.over
            else message("The battle was not over by then.")
        )
    above = ledger.index("SER").above
    verdict = UNTOLD
    if ledger.label == PYRRHIC:
        verdict = SUPPORTED
    elif ledger.label and above is not None and 1 - above >= prob:
        verdict = CONTRADICTED
    rule = message(
        "Rule: supported if the ledger uses the word; contradicted if the winner "
        "lost the larger share of its pool in at most {share} of draws; else it "
        "cannot be told. Held against {winner} as the winner.",
        share=percent(1 - prob),
        winner=ledger.winner,
    )
    return _told(ledger.short, verdict, rule)


def _people(dossier: Dossier, losses: Losses, claim: Claim, prob: float) -> StatementReading:
    """Hold the quantity of a claim against the people who lived in the place before."""
    here = dossier.place.name.casefold()
    rows = [
        row
        for row in dossier.people
        if row.measure == "population" and row.place.casefold() == here
    ]
    ends = [end for row in rows for end in (row.low, row.best, row.high) if end is not None]
    if not ends:
        return _told(
            message(
                "Nobody’s figure for the people of {name} was known by then.",
                name=dossier.place.name,
            )
        )
    draws = truth(dossier, losses, claim)
    if draws is None:
        return _unreached(losses)
    lower, median, upper = interval(draws, prob)
    spoken, least, most = rounded(lower, median, upper), min(ends), max(ends)
    people = (" " + message("to") + " ").join(dict.fromkeys(figure(end) for end in (least, most)))
    share = rounded(lower / most, median / ((least + most) / 2), upper / least)
    verdict = SUPPORTED if least <= upper and most >= lower else CONTRADICTED
    return _told(
        message(
            "The evidence makes the losses about {median} ({share} interval {span}) and "
            "sources the people of {name} {people}: about {median_2} of them for each "
            "one ({span_2}).",
            median=spoken.median,
            share=percent(prob),
            span=spoken.span,
            name=dossier.place.name,
            people=people,
            median_2=share.median,
            span_2=share.span,
        ),
        verdict,
        message(
            "Rule: supported if the {share} interval of the losses meets the range of "
            "the stated populations, contradicted if it does not.",
            share=percent(prob),
        ),
    )


def _unreached(losses: Losses) -> StatementReading:
    return _told(
        message(
            "The evidence does not let this quantity be estimated: {why}",
            why=losses.status.sentence,
        )
    )


def _compare(dossier: Dossier, losses: Losses, claim: Claim, prob: float) -> StatementReading:
    """Hold one claim's figure against the reckoned truth of what it speaks of."""
    draws = truth(dossier, losses, claim)
    if draws is None:
        return _unreached(losses)
    lower, median, upper = interval(draws, prob)
    spoken = rounded(lower, median, upper)
    says = message(
        "The evidence makes it about {median}, between {lower} and {upper} ({share} interval)",
        median=spoken.median,
        lower=spoken.lower,
        upper=spoken.upper,
        share=percent(prob),
    )
    least = claim.low if claim.low is not None else claim.figure
    most = claim.high if claim.high is not None else claim.figure
    if claim.bound is Bound.AT_LEAST or (claim.best is None and claim.high is None):
        share, words = float((draws >= least).mean()), message("at least")
    elif claim.bound is Bound.AT_MOST or (claim.best is None and claim.low is None):
        share, words = float((draws <= most).mean()), message("at most")
    else:
        return _within(claim, says, (least, most), (lower, upper), prob)
    rule = message(
        "Rule: supported if so in at least {share} of draws, contradicted if in at "
        "most {share_2}, else it cannot be told.",
        share=percent(prob),
        share_2=percent(1 - prob),
    )
    sentence = message(
        "{says}; it is {words} the figure in {share} of draws.",
        says=says,
        words=words,
        share=percent(share),
    )
    return _told(sentence, _by_share(share, prob), rule)


def _within(
    claim: Claim,
    says: str,
    stated: tuple[float, float],
    truth_ends: tuple[float, float],
    prob: float,
) -> StatementReading:
    """Say whether a stated figure or range meets the interval of what it speaks of."""
    (least, most), (lower, upper) = stated, truth_ends
    rule = message(
        "Rule: supported if the figure or its range meets the {share} interval, "
        "contradicted if it does not.",
        share=percent(prob),
    )
    if least <= upper and most >= lower:
        extra: tuple[str, ...] = ()
        if claim.side == BOTH and claim.kind is not Kind.RATIO:
            extra = (message("How it divides between the sides is another matter."),)
        return _told(
            together(message("{says}; the figure lies within.", says=says), *extra),
            SUPPORTED,
            rule,
        )
    told = (
        message("{says}; the figure lies above.", says=says)
        if least > upper
        else message("{says}; the figure lies below.", says=says)
    )
    return _told(told, CONTRADICTED, rule)


def _by_share(share: float, prob: float) -> str:
    if share >= prob:
        return SUPPORTED
    return CONTRADICTED if share <= 1 - prob else UNTOLD
