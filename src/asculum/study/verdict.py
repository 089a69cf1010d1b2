"""The pyrrhic ledger of a dossier: its losses beside the pools and forces that sources state."""

from __future__ import annotations

from collections.abc import Sequence

from asculum.evidence.claims import BOTH, Category, Scope
from asculum.evidence.dossier import Dossier, Pool, Side
from asculum.evidence.lineage import EVIDENCE, roles
from asculum.losses.estimate import Losses
from asculum.options.account import FloatArray, SideAccount, from_range
from asculum.options.ledger import PyrrhicLedger
from asculum.options.pyrrhic import pyrrhic_ledger
from asculum.options.two_sided import TwoSidedTotal
from asculum.terms.streams import stream


def ledger(dossier: Dossier, losses: Losses, *, seed: int) -> PyrrhicLedger | None:
    """Return the ledger of the victor and the other side; ``None`` where there is no victor yet.

    Losses are joint draws; pools and committed forces are drawn uniformly from the ranges that
    sources state, each from a stream of its own, and share the draw index.
    """
    if not dossier.outcome.victor or not dossier.over:
        return None
    winner = dossier.side(dossier.outcome.victor)
    loser = dossier.other(winner.id)
    return pyrrhic_ledger(
        winner=account(dossier, losses, winner, seed=seed),
        loser=account(dossier, losses, loser, seed=seed),
        terms=dossier.verdict,
        outcome=dossier.outcome,
        total=_two_sided(dossier),
    )


def account(dossier: Dossier, losses: Losses, side: Side, *, seed: int) -> SideAccount:
    """Return one side's losses, committed force and pool as draws.

    A pool or force of nobody says that there was none to weigh with: it counts as not known.
    """
    total = losses.total(side.id, category=dossier.verdict.category)
    draws = losses.posterior.draws if losses.posterior is not None else 1000
    pools = _pools(dossier, side.id)
    pool = pool_draws(dossier, side.id, draws, seed)
    rows = [
        item
        for item in dossier.strengths
        if item.side == side.id and not item.force and item.measure == "committed"
    ]
    ends = [
        (item.low if item.low is not None else item.best, item.high or item.best) for item in rows
    ]
    whole = [(low, high) for low, high in ends if low is not None and high]
    status = losses.identified.sides[side.id] if losses.status.ok else losses.status
    return SideAccount(
        name=side.name,
        side=side.id,
        losses=total.draws if total is not None else None,
        committed=_envelope(whole, draws, seed, f"ledger/{side.id}/committed"),
        pool=pool,
        per_battle=max((item.per_battle for item in pools), default=0.0),
        losses_status=total.status if total is not None else status,
        losses_sources=total.sources if total is not None else (),
        committed_sources=tuple(item.id for item in rows),
        pool_sources=tuple(dict.fromkeys(item.source for item in pools if item.source)),
        pool_scopes=tuple(dict.fromkeys(item.scope for item in pools if item.scope)),
    )


def pool_draws(dossier: Dossier, side: str, draws: int, seed: int) -> FloatArray | None:
    """Return the manpower [persons] that a side could draw on, evenly between all stated ends."""
    ends = [(item.low, item.high) for item in _pools(dossier, side)]
    return _envelope(ends, draws, seed, f"ledger/{side}/pool")


def _pools(dossier: Dossier, side: str) -> list[Pool]:
    return [pool for pool in dossier.pools if pool.side == side and pool.high > 0]


def _envelope(
    ends: Sequence[tuple[float, float]], draws: int, seed: int, name: str
) -> FloatArray | None:
    """Draw uniformly between the least and the most that any source states."""
    if not ends:
        return None
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    return from_range(low, None, high, n=draws, stream=stream(seed, name))


def _two_sided(dossier: Dossier) -> TwoSidedTotal | None:
    """Return the latest total of casualties of both sides in the battle, if one is evidence."""
    role = roles(dossier)
    totals = [
        (claim.published, claim.id, claim.best)
        for claim in dossier.claims
        if claim.side == BOTH
        and claim.category is Category.CASUALTIES
        and claim.scope is Scope.BATTLE
        and role[claim.id].role == EVIDENCE
        and claim.best
    ]
    if not totals:
        return None
    _, name, persons = max(totals)
    return TwoSidedTotal(persons=persons, sources=(name,))
