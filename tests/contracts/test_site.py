"""The pages as a site: every page is in a menu, links lead there, and nothing is asked for."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("build_site", ROOT / "scripts" / "build_site.py")
assert SPEC is not None
assert SPEC.loader is not None
site = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(site)


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    site.stage(folder)
    return folder


def test_every_page_is_in_a_list_of_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"\]\(([^)#]+\.md)\)", index))
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert pages - listed == {"index.md"}


def test_every_page_is_in_one_menu(staged: Path) -> None:
    index = (staged / "index.md").read_text(encoding="utf-8")
    menus = re.findall(r"```\{toctree\}\n:hidden:\n:caption: (.+)\n\n((?:.+\n)+)```", index)
    entries = [
        line.rpartition("<")[2].rstrip(">") for _, lines in menus for line in lines.splitlines()
    ]
    pages = {path.relative_to(staged).with_suffix("").as_posix() for path in staged.rglob("*.md")}
    assert sorted(entries) == sorted(pages - {"index"})
    assert [caption for caption, _ in menus][:3] == ["Begin", "How to", "Methods"]


def test_links_lead_to_files_of_the_site(staged: Path) -> None:
    dead = [
        f"{page.name}: {target}"
        for page in staged.rglob("*.md")
        for target, _ in site._LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).is_file()
    ]
    assert dead == []


def test_a_page_from_elsewhere_is_led_anew() -> None:
    known = site.places()
    page = ROOT / "CONTRIBUTING.md"
    text = "[a](docs/ethics.md#war) [b](CHANGELOG.md) [c](https://example.org) [d](nowhere.md)"
    assert site.moved(text, page, "contributing.md", known) == (
        "[a](ethics.md#war) [b](changelog.md) [c](https://example.org) [d](nowhere.md)"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<script src="https://cdn.example/x.js"></script>'),
        ("a.html", '<link rel="stylesheet" href="//fonts.example/x.css">'),
        ("a.css", "a { background: url(https://example.org/x.png) }"),
        ("a.css", '@import "https://example.org/x.css";'),
    ],
)
def test_what_would_be_asked_of_others_is_seen(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(site.asking(tmp_path)) == 1


def test_what_is_only_linked_is_no_request(tmp_path: Path) -> None:
    text = '<a href="https://example.org">x</a><img src="_static/x.svg">'
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    assert site.asking(tmp_path) == []
