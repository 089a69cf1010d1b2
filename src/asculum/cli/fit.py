"""``asculum fit``: which attrition law fits a battle, and what it says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from asculum.cli.numbers import Whole
from asculum.cli.options import print_json, reckoning_options, remark, working_folder
from asculum.cli.stylised import Range, Spread
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from asculum.attrition.fit import Fitted, Method
    from asculum.attrition.fit_law import LawFit
    from asculum.attrition.observed import First, Observed
    from asculum.evidence.dossier import Dossier
    from asculum.report.fought import Fought

LAWS = ("square", "linear", "logarithmic", "mixed", "osipov", "helmbold", "generalised")


@click.command("fit")
@click.argument("battle")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=THEIRS",
    help="A column of the table that is called otherwise, such as a_losses=us_casualties; repeat.",
)
@click.option(
    "--law", "laws", type=click.Choice(LAWS), multiple=True, help="A law; repeat  [default: all]"
)
@click.option(
    "--method",
    type=click.Choice(["bayes", "likelihood", "squares"]),
    default="bayes",
    show_default=True,
    help="Posterior draws, maximum likelihood, or least squares.",
)
@click.option(
    "--strengths",
    type=click.Choice(["start", "end"]),
    default="start",
    show_default=True,
    help="Whether strengths are of the start or of the end of their rows' periods.",
)
@click.option(
    "--a-first",
    type=Spread(zero=True),
    metavar="N|LOW:HIGH",
    help="A's strength as the battle begins, where the table does not tell; a range is its 5 % "
    "and 95 % points.",
)
@click.option("--b-first", type=Spread(zero=True), metavar="N|LOW:HIGH", help="B's likewise.")
@click.option(
    "--change",
    "changes",
    type=Whole(min=2),
    multiple=True,
    metavar="ROW",
    help="A row from which both rates may differ, counted from 1; repeat.",
)
@click.option(
    "--find-changes",
    "find",
    type=Whole(1, 2),
    metavar="1|2",
    help="Seek up to so many rows from which both rates differ; none is among what is weighed.",
)
@click.option(
    "--run-on",
    is_flag=True,
    help="Let the law carry strengths on from the first, instead of taking each as it was told.",
)
@click.option("--csv", "table", type=click.Path(path_type=Path), help="Write the numbers there.")
@click.option("--figure", type=click.Path(path_type=Path), help="Draw the best law there, as SVG.")
@reckoning_options
def command(
    battle: str,
    *,
    columns: tuple[str, ...],
    laws: tuple[str, ...],
    method: str,
    strengths: str,
    a_first: Range | None,
    b_first: Range | None,
    changes: tuple[int, ...],
    find: int | None,
    run_on: bool,
    table: Path | None,
    figure: Path | None,
    as_of: date | None,
    seed: int,
    store: Path | None,
    no_store: bool,
    as_json: bool,
) -> int:
    """Fit attrition laws to BATTLE: a CSV with a row for each day or week, or a dossier."""
    if not battle.lower().endswith(".csv"):
        _only_for_tables()
        return _dossier(battle, as_of=as_of, seed=seed, place=(store, no_store), as_json=as_json)
    if as_of is not None:
        raise click.UsageError("--as-of needs a dossier: a table of a battle has no dates of news")
    from asculum.cli.caches import make_room

    make_room()
    from asculum.attrition.fit_design import Setting
    from asculum.attrition.fit_forms import FORMS, form
    from asculum.attrition.sought import Sought
    from asculum.study.kept_fits import fit_or_restore

    if find is not None and (changes or method != "bayes"):
        raise click.UsageError(
            "--find-changes stands neither with --change nor with another method"
        )

    observed = _observed(Path(battle), columns, strengths, (a_first, b_first), seed)
    # unlike a dossier, a table makes no store where there is none
    keeps = not no_store and (store is not None or Path(".asculum").is_dir())
    fitted = fit_or_restore(
        observed,
        forms=[form(name) for name in laws or FORMS],
        method=_method(method),
        setting=Setting(changes=changes if find is None else Sought(most=find), free=run_on),
        seed=seed,
        folder=working_folder(store) if keeps else None,
        now=datetime.now(UTC),
    )
    if table is not None:
        _write_table(fitted, table)
    if figure is not None:
        _write_figure(fitted, figure, seed)
    if as_json:
        print_json(_envelope(fitted, seed))
    else:
        _print(fitted)
        if find is None and not changes and _drifting(fitted):
            remark(DRIFT)
        told = f"{fitted.status.code.value}: {fitted.status.sentence}"
        if fitted.status.ok:
            remark(told)
        else:  # a refusal is an answer, which --quiet does not silence
            click.echo(told, err=True)
    return 0 if fitted.status.ok else 4


#: What is said where every law of fixed exponents leaves out something that lasts.
DRIFT = (
    "Every law of fixed exponents leaves out something that lasts for many periods: the rates may "
    "have changed while it was fought. --find-changes 1 seeks the day."
)


def _drifting(fitted: Fitted) -> bool:
    """Return whether losses drift away from every law whose exponents are fixed."""
    fixed = [law for law in fitted.laws if law.fitted and not law.design.form.powers]
    return bool(fixed) and all(law.drifts for law in fixed) and fitted.observed.draws == 1


#: What a table needs and a dossier does not take.
TABLE_OPTIONS = (
    *("columns", "laws", "method", "strengths", "a_first", "b_first"),
    *("changes", "find", "run_on", "table", "figure"),
)


def _only_for_tables() -> None:
    """Refuse options that say nothing of a dossier."""
    context = click.get_current_context()
    for parameter in context.command.params:
        given = context.get_parameter_source(str(parameter.name))
        if parameter.name in TABLE_OPTIONS and given is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{parameter.opts[0]} is for a CSV; a dossier states its own")


def _dossier(
    battle: str,
    *,
    as_of: date | None,
    seed: int,
    place: tuple[Path | None, bool],
    as_json: bool,
) -> int:
    """Say how a dossier's battle was fought."""
    from asculum.cli.envelopes import print_reckoning
    from asculum.cli.options import opened, remark_findings
    from asculum.study.fitted import fought_more, fought_results

    with opened(battle, as_of=as_of, seed=seed, store=place[0], no_store=place[1]) as study:
        losses, found = study.losses(), study.fit()
    if found is None:
        if as_json:
            print_reckoning("fit", study, (), beside=fought_more(None))
        click.echo(f"{losses.status.code.value}: {losses.status.sentence}", err=True)
        return 4
    if as_json:
        results = fought_results(found, study.settings.prob)
        print_reckoning("fit", study, (), more=results, beside=fought_more(found))
    else:
        _print_fought(study.dossier, found)
        remark_findings(study)
    return 0 if found.fitted is not None and found.fitted.status.ok else 4


