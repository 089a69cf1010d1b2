"""The heading of a dossier: every part of dossier.toml but the priors, in forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from asculum.evidence.reading import HEADER, inspect_dossier
from asculum.study.editing import ConflictError, OpenRow
from asculum.study.header_edits import (
    BATTLE,
    Part,
    open_part,
    part_columns,
    part_names,
    parts_of,
    remove_part,
    save_part,
    try_part,
)
from asculum.terms.errors import AsculumError, EvidenceError, UsageError
from asculum.terms.findings import Finding
from asculum.workbench.calls import Call, seen
from asculum.workbench.desk import Place
from asculum.workbench.forms import Field, fields_of
from asculum.workbench.library import frame
from asculum.workbench.pages import environment, page
from asculum.workbench.rows import (
    CELL,
    SAYING,
    differing,
    ids_of,
    kept_from,
    ordered,
    refusal_shown,
)

#: What each part is called: many, one, and what it is for.
PARTS: Mapping[str, tuple[str, str, str]] = {
    BATTLE: ("The battle", "battle", "what it is called, where and when, who is said to have won"),
    "sides": ("Sides", "side", "the two that fought"),
    "sides.forces": ("Forces", "force", "parts of a side that claims speak of by themselves"),
    "pools": ("Pools", "pool", "how many men a side could draw on, as a source states it"),
    "statements": ("Statements", "statement", "sentences that the report holds up to the evidence"),
    "options": ("Options", "option", "what a side did on a day, and what it could have done"),
    "prices": ("Prices", "price", "what a side would have given for a day, a place, a man freed"),
    "worths": ("Worths", "worth", "what supplies that reach the troops are worth in losses"),
    "fronts": ("Fronts", "front", "where else a side's forces stood"),
    "deals": ("Deals", "deal", "terms that both sides might have taken"),
    "shifts": (
        "Shifts of power",
        "shift",
        "how a side's chances were to change, and what it could pledge",
    ),
    "screens": ("Demands", "screen", "what one side could demand while the fighting went on"),
    "walks": ("Walks", "walk", "places that fall one by one until a side gives in"),
    "resolves": ("Resolves", "resolve", "whether a side should have broken off"),
    "lists": ("Lists of the dead", "list", "overlap tables in the folder lists"),
}
#: What the groups of the battle's own keys are called.
GROUPS = {"place": "The place", "period": "Its days", "war": "The war", "outcome": "Outcome"}
#: Letters of a part's name that a list shows.
SHOWN = 120
_AT = re.compile(r"\d{1,4}(\.\d{1,4})?")
_LOW_END = ": the least it may have been"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One part in the list: the address of its form, what it is called, what lies within it."""

    address: str
    label: str
    within: tuple[Shown, ...] = ()
    add: str = ""


def listing(call: Call) -> Response:
    """Show every part of dossier.toml with its form's address."""
    place = call.place
    dossier, findings = inspect_dossier(place.folder, today=call.today)
    arrays = [name for name in PARTS if name in part_names() and "." not in name and name != BATTLE]
    sides = {side.id: side.name for side in dossier.sides} if dossier else {}
    shown = {name: _shown(place, name, sides) for name in arrays}
    return page(
        "heading.html.j2",
        call.bench.session,
        **frame(call, place, "battle", dossier),
        battle=_address(place, Part(name=BATTLE)),
        parts=PARTS,
        arrays={name: items for name, items in shown.items() if items or name == "sides"},
        unstated=[name for name, items in shown.items() if not items and name != "sides"],
        adds={name: _address(place, Part(name=name)) for name in arrays},
        cells=open_part(place.folder, Part(name=BATTLE)).cells,
        findings=[item for item in findings if item.where.partition(":")[0] == HEADER],
        header=HEADER,
    )


def form(call: Call) -> Response:
    """Show a part in a form; a new one where its place is not named whole."""
    place, part = call.place, _part(call, call.asked("at"))
    if part.new:
        row = OpenRow(table=part.name, own="", cells=_begun(call, place), mark="", line=0)
        return _form(call, place, part, row, ())
    row = open_part(place.folder, part)
    return _form(
        call, place, part, row, try_part(place.folder, part, row.cells, call.today).findings
    )


def told(call: Call) -> Response:
    """Return what would be found of a part as it stands in the form being filled in."""
    place, part = call.place, _part(call, call.given("at"))
    try:
        trial = try_part(place.folder, part, cells_of(call, part), call.today)
        findings = ordered(trial.findings, trial.errors)
    except EvidenceError as error:
        findings = error.findings or (refusal_shown(error),)
    heading = f"{SAYING} {PARTS[part.name][1]}"
    made = environment().get_template("findings.html.j2").render(findings=findings, heading=heading)
    return HTMLResponse(made)


def save(call: Call) -> Response:
    """Save or delete a part; show the form again where that cannot be done."""
    asked, part = call.place, _part(call, call.given("at"))
    mark, cells, do = call.given("mark"), cells_of(call, part), call.given("do")
    as_given = OpenRow(table=part.name, own=call.given("own")[:200], cells=cells, mark=mark, line=0)
    try:
        if do == "check" or asked.bundled:  # tried before a copy is made for it
            trial = try_part(asked.folder, part, cells, call.today)
            if do == "check" or (trial.errors and do != "delete"):
                shown = ordered(trial.findings, trial.errors)
                return _form(call, asked, part, as_given, shown)
        place = call.bench.desk.own(asked)
        if do == "delete":
            remove_part(call.workplace(place), part, mark=mark)
            return seen(f"{place.address}/battle?done=deleted")
        changed = save_part(call.workplace(place), part, cells, mark=mark)
    except ConflictError as error:
        shown = (refusal_shown(error),)
        return _form(call, asked, part, as_given, shown, now=error.current, status=409)
    except (AsculumError, OSError) as error:  # whatever it is, what was written stays in the form
        shown, blocked, status = kept_from(error)
        return _form(call, asked, part, as_given, shown, blocked=blocked, status=status)
    word = "copied" if place.key != asked.key else "saved" if changed else "nothing"
    return seen(f"{place.address}/battle?done={word}")


