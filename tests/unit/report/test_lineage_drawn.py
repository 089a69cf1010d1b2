"""Lineage as trees, pulls by claim, and control day by recorded day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import builders
import pytest

from asculum.evidence.claims import Manner
from asculum.losses.influence import SOURCE
from asculum.report import render
from asculum.report.anchors import anchors
from asculum.report.draw_lineage import draw_lineage
from asculum.report.figures_held import MOST, held_figure, held_rows
from asculum.report.figures_lineage import lineage_figure
from asculum.report.pulled import NONE, claim_pulls
from asculum.report.reckoning import Reckoning
from asculum.report.svg import NARROW, WIDE, Layout
from asculum.report.tables import claim_rows

RECKONING = builders.reckoning()
DOSSIER = RECKONING.dossier
ROWS = {claim.id: number for number, claim in enumerate(DOSSIER.claims)}


def _chained() -> Reckoning:
    """Return a reckoning whose c37 goes back to c36 and c35, and c38 to c37."""
    back = {"c37": ("c36", "c35"), "c38": ("c37",)}
    claims = tuple(
        replace(claim, derives_from=back.get(claim.id, ()), manner=Manner.ROUNDS)
        for claim in DOSSIER.claims
    )
    return replace(RECKONING, dossier=replace(DOSSIER, claims=claims))


def test_every_edge_of_the_dossier_is_drawn_and_told() -> None:
    figure = lineage_figure(RECKONING)
    assert figure is not None
    edges = {(c.id, origin) for c in DOSSIER.claims for origin in c.derives_from}
    assert {(row.claim, row.origin) for row in figure.edges} == edges
    by_line = {node.line: node for node in figure.nodes}
    drawn = {
        (node.claim, by_line[line].claim)
        for node in figure.nodes
        for line in (node.parent, *node.others)
        if line is not None
    }
    assert drawn == edges
    assert [node.line for node in figure.nodes] == list(range(len(figure.nodes)))


def test_a_tree_grows_from_what_was_said_first() -> None:
    figure = lineage_figure(_chained())
    assert figure is not None
    nodes = {node.claim: node for node in figure.nodes}
    assert [nodes[name].depth for name in ("c35", "c36", "c37", "c38")] == [0, 0, 1, 2]
    assert nodes["c37"].parent == nodes["c36"].line
    assert nodes["c37"].others == (nodes["c35"].line,)
    assert nodes["c38"].manner == "rounds"
    assert "rounds" in figure.message


def test_a_circle_and_an_origin_that_is_not_there_break_nothing() -> None:
    back = {"c35": ("c36",), "c36": ("c35",), "c37": ("gone",)}
    claims = tuple(replace(claim, derives_from=back.get(claim.id, ())) for claim in DOSSIER.claims)
    figure = lineage_figure(replace(RECKONING, dossier=replace(DOSSIER, claims=claims)))
    assert figure is not None
    assert sorted(node.claim for node in figure.nodes) == ["c35", "c36"]
    none = tuple(replace(claim, derives_from=()) for claim in DOSSIER.claims)
    assert lineage_figure(replace(RECKONING, dossier=replace(DOSSIER, claims=none))) is None


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=lambda layout: layout.name)
def test_an_arrow_leads_to_the_origin_and_stays_on_the_drawing(layout: Layout) -> None:
    figure = lineage_figure(_chained())
    assert figure is not None
    drawn = draw_lineage(figure, layout, "lineage", ROWS)
    width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)[0])
    tops = [float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)"', drawn)]
    assert max(tops) < height
    assert all(float(x) <= width for x in re.findall(r'<text x="([\d.]+)"', drawn))
    assert drawn.count('class="edge"') == 2
    assert drawn.count("further-origin") == 1


def test_a_claim_shows_what_its_unit_does_to_the_killed() -> None:
    pulls = claim_pulls(RECKONING)
    assert RECKONING.explanation is not None
    units = [item for item in RECKONING.explanation.left_out if item.unit.kind != SOURCE]
    held = {name for item in units for name in item.unit.claims}
    assert set(pulls) == set(ROWS)
    for name, pull in pulls.items():
        assert (pull.sort == NONE) == (name not in held)
    strong = [item for item in units if item.known and pulls[item.unit.claims[0]].sort > 0]
    assert strong
    assert re.search(r"(Russia|Ukraine) [+−]\d+\u00a0%", pulls[strong[0].unit.claims[0]].words)
    rows = {row.id: row for row in claim_rows(RECKONING, anchors(RECKONING))}
    assert rows[strong[0].unit.claims[0]].pull == pulls[strong[0].unit.claims[0]]


def test_without_an_explanation_there_is_no_column_of_pulls() -> None:
    page = render(replace(RECKONING, explanation=None))
    assert "What it does to the killed" not in page
    assert "What it does to the killed" in render(RECKONING)


def test_maps_are_of_days_on_which_a_record_begins() -> None:
    figure = held_figure(DOSSIER)
    assert figure is not None
    begun = {row.start for row in DOSSIER.control}
    assert 2 <= len(figure.panels) <= MOST
    assert {panel.day for panel in figure.panels} <= begun
    for panel in figure.panels:
        for spot in panel.spots:
            told = {
                row.status
                for row in DOSSIER.control
                if row.place == spot.name
                and row.start <= panel.day
                and (row.end is None or panel.day < row.end)
            }
            assert ({spot.held} if spot.held else set()) == told
            assert 0 < spot.x < figure.width
            assert 0 < spot.y < figure.height
    rows = held_rows(figure)
    assert all(len(row) == 1 + len(figure.panels) for row in rows)


def test_few_places_or_days_make_no_maps() -> None:
    few = tuple(row for row in DOSSIER.control if row.place == "Bakhmut")
    assert held_figure(replace(DOSSIER, control=few)) is None
    before = tuple(replace(row, start=date(2022, 3, 1)) for row in DOSSIER.control)
    assert held_figure(replace(DOSSIER, control=before)) is None
