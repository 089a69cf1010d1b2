"""Assuming: pools, horizon and priors moved in a form, tried in a run of their own, or kept."""

from __future__ import annotations

import json
import math
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from asculum.evidence.assumptions import PRIOR_KEYS
from asculum.evidence.dictionary import assumption_terms, columns
from asculum.evidence.dossier import Dossier
from asculum.evidence.key_edits import Scalar, with_values
from asculum.evidence.key_lines import Path
from asculum.evidence.reading import FILES, HEADER, inspect_dossier
from asculum.study.editing import ConflictError, mark_of, refused, save_file, text_of
from asculum.study.trying import findings_with, new_errors
from asculum.terms.errors import EvidenceError, UsageError
from asculum.workbench.calls import Call, seen
from asculum.workbench.desk import Place
from asculum.workbench.library import frame
from asculum.workbench.pages import page
from asculum.workbench.reading import new_id, start_run
from asculum.workbench.runs import DONE, TRIAL

#: What stands before the path of a value in a form.
SET = "set:"
_INTEGER = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_VERDICT = ("horizon", "burden", "break_share")
_POOL = ("low", "high", "per_battle")


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value of dossier.toml that may be moved: its path and how it now stands."""

    path: Path
    label: str
    unit: str
    text: bool
    now: Scalar | None

    @property
    def field(self) -> str:
        """The name of its field in a form."""
        return SET + json.dumps(self.path)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Values that belong together, with what they mean; ``stated`` where the dossier says them."""

    title: str
    help: str
    values: tuple[Value, ...]
    stated: bool = True


def assume(call: Call) -> Response:
    """Show what may be moved."""
    place = call.place
    return _page(call, place, _read(place), {})


def move(call: Call) -> Response:
    """Try other values in a run of their own, or keep them in dossier.toml."""
    place = call.place
    text = _read(place)
    given = {name: call.given(name) for name in call.form if name.startswith(SET)}
    if mark_of(text) != call.given("mark"):
        return _page(call, place, text, given, told=ConflictError(None, HEADER), status=409)
    try:
        changes = changed(text, given, place, call)
        if not changes:
            return seen(f"{place.address}/assume?done=nothing")
        made = with_values(text, {value.path: new for value, new in changes})
        if made is None:
            raise UsageError(
                "WBE003",
                "dossier.toml is written in a way that cannot be changed here",
                why="a change is made only where everything else stays as it is",
                fix="change these in a text editor: "
                + ", ".join(_dotted(value.path) for value, _ in changes),
            )
        _refuse_errors(call, place, made)
        words = tuple(_words(value, new) for value, new in changes)
        if call.given("do") == "keep":
            own = call.bench.desk.own(place)
            what = f"assumptions: {'; '.join(words)}"
            save_file(call.workplace(own), HEADER, made, seen=text, what=what[:400])
            return seen(f"{own.address}/assume?done=kept")
        return seen(_try(call, place, made, words))
    except (UsageError, EvidenceError) as error:
        return _page(call, place, text, given, told=error, status=400)


def groups(text: str, dossier: Dossier | None) -> tuple[Group, ...]:
    """Return everything of dossier.toml that may be moved here."""
    document = tomllib.loads(text)
    return (
        _verdict(document),
        *_pools(document, dossier),
        *_priors(document),
        *_defaults(document),
    )


def changed(
    text: str, given: Mapping[str, str], place: Place, call: Call
) -> list[tuple[Value, Scalar]]:
    """Return the values that a form moves; raises ``UsageError`` WBE003 for what is no number.

    Fields that name nothing that may be moved are not looked at.
    """
    dossier, _ = inspect_dossier(place.folder, today=call.today)
    found: list[tuple[Value, Scalar]] = []
    for group in groups(text, dossier):
        moved = [
            (value, new)
            for value in group.values
            if value.field in given and (new := _new(value, given[value.field])) is not None
        ]
        if moved and not group.stated:  # a prior is stated with both its ends
            paths = {value.path for value, _ in moved}
            moved += [
                (value, value.now)
                for value in group.values
                if value.path not in paths and value.now is not None
            ]
        found += moved
    return found


def _new(value: Value, given: str) -> Scalar | None:
    """Return the new value; ``None`` where it is as it was."""
    given = given.replace("\r\n", "\n")
    if value.text:
        same = given.strip() == str(value.now or "").strip()
        return None if same else given
    plain = given.strip().replace(",", "").replace("\u202f", "")
    if not plain:
        if value.now is None:
            return None
        raise UsageError("WBE003", f"{value.label} ({_dotted(value.path)}) is empty")
    try:
        number = int(plain) if _INTEGER.fullmatch(plain) else float(plain)
    except ValueError as error:
        what = f"{value.label} ({_dotted(value.path)}) is {given[:40]!r}"
        raise UsageError("WBE003", what, why="it is a number", fix="write digits") from error
    if not math.isfinite(number):
        raise UsageError("WBE003", f"{value.label} is {given[:40]!r}", why="it is a number")
    return None if value.now is not None and number == value.now else number


def _verdict(document: Mapping[str, Any]) -> Group:
    known = {column.name: column for column in columns("dossier")}
    stated = document.get("verdict", {})
    values = []
    for key in _VERDICT:
        column = known[f"verdict.{key}"]
        default = float(column.default) if column.type == "number" else None
        values.append(
            Value(
                path=("verdict", key),
                label=column.description,
                unit=column.unit,
                text=column.type == "text",
                now=stated.get(key, default),
            )
        )
    title = "The verdict"
    return Group(title=title, help="What the losses are weighed against.", values=tuple(values))


