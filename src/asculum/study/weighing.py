"""The options of a dossier joined to its losses, with hindsight and as of the day they were had."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from asculum.evidence.assumptions import default_assumptions
from asculum.evidence.choices import Front, Option
from asculum.evidence.dossier import Dossier
from asculum.evidence.ranges import Range
from asculum.losses.estimate import Losses
from asculum.options.account import from_range
from asculum.options.deals import WeighedDeal, weigh_deal
from asculum.options.elsewhere import weigh_fronts, weigh_resolve
from asculum.options.outcomes import FloatArray, decision
from asculum.options.settling import weigh_screen, weigh_shift, weigh_walk
from asculum.options.views import TwoViews, View, Weighing
from asculum.options.weighing import weigh
from asculum.study.past import PastDay
from asculum.study.verdict import pool_draws
from asculum.terms.errors import ModelError
from asculum.terms.estimate import Estimate
from asculum.terms.period import Period
from asculum.terms.speech import message, together
from asculum.terms.status import Status, StatusCode, worst
from asculum.terms.streams import stream

#: Days that must lie between a decision and the end of what is weighed.
LEAST = 7
#: Why a decision is not weighed as of its day.
NO_LENGTH = (
    "How much longer the fight could be expected to last on that day is not stated, and how long "
    "it did last could not be known: add lasts = {{ low = …, high = …, why = … }} to the option {}."
)
#: Draws of stated ranges where no losses are there to share an index with.
ALONE = 4000


def decision_days(dossier: Dossier, as_of: date) -> tuple[date, ...]:
    """Return the days of decisions that lie behind ``as_of`` far enough to be weighed."""
    days = {option.date for option in dossier.choices.options}
    return tuple(sorted(day for day in days if day + timedelta(days=LEAST) <= as_of))


def weigh_dossier(
    dossier: Dossier,
    losses: Losses,
    *,
    as_of: date,
    seed: int,
    past: Mapping[date, PastDay] | None = None,
) -> Weighing:
    """Return everything that a dossier states of choices, weighed.

    ``past`` holds what was reckoned as of the days of decisions; those it lacks are seen with
    hindsight only. Nothing after ``as_of`` is weighed.
    """
    beside: dict[tuple[str, date], list[Option]] = {}
    for option in dossier.choices.options:
        beside.setdefault((option.side, option.date), []).append(option)
    decisions: list[TwoViews] = []
    left_out: list[str] = []
    for (side, day), options in sorted(beside.items(), key=lambda item: (item[0][1], item[0][0])):
        period = _weighed_days(dossier, options, as_of)
        if period is None:
            left_out.append(_too_few(dossier, options, as_of))
            continue
        seen = (past or {}).get(day)
        decisions.append(
            TwoViews(
                side=side,
                day=day,
                category=dossier.verdict.category,
                period=period,
                options=tuple(options),
                after=_after(dossier, losses, options, period, as_of, seed),
                before=None if seen is None else _before(dossier, seen, options, seed),
                spent=_spent(dossier, losses, side, day),
            )
        )
    terms = weigh_terms(dossier, losses, as_of=as_of, seed=seed)
    fronts: dict[str, list[Front]] = {}
    for front in dossier.choices.fronts:
        fronts.setdefault(front.side, []).append(front)
    found = [weigh_fronts(items, seed=seed) for items in fronts.values()]
    left_out += [
        message(
            "The fronts of {name}: none is marked as the one of the battle, or it stands alone; "
            "write here = true in one of two [[fronts]] or more.",
            name=dossier.side(side).name,
        )
        for side, item in zip(fronts, found, strict=True)
        if item is None
    ]
    return replace(
        terms,
        decisions=tuple(decisions),
        fronts=tuple(item for item in found if item is not None),
        resolves=tuple(weigh_resolve(item, seed=seed) for item in dossier.choices.resolves),
        left_out=(*left_out, *terms.left_out),
    )


def _weighed_days(dossier: Dossier, options: Sequence[Option], as_of: date) -> Period | None:
    """Return the days from a decision to the end of its options or to what lies behind."""
    start = options[0].date
    end = min(options[0].end or dossier.period.end, as_of + timedelta(days=1))
    return Period(start=start, end=end) if (end - start).days >= LEAST else None


def _too_few(dossier: Dossier, options: Sequence[Option], as_of: date) -> str:
    """Say why a decision is left out: too few days lie behind, or ever lay before its end."""
    end = options[0].end or dossier.period.end
    words = message(
        "{name} on {day}: fewer than {least} days lie between the decision and {until}.",
        name=dossier.side(options[0].side).name,
        day=options[0].date.isoformat(),
        least=LEAST,
        until=min(as_of, end).isoformat(),
    )
    why = (
        message("Nothing here looks forward.")
        if as_of < end
        else message("That is the end of what is weighed, and so few days tell nothing.")
    )
    return together(words, why)


def _after(
    dossier: Dossier,
    losses: Losses,
    options: Sequence[Option],
    period: Period,
    as_of: date,
    seed: int,
) -> View:
    side = options[0].side
    other = dossier.other(side).id
    category = dossier.verdict.category
    own = losses.total(side, category=category, period=period)
    enemy = losses.total(other, category=category, period=period)
    claims = len(dossier.claims)
    if own is None:
        status = losses.identified.sides[side] if losses.status.ok else losses.status
        return View(known=as_of, claims=claims, status=_unknown(dossier, side, category, status))
    seen = tuple(option.looking_back() for option in options)
    return _view(dossier, seen, float(period.days), own, enemy, as_of, claims, seed)


def _before(dossier: Dossier, seen: PastDay, options: Sequence[Option], seed: int) -> View:
    """Return the decision as of its own day: the pace of the weeks before it, carried on.

    For how long is drawn from what the dossier states could be expected then; how long it turned
    out to take, and what was held in the end, enter nothing.
    """
    side = options[0].side
    other = dossier.other(side).id
    claims = len(seen.dossier.claims)
    if side not in seen.lately:
        category = dossier.verdict.category
        status = _unknown(dossier, side, category, seen.status)
        return View(known=seen.day, claims=claims, status=status)
    happened = next(option for option in options if option.happened)
    if happened.lasts is None:
        status = Status(code=StatusCode.NOT_IDENTIFIED, sentence=NO_LENGTH.format(happened.id))
        return View(known=seen.day, claims=claims, status=status)
    length = expected_days(happened.id, happened.lasts, seen.lately[side].draws.size, seed)
    own = _carried(seen.lately[side], length)
    enemy = _carried(seen.lately[other], length) if other in seen.lately else None
    then = tuple(option.on_the_day() for option in options)
    return _view(dossier, then, length, own, enemy, seen.day, claims, seed)


def expected_days(name: str, lasts: Range, draws: int, seed: int) -> FloatArray:
    """Return how long the fight could be expected to last, evenly in its logarithm."""
    generator = stream(seed, f"options/{name}/lasts")
    place = from_range(0.0, None, 1.0, n=draws, stream=generator)
    return np.asarray(lasts.low * (lasts.high / lasts.low) ** place)


def _carried(lately: Estimate, length: FloatArray) -> Estimate:
    """Return losses at the pace of recent weeks over the days that could be expected."""
    assert lately.period is not None, "recent losses are of a period"
    return replace(lately, draws=lately.draws * length / lately.period.days, period=None)


def _view(
    dossier: Dossier,
    options: Sequence[Option],
    length: float | FloatArray,
    own: Estimate,
    enemy: Estimate | None,
    known: date,
    claims: int,
    seed: int,
) -> View:
    entry = dossier.side(options[0].side)
    made = decision(
        options,
        own=own.draws,
        enemy=None if enemy is None else enemy.draws,
        length=length,
        defends=entry.role == "defender",
        seed=seed,
        price=next((item for item in dossier.choices.prices if item.side == entry.id), None),
        enemy_weight=_pool_weight(dossier, entry.id, own.draws.size, seed),
    )
    return View(
        known=known,
        claims=claims,
        status=worst([item.status for item in (own, enemy) if item is not None]),
        weighed=weigh(made, scatter=_scatter(dossier), seed=seed),
        own=own,
        enemy=enemy,
        length=np.zeros(own.draws.size) + length,
    )


def _pool_weight(dossier: Dossier, side: str, draws: int, seed: int) -> FloatArray | None:
    """Return pool over pool: what one enemy loss weighs in own ones; ``None`` without pools."""
    own = pool_draws(dossier, side, draws, seed)
    enemy = pool_draws(dossier, dossier.other(side).id, draws, seed)
    return None if own is None or enemy is None else own / enemy


def _scatter(dossier: Dossier) -> float:
    """Return how far one more source of a third party would be off, as is assumed of sources.

    The root of the sum of squares of a source's own leaning and of its claims' scatter, each at the
    middle of its range.
    """
    middle = []
    defaults = default_assumptions()
    for name in ("bias_between", "spread"):
        stated = dossier.assumptions.get((name, "", ""), defaults[name])
        middle.append(math.sqrt(stated.low * stated.high))
    return math.hypot(*middle)


def _spent(dossier: Dossier, losses: Losses, side: str, day: date) -> tuple[Estimate, ...]:
    if day <= dossier.period.start:
        return ()
    before = Period(start=dossier.period.start, end=day)
    found = (
        losses.total(one, category=dossier.verdict.category, period=before)
        for one in (side, dossier.other(side).id)
    )
    return tuple(item for item in found if item is not None)


def _unknown(dossier: Dossier, side: str, category: str, status: Status) -> Status:
    """Say that a side's own losses are not known, and why."""
    name = dossier.side(side).name
    code = StatusCode.NOT_IDENTIFIED if status.ok else status.code
    sentence = message(
        "The losses of {name} ({category}) cannot be told.", name=name, category=category
    )
    return Status(
        code=code, sentence=sentence if status.ok else together(sentence, status.sentence)
    )


