"""A translation in which every letter of every message is another: what is left was not said."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Mapping
from dataclasses import replace

from asculum.report.translation.catalogue import template_file
from asculum.report.translation.checking import NUMBER
from asculum.report.translation.po import written_po
from asculum.terms.speech import SLOT

HEADER = {
    "Language": "qps",
    "X-Language-Name": "Wide",
    "Content-Type": "text/plain; charset=UTF-8",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
_ATTRIBUTES = "aria-label|data-label|data-tip|data-what|data-from|title|aria-valuetext"


def wide(text: str) -> str:
    """Return text in the wide letters of East Asian type, its named values as they were."""
    told, at = "", 0
    for found in SLOT.finditer(text):
        told += _wide(text[at : found.start()]) + found.group(0)
        at = found.end()
    return told + _wide(text[at:])


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in text)


def pseudo() -> str:
    """Return a PO file that translates every message into wide letters."""
    entries = []
    for item in template_file().entries:
        forms = (wide(item.key[1]), wide(item.plural)) if item.plural else (wide(item.key[1]),)
        entries.append(replace(item, strings=("1 234,5",) if item.key == NUMBER else forms))
    return written_po(HEADER, entries)


def visible(page: str) -> list[str]:
    """Return what a reader sees or hears of a page: its text and the labels in attributes."""
    bare = re.sub(r"<script\b.*?</script>|<style\b.*?</style>", "", page, flags=re.DOTALL)
    bare = re.sub(r"<(code|pre)\b.*?</\1>", "", bare, flags=re.DOTALL)
    told = re.findall(r">([^<]+)<", bare) + re.findall(rf'\b(?:{_ATTRIBUTES})="([^"]*)"', bare)
    return [text for text in (html.unescape(each).strip() for each in told) if text]


def english(page: str, free: set[str]) -> list[str]:
    """Return what is English on a page, apart from the texts in ``free``."""
    known = re.compile("|".join(re.escape(x) for x in sorted(free, key=len, reverse=True)) or "$^")
    found = []
    for text in visible(page):
        rest = known.sub("·", text)
        # a chart cuts a long name to the room there is
        cut = re.match(r"^(.*?)…", text)
        if cut and any(name.startswith(cut.group(1)) for name in free):
            rest = known.sub("·", text[cut.end() :])
        if re.search(r"[A-Za-z]{2,}", rest):
            found.append(text)
    return sorted(set(found))


def texts(value: object, *, without: frozenset[str] = frozenset()) -> set[str]:
    """Return every text in a value and in what it holds, but for the fields of some names."""
    if isinstance(value, str):
        return {value} if re.search(r"[A-Za-z]{2}", value) else set()
    if dataclasses.is_dataclass(value):
        fields = [item.name for item in dataclasses.fields(value) if item.name not in without]
        return set().union(*(texts(getattr(value, name), without=without) for name in fields))
    if isinstance(value, Mapping):
        return texts(list(value), without=without) | texts(list(value.values()), without=without)
    if isinstance(value, (list, tuple, set, frozenset)):
        return set().union(*(texts(item, without=without) for item in value))
    return set()
