"""Templates: a new dossier written from the data dictionary, with an example in every table."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from asculum.evidence import example
from asculum.evidence.dictionary import TABLES, Column, assumption_terms, columns
from asculum.evidence.key_edits import Written, toml
from asculum.evidence.reading import HEADER
from asculum.terms.errors import UsageError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def new_dossier(folder: Path, name: str) -> Path:
    """Write a new dossier as the folder ``name`` within ``folder`` and return its path.

    It holds a made-up battle that passes the checks, with every key explained in dossier.toml.
    It appears whole or not at all.

    Raises ``UsageError`` where the name cannot be a folder's (EVI091), where something of that
    name is there already (EVI092), or where the folder cannot be written (EVI093).
    """
    return write_dossier(folder, name, dossier_files())


def write_dossier(folder: Path, name: str, texts: Mapping[str, str]) -> Path:
    """Write the files of a new dossier; returns and raises as ``new_dossier`` does."""
    target = folder / name
    if not _NAME.fullmatch(name):
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-_")[:64]
        why = "a dossier's name is its folder's: letters a-z, digits, - and _"
        fix = f"asculum new {plain or 'my-battle'}"
        raise UsageError("EVI091", f"{name!r} cannot name a dossier", why=why, fix=fix)
    if os.path.lexists(target):
        raise _taken(target)
    part: Path | None = None
    try:
        part = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=folder))
        for file, text in texts.items():
            (part / file).write_bytes(text.encode())
        part.chmod(0o755)
        part.rename(target)
    except OSError as error:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
        if os.path.lexists(target):
            raise _taken(target) from error
        what = f"{target} cannot be written: {error.strerror or error}"
        fix = "choose a folder that exists and that you may write to"
        why = "the folder must be writable"
        raise UsageError("EVI093", what, why=why, fix=fix) from error
    return target


def bare_files(
    values: Mapping[str, Written], sides: Sequence[Mapping[str, Written]]
) -> dict[str, str]:
    """Return the text of every file of a dossier that holds no more than ``values`` and ``sides``.

    ``values`` are by dotted key of dossier.toml, such as ``place.name``; the tables have their row
    of names and nothing under it.
    """
    lines = ["format = 1", *(f"{key} = {toml(value)}" for key, value in values.items())]
    for side in sides:
        lines += ["", "[[sides]]", *(f"{key} = {toml(value)}" for key, value in side.items())]
    names = {table: ",".join(column.name for column in columns(table)) for table in TABLES}
    return {HEADER: "\n".join(lines) + "\n"} | {
        f"{table}.csv": f"{head}\n" for table, head in names.items()
    }


def dossier_files() -> dict[str, str]:
    """Return the text of every file of a new dossier, by name."""
    files = {HEADER: header_text()}
    for table in TABLES:
        text = io.StringIO(newline="")
        names = [column.name for column in columns(table)]
        writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(example.TABLES[table])
        files[f"{table}.csv"] = text.getvalue()
    return files


def header_text() -> str:
    """Return the commented dossier.toml of a new dossier."""
    keys = [column for column in columns("dossier") if column.type != "distribution"]
    lines = [
        "# A dossier: what was claimed about one battle, by whom, and when.",
        "# The tables beside this file hold the rows; asculum check tells what is amiss.",
        "# Lines that begin with # are comments; delete the # before a key to use it.",
        "",
    ]
    lines += _keys([key for key in keys if "." not in key.name], example.HEADER, "")
    for group in dict.fromkeys(key.name.partition(".")[0] for key in keys if "." in key.name):
        inner = [key for key in keys if key.name.startswith(f"{group}.")]
        if group.endswith("[]"):
            items = example.HEADER.get(group.removesuffix("[]"))
            if items is None:  # what a new dossier does without
                lines += ["", f"# [[{group.removesuffix('[]')}]] may follow here, with these keys:"]
                lines += [
                    f"#   {key.name.removeprefix(f'{group}.')}: {key.description}{_marks(key)}"
                    for key in inner
                ]
                continue
            assert isinstance(items, list), "the example holds a list of tables"
            lines += _tables(group.removesuffix("[]"), items, inner)
        else:
            lines += ["", f"[{group}]", *_keys(inner, example.HEADER, f"{group}.")]
    return "\n".join([*lines, *_assumptions()]) + "\n"


def _tables(
    name: str, items: Sequence[Mapping[str, object]], keys: Sequence[Column], *, within: str = ""
) -> Iterator[str]:
    """Yield an array of tables; the first one explains its keys."""
    prefix = f"{within}{name}[]."
    path = prefix.replace("[]", "").removesuffix(".")
    for index, item in enumerate(items):
        yield from ("", f"[[{path}]]")
        own = [key for key in keys if "[]" not in key.name[len(prefix) :]]
        values = {prefix + key: value for key, value in item.items()}
        yield from _keys(own, values, prefix, explained=index == 0)
        nested = {key.name[len(prefix) :].partition("[]")[0] for key in keys if key not in own}
        for inner in sorted(nested):
            tables = item.get(inner, [])
            assert isinstance(tables, list), "the example holds a list of tables"
            yield from _tables(
                inner, tables, _keys_under(keys, f"{prefix}{inner}[]."), within=prefix
            )


def _keys_under(keys: Sequence[Column], prefix: str) -> list[Column]:
    return [key for key in keys if key.name.startswith(prefix)]


def _keys(
    keys: Sequence[Column], values: Mapping[str, object], prefix: str, *, explained: bool = True
) -> Iterator[str]:
    for key in keys:
        name = key.name[len(prefix) :]
        if explained:
            yield f"# {key.description}{_marks(key)}"
        if key.name in values:
            yield f"{name} = {_toml(key, values[key.name])}"
        elif explained:
            yield f"# {name} = {_blank(key)}"


def _marks(key: Column) -> str:
    words = ["required"] if key.required else []
    words += [" or ".join(key.allowed)] if key.allowed else []
    words += [f"if left out: {key.default}"] if key.default and not key.required else []
    unit = f" [{key.unit}]" if key.unit else ""
    return unit + (f" ({'; '.join(words)})" if words else "")


def _toml(key: Column, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if key.type in ("number", "integer", "date"):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _blank(key: Column) -> str:
    if key.type in ("number", "integer"):
        return key.default or "0"
    blanks = {"boolean": key.default or "false", "date": "1807-04-03"}
    return blanks.get(key.type, '""')


def _assumptions() -> Iterator[str]:
    yield from ("", "[assumptions]")
    yield "# Priors as their 5 % and 95 % points. Those left out take the package's own, which the"
    yield "# report shows. Where they differ by side or force: name.SIDE or name.SIDE.FORCE."
    yield "# To state one, delete the # before it, set low and high, and say why."
    for term in assumption_terms().values():
        yield f"# {term.description} [{term.unit}]"
        if term.name in example.ASSUMPTIONS:
            yield f"{term.name} = {example.ASSUMPTIONS[term.name]}"
        elif term.by == "source":
            first = example.TABLES["sources"][0]["id"]
            ends = "low = 0.9, high = 1.2"
            if term.shape == "logitnormal":
                ends = "low = 0.1, high = 0.95"
            yield f'# {term.name}.{first} = {{ {ends}, why = "" }}'
        elif term.high is None:
            yield f'# {term.name} = {{ low = 1, high = 100, why = "" }}'
        else:
            low = "" if term.low is None else f"low = {term.low:g}, "
            yield f'# {term.name} = {{ {low}high = {term.high:g}, why = "" }}'


def _taken(target: Path) -> UsageError:
    return UsageError(
        "EVI092",
        f"{target} is there already",
        why="a new dossier never overwrites what is there",
        fix="choose another name, or move the old folder away",
    )
