"""A decision weighed: thresholds first, then regret, the worth of learning, what would turn it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.evidence.choices import Option
from asculum.options.decision import DecisionTable
from asculum.options.learning import FEWEST, worth_of_knowing
from asculum.options.outcomes import ENEMY, OWN, Decision, Outcome
from asculum.options.thresholds import Threshold, thresholds

FloatArray = npt.NDArray[np.float64]

#: How far out a bad case lies: one draw in twenty is worse.
BAD = 0.05
#: Prices at which the share of draws is told.
STEPS = 41


@dataclass(frozen=True, kw_only=True, eq=False)
class Scored:
    """One option by every criterion, in own losses; more is better, regret less.

    ``expected`` is the mean beside what happened, ``bad`` the worth that one draw in twenty falls
    short of, beside the like of what happened, ``regret`` what one draw in twenty regrets more
    than, ``best`` the share of draws in which it is the best.
    """

    option: Option
    expected: float
    bad: float
    regret: float
    best: float


@dataclass(frozen=True, kw_only=True)
class Turn:
    """An input at whose end another option has the greater mean.

    ``low`` and ``high`` are the ends of its range (5 % and 95 % points of losses), ``at_low`` and
    ``at_high`` the option that is then best by the mean.
    """

    name: str
    low: float
    high: float
    at_low: str
    at_high: str

    @property
    def turns(self) -> bool:
        """Whether the choice by the mean depends on it."""
        return self.at_low != self.at_high


@dataclass(frozen=True, kw_only=True, eq=False)
class Judgement:
    """Options of a decision side by side under stated prices.

    ``counted`` are the values that have a price; all others count nothing. ``choices`` are the best
    option by each criterion, ``agreed`` the option that all of them name, or empty. ``evpi`` is
    what knowing everything would have been worth, ``known`` the same of groups of inputs, and
    ``report`` of one more report of the losses.
    """

    scores: tuple[Scored, ...]
    counted: tuple[str, ...]
    choices: Mapping[str, str]
    agreed: str
    evpi: float
    known: Mapping[str, float]
    report: float | None
    turns: tuple[Turn, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighed:
    """A decision weighed: what each option brings, thresholds, and the judgement if there is one.

    ``refusal`` says why options are not judged side by side.
    """

    decision: Decision
    outcomes: Mapping[str, Outcome]
    thresholds: tuple[Threshold, ...]
    judgement: Judgement | None
    refusal: str = ""


def weigh(decision: Decision, *, scatter: float | None = None, seed: int = 1) -> Weighed:
    """Return a decision weighed.

    The worth of an option, in own losses, is u = -own + λ·enemy + δ·days + π·keeps + φ·freed with
    the prices that are stated; a value without a price counts nothing. ``scatter`` is the standard
    deviation of ln(report/truth) of one more report of both sides' losses; without it the value of
    such a report is not told.

    Assumes: prices are constant and worths add up; each draw is as likely as any other.
    Biased when: a price stands for two values at once.
    Do not use when: the prices are not the reader's own: they decide.

    References: Savage 1951, JASA 46 (regret); Raiffa & Schlaifer 1961 (value of information).
    """
    outcomes = {option.id: decision.outcome(option) for option in decision.options}
    found = tuple(item for option in decision.others for item in thresholds(decision, option))
    judgement, refusal = _judge(decision, scatter, seed)
    return Weighed(
        decision=decision,
        outcomes=outcomes,
        thresholds=found,
        judgement=judgement,
        refusal=refusal,
    )


#: Each price with the part of an outcome that it is for.
PRICED = {"enemy": "enemy", "day": "days", "place": "keeps", "freed": "freed"}


def worths(decision: Decision) -> FloatArray:
    """Return what each option is worth in each draw [own losses], shape (option, draw).

    Raises ``KeyError`` with the name of the part that is priced and not known of some option.
    """
    rows = []
    for option in decision.options:
        outcome = decision.outcome(option)
        total = -outcome.own
        for price, part in PRICED.items():
            if f"price.{price}" not in decision.inputs:
                continue
            value = outcome.part(part)
            if value is None:
                raise KeyError(part)
            total = total + decision.inputs[f"price.{price}"] * value
        rows.append(total)
    return np.array(rows)


def _judge(decision: Decision, scatter: float | None, seed: int) -> tuple[Judgement | None, str]:
    counted = tuple(key for key in PRICED if f"price.{key}" in decision.inputs)
    if not counted:
        return None, (
            "No price of a day, of the place or of an enemy loss is stated, and no pools to set "
            "one loss against another: only thresholds can be given. Add [[prices]] of the side, "
            "or [[pools]] of both."
        )
    if decision.draws < FEWEST:
        return None, f"{decision.draws} draws are too few to judge options side by side."
    try:
        worth = worths(decision)
    except KeyError as error:
        return None, (
            f"A price is stated for {error.args[0]}, which is not known of every option: state it "
            "of each, or take the price out."
        )
    names = tuple(option.id for option in decision.options)
    table = DecisionTable.of_draws(names, worth)
    at = names.index(decision.happened.id)
    bad = np.quantile(worth, BAD, axis=1)
    regret = np.quantile(table.regret, 1 - BAD, axis=1)
    expected = table.expected - table.expected[at]
    by = {"the mean": expected, "a bad case": bad, "regret": -regret, "draws won": table.best_in}
    choices = {name: names[int(np.argmax(values))] for name, values in by.items()}
    agreed = set(choices.values())
    scores = tuple(
        Scored(
            option=option,
            expected=float(expected[i]),
            bad=float(bad[i] - bad[at]),
            regret=float(regret[i]),
            best=float(table.best_in[i]),
        )
        for i, option in enumerate(decision.options)
    )
    return Judgement(
        scores=scores,
        counted=counted,
        choices=choices,
        agreed=agreed.pop() if len(agreed) == 1 else "",
        evpi=table.evpi,
        known=_known(decision, worth),
        report=_report(decision, worth, scatter, seed),
        turns=_turns(decision),
    ), ""


def _known(decision: Decision, worth: FloatArray) -> dict[str, float]:
    """Return what knowing each group of inputs would have been worth."""
    groups: dict[str, list[FloatArray]] = {"losses": [], "what would have followed": []}
    groups["prices"] = []
    for name, draws in decision.inputs.items():
        if name in (OWN, ENEMY):
            groups["losses"].append(draws)
        elif name.startswith("price."):
            groups["prices"].append(draws)
        else:
            groups["what would have followed"].append(draws)
    return {
        name: worth_of_knowing(worth, inputs)
        for name, inputs in groups.items()
        if any(item.std() > 0 for item in inputs)
    }


def _report(
    decision: Decision, worth: FloatArray, scatter: float | None, seed: int
) -> float | None:
    from asculum.terms.streams import stream

    if scatter is None:
        return None
    told = []
    for name in (OWN, ENEMY):
        if name in decision.inputs:
            error = stream(seed, f"options/report/{name}").normal(0.0, scatter, decision.draws)
            told.append(np.log(np.maximum(decision.inputs[name], 1e-12)) + error)
    return worth_of_knowing(worth, told)


def _turns(decision: Decision) -> tuple[Turn, ...]:
    """Return for each input which option is best by the mean at either end of its range."""
    found = []
    for name, draws in decision.inputs.items():
        if draws.std() == 0:
            continue
        low, high = (float(end) for end in np.quantile(draws, [BAD, 1 - BAD]))
        best = [_best(decision.fixed(name, end)) for end in (low, high)]
        found.append(Turn(name=name, low=low, high=high, at_low=best[0], at_high=best[1]))
    return tuple(found)


def _best(decision: Decision) -> str:
    return decision.options[int(np.argmax(worths(decision).mean(axis=1)))].id


def prices_of(threshold: Threshold) -> FloatArray:
    """Return ``STEPS`` prices from nothing to somewhat beyond the 95 % point of a threshold."""
    finite = threshold.draws[np.isfinite(threshold.draws)]
    top = max(1.25 * float(np.quantile(finite, 0.95)), 1.0) if finite.size else 1.0
    return np.linspace(0.0, top, STEPS)


def share_better(threshold: Threshold, prices: FloatArray) -> FloatArray:
    """Return at each price the share of draws in which what happened was the better."""
    below = np.searchsorted(np.sort(threshold.draws), prices, side="left") / threshold.draws.size
    return np.asarray(below if threshold.better_above else 1.0 - below)