def cells_of(call: Call, part: Part) -> dict[str, str]:
    """Return the cells of a form by key; keys of other names are not looked at."""
    return {
        column.name: call.given(CELL + column.name)
        for column in part_columns(part.name)
        if CELL + column.name in call.form
    }


def _part(call: Call, at: str) -> Part:
    name = call.part("name")
    if name not in PARTS or name not in part_names():
        raise UsageError("WBE002", f"{HEADER} has no part {name[:40]!r}")
    if at and not _AT.fullmatch(at):
        raise UsageError(
            "WBE003", f"no part was named by {at[:40]!r}", fix="choose one of the list"
        )
    steps = tuple(int(word) for word in at.split(".")) if at else ()
    part = Part(name=name, at=steps)
    if len(steps) > len(part.arrays) or len(steps) < len(part.arrays) - 1:
        raise UsageError(
            "WBE003", f"no part was named by {at[:40]!r}", fix="choose one of the list"
        )
    return part


def _begun(call: Call, place: Place) -> Mapping[str, str]:
    """Return the cells of a new part: those of another where a copy of it was asked for."""
    like = call.asked("like")
    if not like:
        return {}
    cells = dict(open_part(place.folder, _part(call, like)).cells)
    return {**cells, "id": "", "happened": ""}


def _form(
    call: Call,
    place: Place,
    part: Part,
    row: OpenRow,
    findings: tuple[Finding, ...],
    *,
    now: OpenRow | None = None,
    blocked: str = "",
    status: int = 0,
) -> Response:
    dossier, _ = inspect_dossier(place.folder, today=call.today)
    made = fields_of(part_columns(part.name), row.cells, dossier, ids_of(place))
    at = ".".join(str(step) for step in part.at)
    action = f"{place.address}/part/{part.name}"
    gone = status == 409 and now is None
    copied = not part.new and part.name not in (BATTLE, "sides")
    return page(
        "row.html.j2",
        call.bench.session,
        status=status or (400 if blocked else 200),
        **frame(call, place, "battle", dossier),
        noun=PARTS[part.name][1],
        row=row,
        groups=_groups(made, part),
        findings=findings,
        blocked=blocked,
        conflict=status == 409,
        now=now,
        theirs=differing(made, now),
        cell=CELL,
        action=action,
        told=f"{action}/told",
        back=f"{place.address}/battle",
        like=f"{action}?{urlencode({'at': at.rpartition('.')[0], 'like': at})}" if copied else "",
        can_go=not part.new,
        can_delete=part.name != BATTLE and not part.new,
        kept={"at": at.rpartition(".")[0] if gone else at, "own": row.own},
    )


def _groups(made: tuple[Field, ...], part: Part) -> tuple[tuple[str, str, tuple[Field, ...]], ...]:
    """Return the fields in groups: those of one range, or of one table, belong together."""
    found: dict[str, list[Field]] = {}
    for item in made:
        found.setdefault(item.name.rpartition(".")[0], []).append(item)
    helps = {
        column.name.removesuffix(".low"): column.description.removesuffix(_LOW_END)
        for column in part_columns(part.name)
        if column.description.endswith(_LOW_END)
    }
    return tuple(
        (
            GROUPS.get(name, name.replace("_", " ").capitalize()),
            f"{helps[name]}." if name in helps else "",
            tuple(_shorter(item, helps.get(name, "")) for item in items),
        )
        for name, items in found.items()
    )


def _shorter(item: Field, told: str) -> Field:
    """Return a field without the words that its group says already."""
    if not told or not item.help.startswith(f"{told}: "):
        return item
    help = item.help.removeprefix(f"{told}: ")
    return replace(item, help=help[:1].upper() + help[1:])


def _shown(
    place: Place, name: str, sides: Mapping[str, str], within: tuple[int, ...] = ()
) -> tuple[Shown, ...]:
    found = []
    for index, row in enumerate(parts_of(place.folder, name, within)):
        part = Part(name=name, at=(*within, index))
        inner = f"{name}.forces" if f"{name}.forces" in part_names() else ""
        found.append(
            Shown(
                address=_address(place, part),
                label=_called(row.cells, sides) or f"{PARTS[name][1]} {index + 1}",
                within=_shown(place, inner, sides, part.at) if inner else (),
                add=_address(place, Part(name=inner, at=part.at)) if inner else "",
            )
        )
    return tuple(found)


def _called(cells: Mapping[str, str], sides: Mapping[str, str]) -> str:
    """Return what a reader knows a part by: a name, then side, day and range."""
    side = sides.get(cells.get("side", ""), cells.get("side", ""))
    name = next((cells[key] for key in ("name", "over", "text", "file") if cells.get(key)), side)
    words = [name if len(name) <= SHOWN else f"{name[:SHOWN].rstrip()}…"]
    words += [side] if side and side != name else []
    words += [cells[key] for key in ("date", "measure") if cells.get(key)]
    if cells.get("low") and cells.get("high"):
        words.append(f"{_number(cells['low'])} to {_number(cells['high'])}")
    return ", ".join(word for word in words if word)


def _number(text: str) -> str:
    try:
        return f"{float(text):,.10g}"
    except ValueError:
        return text


def _address(place: Place, part: Part) -> str:
    at = ".".join(str(step) for step in part.at)
    return f"{place.address}/part/{part.name}" + (f"?at={at}" if at else "")
