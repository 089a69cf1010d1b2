"""English that stands on a page of another language, marked as English for who reads it aloud."""

from __future__ import annotations

import re

from asculum.terms.speech import ENGLISH, NO_MORE, unmarked

_PARTS = re.compile(r"(<script\b.*?</script>|<style\b.*?</style>|<[^>]*>)", re.DOTALL)
_TAG = re.compile(r"^<(/?)([A-Za-z][A-Za-z0-9]*)")
#: Elements that hold nothing but text: no mark can stand in them.
_PLAIN = {"title", "desc", "option", "textarea"}
#: Elements at whose ends whatever was left open is closed.
_WHOLE = {
    *("p", "li", "td", "th", "tr", "div", "h1", "h2", "h3", "h4", "dt", "dd", "caption", "summary"),
    *("section", "figure", "button", "label", "svg", "text", "nav", "header", "footer"),
}


def with_english_marked(page: str) -> str:
    """Return a page whose marks of English have become ``lang="en"``, or nothing where none fits.

    Within an attribute, a title or an option there is no place for a mark: the words stay bare.
    """
    told: list[str] = []
    depth, drawn, plain = 0, 0, False
    for part in _PARTS.split(page):
        tag = _TAG.match(part)
        if part.startswith("<") and (tag or part.startswith("<!")):
            told.append(unmarked(part))
            if tag is None:
                continue
            closes, name = bool(tag.group(1)), tag.group(2).lower()
            if name == "svg" and not part.endswith("/>"):
                drawn += -1 if closes else 1
            if name in _PLAIN:
                plain = not closes
            if name in _WHOLE:
                depth = 0
            continue
        words, depth = _words(part, depth, "" if plain else "tspan" if drawn else "span")
        told.append(words)
    return "".join(told)


def _words(text: str, depth: int, element: str) -> tuple[str, int]:
    """Return text between two tags, and how deep in English it ends."""
    if not depth and ENGLISH not in text and NO_MORE not in text:
        return text, 0
    told: list[str] = []
    for piece in re.split(f"([{ENGLISH}{NO_MORE}])", text):
        if piece == ENGLISH:
            depth += 1
        elif piece == NO_MORE:
            depth = max(0, depth - 1)
        elif depth and element and piece.strip():
            told.append(f'<{element} lang="en">{piece}</{element}>')
        else:
            told.append(piece)
    return "".join(told), depth
