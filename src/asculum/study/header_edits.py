"""Header edits: a part of dossier.toml changed, checked before it is written, kept in the ledger.

The parts are the battle itself (title, place, period, outcome and so on) and the tables of its
arrays: a side, a force, a pool, an option, a price. What the form does not hold stays as it is.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path as Folder
from typing import Any

from asculum.evidence.codes import found
from asculum.evidence.dictionary import Column, columns
from asculum.evidence.key_edits import Scalar, Written, with_table, with_values, without_table
from asculum.evidence.key_lines import Path, key_lines
from asculum.evidence.reading import HEADER, inspect_dossier
from asculum.study.editing import (
    ConflictError,
    OpenRow,
    Workplace,
    held,
    mark_of,
    refused,
    save_file,
    text_of,
)
from asculum.study.trying import findings_with, new_errors
from asculum.terms.errors import EvidenceError
from asculum.terms.findings import Finding

#: The part that is no array: what is said of the battle itself.
BATTLE = "battle"
#: Keys that no form changes: the version of the format, and priors, which are stated elsewhere.
_LEFT = ("format", "assumptions.")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_INTEGER = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_NAMED = ("id", "name", "side", "date", "file", "over", "measure", "text", "low", "high")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of dossier.toml: the array it is in and its place there, both empty for the battle.

    ``at`` counts from 0, outermost first; of a part that is not there yet the last step is missing.
    """

    name: str
    at: tuple[int, ...] = ()

    @property
    def arrays(self) -> tuple[str, ...]:
        """The arrays it lies in, outermost first."""
        return () if self.name == BATTLE else tuple(self.name.split("."))

    @property
    def new(self) -> bool:
        """Whether it is not there yet."""
        return len(self.at) < len(self.arrays)

    @property
    def path(self) -> Path:
        """Where it lies in the document; for a new part, the array it comes into."""
        steps: list[str | int] = []
        for depth, array in enumerate(self.arrays):
            steps += [array, *self.at[depth : depth + 1]]
        return tuple(steps)


@dataclass(frozen=True, kw_only=True)
class PartTrial:
    """An edit of a part as it would be: the new text, what is found of it, errors it would add."""

    text: str
    what: str
    findings: tuple[Finding, ...]
    errors: tuple[Finding, ...]


@cache
def part_names() -> tuple[str, ...]:
    """Return the parts that a dossier may have, the battle first."""
    arrays = (
        ".".join(item.removesuffix("[]") for item in column.name.split(".") if item.endswith("[]"))
        for column in columns("dossier")
    )
    return tuple(dict.fromkeys(array or BATTLE for array in arrays))


@cache
def part_columns(name: str) -> tuple[Column, ...]:
    """Return the keys of a part, each by its name within the part."""
    prefix = "" if name == BATTLE else ".".join(f"{word}[]" for word in name.split(".")) + "."
    return tuple(
        replace(column, name=column.name[len(prefix) :])
        for column in columns("dossier")
        if column.name.startswith(prefix)
        and "[]" not in column.name[len(prefix) :]
        and not (name == BATTLE and column.name.startswith(_LEFT))
    )


def parts_of(folder: Folder, name: str, within: tuple[int, ...] = ()) -> tuple[OpenRow, ...]:
    """Return the parts of one array as they stand, in order."""
    document, _ = _document(folder)
    array = Part(name=name, at=within)
    there = _get(document, array.path)
    if not isinstance(there, list):
        return ()
    return tuple(
        _open(document, Part(name=name, at=(*within, index))) for index in range(len(there))
    )


def open_part(folder: Folder, part: Part) -> OpenRow:
    """Return a part as it stands; raises ``EvidenceError`` EDT003 where it is gone."""
    document, _ = _document(folder)
    return _open(document, part)


