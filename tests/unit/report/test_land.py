"""Land and coast on the maps: from the bundled file, cut to the window, under what was held."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import builders
import numpy as np
import pytest

from asculum.evidence.boundaries import Boundaries
from asculum.report import render
from asculum.report.draw_place import draw_map
from asculum.report.figures_held import held_figure
from asculum.report.figures_place import frame_of, map_figure
from asculum.report.land import BUNDLED, Frame, cut, ground, pack, unpack, within
from asculum.report.svg import NARROW, WIDE

DOSSIER = builders.reckoning().dossier
PLACE = builders.reckoning().place
LINE = ((37.0, 48.5), (39.0, 48.7))


def around(north: float, east: float, kilometres: float) -> Frame:
    across = 111.195 * math.cos(math.radians(north))
    return Frame(
        west=east - kilometres / across,
        east=east + kilometres / across,
        south=north - kilometres / 111.195,
        north=north + kilometres / 111.195,
        across=across,
        up=111.195,
    )


def test_what_is_packed_is_unpacked() -> None:
    rng = np.random.default_rng(3)
    rings = [np.cumsum(rng.integers(-900, 900, (size, 2)), axis=0) for size in (4, 5, 90)]
    rings.append(np.array([[-90_000, -30_000], [90_000, 42_000], [0, 0], [-90_000, -30_000]]))
    for before, after in zip(rings, unpack(pack(rings)), strict=True):
        np.testing.assert_array_equal(before, after)


def test_the_bundled_file_is_small() -> None:
    assert BUNDLED.stat().st_size < 300_000


@pytest.mark.parametrize(
    ("name", "north", "east"),
    [
        # far from any coast, by any atlas
        ("Bakhmut", 48.595, 38.0),
        ("Kyiv", 50.45, 30.52),
        ("Ascoli Satriano", 41.21, 15.56),
        ("Madrid", 40.42, -3.70),
        ("Alice Springs", -23.70, 133.88),
        ("Omdurman", 15.65, 32.48),
    ],
)
def test_inland_all_is_land(name: str, north: float, east: float) -> None:
    found = ground(around(north, east, 25))
    assert (found.sea, found.land, found.coast) == (False, (), ()), name


@pytest.mark.parametrize(
    ("name", "north", "east"),
    [
        ("the South Atlantic", -40.0, -20.0),
        ("the North Pacific", 40.0, -170.0),
        ("the middle of the Black Sea", 43.2, 34.0),
        ("the middle of the Caspian Sea", 42.0, 50.5),
    ],
)
def test_at_sea_all_is_sea(name: str, north: float, east: float) -> None:
    found = ground(around(north, east, 25))
    assert (found.sea, found.land, found.coast) == (True, (), ()), name


def _on_land(found: tuple[tuple[tuple[float, float], ...], ...], x: float, y: float) -> bool:
    inside = False
    for ring in found:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
    return inside


@pytest.mark.parametrize(
    ("town", "sea"),
    [
        # a town a little inland, and open water off it [latitude, longitude]
        ((47.16, 37.5), (46.85, 37.5)),  # north of Mariupol, the Sea of Azov
        ((46.55, 30.6), (46.3, 31.1)),  # inland of Odesa, the Black Sea
        ((49.2, -0.5), (49.6, -0.6)),  # Caen, the Channel
    ],
)
def test_on_a_coast_towns_lie_on_land_and_water_beside_it(
    town: tuple[float, float], sea: tuple[float, float]
) -> None:
    frame = frame_of([(town[1], town[0]), (sea[1], sea[0])])
    found = ground(frame)
    assert found.sea
    assert found.coast
    for (north, east), dry in ((town, True), (sea, False)):
        x, y = frame.plane(np.array([[east, north]]))[0]
        assert _on_land(found.land, x, y) == dry, (north, east)
    width, height = frame.size
    for line in (*found.land, *found.coast):
        for x, y in line:
            assert -1e-6 <= x <= width + 1e-6
            assert -1e-6 <= y <= height + 1e-6


def test_where_the_sheet_ends_there_is_no_coast() -> None:
    # 180 degrees runs through the land of Chukotka, and the polygons of the source end on it
    frame = around(67.5, 179.6, 60)
    seam = (180 - frame.west) * frame.across
    assert 0 < seam < frame.size[0]
    steps = [pair for line in ground(frame).coast for pair in pairwise(line)]
    assert not [pair for pair in steps if all(abs(x - seam) < 0.3 for x, _ in pair)]


def test_a_line_is_cut_where_it_leaves_the_window() -> None:
    assert cut((-5, 5), (15, 5), 10, 10) == ((0, 5), (10, 5))
    assert cut((-5, 5), (-1, 5), 10, 10) is None
    assert cut((2, 2), (3, 3), 10, 10) == ((2, 2), (3, 3))
    line = np.array([(-5.0, 5.0), (5.0, 5.0), (5.0, 15.0), (7.0, 15.0), (7.0, 5.0), (8.0, 5.0)])
    assert within(line, 10, 10) == [
        ((0, 5), (5, 5), (5, 10)),
        ((7, 10), (7, 5), (8, 5)),
    ]


def _shore() -> tuple[object, object]:
    """Return the made-up dossier moved to the coast of Normandy, with its answer."""
    east, south = -0.5 - 38.0, 49.33 - 48.6
    nodes = tuple(
        replace(node, longitude=(node.longitude or 0) + east, latitude=(node.latitude or 0) + south)
        for node in DOSSIER.network_nodes
    )
    return replace(DOSSIER, network_nodes=nodes), PLACE


def test_a_map_by_the_sea_shows_it_and_says_whose_coast_it_is() -> None:
    dossier, answer = _shore()
    figure = map_figure(dossier, answer)  # type: ignore[arg-type]
    assert figure is not None
    assert figure.ground.coast
    assert "Natural Earth" in figure.coast
    for layout in (WIDE, NARROW):
        drawn = draw_map(figure, layout, "m")
        assert drawn.count('class="land"') == drawn.count('class="coast"') == len(figure.panels)
        assert 'class="map-frame sea"' in drawn


def test_inland_neither_coast_nor_caption() -> None:
    figure = map_figure(DOSSIER, PLACE)  # type: ignore[arg-type]
    assert figure is not None
    assert figure.coast == figure.drawn_from == ""
    drawn = draw_map(figure, WIDE, "m")
    assert 'class="map-frame"' in drawn
    assert "coast" not in drawn
    assert "boundary" not in drawn


def _bounds(**rest: str) -> Boundaries:
    told = {"name": "lines.geojson", "title": "", "note": "", "sha256": "0" * 64, **rest}
    return Boundaries(lines=(LINE,), **told)


def test_boundaries_come_only_from_the_file_that_is_named() -> None:
    plain = builders.reckoning()
    bounded = replace(plain, boundaries=_bounds(title="Oblasts", note="CC BY 4.0, <b>me</b>"))
    without, page = render(plain), render(bounded)
    assert 'class="boundary"' not in without
    figures = (
        map_figure(bounded.dossier, PLACE, bounded.boundaries),  # type: ignore[arg-type]
        held_figure(bounded.dossier, bounded.boundaries),
    )
    panels = sum(len(figure.panels) for figure in figures if figure)
    assert page.count('class="boundary"') == 2 * panels
    assert "lines.geojson (Oblasts)" in page
    assert "CC BY 4.0, &lt;b&gt;me&lt;/b&gt;" in page
    assert "--boundaries lines.geojson" in page
    silent = render(replace(plain, boundaries=_bounds()))
    assert "the file states no licence" in silent
    far = replace(_bounds(), lines=(((0.0, 0.0), (1.0, 1.0)),))
    assert "No line of lines.geojson lies within this map" in render(replace(plain, boundaries=far))


def test_a_border_that_neighbours_share_is_drawn_once() -> None:
    figure = map_figure(DOSSIER, PLACE)  # type: ignore[arg-type]
    assert figure is not None
    left = ((37.0, 48.0), (38.0, 48.0), (38.0, 49.0), (37.0, 49.0), (37.0, 48.0))
    right = ((38.0, 49.0), (38.0, 48.0), (39.0, 48.0), (39.0, 49.0), (38.0, 49.0))
    both = map_figure(DOSSIER, PLACE, replace(_bounds(), lines=(left, right)))  # type: ignore[arg-type]
    assert both is not None
    assert len(both.lines) == 1


def test_a_dust_of_lines_too_small_to_be_seen_is_not_drawn() -> None:
    dust = tuple(((38.0 + n * 1e-6, 48.6), (38.0 + n * 1e-6, 48.6 + 1e-6)) for n in range(20_000))
    figure = map_figure(DOSSIER, PLACE, replace(_bounds(), lines=dust))  # type: ignore[arg-type]
    assert figure is not None
    assert len(figure.lines) == 20_000
    plain = map_figure(DOSSIER, PLACE)  # type: ignore[arg-type]
    assert plain is not None
    assert len(draw_map(figure, WIDE, "m")) < len(draw_map(plain, WIDE, "m")) + 500
