"""Thresholds in words, as reckoned with hindsight and as they could be known on the day."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.evidence.choices import Option
from asculum.options.thresholds import SPARED, Threshold
from asculum.options.views import TwoViews
from asculum.options.weighing import Weighed
from asculum.report.wording import Spoken, clean, percent, rounded
from asculum.terms.estimate import interval
from asculum.terms.speech import forwarded, message, number, say


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
    told = forwarded(found.refusal)
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
        refusal=forwarded(found.refusal),
    )


def _heads(found: Threshold) -> str:
    return {
        "day": say("Worth of a day held"),
        "enemy": say("Worth of an enemy loss"),
        "place": say("Worth of the place"),
        "ratio": say("Exchange ratio"),
        "rate": say("Own losses on the other course"),
        "freed": say("Men freed"),
    }[found.key]


def _then(before: Threshold | None) -> str:
    """Say what could be known of a threshold on the day itself."""
    if before is None or before.refusal or before.key == "freed":
        return ""
    if before.key == "ratio" and before.seen is not None:
        seen = rounded(*interval(before.seen))
        enough = percent(before.met or 0.0)
        return " " + say(
            "As of the day itself it had been {median} ({span}): enough in {enough}.",
            median=seen.median,
            span=seen.span,
            enough=enough,
        )
    middle, span = _ends(before)
    return " " + say("As of the day itself: {middle} ({span}).", middle=middle, span=span)


def _ends(found: Threshold) -> tuple[str, str]:
    """Return the middle of a threshold and its interval; what lies below zero in words."""
    values = found.interval()
    words = rounded(*values)
    none = say("not even none") if found.key == "rate" else say("less than nothing")
    spoken = [
        none if value < 0 else word
        for value, word in zip(values, (words.lower, words.median, words.upper), strict=True)
    ]
    return spoken[1], none if spoken[0] == spoken[2] == none else say(
        "{spoken} to {spoken_2}", spoken=spoken[0], spoken_2=spoken[2]
    )


def _counted_as(weighed: Weighed | None) -> str:
    """Say how an enemy loss is set against an own one."""
    inputs = weighed.decision.inputs if weighed is not None else {}
    if weighed is None or "price.enemy" not in inputs:
        return say("man for man")
    words = rounded(*interval(inputs["price.enemy"]))
    whence = (
        say("as priced") if "price.enemy" in weighed.decision.assumed else say("pool over pool")
    )
    return say(
        "with an enemy loss counted as {median} own ({span}, {whence})",
        median=words.median,
        span=words.span,
        whence=whence,
    )


def _threshold_words(found: Threshold, first: str, second: str, counted: str) -> str:
    middle, span = _ends(found)
    between = say("{middle} ({span} in 9 of 10 draws)", middle=middle, span=span)
    met = percent(found.met if found.met is not None else 0.0)
    seen = rounded(*interval(found.seen)) if found.seen is not None else None
    if found.key in _WHAT:
        return _value_words(found, first, second, between)
    if found.key == "ratio" and seen is not None:
        return say(
            "By losses alone, {counted}, {first} beats {second} only if the enemy lost "
            "more than {between} for each own loss. It was {median} ({span}): enough in "
            "{met} of the draws.",
            counted=counted,
            first=first,
            second=second,
            between=between,
            median=seen.median,
            span=seen.span,
            met=met,
        )
    if found.key == "rate" and seen is not None:
        return say(
            "By the same measure {second} beats {first} only if own losses would have "
            "fallen below {between} times what they were; assumed is {span}.",
            second=second,
            first=first,
            between=between,
            span=seen.span,
        )
    return say(
        "If {spared} in 100 of the men whom {second} frees were spared elsewhere by "
        "it, the threshold rises by {between} {unit}.",
        spared=number(SPARED * 100, ".0f"),
        second=second,
        between=between,
        unit=found.unit,
    )


#: What each value that stands alone is of.
_WHAT = {
    "day": message("a day held"),
    "enemy": message("an enemy loss"),
    "place": message("the place"),
}


def _value_words(found: Threshold, first: str, second: str, between: str) -> str:
    """Say above or below which value what happened is better, and how often at none at all."""
    what = _WHAT[found.key]
    more = say("more") if found.better_above else say("less")
    already = found.already or 0.0
    if already >= 0.5:
        return say(
            "{first} beats {second} in {share} of the draws even if {what} was worth "
            "nothing; over all draws it needs {more} than {between} own losses.",
            first=first,
            second=second,
            share=percent(already),
            what=what,
            more=more,
            between=between,
        )
    text = say(
        "{first} beats {second} only if {what} was worth {more} than {between} own losses.",
        first=first,
        second=second,
        what=what,
        more=more,
        between=between,
    )
    if already:
        text += " " + say(
            "In {share} of the draws it does so even if that was worth nothing.",
            share=percent(already),
        )
    return text
