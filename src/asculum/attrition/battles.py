"""Battles at large: base rates, Helmbold's relation, and where one battle stands among them.

All is counted or regressed from the figures of many battles, each battle once. A is the attacker,
D the defender; f are shares of strength lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from asculum.evidence.history.table import HistoricBattle, Winner
from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]

#: Edges of the classes of the attacker's strength over the defender's; a class holds its lower one.
RATIOS = (0.0, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, float("inf"))


@dataclass(frozen=True, kw_only=True)
class BaseRate:
    """How often the attacker won in a class of battles, draws counted as not won."""

    label: str
    battles: int
    attacker_won: int

    @property
    def share(self) -> float:
        """Share that the attacker won; ``nan`` of no battles."""
        return self.attacker_won / self.battles if self.battles else float("nan")


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A regression on one regressor: estimates, the slope's standard error, battles used.

    ``explained`` is R² of a line, McFadden's pseudo-R² of a logit; ``accuracy`` is the share of
    battles on the side of the logit's half (``nan`` for a line).
    """

    intercept: float
    slope: float
    slope_error: float
    battles: int
    explained: float
    accuracy: float = float("nan")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a figure of one battle lies among those of all: the share of battles below it.

    Ties count half. ``battles`` is how many the figure was compared with.
    """

    quantity: str
    value: float
    below: float
    battles: int


def known(battles: Iterable[HistoricBattle]) -> tuple[HistoricBattle, ...]:
    """Return the battles with both strengths, both losses and a judged outcome."""
    return tuple(battle for battle in battles if battle.whole and battle.winner is not None)


def decisive(battles: Iterable[HistoricBattle]) -> tuple[HistoricBattle, ...]:
    """Return those of them that somebody won."""
    return tuple(battle for battle in known(battles) if battle.winner is not Winner.DRAW)


def left_standing(battles: Iterable[HistoricBattle]) -> tuple[HistoricBattle, ...]:
    """Return those of the decisive ones in which both sides lost less than their whole strength."""
    held = decisive(battles)
    a, d = shares_lost(held)
    return tuple(battle for battle, some in zip(held, (a < 1) & (d < 1), strict=True) if some)


def by_force_ratio(
    battles: Iterable[HistoricBattle], edges: Sequence[float] = RATIOS
) -> tuple[BaseRate, ...]:
    """Return how often the attacker won, by the ratio of strengths.

    Assumes: the database's judgement of who attacked and who won. Biased when: battles were
    recorded because the outcome was striking. Do not use when: a chance for one battle is asked
    for; the ratio alone tells next to nothing (see :func:`win_by_ratio`).
    Reference: Helmbold (1993), CDB90.
    """
    held = known(battles)
    ratio = force_ratio(held)

    def label(low: float, high: float) -> str:
        return f"{low:g} and more" if np.isinf(high) else f"{low:g} to {high:g}"

    return tuple(
        _rate(label(low, high), [b for b, r in zip(held, ratio, strict=True) if low <= r < high])
        for low, high in pairwise(edges)
    )


def by_posture(battles: Iterable[HistoricBattle]) -> tuple[BaseRate, ...]:
    """Return how often the attacker won, by the defender's posture (CDB90's code)."""
    return _grouped(battles, lambda battle: battle.posture)


def by_era(battles: Iterable[HistoricBattle]) -> tuple[BaseRate, ...]:
    """Return how often the attacker won, by era."""
    return _grouped(battles, lambda battle: battle.era)


def force_ratio(battles: Sequence[HistoricBattle]) -> FloatArray:
    """Return the attackers' strengths over the defenders'."""
    return _column(battles, "attacker_strength") / _column(battles, "defender_strength")


def shares_lost(battles: Sequence[HistoricBattle]) -> tuple[FloatArray, FloatArray]:
    """Return the shares of strength lost by attackers and by defenders, in [0, 1].

    Losses above the strength, of forces that were reinforced, count as all of it.
    """
    return (
        np.minimum(
            _column(battles, "attacker_losses") / _column(battles, "attacker_strength"), 1.0
        ),
        np.minimum(
            _column(battles, "defender_losses") / _column(battles, "defender_strength"), 1.0
        ),
    )


def advantage(share_a: npt.ArrayLike, share_d: npt.ArrayLike) -> FloatArray:
    """Return Helmbold's V = ½ ln[(1 − (1 − f_A)²)/(1 − (1 − f_D)²)]: above 0, A fared worse.

    It is the ln √(a/b · D²/A²) of a square law that ends in these losses.
    """
    a, d = np.asarray(share_a, np.float64), np.asarray(share_d, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(0.5 * np.log((a * (2.0 - a)) / (d * (2.0 - d))), dtype=np.float64)


def bitterness(share_a: npt.ArrayLike, share_d: npt.ArrayLike) -> FloatArray:
    """Return Helmbold's bitterness, εT = ½ ln[(1 + r)/(1 − r)] with r² = (1 − u²)(1 − v²).

    u and v are the shares that survive. It is √(ab)·T of a square law that ends there only where
    both sides are equal (V = 0); elsewhere it is an index that grows with both sides' losses.
    """
    a, d = np.asarray(share_a, np.float64), np.asarray(share_d, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.arctanh(np.sqrt((a * (2.0 - a)) * (d * (2.0 - d)))), dtype=np.float64)


def win_by_ratio(battles: Iterable[HistoricBattle]) -> Fit:
    """Return the logit of the attacker's victory on the logarithm of the ratio of strengths."""
    held = decisive(battles)
    return logit(np.log(force_ratio(held)), _won(held))


