"""Write docs/reference/dossier.md from the data dictionary and cli.md from the commands.

Run as ``uv run python scripts/write_reference.py`` after a change to either.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from asculum.cli.main import COMMANDS, cli
from asculum.evidence.codes import CODES
from asculum.evidence.dictionary import REQUIRED, TABLES, Column, assumption_terms, columns

FOLDER = Path(__file__).parent.parent / "docs" / "reference"

ABOUT = {
    "sources": "Who made the statements.",
    "claims": "What was claimed about losses.",
    "strengths": "How many each side had.",
    "control": "Who held a place, and when.",
    "people": "The people of a place.",
    "economy": "What was said of an economy, with how wide it reaches.",
    "located": "How much of what was counted on the whole front lay near the battle.",
    "network_nodes": "Towns, junctions and lines of troops that supplies went through or to.",
    "network_edges": "The roads, railways and tracks between them.",
    "names": "What places, sides and the battle are called in other languages, for `--lang`.",
    "events": "Events by place and day, as `asculum import` takes them from event data.",
}
INTRODUCTION = """\
# The dossier

A dossier is a folder with `dossier.toml` and CSV tables: `sources.csv` and `claims.csv`, and as
many of the others as there is evidence for. Files are UTF-8 (with or without a byte order mark);
dates are written YYYY-MM-DD; periods are half-open, so that `end` is the day after the last day.
`asculum new NAME` writes an example, `asculum check NAME` tells what is amiss, with file and line.

This page is generated from the data dictionary in `src/asculum/evidence/dictionary`.
"""


def reference() -> str:
    """Return the page."""
    parts = [INTRODUCTION, "## dossier.toml\n", _table(columns("dossier"), "key")]
    for table in TABLES:
        needed = "Required." if table in REQUIRED else "Optional."
        parts += [
            f"## {table}.csv\n",
            f"{ABOUT[table]} {needed}\n",
            _table(columns(table), "column"),
        ]
    parts += ["## Lists of persons\n", LISTS, _table(columns("lists"), "column")]
    parts += ["## Tables of a registry\n", REGISTRY]
    for table, about in REGISTRY_TABLES.items():
        parts += [f"### {table}\n", f"{about}\n", _table(columns(table), "column")]
    parts += ["## Assumptions\n", ASSUMPTIONS, "\n".join(_assumptions()) + "\n"]
    parts += ["## Findings\n", FINDINGS, "\n".join(_findings()) + "\n"]
    return "\n".join(parts)


LISTS = """\
Read by `asculum lists link`, each a CSV file; a mapping may give the columns other names. Optional.
Names and other cells are never printed.
"""
REGISTRY = """\
Each is a CSV file of any name that stands by itself, outside a dossier; [the methods
page](../methods/registry.md) has an example of each. They hold counts, never persons.
"""
REGISTRY_TABLES = {
    "deaths": "Read by `asculum lists excess`: deaths of men and women by year and age.",
    "registered": "Read by `asculum lists registry`: how much of a list a registry holds.",
    "vintages": "Read by `asculum lists vintages`: what had been counted of a month, by which day.",
}
ASSUMPTIONS = """\
Each is a prior, given as its 5 % and 95 % points under `[assumptions]` in `dossier.toml`:
`NAME = { low = 1.5, high = 4.5, why = "…", source = "…" }`. Those by leaf may differ between sides
(`NAME.SIDE`) and between the smallest forces (`NAME.SIDE.FORCE`). A fixed one is the number `high`.
Those a dossier leaves out take the values below, and the report shows them as assumed.
"""
FINDINGS = """\
What `asculum check` reports. An error stops a reckoning; a warning says that an answer may
mislead; a note says how a row was read.
"""


def _table(keys: tuple[Column, ...], noun: str) -> str:
    """Return columns or keys as a table of three columns, which fits a page."""
    lines = [f"| {noun} | what it holds | type |", "|---|---|---|"]
    for key in keys:
        lines.append(_row((f"`{key.name}`", key.description, _type(key))))
    return "\n".join(lines) + "\n"


def _type(key: Column) -> str:
    """Return type and unit, what is allowed, and whether it must be there or what it is without."""
    parts = [f"{key.type} [{key.unit}]" if key.unit else key.type]
    parts += [f"one of {', '.join(key.allowed)}"] if len(key.allowed) > 1 else []
    parts += [f"always {key.allowed[0]}"] if len(key.allowed) == 1 else []
    parts += ["**required**"] if key.required else []
    parts += [f"{key.default} if left out"] if key.default else []
    return "; ".join(parts)


def _assumptions() -> Iterator[str]:
    yield "| assumption | by | shape | low | high | unit | description |"
    yield "|---|---|---|---|---|---|---|"
    for term in assumption_terms().values():
        low, high = ("" if end is None else f"{end:g}" for end in (term.low, term.high))
        yield _row((f"`{term.name}`", term.by, term.shape, low, high, term.unit, term.description))


def _findings() -> Iterator[str]:
    yield "| code | gravity | rule |"
    yield "|---|---|---|"
    for code in CODES.values():
        yield _row((code.code, code.severity, code.rule))


COMMAND_LINE = """\
# The commands

