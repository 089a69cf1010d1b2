"""How a battle was fought, as data: exchange ratio, fitted laws, odds, its place in history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from asculum.attrition.fit import Fitted
from asculum.evidence.dossier import Dossier
from asculum.report.restating import category_word
from asculum.report.wording import day, percent, rounded
from asculum.terms.estimate import PROB, Estimate
from asculum.terms.period import Period
from asculum.terms.sheets import Sheet, Tabular
from asculum.terms.speech import forwarded, number, say
from asculum.terms.weights import MOST_KHAT


@dataclass(frozen=True, kw_only=True, eq=False)
class Exchange:
    """What the attacker lost for each one the defender lost, week by week and in all.

    ``quantiles`` has shape (week, 3): 5 %, 50 %, 95 %. ``more`` is the share of draws in which the
    attacker lost more of the category in all.
    """

    attacker: str
    defender: str
    category: str
    periods: tuple[Period, ...]
    quantiles: npt.NDArray[np.float64]
    whole: Estimate
    more: float

    @property
    def surely(self) -> tuple[int, int]:
        """Weeks in which the attacker surely (95 %) lost more, and those with the defender."""
        return int((self.quantiles[:, 0] > 1).sum()), int((self.quantiles[:, 2] < 1).sum())


@dataclass(frozen=True, kw_only=True)
class Then:
    """The attacker's odds as they stood on a day: the law's, shaken, as an interval."""

    day: date
    lower: float
    median: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a figure of the battle lies in history: the share of battles below it, as interval."""

    what: str
    value: Estimate
    lower: float
    median: float
    upper: float
    battles: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Fought(Tabular):
    """How the battle was fought; what cannot be told is empty and has its reason beside it."""

    exchange: Exchange | None
    no_exchange: str
    fitted: Fitted | None
    no_laws: str
    worth: Estimate | None
    no_worth: str
    odds: tuple[Then, ...]
    no_odds: str
    history: tuple[Place, ...]
    no_history: tuple[str, ...]

    def sheet(self) -> Sheet:
        """Return what is told of the battle, and below it why the rest is not."""
        told: list[tuple[str, Estimate]] = []
        if self.exchange is not None:
            one = (
                say(
                    "{attacker}'s {category} for one of",
                    attacker=self.exchange.attacker,
                    category=self.exchange.category,
                )
                + " "
            )
            told.append((one + self.exchange.defender, self.exchange.whole))
        told += [(say("worth of one defender"), self.worth)] if self.worth is not None else []
        told += [(place.what, place.value) for place in self.history]
        rows, printed = [], []
        for what, item in told:
            ends = item.interval()
            spoken = rounded(*ends)
            rows.append((what, *ends, PROB, item.unit))
            printed.append((what, spoken.lower, spoken.median, spoken.upper))
        silent = (self.no_exchange, self.no_laws, self.no_worth, self.no_odds, *self.no_history)
        return Sheet(
            title=say("How the battle was fought"),
            names=("what", "lower", "median", "upper", "prob", "unit"),
            rows=tuple(rows),
            heads=("what", "from", "middle", "to"),
            printed=tuple(printed),
            note=" ".join(dict.fromkeys(why for why in silent if why)),
        )


@dataclass(frozen=True, kw_only=True)
class ExchangeFigure:
    """The chart of the exchange ratio: bands a week over the days of ``period``."""

    title: str
    message: str
    period: Period
    periods: tuple[Period, ...]
    quantiles: tuple[tuple[float, float, float], ...]


def exchange_figure(dossier: Dossier, fought: Fought) -> ExchangeFigure | None:
    """Return the chart of the exchange ratio; ``None`` where it cannot be told."""
    exchange = fought.exchange
    if exchange is None:
        return None
    attacker, defender = dossier.side(exchange.attacker).name, dossier.side(exchange.defender).name
    title = say(
        "{attacker}: {category} for each one of {defender}",
        attacker=attacker,
        category=category_word(exchange.category),
        defender=defender,
    )
    spoken = rounded(*exchange.whole.interval())
    return ExchangeFigure(
        title=title,
        message=say(
            "{title}, week by week; over the whole battle {median} ({span}).",
            title=title,
            median=spoken.median,
            span=spoken.span,
        ),
        period=dossier.answered,
        periods=exchange.periods,
        quantiles=tuple((float(a), float(b), float(c)) for a, b, c in exchange.quantiles),
    )


