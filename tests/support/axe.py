"""What axe finds on a page."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: WCAG 2.2 AA and what it holds.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def barriers(page: Page) -> list[tuple[str, str, list[str]]]:
    """Return what axe finds against WCAG 2.2 AA: the rule, its words, and the first places."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate(
        "tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", list(TAGS)
    )
    return [
        (item["id"], item["help"], [str(node["target"]) for node in item["nodes"]][:5])
        for item in found["violations"]
    ]
