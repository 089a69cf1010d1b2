"""Running totals: the cumulative claims of one source as what each adds to the one before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from asculum.evidence.claims import Bound, Claim, Kind
from asculum.terms.period import Period


@dataclass(frozen=True, kw_only=True)
class Increment:
    """What a running total adds to the one before it, over the days between their ends.

    ``previous`` is ``None`` for the first of a sequence and for ranges and bounds, whose figures
    and period are the claim's own. [persons]; ``best`` may be zero where a total did not move.
    """

    claim: str
    previous: str | None
    period: Period
    low: float | None = None
    best: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class RunningTotals:
    """Increments by claim, and the totals that another of the same source sets aside, with why.

    ``falls`` names each pair (earlier, later) in which the total went down.
    """

    increments: tuple[Increment, ...] = ()
    superseded: Mapping[str, str] = field(default_factory=dict)
    falls: tuple[tuple[str, str], ...] = ()


def running_totals(claims: Iterable[Claim]) -> RunningTotals:
    """Return the cumulative claims among ``claims`` as increments over disjoint periods.

    Within one source, side, force, category, scope and start, ordered by end:
    increment_i = total_i − total_(i−1) over [end_(i−1), end_i). Where a total falls, the one
    published earlier is superseded; of two with one end the one published later holds.

    Assumes: the source never forgets what it counted before; corrections are published later.
    Biased when: a source corrects old days in a new total, for the correction falls on new days.
    Do not use when: the claims are echoes of other claims; give evidence only.
    """
    sequences: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    increments: list[Increment] = []
    for claim in claims:
        if claim.kind is not Kind.CUMULATIVE:
            continue
        if _is_point(claim):
            key = (claim.source, claim.side, claim.force, claim.category, claim.scope)
            sequences[*key, claim.period.start].append(claim)
        else:
            increments.append(_total(claim))
    superseded: dict[str, str] = {}
    falls: list[tuple[str, str]] = []
    for sequence in sequences.values():
        kept: list[Claim] = []
        for claim in sorted(sequence, key=_order):
            _place(claim, kept, superseded, falls)
        increments.extend(_differences(kept))
    increments.sort(key=lambda item: (item.period, item.claim))
    return RunningTotals(
        increments=tuple(increments), superseded=superseded, falls=tuple(sorted(falls))
    )


def _place(
    claim: Claim, kept: list[Claim], superseded: dict[str, str], falls: list[tuple[str, str]]
) -> None:
    """Add ``claim`` to an increasing sequence, setting aside what it contradicts, or itself."""
    overruled: list[tuple[Claim, str]] = []
    if kept and kept[-1].period.end == claim.period.end:
        why = f"{claim.id} gives the total for the same days, published later"
        overruled.append((kept.pop(), why))
    while kept and kept[-1].figure > claim.figure:
        last = kept[-1]
        falls.append((last.id, claim.id))
        if last.published > claim.published:
            why = f"{last.id} gives a higher running total for fewer days and was published later"
            superseded[claim.id] = why
            kept.extend(item for item, _ in reversed(overruled))
            return
        overruled.append((kept.pop(), f"{claim.id} gives a lower running total for more days"))
    superseded.update((item.id, why) for item, why in overruled)
    kept.append(claim)


def _differences(kept: list[Claim]) -> list[Increment]:
    if not kept:
        return []
    result = [_total(kept[0])]
    for before, claim in pairwise(kept):
        period = Period(start=before.period.end, end=claim.period.end)
        best = claim.figure - before.figure
        result.append(Increment(claim=claim.id, previous=before.id, period=period, best=best))
    return result


def _total(claim: Claim) -> Increment:
    return Increment(
        claim=claim.id,
        previous=None,
        period=claim.period,
        low=claim.low,
        best=claim.best,
        high=claim.high,
    )


def _is_point(claim: Claim) -> bool:
    alone = claim.best is not None and claim.low is None and claim.high is None
    return alone and claim.bound in (Bound.ABOUT, Bound.EXACTLY)


def _order(claim: Claim) -> tuple[object, ...]:
    return (claim.period.end, claim.published, claim.id)
