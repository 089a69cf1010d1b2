"""Options that several commands share, and the study they open."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from asculum.cli.numbers import Real, Whole

if TYPE_CHECKING:
    from asculum.losses.sampler import Progress
    from asculum.study.study import Study


class Day(click.ParamType[date]):
    """A day written as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(
                f"{value!r} is not a day written as YYYY-MM-DD, such as 2023-03-21", param, ctx
            )


def reckoning_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every reckoning takes: as-of date, seed, working folder, JSON."""
    decorators = (
        click.option(
            "--as-of",
            type=Day(),
            metavar="DATE",
            help="Reckon with only what had been published by this day.",
        ),
        seed_option,
        click.option(
            "--store",
            type=click.Path(path_type=Path, file_okay=False),
            envvar="ASCULUM_STORE",
            help="Working folder whose .asculum/ keeps runs  [default: the current folder]",
        ),
        click.option("--no-store", is_flag=True, help="Keep nothing on disk and read no kept run."),
        json_option,
    )
    for decorator in reversed(decorators):
        function = decorator(function)
    return function


prob_option = click.option(
    "--prob",
    type=Real(0, 1, min_open=True, max_open=True),
    default=0.9,
    show_default=True,
    help="Probability of the intervals.",
)
seed_option = click.option(
    "--seed",
    type=Whole(0, 2**63 - 1),
    default=1,
    show_default=True,
    help="Seed of every random stream.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the JSON envelope.")


@contextmanager
def opened(
    dossier: str,
    *,
    as_of: date | None,
    seed: int,
    store: Path | None,
    no_store: bool,
    law: str = "",
) -> Iterator[Study]:
    """Open a study with a progress bar on a terminal's standard error."""
    from asculum.cli.caches import make_room

    make_room()
    from asculum.study.study import Study

    with progress("sampling") as tell:
        yield Study(
            dossier,
            as_of=as_of,
            seed=seed,
            folder=None if no_store else working_folder(store),
            law=law,
            progress=tell,
        )


def working_folder(asked: Path | None) -> Path | None:
    """Return the folder that keeps runs; ``None``, with a word, where it cannot be written."""
    import os

    from asculum.terms.errors import StoreError

    if asked is not None:
        try:
            asked.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                "STO001",
                f"no working folder can be made here: {error.strerror or error}",
                where=str(asked),
                why="runs are kept under the folder that --store names",
                fix="name a folder that you may write to, or pass --no-store",
            ) from error
        return asked
    try:
        folder = Path.cwd()
    except OSError as error:
        raise StoreError(
            "STO001",
            "the current folder is gone",
            why="runs are kept in the current folder, and several packages look there too",
            fix="change to a folder that exists",
        ) from error
    if os.access(folder, os.W_OK):
        return folder
    remark(f"{folder} cannot be written; this run is not kept (choose a folder with --store)")
    return None


def print_json(value: dict[str, Any]) -> None:
    """Print an envelope as UTF-8, which is what JSON is, whatever the terminal spells."""
    from asculum.study.envelope import text

    click.echo(text(value).encode())


def remark_findings(study: Study) -> None:
    """Print on standard error what the run and the store have to say of this answer."""
    for finding in study.findings:
        if finding.code.startswith(("RUN", "STO")):
            remark(str(finding))


@contextmanager
def progress(what: str) -> Iterator[Progress | None]:
    """Show a bar on standard error where that is a terminal; else say nothing."""
    with stages() as tell:
        yield None if tell is None else partial(tell, what)


@contextmanager
def stages() -> Iterator[Callable[[str, float], None] | None]:
    """Show a bar that says what is being done, on a terminal's standard error; else nothing."""
    if quiet() or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0, visible=False)

        def tell(what: str, done: float) -> None:
            bar.update(task, description=what, completed=done, visible=True)

        yield tell


def remark(text: str) -> None:
    """Print a line on standard error unless the user asked for quiet."""
    if not quiet():
        click.echo(text, err=True)


def quiet() -> bool:
    """Whether the user asked for no remarks."""
    context = click.get_current_context(silent=True)
    return bool(context and (context.obj or {}).get("quiet"))
