"""``asculum lists dedupe``: how often a list holds the same person twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from asculum.cli.lists_options import FILE, check_places, linking_options, write
from asculum.cli.options import print_json, remark
from asculum.evidence.spelling import counted
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from asculum.study.linking import Linked


@click.command("dedupe")
@linking_options
@click.option(
    "--out",
    type=FILE,
    help="Write the likeliest person of each record here, by number; no cell is written.",
)
def dedupe_command(
    files: tuple[Path, ...],
    *,
    mapping: Path | None,
    out: Path | None,
    review: Path | None,
    labels: Path | None,
    charts: Path | None,
    draws: int,
    prob: float,
    seed: int,
    as_json: bool,
) -> int:
    """Find the records of each list of FILES that repeat a person; print counts alone.

    Each list is taken by itself. asculum lists link finds repeats too, together with the links.
    """
    from asculum.cli.caches import make_room

    make_room()
    from asculum.study import link_charts, linking

    check_places(out, review, charts)
    lists = linking.read_lists(files, mapping=mapping)
    if len(lists) > 1 and (out or review or labels or charts):
        raise click.UsageError("--out, --review, --labels and --charts go with one list")
    found = []
    for one in lists:
        remark(tamed(f"{one.name}: {counted(len(one), 'record')}"))
        found.append(linking.link_lists([one], draws=draws, labels=labels, seed=seed))
    with linking.guarded():
        if out is not None:
            write(out, linking.likeliest_text(found[0]))
        if review is not None:
            write(review, linking.review_text(found[0]))
        if charts is not None:
            write(charts, link_charts.charts_page(found[0]))
    if as_json:
        _print_json(found, prob=prob, seed=seed)
    else:
        _print(found, prob=prob)
    return 0


def _print(found: list[Linked], *, prob: float) -> None:
    from rich.table import Table

    from asculum.cli.terminal import Terminal

    table = Table(caption=f"{prob:.0%} intervals")
    table.add_column("list")
    for name in ("records", "persons from", "persons", "to", "likeliest repeats"):
        table.add_column(name, justify="right")
    for linked in found:
        (one,), linkage = linked.lists, linked.linkage
        low, middle, high = linkage.interval(prob)
        cells = (f"{value:,.0f}" for value in (low, middle, high, len(one) - linkage.clustered))
        table.add_row(tamed(one.name), f"{len(one):,}", *cells)
    console = Terminal()
    console.print(table)
    for linked in found:
        (one,), status = linked.lists, linked.linkage.status
        line = f"{one.name}: {status.code.value}: {status.sentence}."
        console.print(tamed(line), markup=False, highlight=False, soft_wrap=True)
        for finding in linked.findings:
            remark(tamed(f"{one.name}: {finding}"))


def _print_json(found: list[Linked], *, prob: float, seed: int) -> None:
    from asculum.study.envelope import envelope
    from asculum.study.linking import persons_result
    from asculum.terms.status import worst

    results = []
    for linked in found:
        (one,), linkage = linked.lists, linked.linkage
        low, middle, high = linkage.interval(prob)
        row = persons_result("persons", middle, sources=(one.name,), ends=(low, high), prob=prob)
        results.append(
            row | {"records": len(one), "likeliest_repeats": len(one) - linkage.clustered}
        )
    print_json(
        envelope(
            "lists dedupe",
            dossier="",
            status=worst([linked.linkage.status for linked in found]).as_json(),
            results=results,
            findings=[item for linked in found for item in linked.findings],
            seed=seed,
        )
    )
