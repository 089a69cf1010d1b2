"""What all charts share: Altair itself, the house's colours, and intervals as whiskers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from asculum.terms.errors import MissingExtraError, ModelError
from asculum.terms.estimate import PROB, Estimate
from asculum.terms.rounding import rounded
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    import altair as alt

#: The colours of the page, on white paper: who speaks, the bands, the letters.
INK, QUIET, GRID = "#1c1a17", "#5c574f", "#e6e1d6"
BAND90, BAND50, MIDDLE, BAR = "#e3ddd0", "#c4bba9", "#3b362e", "#948a78"
RELATIONS = {"own": "#0063a3", "enemy": "#b8450b", "third": "#00725a", "party": "#6b4a93"}
ACCENT = "#8a2f1d"
WIDE = 560
#: Height of a row of whiskers [pixels].
ROW = 26
#: Longest label of a row.
LONGEST = 60

Dressed = TypeVar("Dressed", bound="alt.TopLevelMixin")


def altair() -> Any:
    """Return the altair module; raises CHA001 where it is missing or too old."""
    fix = "pip install 'asculum[notebook]'"
    why = "charts for notebooks are an extra, so that Asculum itself stays small"
    try:
        import altair as found
    except ImportError as error:
        what = "charts need altair, which is not installed"
        raise MissingExtraError("CHA001", what, why=why, fix=fix) from error
    if int(found.__version__.split(".")[0]) < 5:
        what = f"charts need altair 5 or newer, and {found.__version__} is installed"
        raise MissingExtraError("CHA001", what, why=why, fix=fix)
    return found


def nothing(why: str) -> ModelError:
    """Return the refusal of a chart that has nothing to draw."""
    return ModelError(
        "CHA002",
        "there is nothing to draw",
        why=why,
        fix="look at the result itself: its status and its table say what was refused",
    )


@dataclass(frozen=True, kw_only=True)
class Whisker:
    """An interval with its middle, in a row called ``label``, in the panel ``group``.

    An end that is infinite, or nothing on a scale of logs, runs to the edge of the chart.
    """

    label: str
    lower: float
    median: float
    upper: float
    group: str = ""
    colour: str = MIDDLE
    unit: str = ""

    @classmethod
    def of(cls, item: Estimate, label: str, *, group: str = "") -> Whisker:
        """Return the whisker of an estimate."""
        lower, median, upper = item.interval()
        return cls(
            label=label, lower=lower, median=median, upper=upper, group=group, unit=item.unit
        )

    def row(self, edges: Sequence[float] = (-math.inf, math.inf)) -> dict[str, object]:
        """Return the row of data that the chart is drawn from, its ends within ``edges``."""
        spoken = rounded(self.lower, self.median, self.upper)
        ends = {"lower": max(self.lower, edges[0]), "upper": min(self.upper, edges[1])}
        inside = edges[0] <= self.median <= edges[1] and math.isfinite(self.median)
        return {
            "label": plain(self.label),
            "group": plain(self.group),
            "median": self.median if inside else None,
            **{name: end if math.isfinite(end) else None for name, end in ends.items()},
            "words": f"{spoken.median} ({spoken.span})",
            "unit": self.unit,
            "colour": self.colour,
        }


def plain(text: str, longest: int = LONGEST) -> str:
    """Return a stranger's words as a label: one line, nothing that reorders it, not too long."""
    flat = " ".join(tamed(text).split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def whiskers(
    rows: Sequence[Whisker],
    *,
    title: str,
    axis: str,
    description: str,
    log: bool = False,
    line: float | None = None,
) -> alt.VConcatChart:
    """Return whiskers as panels one above the other, one for each group, on one scale.

    ``log`` sets them on a logarithmic scale, ``line`` a rule at a value that means something.
    """
    alt = altair()
    groups = list(dict.fromkeys(item.group for item in rows))
    told = [value for item in rows for value in (item.lower, item.median, item.upper)]
    ends = [value for value in told if math.isfinite(value) and (value > 0 or not log)]
    if not ends:
        raise nothing("no end of any interval is finite")
    domain = _domain([*ends, *([] if line is None else [line])], log=log)
    scale = alt.Scale(type="log" if log else "linear", domain=domain, nice=False)
    panels = []
    for group in groups:
        own = [item.row(domain) for item in rows if item.group == group]
        base = alt.Chart(alt.Data(values=own)).encode(
            y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=260)),
            tooltip=[
                alt.Tooltip("label:N", title="of"),
                alt.Tooltip("words:N", title=f"middle ({100 * PROB:.0f} % interval)"),
                alt.Tooltip("unit:N"),
            ],
        )
        below = axis if group == groups[-1] else None
        x = alt.X("lower:Q", title=below, scale=scale, axis=alt.Axis(tickCount=6))
        colour = alt.Color("colour:N", scale=None)
        layers = [
            base.mark_rule(strokeWidth=3, opacity=0.55).encode(x=x, x2="upper:Q", color=colour),
            base.mark_point(filled=True, size=70, opacity=1).encode(
                x=alt.X("median:Q", scale=scale), color=colour
            ),
            base.mark_text(align="left", dy=-10, fontSize=10, color=QUIET).encode(
                x=alt.X("lower:Q", scale=scale), text="words:N"
            ),
        ]
        if line is not None:
            rule = alt.Chart(alt.Data(values=[{"at": line}])).mark_rule(color=ACCENT)
            layers.insert(0, rule.encode(x=alt.X("at:Q", scale=scale)))
        panel = alt.layer(*layers).properties(width=WIDE, height=ROW * len(own))
        named = alt.TitleParams(plain(group), frame="group", fontSize=12)
        panels.append(panel.properties(title=named) if group else panel)
    whole = alt.vconcat(*panels, spacing=8).properties(title=plain(title, 200))
    return dressed(whole, description)  # type: ignore[no-any-return]


def _domain(ends: Sequence[float], *, log: bool) -> list[float]:
    """Return the ends of a scale that holds all of ``ends`` and, unless it is of logs, zero."""
    low, high = min(ends), max(ends)
    if log:
        return [low / 1.15, high * 1.15]
    span = max(high, 0.0) - min(low, 0.0) or 1.0
    return [low - 0.04 * span if low < 0 else 0.0, high + 0.04 * span]


def dressed(chart: Any, description: str) -> Any:
    """Return a chart in the house's colours, with words for those who cannot see it."""
    return (
        chart.properties(description=description, background="#ffffff")
        .configure_axis(
            labelColor=INK,
            titleColor=QUIET,
            titleFontWeight="normal",
            gridColor=GRID,
            domainColor=GRID,
            tickColor=GRID,
        )
        .configure_title(color=INK, anchor="start", fontWeight=600)
        .configure_legend(labelColor=INK, titleColor=QUIET, titleFontWeight="normal")
        .configure_view(stroke=None)
    )
