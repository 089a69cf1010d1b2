"""Key edits: values and tables of dossier.toml changed in its text; all else stays as it is.

Comments, blanks, quotes and the order of keys are kept. What comes out is parsed and held against
what was meant, so that an edit that cannot be written into the text at hand is refused and never
half done.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from asculum.evidence.key_lines import KeyPlaces, Path, key_places
from asculum.evidence.splices import BOM

Scalar = str | int | float | bool | date
#: A value as it may be written: a mapping becomes a table on one line.
Written = Scalar | Mapping[str, Scalar]

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_COMMA_BEHIND = re.compile(r"[ \t]*,[ \t]*")
_COMMA_BEFORE = re.compile(r"[ \t]*,?[ \t]*\Z")


def with_values(text: str, changes: Mapping[Path, Written | None]) -> str | None:
    """Return ``text`` with the values of ``changes``, by path such as ("pools", 0, "low").

    A key that is not there is added to its table, a table that is not there at the end; a value of
    ``None`` takes its key away. ``None`` where the text cannot be changed so, as where the table is
    written in some other way.
    """

    def meant(document: Any) -> None:
        for path, value in changes.items():
            table = document
            for step in path[:-1]:
                table = table[step] if isinstance(step, int) else table.setdefault(step, {})
            if value is None:
                del table[path[-1]]
            else:
                table[path[-1]] = dict(value) if isinstance(value, Mapping) else value

    def made(plain: str) -> str:
        for path, value in changes.items():
            plain = _without_key(plain, path) if value is None else _with_value(plain, path, value)
        return plain

    return _held(text, meant, made)


def with_table(text: str, array: Path, values: Mapping[str, Written]) -> str | None:
    """Return ``text`` with one more table in an array such as ("pools",), behind its last.

    ``None`` where the text cannot be changed so, as where the array is written on one line.
    """

    def meant(document: Any) -> None:
        table = document
        for step in array[:-1]:
            table = table[step]
        own = {
            key: dict(value) if isinstance(value, Mapping) else value
            for key, value in values.items()
        }
        table.setdefault(array[-1], []).append(own)

    def made(plain: str) -> str:
        places = key_places(plain)
        if array in places.values:
            raise KeyError(array)
        names = ".".join(_key(step) for step in array if isinstance(step, str))
        lines = [f"[[{names}]]", *(f"{_key(key)} = {toml(value)}" for key, value in values.items())]
        count = sum(path[:-1] == array for path in places.heads)
        behind = (*array, count - 1) if count else array[:-1]
        at = _end_of(plain, places, behind) if behind else len(plain)
        head, tail = plain[:at].rstrip("\n"), plain[at:].lstrip("\n")
        block = "\n".join(lines) + "\n"
        return (f"{head}\n\n" if head else "") + block + (f"\n{tail}" if tail else "")

    return _held(text, meant, made)


def without_table(text: str, path: Path) -> str | None:
    """Return ``text`` without one table of an array, by path such as ("pools", 1).

    ``None`` where the text cannot be changed so.
    """

    def meant(document: Any) -> None:
        table = document
        for step in path[:-2]:
            table = table[step]
        del table[path[-2]][path[-1]]
        if not table[path[-2]]:
            del table[path[-2]]

    def made(plain: str) -> str:
        places = key_places(plain)
        start = plain.rfind("\n", 0, places.heads[path]) + 1
        head, tail = plain[:start], plain[_end_of(plain, places, path) :]
        gap = head.endswith("\n\n") and (not tail or tail.startswith("\n"))
        return (head[:-1] if gap else head) + tail

    return _held(text, meant, made)


def _held(text: str, meant: Callable[[Any], None], made: Callable[[str], str]) -> str | None:
    """Return the text that ``made`` writes where it says what ``meant`` makes of the document."""
    bom, text = text[: text.startswith(BOM)], text.removeprefix(BOM)
    crlf = "\r\n" in text
    if crlf and text.count("\r\n") != text.count("\n"):
        return None  # of two kinds of line end neither can be kept with certainty
    try:
        document = tomllib.loads(text)
        meant(document)
        written = made(text.replace("\r\n", "\n"))
        if _pruned(tomllib.loads(written)) != _pruned(document):
            return None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    return bom + (written.replace("\n", "\r\n") if crlf else written)


def _pruned(value: Any) -> Any:
    """Return a document without its empty tables, which say nothing."""
    if isinstance(value, dict):
        inner = {key: _pruned(item) for key, item in value.items()}
        return {key: item for key, item in inner.items() if item != {}}
    return [_pruned(item) for item in value] if isinstance(value, list) else value


def _with_value(text: str, path: Path, value: Written) -> str:
    places, written = key_places(text), toml(value)
    if path in places.values:
        start, stop = places.values[path]
        return text[:start] + written + text[stop:]
    table = path[:-1]
    if table in places.values:  # a table on one line: before its closing brace
        start, stop = places.values[table]
        inner = text[start + 1 : stop - 1].rstrip()
        comma = "" if not inner.strip() or inner.endswith(",") else ","
        return f"{text[: start + 1]}{inner}{comma} {_key(path[-1])} = {written} {text[stop - 1 :]}"
    beside = [known for known in places.values if known[: len(table)] == table]
    in_array = any(isinstance(step, int) for step in table)
    if table and table not in places.headers and not beside and not in_array:
        header = ".".join(_key(step) for step in table)
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{gap}[{header}]\n{_key(path[-1])} = {written}\n"
    base = next(
        path[:depth]
        for depth in range(len(table), -1, -1)
        if path[:depth] in places.headers or not depth
    )
    key = ".".join(_key(step) for step in path[len(base) :])
    at = _end_of_own(text, places, base)
    gap = "" if not at or text[at - 1] == "\n" else "\n"
    return f"{text[:at]}{gap}{key} = {written}\n{text[at:]}"


def _without_key(text: str, path: Path) -> str:
    places = key_places(text)
    start, stop = places.keys[path], places.values[path][1]
    around = [path[:depth] for depth in range(len(path)) if path[:depth] in places.values]
    if not around:
        begin = text.rfind("\n", 0, start) + 1
        return text[:begin] + text[_line_end(text, stop) :]
    comma = _COMMA_BEHIND.match(text, stop)
    if comma is not None:
        return text[:start] + text[comma.end() :]
    head = _COMMA_BEFORE.sub("", text[:start])
    if head.endswith("{") and text[stop:].lstrip().startswith("}"):
        return _without_key(text, around[-1])  # it was the last of its table
    return f"{head} {text[stop:].lstrip()}"


def _end_of(text: str, places: KeyPlaces, path: Path) -> int:
    """Return where the line ends on which the last of a table stands, all within it included."""
    stops = [places.headers[path]]
    stops += [stop for known, stop in places.headers.items() if known[: len(path)] == path]
    stops += [stop for known, (_, stop) in places.values.items() if known[: len(path)] == path]
    return _line_end(text, max(stops))


def _end_of_own(text: str, places: KeyPlaces, base: Path) -> int:
    """Return where the line ends on which the last of a table's own keys stands."""
    begin = places.headers[base] if base else 0
    limit = min((head for head in places.heads.values() if head >= begin), default=len(text))
    stops = [stop for start, stop in places.values.values() if begin <= start < limit]
    if not stops and not base:
        return 0
    return _line_end(text, max(stops, default=begin))


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def toml(value: Written) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, str):
        lines = [json.dumps(line, ensure_ascii=False)[1:-1] for line in value.split("\n")]
        lines = [line.replace("\x7f", "\\u007f") for line in lines]
        return f'"{lines[0]}"' if len(lines) == 1 else '"""\n' + "\n".join(lines) + '"""'
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else repr(value)


def _key(step: str | int) -> str:
    word = str(step)
    return word if _PLAIN.fullmatch(word) else json.dumps(word, ensure_ascii=False)
