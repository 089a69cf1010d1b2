"""The workbench in a real Chromium: by keyboard, on a phone, in two tabs, with nothing outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe import barriers
from benching import open_workbench
from playwright.sync_api import Browser, Page, expect
from small import CLAIMS, small_dossier

pytestmark = pytest.mark.browser
#: Chromium's own remark on a form that was not taken.
REMARK = "Failed to load resource: the server responded with a status of 4"
PAGES = (
    "/",
    "/d/mill",
    "/d/mill/t/claims",
    "/d/mill/t/claims/row?id=n1",
    "/d/mill/report",
    "/d/mill/t/control",
    "/d/mill/battle",
    "/d/mill/part/battle",
    "/d/mill/part/options",
    "/d/mill/echoes",
    "/d/mill/import",
    "/d/mill/assume",
    "/d/mill/compare",
    "/d/mill/history",
)


@dataclass
class Bench:
    """An entered browser window over a working folder, watched."""

    page: Page
    root: Path
    base: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, address: str) -> None:
        self.page.goto(self.base + address)

    @property
    def claims(self) -> str:
        return (self.root / "mill" / "claims.csv").read_bytes().decode()


@pytest.fixture
def bench(browser: Browser, tmp_path: Path) -> Iterator[Bench]:
    rows = CLAIMS.splitlines()
    noted = [f"{rows[0]},note", *(f"{row},<script>alert(1)</script>" for row in rows[1:])]
    small_dossier(tmp_path / "mill", claims="\n".join(noted) + "\n")
    with open_workbench(tmp_path) as (visitor, link):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        made = Bench(context.new_page(), tmp_path, f"http://127.0.0.1:{visitor.port}")
        context.on("request", lambda request: made.requests.append(request.url))
        context.on("weberror", lambda error: made.complaints.append(str(error.error)))
        context.on("console", lambda said: made.complaints.append(said.text))
        made.page.goto(link)
        yield made
        context.close()
        assert [said for said in made.complaints if not said.startswith(REMARK)] == []
        assert [url for url in made.requests if not url.startswith((made.base, "data:"))] == []


def test_every_page_fits_a_phone_and_sets_up_no_barrier(bench: Bench) -> None:
    for width, theme in ((360, "dark"), (1440, "light")):
        bench.page.set_viewport_size({"width": width, "height": 800})
        bench.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        for address in PAGES:
            bench.go(address)
            beyond = bench.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert beyond <= 0, (address, width)
            nameless = bench.page.evaluate(
                """[...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
                .filter((field) => !field.labels.length).map((field) => field.name)"""
            )
            assert nameless == [], address
            assert bench.page.locator("h1").count() == 1
            if width == 360:
                assert barriers(bench.page) == [], address


def test_a_claim_is_corrected_by_keyboard_with_findings_as_one_types(bench: Bench) -> None:
    page = bench.page
    bench.go("/d/mill/t/claims/row?id=n1")
    page.focus("#cell-published")
    page.keyboard.press("Control+A")
    page.keyboard.type("1 Aug 1807")
    expect(page.locator("#told li.error")).to_contain_text("EVI011")
    expect(page.locator("#cell-published")).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Not saved")
    assert ",,700,," in bench.claims
    page.fill("#cell-published", "1807-08-02")
    page.fill("#cell-best", "705")
    expect(page.locator("#told li.error")).to_have_count(0)
    page.focus("#cell-best")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert "n1,1807-08-02" in bench.claims
    assert "<script>alert(1)</script>" in bench.claims
    page.get_by_role("link", name="History and undo").click()
    page.get_by_role("button", name="Take back").press("Enter")
    expect(page.get_by_text("Taken back. That")).to_be_visible()
    assert "n1,1807-08-01" in bench.claims


def test_two_tabs_show_each_other_what_they_wrote(bench: Bench) -> None:
    bench.go("/d/mill/t/claims/row?id=n1")
    other = bench.page.context.new_page()
    other.goto(bench.page.url)
    bench.page.fill("#cell-best", "710")
    bench.page.get_by_role("button", name="Save").click()
    expect(bench.page.get_by_text("Saved.")).to_be_visible()
    other.fill("#cell-best", "720")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("alert")).to_contain_text("Nothing of either is lost")
    expect(other.locator("#cell-best")).to_have_value("720")
    expect(other.locator(".theirs")).to_contain_text("710")
    assert ",,710,," in bench.claims
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    assert ",,720,," in bench.claims


def test_a_file_is_chosen_looked_into_and_left(bench: Bench) -> None:
    bench.go("/d/mill/import")
    data = b"published,best,strange\n1807-07-02,900,x\n"
    bench.page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": data})
    bench.page.get_by_role("button", name="Look into it").click()
    expect(bench.page.get_by_text("no format knows its columns")).to_be_visible(timeout=60_000)
    expect(bench.page.locator('[name="column-best"]')).to_have_value("best")
    expect(bench.page.locator('[name="column-strange"]')).to_have_value("")


def test_a_dossier_is_begun_with_the_keyboard_alone(bench: Bench) -> None:
    page = bench.page
    bench.go("/")
    page.focus('[name="name"]')
    given = ("ford", "Battle of the ford", "The ford", "1807-04-03", "1807-06-13", "North", "South")
    for words in given:
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Begun. Next")).to_be_visible()
    bench.go("/d/ford/part/pools")
    page.focus("#cell-side")
    page.keyboard.type("North")
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.type("30000")
    for _ in range(2):  # past the choice of a scope, where Enter opens the choices
        page.keyboard.press("Tab")
    # the line that is typed in is never under the buttons
    obscured = page.evaluate(
        """() => document.activeElement.getBoundingClientRect().bottom
        > document.querySelector(".actions").getBoundingClientRect().top"""
    )
    assert not obscured
    expect(page.locator("#told li.error")).to_contain_text("pools[1].source is missing")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Not saved")
    expect(page.locator("#cell-low")).to_have_value("30000")


def test_the_sending_of_a_file_is_shown_and_a_large_one_refused_at_once(bench: Bench) -> None:
    page = bench.page
    bench.go("/d/mill/import")
    page.evaluate("document.querySelector('form.drop').dataset.most = 20")
    data = b"published,best\n1807-07-02,900\n"
    page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Look into it").click()
    expect(page.get_by_role("alert")).to_contain_text("more than may be sent")
    page.evaluate("document.querySelector('form.drop').dataset.most = 1000")
    page.get_by_role("button", name="Look into it").click()
    expect(page.get_by_text("The first rows of the file").first).to_be_visible(timeout=60_000)


def test_it_reads_and_saves_without_scripts(browser: Browser, tmp_path: Path) -> None:
    small_dossier(tmp_path / "mill")
    with open_workbench(tmp_path) as (visitor, link):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(link)
        page.goto(f"http://127.0.0.1:{visitor.port}/d/mill/t/claims/row?id=n1")
        page.fill("#cell-best", "705")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        context.close()
    assert ",,705,," in (tmp_path / "mill" / "claims.csv").read_text(encoding="utf-8")


#: How long a run of the small dossier may take on a busy machine [ms].
LONG = 400_000


def test_a_run_is_begun_watched_cancelled_and_read(bench: Bench) -> None:
    page = bench.page
    bench.go("/d/mill/report")
    page.fill('[name="seed"]', "2")
    page.get_by_role("button", name="Reckon").click()
    expect(page.get_by_role("progressbar")).to_be_visible(timeout=LONG)
    address = page.url
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("was cancelled").first).to_be_visible(timeout=LONG)
    assert page.get_by_role("link", name="Read its report").count() == 0
    bench.go("/d/mill/report")
    page.get_by_role("button", name="Reckon").click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible(timeout=LONG)
    assert page.url != address
    # it says what it is doing, and leads to what it found when it is done
    expect(page.locator(".run-stage")).not_to_be_empty()
    expect(page.locator("#lost-h")).to_be_visible(timeout=LONG)
    assert page.url.endswith("/page")
    assert "The skirmish at the mill" in page.locator("h1").inner_text()
    expect(page.locator("#weekly-0 > svg.wide")).to_be_visible()
    expect(page.locator("#weekly-0").get_by_role("button", name="Save as SVG")).to_be_visible()
    bench.go("/d/mill/report?choose=1")
    expect(page.get_by_role("link", name="Read its report")).to_have_count(1)
    expect(page.get_by_text("was cancelled").first).to_be_visible()
