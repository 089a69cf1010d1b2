"""Where a victory stands among well-known ones: the same ledger, made from the same rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from asculum.evidence.battle import Battle
from asculum.options import _kernels as kernels
from asculum.options.battle import battle_ledger
from asculum.options.ledger import PyrrhicLedger


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """One historic victory with its ledger.

    ``repute`` is what it is commonly called. ``ler_above`` and ``ser_above`` are the shares of
    draws in which the victory that is compared has the larger ratio; ``None`` where one of the two
    has none, and for SER where the pools of the two victories do not count the same.
    """

    name: str
    date: str
    repute: str
    category: str
    ledger: PyrrhicLedger
    ler_above: float | None = None
    ser_above: float | None = None


def compare(
    history: Sequence[tuple[str, Battle]], *, ledger: PyrrhicLedger | None = None, seed: int = 1
) -> tuple[Compared, ...]:
    """Weigh historic victories, and say how often a given one has the larger ratio.

    P(R > R_h) over all pairs of draws, for R = LER and R = SER: the victories are independent. SER
    is set beside those only whose pools count the same: men of a campaign are no nation.

    Parameters
    ----------
    history
        Pairs of what a victory is commonly called and its table.
    ledger
        The victory to set beside them; only theirs are weighed without it.
    seed
        The seed of their figures' draws.

    Returns
    -------
    One entry for each, in the order given; a label or the reason there is none is in its ledger.

    Raises
    ------
    Nothing of its own: the tables have been checked.

    Notes
    -----
    Assumes that ratios of different categories of losses may be looked at side by side, which is
    why each names its own.
    Biased when pools of one scope were counted in different ways.
    Do not use when a validation is wanted: ten hand-picked victories are a yardstick for the eye.

    References
    ----------
    The sources are named row by row in ``evidence/history/victories.csv``.

    Examples
    --------
    >>> from asculum.evidence.history.victories import victories
    >>> from asculum.options.history import compare
    >>> found = compare([(item.repute, item.battle) for item in victories()])
    >>> [(item.name, item.ledger.label) for item in found if item.ledger.label.startswith("pyr")]
    [('Bunker Hill', 'pyrrhic in the replacement sense')]
    """
    found = []
    for repute, battle in history:
        own = battle_ledger(battle, seed=seed)
        found.append(
            Compared(
                name=battle.name,
                date=battle.date,
                repute=repute,
                category=battle.category.value,
                ledger=own,
                ler_above=_above(ledger, own, "LER"),
                ser_above=_above(ledger, own, "SER") if _alike(ledger, own) else None,
            )
        )
    return tuple(found)


def _alike(one: PyrrhicLedger | None, other: PyrrhicLedger) -> bool:
    return one is not None and bool(one.pool_scope) and one.pool_scope == other.pool_scope


def _above(one: PyrrhicLedger | None, other: PyrrhicLedger, key: str) -> float | None:
    if one is None:
        return None
    ours, theirs = one.estimate(key), other.estimate(key)
    if ours is None or theirs is None or not (ours.status.ok and theirs.status.ok):
        return None
    return kernels.exceeds(ours.draws, theirs.draws)
