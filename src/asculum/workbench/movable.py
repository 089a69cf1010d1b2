"""Movable: the values of dossier.toml that a form may move, and how they now stand."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from asculum.evidence.assumptions import PRIOR_KEYS
from asculum.evidence.dictionary import Column, assumption_terms, columns
from asculum.evidence.dossier import Dossier
from asculum.evidence.key_edits import Scalar
from asculum.evidence.key_lines import Path

#: What stands before the path of a value in a form.
SET = "set:"
_VERDICT = ("horizon", "burden", "break_share")
_POOL = ("low", "high", "per_battle")
#: Assumptions of one side or source that the form offers to state.
OF = ("killed_per_day", "bias_source")


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value of dossier.toml that may be moved: its path and how it now stands.

    ``also`` are the paths of others that move with it, and ``day`` says that it is a date.
    """

    path: Path
    label: str
    unit: str
    text: bool
    now: Scalar | None
    also: tuple[Path, ...] = ()
    day: bool = False

    @property
    def field(self) -> str:
        """The name of its field in a form."""
        return SET + json.dumps(self.path)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Values that belong together, with what they mean; ``stated`` where the dossier says them.

    ``apart`` are those of one side or source, of which nothing is assumed unless they are stated.
    """

    title: str
    help: str
    values: tuple[Value, ...]
    stated: bool = True
    apart: bool = False


def groups(text: str, dossier: Dossier | None) -> tuple[Group, ...]:
    """Return everything of dossier.toml that may be moved here."""
    document = tomllib.loads(text.removeprefix("\ufeff"))
    return (
        _verdict(document),
        *_pools(document, dossier),
        *_decisions(document, dossier),
        *_priors(document),
        *_defaults(document),
        *_particular(document, dossier),
    )


def left_to_the_text() -> tuple[str, ...]:
    """Return what this form does not state: a text editor does."""
    terms = assumption_terms().values()
    leaves = (item.name for item in terms if item.by == "leaf")
    return (
        *(
            f"{item.name} of a source"
            for item in terms
            if item.by == "source" and item.name not in OF
        ),
        *(f"{name} of one force alone" for name in leaves),
    )


def dotted(path: Path) -> str:
    """Return a path as people write it, counting from one."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def _verdict(document: Mapping[str, Any]) -> Group:
    known = {column.name: column for column in columns("dossier")}
    stated = _table(document.get("verdict"))
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


def _table(value: Any) -> Mapping[str, Any]:
    """Return a table of the document; nothing where something else stands there."""
    return value if isinstance(value, dict) else {}


def _pools(document: Mapping[str, Any], dossier: Dossier | None) -> Iterator[Group]:
    known = {column.name: column for column in columns("dossier")}
    names = {side.id: side.name for side in dossier.sides} if dossier else {}
    pools = document.get("pools")
    for at, pool in enumerate(pools if isinstance(pools, list) else ()):
        if not isinstance(pool, dict):
            continue
        side = str(pool.get("side", ""))
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


def _decisions(document: Mapping[str, Any], dossier: Dossier | None) -> Iterator[Group]:
    """Yield the day of each decision, which its options share, and what they are stated to do."""
    known = {column.name: column for column in columns("dossier")}
    names = {side.id: side.name for side in dossier.sides} if dossier else {}
    options = document.get("options")
    at_once: dict[tuple[str, date], list[tuple[int, Mapping[str, Any]]]] = {}
    for at, option in enumerate(options if isinstance(options, list) else ()):
        day = option.get("date") if isinstance(option, dict) else None
        if type(day) is date:
            at_once.setdefault((str(option.get("side", "")), day), []).append((at, option))
    for (side, day), chosen in at_once.items():
        paths: list[Path] = [("options", at, "date") for at, _ in chosen]
        label = known["options[].date"].description
        values = [
            Value(
                path=paths[0],
                label=label,
                unit="",
                text=False,
                now=day,
                also=tuple(paths[1:]),
                day=True,
            )
        ]
        for at, option in chosen:
            values += _ranges(("options", at), option, known)
        listed = " · ".join(str(option.get("name") or option.get("id", "")) for _, option in chosen)
        yield Group(
            title=f"The decision of {names.get(side, side)} on {day.isoformat()}",
            help=listed,
            values=tuple(values),
        )


def _ranges(path: Path, option: Mapping[str, Any], known: Mapping[str, Column]) -> Iterator[Value]:
    """Yield both ends of every range that an option states."""
    own = str(option.get("name") or option.get("id", ""))
    for key, held in option.items():
        if not (isinstance(held, dict) and {"low", "high"} <= set(held)):
            continue
        for end in ("low", "high"):
            column = known.get(f"options[].{key}.{end}")
            what = f"{own}: {column.description if column else f'{key}, {end}'}"
            unit = column.unit if column else ""
            yield Value(path=(*path, key, end), label=what, unit=unit, text=False, now=held[end])


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
    stated = _table(document.get("assumptions"))
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


def _particular(document: Mapping[str, Any], dossier: Dossier | None) -> Iterator[Group]:
    """Yield what may be assumed of one side or one source, where the dossier does not say it."""
    if dossier is None:
        return
    stated = _table(document.get("assumptions"))
    claimed = {claim.source for claim in dossier.claims}
    names = {
        "side": {side.id: side.name for side in dossier.sides},
        "source": {id: item.label for id, item in dossier.sources.items() if id in claimed},
    }
    for name in OF:
        term, told = assumption_terms()[name], _table(stated.get(name))
        if "high" in told:
            continue  # one for all of them
        for id, label in names[term.by].items():
            if id in told:
                continue
            path: Path = ("assumptions", name, id)
            ends = (_end(path, key, term.unit, None, term.shape) for key in ("low", "high"))
            why = Value(path=(*path, "why"), label="Why", unit="", text=True, now="")
            title = f"{name.replace('_', ' ')} · {label}"
            help = term.description
            yield Group(title=title, help=help, values=(*ends, why), stated=False, apart=True)


def _end(path: Path, key: str, unit: str, now: Any, shape: str) -> Value:
    words = {"low": "5 % point", "high": "95 % point" if shape != "fixed" else "The number"}
    return Value(path=(*path, key), label=words[key], unit=unit, text=False, now=now)