`DOSSIER` is a folder or the name of a bundled dossier; `asculum dossiers` lists those. Answers go
to standard output, progress and remarks to standard error. `--json` prints the envelope that
[json.md](json.md) describes. Colours are left out where `NO_COLOR` is set.

| command | what it does |
|---|---|
{index}

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | a failure of the program or the disk |
| 2 | the command was called wrongly, or asks for what is not there |
| 3 | bad evidence: the dossier has errors |
| 4 | a model did not converge, or the evidence cannot give the answer |
| 5 | an extra package is missing; the message says how to install it |
| 130 | interrupted |

This page is generated from the commands themselves.

## asculum

{usage}
"""


def commands() -> str:
    """Return the page of commands, from the commands themselves."""
    context = click.Context(cli, info_name="asculum", **cli.context_settings)
    index = "\n".join(
        f"| [`asculum {name}`](#asculum-{name}) | {line} |" for name, (_, line) in COMMANDS.items()
    )
    top = "`asculum [OPTIONS] COMMAND …`; the options come before the command.\n\n"
    parts = [COMMAND_LINE.format(index=index, usage=top + _options(cli, context))]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None, "every name of the table is a command"
        parts += _sections(command, click.Context(command, info_name=name, parent=context))
    return "\n".join(parts)


def _sections(command: click.Command, context: click.Context) -> list[str]:
    """Return the section of a command, and those of its own commands where it is a group."""
    path = context.command_path
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    about = " ".join((command.help or "").split())
    parts = [f"## {path}\n\n`{usage}`\n\n{about}\n\n{_options(command, context)}\n"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None, "a group lists what it has"
            parts += _sections(inner, click.Context(inner, info_name=name, parent=context))
    return parts


def _options(command: click.Command, context: click.Context) -> str:
    lines = ["| option | default | what it does |", "|---|---|---|"]
    for param in command.get_params(context):
        if not isinstance(param, click.Option):
            continue
        names = ", ".join(param.opts)
        if not (param.is_flag or param.count):
            names += f" {_value(param, context)}"
        about, _, told = (param.help or "").partition("  [default: ")
        default = told.rstrip("]") or (str(param.default) if param.show_default else "")
        if param.envvar:
            about += f" (also: the variable `{param.envvar}`)"
        lines.append(_row((f"`{names}`", default, about)))
    return "\n".join(lines)


def _value(param: click.Option, context: click.Context) -> str:
    """Return the placeholder of an option's value, without the ends of a range."""
    if isinstance(param.type, click.IntRange):
        return "INTEGER"
    if isinstance(param.type, click.FloatRange):
        return "NUMBER"
    return param.make_metavar(context)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "dossier.md").write_text(reference(), encoding="utf-8")
    (FOLDER / "cli.md").write_text(commands(), encoding="utf-8")
