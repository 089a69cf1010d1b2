"""How a dossier's battle was fought: from draws of its losses and what was stated of strengths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np

from asculum.attrition.fit import Fitted, fit
from asculum.attrition.fit_forms import form
from asculum.attrition.fit_law import LawFit
from asculum.attrition.history import (
    below,
    exchange_ratios,
    fractional_ratios,
    shaken,
    shares,
)
from asculum.attrition.observed import Observed, SideSeen
from asculum.attrition.stated import FEWEST, lacking, stated
from asculum.evidence.dossier import Dossier, Side
from asculum.evidence.history.table import bundled
from asculum.losses.contraction import MOSTLY_ASSUMED, contraction
from asculum.losses.estimate import Losses
from asculum.losses.observations import leaves
from asculum.report.figures_fit import best_of
from asculum.report.fought import Exchange, Fought, Place, Then
from asculum.study.verdict import account
from asculum.terms.estimate import Estimate, FloatArray, interval
from asculum.terms.status import Status, StatusCode

#: Laws that are set beside a dossier's battle: those whose worth of the defence can be compared.
LAWS = ("square", "osipov", "linear", "logarithmic", "generalised")
#: Draws of the losses that are fitted.
DRAWS = 60
#: At which shares of the battle the odds are told, and with what shock and break point.
MOMENTS, SHOCK, BREAK = (0.25, 0.5, 0.75), 1.1, 0.3


def fought(
    dossier: Dossier, losses: Losses, *, seed: int, fitting: Callable[..., Fitted] = fit
) -> Fought | None:
    """Return how the battle was fought; ``None`` where no losses could be reckoned at all.

    ``fitting`` is called as ``fit`` is, where laws are to be fitted.
    """
    if losses.posterior is None or not losses.status.ok:
        return None
    attacker, defender = sides(dossier)
    exchange, no_exchange = _exchange(losses, attacker, defender)
    fitted, no_laws = None, no_exchange
    if exchange is not None:
        fitted, no_laws = _laws(dossier, losses, exchange, seed, fitting)
    best = best_of(fitted) if fitted is not None else None
    worth, no_worth = _worth(best, no_laws)
    odds, no_odds = _odds(dossier, best, no_laws)
    history, no_history = _history(dossier, losses, exchange, (attacker, defender), seed)
    return Fought(
        exchange=exchange,
        no_exchange=no_exchange,
        fitted=fitted,
        no_laws=no_laws,
        worth=worth,
        no_worth=no_worth,
        odds=odds,
        no_odds=no_odds,
        history=history,
        no_history=no_history,
    )


def sides(dossier: Dossier) -> tuple[Side, Side]:
    """Return attacker and defender; the first side attacks where nobody is said to."""
    attacker = next((side for side in dossier.sides if side.role == "attacker"), dossier.sides[0])
    return attacker, dossier.other(attacker.id)


def _category(losses: Losses, names: Sequence[str]) -> str:
    """Return casualties where both sides' can be told, else killed."""
    told = all(losses.told(name, "casualties") for name in names)
    return "casualties" if told else "killed"


def _exchange(losses: Losses, attacker: Side, defender: Side) -> tuple[Exchange | None, str]:
    category = _category(losses, (attacker.id, defender.id))
    totals = [losses.total(side.id, category=category) for side in (attacker, defender)]
    assert losses.posterior is not None, "refused before"
    missing = [
        side.name
        for side, total in zip((attacker, defender), totals, strict=True)
        if total is None or not (total.draws > 0).all()
    ]
    if missing or totals[0] is None or totals[1] is None:
        return None, f"The losses of {' and '.join(missing)} cannot be told, so no ratio can."
    if not losses.weeks:
        return None, "No whole week of the battle lay behind the as-of date."
    first, second = (losses.weekly(side.id, category=category) for side in (attacker, defender))
    weekly = first / np.maximum(second, 1e-9)
    ratio = totals[0].draws / totals[1].draws
    whole = Estimate(
        quantity="exchange ratio",
        draws=ratio,
        unit="1",
        method=f"{category} of the attacker over the defender's, draw by draw",
        status=totals[0].status if totals[0].status.code is not StatusCode.OK else totals[1].status,
        side=attacker.id,
        period=losses.period,
        sources=tuple(dict.fromkeys((*totals[0].sources, *totals[1].sources))),
    )
    return (
        Exchange(
            attacker=attacker.id,
            defender=defender.id,
            category=category,
            periods=losses.weeks,
            quantiles=np.quantile(weekly, (0.05, 0.5, 0.95), axis=0).T,
            whole=whole,
            more=float((ratio > 1).mean()),
        ),
        "",
    )


def _laws(
    dossier: Dossier,
    losses: Losses,
    exchange: Exchange,
    seed: int,
    fitting: Callable[..., Fitted],
) -> tuple[Fitted | None, str]:
    wanting = [
        why for side in (exchange.attacker, exchange.defender) if (why := lacking(dossier, side))
    ]
    if wanting:
        return None, (
            "Every law of attrition hangs on how many faced each other, and "
            + "; ".join(wanting)
            + f". It takes {FEWEST} days for each side, and reserves that came and went unseen "
            "would still bend the answer."
        )
    assert losses.posterior is not None, "refused before"
    process = losses.posterior.design.about.process
    if process is not None:
        return None, (
            f"The losses were reckoned about the {process.name}: a law set beside them would find "
            "what was put in."
        )
    untaught = [
        dossier.side(side).name
        for side in (exchange.attacker, exchange.defender)
        if _course_learnt(losses, side, exchange.category) < MOSTLY_ASSUMED
    ]
    if untaught:
        return None, (
            f"The claims do not tell how the losses of {' and '.join(untaught)} moved through the "
            "battle: most of their course is what was assumed of it, and a law set beside that "
            "would fit the assumption."
        )
    observed = observed_of(dossier, losses, exchange, seed)
    return fitting(observed, forms=[form(name) for name in LAWS], seed=seed), ""


