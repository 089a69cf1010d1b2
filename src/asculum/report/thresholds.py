"""Thresholds in words, as reckoned with hindsight and as they could be known on the day."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.evidence.choices import Option
from asculum.options.thresholds import SPARED, Threshold
from asculum.options.views import TwoViews
from asculum.options.weighing import Weighed
from asculum.report.wording import Spoken, clean, percent, rounded
from asculum.terms.estimate import interval


@dataclass(frozen=True, kw_only=True)
class ThresholdLine:
    """One threshold in words, as reckoned now and, where asked for, as of the day itself.

    ``short`` is the sentence without what could be known on the day.
    """

    key: str
    head: str
    sentence: str
    short: str
    now: Spoken | None
    then: Spoken | None
    unit: str
    sources: tuple[str, ...]
    refusal: str = ""


def threshold_line(
    item: TwoViews, happened: Option, found: Threshold, before: Threshold | None
) -> ThresholdLine:
    """Return one threshold in words; ``before`` is the same as of the day of the decision."""
    against = next(option for option in item.options if option.id == found.against)
    now = rounded(*found.interval()) if not found.refusal else None
    then = rounded(*before.interval()) if before is not None and not before.refusal else None
    view = item.after
    estimates = [one for one in (view.own, view.enemy) if one is not None]
    sources = tuple(dict.fromkeys(name for one in estimates for name in one.sources))
    told = found.refusal
    if now is not None:
        told = _threshold_words(
            found, f"“{happened.name}”", f"“{against.name}”", _counted_as(view.weighed)
        )
    return ThresholdLine(
        key=found.key,
        head=_heads(found),
        sentence=clean(told + _then(before) if now is not None else told),
        short=clean(told),
        now=now,
        then=then,
        unit=found.unit,
        sources=sources,
        refusal=found.refusal,
    )


def _heads(found: Threshold) -> str:
    return {
        "day": "Worth of a day held",
        "enemy": "Worth of an enemy loss",
        "place": "Worth of the place",
        "ratio": "Exchange ratio",
        "rate": "Own losses on the other course",
        "freed": "Men freed",
    }[found.key]


def _then(before: Threshold | None) -> str:
    """Say what could be known of a threshold on the day itself."""
    if before is None or before.refusal or before.key == "freed":
        return ""
    if before.key == "ratio" and before.seen is not None:
        seen = rounded(*interval(before.seen))
        enough = percent(before.met or 0.0)
        return f" As of the day itself it had been {seen.median} ({seen.span}): enough in {enough}."
    middle, span = _ends(before)
    return f" As of the day itself: {middle} ({span})."


def _ends(found: Threshold) -> tuple[str, str]:
    """Return the middle of a threshold and its interval; what lies below zero in words."""
    values = found.interval()
    words = rounded(*values)
    none = "not even none" if found.key == "rate" else "less than nothing"
    spoken = [
        none if value < 0 else word
        for value, word in zip(values, (words.lower, words.median, words.upper), strict=True)
    ]
    return spoken[1], none if spoken[0] == spoken[2] == none else f"{spoken[0]} to {spoken[2]}"


def _counted_as(weighed: Weighed | None) -> str:
    """Say how an enemy loss is set against an own one."""
    inputs = weighed.decision.inputs if weighed is not None else {}
    if weighed is None or "price.enemy" not in inputs:
        return "man for man"
    words = rounded(*interval(inputs["price.enemy"]))
    whence = "as priced" if "price.enemy" in weighed.decision.assumed else "pool over pool"
    return f"with an enemy loss counted as {words.median} own ({words.span}, {whence})"


def _threshold_words(found: Threshold, first: str, second: str, counted: str) -> str:
    middle, span = _ends(found)
    between = f"{middle} ({span} in 9 of 10 draws)"
    met = percent(found.met if found.met is not None else 0.0)
    seen = rounded(*interval(found.seen)) if found.seen is not None else None
    if found.key in _WHAT:
        return _value_words(found, first, second, between)
    if found.key == "ratio" and seen is not None:
        return (
            f"By losses alone, {counted}, {first} beats {second} only if the enemy lost more than "
            f"{between} for each own loss. It was {seen.median} ({seen.span}): enough in {met} of "
            "the draws."
        )
    if found.key == "rate" and seen is not None:
        return (
            f"By the same measure {second} beats {first} only if own losses would have fallen "
            f"below {between} times what they were; assumed is {seen.span}."
        )
    return (
        f"If {SPARED * 100:.0f} in 100 of the men whom {second} frees were spared elsewhere by it, "
        f"the threshold rises by {between} {found.unit}."
    )


#: What each value that stands alone is of.
_WHAT = {"day": "a day held", "enemy": "an enemy loss", "place": "the place"}


def _value_words(found: Threshold, first: str, second: str, between: str) -> str:
    """Say above or below which value what happened is better, and how often at none at all."""
    what = _WHAT[found.key]
    more = "more" if found.better_above else "less"
    already = found.already or 0.0
    if already >= 0.5:
        return (
            f"{first} beats {second} in {percent(already)} of the draws even if {what} was worth "
            f"nothing; over all draws it needs {more} than {between} own losses."
        )
    text = f"{first} beats {second} only if {what} was worth {more} than {between} own losses."
    if already:
        text += f" In {percent(already)} of the draws it does so even if that was worth nothing."
    return text
