"""From claims to observations: what each claim says of which losses, and what it does not add."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from asculum.evidence.claims import BOTH, CIVILIANS, THIRD, Bound, Claim, Kind, Manner, Scope
from asculum.evidence.dossier import Dossier
from asculum.evidence.lineage import EVIDENCE, roles
from asculum.evidence.running import running_totals
from asculum.losses import codes as k
from asculum.terms.period import Period

SCOPES = {Scope.BATTLE: k.BATTLE, Scope.SECTOR: k.SECTOR, Scope.FRONT: k.FRONT, Scope.WAR: k.WAR}

#: Below this a figure is a count of single persons and is given a count's likelihood.
SMALL = 20
#: The most that rounding is taken to blur a figure, on the log scale.
MOST_ROUNDING = 0.1
#: The narrowest range that is treated as one, on the log scale.
NARROW = 0.005

Leaf = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One independent piece of evidence on losses.

    ``forces`` (and ``below`` for a ratio or a two-sided total) are smallest forces as
    (side, force). ``low`` and ``high`` are natural logarithms of what is claimed, ``count`` the
    figure of a small count. ``scale`` turns the loss over the period into the claim's unit
    (1 / days for a mean a day). ``group`` is the statement whose error the claim shares.
    ``delay`` are the days from the end of the period to publication.
    """

    claim: str
    source: str
    bind: int
    forces: tuple[Leaf, ...]
    scope: int
    category: str
    period: Period
    join: int = k.SINGLE
    below: tuple[Leaf, ...] = ()
    low: float = 0.0
    high: float = 0.0
    count: int = 0
    rounding: float = 0.0
    scale: float = 1.0
    group: str = ""
    delay: int = 0

    @property
    def named(self) -> bool:
        """Whether it counts persons known by name, on which no source leans."""
        return self.bind in k.NAMED

    @property
    def middle(self) -> float:
        """The middle of the period, as a proleptic day."""
        return (self.period.start.toordinal() + self.period.end.toordinal()) / 2

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides the observation speaks of, those above the line first."""
        return tuple(dict.fromkeys(side for side, _ in (*self.forces, *self.below)))


def rounding(figure: float) -> float:
    """Return the log-scale blur of a rounded figure: half its last place, as a uniform error.

    u / (2 figure sqrt(3)) with u the place value of the last digit that is not 0; never more than
    ``MOST_ROUNDING``. Example: 22,816 → 0.00001; 1,500 → 0.02; 20,000 → 0.1.
    """
    if figure <= 0 or figure != int(figure):
        return 0.0
    number, unit = int(figure), 1
    while number % 10 == 0:
        number //= 10
        unit *= 10
    return min(MOST_ROUNDING, unit / (2 * figure * math.sqrt(3)))


def leaves(dossier: Dossier, side: str, force: str = "") -> tuple[Leaf, ...]:
    """Return the smallest forces that make up a side or one of its forces."""
    return tuple((side, leaf) for leaf in dossier.side(side).leaves(force))


def observations(dossier: Dossier) -> tuple[Observation, ...]:
    """Return what the dossier's claims add, in the order of the table.

    Echoes, doctored claims and civilians add nothing; a running total adds its increments; the
    parts of one statement (same source, day and side, or joined by ``includes``) share an error.
    """
    role = roles(dossier)
    evidence = [claim for claim in dossier.claims if role[claim.id].role == EVIDENCE]
    evidence = [claim for claim in evidence if claim.side != CIVILIANS]
    steps = {step.claim: step for step in running_totals(evidence).increments}
    groups = _statements(evidence)
    found: list[Observation] = []
    for claim in evidence:
        period, low, best, high = claim.period, claim.low, claim.best, claim.high
        step = steps.get(claim.id)
        if step is not None:
            period, low, best, high = step.period, step.low, step.best, step.high
        observation = _observe(dossier, claim, period, low, best, high, groups.get(claim.id, ""))
        if observation is not None:
            found.append(observation)
    return tuple(found)


def observe(dossier: Dossier, claim: Claim) -> Observation | None:
    """Return what one claim says by itself, whatever its role; ``None`` where it binds nothing."""
    return _observe(dossier, claim, claim.period, claim.low, claim.best, claim.high, "")


def _observe(
    dossier: Dossier,
    claim: Claim,
    period: Period,
    low: float | None,
    best: float | None,
    high: float | None,
    group: str,
) -> Observation | None:
    """Turn one claim into an observation; ``None`` where it binds nothing (at least 0)."""
    below: tuple[Leaf, ...] = ()
    join = k.SINGLE
    if claim.side == BOTH:
        first, second = dossier.sides
        forces, below, join = leaves(dossier, first.id), leaves(dossier, second.id), k.SUM
    else:
        forces = leaves(dossier, claim.side, claim.force)
        if claim.kind is Kind.RATIO:
            below, join = leaves(dossier, claim.versus, claim.versus_force), k.RATIO
    bind, log_low, log_high, count = _bind(claim, low, best, high, join)
    if bind is None:
        return None
    if bind == k.FLOOR and ("list_completeness", claim.source, "") in dossier.assumptions:
        bind = k.LISTED
    point = best if best is not None else low if low is not None else high
    blur = 0.0 if claim.bound is Bound.EXACTLY or bind == k.RANGE else rounding(point or 0.0)
    return Observation(
        claim=claim.id,
        source=claim.source,
        bind=bind,
        forces=forces,
        below=below,
        join=join,
        scope=SCOPES[claim.scope],
        category=claim.category.value,
        period=period,
        low=log_low,
        high=log_high,
        count=count,
        rounding=blur,
        scale=1.0 / period.days if claim.kind is Kind.PER_DAY else 1.0,
        group=group,
        delay=max(0, (claim.published - period.end).days),
    )


def _bind(
    claim: Claim, low: float | None, best: float | None, high: float | None, join: int
) -> tuple[int | None, float, float, int]:
    """Return how a claim binds, with the logarithms of its ends and its small count."""
    one = best if best is not None else low if high is None else high if low is None else None
    if claim.kind is Kind.NAMED_MINIMUM:
        floor = low if low is not None else one
        return (k.FLOOR, math.log(floor), 0.0, 0) if floor else (None, 0.0, 0.0, 0)
    at_least = claim.bound is Bound.AT_LEAST or (best is None and high is None)
    at_most = claim.bound is Bound.AT_MOST or (best is None and low is None)
    if at_least:
        least = low if low is not None else one
        return (k.AT_LEAST, math.log(least), 0.0, 0) if least else (None, 0.0, 0.0, 0)
    if at_most:
        most = high if high is not None else one
        # "at most 0" says that nobody was lost: as a count, since the logarithm has no 0
        return (k.AT_MOST, math.log(most), 0.0, 0) if most else (k.COUNT, 0.0, 0.0, 0)
    if low is not None and high is not None and high > 0:
        if low <= 0:
            return k.AT_MOST, math.log(high), 0.0, 0
        if math.log(high / low) > NARROW:
            return k.RANGE, math.log(low), math.log(high), 0
    # a range from 0 to 0 is left: nobody
    figure = best if best is not None else one if one is not None else 0.0
    whole = figure == int(figure) and claim.kind in (Kind.COUNT, Kind.CUMULATIVE)
    if figure < SMALL and whole and join == k.SINGLE:
        return k.COUNT, 0.0, 0.0, int(figure)
    if figure <= 0:
        return None, 0.0, 0.0, 0
    return k.POINT, math.log(figure), 0.0, 0


def _statements(claims: Iterable[Claim]) -> dict[str, str]:
    """Group claims that are parts of one statement; claims alone in theirs are left out.

    Running totals are kept apart: their increments are printed on different days.
    """
    root: dict[str, str] = {}

    def find(item: str) -> str:
        while root[item] != item:
            item = root[item]
        return item

    kept = [claim for claim in claims if claim.kind is not Kind.NAMED_MINIMUM]
    for claim in kept:
        root[claim.id] = claim.id
    first: dict[tuple[str, date, str], str] = {}
    for claim in kept:
        key = (claim.source, claim.published, claim.side)
        if claim.kind is not Kind.RATIO:
            root[find(claim.id)] = find(first.setdefault(key, claim.id))
        if claim.manner is Manner.INCLUDES:
            for other in claim.derives_from:
                if other in root:
                    root[find(claim.id)] = find(other)
    members: dict[str, list[str]] = {}
    for claim in kept:
        members.setdefault(find(claim.id), []).append(claim.id)
    return {claim: group for group, ids in members.items() if len(ids) > 1 for claim in ids}


def relation(dossier: Dossier, source: str, side: str) -> tuple[str, int]:
    """Return how a source stands to a side: own, enemy or third; and the sign of its backing.

    +1 where a third party backs the enemy of ``side``, -1 where it backs ``side``, else 0.
    """
    item = dossier.sources[source]
    if item.allegiance == side:
        return "own", 0
    if item.allegiance != THIRD:
        return "enemy", 0
    if not item.backs:
        return "third", 0
    return "third", -1 if item.backs == side else 1