def _print_fought(dossier: Dossier, found: Fought) -> None:
    from asculum.report.fought import fought_words

    words = fought_words(dossier, found)
    click.echo(tamed(str(words["exchange"] or found.no_exchange)))
    for what, value, below, battles in words["history"]:
        click.echo(f"- {tamed(what)}: {value}; above {below} of {battles} battles since 1600")
    for why in found.no_history:
        click.echo(f"- {tamed(why)}")
    if found.fitted is None:
        click.echo(f"NOT_IDENTIFIED: {tamed(found.no_laws)}", err=True)
        return
    _print(found.fitted)
    click.echo(tamed(str(words["worth"] or found.no_worth)))
    for day, chance in words["odds"]:
        click.echo(f"- the attacker’s odds on {day}: {chance}")
    if not found.odds:
        click.echo(f"- {tamed(found.no_odds)}")
    told = f"{found.fitted.status.code.value}: {found.fitted.status.sentence}"
    if found.fitted.status.ok:
        remark(told)
    else:
        click.echo(told, err=True)


def _observed(
    path: Path,
    columns: tuple[str, ...],
    strengths: str,
    first: tuple[Range | None, Range | None],
    seed: int,
) -> Observed:
    from asculum.attrition.observed import First, Moment, observe
    from asculum.evidence.series import read_series

    names = {}
    for mapping in columns:
        name, equals, theirs = mapping.partition("=")
        if not equals or not theirs:
            raise click.UsageError(
                f"--column {mapping!r} is not NAME=THEIRS, such as a_losses=us_casualties"
            )
        names[name] = theirs
    series = read_series(path, names=names, today=datetime.now(UTC).date())
    for finding in series.findings:
        remark(str(finding))

    def said(given: Range | None) -> First | None:
        return None if given is None else First(low=given.low, high=given.high)

    return observe(
        series, moment=Moment(strengths), first=(said(first[0]), said(first[1])), seed=seed
    )


