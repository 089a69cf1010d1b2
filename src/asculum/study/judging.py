"""What was reckoned on past days, and what newsrooms would have written, against what came out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

import numpy as np

from asculum.evidence.claims import BOTH, Claim, Kind
from asculum.evidence.dossier import Dossier
from asculum.evidence.lineage import Lineage
from asculum.losses.baseline_terms import Baseline, Question
from asculum.losses.baselines import baselines
from asculum.losses.estimate import Losses
from asculum.study.hindcast import fit, followed
from asculum.study.past import PastDay
from asculum.study.scored import CLAIM, MODEL, POSTERIOR, Score
from asculum.terms import scores
from asculum.terms.errors import UsageError
from asculum.terms.estimate import FloatArray, interval

#: Points that stand for a reference that is a range.
POINTS = 101


def references(dossier: Dossier, names: Sequence[str]) -> tuple[Claim, ...]:
    """Return the claims that past days are held against.

    Raises ``UsageError`` HIN002 for an id that is not there and HIN003 for a claim that is no
    figure of soldiers' losses in the battle (``asculum.study.hindcast.fit``).
    """
    known = {claim.id: claim for claim in dossier.claims}
    found = []
    for name in dict.fromkeys(names):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise UsageError(
                "HIN002",
                f"no claim {name!r} is known as of this day",
                why="a reference is a claim of the dossier, by its id",
                fix=f"did you mean {near[0]!r}?" if near else "look it up in claims.csv",
            )
        claim = known[name]
        if not fit(claim):
            raise UsageError(
                "HIN003",
                f"claim {name} is no figure that an answer could be near to",
                why="it reaches beyond the battle, counts civilians or names, or binds on one side",
                fix="name a claim about the battle with a figure or a range of soldiers' losses",
            )
        found.append(claim)
    return tuple(found)


def judge(
    days: Sequence[PastDay],
    *,
    final: Dossier,
    losses: Losses | None,
    truths: Sequence[Claim],
    prob: float,
) -> tuple[Score, ...]:
    """Hold every day against the named claims; where none is named, against today's estimate.

    ``losses`` is the reckoning of ``final``, the dossier as of today; it is not needed where claims
    are named.
    """
    if truths:
        return tuple(
            score
            for day in days
            for claim in truths
            for score in _by_claim(day, claim, final, prob)
        )
    assert losses is not None, "without a claim today's estimate is the reference"
    return tuple(score for day in days for score in _by_posterior(day, final, losses, prob))


def _by_posterior(day: PastDay, final: Dossier, losses: Losses, prob: float) -> list[Score]:
    """Score a day against what the same model makes of the same days with all that is known now."""
    found: list[Score] = []
    if day.period is None:
        return found
    now = {(e.side, e.force, e.quantity): e for e in followed(losses, day.period)}
    then = {(e.side, e.force, e.quantity): e for e in day.estimates}
    same = {c.id for c in day.dossier.claims} == {c.id for c in final.claims}
    for key in dict.fromkeys((*now, *then)):
        question = Question(side=key[0], force=key[1], category=key[2], period=day.period)
        refusal, outcome = "", now[key].draws if key in now else None
        if same:
            refusal = "nothing was published after this day, so the reference is the answer itself"
        elif outcome is None:
            refusal = "today's evidence does not tell it: " + losses.status.sentence
        judged = _Judge(day.day, question, "persons", POSTERIOR, "", prob, outcome, refusal)
        estimate = then.get(key)
        found.append(judged.model(estimate.draws if estimate else None, _why(day)))
        found += [judged.baseline(answer) for answer in baselines(day.dossier, question)]
    return found


def _by_claim(day: PastDay, claim: Claim, final: Dossier, prob: float) -> list[Score]:
    """Score a day against one claim, unless it or what it hands on was known by then."""
    question = Question(
        side=claim.side, force=claim.force, category=claim.category.value, period=claim.period
    )
    unit = {Kind.RATIO: "ratio", Kind.PER_DAY: "persons a day"}.get(claim.kind, "persons")
    refusal = _seen(day, claim, final)
    judged = _Judge(day.day, question, unit, CLAIM, claim.id, prob, _outcome(claim), refusal)
    found = [judged.model(day.asked.get(claim.id), _why(day))]
    plain = claim.kind in (Kind.COUNT, Kind.CUMULATIVE) and claim.side != BOTH
    if plain:
        found += [judged.baseline(answer) for answer in baselines(day.dossier, question)]
    return found


def _seen(day: PastDay, claim: Claim, final: Dossier) -> str:
    """Say why a claim cannot judge a day: it was evidence by then, or lay ahead of it."""
    lineage = Lineage.of(final.claims)
    kin = {c.id for c in final.claims if lineage.origin(c.id) == lineage.origin(claim.id)}
    known = [c.id for c in day.dossier.claims if c.id in kin]
    if claim.id in known:
        return "the reference had been published and was evidence by this day"
    if known:
        return f"{known[0]}, of the same origin as the reference, was known by this day"
    if claim.period.end > day.day + timedelta(days=1):
        return "the reference speaks of days that lay ahead; nothing here looks forward"
    return ""


def _why(day: PastDay) -> str:
    """Say why a day has no answer at all; empty where it has."""
    return "" if day.status.ok else day.status.sentence


def _outcome(claim: Claim) -> FloatArray:
    """Return what a claim says came to pass: its figure, or points spread over its range."""
    if claim.best is None and claim.low and claim.high:
        return np.geomspace(claim.low, claim.high, POINTS)
    return np.array([claim.figure])


@dataclass(frozen=True)
class _Judge:
    """One question on one day with its reference."""

    day: date
    question: Question
    unit: str
    reference: str
    claim: str
    prob: float
    outcome: FloatArray | None
    refusal: str

    def model(self, draws: FloatArray | None, why: str) -> Score:
        if draws is None:
            why = why or self.refusal or "that day's evidence does not tell it"
            return self._score(MODEL, "", (None, None, None), None, why)
        low, point, high = interval(draws, self.prob)
        return self._score(MODEL, "", (low, point, high), draws, "")

    def baseline(self, answer: Baseline) -> Score:
        told = (answer.low, answer.point, answer.high)
        echoes = "" if answer.name == "UCDP" else answer.echoes.value
        return self._score(answer.name, echoes, told, None, answer.refusal)

    def _score(
        self,
        method: str,
        echoes: str,
        told: tuple[float | None, float | None, float | None],
        draws: FloatArray | None,
        why: str,
    ) -> Score:
        low, point, high = told
        reference: tuple[float | None, float | None, float | None] = (None, None, None)
        penalties: dict[str, float | None] = {}
        refusal = why or self.refusal
        if self.outcome is not None and not self.refusal:
            reference = interval(self.outcome, self.prob)
            if not refusal and low is not None and high is not None:
                penalties = _penalties(low, point, high, draws, self.outcome, self.prob)
        return Score(
            day=self.day,
            method=method,
            echoes=echoes,
            question=self.question,
            unit=self.unit,
            reference=self.reference,
            claim=self.claim,
            prob=self.prob,
            low=low,
            point=point,
            high=high,
            reference_low=reference[0],
            reference_point=reference[1],
            reference_high=reference[2],
            refusal=refusal,
            **penalties,
        )


def _penalties(
    low: float,
    point: float | None,
    high: float,
    draws: FloatArray | None,
    outcome: FloatArray,
    prob: float,
) -> dict[str, float | None]:
    """Return the scores of an answer on both scales; those of logarithms only above 0."""
    positive = low > 0 and outcome.min() > 0 and (draws is None or draws.min() > 0)
    found: dict[str, float | None] = {
        "covered": scores.coverage(low, high, outcome),
        "error_log": None,
    }
    if positive and point:
        found["error_log"] = abs(math.log(point / float(np.median(outcome))))
    for tail, scale in (("", _same), *((("_log", np.log),) if positive else ())):
        ends, came = (float(scale(low)), float(scale(high))), scale(outcome)
        if draws is not None:
            found[f"crps{tail}"] = scores.crps(scale(draws), came)
        else:
            found[f"crps{tail}"] = scores.crps_uniform(*ends, came)
        found[f"interval_score{tail}"] = scores.interval_score(*ends, came, prob)
        if draws is not None and tail:
            told = scores.log_score(scale(draws), came)
            found["log_score_log"] = told
            # the density of losses is that of their logarithm over the losses
            found["log_score"] = None if told is None else told + float(came.mean())
        elif draws is None:
            found[f"log_score{tail}"] = scores.log_score_uniform(*ends, came)
    return found


def _same(value: FloatArray | float) -> FloatArray:
    return np.asarray(value)
