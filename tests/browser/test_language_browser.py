"""The report in Ukrainian in a real browser: its script speaks too, and axe finds no barrier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe import barriers

if TYPE_CHECKING:
    from conftest import Opener

pytestmark = pytest.mark.browser


def test_the_script_speaks_the_language_of_the_page(opened: Opener) -> None:
    seen = opened("reckoning@uk")
    page = seen.page
    count = page.locator("#claims-table tbody tr").count()
    assert page.locator("html").get_attribute("lang") == "uk"
    assert page.locator("#f-count").text_content() == f"Показано тверджень: {count} з {count}"
    page.locator('a[data-rows]:not([data-rows=""])').first.click()
    assert page.locator("#evidence-words").inner_text().startswith("Твердження, на яких")
    figure = page.locator("#weekly-0")
    assert figure.get_by_role("button", name="Зберегти як SVG").count() == 1
    assert seen.complaints == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in seen.requests)


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_barrier_in_two_languages_at_once(opened: Opener, width: int) -> None:
    page = opened("moved@uk", width=width).page
    assert page.locator("main [lang=en]").count() > 0
    assert barriers(page) == []
    room = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert room <= 0
