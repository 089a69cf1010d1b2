"""Which records are of one person: what each level counts for, and the chance by score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asculum.charts.looks import ACCENT, BAR, MIDDLE, WIDE, altair, dressed, nothing, plain
from asculum.report.figures_weights import weights_figure
from asculum.study.linking import Linked

if TYPE_CHECKING:
    import altair as alt


def weights(linked: Linked) -> alt.VConcatChart:
    """Draw what each level of agreement counts for [bits]: to the right, for one person.

    Parameters
    ----------
    linked
        What ``study.linking.link_lists`` returns.

    Raises
    ------
    ModelError
        CHA002 where no two records were compared.
    """
    alt = altair()
    figure = weights_figure(linked.scored, linked.linkage)
    if not figure.levels:
        raise nothing(figure.levels_message)
    ends = [0.0, *(row.bits for row in figure.levels)]
    scale = alt.Scale(domain=[min(ends) - 1, max(ends) + 1], nice=False)
    panels = []
    groups = figure.comparisons()
    for name, rows in groups:
        own = [
            {"level": plain(row.level), "m": row.m, "u": row.u, "bits": row.bits} for row in rows
        ]
        below = "weight: log2 of m/u" if name == groups[-1][0] else None
        base = alt.Chart(alt.Data(values=own)).encode(
            x=alt.X("bits:Q", scale=scale, title=below),
            y=alt.Y("level:N", sort=None, title=None, axis=alt.Axis(labelLimit=260)),
            tooltip=[alt.Tooltip(f"{key}:Q", format=".3g") for key in ("bits", "m", "u")],
        )
        panel = base.mark_bar(color=BAR).properties(width=WIDE, height=18 * len(own))
        panels.append(panel.properties(title=alt.TitleParams(plain(name), fontSize=12)))
    title = "What each level of agreement counts for"
    whole = alt.vconcat(*panels, spacing=8).properties(title=title)
    return dressed(whole, f"{title}. {figure.levels_message}")  # type: ignore[no-any-return]


def scores(linked: Linked) -> alt.VConcatChart:
    """Draw how often pairs of a score are one person, and how many pairs have it.

    Parameters
    ----------
    linked
        What ``study.linking.link_lists`` returns.

    Raises
    ------
    ModelError
        CHA002 where no pair was scored.
    """
    alt = altair()
    figure = weights_figure(linked.scored, linked.linkage)
    if not figure.bins:
        raise nothing(figure.scores_message)
    rows = [
        {"low": one.low, "high": one.high, "pairs": one.pairs, "share": one.share}
        for one in figure.bins
    ]
    scale = alt.Scale(domain=[rows[0]["low"], rows[-1]["high"]], nice=False)
    tips = [
        alt.Tooltip("low:Q"),
        alt.Tooltip("high:Q"),
        alt.Tooltip("pairs:Q", format=","),
        alt.Tooltip("share:Q", format=".1%"),
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("low:Q", scale=scale, title=None), x2="high:Q", tooltip=tips
    )
    share = alt.Y("share:Q", title="one person", axis=alt.Axis(format="%"))
    above = base.mark_rule(color=MIDDLE, strokeWidth=2.5).encode(y=share.scale(domain=[0.0, 1.0]))
    layers = [above]
    if figure.even is not None:
        rule = alt.Chart(alt.Data(values=[{"even": figure.even}])).mark_rule(color=ACCENT)
        layers.append(rule.encode(x=alt.X("even:Q", scale=scale)))
    many = alt.Y("pairs:Q", title="pairs", scale=alt.Scale(type="symlog"))
    score = alt.X("low:Q", scale=scale, title="score of a pair [bits]")
    below = base.mark_bar(color=BAR).encode(x=score, y=many)
    title = "How often pairs of a score are one person"
    whole = alt.vconcat(
        alt.layer(*layers).properties(width=WIDE, height=200),
        below.properties(width=WIDE, height=70),
        spacing=4,
    ).properties(title=title)
    return dressed(whole, f"{title}. {figure.scores_message}")  # type: ignore[no-any-return]
