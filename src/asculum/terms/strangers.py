"""Strangers' words: what a page or a terminal must not be made to obey."""

from __future__ import annotations

import re

#: Control characters (but tab and line feed), half surrogates, and the marks that reorder text.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)


def tamed(text: str) -> str:
    """Return text with U+FFFD for each unsafe character, so that a reader sees there was one."""
    return UNSAFE.sub("\ufffd", text.replace("\r\n", "\n"))
