"""Who else paid, in one value: the town, the economy, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from asculum.aftermath.destinations import NO_TOTAL, Destinations
from asculum.aftermath.economy import (
    ANCHORS,
    NOT_DIFFERENCED,
    NOT_SCALED,
    Anchor,
    Series,
    series,
)
from asculum.aftermath.fled import destinations_of
from asculum.aftermath.town import Town, town
from asculum.evidence.claims import Bound, PeopleFigure
from asculum.evidence.dossier import Dossier
from asculum.evidence.economy import EconomyFigure
from asculum.terms.sheets import Cell, Sheet, Tabular
from asculum.terms.speech import together

#: Kinds of source that record single cases.
RECORDERS = ("official", "municipal", "monitor", "scholar")


@dataclass(frozen=True, kw_only=True, repr=False)
class Aftermath(Tabular):
    """What others than soldiers paid, as recorded.

    ``anchors`` are there only where the dossier has figures of a country to set beside them.
    ``refused`` says what is not reckoned and why; ``destinations`` are shares by a model, where the
    dossier names places around.
    """

    town: Town
    economy: tuple[Series, ...]
    anchors: tuple[Anchor, ...]
    refused: tuple[str, ...]
    destinations: Destinations | None = None

    def sheet(self) -> Sheet:
        """Return every figure shown, each with its source; none are added up."""
        town = self.town
        people = [item.last for item in town.tallies] + [item.row for item in town.left]
        people += [row for item in town.damage for row in item.rows]
        people += [*town.flight, *town.hosts]
        rows: list[tuple[Cell, ...]] = []
        printed: list[tuple[str, ...]] = []
        told: list[tuple[PeopleFigure | EconomyFigure, str, str, str]] = [
            (row, row.measure.replace("_", " "), row.place, "") for row in people
        ]
        money = [row for item in self.economy for row in item.rows]
        told += [(row, row.measure, row.subject, row.unit) for row in money]
        for row, what, where, unit in told:
            figure = (row.low, row.best, row.high, row.bound.value, unit)
            days = (row.start, row.end, row.published)
            rows.append((row.id, what, where, *figure, *days, row.source))
            until = row.end - timedelta(days=1) if row.end is not None else row.published
            printed.append((what, where, _figure(row), unit, until.isoformat(), row.source))
        return Sheet(
            title="Who else paid, as recorded",
            names=(
                *("id", "what", "where", "low", "best", "high", "bound", "unit"),
                *("start", "end", "published", "source"),
            ),
            rows=tuple(rows),
            heads=("what", "where", "figure", "unit", "until", "source"),
            printed=tuple(printed),
            note=" ".join(self.refused),
        )


def aftermath(dossier: Dossier) -> Aftermath | None:
    """Return who else paid for a battle, as the dossier records it; ``None`` where it is silent.

    No two figures are summed, and nothing is modelled but the shares of destinations: see ``town``,
    ``series`` and ``destinations_of``.

    Parameters
    ----------
    dossier
        The dossier, narrowed to its as-of date.

    Returns
    -------
    The account, civilians first.

    Raises
    ------
    Nothing.

    Notes
    -----
    Assumes what ``town`` and ``series`` assume.
    Biased when nobody recorded: silence is not zero.
    Do not use when soldiers are meant: they are in the losses, and are never added to civilians.

    References
    ----------
    See ``town`` and ``series``.

    Examples
    --------
    >>> from datetime import date
    >>> from asculum.aftermath.account import aftermath
    >>> from asculum.evidence.bundled import find
    >>> from asculum.evidence.reading import read_dossier
    >>> found = aftermath(read_dossier(find("bakhmut"), today=date(2026, 11, 23)))
    >>> found.town.left[-1].row.best, [f"{end:.4f}" for end in found.town.left[-1].share]
    (500.0, ['0.0069', '0.0071'])
    """
    found, facts = town(dossier, recorders=RECORDERS), series(dossier)
    if found.empty and not facts:
        return None
    wide = any(item.reach != "place" for item in facts)
    told_again = any(len(item.rows) > 1 for item in facts)
    return Aftermath(
        town=found,
        economy=facts,
        anchors=ANCHORS if any(item.reach == "country" for item in facts) else (),
        refused=(
            *((together(NO_TOTAL, "", between="."),) if found.flight or found.left else ()),
            *((together(NOT_SCALED, "", between="."),) if wide else ()),
            *((together(NOT_DIFFERENCED, "", between="."),) if told_again else ()),
        ),
        destinations=destinations_of(dossier),
    )


def _figure(row: PeopleFigure | EconomyFigure) -> str:
    """Return a stated figure as it was stated."""
    bounds = {Bound.AT_LEAST: "at least ", Bound.AT_MOST: "at most "}
    ends = [f"{end:,.10g}" for end in (row.low, row.high) if end is not None]
    told = " to ".join(dict.fromkeys(ends)) if row.best is None else f"{row.best:,.10g}"
    return f"{bounds.get(row.bound, '')}{told}"
