"""The measures of a place as intervals in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from asculum.report.wording import Spoken, rounded
from asculum.terms.estimate import Estimate, interval
from asculum.terms.speech import message

_LABELS = {
    "need_beyond": (message("what the troops beyond need"), message("t a day")),
    "need_at": (message("needed at the place, none of it if cut off"), message("t a day")),
    "arrives_with": (message("reaches them with the place"), message("t a day")),
    "arrives_without": (message("reaches them without it"), message("t a day")),
    "arrives_only_with": (message("reaches them only with it"), message("t a day")),
    "share_only_with": (message("share of their need, only with it"), "%"),
    "order_free": (message("only with it, whatever else is lost first"), message("t a day")),
    "hauling_spared": (message("hauling it spares"), message("t·km a day")),
    "access_lost": (message("nearness lost without it"), "%"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One measure of one reading, as an interval in words."""

    quantity: str
    label: str
    words: Spoken
    unit: str


def lines(estimates: Iterable[Estimate]) -> tuple[Line, ...]:
    """Return the measures among some estimates of a reading as intervals in words."""
    found = []
    for item in estimates:
        if item.quantity not in _LABELS:
            continue
        label, unit = _LABELS[item.quantity]
        draws = item.draws * 100 if unit == "%" else item.draws
        lower, median, upper = (0.0 if abs(end) < 1e-6 else end for end in interval(draws))
        if upper - lower < 1e-9 * abs(median):  # alike but for round-off
            lower = upper = median
        words = rounded(lower, median, upper)
        found.append(Line(quantity=item.quantity, label=label, words=words, unit=unit))
    return tuple(found)