def try_part(folder: Folder, part: Part, cells: Mapping[str, str], today: date) -> PartTrial:
    """Return what an edit of a part would do. Nothing is written.

    Raises ``EvidenceError`` EDT003 where the part is gone and EDT005 where the text of dossier.toml
    cannot be changed so.
    """
    document, text = _document(folder)
    if part.new:
        given = {column.name: _new(column, cells) for column in part_columns(part.name)}
        made = with_table(text, part.path, _nested(given))
        place = Part(name=part.name, at=(*part.at, len(parts_of(folder, part.name, part.at))))
        what = f"added to {part.name}: {_label(cells) or 'one'}"
    else:
        old, place = _open(document, part), part
        changes = _changes(part, old, cells, document)
        made = with_values(text, changes) if changes else text
        what = f"changed {', '.join(_dotted(path) for path in changes)}"
    if made is None:
        raise _unwritable()
    told, then, errors = _compared(folder, made, today)
    lines = _lines(made, place)
    known = {(item.code, item.what) for item in told}
    about = tuple(
        item for item in then if item.where in lines or (item.code, item.what) not in known
    )
    return PartTrial(text=made, what=what[:400], findings=about, errors=errors)


def save_part(place: Workplace, part: Part, cells: Mapping[str, str], *, mark: str) -> bool:
    """Write a part and keep the edit in the ledger; return whether anything was to be changed.

    Raises ``ConflictError`` where the part is not the one that ``mark`` tells of, and
    ``EvidenceError`` EDT002 with the findings where the dossier would have new errors.
    """
    with held(place):
        if not part.new:
            _unchanged(place.folder, part, mark)
        trial = try_part(place.folder, part, cells, place.now.date())
        if trial.errors:
            raise refused(trial.errors)
        before = text_of(place.folder, HEADER)
        if trial.text == before:
            return False
        save_file(place, HEADER, trial.text, seen=before, what=trial.what)
        return True


def remove_part(place: Workplace, part: Part, *, mark: str) -> None:
    """Delete a part and keep it in the ledger; raises as ``save_part`` does."""
    with held(place):
        old = _unchanged(place.folder, part, mark)
        _, text = _document(place.folder)
        made = without_table(text, part.path)
        if made is None:
            raise _unwritable()
        *_, errors = _compared(place.folder, made, place.now.date())
        if errors:
            raise refused(errors)
        what = f"deleted from {part.name}: {old.own}"
        save_file(place, HEADER, made, seen=text, what=what[:400])


def _document(folder: Folder) -> tuple[Mapping[str, Any], str]:
    text = text_of(folder, HEADER)
    if text is None:
        raise EvidenceError("EVI002", f"{HEADER} is missing", fix="put it back, or begin anew")
    try:
        return tomllib.loads(text.removeprefix("\ufeff")), text
    except (ValueError, RecursionError) as error:
        what = f"{HEADER} cannot be read: {error}"
        fix = f"mend it in a text editor: asculum check {folder.name} says where"
        raise EvidenceError("EVI030", what, fix=fix) from error


def _open(document: Mapping[str, Any], part: Part) -> OpenRow:
    there = document if part.name == BATTLE else _get(document, part.path)
    if not isinstance(there, dict):
        what = f"{HEADER} has no {_dotted(part.path)}"
        raise EvidenceError("EDT003", what, why="it may have been deleted meanwhile")
    own = {column.name: _get(there, tuple(column.name.split("."))) for column in _columns(part)}
    cells = {name: _told(value) for name, value in own.items() if value is not None}
    mark = mark_of(json.dumps(cells, sort_keys=True))
    return OpenRow(table=part.name, own=_label(cells), cells=cells, mark=mark, line=0)


def _columns(part: Part) -> tuple[Column, ...]:
    return part_columns(part.name)


def _get(document: Any, path: Path) -> Any:
    """Return what stands at a path of a document; ``None`` where nothing does."""
    for step in path:
        if isinstance(step, int):
            if not (isinstance(document, list) and step < len(document)):
                return None
            document = document[step]
        elif isinstance(document, dict):
            document = document.get(step)
        else:
            return None
    return document


