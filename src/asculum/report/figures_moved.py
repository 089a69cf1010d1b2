"""What moved the answer, as data: pulls by source, and totals before and after."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from asculum.evidence.claims import THIRD
from asculum.evidence.dossier import Dossier
from asculum.losses.explanation import TotalBeside
from asculum.losses.influence import SOURCE, LeftOut, Pull
from asculum.report.figures_rows import DotRow, RowsFigure
from asculum.report.reckoning import Reckoning
from asculum.report.restating import ENEMY, OUTSIDE, OWN, category_word, side_name, whose
from asculum.report.wording import capitalised, percent, rounded
from asculum.terms.speech import retold, say

#: Rows drawn for each total; the rest is in the table.
DRAWN = 10
#: A pull smaller than this, or than twice its Monte Carlo error, is none that can be told.
SMALLEST = 0.01


@dataclass(frozen=True, kw_only=True)
class PullRow:
    """One source's pull on one total: ``change`` is total ÷ total without the source, less 1."""

    label: str
    relation: str
    change: float
    shown: str
    without: str
    claims: tuple[str, ...]
    tip: str


@dataclass(frozen=True, kw_only=True)
class PullPanel:
    """The sources that move one total most, the strongest first, and how many move it hardly."""

    title: str
    rows: tuple[PullRow, ...]
    hardly: int


@dataclass(frozen=True, kw_only=True)
class PullsFigure:
    """A chart of pulls with the words that go with it."""

    key: str
    title: str
    message: str
    panels: tuple[PullPanel, ...]

    def reach(self) -> tuple[float, float]:
        """Return the lowest and highest change that the scale must hold, around 0."""
        changes = [row.change for panel in self.panels for row in panel.rows]
        return min([0.0, *changes]), max([0.0, *changes])


def pulls_figure(reckoning: Reckoning) -> PullsFigure | None:
    """Return the pull of every source on the killed of each side; ``None`` where none is known."""
    explanation, dossier = reckoning.explanation, reckoning.dossier
    if explanation is None:
        return None
    sources = [item for item in explanation.left_out if item.unit.kind == SOURCE]
    panels = []
    for side in dossier.sides:
        known = [
            (item, pull)
            for item in sources
            for pull in item.pulls
            if item.known and (pull.quantity, pull.side, pull.force) == ("killed", side.id, "")
        ]
        strong = [(item, pull) for item, pull in known if tells(pull)]
        strong.sort(key=lambda pair: -abs(math.log(pair[1].factor or 1.0)))
        if not known:
            continue
        panels.append(
            PullPanel(
                title=f"{capitalised(category_word('killed'))}, {retold(side.name)}",
                rows=tuple(_row(dossier, item, pull) for item, pull in strong[:DRAWN]),
                hardly=sum(pull.factor is not None for _, pull in known) - len(strong[:DRAWN]),
            )
        )
    if not any(panel.rows for panel in panels):
        return None
    return PullsFigure(
        key="pulls",
        title=say("What each source does to the totals"),
        message=_message(panels),
        panels=tuple(panels),
    )


def beside_figure(reckoning: Reckoning) -> RowsFigure | None:
    """Return each total beside what was assumed of it before any claim was read."""
    if reckoning.explanation is None or not reckoning.explanation.totals:
        return None
    dossier = reckoning.dossier
    totals = sorted(reckoning.explanation.totals, key=lambda item: item.quantity != "killed")
    rows = tuple(_beside_row(dossier, item, _sources(reckoning)) for item in totals)
    told = "; ".join(
        say("{group} of {label}: {value}", group=row.group, label=row.label, value=row.value)
        for row in rows
    )
    return RowsFigure(
        key="beside",
        title=say("Assumed before, reckoned after"),
        message=say(
            "The pale bar is what was assumed before any claim was read. {told}.", told=told
        ),
        axis=say("persons"),
        rows=rows,
    )


def tells(pull: Pull) -> bool:
    """Return whether a pull is there at all, given the Monte Carlo error."""
    if pull.factor is None or pull.error is None:
        return False
    size = abs(math.log(pull.factor))
    return size >= SMALLEST and size > 2 * pull.error


def change_words(pull: Pull) -> str:
    """Return a pull in words: ``+23 %``; one that cannot be told from none as ``hardly any``."""
    if pull.factor is None:
        return say("nothing else tells it")
    if not tells(pull):
        return say("hardly any")
    change = 100 * (pull.factor - 1)
    return f"{'+' if change > 0 else '−'}{abs(change):.0f} %"


def without_words(pull: Pull) -> str:
    """Return what a total would be without a unit, with its interval."""
    if pull.lower is None or pull.median is None or pull.upper is None:
        return say("could not be told")
    words = rounded(pull.lower, pull.median, pull.upper)
    return f"{words.median} ({words.lower}–{words.upper})"


def stands(dossier: Dossier, source: str, side: str) -> str:
    """Return how a source stands to the losses of a side."""
    allegiance = dossier.sources[source].allegiance
    if allegiance == THIRD:
        return OUTSIDE
    return OWN if allegiance == side else ENEMY


def taught(contraction: float) -> str:
    """Return how much of what was assumed the claims have taken away, in words."""
    if contraction <= 0.005:
        return say("nothing learnt")
    return say("{share} learnt", share=percent(contraction))


def _row(dossier: Dossier, item: LeftOut, pull: Pull) -> PullRow:
    label = dossier.sources[item.unit.source].label
    side = side_name(dossier, pull.side)
    shown, rest = change_words(pull), without_words(pull)
    direction = say("raises") if (pull.factor or 1.0) > 1 else say("lowers")
    return PullRow(
        label=label,
        relation=stands(dossier, item.unit.source, pull.side),
        change=(pull.factor or 1.0) - 1.0,
        shown=shown,
        without=rest,
        claims=item.unit.claims,
        tip=say(
            "{label} {direction} the killed of {side} by {shown}; without it {rest}",
            label=label,
            direction=direction,
            side=side,
            shown=shown,
            rest=rest,
        ),
    )


def _message(panels: list[PullPanel]) -> str:
    told = []
    for panel in panels:
        if panel.rows:
            most = panel.rows[0]
            told.append(
                say(
                    "{title}: {label} moves it most ({shown})",
                    title=panel.title,
                    label=most.label,
                    shown=most.shown,
                )
            )
        else:
            told.append(say("{title}: no source moves it", title=panel.title))
    return (say("Pull of each source on each total.") + " ") + ". ".join(told) + "."


def _sources(reckoning: Reckoning) -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    return {(item.quantity, item.side, item.force): item.sources for item in reckoning.totals}


def _beside_row(
    dossier: Dossier,
    item: TotalBeside,
    sources: Mapping[tuple[str, str, str], tuple[str, ...]],
) -> DotRow:
    lower, median, upper = item.beside.posterior
    words = rounded(lower, median, upper)
    before = rounded(*item.beside.prior)
    learnt = taught(item.beside.contraction)
    return DotRow(
        label=whose(dossier, item.side, item.force),
        group=capitalised(category_word(item.quantity)),
        relation="part" if item.force else "whole",
        lower=lower,
        median=median,
        upper=upper,
        value=f"{learnt}",
        prior=(item.beside.prior[0], item.beside.prior[2]),
        claims=sources.get((item.quantity, item.side, item.force), ()),
        tip=(
            say(
                "{whose}: assumed {lower}–{upper}, reckoned {lower_2}–{upper_2}",
                whose=whose(dossier, item.side, item.force),
                lower=before.lower,
                upper=before.upper,
                lower_2=words.lower,
                upper_2=words.upper,
            )
        ),
    )
