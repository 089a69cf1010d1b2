"""``asculum place``: what the place was worth for supply, and what supply does not explain."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asculum.cli.options import (
    Day,
    opened,
    print_json,
    reckoning_options,
    remark,
    remark_findings,
)
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from asculum.place.answer import PlaceAnswer, Reading
    from asculum.study.study import Study


@click.command("place")
@click.argument("dossier")
@click.option(
    "--on",
    "days",
    type=Day(),
    multiple=True,
    metavar="DATE",
    help="A day of the battle (may be given again)  [default: its first and its last]",
)
@click.option(
    "--lines",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Points and lines as GeoJSON, in the place of the dossier's network.",
)
@click.option("--unpriced", is_flag=True, help="Only the network: do not reckon the losses.")
@reckoning_options
def command(
    dossier: str,
    *,
    days: tuple[date, ...],
    lines: Path | None,
    unpriced: bool,
    as_of: date | None,
    seed: int,
    store: Path | None,
    no_store: bool,
    as_json: bool,
) -> int:
    """What the place of DOSSIER was worth for supply to each side, with 90 % intervals.

    The network with the place is set beside the network without it. Only the place that was fought
    over is asked about; places and ways are never ranked.
    """
    with opened(dossier, as_of=as_of, seed=seed, store=store, no_store=no_store) as study:
        found = study.place(days=days, lines=lines, priced=not unpriced)
    if as_json:
        _print_json(study, found)
    else:
        for reading in found.readings:
            _print(study, found, reading)
        _print_drawn(study, found, lines)
        remark_findings(study)
    if not found.status.ok:
        remark(f"{found.status.code.value}: {found.status.sentence}")
    return 0 if found.status.ok else 4


def _print_json(study: Study, found: PlaceAnswer) -> None:
    from asculum.study.envelope import envelope
    from asculum.study.place import place_more, place_results

    print_json(
        envelope(
            "place",
            dossier=study.dossier.id,
            status=found.status.as_json(),
            results=place_results(found, study.settings.prob),
            findings=study.findings,
            as_of=study.settings.as_of.isoformat(),
            seed=study.settings.seed,
            run=study.run,
            **place_more(found, study.settings.prob),
        )
    )


def _print_drawn(study: Study, found: PlaceAnswer, lines: Path | None) -> None:
    """Print how much of the dossier's network anybody checked; of lines of one's own nothing."""
    from asculum.cli.terminal import Terminal
    from asculum.report.place_ways import drawn_words

    if lines is None:
        words = tamed(drawn_words(study.dossier, found.name))
        Terminal().print(words, markup=False, highlight=False, soft_wrap=True)


def _print(study: Study, found: PlaceAnswer, reading: Reading) -> None:
    """Print one side on one day: the measures, what they rest on, and the price."""
    from rich.table import Table
    from rich.text import Text

    from asculum.cli.terminal import Terminal
    from asculum.report.place import hub_words, price_refusal, price_words, standings
    from asculum.report.place_lines import lines
    from asculum.report.wording import day

    side = study.dossier.side(reading.side).name
    title = tamed(f"{found.name} to {side}, {day(reading.day)}")
    console = Terminal()
    if not reading.worth.status.ok:
        told = f"{title}: no figure. {reading.worth.status.sentence}"
        console.print(tamed(told), markup=False, highlight=False, soft_wrap=True)
        return
    table = Table(title=Text(title), title_justify="left", caption="90 % intervals")
    table.add_column("measure")
    for name in ("from", "middle", "to"):
        table.add_column(name, justify="right")
    table.add_column("unit")
    for line in lines(reading.estimates()):
        table.add_row(line.label, line.words.lower, line.words.median, line.words.upper, line.unit)
    console.print(table)
    words = [reading.worth.status.sentence, hub_words(reading)]
    words += [f"- {': '.join(row[:2])}{row[2] and f' ({row[2]})'}" for row in standings(reading)]
    for sentence in (*words, *price_words(reading), price_refusal(reading)):
        if sentence:
            console.print(tamed(sentence), markup=False, highlight=False, soft_wrap=True)
    _print_resting(study, reading)
    console.print()


def _print_resting(study: Study, reading: Reading) -> None:
    """Print the answer beside those with all and with none of the ways that are not certain."""
    from rich.table import Table

    from asculum.cli.terminal import Terminal
    from asculum.report.place_resting import resting_part

    part = resting_part(study.dossier, reading)
    if part is None:
        return
    console = Terminal()
    console.print(tamed(part.sentence), markup=False, highlight=False, soft_wrap=True)
    if part.refusal:
        console.print(tamed(part.refusal), markup=False, highlight=False, soft_wrap=True)
        return
    table = Table(caption="90 % intervals")
    table.add_column("measure")
    for name in ("as answered", "all there", "none there"):
        table.add_column(name, justify="right")
    table.add_column("unit")
    for line in part.lines:
        spans = (
            words.lower if words.lower == words.upper else f"{words.lower}–{words.upper}"
            for words in (line.drawn, line.there, line.gone)
        )
        table.add_row(line.label, *spans, line.unit)
    console.print(table)