def win_by_advantage(battles: Iterable[HistoricBattle]) -> Fit:
    """Return the logit of the attacker's victory on Helmbold's V.

    V is reckoned from the losses, which the victory itself bends (pursuit, prisoners): it tells who
    won after the fact and foretells nothing.
    """
    held = left_standing(battles)
    return logit(advantage(*shares_lost(held)), _won(held))


def losses_by_ratio(
    losses: tuple[FloatArray, FloatArray], strengths: tuple[FloatArray, FloatArray]
) -> Fit:
    """Return the line of ln(L₁/L₂) on ln(N₁/N₂); battles without losses on one side are left out.

    In the law with exponents p and q the slope is q − p: −1 for the square law, 0 for the linear,
    1 for the logarithmic, if all battles have one exchange ratio at equal numbers.
    """
    usable = (losses[0] > 0) & (losses[1] > 0) & (strengths[0] > 0) & (strengths[1] > 0)
    ratio = np.log(strengths[0][usable] / strengths[1][usable])
    return line(ratio, np.log(losses[0][usable] / losses[1][usable]))


def columns(
    battles: Iterable[HistoricBattle],
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """Return losses and strengths of attackers and defenders in whole battles."""
    held = tuple(battle for battle in battles if battle.whole)
    return (
        (_column(held, "attacker_losses"), _column(held, "defender_losses")),
        (_column(held, "attacker_strength"), _column(held, "defender_strength")),
    )


def losers_shares(battles: Iterable[HistoricBattle]) -> FloatArray:
    """Return the share of its strength that each beaten side had lost: break points as seen.

    A share at which a side *was* beaten is no threshold at which it *had to* give up: losses go on
    in pursuit, and sides leave for other reasons than their losses.
    """
    held = decisive(battles)
    a, d = shares_lost(held)
    return np.where(_won(held) > 0, d, a)


def standing(
    battles: Iterable[HistoricBattle],
    *,
    losses: tuple[float, float],
    strengths: tuple[float, float],
) -> tuple[Standing, ...]:
    """Say where a battle stands among others: LER, FER and both shares lost.

    ``losses`` and ``strengths`` are (winner, loser) [persons]; it is compared with the battles that
    somebody won.
    """
    if min(*losses, *strengths) <= 0:
        raise UsageError(
            "ATT008",
            f"losses {losses} of strengths {strengths}",
            why="ratios need losses and strengths above 0 on both sides",
            fix="give four numbers above 0",
        )
    held = decisive(battles)
    won = _won(held) > 0
    (la, ld), (sa, sd) = columns(held)
    lw, ll = np.where(won, la, ld), np.where(won, ld, la)
    fw, fl = lw / np.where(won, sa, sd), ll / np.where(won, sd, sa)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (
            ("LER", losses[0] / losses[1], lw / ll),
            ("FER", (losses[0] / strengths[0]) / (losses[1] / strengths[1]), fw / fl),
            ("winner's share lost", losses[0] / strengths[0], fw),
            ("loser's share lost", losses[1] / strengths[1], fl),
        )
    return tuple(_stands(name, value, among) for name, value, among in found)


def line(x: FloatArray, y: FloatArray) -> Fit:
    """Return the least-squares line, its slope's classical standard error, and R²."""
    n = x.size
    centred = x - x.mean()
    spread = float(centred @ centred)
    slope = float(centred @ y) / spread
    rest = y - y.mean() - slope * centred
    left, whole = float(rest @ rest), float((y - y.mean()) @ (y - y.mean()))
    return Fit(
        intercept=float(y.mean()) - slope * float(x.mean()),
        slope=slope,
        slope_error=float(np.sqrt(left / (n - 2) / spread)),
        battles=n,
        explained=1.0 - left / whole,
    )


def logit(x: FloatArray, won: FloatArray) -> Fit:
    """Return the maximum-likelihood logit with an intercept, by Newton's steps."""
    design = np.column_stack([np.ones_like(x), x])
    beta = np.zeros(2)
    information = np.eye(2)
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-(design @ beta)))
        information = design.T @ (design * (chance * (1.0 - chance))[:, None])
        step = np.linalg.solve(information, design.T @ (won - chance))
        beta = beta + step
        if abs(step).max() < 1e-12:
            break
    eta = design @ beta
    fitted = float((won * eta - np.logaddexp(0.0, eta)).sum())
    base = won.mean()
    null = won.size * float(base * np.log(base) + (1 - base) * np.log(1 - base))
    return Fit(
        intercept=float(beta[0]),
        slope=float(beta[1]),
        slope_error=float(np.sqrt(np.linalg.inv(information)[1, 1])),
        battles=int(won.size),
        explained=1.0 - fitted / null,
        accuracy=float(np.mean((eta > 0) == (won > 0))),
    )


def _stands(quantity: str, value: float, among: FloatArray) -> Standing:
    held = among[~np.isnan(among)]
    below = float(np.mean(held < value) + 0.5 * np.mean(held == value))
    return Standing(quantity=quantity, value=value, below=below, battles=held.size)


def _grouped(
    battles: Iterable[HistoricBattle], key: Callable[[HistoricBattle], str]
) -> tuple[BaseRate, ...]:
    held = known(battles)
    return tuple(
        _rate(label, [battle for battle in held if key(battle) == label])
        for label in sorted({key(battle) for battle in held})
    )


def _rate(label: str, battles: Sequence[HistoricBattle]) -> BaseRate:
    won = sum(battle.winner is Winner.ATTACKER for battle in battles)
    return BaseRate(label=label, battles=len(battles), attacker_won=won)


def _won(battles: Sequence[HistoricBattle]) -> FloatArray:
    return np.array([float(battle.winner is Winner.ATTACKER) for battle in battles])


def _column(battles: Sequence[HistoricBattle], name: str) -> FloatArray:
    return np.array([getattr(battle, name) for battle in battles], dtype=np.float64)
