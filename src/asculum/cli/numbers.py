"""Numbers as options take them, and what is said of those that are written otherwise."""

from __future__ import annotations

import re
from typing import Any

import click

#: A number with a separator of thousands, or with a comma before its decimals.
PARTED = re.compile(r"[+-]?\d{1,3}([,'’_\u00a0\u202f ]\d{3})+(\.\d*)?")
COMMA = re.compile(r"[+-]?\d*,\d+")
#: Whole numbers above this are not read from a power of ten: they would not be whole.
MOST_WHOLE = 2**53


class Whole(click.IntRange):
    """A whole number in a range."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, or say how it is to be written."""
        if isinstance(value, str):
            try:
                int(value)
            except ValueError:
                self.fail(
                    f"{value!r} is not a whole number{_instead(value, whole=True)}", param, ctx
                )
        return super().convert(value, param, ctx)


class Real(click.FloatRange):
    """A number in a range, if any, where no infinite one is taken."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, or say how it is to be written."""
        if isinstance(value, str):
            try:
                number = float(value)
            except ValueError:
                self.fail(f"{value!r} is not a number{_instead(value)}", param, ctx)
            # what has no range is judged by what reads it
            ranged = self.min is not None or self.max is not None
            if ranged and not abs(number) < float("inf"):
                self.fail(f"{value!r} is not a number that can be reckoned with", param, ctx)
        return super().convert(value, param, ctx)


def written_otherwise(value: str) -> str:
    """Return how a number that cannot be read is probably meant, as it is to be written; or ""."""
    text = value.strip()
    if PARTED.fullmatch(text) and not text.startswith("0"):
        return re.sub(r"[,'’_\u00a0\u202f ]", "", text)
    if COMMA.fullmatch(text):
        return text.replace(",", ".")
    if text.endswith("%"):
        share = written_otherwise(text[:-1]) or text[:-1].strip()
        try:
            return f"{float(share) / 100:g}"
        except ValueError:
            return ""
    return ""


def _instead(value: str, *, whole: bool = False) -> str:
    """Return how to write it, as the end of a sentence."""
    meant = written_otherwise(value)
    if whole and not meant:
        try:
            number = float(value)
        except ValueError:
            number = 0.5
        meant = f"{number:.0f}" if number.is_integer() and abs(number) < MOST_WHOLE else ""
    if whole and "." in meant:
        meant = ""
    return f": write {meant}" if meant else ""
