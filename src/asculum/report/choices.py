"""The two sections on choices for the page: what else could have been done, and deals."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.report import fronts as split
from asculum.report.dealt import ASSUMES, DealWords, deals
from asculum.report.draw_weighed import draw_weighed
from asculum.report.figures_weighed import WeighedFigure, deal_figure, decision_figure
from asculum.report.reckoning import Reckoning
from asculum.report.settled import settled
from asculum.report.svg import LAYOUTS
from asculum.report.weighed import DecisionWords, decisions, others
from asculum.terms.speech import forwarded


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A chart drawn for every layout; ``then`` is whether it shows what could be known then."""

    key: str
    title: str
    drawings: str
    then: bool
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class WeighedSection:
    """The decisions with their charts, and what is told beside them."""

    decisions: tuple[tuple[DecisionWords, Drawn | None], ...]
    others: tuple[str, ...]
    left_out: tuple[str, ...]


def choices_context(reckoning: Reckoning) -> dict[str, object]:
    """Return what the page needs for both sections; nothing to show is ``None`` or empty."""
    weighing, dossier = reckoning.weighing, reckoning.dossier
    if weighing is None:
        return {"weighed": None, "deals": (), "settled": (), "deal_assumes": ASSUMES, "fronts": ()}
    words = decisions(dossier, weighing)
    told = others(dossier, weighing, split=False)
    splits = split.fronts(dossier, weighing)
    section = WeighedSection(
        decisions=tuple(
            (each, _drawn(decision_figure(dossier, item, each.lead)))
            for item, each in zip(weighing.decisions, words, strict=True)
        ),
        others=told,
        left_out=tuple(forwarded(line) for line in weighing.left_out),
    )
    bargains: list[tuple[DealWords, Drawn | None]] = [
        (each, _drawn(deal_figure(number, each)))
        for number, each in enumerate(deals(dossier, weighing))
    ]
    return {
        "weighed": section if words or told or splits else None,
        "fronts": splits,
        "fronts_assume": split.ASSUMES,
        "deals": bargains,
        "settled": settled(dossier, weighing),
        "deal_assumes": ASSUMES,
    }


def _drawn(figure: WeighedFigure | None) -> Drawn | None:
    from markupsafe import Markup

    if figure is None:
        return None
    drawings = [draw_weighed(figure, each, f"{figure.key}-{each.name}") for each in LAYOUTS]
    then = any(curve.then for curve in figure.curves)
    return Drawn(
        key=figure.key,
        title=figure.title,
        drawings=Markup("".join(drawings)),
        then=then,
        rows=figure.rows(),
    )
