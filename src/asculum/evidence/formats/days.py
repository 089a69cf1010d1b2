"""Days as data sets write them: ISO, words, and slashes whose order the whole column tells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MARKS = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:,?\s.*)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:,?\s.*)?", re.ASCII)
_DAY_WORD = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})(?:,?\s.*)?", re.ASCII)
_WORD_DAY = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})(?:,?\s.*)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d*)?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: The day that a spreadsheet counts its serial numbers from.
_SERIALS_FROM = date(1899, 12, 30)

MONTH_FIRST, DAY_FIRST = "month first", "day first"


class Days:
    """Reads the days of a file, and learns from all of them which order slashes are written in.

    Give it every text with ``see``, then read with ``day``. A text such as 09/08/2022 is read in
    the order that other texts of the file prove (30 can be no month); where none proves it, in the
    order usual for the format, and ``assumed`` is true; where some prove one order and some the
    other, it is no day at all.
    """

    def __init__(self, usual: str) -> None:
        self.usual = usual
        self._orders: set[str] = set()
        self._seen: dict[str, tuple[date | None, date | None]] = {}
        self.open = False

    def see(self, texts: Iterable[str]) -> None:
        """Learn from texts."""
        for text in texts:
            if text not in self._seen:
                self._seen[text] = self._read(text)

    def possible(self, text: str) -> tuple[date, ...]:
        """Return every day that ``text`` may mean."""
        if text not in self._seen:
            self.see((text,))
        return tuple({day for day in self._seen[text] if day is not None})

    def day(self, text: str) -> date | None:
        """Return the day; ``None`` where it is none or could be two."""
        if text not in self._seen:
            self.see((text,))
        month_first, day_first = self._seen[text]
        if month_first == day_first or day_first is None:
            return month_first
        if month_first is None:
            return day_first
        if len(self._orders) > 1:
            return None
        order = next(iter(self._orders), self.usual)
        return month_first if order == MONTH_FIRST else day_first

    @property
    def assumed(self) -> bool:
        """Whether an order was taken as usual, with nothing in the file to prove it."""
        return self.open and not self._orders

    @property
    def mixed(self) -> bool:
        """Whether the file proves both orders, so that neither can be relied on."""
        return len(self._orders) > 1

    def _read(self, text: str) -> tuple[date | None, date | None]:
        if day := _quick(text):
            return day, day
        if match := _MARKS.fullmatch(text):
            first, second, year = (int(part) for part in match.groups())
            month_first, day_first = _day(year, first, second), _day(year, second, first)
            if month_first and not day_first:
                self._orders.add(MONTH_FIRST)
            elif day_first and not month_first:
                self._orders.add(DAY_FIRST)
            elif first != second:
                self.open = True
            return month_first, day_first
        day = plain_day(text)
        return day, day


def plain_day(text: str) -> date | None:
    """Return the day of a text that can be read in one way only; ``None`` else."""
    if match := (_ISO.fullmatch(text) or _PLAIN.fullmatch(text) or _YEAR_FIRST.fullmatch(text)):
        year, month, day = (int(part) for part in match.groups())
        return _day(year, month, day)
    if match := _DAY_WORD.fullmatch(text):
        return _named(match[3], match[2], match[1])
    if match := _WORD_DAY.fullmatch(text):
        return _named(match[3], match[1], match[2])
    if (match := _SERIAL.fullmatch(text)) and 10_000 <= int(match[1]) <= 80_000:
        return _SERIALS_FROM + timedelta(days=int(match[1]))
    return None


def _quick(text: str) -> date | None:
    """Return the day of what most files write, 2022-09-08 with or without a time after it."""
    if text[4:5] == "-" == text[7:8] and text[10:11] in ("", " ", "T") and text.isprintable():
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            return None
    return None


def _named(year: str, month: str, day: str) -> date | None:
    short = month[:3].casefold()
    return _day(int(year), _MONTHS.index(short) + 1, int(day)) if short in _MONTHS else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
