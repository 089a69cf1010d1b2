"""What was weighed, as the JSON contract spells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from asculum.evidence.terms import Deal, FortWalk, Screen, Shift
from asculum.options.deals import WeighedDeal
from asculum.options.thresholds import Threshold
from asculum.options.views import TwoViews, View, Weighing
from asculum.options.weighing import Judgement, Weighed
from asculum.study.envelope import Json
from asculum.terms.estimate import PROB, FloatArray, interval

THRESHOLDS = "options: thresholds, common random numbers"
DEALS = "bargaining range"
SHIFTS = "commitment under shifting power"
SCREENS = "screening while fighting"
WALKS = "walk of forts with beliefs"
SHARE_OF_PERIOD = "goods of one period × (1 - patience)"


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
        # how long the fight would last could not be known on the day
        "end": item.period.end.isoformat() if name == "after" else None,
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
                "fronts": [
                    {
                        "front": name,
                        **_spelled("chance", chance, prob),
                        **_spelled("marginal", marginal, prob),
                    }
                    for name, chance, marginal in zip(
                        item.names, item.shares, item.marginal, strict=True
                    )
                ],
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


def terms_results(weighing: Weighing, prob: float = PROB) -> list[Json]:
    """Return what is told of coming to terms: deals, shifting power, demands and walks."""
    found = [row for item in weighing.deals for row in _deal(item, prob)]
    for shift in weighing.shifts:
        table = _Table(item=shift.shift, method=SHIFTS, prob=prob)
        found.append(
            table.drawn("gain from fighting first", "share of a period's good", shift.gain)
        )
        found.append(
            table.drawn("price of fighting first", "share of a period's good", shift.price)
        )
        found.append(table.exact("chance that no deal was kept", shift.breaks))
    for screen in weighing.screens:
        table = _Table(item=screen.screen, method=SCREENS, prob=prob)
        found += [
            table.drawn("demands", "demands", screen.offers),
            table.drawn("first demand", "share of the highest cost", screen.first),
            table.drawn("first demand is taken", "probability", screen.settled),
            table.drawn("avoidable cost spent", "share", screen.lost),
        ]
    for walk in weighing.walks:
        table = _Table(item=walk.walk, method=WALKS, prob=prob)
        found += [
            table.exact("chance of settling at once", float(np.mean(walk.at_once))),
            table.drawn("they settle", "probability", walk.settles),
            table.drawn("A takes all", "probability", walk.a_takes),
            table.drawn("B takes all", "probability", walk.b_takes),
            table.drawn("battles", "battles", walk.battles),
        ]
    return found


def _deal(item: WeighedDeal, prob: float) -> list[Json]:
    """Return the range of a deal, its width, and the chance that there was none."""
    table = _Table(item=item.deal, method=DEALS, prob=prob)
    return [
        table.drawn("least share for A", "share", item.range.lower),
        table.drawn("largest share for A", "share", item.range.upper),
        table.drawn("room for a deal", "share", item.range.width),
        table.drawn("optimism", "share", item.optimism),
        table.drawn("costs of both", "share", item.costs),
        table.exact("chance of no deal", item.empty),
    ]


@dataclass(frozen=True, kw_only=True)
class _Table:
    """One table of a dossier on coming to terms, whose numbers are spelled as results."""

    item: Deal | Shift | Screen | FortWalk
    method: str
    prob: float

    def drawn(self, quantity: str, unit: str, draws: FloatArray) -> Json:
        """Return draws as a result."""
        return self._row(quantity, unit, _ends(draws, self.prob))

    def exact(self, quantity: str, share: float) -> Json:
        """Return a share of draws as a result."""
        ends = {"prob": None, "lower": share, "median": share, "upper": share}
        return self._row(quantity, "probability", ends)

    def _row(self, quantity: str, unit: str, ends: Json) -> Json:
        return {
            "quantity": quantity,
            "side": self.item.side,
            "force": "",
            "scope": "battle",
            "start": self.item.date.isoformat(),
            "end": None,
            "unit": unit,
            **ends,
            "method": self.method,
            "sources": [],
            "deal": self.item.id,
        }