def weigh_terms(dossier: Dossier, losses: Losses, *, as_of: date, seed: int) -> Weighing:
    """Return all that a dossier states of coming to terms, weighed; or why it is not."""
    deals, left_out = _deals(dossier, losses, as_of=as_of, seed=seed)
    choices, screens = dossier.choices, []
    shifts = [item for item in choices.shifts if item.date <= as_of]
    walks = [item for item in choices.walks if item.date <= as_of]
    for item in choices.screens:
        try:
            screens += [weigh_screen(item, seed=seed)] if item.date <= as_of else []
        except ModelError as error:
            left_out.append(
                message(
                    "The demands {name} are not weighed: {what}, since {why}.",
                    name=item.id,
                    what=error.what,
                    why=error.why,
                )
            )
    days = {item.id: item.date for item in choices.shifts}
    days |= {item.id: item.date for item in choices.screens}
    days |= {item.id: item.date for item in choices.walks}
    ahead = [name for name, day in days.items() if day > as_of]
    left_out += [
        message("{name}: its day lies ahead of {day}.", name=name, day=as_of.isoformat())
        for name in ahead
    ]
    return Weighing(
        deals=deals,
        shifts=tuple(weigh_shift(item, seed=seed) for item in shifts),
        screens=tuple(screens),
        walks=tuple(weigh_walk(item, seed=seed) for item in walks),
        left_out=tuple(left_out),
    )


