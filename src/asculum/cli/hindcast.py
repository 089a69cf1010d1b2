"""``asculum hindcast``: how the losses looked on past days, and how near that came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from asculum.cli.options import Day, opened, print_json, reckoning_options, remark_findings
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from rich.table import Table

    from asculum.study.scored import Hindcast
    from asculum.study.study import Study


class Days(click.ParamType[tuple[date, ...]]):
    """Several days, written as YYYY-MM-DD with commas between them."""

    name = "dates"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, ...]:
        """Return the days."""
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in str(value).split(",") if part.strip()]
        if not parts:
            self.fail("no day is named, such as 2022-12-31,2023-03-21", param, ctx)
        return tuple(Day().convert(part, param, ctx) for part in parts)


@click.command("hindcast")
@click.argument("dossier")
@click.option("--dates", type=Days(), metavar="D1,D2,…", help="The days to look back from.")
@click.option(
    "--every",
    type=click.Choice(["week", "month", "quarter"]),
    help="The last day of each, to a year after the battle.",
)
@click.option(
    "--truth",
    "truths",
    multiple=True,
    metavar="CLAIM",
    help="Hold the days against this later claim (may be given again)  "
    "[default: today's own estimate, which is no truth]",
)
@reckoning_options
def command(
    dossier: str,
    *,
    dates: tuple[date, ...] | None,
    every: str | None,
    truths: tuple[str, ...],
    as_of: date | None,
    seed: int,
    store: Path | None,
    no_store: bool,
    as_json: bool,
) -> int:
    """Reckon DOSSIER as of past days and score each day against what came out later.

    Eleven days from the first answer to a year after the end, unless others are asked for; of a
    day within the battle only the losses up to it. Beside the model stand the figures a newsroom
    would have printed.
    """
    from asculum.study.dates import every as last_days

    if dates and every:
        raise click.UsageError("--dates and --every both name the days; give one of them")
    with opened(dossier, as_of=as_of, seed=seed, store=store, no_store=no_store) as study:
        days = last_days(study.whole, study.settings.as_of, every) if every else dates
        found = study.hindcast(days, truths=truths)
    if as_json:
        _print_json(study, found)
    else:
        _print(study, found)
        remark_findings(study)
    return 0 if found.ok else 4


def _print_json(study: Study, found: Hindcast) -> None:
    from asculum.study.envelope import envelope, hindcast_more, hindcast_results

    value = envelope(
        "hindcast",
        dossier=study.dossier.id,
        status=found.status.as_json(),
        results=hindcast_results(found, study.settings.prob),
        findings=study.findings,
        as_of=study.settings.as_of.isoformat(),
        seed=study.settings.seed,
        run=study.run,
        **hindcast_more(found),
    )
    print_json(value)


def _print(study: Study, found: Hindcast) -> None:
    from asculum.cli.terminal import Terminal

    console = Terminal()
    if found.ok:
        console.print(_days(study, found))
    for day in found.days:
        if not day.estimates:
            click.echo(f"{day.day.isoformat()}: {day.status.code.value}. {day.status.sentence}")
    if found.summaries:
        console.print(_means(found))
        click.echo(found.sentence)
    for reason, count in found.refusals:
        click.echo(f"not scored, {count}: {tamed(reason)}")


def _days(study: Study, found: Hindcast) -> Table:
    """Return what was reckoned on each day, whole sides only, as a table."""
    from rich.text import Text

    from asculum.report.wording import rounded

    table = _table(["as of", "claims", "side", "losses"], ["from", "middle", "to"])
    table.title = Text(f"{tamed(study.whole.title)}: losses up to each day, as reckoned then")
    table.title_justify = "left"
    table.caption = "90 % intervals; persons"
    for day in found.days:
        head = (day.day.isoformat(), str(len(day.dossier.claims)))
        for item in day.estimates:
            if item.force:
                continue
            spoken = rounded(*item.interval())
            cells = (item.side, item.quantity, spoken.lower, spoken.median, spoken.upper)
            table.add_row(*head, *map(Text, cells))
            head = ("", "")
    return table


def _means(found: Hindcast) -> Table:
    """Return the mean scores of each method, with those of the model on the same cases."""
    from rich.text import Text

    table = _table(["method", "echoes"], ["cases", "CRPS (Asculum)", "in range (Asculum)"])
    table.caption = "means of logarithms; lower is better; (Asculum) on the same cases"
    for item in found.summaries:
        table.add_row(
            Text(item.method),
            item.echoes,
            f"{item.cases}",
            f"{item.crps_log:.2f} ({item.model_crps_log:.2f})",
            f"{item.covered:.0%} ({item.model_covered:.0%})",
        )
    return table


def _table(words: Iterable[str], numbers: Iterable[str]) -> Table:
    from rich.table import Table

    table = Table()
    for name in words:
        table.add_column(name, no_wrap=True)
    for name in numbers:
        table.add_column(tamed(name), justify="right")
    return table