def _course_learnt(losses: Losses, side: str, category: str) -> float:
    """Return how much the claims taught of a side's losses in the second half over the first.

    The share of the prior variance of that ratio's logarithm that they took away.
    """
    assert losses.posterior is not None, "refused before"
    forces = leaves(losses.dossier, side, "")
    after = losses.weekly(side, category=category)
    before = losses.prior.weekly(forces, category=category)[:, : after.shape[1]]
    half = after.shape[1] // 2
    ratios = [
        held[:, half:].sum(axis=1) / np.maximum(held[:, :half].sum(axis=1), 1e-12)
        for held in (before, after)
    ]
    return contraction(ratios[0], ratios[1])


def observed_of(dossier: Dossier, losses: Losses, exchange: Exchange, seed: int) -> Observed:
    """Return weekly losses and stated strengths as joint draws, thinned evenly to ``DRAWS``."""
    periods = exchange.periods
    seen = []
    for side in (exchange.attacker, exchange.defender):
        weekly = losses.weekly(side, category=exchange.category)
        places = np.linspace(0, len(weekly) - 1, min(DRAWS, len(weekly))).astype(int)
        strength = stated(dossier, side, periods, draws=places.size, seed=seed).strength
        seen.append(
            SideSeen(
                strength=strength,
                losses=np.rint(weekly[places]),
                joined=np.zeros(len(periods)),
            )
        )
    return Observed(
        name=dossier.id,
        days=np.array([float(period.days) for period in periods]),
        a=seen[0],
        b=seen[1],
        attacker=np.ones(len(periods)),
    )


def _worth(best: LawFit | None, why: str) -> tuple[Estimate | None, str]:
    if best is None:
        return None, "What a defender was worth in attackers follows from a fitted law." + _see(why)
    found = [item for item in best.estimates() if item.quantity == "worth of one of B"]
    if found:
        return found[0], ""
    return None, f"The {best.name} law, which foretells best here, gives no such ratio."


def _see(why: str) -> str:
    return " None is fitted, for the reason above." if why else ""


def _odds(dossier: Dossier, best: LawFit | None, why: str) -> tuple[tuple[Then, ...], str]:
    if best is None:
        return (), "Odds follow from a fitted law and from strengths on the day." + _see(why)
    if not best.status.ok:
        return (), "The law that foretells best is not told well enough. " + best.status.sentence
    seen = best.design.observed
    rates, exponents = best.design.rates(best.theta), best.design.exponents(best.theta)
    found = []
    for moment in MOMENTS:
        place = int(moment * (seen.days.size - 1))
        x, y = (np.atleast_2d(side.strength)[:, place] for side in seen.sides)
        chances = [
            shaken(
                best.design.form.law(float(rates[0][k]), float(rates[1][k]), exponents[k]),
                x[k : k + 1],
                y[k : k + 1],
                share=BREAK,
                sd=SHOCK,
            )[0]
            for k in range(len(best.theta))
        ]
        day = dossier.period.start + timedelta(days=float(seen.days[:place].sum()))
        low, middle, high = interval(np.array(chances))
        found.append(Then(day=day, lower=low, median=middle, upper=high))
    return tuple(found), ""


def _history(
    dossier: Dossier,
    losses: Losses,
    exchange: Exchange | None,
    both: tuple[Side, Side],
    seed: int,
) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    if exchange is None:
        return (), ()
    battles = bundled()
    places = [_place("attacker’s losses over defender’s", exchange.whole, exchange_ratios(battles))]
    committed = [account(dossier, losses, side, seed=seed).committed for side in both]
    wanting = [side.name for side, held in zip(both, committed, strict=True) if held is None]
    if wanting:
        return tuple(places), (
            f"No source of the dossier states the force that {' and '.join(wanting)} committed in "
            "all: shares lost cannot be set beside those of other battles.",
        )
    parts: list[FloatArray] = []
    for side, held in zip(both, committed, strict=True):
        total = losses.total(side.id, category=exchange.category)
        assert total is not None, "it was there for the ratio"
        assert held is not None, "what is wanting was told above"
        part = total.draws / held[: total.draws.size]
        parts.append(part)
        known = shares(battles, attacker=side is both[0])
        places.append(_place(f"share of {side.name} lost", _share(part, total), known))
    ratio = parts[0] / parts[1]
    places.append(
        _place(
            "attacker’s share lost over defender’s",
            _share(ratio, exchange.whole),
            fractional_ratios(battles),
        )
    )
    return tuple(places), ()


def _share(draws: FloatArray, of: Estimate) -> Estimate:
    return Estimate(
        quantity="share lost",
        draws=draws,
        unit="1",
        method="losses over the committed force, draw by draw",
        status=Status(code=of.status.code, sentence=of.status.sentence),
        side=of.side,
        period=of.period,
        sources=of.sources,
    )


def _place(what: str, value: Estimate, among: FloatArray) -> Place:
    low, middle, high = interval(below(value.draws, among))
    return Place(
        what=what, value=value, lower=low, median=middle, upper=high, battles=int(among.size)
    )
