"""Cells of lists of persons: days, ages and sex as numbers, and nothing that repeats a cell."""

from __future__ import annotations

import calendar
import re
from functools import lru_cache

#: What a cell that cannot be read comes back as; 0 is an empty one.
UNREAD = -1
#: The years that a day of a person's life may lie in.
YEARS = (1870, 2100)
OLDEST = 120
FEMALE, MALE = 1, 2
DAY_FIRST, MONTH_FIRST = "day first", "month first"

_SEXES = {
    **dict.fromkeys(("f", "female", "woman", "girl", "ж", "жен", "женский", "жінка"), FEMALE),
    **dict.fromkeys(("женщина", "жіноча", "أنثى", "انثى", "ż", "ženski", "w"), FEMALE),
    **dict.fromkeys(("m", "male", "man", "boy", "м", "муж", "мужской", "мужчина"), MALE),
    **dict.fromkeys(("ч", "чол", "чоловік", "чоловіча", "ذكر", "muški"), MALE),
}
_EMPTY = frozenset(
    ("", "-", "--", "?", "na", "n/a", "nan", "null", "none", "unknown", "неизвестно", "невідомо")
)
_ISO = re.compile(r"(\d{4})[-./]?(?:(\d{1,2})(?:[-./]?(\d{1,2}))?)?(?:[T ][\d:.]+Z?)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})", re.ASCII)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def is_empty(cell: str) -> bool:
    """Whether a cell says nothing: empty, or a word for not known."""
    return cell.casefold() in _EMPTY


@lru_cache(maxsize=200_000)
def day_of(cell: str, days: str = "") -> int:
    """Return a day as yyyymmdd, with 00 for a month or a day that is not told; 0 where empty.

    ``days`` says whether 02/03/2023 is ``DAY_FIRST`` or ``MONTH_FIRST``; without it only a day
    that can be read one way is. ``UNREAD`` where there is no such day.

    Examples
    --------
    >>> day_of("1.3.1987", "day first"), day_of("1987-03"), day_of("02/03/1987"), day_of("x")
    (19870301, 19870300, -1, -1)
    """
    text = cell.translate(_DIGITS)
    if is_empty(text):
        return 0
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part or 0) for part in found.groups())
    elif found := _SLASHED.fullmatch(text):
        one, two, year = (int(part) for part in found.groups())
        if one == two or two > 12 or (days == MONTH_FIRST and one <= 12):
            month, day = one, two
        elif days == DAY_FIRST or one > 12:
            day, month = one, two
        else:
            return UNREAD
    else:
        return UNREAD
    fits = YEARS[0] <= year <= YEARS[1] and month <= 12
    if not fits or (day and not 1 <= day <= calendar.monthrange(year, month or 1)[1]):
        return UNREAD
    return year * 10_000 + month * 100 + (day if month else 0)


@lru_cache(maxsize=10_000)
def age_of(cell: str) -> int:
    """Return an age in whole years plus one; 0 where empty, ``UNREAD`` where it is none."""
    text = cell.translate(_DIGITS)
    if is_empty(text):
        return 0
    try:
        age = float(text)
    except ValueError:
        return UNREAD
    return int(age) + 1 if 0 <= age <= OLDEST else UNREAD


@lru_cache(maxsize=10_000)
def sex_of(cell: str) -> int:
    """Return ``FEMALE`` or ``MALE``; 0 where empty, ``UNREAD`` for a word that is not known."""
    if is_empty(cell):
        return 0
    return _SEXES.get(cell.casefold(), UNREAD)
