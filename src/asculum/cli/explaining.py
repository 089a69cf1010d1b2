"""What moved the answer, on the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from asculum.cli.terminal import Terminal
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from asculum.losses.explanation import Explanation
    from asculum.losses.influence import Pull
    from asculum.losses.learnt import Learnt, Moved
    from asculum.study.study import Study


#: Assumptions that are printed, the heaviest first; all are in the JSON.
SHOWN = 8


def print_explanation(study: Study, explanation: Explanation) -> None:
    """Print pulls by source, what hangs on which assumption, and the checks of the sources."""
    from rich.text import Text

    from asculum.losses.influence import SOURCE
    from asculum.report.anchors import Anchors
    from asculum.report.figures_moved import change_words
    from asculum.report.learnt import signed
    from asculum.report.moved import moved
    from asculum.report.wording import listed, percent

    dossier = study.dossier
    told = moved(dossier, explanation, Anchors())
    sides = [side.id for side in dossier.sides]
    names = [Text(tamed(side.name)) for side in dossier.sides]
    pulls = _table("What each source does to the killed", ["source", *names, "known by"])
    for item in explanation.left_out:
        if item.unit.kind == SOURCE and item.known:
            own = {p.side: change_words(p) for p in item.pulls if _killed(p)}
            label = Text(tamed(dossier.sources[item.unit.source].label))
            pulls.add_row(label, *(own.get(side, "") for side in sides), item.how)
    Terminal().print(pulls)
    if told.unknown:
        click.echo(tamed(f"Not known: {listed(told.unknown)}. To sample without each: --refit"))
    hang = _table(
        "What the killed hang on, were it assumed higher by the factor",
        ["assumption", "factor", *names, "learnt"],
    )
    heavy = sorted(explanation.learnt, key=lambda item: -_heaviest(item))
    for one in heavy[:SHOWN]:
        name = ".".join(filter(None, (one.name, one.side, one.force)))
        moves = {move.side: signed(move.factor) for move in one.moves if _killed(move)}
        learnt = percent(max(one.contraction, 0.0))
        shown = (moves.get(side, "") for side in sides)
        hang.add_row(Text(tamed(name)), f"{one.step:.2g}", *shown, learnt)
    Terminal().print(hang)
    click.echo(tamed(told.sensitive))
    click.echo(tamed(told.checked))


def _killed(item: Pull | Moved) -> bool:
    return item.quantity == "killed" and not item.force


def _heaviest(item: Learnt) -> float:
    return max((abs(math.log(move.factor)) for move in item.moves if _killed(move)), default=0.0)


def _table(title: str, columns: Sequence[Text | str]) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column)
    return table
