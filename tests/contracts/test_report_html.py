"""The page's promises: no request, a policy that fits, whole markup, harmless strings."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "report"))

import builders

from asculum.report import render

VARIANTS = ("moved", "refused", "ledger_refused", "bare", "hostile", "poisoned")
VOID = {"meta", "link", "br", "input", "hr", "img"}


class Page(HTMLParser):
    """Collects what a browser would see, and every tag that is not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.faults: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.headings: list[int] = []
        self.feed(text)
        self.close()
        self.faults += [f"{tag} is never closed" for tag in self.stack]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"{tag} has an attribute twice")
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.stack[-1:]} at {self.getpos()}")
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass


@pytest.fixture(scope="module", params=VARIANTS)
def text(request: pytest.FixtureRequest) -> str:
    return render(getattr(builders, request.param)())


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_markup_is_whole(page: Page) -> None:
    assert page.faults == []


def test_ids_are_unique_and_internal_links_resolve(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in page.tags:
        if attrs.get("href", "").startswith("#"):
            assert attrs["href"][1:] in ids
        for name in attrs.get("aria-labelledby", "").split():
            assert name in ids


def test_nothing_is_fetched(page: Page, text: str) -> None:
    for tag, attrs in page.tags:
        assert "src" not in attrs
        assert "srcset" not in attrs
        if "href" in attrs and tag != "a":
            assert attrs["href"] == "data:,"
        if tag == "a" and not attrs["href"].startswith("#"):
            assert re.match(r"https?://", attrs["href"])
            assert attrs["rel"] == "noopener noreferrer nofollow"
        assert not [name for name in attrs if name.startswith("on")]
        assert "style" not in attrs
    assert {tag for tag, _ in page.tags}.isdisjoint(
        {"iframe", "object", "embed", "base", "form", "img"}
    )
    style = text.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_names_the_very_script_and_style(text: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in policy[1]
    scripts = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", text, flags=re.DOTALL)
    assert len(scripts) == len(styles) == 1
    for inline, rule in ((scripts[0], "script-src"), (styles[0], "style-src")):
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_only_our_two_scripts_are_there(page: Page) -> None:
    scripts = [attrs for tag, attrs in page.tags if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "asculum-numbers"}, {}]


def test_the_numbers_are_json_in_the_envelope(text: str) -> None:
    inside = text.split('id="asculum-numbers">')[1].split("</script>")[0]
    assert "<" not in inside
    numbers = json.loads(inside)
    assert list(numbers)[:6] == ["asculum", "command", "dossier", "as_of", "seed", "run"]


def test_headings_descend_one_step_at_a_time(page: Page) -> None:
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    for before, after in zip(page.headings, page.headings[1:], strict=False):
        assert after <= before + 1


def test_charts_and_tables_say_what_they_are(page: Page) -> None:
    plots = [attrs for tag, attrs in page.tags if tag == "svg" and "plot" in attrs["class"].split()]
    assert all(attrs["role"] == "img" and attrs["aria-labelledby"] for attrs in plots)
    wide = sum("wide" in attrs["class"] for attrs in plots)
    assert wide == len(plots) - wide
    tables = sum(tag == "table" for tag, _ in page.tags)
    assert tables == sum(tag == "caption" for tag, _ in page.tags)
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.tags if tag == "th")


def test_hostile_strings_are_only_words() -> None:
    text = render(builders.hostile())
    assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", text)
    assert "x" * 1_300 not in text
    assert "{{ 7 * 7 }}" in text
    assert "<img" not in text
    assert 'href="javascript' not in text.lower()
    text.encode("utf-8")


def test_type_on_the_charts_is_legible_at_the_narrowest_width(text: str) -> None:
    narrow = [
        float(size) for size in re.findall(r'class="plot narrow"[^>]* font-size="([\d.]+)"', text)
    ]
    wide = [
        float(size) for size in re.findall(r'class="plot wide"[^>]* font-size="([\d.]+)"', text)
    ]
    assert all(size * (320 - 24) / 340 >= 11 for size in narrow)
    assert all(size * (752 - 40) / 880 >= 10.9 for size in wide)
