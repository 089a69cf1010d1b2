"""What moved the answer, on the page: pulls, before and after, what cannot be said."""

from __future__ import annotations

import re
from dataclasses import replace

import builders
import pytest

from asculum.losses.influence import REFITTED, SOURCE, Pull
from asculum.report import render
from asculum.report.anchors import anchors
from asculum.report.draw_moved import draw_pulls
from asculum.report.figures_moved import (
    DRAWN,
    beside_figure,
    change_words,
    pulls_figure,
    tells,
    without_words,
)
from asculum.report.learnt import signed
from asculum.report.moved import moved
from asculum.report.svg import LAYOUTS
from asculum.report.unsaid import cannot_say

RECKONING = builders.reckoning()
assert RECKONING.explanation is not None
EXPLANATION = RECKONING.explanation


@pytest.fixture(scope="module")
def section() -> str:
    page = render(RECKONING)
    return page[page.index('<div id="moved"') : page.index('id="leaning"')]


def made(factor: float | None, error: float = 0.005) -> Pull:
    return Pull(quantity="killed", side="ru", force="", factor=factor, error=error)


def test_a_pull_is_told_only_past_its_error() -> None:
    assert change_words(made(1.23)) == "+23 %"
    assert change_words(made(1 / 1.25)) == "−20 %"
    assert change_words(made(1.005, error=0.0001)) == "hardly any"
    assert change_words(made(1.3, error=0.2)) == "hardly any"
    assert change_words(made(None)) == "nothing else tells it"
    assert without_words(made(1.23)) == "could not be told"
    assert not tells(made(None))
    assert (signed(1.0), signed(0.9), signed(1.128)) == ("±0 %", "−10 %", "+13 %")


def test_panels_hold_the_strongest_first_and_count_the_rest() -> None:
    figure = pulls_figure(RECKONING)
    assert figure is not None
    assert [panel.title for panel in figure.panels] == ["Killed, Russia", "Killed, Ukraine"]
    sources = [i for i in EXPLANATION.left_out if i.unit.kind == SOURCE and i.known]
    for panel in figure.panels:
        sizes = [abs(row.change) for row in panel.rows]
        assert len(sizes) <= DRAWN
        assert sizes[0] == max(sizes)
        assert all(row.shown[0] in "+−" for row in panel.rows)
    assert len(figure.panels[0].rows) + figure.panels[0].hardly == len(sources)
    # one source is all that tells of Ukraine: it is in no count of pulls
    assert len(figure.panels[1].rows) + figure.panels[1].hardly == len(sources) - 1
    assert "moves it most" in figure.message


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_bars_stand_on_the_side_of_their_sign(layout: object) -> None:
    figure = pulls_figure(RECKONING)
    assert figure is not None
    drawn = draw_pulls(figure, layout, "x", anchors(RECKONING).rows)  # type: ignore[arg-type]
    zero = float(re.findall(r'<line x1="([\d.]+)"[^>]*class="one"', drawn)[0])
    bars = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"[^>]*class="pull"', drawn)
    rows = [row for panel in figure.panels for row in panel.rows]
    assert len(bars) == len(rows)
    for (start, width), row in zip(bars, rows, strict=True):
        if row.change > 0:
            assert float(start) == pytest.approx(zero, abs=0.11)
        else:
            assert float(start) + float(width) == pytest.approx(zero, abs=0.21)


def test_every_figure_is_a_table_as_well(section: str) -> None:
    text = re.sub(r"<[^>]+>", " ", section)
    for item in EXPLANATION.left_out:
        if item.unit.kind == SOURCE:
            assert RECKONING.dossier.sources[item.unit.source].label in text
    figure = beside_figure(RECKONING)
    assert figure is not None
    table = section.split("Totals before any claim was read and after")[1].split("</table>")[0]
    assert table.count("<tr>") == len(figure.rows) + 1
    assert "by sampling without it" in text
    assert "nothing else tells it" in text
    assert "scatters more than the model expects" in text
    assert "asculum losses bakhmut --explain --refit" in text


def test_words_follow_the_diagnosis() -> None:
    told = moved(RECKONING.dossier, EXPLANATION, anchors(RECKONING))
    assert "follow what was assumed on killed a day before any claim as well as" in told.sensitive
    assert "third parties" not in told.sensitive
    calm = tuple(replace(item, value=0.01) for item in EXPLANATION.sensitivities)
    quiet = moved(RECKONING.dossier, replace(EXPLANATION, sensitivities=calm), anchors(RECKONING))
    assert quiet.sensitive.startswith("No total changes much")
    # the assumption on which most hangs comes first, and leads to its row
    assert told.learnt[0].label == "Share of the battle in losses on the front"
    assert told.learnt[0].evidence.href == "#assumption-share_of_front.ru"
    assert told.learnt[0].taught == "nothing"


def test_what_cannot_be_said_is_made_of_statuses() -> None:
    said = [item.what for item in cannot_say(RECKONING)]
    assert sum("mostly what was assumed" in item for item in said) == sum(
        item.beside.mostly_assumed for item in EXPLANATION.totals
    )
    hanging = [item for item in said if "the killed come out otherwise" in item]
    # what fixes the level stands before what moves it more
    assert hanging[0].startswith("What third parties make of losses")
    assert "hardly anything" in hanging[1]
    assert any("nothing could be said of the killed of Ukraine" in item for item in said)
    assert any("cannot be weighed" in item for item in said)
    assert any("Why these said what they said" in item for item in said)
    known = tuple(
        replace(item, how=REFITTED, pulls=EXPLANATION.left_out[0].pulls)
        for item in EXPLANATION.left_out
    )
    better = replace(RECKONING, explanation=replace(EXPLANATION, left_out=known))
    assert not any("cannot be weighed" in item.what for item in cannot_say(better))


def test_a_refused_reckoning_says_why_and_moves_nothing() -> None:
    refused = builders.refused()
    page = render(refused)
    assert 'id="moved"' not in page
    assert [item.what for item in cannot_say(refused)] == [refused.losses_status.sentence]
    assert 'id="unsaid"' in page
