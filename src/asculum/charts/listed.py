"""How many nobody listed: totals with each list left out, and the curve of what no list tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asculum.charts.looks import (
    ACCENT,
    BAR,
    MIDDLE,
    WIDE,
    Whisker,
    altair,
    dressed,
    nothing,
    whiskers,
)
from asculum.undercount.estimate import Undercount
from asculum.undercount.total import Total

if TYPE_CHECKING:
    import altair as alt


def lists(found: Undercount) -> alt.VConcatChart:
    """Draw the total, and that of the other lists for each list left out; a rule at those listed.

    Parameters
    ----------
    found
        What ``undercount.estimate.estimate`` returns.

    Raises
    ------
    ModelError
        CHA002 where the total was refused.
    """
    whole = _whisker(found.total, "all lists", MIDDLE)
    if whole is None:
        raise nothing(found.total.status.sentence)
    rows = [whole]
    for name, total in found.without.items():
        row = _whisker(total, f"without {name}", BAR)
        rows += [row] if row is not None else []
    listed = found.total.listed
    title = f"Persons in all, {listed:,} of them listed"
    told = "; ".join(f"{row.label}: {row.row()['words']}" for row in rows)
    return whiskers(
        rows, title=title, axis="persons", description=f"{title}. {told}.", line=float(listed)
    )


def unlisted(found: Undercount) -> alt.LayerChart:
    """Draw the total by ξ, the odds of the interaction of all lists, which no list can tell.

    Parameters
    ----------
    found
        What ``undercount.estimate.estimate`` returns.

    Raises
    ------
    ModelError
        CHA002 where there is no curve.
    """
    alt = altair()
    curve = found.curve
    if curve is None:
        raise nothing("there is neither an estimate nor a saturated model, so there is no curve")
    rows = [
        {"xi": float(xi), "total": float(total)}
        for xi, total in zip(curve.xi, curve.total, strict=True)
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("xi:Q", scale=alt.Scale(type="log", base=2), title="ξ"),
        y=alt.Y("total:Q", title="persons in all", scale=alt.Scale(zero=False)),
        tooltip=[alt.Tooltip("xi:Q"), alt.Tooltip("total:Q", format=",.0f")],
    )
    layers = [base.mark_line(color=MIDDLE), base.mark_point(color=MIDDLE, filled=True)]
    if curve.implied is not None:
        rule = alt.Chart(alt.Data(values=[{"xi": curve.implied}])).mark_rule(color=ACCENT)
        layers.append(rule.encode(x="xi:Q"))
    chart = alt.layer(*layers).properties(width=WIDE, height=220, title="What no list can tell")
    return dressed(chart, curve.sentence)  # type: ignore[no-any-return]


def _whisker(total: Total, label: str, colour: str) -> Whisker | None:
    if total.point is None or total.lower is None or total.upper is None:
        return None
    return Whisker(
        label=label,
        lower=total.lower,
        median=total.point,
        upper=total.upper,
        colour=colour,
        unit="persons",
    )
