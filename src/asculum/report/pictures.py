"""Figures drawn for every layout, each with the figure for the table beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from asculum.evidence.dossier import Dossier
from asculum.report.draw_fought import draw_exchange
from asculum.report.draw_lists import draw_curve
from asculum.report.draw_moved import draw_pulls
from asculum.report.draw_past import draw_past
from asculum.report.draw_place import draw_map
from asculum.report.draw_rows import draw_control, draw_rows
from asculum.report.draw_weekly import draw_weekly
from asculum.report.figures_asof import Stop, stops
from asculum.report.figures_control import control_figure
from asculum.report.figures_moved import pulls_figure
from asculum.report.figures_past import past_figures
from asculum.report.figures_place import map_figure
from asculum.report.figures_rows import RowsFigure
from asculum.report.figures_weekly import weekly_figures
from asculum.report.fought import exchange_figure, fought_words
from asculum.report.lists import ListsLook, lists_title
from asculum.report.reckoning import Reckoning
from asculum.report.svg import LAYOUTS, Layout

#: A function of figure, layout and name that returns the drawing.
Draw = Callable[[Any, Layout, str], str]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart drawn for every layout, with its figure for the tables beside it.

    ``stops`` are the days from which it can be looked at, ``further`` what is drawn apart.
    """

    key: str
    drawings: str
    figure: Any
    stops: tuple[Stop, ...] = ()
    further: str = ""


@dataclass(frozen=True, kw_only=True)
class ListsPart:
    """One overlap table as the page shows it; ``drawings`` is empty where there is no curve."""

    key: str
    title: str
    look: ListsLook
    drawings: str


def drawn(key: str, figure: Any, draw: Draw) -> Picture | None:
    """Return a figure drawn for every layout; ``None`` where there is no figure."""
    if figure is None:
        return None
    return Picture(key=key, drawings=_layouts(key, figure, draw), figure=figure)


def picture(figure: RowsFigure | None, rows: Mapping[str, int]) -> Picture | None:
    """Return a chart of rows, each leading to its claims; ``None`` where there is no figure."""
    return drawn(figure.key, figure, partial(draw_rows, rows=rows)) if figure else None


def weekly_pictures(reckoning: Reckoning, rows: Mapping[str, int]) -> list[Picture]:
    """Return the charts of weekly losses, with the days from which each can be looked at."""
    near, further = (partial(draw_weekly, rows=rows, further=apart) for apart in (False, True))
    return [
        Picture(
            key=f"weekly-{number}",
            drawings=_layouts(f"weekly-{number}", figure, near),
            further=_layouts(f"further-{number}", figure, further) if figure.further else "",
            figure=figure,
            stops=stops(reckoning, figure),
        )
        for number, figure in enumerate(weekly_figures(reckoning))
    ]


def past_pictures(reckoning: Reckoning, rows: Mapping[str, int]) -> list[Picture]:
    """Return how the estimate moved, a chart for each category."""
    found = (
        drawn(f"past-{number}", figure, partial(draw_past, rows=rows))
        for number, figure in enumerate(past_figures(reckoning))
    )
    return [each for each in found if each is not None]


def pulls_picture(reckoning: Reckoning, rows: Mapping[str, int]) -> Picture | None:
    """Return the pulls of sources; ``None`` where none is known."""
    figure = pulls_figure(reckoning)
    return drawn(figure.key, figure, partial(draw_pulls, rows=rows)) if figure else None


def timeline_picture(dossier: Dossier, attacker: str) -> Picture | None:
    """Return who held which place when; ``None`` where nothing is recorded."""
    return drawn("control", control_figure(dossier), partial(draw_control, attacker=attacker))


def map_picture(reckoning: Reckoning) -> Picture | None:
    """Return the map of the ways; ``None`` where there is no network with coordinates."""
    place, boundaries = reckoning.place, reckoning.boundaries
    figure = map_figure(reckoning.dossier, place, boundaries) if place else None
    return drawn("map", figure, draw_map)


def list_parts(reckoning: Reckoning) -> tuple[ListsPart, ...]:
    """Return each overlap table with its curve."""
    return tuple(
        ListsPart(
            key=f"lists-{number}",
            title=lists_title(look, reckoning.dossier),
            look=look,
            drawings=_layouts(f"lists-{number}", look, draw_curve) if look.curve else "",
        )
        for number, look in enumerate(reckoning.lists)
    )


def fought_part(reckoning: Reckoning) -> dict[str, object] | None:
    """Return how it was fought, with its chart; ``None`` where nothing was reckoned of it."""
    data = reckoning.fought
    if data is None:
        return None
    chart = drawn("exchange", exchange_figure(reckoning.dossier, data), draw_exchange)
    return {"data": data, "picture": chart, **fought_words(reckoning.dossier, data)}


def _layouts(key: str, figure: Any, draw: Draw) -> str:
    from markupsafe import Markup

    return Markup("".join(map(partial(_laid, key, figure, draw), LAYOUTS)))


def _laid(key: str, figure: Any, draw: Draw, layout: Layout) -> str:
    """Return a drawing, which the script lays out where there is room for it and not elsewhere."""
    told = draw(figure, layout, f"{key}-{layout.name}")
    return f'<noscript class="{layout.name}">{told}</noscript>'
