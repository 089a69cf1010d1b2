"""The report in a real browser: silent, readable at every width, and traceable by a click."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from axe import barriers

if TYPE_CHECKING:
    from conftest import Opener

pytestmark = pytest.mark.browser
WIDTHS = (320, 360, 800, 1280, 1440)
VARIANTS = ("reckoning", "moved", "refused", "ledger_refused", "bare", "hostile")

#: What a saved drawing may hold.
SHAPES = {
    *("svg", "g", "title", "desc", "text", "tspan", "rect", "line", "path", "circle"),
    "defs",
}

#: Every fold opened and every section laid out, however far below it lies.
UNFOLD = """
() => {
  document.querySelectorAll("details").forEach((node) => { node.open = true; });
  document.querySelectorAll("main > section")
    .forEach((node) => { node.style.contentVisibility = "visible"; });
}
"""

CONTRAST = """
() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    const apart = node.closest("script, style, title, desc, .sr, .skip, [hidden]");
    if (!text.data.trim() || apart) continue;
    if (!node.getClientRects().length) continue;
    const style = getComputedStyle(node);
    const inside = node.closest("svg");
    if (inside && node.matches(".badge-text, [class^='on-']")) continue;
    const front = light(parse(inside ? style.fill : style.color));
    const back = light(ground(inside || node));
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    if (ratio < 4.5) bad.push(`${ratio.toFixed(2)} ${text.data.trim().slice(0, 40)}`);
  }
  return [...new Set(bad)];
}
"""
SMALLEST = """
() => Math.min(...[...document.querySelectorAll("svg.plot text")]
  .filter((node) => node.getClientRects().length && node.textContent.trim())
  .map((node) => parseFloat(getComputedStyle(node).fontSize)
    * node.ownerSVGElement.getBoundingClientRect().width
    / node.ownerSVGElement.viewBox.baseVal.width))
