"""How the battle was fought: who bled faster week by week, and what each law says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asculum.attrition.fit import Fitted
from asculum.charts.looks import (
    ACCENT,
    BAND90,
    MIDDLE,
    WIDE,
    Whisker,
    altair,
    dressed,
    nothing,
    whiskers,
)
from asculum.report.fought import Fought
from asculum.report.restating import category_word
from asculum.report.wording import day

if TYPE_CHECKING:
    import altair as alt


def exchange(found: Fought | None) -> alt.LayerChart:
    """Draw what the attacker lost for each one the defender lost, week by week; a rule at 1.

    Parameters
    ----------
    found
        What ``Study.fit`` returns.

    Raises
    ------
    ModelError
        CHA002 where the losses do not tell it.
    """
    alt = altair()
    if found is None:
        raise nothing("the losses were refused")
    if found.exchange is None:
        raise nothing(found.no_exchange)
    told = found.exchange
    rows = [
        {
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
            "week": f"from {day(period.start)}",
            "lower": float(lower),
            "median": float(median),
            "upper": float(upper),
        }
        for period, (lower, median, upper) in zip(told.periods, told.quantiles, strict=True)
    ]
    whom = f"{category_word(told.category)} of {told.attacker} for each one of {told.defender}"
    scale = alt.Scale(type="log")
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("start:T", title=None, scale=alt.Scale(type="utc")),
        x2="end:T",
        tooltip=[
            alt.Tooltip("week:N"),
            *(alt.Tooltip(f"{key}:Q", format=".2g") for key in ("lower", "median", "upper")),
        ],
    )
    y = alt.Y("median:Q", scale=scale, title=whom)
    layers = [
        base.mark_rect(color=BAND90).encode(
            y=alt.Y("lower:Q", scale=scale, title=whom), y2="upper:Q"
        ),
        base.mark_rule(color=MIDDLE, strokeWidth=1.5).encode(y=y),
        alt.Chart(alt.Data(values=[{"one": 1}])).mark_rule(color=ACCENT).encode(y="one:Q"),
    ]
    lower, median, upper = told.whole.interval()
    words = f"{whom}, week by week; over the whole {median:.2g} ({lower:.2g} to {upper:.2g})"
    chart = alt.layer(*layers).properties(width=WIDE, height=220, title="Who bled faster")
    return dressed(chart, words)  # type: ignore[no-any-return]


def laws(found: Fitted) -> alt.VConcatChart:
    """Draw how far each law is behind the best in foretelling, with two errors on either side.

    Parameters
    ----------
    found
        What ``attrition.fit.fit`` returns, or ``Fought.fitted``.

    Raises
    ------
    ModelError
        CHA002 where fewer than two laws could be fitted.
    """
    weighed = found.weighed
    if weighed is None:
        raise nothing(f"laws are not weighed against each other: {found.status.sentence}")
    told = zip(weighed.names, weighed.weights, weighed.behind, weighed.errors, strict=True)
    rows = [
        Whisker(
            label=f"{name} (weight {weight:.2f})",
            lower=behind - 2 * error,
            median=behind,
            upper=behind + 2 * error,
            unit="log density",
        )
        for name, weight, behind, error in told
    ]
    title = "Attrition laws: how far behind the best"
    words = f"{title}, give or take two standard errors. Best is the {weighed.best} law."
    axis = "expected log density behind the best"
    return whiskers(rows, title=title, axis=axis, description=words, line=0.0)