def _told(value: Any) -> str:
    """Return a value of the document as a form shows it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)


def _changes(
    part: Part, old: OpenRow, cells: Mapping[str, str], document: Mapping[str, Any]
) -> dict[Path, Written | None]:
    """Return the values that a form changes, by path; a range that is new comes as one table."""
    changes: dict[Path, Written | None] = {}
    fresh: dict[str, Scalar | None] = {}
    for column in _columns(part):
        if column.name not in cells:
            continue
        was, given = old.cells.get(column.name), cells[column.name]
        if _folded(given) == _folded(was or ""):
            continue
        path: Path = (*part.path, *column.name.split("."))
        now = _get(document, path)
        value = _value(column, given, as_text=isinstance(now, str))
        if value is None and now is None:
            continue
        if now is None and part.arrays and _get(document, path[:-1]) is None:
            fresh[column.name] = value
        else:
            changes[path] = value
    for name, written in _nested(fresh).items():
        changes[(*part.path, name)] = written
    return changes


def _new(column: Column, cells: Mapping[str, str]) -> Scalar | None:
    return _value(column, cells.get(column.name, ""), as_text=False)


def _nested(values: Mapping[str, Scalar | None]) -> dict[str, Written]:
    """Return values by name, those of one range gathered into a table; empty ones left out."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        if value is None:
            continue
        outer, _, inner = name.rpartition(".")
        if outer:
            nested.setdefault(outer, {})[inner] = value
        else:
            nested[name] = value
    return nested


def _value(column: Column, given: str, *, as_text: bool) -> Scalar | None:
    """Return what a field says, by the type of its key; what cannot be read so stays text.

    The checks then say of it what they say of a file, in the same words.
    """
    text = _folded(given)
    if not text:
        return None
    if control := _CONTROL.search(text):
        finding = found(
            "EVI004",
            f"{column.name} holds the control character 0x{ord(control.group()):02X}",
            where=HEADER,
            fix="type the words anew; what was pasted held more than they show",
        )
        raise refused((finding,))
    plain = text.replace(",", "").replace("\u202f", "")
    if column.type in ("number", "integer"):
        if _INTEGER.fullmatch(plain):
            return int(plain)
        try:
            number = float(plain)
        except ValueError:
            return text
        return number if math.isfinite(number) else text
    if column.type == "boolean" and text in ("true", "false"):
        return text == "true"
    if column.type == "date" and not as_text:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _compared(
    folder: Folder, made: str, today: date
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the findings before and after an edit, and the errors that it would add.

    Where the dossier could not be read before, the tables are looked at for the first time: only
    what is wrong with dossier.toml itself then counts as new.
    """
    dossier, told = inspect_dossier(folder, today=today)
    then = findings_with(folder, {HEADER: made}, today=today)
    errors = new_errors(told, then)
    if dossier is None:
        errors = tuple(item for item in errors if item.where.startswith(HEADER))
    return told, then, errors


def _unchanged(folder: Folder, part: Part, mark: str) -> OpenRow:
    named = _dotted(part.path) or HEADER
    try:
        current = open_part(folder, part)
    except EvidenceError as error:
        if error.code != "EDT003":
            raise
        raise ConflictError(None, named) from error
    if current.mark != mark:
        raise ConflictError(current, named)
    return current


def _lines(text: str, part: Part) -> set[str]:
    """Return where the keys of a part stand, as findings say it."""
    try:
        lines = key_lines(text.removeprefix("\ufeff"), name=HEADER)
    except (ValueError, IndexError):
        return set()
    own = {tuple(column.name.split(".")) for column in part_columns(BATTLE)}
    if part.name == BATTLE:
        return {lines.where(path) for path in lines.lines if path in own}
    return {lines.where(path) for path in lines.lines if path[: len(part.path)] == part.path}


def _label(cells: Mapping[str, str]) -> str:
    words = [cells[name].strip() for name in _NAMED if cells.get(name, "").strip()]
    return ", ".join(word.splitlines()[0][:80] for word in words[:3])


def _dotted(path: Path) -> str:
    """Return a path as people write it, counting from one."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def _folded(value: str) -> str:
    """Return a value as a form hands it back: one kind of line end, no outer blanks."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def _unwritable() -> EvidenceError:
    return EvidenceError(
        "EDT005",
        f"{HEADER} is written in a way that cannot be changed here",
        why="a change is made only where everything else stays as it is; nothing was written",
        fix="make this change in a text editor",
    )
