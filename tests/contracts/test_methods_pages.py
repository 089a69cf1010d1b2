"""Every page about a method asks its question, assumes in the open, and says when it misleads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs" / "methods").glob("*.md"))
#: What a page must hold, each as a heading or as words that open a paragraph.
PARTS = {
    "the question": r"^(## The question|\*\*(The )?[Qq]uestion\.\*\*)",
    "what is assumed": r"^(#+ .*assum|\*\*Assum|\*Assum|.*\bassum)",
    "a formula": r"[=≥∝~≈] ?\S",
    "when it misleads": r"^(#+ .*(mislead|cannot say)|\*+Mislead)",
    "how it was checked": r"^(#+ |\*\*)(Checks|How well it does|How it fares|Where the truth)",
    "its references": r"^## References",
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_about_a_method_holds_all_its_parts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [part for part, sign in PARTS.items() if not re.search(sign, text, re.M | re.I)]
    assert missing == []


def test_there_are_pages() -> None:
    assert len(PAGES) >= 16
