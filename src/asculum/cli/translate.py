"""``asculum translate``: begin or check a translation of the report."""

from __future__ import annotations

from pathlib import Path

import click

from asculum.cli.options import json_option, print_json, remark
from asculum.terms.errors import SHOWN
from asculum.terms.strangers import tamed


@click.group("translate")
def command() -> None:
    """Begin or check a translation of the report: a PO file for asculum report --lang FILE."""


@command.command("new")
@click.argument("lang")
@click.option(
    "-o", "--output", metavar="FILE", help="The file to write (- for stdout)  [default: LANG.po]"
)
@click.option(
    "--from",
    "known",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take what is translated in this PO file, as after the English has changed.",
)
def new_command(lang: str, *, output: str | None, known: Path | None) -> int:
    """Write every message of the report into a PO file, to be translated into LANG (uk, ru, de)."""
    from asculum.report.translation.beginning import begun
    from asculum.store.files import atomic_write, check_place

    text, kept, total = begun(lang, known)
    if output == "-":
        click.echo(text.encode(), nl=False)
        return 0
    place = Path(output or f"{lang}.po")
    if place.exists() and place != known:
        raise click.UsageError(f"{place} is there already; name another, or take it in with --from")
    check_place(place)
    atomic_write(place, text)
    click.echo(str(place))
    remark(f"{kept:,} of {total:,} messages translated; then run: asculum translate check {place}")
    return 0


@command.command("check")
@click.argument("file")
@click.option("--all", "show_all", is_flag=True, help="Print every finding, not the first 20.")
@json_option
def check_command(file: str, *, show_all: bool, as_json: bool) -> int:
    """Say everything that is wrong with FILE, by line, and how much of it is translated.

    FILE is a PO file or a language that comes with the package.
    """
    from asculum.report.translation.catalogue import coverage, findings, opened_file

    read = opened_file(file)
    found = findings(read)
    done, total = coverage(read)
    bad = any(item.severity == "error" for item in found)
    told = f"{done:,} of {total:,} messages translated"
    if as_json:
        from asculum.study.envelope import envelope

        status = {"code": "REP012" if bad else "OK", "sentence": f"{told}."}
        results = [{"lang": read.header.get("Language", ""), "translated": done, "messages": total}]
        print_json(
            envelope("translate check", dossier="", status=status, results=results, findings=found)
        )
        return 3 if bad else 0
    shown = found if show_all else found[:SHOWN]
    for item in shown:
        click.echo(tamed(str(item)))
    if len(found) > len(shown):
        click.echo(f"… and {len(found) - len(shown):,} more (--all prints them)")
    click.echo(f"{tamed(read.name)}: {told}")
    return 3 if bad else 0
