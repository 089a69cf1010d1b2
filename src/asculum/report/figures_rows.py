"""Totals, leanings and claims as rows of a dot with its interval, as data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from asculum.evidence.dossier import Dossier
from asculum.report.reckoning import ClaimReading, Lean, Reckoning
from asculum.report.restating import (
    ENEMY,
    OUTSIDE,
    OWN,
    PARTY,
    RELATION_WORDS,
    category_word,
    compact,
    relation,
    short,
    side_name,
    whose,
)
from asculum.report.wording import capitalised, figure, lowered, month, rounded
from asculum.terms.estimate import Estimate
from asculum.terms.speech import say

#: A source with at least so many claims of one sort is drawn as one row.
STREAK = 8


@dataclass(frozen=True, kw_only=True)
class DotRow:
    """One row: what was said (dots and whisker) and what is reckoned (interval and median).

    ``prior`` is drawn faintly behind. ``claims`` are the ids behind the row; ``tail`` is the part
    of the label that is never cut.
    """

    label: str
    group: str
    relation: str
    lower: float
    median: float
    upper: float
    value: str
    dots: tuple[float, ...] = ()
    whisker: tuple[float, float] | None = None
    prior: tuple[float, float] | None = None
    role: str = "evidence"
    claims: tuple[str, ...] = ()
    tip: str = ""
    tail: str = ""


@dataclass(frozen=True, kw_only=True)
class RowsFigure:
    """A chart of dots and intervals with the words that go with it.

    ``one`` marks a scale of factors, on which 1 is the line to be compared with.
    """

    key: str
    title: str
    message: str
    axis: str
    rows: tuple[DotRow, ...]
    one: bool = False

    def values(self) -> list[float]:
        """Return every value that the scale must hold."""
        found: list[float] = []
        for row in self.rows:
            found += [row.lower, row.median, row.upper, *row.dots]
            found += [*(row.whisker or ()), *(row.prior or ())]
        return found


def totals_figure(reckoning: Reckoning) -> RowsFigure | None:
    """Return the battle's totals by category, side and force; ``None`` where there are none."""
    rows = []
    for estimate in ordered_totals(reckoning):
        if not estimate.status.ok:
            continue
        lower, median, upper = estimate.interval()
        words = rounded(lower, median, upper)
        rows.append(
            DotRow(
                label=whose(reckoning.dossier, estimate.side, estimate.force),
                group=capitalised(category_word(estimate.quantity)),
                relation="whole" if not estimate.force else "part",
                lower=lower,
                median=median,
                upper=upper,
                value=f"{words.median} ({words.lower}–{words.upper})",
                claims=estimate.sources,
            )
        )
    if not rows:
        return None
    told = "; ".join(
        say("{group} of {label}: {value}", group=row.group, label=row.label, value=row.value)
        for row in rows
    )
    return RowsFigure(
        key="totals",
        title=say("What the battle cost each side"),
        message=say("Median and 90 % interval of each total. {told}.", told=told),
        axis=say("persons"),
        rows=tuple(rows),
    )


def ordered_totals(reckoning: Reckoning) -> list[Estimate]:
    """Return the totals by category, then side in the dossier's order, then force."""
    dossier = reckoning.dossier
    quantities = list(dict.fromkeys(item.quantity for item in reckoning.totals))
    sides = [item.id for item in dossier.sides]
    forces = {
        (side.id, force.id): n + 1 for side in dossier.sides for n, force in enumerate(side.forces)
    }
    return sorted(
        (item for item in reckoning.totals if item.side in sides),
        key=lambda item: (
            quantities.index(item.quantity),
            sides.index(item.side),
            forces.get((item.side, item.force), 0),
        ),
    )


def leans_figure(reckoning: Reckoning) -> RowsFigure | None:
    """Return how far each source leans, grouped by whose losses it speaks of."""
    rows = [_lean_row(reckoning.dossier, lean) for lean in reckoning.leans]
    if not rows:
        return None
    sides = [item.id for item in reckoning.dossier.sides]
    order = {OWN: 0, ENEMY: 1, OUTSIDE: 2}
    rows = [
        row
        for _, row in sorted(
            zip(reckoning.leans, rows, strict=True),
            key=lambda pair: (
                sides.index(pair[0].side) if pair[0].side in sides else len(sides),
                order.get(pair[1].relation, 3),
                pair[0].median,
            ),
        )
    ]
    most = max(rows, key=lambda row: row.median)
    least = min(rows, key=lambda row: row.median)
    return RowsFigure(
        key="leans",
        title=say("How far each source leans"),
        message=(
            say(
                "Factor between what a source says and what is reckoned; 1 is the truth. "
                "{label} says most, {value} ({group}); {label_2} says least, {value_2} "
                "({group_2}).",
                label=most.label,
                value=most.value,
                group=lowered(most.group),
                label_2=least.label,
                value_2=least.value,
                group_2=lowered(least.group),
            )
        ),
        axis=say("times what was (1 = the truth)"),
        rows=tuple(rows),
        one=True,
    )


