"""Choices made up for tests: options with ranges, and losses told day by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from asculum.evidence.choices import Choices, Option, OptionKind
from asculum.evidence.dossier import Dossier, Place, Pool, Side, VerdictTerms
from asculum.evidence.ranges import Range
from asculum.terms.estimate import Estimate
from asculum.terms.period import Period
from asculum.terms.status import Status, StatusCode

BATTLE = Period(start=date(1807, 4, 3), end=date(1807, 6, 13))
DAY = date(1807, 5, 1)
OK = Status(code=StatusCode.OK, sentence="fine")


def ends(low: float, high: float) -> Range:
    return Range(low=low, high=high, why="made up")


def point(value: float) -> Range:
    return ends(value, value)


def options(side: str = "south", **ranges: Range) -> tuple[Option, ...]:
    """Return what happened and one other option, whose ranges may be changed."""
    stated = {
        "own_rate": ends(0.2, 0.8),
        "enemy_rate": ends(0.1, 0.7),
        "own_once": ends(0, 100),
        "days": ends(1, 5),
    }
    kept = Option(
        id=f"{side}-stay",
        side=side,
        kind=OptionKind.HOLD,
        date=DAY,
        name="hold the ford",
        happened=True,
    )
    other = Option(
        id=f"{side}-leave",
        side=side,
        kind=OptionKind.WITHDRAW,
        date=DAY,
        name="leave the ford",
        **{**stated, **ranges},
    )
    return kept, other


def dossier(*choices: Option, pools: bool = True) -> Dossier:
    """Return a dossier of two sides, of which the south defends."""
    stated = (
        Pool(side="north", low=20_000, high=30_000, source="envoy"),
        Pool(side="south", low=25_000, high=45_000, source="envoy"),
    )
    return Dossier(
        id="ford",
        title="The ford",
        place=Place(name="The ford"),
        period=BATTLE,
        sides=(
            Side(id="north", name="North", role="attacker"),
            Side(id="south", name="South", role="defender"),
        ),
        verdict=VerdictTerms(category="killed"),
        pools=stated if pools else (),
        choices=Choices(options=choices or options()),
    )


@dataclass
class Daily:
    """Losses day by day of both sides, shape (draw, day): all that a weighing asks of losses."""

    days: dict[str, npt.NDArray[np.float64]]
    status: Status = OK
    unknown: dict[str, Status] = field(default_factory=dict)
    battle: Period = BATTLE

    @property
    def posterior(self) -> Daily:
        return self

    @property
    def draws(self) -> int:
        return len(next(iter(self.days.values())))

    @property
    def identified(self) -> Daily:
        return self

    @property
    def sides(self) -> dict[str, Status]:
        return {side: self.unknown.get(side, OK) for side in self.days}

    def total(
        self, side: str, *, category: str, period: Period | None = None, force: str = ""
    ) -> Estimate | None:
        if side in self.unknown or side not in self.days:
            return None
        span = period or self.battle
        first, last = ((day - self.battle.start).days for day in (span.start, span.end))
        return Estimate(
            quantity=category,
            draws=self.days[side][:, first:last].sum(axis=1),
            unit="persons",
            method="made up",
            status=OK,
            side=side,
            force=force,
            period=span,
            sources=(f"claim-{side}",),
        )


def daily(draws: int = 2000, *, seed: int = 1) -> Daily:
    """Return losses with a level of their own in each draw."""
    rng = np.random.default_rng(seed)
    return Daily(
        days={
            side: rng.lognormal(np.log(level), 0.4, (draws, 1)) * np.ones((1, BATTLE.days))
            for side, level in (("north", 60.0), ("south", 30.0))
        }
    )
