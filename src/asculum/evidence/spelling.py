"""Nearest matches: what a word that is not known was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

#: Different unknown words looked up per list; a table of nonsense must not take minutes.
LOOKED_UP = 100


class Speller:
    """Finds the known word nearest to an unknown one; gives up after ``LOOKED_UP`` words."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = sorted(set(known))
        self._folded = {word.casefold(): word for word in self.known}
        self._asked: dict[str, str] = {}

    def nearest(self, word: str) -> str:
        """Return the nearest known word, or ``""`` where none is near."""
        if word.casefold() in self._folded:
            return self._folded[word.casefold()]
        if word not in self._asked:
            if len(self._asked) >= LOOKED_UP or len(word) > 100:
                return ""
            near = get_close_matches(word.casefold(), self._folded, n=1, cutoff=0.6)
            self._asked[word] = self._folded[near[0]] if near else ""
        return self._asked[word]

    def fix(self, word: str, *, otherwise: str = "") -> str:
        """Return the step that mends ``word``: the nearest match, else ``otherwise`` or a list."""
        near = self.nearest(word)
        if near:
            return f"did you mean {near}?"
        if otherwise or not self.known:
            return otherwise or "leave it out: there is nothing it could name"
        return f"use one of: {listed(self.known)}"


def listed(words: Iterable[str], *, most: int = 12) -> str:
    """Return words joined by commas, cut after ``most`` with a count of the rest."""
    items = list(words)
    rest = len(items) - most
    return ", ".join(items[:most]) + (f" and {rest:,} more" if rest > 0 else "")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 claim, 2 claims."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shown(value: object, *, most: int = 60) -> str:
    """Return a value as it was seen, quoted and cut to ``most`` characters."""
    try:
        text = value if isinstance(value, str) else str(value)
    except (ValueError, RecursionError):
        return "a value too long to show"
    return repr(text if len(text) <= most else text[: most - 1] + "…")