def claims_figure(reckoning: Reckoning) -> RowsFigure | None:
    """Return each claim next to what is reckoned of the very same quantity.

    Everything is divided by the reckoned median, so that 1 is where claim and reckoning agree.
    """
    dossier = reckoning.dossier
    readings = {item.claim: item for item in reckoning.readings}
    found: list[tuple[tuple[str, str], DotRow]] = []
    for claim in dossier.claims:
        reading = readings.get(claim.id)
        if reading is None or not reading.truth_median or claim.figure <= 0:
            continue
        row = _claim_row(dossier, reading)
        if row is not None:
            found.append(((claim.source, f"{claim.side} {claim.force} {claim.category}"), row))
    rows = _gathered(dossier, found)
    if not rows:
        return None
    order = {OUTSIDE: 0, OWN: 1, ENEMY: 2, PARTY: 3}
    rows.sort(key=lambda row: (order.get(row.relation, 4), -row.dots[len(row.dots) // 2]))
    inside = sum(row.lower <= row.dots[0] <= row.upper for row in rows)
    return RowsFigure(
        key="claims-reckoned",
        title=say("Each claim against the reckoning"),
        message=(
            say(
                "Of {rows} rows, {inside} have their claim within the reckoned 90 % "
                "interval. The rest lie to the right where the claim says more than is "
                "reckoned, to the left where it says less.",
                rows=len(rows),
                inside=inside,
            )
        ),
        axis=say("claim ÷ reckoned (1 = they agree)"),
        rows=tuple(rows),
        one=True,
    )


def _lean_row(dossier: Dossier, lean: Lean) -> DotRow:
    source = dossier.sources[lean.source]
    words = rounded(lean.lower, lean.median, lean.upper)
    side = side_name(dossier, lean.side)
    stands = lean_relation(dossier, lean)
    group = {
        OWN: say("{side}’s sources on {side}’s losses", side=side),
        ENEMY: say("The enemy’s sources on {side}’s losses", side=side),
        OUTSIDE: say("Third parties on {side}’s losses", side=side),
    }.get(stands, say("On {side}’s losses", side=side))
    claims = [c.id for c in dossier.claims if c.source == lean.source and c.side == lean.side]
    return DotRow(
        label=source.label,
        group=group,
        relation=stands,
        lower=lean.lower,
        median=lean.median,
        upper=lean.upper,
        value=f"×{words.median} ({words.lower}–{words.upper})",
        dots=(lean.median,),
        prior=(lean.prior_lower, lean.prior_upper),
        claims=tuple(claims),
    )


def lean_relation(dossier: Dossier, lean: Lean) -> str:
    """Return how a leaning source stands to the losses it speaks of."""
    if lean.relation in RELATION_WORDS:
        return lean.relation
    allegiance = dossier.sources[lean.source].allegiance
    if allegiance == lean.side:
        return OWN
    return ENEMY if any(side.id == allegiance for side in dossier.sides) else OUTSIDE


def _claim_row(dossier: Dossier, reading: ClaimReading) -> DotRow | None:
    claim = dossier.claim(reading.claim)
    middle = reading.truth_median
    if not middle or reading.truth_lower is None or reading.truth_upper is None:
        return None
    stands = relation(dossier, claim)
    words = rounded(reading.truth_lower, middle, reading.truth_upper)
    said = short(dossier, claim)
    ranged = claim.low is not None and claim.high is not None and claim.low > 0
    source = dossier.sources[claim.source].label
    return DotRow(
        label=source,
        tail=f": {compact(dossier, claim)}",
        group=capitalised(RELATION_WORDS[stands]),
        relation=stands,
        lower=reading.truth_lower / middle,
        median=1.0,
        upper=reading.truth_upper / middle,
        value=f"{words.median} ({words.lower}–{words.upper})",
        dots=(claim.figure / middle,),
        whisker=(claim.low / middle, claim.high / middle)
        if ranged and claim.low is not None and claim.high is not None
        else None,
        role=reading.role,
        claims=(claim.id,),
        tip=f"{source} {month(claim.published)} {claim.published.year}: {said}",
    )


def _gathered(dossier: Dossier, found: list[tuple[tuple[str, str], DotRow]]) -> list[DotRow]:
    """Fold a source's long run of like claims into one row of many dots."""
    counts = Counter(key for key, _ in found)
    rows: list[DotRow] = []
    folded: dict[tuple[str, str], list[DotRow]] = {}
    for key, row in found:
        if counts[key] >= STREAK:
            folded.setdefault(key, []).append(row)
        else:
            rows.append(row)
    for (source, _), group in folded.items():
        dots = tuple(sorted(row.dots[0] for row in group))
        claim = dossier.claim(group[0].claims[0])
        subject = f"{category_word(claim.category)}, {side_name(dossier, claim.side)}"
        name = dossier.sources[source].label
        middle = dots[len(dots) // 2]
        rows.append(
            replace(
                group[0],
                label=name,
                tail=say(": {group} figures, {subject}", group=len(group), subject=subject),
                dots=dots,
                whisker=None,
                lower=sorted(row.lower for row in group)[len(group) // 2],
                upper=sorted(row.upper for row in group)[len(group) // 2],
                value=say(
                    "{group} claims, middle ×{value}",
                    group=len(group),
                    value=figure(float(f"{middle:.2g}")),
                ),
                claims=tuple(claim for row in group for claim in row.claims),
                tip=say("{name}: {group} figures", name=name, group=len(group)),
            )
        )
    return rows