def _deals(
    dossier: Dossier, losses: Losses, *, as_of: date, seed: int
) -> tuple[tuple[WeighedDeal, ...], list[str]]:
    """Return the deals of a dossier weighed, and why the others are not."""
    found: list[WeighedDeal] = []
    left_out: list[str] = []
    draws = losses.posterior.draws if losses.posterior is not None else ALONE
    for deal in dossier.choices.deals:
        period = Period(start=deal.date, end=dossier.period.end)
        if as_of + timedelta(days=1) < period.end:
            left_out.append(
                message(
                    "The deal {deal}: the battle was not over by {day}.",
                    deal=deal.id,
                    day=as_of.isoformat(),
                )
            )
            continue
        totals = [
            losses.total(side, category=dossier.verdict.category, period=period)
            for side in (deal.side, dossier.other(deal.side).id)
        ]
        try:
            found.append(
                weigh_deal(
                    deal,
                    losses_a=None if totals[0] is None else totals[0].draws,
                    losses_b=None if totals[1] is None else totals[1].draws,
                    draws=draws,
                    seed=seed,
                )
            )
        except ModelError as error:
            left_out.append(
                message(
                    "The deal {name} is not weighed: {what}, since {why}.",
                    name=deal.id,
                    what=error.what,
                    why=error.why,
                )
            )
    return tuple(found), left_out