def _pools(document: Mapping[str, Any], dossier: Dossier | None) -> Iterator[Group]:
    known = {column.name: column for column in columns("dossier")}
    names = {side.id: side.name for side in dossier.sides} if dossier else {}
    for at, pool in enumerate(document.get("pools", [])):
        side = pool.get("side", "")
        values = tuple(
            Value(
                path=("pools", at, key),
                label=known[f"pools[].{key}"].description,
                unit="persons",
                text=False,
                now=pool.get(key, 0 if key == "per_battle" else None),
            )
            for key in _POOL
        )
        yield Group(
            title=f"The pool of {names.get(side, side)}",
            help=str(pool.get("note", "")),
            values=values,
        )


def _priors(document: Mapping[str, Any]) -> Iterator[Group]:
    terms = assumption_terms()
    for path, prior in _stated(document.get("assumptions", {}), ("assumptions",)):
        term = terms.get(str(path[1]))
        if term is None:
            continue
        ends = ("high",) if term.shape == "fixed" else ("low", "high")
        yield Group(
            title=" · ".join(str(step) for step in path[1:]).replace("_", " "),
            help=term.description,
            values=(
                *(_end(path, key, term.unit, prior.get(key), term.shape) for key in ends),
                Value(
                    path=(*path, "why"),
                    label="Why",
                    unit="",
                    text=True,
                    now=prior.get("why", ""),
                ),
            ),
        )


def _stated(table: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if not isinstance(table, dict):
        return
    if "high" in table and len(path) > 1:
        yield path, table
    for key, inner in table.items():
        if key not in PRIOR_KEYS:
            yield from _stated(inner, (*path, key))


def _defaults(document: Mapping[str, Any]) -> Iterator[Group]:
    stated = document.get("assumptions", {})
    for term in assumption_terms().values():
        if term.name in stated or term.high is None:
            continue
        path: Path = ("assumptions", term.name)
        ends = ("high",) if term.shape == "fixed" else ("low", "high")
        now = {"low": term.low, "high": term.high}
        why = Value(path=(*path, "why"), label="Why", unit="", text=True, now="")
        yield Group(
            title=term.name.replace("_", " "),
            help=term.description,
            values=(*(_end(path, key, term.unit, now[key], term.shape) for key in ends), why),
            stated=False,
        )


def _end(path: Path, key: str, unit: str, now: Any, shape: str) -> Value:
    words = {"low": "5 % point", "high": "95 % point" if shape != "fixed" else "The number"}
    return Value(path=(*path, key), label=words[key], unit=unit, text=False, now=now)


def _refuse_errors(call: Call, place: Place, made: str) -> None:
    told = findings_with(place.folder, {}, today=call.today)
    if errors := new_errors(told, findings_with(place.folder, {HEADER: made}, today=call.today)):
        raise refused(errors)


def _try(call: Call, place: Place, made: str, words: tuple[str, ...]) -> str:
    """Begin a run with other values, and one as it stands unless there is one to compare with."""
    base = _base(call, place)
    own = new_id(call)
    folder = call.bench.runs.new_folder(own) / (place.name or "dossier")
    folder.mkdir()
    for file in FILES:
        if file == HEADER:
            (folder / file).write_bytes(made.encode())
        elif (place.folder / file).is_file():
            shutil.copyfile(place.folder / file, folder / file)
    start_run(call, place, folder, kind=TRIAL, changes=words, id=own)
    return f"{place.address}/compare?{urlencode({'a': base, 'b': own})}"


def _base(call: Call, place: Place) -> str:
    dossier, _ = inspect_dossier(place.folder, today=call.today)
    files = dict(dossier.files) if dossier else {}
    seed = call.given("seed").strip() or "1"
    for run in call.bench.runs.of(call.workplace(place).name):
        same = run.job.as_of == call.given("as_of").strip() and str(run.job.seed) == seed
        if run.state == DONE and same and dict(run.answer.get("files", {})) == files:
            return run.job.id
    address = start_run(call, place, place.folder, kind=TRIAL)
    return address.split("?")[0].rpartition("/")[2]


def _page(
    call: Call,
    place: Place,
    text: str,
    given: Mapping[str, str],
    *,
    told: UsageError | EvidenceError | None = None,
    status: int = 200,
) -> Response:
    dossier, _ = inspect_dossier(place.folder, today=call.today)
    return page(
        "assume.html.j2",
        call.bench.session,
        status=status,
        **frame(call, place, "assume", dossier),
        groups=groups(text, dossier),
        given=given,
        mark=mark_of(text),
        error=told,
        conflict=status == 409,
        as_of=call.given("as_of"),
        seed=call.given("seed") or "1",
    )


def _read(place: Place) -> str:
    text = text_of(place.folder, HEADER)
    try:
        tomllib.loads((text or "").removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        what = f"{HEADER} cannot be read: {error}"
        raise EvidenceError("EVI030", what, fix=f"asculum check {place.name}") from error
    if text is None or text.startswith("\ufeff"):
        raise EvidenceError("EVI002", f"{HEADER} is missing or begins with a byte order mark")
    return text


def _words(value: Value, new: Scalar) -> str:
    def said(item: Scalar | None) -> str:
        if isinstance(item, int | float):
            return f"{item:,.10g}"
        return repr(str(item or ""))[:80]

    return f"{_dotted(value.path)} {said(value.now)} → {said(new)}"


def _dotted(path: Path) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
