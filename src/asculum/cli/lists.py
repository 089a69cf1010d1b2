"""``asculum lists``: how many nobody listed, from overlapping lists."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asculum.cli.lists_dedupe import dedupe_command
from asculum.cli.lists_dossier import estimate_dossier
from asculum.cli.lists_link import link_command
from asculum.cli.lists_printing import compiling, print_estimate
from asculum.cli.lists_registry import excess_command, registry_command, vintages_command
from asculum.cli.numbers import Real
from asculum.cli.options import json_option, print_json, prob_option, remark, seed_option
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from asculum.study.lists import OverlapFile
    from asculum.undercount.benchmark import Score
    from asculum.undercount.estimate import Model, Undercount
    from asculum.undercount.overlap import OverlapTable
    from asculum.undercount.strata import StratifiedUndercount
    from asculum.undercount.total import Total

METHODS = (
    *("dependence", "average", "best", "sparse", "decomposable", "latent"),
    *("coverage", "lower-bound", "chao", "two-lists"),
)


@click.group("lists")
def command() -> None:
    """Link overlapping lists, and estimate how many nobody listed (multiple systems estimation)."""


for one in (link_command, dedupe_command, excess_command, registry_command, vintages_command):
    command.add_command(one)


@command.command("estimate")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default="dependence",
    show_default=True,
    help="How the total is estimated.",
)
@click.option("--pair", metavar="A,B", help="The two lists of --method two-lists.")
@click.option(
    "--delta",
    type=Real(0, min_open=True),
    help="Prior count of each cell for --method decomposable  [default: 2^-J]",
)
@click.option(
    "--correlation",
    type=Real(0, 1),
    default=0.5,
    show_default=True,
    help="Correlation between the totals of strata when they are added up.",
)
@click.option(
    "--pool",
    is_flag=True,
    help="Estimate strata together, each drawn towards what all have in common.",
)
@click.option(
    "--impute",
    is_flag=True,
    help="Let the stratum of a row be empty, and draw it from those on the same lists.",
)
@prob_option
@seed_option
@json_option
def estimate_command(
    file: Path,
    *,
    method: str,
    pair: str | None,
    delta: float | None,
    correlation: float,
    pool: bool,
    impute: bool,
    prob: float,
    seed: int,
    as_json: bool,
) -> int:
    """Estimate the total of FILE, an overlap table, or of each table that a dossier names.

    FILE is a CSV of 0/1 columns, a count, and a stratum if there are any; a folder is a dossier
    whose dossier.toml has tables under [[lists]].
    """
    from asculum.cli.caches import make_room

    make_room()
    model = _model(method, pair=pair, delta=delta)
    if pool and (method != "dependence" or file.is_dir()):
        raise click.UsageError("--pool goes with --method dependence and a FILE with strata")
    if impute and file.is_dir():
        raise click.UsageError("--impute goes with a FILE")
    if file.is_dir():
        return estimate_dossier(
            file, model=model, correlation=correlation, prob=prob, seed=seed, as_json=as_json
        )
    from asculum.study.dossier_lists import read_and_estimate
    from asculum.study.lists import WHOLE, read_overlap_file

    read = read_overlap_file(file, unplaced=impute)
    if pool and (read.drawn or len(read.tables) < 2):
        raise click.UsageError("--pool needs a file with a column stratum and two strata or more")
    with compiling():
        strata, whole = read_and_estimate(
            read, model=model, correlation=correlation, pool=pool, prob=prob, seed=seed
        )
    total = whole.total if whole is not None else strata[WHOLE].total
    if as_json:
        _print_estimate_json(read, strata, whole, total, seed=seed)
    else:
        print_estimate(read.findings, strata, whole)
    return 0 if total.status.ok else 4


@command.command("benchmark")
@click.argument("tables", nargs=-1, type=click.Path(path_type=Path))
@seed_option
@json_option
def benchmark_command(tables: tuple[Path, ...], *, seed: int, as_json: bool) -> int:
    """Estimate each list of TABLES from the others, where the truth is counted.

    Without TABLES the published tables that come with the package are tried.
    """
    from asculum.cli.caches import make_room

    make_room()
    from asculum.study.lists import read_overlap_file
    from asculum.terms.errors import ModelError
    from asculum.undercount.benchmark import known_truth, scores
    from asculum.undercount.published import PUBLISHED

    asked: dict[str, OverlapTable] = {item.study: item.table for item in PUBLISHED}
    if tables:
        asked = {}
        for path in tables:
            for stratum, table in read_overlap_file(path).tables.items():
                asked[f"{path.stem} {stratum}".strip()] = table
    trials = known_truth(asked, seed=seed, told=lambda name: remark(f"trying {tamed(name)}"))
    found = scores(trials)
    if not found:
        raise ModelError(
            "UND040",
            "no list of these tables can be estimated from the others",
            why="a list is tried if it holds 10 persons and three other lists share some of them",
            fix="give a table of four lists or more that overlap",
        )
    if as_json:
        from asculum.study.envelope import envelope
        from asculum.study.undercount import score_results

        status = {"code": "OK", "sentence": f"{found[0].asked} lists of {len(asked)} tables"}
        print_json(
            envelope(
                "lists benchmark",
                dossier="",
                status=status,
                results=score_results(found),
                seed=seed,
            )
        )
        return 0
    _print_scores(found)
    return 0


def _model(method: str, *, pair: str | None, delta: float | None) -> Model:
    from asculum.undercount.decomposable import Decomposable
    from asculum.undercount.dependence import Dependence
    from asculum.undercount.estimate import LogLinear, LowerBound, SampleCoverage, TwoLists
    from asculum.undercount.latent import LatentClass
    from asculum.undercount.sparse import SparsePairs

    if (pair is not None) != (method == "two-lists"):
        raise click.UsageError("--pair A,B goes with --method two-lists, and that needs it")
    if delta is not None and method != "decomposable":
        raise click.UsageError("--delta goes with --method decomposable")
    if pair is not None:
        one, _, other = (part.strip() for part in pair.partition(","))
        if not one or not other or one == other:
            raise click.UsageError("--pair takes two lists with a comma between, such as A,B")
        return TwoLists(one=one, other=other)
    models: dict[str, Model] = {
        "dependence": Dependence(),
        "average": LogLinear(),
        "best": LogLinear(average=False),
        "sparse": SparsePairs(),
        "decomposable": Decomposable(delta=delta),
        "latent": LatentClass(),
        "coverage": SampleCoverage(),
        "lower-bound": LowerBound(),
        "chao": LowerBound(alike=True),
    }
    return models[method]


def _print_estimate_json(
    read: OverlapFile,
    strata: Mapping[str, Undercount],
    whole: StratifiedUndercount | None,
    total: Total,
    *,
    seed: int,
) -> None:
    from asculum.study.envelope import envelope
    from asculum.study.undercount import captures, curves, findings_of, undercount_results

    more = () if whole is None else whole.total.findings
    print_json(
        envelope(
            "lists estimate",
            dossier=Path(read.name).stem,
            status=total.status.as_json(),
            results=undercount_results(strata, whole),
            findings=(*read.findings, *findings_of(strata), *more),
            seed=seed,
            curves=curves(strata),
            capture=captures(strata),
        )
    )


def _print_scores(found: Sequence[Score]) -> None:
    from rich.table import Table

    from asculum.cli.terminal import Terminal

    table = Table(caption="95 % intervals; width is the middle upper/lower end")
    table.add_column("method")
    for name in ("answered", "coverage", "RMSE of log", "mean log", "width", "below", "above"):
        table.add_column(name, justify="right")
    for score in found:
        table.add_row(
            score.method,
            f"{score.answered} of {score.asked}",
            f"{score.coverage:.2f}",
            f"{score.rmse:.2f}",
            f"{score.bias:+.2f}",
            f"{math.exp(score.width):.1f}×",
            str(score.below),
            str(score.above),
        )
    Terminal().print(table)
