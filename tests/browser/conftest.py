"""A real Chromium, cut off from every network."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "report"))

import builders

from asculum.report import render


@dataclass
class Watched:
    """A page with all it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


#: All is laid out but the drawings for another width.
LAID = """
() => !document.querySelector(
  matchMedia("(min-width: 47rem)").matches ? "noscript:not(.narrow)" : "noscript:not(.wide)")
"""
Opener = Callable[..., Watched]


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the file of a variant of the made-up reckoning, written once.

    A language may stand behind it: ``reckoning@uk``.
    """
    folder = tmp_path_factory.mktemp("pages")

    def written(variant: str) -> Path:
        path = folder / f"{variant}.html"
        if not path.exists():
            made, _, lang = variant.partition("@")
            page = render(getattr(builders, made)(), lang=lang or "en")
            path.write_text(page, encoding="utf-8")
        return path

    return written


@pytest.fixture
def opened(browser: Browser, pages: Callable[[str], Path]) -> Iterator[Opener]:
    """Return a way to open a variant at a width and in a theme, offline and watched."""
    contexts: list[BrowserContext] = []

    def opening(
        variant: str = "reckoning",
        *,
        width: int = 1440,
        theme: str = "light",
        script: bool = True,
        motion: str = "reduce",
    ) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion=motion,  # type: ignore[arg-type]
            offline=True,
            java_script_enabled=script,
        )
        contexts.append(context)
        watched = Watched(page=context.new_page())
        watched.page.on("request", lambda request: watched.requests.append(request.url))
        watched.page.on(
            "console",
            lambda said: (
                watched.complaints.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        watched.page.on("dialog", lambda dialog: watched.complaints.append(dialog.message))
        watched.page.goto(pages(variant).as_uri())
        if script:
            watched.page.wait_for_function(LAID)
        return watched

    yield opening
    for context in contexts:
        context.close()
