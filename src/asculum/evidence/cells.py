"""Cells: one piece of text read by its column of the data dictionary."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from asculum.evidence.dictionary import Column
from asculum.evidence.spelling import Speller, shown

Value = str | float | bool | date | tuple[str, ...] | None

#: The longest cell that is read [characters].
LONGEST = 10_000
#: The largest number of persons that is read.
MOST_PERSONS = 1e9

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}([,.'’ \u00a0\u202f]\d{3})+", re.ASCII)
_DEGREES = {"latitude": 90.0, "longitude": 180.0}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why a cell could not be read, before it is known where the cell stands."""

    code: str
    what: str
    fix: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of typed cells, or a table of dossier.toml, with the line it begins on."""

    line: int
    values: Mapping[str, Value]

    def text(self, name: str) -> str:
        """Return a cell of text; ``""`` where it is empty."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> float | None:
        """Return a number; ``None`` where the cell is empty."""
        value = self.values.get(name)
        return float(value) if isinstance(value, (int, float)) else None

    def day(self, name: str) -> date | None:
        """Return a date; ``None`` where the cell is empty."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def flag(self, name: str) -> bool:
        """Return a yes or no; no where it is not stated."""
        return self.values.get(name) is True

    def ids(self, name: str) -> tuple[str, ...]:
        """Return a list of ids; empty where the cell is empty."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()


def read_cell(column: Column, text: str) -> Value | Problem:
    """Return the typed value of a cell, or the problem with it; empty cells take the default."""
    text = text.strip()
    if len(text) > LONGEST:
        return Problem(
            code="EVI015",
            what=f"{column.name} has {len(text):,} characters, more than {LONGEST:,}",
            fix="close the quote, or shorten the text",
        )
    if not text:
        if column.required:
            return Problem(code="EVI014", what=f"{column.name} is empty", fix=_wanted(column))
        text = column.default
        if not text:
            return None
    match column.type:
        case "number" | "integer":
            return _number(column, text)
        case "date":
            return _day(column, text)
        case "choice":
            return _choice(column, text)
        case "url":
            return _url(column, text)
        case "claims" | "people":
            return _ids(column, text)
        case "text":
            return text
        case _:
            return _id(column, text)


def check_number(column: Column, value: float, seen: str) -> float | Problem:
    """Return ``value`` where the column's unit allows it: finite, persons not negative."""

    def problem(what: str, fix: str) -> Problem:
        return Problem(code="EVI012", what=f"{column.name} is {seen}, {what}", fix=fix)

    if not math.isfinite(value):
        return problem("not a finite number", "leave the cell empty where nothing is known")
    if column.unit in ("persons", "share") and value < 0:
        return problem("below zero", "give the number without a sign")
    if column.unit == "persons" and value > MOST_PERSONS:
        return problem("more than a thousand million persons", "check the number")
    if column.unit == "share" and value > 1:
        return problem("more than the whole", "give a share between 0 and 1, such as 0.05")
    bound = _DEGREES.get(column.name.rpartition(".")[2])
    if bound is not None and abs(value) > bound:
        return problem(f"beyond {bound:g} degrees", "give decimal degrees; are the two swapped?")
    return value


def _number(column: Column, text: str) -> Value | Problem:
    ambiguous = column.unit == "persons" and "." in text and _GROUPED.fullmatch(text)
    if _NUMBER.fullmatch(text) and not ambiguous:
        return check_number(column, float(text), shown(text))
    return Problem(
        code="EVI012", what=f"{column.name} is {shown(text)}", fix=_number_fix(column, text)
    )


def _number_fix(column: Column, text: str) -> str:
    plain = re.sub(r"[,.'’\s]", "", text)
    if _GROUPED.fullmatch(text):
        if "." in text:
            return f"write {plain}, or fewer decimals if a fraction is meant"
        return f"write {plain}"
    if re.fullmatch(r"\d+,\d+", text, re.ASCII):
        return f"write {text.replace(',', '.')}"
    if pair := re.fullmatch(r"([\d.,]+)\s*(?:-|–|—|to)\s*([\d.,]+)", text, re.ASCII):
        low, high = pair.group(1).replace(",", ""), pair.group(2).replace(",", "")
        return f"write {low} in low and {high} in high"
    if re.fullmatch(r"(>|≥|>=|over|more than)\s*\d[\d.,]*\+?|\d[\d.,]*\+", text, re.ASCII):
        return "write the digits alone and at_least in the column bound"
    if re.fullmatch(r"(<|≤|<=|up to|under)\s*\d[\d.,]*", text, re.ASCII):
        return "write the digits alone and at_most in the column bound"
    if re.fullmatch(r"(~|≈|about|c\.)\s*\d[\d.,]*", text, re.ASCII):
        return "write the digits alone and about in the column bound"
    if short := re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)\s*[kK]", text, re.ASCII):
        return f"write {float(short.group(1)) * 1000:g}"
    return f"write a plain number [{column.unit or 'no unit'}], or leave the cell empty"


def _day(column: Column, text: str) -> Value | Problem:
    if _ISO.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            fix = "there is no such day: check the month and the day"
    else:
        fix = _day_fix(text)
    return Problem(code="EVI011", what=f"{column.name} is {shown(text)}", fix=fix)


def _day_fix(text: str) -> str:
    parts = [int(part) for part in re.findall(r"\d{1,4}", text, re.ASCII)][:3]
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        parts = [int(text[:4]), int(text[4:6]), int(text[6:])]
    if len(parts) == 3:
        first, second, third = parts
        orders = (
            [(first, second, third)]
            if first > 31
            else [(third, second, first), (third, first, second)]
        )
        days = list(dict.fromkeys(filter(None, (_iso(*order) for order in orders))))
        if days:
            return "write " + " or ".join(days) + (": which is meant?" if len(days) > 1 else "")
    return "write year-month-day with four, two and two digits, such as 2022-08-01"


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat() if year > 31 else ""
    except ValueError:
        return ""


def _choice(column: Column, text: str) -> Value | Problem:
    if text in column.allowed:
        return text
    return Problem(
        code="EVI013",
        what=f"{column.name} is {shown(text)}",
        fix=Speller(column.allowed).fix(text) if len(text) <= 40 else _wanted(column),
    )


def _url(column: Column, text: str) -> Value | Problem:
    if re.fullmatch(r"https?://[^\s<>\"]+", text):
        return text
    fix = "give the address as the browser shows it, or move the words to note"
    return Problem(code="EVI018", what=f"{column.name} is {shown(text)}", fix=fix)


def _id(column: Column, text: str) -> Value | Problem:
    if _ID.fullmatch(text):
        return text
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-_")[:64]
    fix = f"write {plain}" if plain else "use letters a-z, digits, - and _"
    return Problem(code="EVI017", what=f"{column.name} is {shown(text)}", fix=fix)


def _ids(column: Column, text: str) -> Value | Problem:
    ids = tuple(part.strip() for part in text.split(";") if part.strip())
    for item in ids:
        read = _id(column, item)
        if isinstance(read, Problem):
            fix = "separate ids by ;" if "," in item or " " in item else read.fix
            return Problem(code=read.code, what=read.what, fix=fix)
    return tuple(dict.fromkeys(ids))


def _wanted(column: Column) -> str:
    if column.allowed and column.type == "choice":
        return f"use one of: {', '.join(column.allowed)}"
    return f"fill it in: {column.description}"
