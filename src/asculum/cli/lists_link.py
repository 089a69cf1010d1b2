"""``asculum lists link``: which records of overlapping lists are the same person."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asculum.cli.lists_options import FILE, check_places, linking_options, write
from asculum.cli.numbers import Whole
from asculum.cli.options import print_json, remark
from asculum.evidence.spelling import counted
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from asculum.study.linking import Linked
    from asculum.undercount.overlap import OverlapTable


@click.command("link")
@linking_options
@click.option("--out", type=FILE, help="Write the overlap table of every draw here.")
@click.option("--once", is_flag=True, help="No list holds a person twice.")
@click.option(
    "--budget",
    type=Whole(1000),
    default=30_000_000,
    show_default=True,
    help="The most pairs that one blocking rule may look at.",
)
@click.option(
    "--review-names",
    is_flag=True,
    help="Write names into the review file too; it is then as private as the lists.",
)
@click.option(
    "--matched",
    is_flag=True,
    help="FILES is one table of records matched before, with columns list and person.",
)
def link_command(
    files: tuple[Path, ...],
    *,
    mapping: Path | None,
    out: Path | None,
    draws: int,
    once: bool,
    budget: int,
    review: Path | None,
    review_names: bool,
    labels: Path | None,
    charts: Path | None,
    matched: bool,
    prob: float,
    seed: int,
    as_json: bool,
) -> int:
    """Find which records of FILES, lists of persons, are the same person; print counts alone.

    Names stay in your files: none is printed, logged, or written, except by --review-names.
    """
    from asculum.cli.caches import make_room

    make_room()
    from asculum.study import link_charts, linking

    if review_names and review is None:
        raise click.UsageError("--review-names goes with --review FILE")
    check_places(out, review, charts)
    if matched:
        if len(files) != 1 or mapping or review or labels or charts:
            raise click.UsageError("--matched takes one FILE and no options of linking")
        table = linking.matched_table(files[0])
        write(out, linking.overlap_text([table]))
        _print_matched(table, as_json=as_json)
        return 0
    lists = linking.read_lists(files, mapping=mapping)
    for one in lists:
        remark(tamed(f"{one.name}: {counted(len(one), 'record')}"))
    linked = linking.link_lists(
        lists,
        draws=draws,
        budget=budget,
        labels=labels,
        one_per_list=once,
        seed=seed,
        told=lambda name: remark(f"linking: {name}"),
    )
    with linking.guarded():
        write(out, linking.overlap_text(linking.overlap_tables(linked.linkage)))
        if review is not None:
            write(review, linking.review_text(linked, names=review_names))
        if charts is not None:
            write(charts, link_charts.charts_page(linked))
    if as_json:
        _print_json(linked, prob=prob, seed=seed)
    else:
        _print(linked, prob=prob)
    if out is not None:
        drawn = counted(len(linked.linkage.tables), "overlap table")
        remark(tamed(f"{drawn} in {out}; next: asculum lists estimate {shlex.quote(str(out))}"))
    return 0 if linked.linkage.status.ok else 4


def _print_matched(table: OverlapTable, *, as_json: bool) -> None:
    if as_json:
        from asculum.study.envelope import envelope
        from asculum.study.linking import persons_result

        status = {"code": "OK", "sentence": "records were matched before"}
        rows = [persons_result("persons", table.persons, sources=table.lists)]
        rows += [
            persons_result("persons", int(size), sources=(name,))
            for name, size in zip(table.lists, table.sizes, strict=True)
        ]
        print_json(envelope("lists link", dossier="", status=status, results=rows))
        return
    click.echo(counted(table.persons, "person"))
    for name, size in zip(table.lists, table.sizes, strict=True):
        click.echo(tamed(f"{name}: {counted(int(size), 'person')}"))


def _print_json(linked: Linked, *, prob: float, seed: int) -> None:
    from asculum.study.envelope import envelope
    from asculum.study.link_charts import charts_figure
    from asculum.study.linking import persons_result

    linkage, figure = linked.linkage, charts_figure(linked)
    low, middle, high = linkage.interval(prob)
    row = persons_result("persons", middle, sources=linkage.lists, ends=(low, high), prob=prob)
    print_json(
        envelope(
            "lists link",
            dossier="",
            status=linkage.status.as_json(),
            results=[row],
            findings=linked.findings,
            seed=seed,
            lists=[
                {
                    "list": one.name,
                    "records": len(one),
                    "repeats": float(linkage.repeats[at]),
                    "cleaning": dict(one.cleaning),
                }
                for at, one in enumerate(linked.lists)
            ],
            settings=[
                {
                    "setting": item.setting.name,
                    "share": item.setting.share,
                    "persons": item.persons,
                    "sd": item.sd,
                    "recall": None if item.recall != item.recall else item.recall,
                    "rhat": item.rhat if item.rhat < float("inf") else "inf",
                    "put_back": item.put_back,
                }
                for item in linkage.outcomes
            ],
            link_sd=linkage.link_sd,
            setting_sd=linkage.setting_sd,
            clustered=linkage.clustered,
            rules=[
                {
                    "rule": item.rule.name,
                    "kind": item.rule.kind.value,
                    "pairs": item.pairs,
                    "used": item.used,
                }
                for item in linked.scored.rules
            ],
            weights=[
                {
                    "comparison": item.comparison,
                    "level": item.level,
                    "m": item.m,
                    "u": item.u,
                    "bits": item.bits,
                }
                for item in figure.levels
            ],
            faults=None
            if linkage.faults is None
            else {
                "ratio": linkage.faults.ratio,
                "low": linkage.faults.low,
                "high": linkage.faults.high,
                "pairs": linkage.faults.pairs,
            },
            scores=[
                {"low": one.low, "high": one.high, "pairs": one.pairs, "share": one.share}
                for one in figure.bins
            ],
        )
    )


def _print(linked: Linked, *, prob: float) -> None:
    from rich.table import Table

    from asculum.cli.terminal import Terminal

    console, linkage = Terminal(), linked.linkage
    lists = Table()
    lists.add_column("list")
    for name in ("records", "repeats", "cells put right"):
        lists.add_column(name, justify="right")
    for at, one in enumerate(linked.lists):
        changed = sum(one.cleaning.values())
        lists.add_row(
            tamed(one.name), f"{len(one):,}", f"{linkage.repeats[at]:,.0f}", f"{changed:,}"
        )
    rules = Table()
    rules.add_column("blocking rule")
    for name in ("kind", "pairs", ""):
        rules.add_column(name, justify="right")
    for item in linked.scored.rules:
        rules.add_row(
            item.rule.name, item.rule.kind.value, f"{item.pairs:,}", "" if item.used else "left out"
        )
    settings = Table()
    settings.add_column("setting")
    for name in ("persons", "sd of links", "recall", "put back"):
        settings.add_column(name, justify="right")
    for outcome in linkage.outcomes:
        known = outcome.recall == outcome.recall
        settings.add_row(
            outcome.setting.name,
            f"{outcome.persons:,.0f}",
            f"{outcome.sd:,.1f}",
            f"{outcome.recall:.1%}" if known else "not known",
            f"{outcome.put_back:,.0f}",
        )
    for table in (lists, rules, settings):
        console.print(table)
    low, middle, high = linkage.interval(prob)
    for line in (
        f"Persons on the lists: {middle:,.0f} ({low:,.0f} to {high:,.0f}, {prob:.0%}).",
        f"Spread: {linkage.link_sd:,.1f} between draws of one setting, "
        f"{linkage.setting_sd:,.1f} between settings.",
        f"By hard clustering at even odds: {linkage.clustered:,}, for comparison.",
        f"{linkage.status.code.value}: {linkage.status.sentence}.",
    ):
        console.print(tamed(line), markup=False, highlight=False, soft_wrap=True)
    for finding in linked.findings:
        remark(tamed(str(finding)))
