"""``asculum lists excess``, ``registry`` and ``vintages``: roads to a total without overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asculum.cli.numbers import Whole
from asculum.cli.options import json_option, print_json, prob_option, remark, seed_option
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from asculum.terms.findings import Finding
    from asculum.terms.status import Status

FILE = click.Path(path_type=Path)
war_option = click.option(
    "--war-from",
    type=Whole(1800, 2200),
    required=True,
    metavar="YEAR",
    help="The first year of the war.",
)
line_option = click.option(
    "--line-to",
    type=Whole(1800, 2200),
    metavar="YEAR",
    help="The last year that the line is fitted to  [default: the year before the war]",
)
maturity_option = click.option(
    "--maturity",
    type=Whole(1, 3650),
    default=180,
    show_default=True,
    help="Age at which counts are read off, in days after the month's end.",
)


@click.command("excess")
@click.argument("file", type=FILE)
@war_option
@line_option
@prob_option
@seed_option
@json_option
def excess_command(
    file: Path, *, war_from: int, line_to: int | None, prob: float, seed: int, as_json: bool
) -> int:
    """Estimate excess deaths of men from FILE, deaths by band of age, year and sex.

    The ratio of men's to women's deaths before the war is carried on along its line.
    """
    from asculum.study.registry import read_deaths, results
    from asculum.undercount.excess import METHOD, excess_of_men

    _in_order(war_from, line_to)
    bands = read_deaths(file, war_from=war_from, line_to=line_to)
    found = excess_of_men(bands, prob=prob, seed=seed)
    rows = results(found.each, found.total, prob)
    _tell(
        "lists excess",
        rows,
        found.total.status,
        method=METHOD,
        assumption=found.assumption,
        prob=prob,
        seed=seed,
        as_json=as_json,
    )
    return 0


@click.command("registry")
@click.argument("file", type=FILE)
@click.option(
    "--shares",
    type=FILE,
    required=True,
    help="CSV file of how many of a list were looked for in the registry and found, by band.",
)
@click.option(
    "--vintages",
    type=FILE,
    help="CSV file of the registry's counts by month and day of publication.",
)
@maturity_option
@war_option
@line_option
@prob_option
@seed_option
@json_option
def registry_command(
    file: Path,
    *,
    shares: Path,
    vintages: Path | None,
    maturity: int,
    war_from: int,
    line_to: int | None,
    prob: float,
    seed: int,
    as_json: bool,
) -> int:
    """Estimate the dead from FILE, entries of a registry that holds a share of them.

    The registry's excess of men (as of asculum lists excess), over the share of a list that it
    has; with --vintages it is first grown by what the registry has yet to receive.
    """
    from asculum.study.registry import (
        read_deaths,
        read_shares,
        read_vintages,
        registered,
        results,
    )
    from asculum.undercount.registry import METHOD

    _in_order(war_from, line_to)
    found = registered(
        read_deaths(file, war_from=war_from, line_to=line_to),
        read_shares(shares),
        triangle=read_vintages(vintages) if vintages is not None else None,
        maturity=maturity,
        prob=prob,
        seed=seed,
    )
    rows = results(found.dead.each, found.dead.total, prob)
    _tell(
        "lists registry",
        rows,
        found.dead.total.status,
        method=METHOD,
        assumption=found.dead.assumption,
        prob=prob,
        seed=seed,
        as_json=as_json,
        findings=found.findings,
    )
    return 0


@click.command("vintages")
@click.argument("file", type=FILE)
@maturity_option
@prob_option
@seed_option
@json_option
def vintages_command(file: Path, *, maturity: int, prob: float, seed: int, as_json: bool) -> int:
    """Tell what the counts of FILE, by month and day of publication, will have grown to."""
    from asculum.losses.nowcast import nowcast
    from asculum.study.registry import read_vintages, vintage_results

    found = nowcast(read_vintages(file), maturity=maturity, seed=seed)
    _tell(
        "lists vintages",
        vintage_results(found, prob) if found.months else [],
        found.status,
        method="counts grown to one age by how earlier ones grew",
        assumption="months go on being counted as earlier ones were, and counts are not taken back",
        prob=prob,
        seed=seed,
        as_json=as_json,
    )
    return 0 if found.status.ok else 4


def _in_order(war_from: int, line_to: int | None) -> None:
    if line_to is not None and line_to >= war_from:
        raise click.UsageError("--line-to is a year before --war-from")


def _tell(
    command: str,
    rows: Sequence[dict[str, object]],
    status: Status,
    *,
    method: str,
    assumption: str,
    prob: float,
    seed: int,
    as_json: bool,
    findings: Sequence[Finding] = (),
) -> None:
    if as_json:
        from asculum.study.envelope import envelope

        print_json(
            envelope(
                command,
                dossier="",
                status=status.as_json(),
                results=rows,
                findings=findings,
                seed=seed,
                assumption=assumption,
            )
        )
        return
    from rich.table import Table

    from asculum.cli.terminal import Terminal

    console = Terminal()
    if rows:
        table = Table(caption=f"{prob:.0%} intervals; {method}")
        table.add_column("persons")
        counted = "counted" in rows[0]
        for name in (*(["counted"] if counted else []), "from", "estimate", "to"):
            table.add_column(name, justify="right")
        for row in rows:
            cells = [row[name] for name in ("lower", "median", "upper")]
            told = [row["counted"], *cells] if counted else cells
            table.add_row(tamed(_label(row)), *(f"{value:,.0f}" for value in told))
        console.print(table)
    lines = [f"{status.code.value}: {status.sentence.rstrip('.')}."]
    if assumption not in status.sentence:
        lines.append(f"Assumed: {assumption}.")
    for line in lines:
        console.print(tamed(line), markup=False, highlight=False, soft_wrap=True)
    for item in findings:
        remark(tamed(str(item)))


def _label(row: dict[str, object]) -> str:
    role = str(row["role"])
    if role == "band":
        return str(row["band"])
    start = str(row["start"])
    return {"sum": "in all", "year": start[:4], "month": start[:7]}[role]
