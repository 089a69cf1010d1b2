"""``asculum weigh``: what else could have been done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asculum.cli.envelopes import print_reckoning
from asculum.cli.options import opened, reckoning_options, remark_findings
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from rich.table import Table

    from asculum.report.weighed import DecisionWords


@click.command("weigh")
@click.argument("dossier")
@reckoning_options
def command(
    dossier: str,
    *,
    as_of: date | None,
    seed: int,
    store: Path | None,
    no_store: bool,
    as_json: bool,
) -> int:
    """What else could have been done in DOSSIER: what one must believe for each option.

    Thresholds come first, then the options side by side under stated prices. Each decision is seen
    with hindsight, and with what could be known on its own day.
    """
    from asculum.terms.errors import ModelError

    with opened(dossier, as_of=as_of, seed=seed, store=store, no_store=no_store) as study:
        choices = study.dossier.choices
        if not (choices.options or choices.fronts or choices.resolves):
            raise ModelError(
                "OPT002",
                "the dossier states nothing else that could have been done",
                why="an option is stated with its day and what would have been lost, never guessed",
                fix="add two [[options]] of a side on a day to dossier.toml; asculum new writes "
                "an example",
            )
        weighing = study.weigh()
    if as_json:
        from asculum.study.weighed import weighing_more, weighing_results

        prob = study.settings.prob
        results, more = weighing_results(weighing, prob), weighing_more(weighing, prob)
        print_reckoning("weigh", study, (), more=results, beside=more)
    else:
        from asculum.report.weighed import decisions, others

        for item in decisions(study.dossier, weighing):
            _print(item)
        for line in (*others(study.dossier, weighing), *weighing.left_out):
            click.echo(f"{tamed(line)}\n")
        click.echo("The model does not say what should have been done.")
        remark_findings(study)
    return 0 if weighing.answered else 4


def _print(item: DecisionWords) -> None:
    """Print a decision: thresholds, then options by criterion, then what would turn it."""
    from asculum.cli.terminal import Terminal

    console = Terminal()
    for line in _lines(item):
        console.print(tamed(line), markup=False, highlight=False, soft_wrap=True)
    if any(option.expected for option in item.options):
        console.print(_table(item))
    for line in (item.verdict, item.learning, *(f"- it turns: {turn}" for turn in item.turns)):
        if line:
            console.print(tamed(line), markup=False, highlight=False, soft_wrap=True)
    console.print()


def _lines(item: DecisionWords) -> Iterator[str]:
    yield item.title
    yield item.intro
    if item.refusal:
        yield f"Not weighed. {item.refusal}"
    yield from (f"- {line.sentence}" for line in item.thresholds)
    yield from item.notes


def _table(item: DecisionWords) -> Table:
    """Return the options side by side, in own losses beside what happened."""
    from rich.table import Table
    from rich.text import Text

    table = Table(
        caption="own losses spared (+) or given (−) next to what happened; a bad case (1 draw in "
        "20 is worse) next to the bad case of what happened"
    )
    table.add_column("option")
    for name in ("on average", "in a bad case", "regret at most", "best in draws"):
        table.add_column(name, justify="right")
    for option in item.options:
        shown = Text(tamed(option.name + (" (happened)" if option.happened else "")))
        table.add_row(shown, option.expected, option.bad, option.regret, option.best)
    return table
