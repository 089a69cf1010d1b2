"""Numbers, dates and strangers' words as a reader should meet them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from asculum.terms.period import Period
from asculum.terms.rounding import Spoken as Spoken
from asculum.terms.rounding import rounded as rounded
from asculum.terms.speech import MARKS, Told, closing, joined, message, number, retold, say, tongue
from asculum.terms.speech import plural as plurally
from asculum.terms.strangers import tamed

#: Longest stretch of a stranger's text that the page prints.
LONGEST = 1200
_MONTHS = (
    message("Jan", context="month, short"),
    message("Feb", context="month, short"),
    message("Mar", context="month, short"),
    message("Apr", context="month, short"),
    message("May", context="month, short"),
    message("Jun", context="month, short"),
    message("Jul", context="month, short"),
    message("Aug", context="month, short"),
    message("Sep", context="month, short"),
    message("Oct", context="month, short"),
    message("Nov", context="month, short"),
    message("Dec", context="month, short"),
)
_LONG_MONTHS = (
    message("January", context="month, in a date"),
    message("February", context="month, in a date"),
    message("March", context="month, in a date"),
    message("April", context="month, in a date"),
    message("May", context="month, in a date"),
    message("June", context="month, in a date"),
    message("July", context="month, in a date"),
    message("August", context="month, in a date"),
    message("September", context="month, in a date"),
    message("October", context="month, in a date"),
    message("November", context="month, in a date"),
    message("December", context="month, in a date"),
)


def clean(text: str, limit: int = LONGEST) -> str:
    """Return a stranger's text without what could disturb the page: controls, reordering, bulk.

    Each unsafe character becomes U+FFFD, so that a reader sees that something was there; text
    past ``limit`` characters is cut and the cut is counted.
    """
    text = tamed(text)
    if len(text) <= limit:
        return text
    cut = text[:limit]
    more = say("({left} more characters not shown)", left=number(len(text) - limit, ","))
    return f"{cut}{closing(cut)}… {more}"


def web_address(url: str) -> str:
    """Return ``url`` where it may be linked (http or https with a host), else the empty string."""
    if not url or len(url) > 2000 or re.search(r"[\s\x00-\x1f\x7f\\<>\"]", url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme.lower() in ("http", "https") and host else ""


def host(url: str) -> str:
    """Return the host that a linked address leads to, without ``www.``."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def figure(value: float) -> str:
    """Return a figure as it was stated: thousands grouped, decimals only where there are some."""
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞"
    if value == int(value):
        return number(int(value), ",", minus="−")
    return number(value, ",.4g" if abs(value) < 1000 else ",.0f", minus="−")


def approximate(value: float) -> str:
    """Return one number at two significant digits."""
    return rounded(value, value, value).median


def percent(share: float) -> str:
    """Return a share of draws as a percentage that never claims certainty: ``over 99 %``."""
    if share >= 0.995:
        return say("over 99 %")
    if share < 0.005:
        return say("under 1 %")
    return f"{100 * share:.0f} %"


def day(value: date, *, long: bool = False) -> str:
    """Return a date in words: ``1 Aug 2022``."""
    name = (_LONG_MONTHS if long else _MONTHS)[value.month - 1]
    return say("{day} {month} {year}", context="date", day=value.day, month=name, year=value.year)


def month(value: date) -> str:
    """Return the short name of a date's month."""
    return retold(_MONTHS[value.month - 1])


def last_day(period: Period) -> date:
    """Return the last day that belongs to a period, whose end does not."""
    return date.fromordinal(period.end.toordinal() - 1)


def span(period: Period, *, long: bool = False) -> str:
    """Return a period with its last day included: ``1 Aug 2022 – 20 May 2023``."""
    last = last_day(period)
    if last == period.start:
        return day(last, long=long)
    first = day(period.start, long=long)
    return say("{first} – {last}", first=first, last=day(last, long=long))


def listed(items: Sequence[str]) -> str:
    """Return items as a list in words: ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return say("{first} and {last}", context="list", first=joined(items[:-1], ", "), last=items[-1])


def counted(count: int, word: str, plural: str = "") -> str:
    """Return a count with its noun: ``1 claim``, ``12 claims``."""
    return plurally(count, f"{{n}} {word}", f"{{n}} {plural or word + 's'}")


def sentence(text: str) -> str:
    """Return text with a capital at its start and a full stop at its end."""
    text = retold(text).strip()
    if not text:
        return text
    return capital(text) + ("" if text.rstrip(MARKS)[-1:] in (*".!?…)", "") else ".")


def capital(text: str) -> str:
    """Return text with a capital at its start."""
    text = retold(text)
    start = len(text) - len(text.lstrip(MARKS))
    made = text[:start] + text[start : start + 1].upper() + text[start + 1 :]
    return Told(made, capital(text.english)) if isinstance(text, Told) else made


def lowered(text: str) -> str:
    """Return text in small letters, in English; other languages keep their capitals."""
    return text.lower() if tongue() is None else text


def capitalised(text: str) -> str:
    """Return text with a capital at its start and small letters after it."""
    text = retold(text)
    start = len(text) - len(text.lstrip(MARKS))
    made = text[:start] + text[start:].capitalize()
    return Told(made, capitalised(text.english)) if isinstance(text, Told) else made