"""


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_page_asks_for_nothing_and_complains_of_nothing(opened: Opener, variant: str) -> None:
    seen = opened(variant)
    seen.page.wait_for_timeout(100)
    assert [url for url in seen.requests if not url.startswith("file:")] == []
    assert len(seen.requests) == 1
    assert seen.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("variant", ["moved", "hostile"])
def test_no_width_scrolls_sideways(opened: Opener, variant: str, width: int) -> None:
    page = opened(variant, width=width).page
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 360, 751, 752, 800, 1440])
def test_type_on_the_charts_is_at_least_eleven_pixels(opened: Opener, width: int) -> None:
    page = opened("moved", width=width).page
    page.evaluate(UNFOLD)
    assert page.evaluate(SMALLEST) >= 11
    shown = "wide" if width >= 752 else "narrow"
    for figure in ("#weekly-0", "#further-0"):
        assert page.locator(f"{figure} > svg.plot.{shown}").is_visible()
        assert page.locator(f"{figure} > svg.plot:visible").count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_text_stands_out_in_both_themes(opened: Opener, theme: str, width: int) -> None:
    page = opened("moved", width=width, theme=theme).page
    page.evaluate(UNFOLD)
    assert page.evaluate(CONTRAST) == []


def test_the_dark_theme_is_dark(opened: Opener) -> None:
    shade = "getComputedStyle(document.body).backgroundColor"
    light = opened(theme="light").page.evaluate(shade)
    dark = opened(theme="dark").page.evaluate(shade)
    assert light == "rgb(253, 252, 249)"
    assert dark == "rgb(20, 22, 26)"


def test_a_number_leads_to_its_claims_and_back(opened: Opener) -> None:
    seen = opened()
    page = seen.page
    number = page.locator(".block.side a.num").first
    number.scroll_into_view_if_needed()
    before = page.evaluate("window.scrollY")
    number.click()
    rows = number.get_attribute("data-rows") or ""
    assert page.locator("#claims-table tbody tr:visible").count() == len(rows.split())
    bar = page.locator("#evidence-bar")
    assert bar.is_visible()
    assert "Russia, killed" in bar.inner_text()
    assert "bias_third" in bar.inner_text()
    assert page.evaluate("document.activeElement.id") == "claims-h"
    assert page.locator("#claims-h").is_visible()
    page.locator("#evidence-back").click()
    assert not bar.is_visible()
    assert page.locator("#claims-table tbody tr:visible").count() == 86
    assert abs(page.evaluate("window.scrollY") - before) < 5
    assert page.evaluate("document.activeElement.className") == "num"
    assert seen.complaints == []


def test_the_browsers_own_back_button_goes_back_too(opened: Opener) -> None:
    page = opened().page
    page.locator(".block.side a.num").first.click()
    page.go_back()
    assert not page.locator("#evidence-bar").is_visible()
    assert page.locator("#claims-table tbody tr:visible").count() == 86


def test_the_keyboard_reaches_numbers_and_evidence(opened: Opener) -> None:
    page = opened().page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator(".block.side a.num").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#evidence-bar").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#evidence-bar') !== null")


def test_a_mark_on_the_chart_leads_to_its_claim(opened: Opener) -> None:
    page = opened().page
    page.locator(".further > summary").first.click()
    mark = page.locator("#further-0 svg.wide g.mark.doctored .badge").first
    mark.click(force=True)
    assert page.locator("#claims-table tbody tr:visible").count() == 1
    assert page.locator("#claim-c26").is_visible()


def test_a_mark_says_what_it_is_under_the_pointer(opened: Opener) -> None:
    page = opened().page
    page.locator(".further > summary").first.click()
    page.locator("#further-0 svg.wide g.mark.doctored .badge").first.hover(force=True)
    assert "16,000 to 17,500 killed" in page.locator("#tip").inner_text()


def test_the_chart_is_looked_at_from_past_days_by_keyboard(opened: Opener) -> None:
    seen = opened("moved")
    page = seen.page
    asof = page.locator("#weekly-0 .asof")
    slide = asof.locator("input")
    marks = page.locator("#weekly-0 svg.wide g[data-known]:visible")
    now = page.locator("#weekly-0 svg.wide [data-fan='now']").first
    then = page.locator("#weekly-0 svg.wide [data-fan='2023-05-20']").first
    every = marks.count()
    assert now.is_visible()
    assert not then.is_visible()
    slide.focus()
    page.keyboard.press("Home")
    assert "was published by then" in asof.locator(".asof-words").inner_text()
    assert "No band" in asof.locator(".asof-words").inner_text()
    assert marks.count() < every
    assert not now.is_visible()
    assert slide.get_attribute("aria-valuetext") == asof.locator("b").inner_text()
    page.keyboard.press("ArrowRight")
    assert slide.input_value() == "1"
    asof.get_by_role("button", name="20 May 2023").click()
    assert then.is_visible()
    assert asof.locator("[aria-pressed=true]").inner_text() == "20 May 2023"
    assert barriers(page) == []
    slide.focus()
    page.keyboard.press("End")
    assert now.is_visible()
    assert marks.count() == every
    assert seen.complaints == []


def test_sorting_by_figure_and_by_date(opened: Opener) -> None:
    page = opened().page
    figure = page.locator("#claims-table th").nth(3)
    figure.locator("button").click()
    assert figure.get_attribute("aria-sort") == "ascending"
    values = (
        "[...document.querySelectorAll('#claims-table tbody tr')]"
        ".map((row) => +row.cells[3].dataset.value)"
    )
    up = page.evaluate(values)
    assert up == sorted(up)
    figure.locator("button").click()
    assert page.evaluate(values) == sorted(up, reverse=True)
    page.locator("#claims-table th").nth(1).locator("button").click()
    assert figure.get_attribute("aria-sort") is None
    days = page.evaluate(
        "[...document.querySelectorAll('#claims-table tbody tr')]"
        ".map((row) => row.cells[1].dataset.value)"
    )
    assert days == sorted(days)


def test_evidence_is_still_right_after_sorting(opened: Opener) -> None:
    page = opened().page
    page.locator("#claims-table th").nth(3).locator("button").click()
    page.locator(".statement a.more").first.click()
    assert page.locator("#claims-table tbody tr:visible").count() == 1
    assert page.locator("#claim-c60").is_visible()


def test_filters_narrow_and_clear(opened: Opener) -> None:
    page = opened().page
    shown = page.locator("#claims-table tbody tr:visible")
    page.select_option("#f-side", "ua")
    assert 0 < shown.count() < 20
    page.select_option("#f-allegiance", "third")
    few = shown.count()
    assert page.locator("#f-count").text_content() == f"{few} of 86 claims"
    page.fill("#f-text", "no such words")
    assert shown.count() == 0
    assert page.locator("#f-none").is_visible()
    page.locator("#f-clear").click()
    assert shown.count() == 86
    page.select_option("#f-role", "doctored")
    assert shown.count() == 1
    page.locator("#f-clear").click()
    page.select_option("#f-category", "wounded")
    assert shown.count() == 4
    page.locator("#f-clear").click()
    page.select_option("#f-scope", "war")
    wide = shown.count()
    page.select_option("#f-source", "us-nsc")
    assert 0 < shown.count() < wide
    page.locator("#f-clear").click()
    # the strongest pull first at the first click
    pull = page.locator("#claims-table th[data-first=down]")
    pull.locator("button").click()
    assert pull.get_attribute("aria-sort") == "descending"
    sizes = page.evaluate(
        "[...document.querySelectorAll('#claims-table tbody tr')]"
        ".map((row) => +row.querySelector('[data-label=Pull]').dataset.value)"
    )
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 0


def test_a_phone_folds_the_long_table_and_opens_it(opened: Opener) -> None:
    page = opened(width=360).page
    shown = page.locator("#claims-table tbody tr:visible")
    assert shown.count() == 12
    page.locator("#f-rest").click()
    assert shown.count() == 86
    assert (
        page.evaluate("getComputedStyle(document.querySelector('#claims-table td')).display")
        == "grid"
    )


@pytest.mark.parametrize("width", [360, 800, 1440])
def test_a_question_stands_left_of_what_is_meant_by_it(opened: Opener, width: int) -> None:
    places = opened("moved", width=width).page.evaluate(
        "[...document.querySelectorAll('.seven > div:not(.silent)')].map((row) =>"
        " ['dt', '.meant', '.answer'].map((part) => row.querySelector(part)"
        ".getBoundingClientRect()).map((box) => [box.left, box.top]))"
    )
    assert len(places) >= 4
    for question, meant, answer in places:
        assert question[0] <= min(meant[0], answer[0])
        assert question[1] <= min(meant[1], answer[1]) + 4


def test_without_script_everything_is_there_and_no_dead_control(opened: Opener) -> None:
    page = opened(script=False).page
    assert page.locator("#claims-table tbody tr:visible").count() == 86
    assert not page.locator("#filters").is_visible()
    assert not page.locator("#save-numbers").is_visible()
    assert page.locator("#claims-table th button").count() == 0
    assert page.locator(".block.side a.num").first.get_attribute("href") == "#claims"
    moved = opened("moved", script=False).page
    assert not moved.locator("#weekly-0 .asof").is_visible()
    assert moved.locator("#weekly-0 svg.wide [data-fan='now']").first.is_visible()


@pytest.mark.parametrize("variant", ["moved", "hostile"])
def test_the_opening_is_one_screen_and_begins_with_civilians(opened: Opener, variant: str) -> None:
    page = opened("moved").page
    top = page.locator(".opening").bounding_box()
    assert top is not None
    assert top["y"] + top["height"] <= 900
    first = page.locator(".opening .num").first.inner_text()
    assert first == "204 civilians killed"
    phone = opened(variant, width=360).page
    civilians, seven = (
        phone.locator(f".opening {part}").bounding_box() for part in (".civilians", ".seven")
    )
    assert civilians is not None
    assert seven is not None
    assert civilians["y"] < seven["y"]
    if variant == "moved":
        assert seven["y"] + seven["height"] < 3 * 900


def test_paper_shows_details_and_ids_but_no_controls(opened: Opener) -> None:
    page = opened(theme="dark").page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("details:not([open], .numbers)").count() == 0
    assert not page.locator("details.numbers:not([open])").first.is_visible()
    assert not page.locator("#filters").is_visible()
    assert page.locator("#weekly-0 > svg.wide").is_visible()
    after = "getComputedStyle(document.querySelector('.opening a.num'), '::after').content"
    assert "p1" in page.evaluate(after)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf()[:4] == b"%PDF"
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() > 3


def test_a_link_into_a_closed_part_opens_it(opened: Opener) -> None:
    page = opened().page
    page.locator("a[href='#source-us-nsc']").click()
    assert page.locator("#source-us-nsc").is_visible()


def test_the_numbers_can_be_saved(opened: Opener) -> None:
    page = opened().page
    with page.expect_download() as waiting:
        page.locator("#save-numbers").click()
    assert re.fullmatch(r"asculum.*\.json", waiting.value.suggested_filename)


def test_an_odd_address_breaks_nothing(opened: Opener) -> None:
    seen = opened()
    seen.page.goto(f"{seen.page.url}#%E0%A4%A")
    seen.page.reload()
    assert seen.complaints == []
    assert seen.page.locator("#filters").is_visible()


@pytest.mark.parametrize(
    ("variant", "width", "theme"),
    [
        # contrast goes with the theme, crowding with the width: the others are for the long run
        pytest.param("moved", 360, "light", marks=pytest.mark.recovery),
        ("moved", 360, "dark"),
        ("moved", 1440, "light"),
        pytest.param("moved", 1440, "dark", marks=pytest.mark.recovery),
        ("poisoned", 360, "dark"),
    ],
)
def test_axe_finds_no_barrier(opened: Opener, variant: str, width: int, theme: str) -> None:
    page = opened(variant, width=width, theme=theme).page
    page.evaluate(UNFOLD)
    assert barriers(page) == []


def test_each_chart_is_a_file_of_its_own(opened: Opener, tmp_path: Path) -> None:
    seen = opened()
    figure = seen.page.locator("#weekly-0")
    taken = {}
    for kind in ("SVG", "PNG", "CSV"):
        with seen.page.expect_download() as download:
            figure.get_by_role("button", name=f"Save as {kind}").click()
        taken[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(taken[kind])
    assert {path.name for path in taken.values()} == {
        f"bakhmut-killed-each-week-and-what-was-claimed.{kind}" for kind in ("svg", "png", "csv")
    }
    drawing = ElementTree.parse(taken["SVG"]).getroot()
    assert drawing.attrib["width"] == str(880 + 28)
    text = taken["SVG"].read_text("utf-8")
    assert "Killed each week, and what was claimed" in text
    assert "Asculum" in text
    assert not re.search(r"(class|href|data-rows|var\()", text)
    assert taken["PNG"].read_bytes().startswith(b"\x89PNG")
    width = int.from_bytes(taken["PNG"].read_bytes()[16:20], "big")
    assert width == 2 * (880 + 28)
    lines = taken["CSV"].read_text("utf-8-sig").splitlines()
    assert lines[0] == '"Whose","Week from","Middle draw","Half of draws","9 in 10 draws"'
    assert len(lines) > 40
    assert seen.complaints == []


def test_poison_in_every_field_stays_words_on_the_page_and_in_what_is_saved(
    opened: Opener,
) -> None:
    seen = opened("poisoned", width=360)
    page = seen.page
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.querySelectorAll('img, iframe, form').length") == 0
    assert "x" * 1_300 not in page.content()
    # charts fill the page only after it is there
    page.wait_for_selector(".take")
    kinds = set()
    buttons = page.get_by_role("button", name=re.compile("^Save as (CSV|SVG)"))
    for number, button in enumerate(buttons.all(), start=1):
        if number % 8 == 0:
            page.wait_for_timeout(1100)  # Chromium lets a page begin ten downloads a second
        with page.expect_download() as download:
            button.evaluate("node => node.click()")
        path = Path(download.value.path())
        kinds.add(kind := download.value.suggested_filename.rpartition(".")[2])
        if kind == "svg":
            assert {
                node.tag.rpartition("}")[2] for node in ElementTree.parse(path).iter()
            } <= SHAPES
            continue
        for line in path.read_text("utf-8-sig").splitlines():
            for value in re.findall(r'"((?:[^"]|"")*)"', line):
                assert not re.match(r"[=@\t]|[+-](?![\d.,]+%?$)", value), value
    assert kinds == {"svg", "csv"}
    assert seen.complaints == []
    assert [url for url in seen.requests if not url.startswith(("file:", "blob:", "data:"))] == []


def test_drawings_are_laid_out_for_the_width_there_is(opened: Opener) -> None:
    seen = opened("moved", width=360)
    page = seen.page
    assert page.locator("svg.plot.wide").count() == 0
    page.locator("#weekly-0 .asof").get_by_role("button", name="20 May 2023").click()
    page.set_viewport_size({"width": 1200, "height": 800})
    # what was chosen holds for the drawing that comes later
    wide = page.locator("#weekly-0 > svg.wide")
    wide.wait_for()
    assert wide.locator("[data-fan='2023-05-20']").first.is_visible()
    assert not wide.locator("[data-fan='now']").first.is_visible()
    assert seen.complaints == []


def test_a_link_into_rows_that_wait_lays_them_out(
    opened: Opener, pages: Callable[[str], Path]
) -> None:
    page = opened("bare").page
    page.goto(f"{pages('reckoning').as_uri()}#people-p8")
    row = page.locator("#people-rows tr").filter(has_text="5,684,177")
    row.wait_for()
    assert row.is_visible()
