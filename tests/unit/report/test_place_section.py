"""The section about the place: its sentences, sums, tables and map."""

from __future__ import annotations

import re
from dataclasses import replace

import builders
import pytest
from placed import answer_of, with_place

from asculum.evidence.claims import Checked
from asculum.report import place_resting, render
from asculum.report.assemble import numbers
from asculum.report.draw_place import draw_map
from asculum.report.figures_place import map_figure
from asculum.report.place import place_part
from asculum.report.place_ways import drawn_words
from asculum.report.svg import LAYOUTS, NARROW, WIDE
from asculum.report.wording import rounded


def test_sentences_and_price_say_what_was_reckoned() -> None:
    files, answer = with_place(builders.dossier())
    part = place_part(files, answer)
    ru, ua = part.main
    assert (ru.day, ua.day) == ("20 May 2023", "1 Aug 2022")
    assert "could reach them only with Bakhmut" in ua.sentence
    assert "casualties" in ru.price[0]
    assert not any("left to other ends" in words for words in ru.price)
    assert ru.unpriced.startswith("Nobody has stated what a tonne a day was worth")
    assert "left to other ends" in ua.price[1]
    assert ua.unpriced == ""
    assert "unknown" in ru.doubt


def test_sums_can_be_done_again_by_hand() -> None:
    files, answer = with_place(builders.dossier())
    ua = place_part(files, answer).main[1]
    found = re.search(r": ([\d.,]+) − ([\d.,]+) = ([\d.,]+) t a day", ua.sums[0])
    assert found is not None
    whole, rest, lost = (float(word.replace(",", "")) for word in found.groups())
    assert whole - rest == pytest.approx(lost, abs=0.11)
    near = re.search(r"needs: ([\d.]+) ÷ (\d+) = ([\d.]+) with", ua.sums[2])
    assert near is not None
    assert float(near[1]) / float(near[2]) == pytest.approx(float(near[3]), abs=2e-4)
    (row,) = ua.ways
    assert float(row[1]) / float(row[2]) == pytest.approx(float(near[1]), rel=0.05)


def test_the_page_says_how_far_the_network_decides_and_its_numbers_hold_the_place() -> None:
    files, answer = with_place(builders.dossier())
    told = drawn_words(files, answer.name)
    assert f"{len(files.network_edges)} ways" in told
    assert "network_edges.csv" in told
    found = numbers(replace(builders.reckoning(), dossier=files, place=answer))["results"]
    assert isinstance(found, list)
    here = [row for row in found if row["quantity"] == "arrives_only_with"]
    assert len(here) == sum(item.worth.status.ok for item in answer.readings)
    assert all(row["unit"] == "tonnes a day" and row["start"] for row in here)


def test_a_place_without_a_network_has_no_section() -> None:
    page = render(replace(builders.reckoning(), place=None))
    assert 'id="worth"' not in page
    assert '<section id="worth"' not in page


def test_the_map_is_drawn_for_both_layouts_with_a_message_and_tables() -> None:
    files, answer = with_place(builders.dossier())
    figure = map_figure(files, answer)
    assert figure is not None
    assert [panel.title for panel in figure.panels] == ["1 Aug 2022", "20 May 2023"]
    held = {spot.name: spot.held for spot in figure.panels[0].spots}
    assert (held["Bakhmut"], held["Soledar"], held["Hill"]) == ("ua", "ua", "ua")
    assert {spot.name: spot.held for spot in figure.panels[1].spots}["Soledar"] == "ru"
    for layout in LAYOUTS:
        drawn = draw_map(figure, layout, f"map-{layout.name}")
        assert "Who held what on 1 Aug 2022." in drawn
        assert drawn.count('class="way rail"') == 2
        assert "Railhead" in drawn
        assert "NaN" not in drawn
    assert "translate" not in draw_map(figure, NARROW, "m")
    page = render(builders.reckoning())
    assert "The map as tables" in page
    assert "http" not in draw_map(figure, WIDE, "m")


def test_ways_that_nobody_vouches_for_are_told_with_both_ends_beside_the_answer() -> None:
    files, answer = with_place(builders.dossier())
    assert all(part.resting is None for part in place_part(files, answer).main)
    hill = files.network_edges[4]
    edges = tuple(
        replace(edge, checked=Checked.MEMORY, chance=0.5) if edge == hill else edge
        for edge in files.network_edges
    )
    unsure = replace(files, network_edges=edges)
    answer = answer_of(unsure)
    ua = place_part(unsure, answer).main[1]
    assert ua.resting is not None
    assert "Hill–Line in the north (50 %)" in ua.resting.sentence
    only = ua.resting.lines[0]
    # the way leads around the town: without it more can reach the line only through the town
    assert float(only.gone.upper.replace(",", "")) > float(only.there.upper.replace(",", ""))
    page = render(replace(builders.reckoning(), dossier=unsure, place=answer))
    section = page[page.index('id="worth"') : page.index('id="pyrrhic"')]
    assert "None of them there" in section
    assert f"without those that are not certain and {only.there.lower}" in section
    answers = page[: page.index('id="worth"')]
    assert "Ukraine: It rests on which ways there were" in answers
    assert "1 rests on memory alone" in section
    assert "from memory, to be checked" in section


def test_ways_that_bring_nothing_either_way_are_told_to_change_nothing() -> None:
    none, some = rounded(0, 0, 0), rounded(0, 20, 300)
    assert place_resting.ends(none, none, none).startswith("That holds with all and with none")
    assert "none without those" in place_resting.ends(some, some, none)
    # what two networks bring is no bound for a mix of their ways
    assert "none with all of them" in place_resting.ends(some, none, none)


def test_an_answer_that_rests_on_them_wholly_says_so() -> None:
    files, _ = with_place(builders.dossier())
    edges = tuple(replace(edge, checked=Checked.MEMORY) for edge in files.network_edges)
    unsure = replace(files, network_edges=edges)
    ua = place_part(unsure, answer_of(unsure)).main[1]
    assert ua.resting is not None
    assert ua.resting.lines == ()
    assert ua.resting.refusal.startswith("Without these ways there is no answer.")


def test_no_map_without_coordinates() -> None:
    files, answer = with_place(builders.dossier())
    nodes = (replace(files.network_nodes[0], latitude=None), *files.network_nodes[1:])
    assert map_figure(replace(files, network_nodes=nodes), answer) is None


def test_nothing_is_ranked() -> None:
    page = render(builders.reckoning())
    section = page[page.index('id="worth"') : page.index('id="pyrrhic"')]
    hub = section[section.index("Was it a hub") : section.index("The sums by hand")]
    assert not re.search(r"Soledar|Hill|Railhead|Depot", hub)