def _method(name: str) -> Method:
    from asculum.attrition.fit import Bayes, LeastSquares, MaximumLikelihood

    methods: dict[str, Method] = {
        "bayes": Bayes(),
        "likelihood": MaximumLikelihood(),
        "squares": LeastSquares(),
    }
    return methods[name]


def _envelope(fitted: Fitted, seed: int) -> dict[str, Any]:
    from asculum.study.envelope import envelope
    from asculum.study.fitted import law_results, laws_more

    return envelope(
        "fit",
        dossier=fitted.observed.name,
        status=fitted.status.as_json(),
        results=law_results(fitted),
        seed=seed,
        **laws_more(fitted),
    )


def _write_table(fitted: Fitted, path: Path) -> None:
    import csv
    import io

    from asculum.store.files import atomic_write
    from asculum.study.fitted import law_results

    columns = ("law", "quantity", "side", "unit", "prob", "lower", "median", "upper", "method")
    held = io.StringIO()
    writer = csv.DictWriter(held, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(law_results(fitted))
    atomic_write(path, held.getvalue())


def _write_figure(fitted: Fitted, path: Path, seed: int) -> None:
    from asculum.report.draw_fit import draw_fit
    from asculum.report.figures_fit import fit_figure
    from asculum.store.files import atomic_write

    figure = fit_figure(fitted, seed=seed)
    if figure is None:
        remark("no law could be fitted, so there is nothing to draw")
        return
    atomic_write(path, draw_fit(figure))


def _print(fitted: Fitted) -> None:
    """Print the laws beside each other, and then what each says."""
    from rich.table import Table
    from rich.text import Text

    from asculum.cli.terminal import Terminal
    from asculum.study.fitted import standings, wording

    scored = next((law.score[0] for law in fitted.laws if law.score), "")
    table = Table(title="How the laws weigh", title_justify="left")
    table.add_column("law")
    for name in [scored] if scored else ["weight", "behind the best"]:
        table.add_column(name, justify="right")
    table.add_column("status")
    for row in standings(fitted):
        table.add_row(row["law"], *(row["scores"]), row["status"])
    Terminal().print(table)
    table = Table(title="What each law says", title_justify="left", caption="90 % intervals")
    for name in ("law and quantity", "unit"):
        table.add_column(name)
    for name in ("from", "middle", "to"):
        table.add_column(name, justify="right")
    for law in fitted.laws:
        told = law.estimates()
        if told:
            table.add_row(law.name)
        for estimate in told:
            quantity = f"  {estimate.quantity}" + (f", {estimate.side}" if estimate.side else "")
            table.add_row(quantity, estimate.unit, *wording(estimate))
    if table.rows:
        Terminal().print(table)
    for law in fitted.laws:
        _tell(law, Terminal(), Text)


def _tell(law: LawFit, console: Any, text: Any) -> None:
    if law.changes is not None:
        console.print(text(law.changes.sentence(law.name)), soft_wrap=True)
    if law.status.code.value != "OK":
        console.print(text(f"{law.name}: {law.status.sentence}"), soft_wrap=True)
    for (
        why
    ) in law.untold.values():  # what the status has not said: a scatter, which decides nothing
        if why not in law.status.sentence:
            console.print(text(f"{law.name}: not told: {why}"), soft_wrap=True)
