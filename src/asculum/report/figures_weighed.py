"""What else could have been done, and deals, as data of small charts before they are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.evidence.dossier import Dossier
from asculum.options.thresholds import Threshold
from asculum.options.views import TwoViews
from asculum.options.weighing import prices_of, share_better
from asculum.report.dealt import DealWords
from asculum.report.wording import clean, day, percent, rounded
from asculum.terms.estimate import interval
from asculum.terms.speech import message, retold, say

#: The threshold that is drawn as a curve: the first of these that a decision has.
CURVES = ("day", "place", "enemy")
_AXIS = {
    "day": message("own losses that a day held was worth"),
    "place": message("own losses that the place was worth"),
    "enemy": message("own losses that an enemy loss was worth"),
}
#: An interval is cut where it exceeds the largest middle this many times.
CUT = 4.0


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Share of draws in which what happened was better, by what a value was worth.

    ``then`` is the same as of the day of the decision; empty where that was not reckoned.
    """

    title: str
    axis: str
    prices: tuple[float, ...]
    now: tuple[float, ...]
    then: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bar:
    """An interval with its middle; ``kind`` is now, then or told."""

    label: str
    lower: float
    median: float
    upper: float
    value: str
    kind: str = "now"


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A few bars on one scale; ``top`` is where it ends."""

    title: str
    axis: str
    bars: tuple[Bar, ...]
    top: float
    low: float = 0.0


@dataclass(frozen=True, kw_only=True)
class WeighedFigure:
    """The charts of one decision or deal, with what they say in words."""

    key: str
    title: str
    message: str
    curves: tuple[Curve, ...]
    strips: tuple[Strip, ...]

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Return the charts as rows of a table: what it is of, where, and its value."""
        found = []
        for curve in self.curves:
            for at in range(0, len(curve.prices), max((len(curve.prices) - 1) // 4, 1)):
                then = (
                    say("; as of the day {share}", share=percent(curve.then[at]))
                    if curve.then
                    else ""
                )
                price = rounded(*[curve.prices[at]] * 3).median
                found.append((curve.title, f"{price} {curve.axis}", percent(curve.now[at]) + then))
        bars = ((strip.title, bar.label, bar.value) for strip in self.strips for bar in strip.bars)
        return (*found, *bars)


def decision_figure(dossier: Dossier, item: TwoViews, message: str) -> WeighedFigure | None:
    """Return the charts of a decision; ``None`` where it is not weighed."""
    weighed = item.after.weighed
    if weighed is None:
        return None
    before = item.before.weighed if item.before is not None else None
    earlier = {(one.key, one.against): one for one in before.thresholds} if before else {}
    names = {option.id: clean(option.name) for option in item.options}
    curves, strips = [], []
    for option in weighed.decision.others:
        own = [one for one in weighed.thresholds if one.against == option.id and not one.refusal]
        found = {one.key: one for one in own}
        drawn = next((found[key] for key in CURVES if key in found), None)
        if drawn is not None:
            then = earlier.get((drawn.key, option.id))
            curves.append(_curve(drawn, then))
        for key in ("ratio", "rate"):
            if key in found:
                then = earlier.get((key, option.id))
                strips.append(_strip(found[key], then, names[option.id], day(item.day)))
    return WeighedFigure(
        key=f"weighed-{item.key}",
        title=f"{retold(dossier.side(item.side).name)}, {day(item.day)}",
        message=message,
        curves=tuple(curves),
        strips=tuple(strips),
    )


def _curve(found: Threshold, then: Threshold | None) -> Curve:
    prices = prices_of(found)
    usable = then is not None and not then.refusal
    return Curve(
        title=say("Draws in which what happened was better"),
        axis=retold(_AXIS[found.key]),
        prices=tuple(map(float, prices)),
        now=tuple(map(float, share_better(found, prices))),
        then=tuple(map(float, share_better(then, prices))) if then and usable else (),
    )


def _strip(found: Threshold, then: Threshold | None, other: str, when: str) -> Strip:
    ratio = found.key == "ratio"
    bars = [_bar(say("had to exceed") if ratio else say("had to stay below"), found.draws)]
    if found.seen is not None:
        bars.append(_bar(say("was") if ratio else say("is assumed"), found.seen, "told"))
    if then is not None and ratio and then.seen is not None:
        bars.append(_bar(say("had been by {when}", when=when), then.seen, "then"))
    if then is not None and not ratio and not then.refusal:
        bars.append(_bar(say("below, as of {when}", when=when), then.draws, "then"))
    top = min(max(bar.upper for bar in bars), CUT * max(max(bar.median for bar in bars), 0.5))
    title = (
        say("Enemy losses for each own loss") if ratio else say("Losses of “{other}”", other=other)
    )
    axis = say("enemy losses for one own") if ratio else say("times the own losses that happened")
    return Strip(title=title, axis=axis, bars=tuple(bars), top=top * 1.05)


def _bar(label: str, draws: object, kind: str = "now") -> Bar:
    import numpy as np

    lower, median, upper = interval(np.asarray(draws))
    words = rounded(lower, median, upper)
    least = say("below 0") if lower < 0 else words.lower
    value = say(
        "{median} ({least} to {upper})",
        median=words.median if median >= 0 else say("below 0"),
        least=least,
        upper=words.upper,
    )
    return Bar(label=label, lower=lower, median=median, upper=upper, value=value, kind=kind)


def deal_figure(number: int, words: DealWords) -> WeighedFigure:
    """Return the chart of a deal: what each should have taken, and what stood in the way."""
    kinds = ("now", "now", "told", "told")
    bars = [
        Bar(label=name, lower=low, median=middle, upper=high, value=value, kind=kind)
        for (name, low, middle, high, value), kind in zip(words.numbers, kinds, strict=True)
    ]
    low = min(0.0, *(bar.lower for bar in bars))
    top = max(1.0, *(min(bar.upper, CUT) for bar in bars))
    strip = Strip(
        title=say("As shares of what was fought over"),
        axis="share",
        bars=tuple(bars),
        top=top,
        low=low,
    )
    return WeighedFigure(
        key=f"deal-{number}",
        title=words.title,
        message=f"{words.sentence} {words.stood}",
        curves=(),
        strips=(strip,),
    )
