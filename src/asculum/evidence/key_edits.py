"""Key edits: values of dossier.toml changed in its text; comments and all else stay as they are.

What comes out is parsed and held against what was meant, so that an edit that cannot be written
into the text at hand is refused and never half done.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from asculum.evidence.key_lines import Path, key_places

Scalar = str | int | float

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


def with_values(text: str, changes: Mapping[Path, Scalar]) -> str | None:
    """Return ``text`` with the values of ``changes``, by path such as ("pools", 0, "low").

    A key that is not there is added to its table, a table that is not there at the end. ``None``
    where the text cannot be changed so, as where the table is written in some other way.
    """
    meant = _meant(text, changes)
    crlf = "\r\n" in text
    if crlf and text.count("\r\n") != text.count("\n"):
        return None  # of two kinds of line end neither can be kept with certainty
    made = text.replace("\r\n", "\n")
    for path, value in changes.items():
        try:
            made = _with_value(made, path, value)
        except (ValueError, IndexError, KeyError):
            return None
    try:
        if meant is None or tomllib.loads(made) != meant:
            return None
    except ValueError:
        return None
    return made.replace("\n", "\r\n") if crlf else made


def _meant(text: str, changes: Mapping[Path, Scalar]) -> Mapping[str, Any] | None:
    """Return the document as it is meant to be; ``None`` where a path leads through a value."""
    try:
        document: Any = tomllib.loads(text)
        for path, value in changes.items():
            table = document
            for step in path[:-1]:
                table = table[step] if isinstance(step, int) else table.setdefault(step, {})
            table[path[-1]] = value
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    found: Mapping[str, Any] = document
    return found


def _with_value(text: str, path: Path, value: Scalar) -> str:
    places, written = key_places(text), toml(value)
    if path in places.values:
        start, stop = places.values[path]
        return text[:start] + written + text[stop:]
    table, key = path[:-1], _key(path[-1])
    if table in places.values:  # an inline table: before its closing brace
        start, stop = places.values[table]
        inner = text[start + 1 : stop - 1].rstrip()
        comma = "" if not inner.strip() or inner.endswith(",") else ","
        return f"{text[: start + 1]}{inner}{comma} {key} = {written} {text[stop - 1 :]}"
    if table in places.headers:
        at = places.headers[table]
        line_end = text.find("\n", at)
        if line_end < 0:
            return f"{text}\n{key} = {written}\n"
        return f"{text[: line_end + 1]}{key} = {written}\n{text[line_end + 1 :]}"
    if not table:
        return f"{key} = {written}\n{text}"
    if any(isinstance(step, int) for step in table):
        raise KeyError(table)
    header = ".".join(_key(step) for step in table)
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}[{header}]\n{key} = {written}\n"


def toml(value: Scalar) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def _key(step: str | int) -> str:
    word = str(step)
    return word if _PLAIN.fullmatch(word) else json.dumps(word, ensure_ascii=False)
