"""What was weighed, as the JSON contract spells it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from asculum.options.deals import WeighedDeal
from asculum.options.thresholds import Threshold
from asculum.options.views import TwoViews, View, Weighing
from asculum.options.weighing import Judgement, Weighed
from asculum.study.envelope import Json
from asculum.terms.estimate import PROB, FloatArray, interval

THRESHOLDS = "options: thresholds, common random numbers"
DEALS = "bargaining range"


def weighing_results(weighing: Weighing, prob: float = PROB) -> list[Json]:
    """Return every threshold as a result, with hindsight and as of the day of the decision."""
    return [
        _threshold(item, view, name, found, prob)
        for item in weighing.decisions
        for name, view in (("after", item.after), ("before", item.before))
        if view is not None and view.weighed is not None
        for found in view.weighed.thresholds
    ]


def _threshold(item: TwoViews, view: View, name: str, found: Threshold, prob: float) -> Json:
    own, enemy = view.own, view.enemy
    sources = [claim for one in (own, enemy) if one is not None for claim in one.sources]
    return {
        "quantity": found.key,
        "side": item.side,
        "force": "",
        "scope": "battle",
        "start": item.period.start.isoformat(),
        "end": item.period.end.isoformat(),
        "unit": found.unit,
        **_ends(None if found.refusal else found.draws, prob),
        "method": THRESHOLDS,
        "sources": list(dict.fromkeys(sources)),
        "decision": item.key,
        "against": found.against,
        "seen_from": name,
        "better_above": found.better_above,
        "already": found.already,
        "seen": None if found.seen is None else interval(found.seen, prob)[1],
        "met": found.met,
        "refusal": found.refusal,
    }


def _ends(draws: FloatArray | None, prob: float) -> Json:
    if draws is None:
        return dict.fromkeys(("prob", "lower", "median", "upper"))
    lower, median, upper = interval(draws, prob)
    return {"prob": prob, "lower": lower, "median": median, "upper": upper}


def weighing_more(weighing: Weighing, prob: float = PROB) -> dict[str, object]:
    """Return what a weighing prints beside the envelope."""
    return {
        "decisions": [_decision(item, prob) for item in weighing.decisions],
        "fronts": [
            {
                "side": item.side,
                "front": item.here,
                **_spelled("opportunity", item.opportunity, prob),
                **_spelled("regret", item.regret, prob),
            }
            for item in weighing.fronts
        ],
        "resolves": [
            {
                "side": item.resolve.side,
                "date": item.resolve.date.isoformat(),
                **_spelled("battles", item.battles, prob),
                **_spelled("wedge", item.wedge, prob),
            }
            for item in weighing.resolves
        ],
        "left_out": list(weighing.left_out),
    }


def _spelled(name: str, draws: FloatArray, prob: float) -> Json:
    """Return the interval of draws under three keys; infinity is the word ``inf``."""
    ends = ("lower", "median", "upper")
    return {
        f"{name}_{end}": value if np.isfinite(value) else "inf"
        for end, value in zip(ends, interval(draws, prob), strict=True)
    }


def _decision(item: TwoViews, prob: float) -> Json:
    return {
        "decision": item.key,
        "side": item.side,
        "date": item.day.isoformat(),
        "category": item.category,
        "end": item.period.end.isoformat(),
        "views": [
            {
                "seen_from": name,
                "as_of": view.known.isoformat(),
                "claims": view.claims,
                "status": view.status.as_json(),
                "options": [] if view.weighed is None else list(_options(view.weighed, prob)),
                "judgement": None if view.weighed is None else _judgement(view.weighed),
            }
            for name, view in (("after", item.after), ("before", item.before))
            if view is not None
        ],
    }


def _options(weighed: Weighed, prob: float) -> Iterator[Json]:
    told = weighed.judgement
    scores = {score.option.id: score for score in told.scores} if told else {}
    for option in weighed.decision.options:
        outcome, score = weighed.outcomes[option.id], scores.get(option.id)
        known = outcome.enemy is not None
        enemy = _spelled("enemy", outcome.enemy, prob) if outcome.enemy is not None else {}
        yield {
            "option": option.id,
            "kind": option.kind.value,
            "happened": option.happened,
            **_spelled("own", outcome.own, prob),
            **(enemy if known else dict.fromkeys(("enemy_lower", "enemy_median", "enemy_upper"))),
            "expected": score.expected if score else None,
            "bad": score.bad if score else None,
            "regret": score.regret if score else None,
            "best": score.best if score else None,
        }


def _judgement(weighed: Weighed) -> Json:
    told: Judgement | None = weighed.judgement
    if told is None:
        return {"refusal": weighed.refusal}
    return {
        "counted": list(told.counted),
        "choices": dict(told.choices),
        "agreed": told.agreed,
        "evpi": told.evpi,
        "known": dict(told.known),
        "report": told.report,
        "turns": [
            {"input": turn.name, "low": turn.low, "high": turn.high}
            | {"at_low": turn.at_low, "at_high": turn.at_high}
            for turn in told.turns
            if turn.turns
        ],
    }


def deal_results(deals: tuple[WeighedDeal, ...], prob: float = PROB) -> list[Json]:
    """Return the range of each deal, its width, and the chance that there was none."""
    found: list[Json] = []
    for item in deals:
        head = {"side": item.deal.side, "force": "", "scope": "battle"}
        days = {"start": item.deal.date.isoformat(), "end": None}
        rows: tuple[tuple[str, FloatArray], ...] = (
            ("least share for A", item.range.lower),
            ("largest share for A", item.range.upper),
            ("room for a deal", item.range.width),
            ("optimism", item.optimism),
            ("costs of both", item.costs),
        )
        tail = {"method": DEALS, "sources": [], "deal": item.deal.id}
        for quantity, draws in rows:
            ends = _ends(draws, prob)
            found.append({"quantity": quantity, **head, **days, "unit": "share", **ends, **tail})
        value = item.empty
        exact = {"prob": None, "lower": value, "median": value, "upper": value}
        unit = {"unit": "probability"}
        found.append({"quantity": "chance of no deal", **head, **days, **unit, **exact, **tail})
    return found