def fought_words(dossier: Dossier, fought: Fought) -> dict[str, Any]:
    """Return what the section prints: sentences and rows, empty where refused."""
    worth = ""
    if fought.worth is not None:
        spoken = rounded(*fought.worth.interval())
        worth = say(
            "By the {method}, the best that the battle tells, one defender was worth "
            "{median} attackers ({span}): ground, works, weapons and skill together.",
            method=fought.worth.method.partition(",")[0],
            median=spoken.median,
            span=spoken.span,
        )
    return {
        "exchange": exchange_words(dossier, fought.exchange) if fought.exchange else "",
        "laws": law_rows(fought),
        "worth": worth,
        "odds": odds_rows(fought),
        "history": history_rows(fought),
    }


def exchange_words(dossier: Dossier, exchange: Exchange) -> str:
    """Return who bled faster, in a sentence or two."""
    attacker, defender = dossier.side(exchange.attacker).name, dossier.side(exchange.defender).name
    spoken = rounded(*exchange.whole.interval())
    more, fewer = exchange.surely
    found = say(
        "{attacker} had about {median} ({span}) {category} for each one of "
        "{defender}. {attacker} lost more in {share} of the draws of the whole "
        "battle; of single weeks that is sure (19 in 20 draws) in {more} of {periods}",
        attacker=attacker,
        median=spoken.median,
        span=spoken.span,
        category=category_word(exchange.category),
        defender=defender,
        share=percent(exchange.more),
        more=more,
        periods=len(exchange.periods),
    )
    return found + (say(", and the other way round in {fewer}.", fewer=fewer) if fewer else ".")


def odds_rows(fought: Fought) -> list[tuple[str, str]]:
    """Return the days with the attacker's odds in words."""
    return [
        (
            day(item.day),
            say(
                "{share} ({share_2} to {share_3})",
                share=percent(item.median),
                share_2=percent(item.lower),
                share_3=percent(item.upper),
            ),
        )
        for item in fought.odds
    ]


def history_rows(fought: Fought) -> list[tuple[str, str, str, int]]:
    """Return each figure, its value, the share of battles below it, and how many those were."""
    rows = []
    for place in fought.history:
        spoken = rounded(*place.value.interval())
        below = say(
            "{share} ({share_2} to {share_3})",
            share=percent(place.median),
            share_2=percent(place.lower),
            share_3=percent(place.upper),
        )
        rows.append((place.what, f"{spoken.median} ({spoken.span})", below, place.battles))
    return rows


def khat_words(khat: float) -> str:
    """Return the worst tail of a law's weights, and that it is not to be relied on where it is."""
    told = number(min(khat, 99.0), ".2f")
    return told if khat <= MOST_KHAT else say("{khat}, too heavy", khat=told)


def law_rows(fought: Fought) -> list[dict[str, object]]:
    """Return each law with its weight and what it says, or why it says nothing."""
    if fought.fitted is None:
        return []
    weighed = fought.fitted.weighed
    rows: list[dict[str, object]] = []
    for law in fought.fitted.laws:
        weight = ""
        if weighed is not None and law.name in weighed.names:
            weight = f"{weighed.weights[weighed.names.index(law.name)]:.2f}"
        said = [
            f"{item.quantity} {rounded(*item.interval()).span}"
            for item in law.estimates()
            if item.quantity in ("p", "q", "W") or item.quantity.startswith("worth")
        ]
        rows.append(
            {
                "law": law.name,
                "weight": weight,
                "khat": khat_words(law.khat) if law.elpd is not None else "",
                "says": "; ".join(said),
                "refusal": "" if law.status.code.value == "OK" else forwarded(law.status.sentence),
            }
        )
    return rows
