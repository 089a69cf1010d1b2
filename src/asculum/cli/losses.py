"""``asculum losses``: how many were lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asculum.cli.envelopes import print_reckoning
from asculum.cli.options import opened, reckoning_options, remark, remark_findings
from asculum.terms.estimate import Estimate
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from asculum.losses.estimate import Losses


@click.command("losses")
@click.argument("dossier")
@click.option(
    "--by",
    type=click.Choice(["week", "month", "total"]),
    default="total",
    show_default=True,
    help="The periods to reckon.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Say what moved the answer: pulls, assumptions, checks of each source.",
)
@click.option(
    "--refit",
    is_flag=True,
    help="With --explain: sample without every source whose pull the draws cannot tell.",
)
@click.option(
    "--law",
    type=click.Choice(["square", "linear", "logarithmic", "mixed", "osipov", "generalised"]),
    help="Let the losses walk about this law of attrition, where strengths are stated; A attacks.",
)
@reckoning_options
def command(
    dossier: str,
    *,
    by: str,
    explain: bool,
    refit: bool,
    law: str | None,
    as_of: date | None,
    seed: int,
    store: Path | None,
    no_store: bool,
    as_json: bool,
) -> int:
    """How many were lost in DOSSIER (a folder or a bundled name), with 90 % intervals."""
    if law and (explain or refit):
        raise click.UsageError("--explain is of the walk alone: leave --law out")
    with opened(
        dossier, as_of=as_of, seed=seed, store=store, no_store=no_store, law=law or ""
    ) as study:
        losses = study.losses()
        explained = study.explanation(refit_all=refit) if explain or refit else None
    totals = losses.totals if by == "total" else study.losses_by(by)
    told_of_law = _of_law(losses) if law else ()
    if as_json:
        from asculum.study.explained import explanation_results

        beside = explanation_results(explained) if explain or refit else {}
        print_reckoning("losses", study, (*totals, *told_of_law), beside=beside)
    else:
        if totals:
            _table(totals, study.whole.title)
        for item in told_of_law:
            low, middle, high = item.interval()
            click.echo(f"{item.quantity}: {middle:.2g} ({low:.2g} to {high:.2g})")
            if not item.status.ok:
                click.echo(f"  {item.status.code.value}: {item.status.sentence}")
        if explained is not None:
            from asculum.cli.explaining import print_explanation

            print_explanation(study, explained)
        for side, status in losses.identified.sides.items():
            if losses.status.ok and not status.ok:
                click.echo(f"{study.dossier.side(side).name}: {status.sentence}")
        told = f"{losses.status.code.value}: {losses.status.sentence}"
        if losses.status.ok:
            remark(told)
        else:  # a refusal is an answer, which --quiet does not silence
            click.echo(told, err=True)
        remark_findings(study)
    return 0 if losses.status.ok else 4


def _of_law(losses: Losses) -> tuple[Estimate, ...]:
    from asculum.study.driving import law_estimates

    return law_estimates(losses)


def _table(totals: tuple[Estimate, ...], title: str) -> None:
    """Print estimates as a table, numbers rounded to what their interval supports.

    A period that all of them share stands in the title.
    """
    from rich.table import Table
    from rich.text import Text

    from asculum.cli.terminal import Terminal
    from asculum.report.wording import rounded, span

    periods = {total.period for total in totals if total.period is not None}
    one = span(next(iter(periods))) if len(periods) == 1 else ""
    heading = Text(tamed(f"{title}, {one}" if one else title))
    table = Table(title=heading, title_justify="left", caption="90 % intervals; persons")
    for name in ("side", "force", "losses", *(() if one else ("period",))):
        table.add_column(name)
    for name in ("from", "middle", "to"):
        table.add_column(name, justify="right")
    for total in totals:
        spoken = rounded(*total.interval())
        period = span(total.period) if total.period else ""
        table.add_row(
            Text(total.side),
            Text(total.force or "all"),
            total.quantity,
            *(() if one else (period,)),
            spoken.lower,
            spoken.median,
            spoken.upper,
        )
    Terminal().print(table)
