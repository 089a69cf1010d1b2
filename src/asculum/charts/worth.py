"""What the place was worth, what else could have been done, and whether it was pyrrhic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asculum.charts.looks import ACCENT, MIDDLE, Whisker, nothing, whiskers
from asculum.options.ledger import PyrrhicLedger
from asculum.options.views import Weighing
from asculum.place.answer import PlaceAnswer
from asculum.report.wording import day
from asculum.terms.estimate import interval

if TYPE_CHECKING:
    import altair as alt

#: What is drawn of a place, and how it is called.
_PLACE = {
    "need_beyond": "needed",
    "arrives_with": "arrives",
    "arrives_without": "without the place",
}


def place(found: PlaceAnswer) -> alt.VConcatChart:
    """Draw, by side and day, what the troops need and what reaches them with and without the place.

    Parameters
    ----------
    found
        What ``Study.place`` returns.

    Raises
    ------
    ModelError
        CHA002 where the worth was refused for every side.
    """
    rows = [
        Whisker.of(item, _PLACE[item.quantity], group=f"{reading.side}, {day(reading.day)}")
        for reading in found.readings
        for item in reading.estimates()
        if item.quantity in _PLACE
    ]
    if not rows:
        raise nothing(found.status.sentence)
    title = f"{found.name}: supplies a day, with the place and without it"
    told = "; ".join(f"{row.group}, {row.label}: {row.row()['words']}" for row in rows)
    return whiskers(rows, title=title, axis="tonnes a day", description=f"{title}. {told}.")


def options(found: Weighing, *, part: str = "own") -> alt.VConcatChart:
    """Draw what each option of each decision would have brought, with hindsight.

    Parameters
    ----------
    found
        What ``Study.weigh`` returns.
    part
        ``own`` losses after the decision, ``enemy`` losses, ``days`` that the enemy is kept out,
        the share of the place that is kept (``keeps``), or men ``freed``.

    Raises
    ------
    ModelError
        CHA002 where no decision is weighed, or nothing is known of that part.
    """
    told = [item for item in found.brought() if item.part == part]
    if not told:
        parts = sorted({item.part for item in found.brought()})
        why = f"no decision tells {part!r}" + (f"; told are {', '.join(parts)}" if parts else "")
        raise nothing(" ".join([why, *found.left_out]))
    rows = []
    for item in told:
        lower, median, upper = interval(item.draws)
        happened = item.option.happened
        rows.append(
            Whisker(
                label=item.option.name + (" (happened)" if happened else ""),
                lower=lower,
                median=median,
                upper=upper,
                group=f"{item.decision.side}, {day(item.decision.day)}",
                colour=ACCENT if happened else MIDDLE,
                unit=item.unit,
            )
        )
    title = f"What else could have been done: {part}"
    words = "; ".join(f"{row.group}, {row.label}: {row.row()['words']}" for row in rows)
    return whiskers(rows, title=title, axis=told[0].unit, description=f"{title}. {words}.")


def ledger(found: PyrrhicLedger | None) -> alt.VConcatChart:
    """Draw the ratios of the ledger, winner to loser, with a rule at 1.

    Parameters
    ----------
    found
        What ``Study.verdict`` returns.

    Raises
    ------
    ModelError
        CHA002 where there is no ledger, or no ratio has draws.
    """
    if found is None:
        raise nothing("no victor is stated, or the battle was not over on the as-of day")
    rows = [
        Whisker.of(item.estimate, f"{item.key}: {item.name}")
        for item in found.indices
        if item.estimate is not None and item.above is not None
    ]
    if not rows:
        raise nothing(found.sentence)
    title = f"{found.winner} to {found.loser}, {found.category}"
    return whiskers(
        rows, title=title, axis="ratio", description=f"{title}. {found.short}", log=True, line=1.0
    )
