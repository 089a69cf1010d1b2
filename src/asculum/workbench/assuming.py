"""Assuming: pools, horizon and priors moved in a form, tried in a run of their own, or kept."""

from __future__ import annotations

import math
import re
import shutil
import tomllib
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from starlette.responses import Response

from asculum.evidence.key_edits import Scalar, with_values
from asculum.evidence.reading import FILES, HEADER, inspect_dossier
from asculum.study.editing import ConflictError, mark_of, refused, save_file, text_of
from asculum.study.trying import findings_with, new_errors
from asculum.terms.errors import EvidenceError, UsageError
from asculum.workbench.calls import Call, seen
from asculum.workbench.desk import Place
from asculum.workbench.library import frame
from asculum.workbench.movable import SET, Value, dotted, groups, left_to_the_text
from asculum.workbench.pages import page
from asculum.workbench.reading import new_id, start_run
from asculum.workbench.runs import DONE, TRIAL

_INTEGER = re.compile(r"[+-]?\d{1,15}", re.ASCII)


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
        made = with_values(
            text, {path: new for value, new in changes for path in (value.path, *value.also)}
        )
        if made is None:
            raise UsageError(
                "WBE003",
                "dossier.toml is written in a way that cannot be changed here",
                why="a change is made only where everything else stays as it is",
                fix="change these in a text editor: "
                + ", ".join(dotted(value.path) for value, _ in changes),
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
    if value.day:
        return _new_day(value, given.strip())
    plain = given.strip().replace(",", "").replace("\u202f", "")
    if not plain:
        if value.now is None:
            return None
        raise UsageError("WBE003", f"{value.label} ({dotted(value.path)}) is empty")
    try:
        number = int(plain) if _INTEGER.fullmatch(plain) else float(plain)
    except ValueError as error:
        what = f"{value.label} ({dotted(value.path)}) is {given[:40]!r}"
        raise UsageError("WBE003", what, why="it is a number", fix="write digits") from error
    if not math.isfinite(number):
        raise UsageError("WBE003", f"{value.label} is {given[:40]!r}", why="it is a number")
    return None if value.now is not None and number == value.now else number


def _new_day(value: Value, given: str) -> date | None:
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        what = f"{value.label} ({dotted(value.path)}) is {given[:40]!r}"
        raise UsageError("WBE003", what, why="it is a day", fix="write it as 2023-03-06") from error
    return None if day == value.now else day


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
        by_hand=left_to_the_text(),
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
    if text is None:
        raise EvidenceError("EVI002", f"{HEADER} is missing", fix=f"asculum check {place.name}")
    return text


def _words(value: Value, new: Scalar) -> str:
    def said(item: Scalar | None) -> str:
        if isinstance(item, int | float):
            return f"{item:,.10g}"
        return repr(str(item or ""))[:80]

    return f"{dotted(value.path)} {said(value.now)} → {said(new)}"
