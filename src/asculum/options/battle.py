"""From the table of a historic battle to its ledger."""

from __future__ import annotations

from asculum.evidence.battle import Battle, BattleSide, Figure
from asculum.evidence.dossier import Outcome, VerdictTerms
from asculum.options.account import FloatArray, SideAccount, from_range
from asculum.options.ledger import PyrrhicLedger
from asculum.options.pyrrhic import pyrrhic_ledger
from asculum.terms.streams import stream

#: The share of the winner's pool that must be lost, unless the reader states another.
BURDEN = 0.05
#: Draws for each figure of a table: the share of draws is then known to about half a per cent.
DRAWS = 10_000


def battle_account(battle: Battle, side: BattleSide, *, n: int, seed: int) -> SideAccount:
    """Return one side's account with ``n`` draws of each figure, each from its own stream.

    A range is drawn uniformly, a figure alone is a point (see ``from_range``). The streams are
    named by side and figure, so that filling in one figure moves no other.
    """

    def draws(name: str, figure: Figure | None) -> FloatArray | None:
        if figure is None:
            return None
        named = stream(seed, f"battle/{battle.name}/{side.name}/{name}")
        return from_range(figure.low, figure.best, figure.high, n=n, stream=named)

    told = (side.source,) if side.source else ()
    return SideAccount(
        name=side.name,
        losses=draws("losses", side.losses),
        committed=draws("committed", side.committed),
        pool=draws("pool", side.pool),
        per_battle=side.per_battle,
        losses_sources=told,
        committed_sources=told,
        pool_sources=(side.pool_source,) if side.pool_source else (),
        pool_scopes=(side.pool_scope,) if side.pool and side.pool_scope else (),
    )


def battle_ledger(
    battle: Battle,
    *,
    burden: float = BURDEN,
    break_share: float = 0.0,
    n: int = DRAWS,
    seed: int = 1,
) -> PyrrhicLedger:
    """Weigh a historic battle from its table; the figures are independent draws.

    The formulas and the rule are those of ``pyrrhic_ledger``.

    Parameters
    ----------
    battle
        A table as ``read_battle`` returns it.
    burden
        Share of the winner's pool that must be lost before the word is used, in (0, 1].
    break_share
        Share of a pool below which a side cannot go on, in [0, 1).
    n
        Number of draws, at least 1.
    seed
        The seed that the named streams are split from.

    Returns
    -------
    The ledger, winner to loser.

    Raises
    ------
    UsageError
        LED003 where ``n`` is below 1.
    EvidenceError
        LED004 where ``burden`` or ``break_share`` is out of range.

    Notes
    -----
    Assumes the figures of the two sides err independently.
    Biased when one author stands behind both sides' figures: independent draws then mix rival
    accounts (Hieronymus' losses of one side with Dionysius' of the other) and widen the interval.
    Do not use when a dossier with dated claims can be made.

    References
    ----------
    See ``pyrrhic_ledger``.

    Examples
    --------
    >>> from asculum.evidence.battle import read_battle
    >>> from asculum.options.battle import battle_ledger
    >>> ledger = battle_ledger(read_battle("docs/examples/asculum.csv"))
    >>> ledger.index("LER").reading
    'Pyrrhus lost 0.58 for each one that Rome lost; above 1 in fewer than 1 of 100 draws.'
    >>> ledger.missing
    ('the pool of Pyrrhus',)
    """
    return pyrrhic_ledger(
        winner=battle_account(battle, battle.winner, n=n, seed=seed),
        loser=battle_account(battle, battle.loser, n=n, seed=seed),
        terms=VerdictTerms(
            category=battle.category.value,
            horizon=battle.horizon,
            burden=burden,
            break_share=break_share,
        ),
        outcome=Outcome(victor=battle.winner.name, source="the role given in the table"),
    )
