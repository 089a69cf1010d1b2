"""Write docs/notebooks/bakhmut.ipynb from the page about notebooks: its words and its cells.

Run as ``uv run python scripts/write_notebook.py`` after a change to docs/howto/notebook.md.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "howto" / "notebook.md"
TARGET = ROOT / "docs" / "notebooks" / "bakhmut.ipynb"
#: What marks a fence of the page as a cell.
MARK = "<!-- not run: it is run as the notebook -->"
_CELL = re.compile(re.escape(MARK) + r"\n```python\n(.*?)^```$", re.M | re.S)
_LINK = re.compile(r"\]\((?!https?:)([^)]+)\)")


def notebook() -> str:
    """Return the notebook, as JSON without outputs."""
    cells = []
    for at, part in enumerate(_CELL.split(PAGE.read_text(encoding="utf-8"))):
        text = part.strip()
        if text:
            cells.append(_cell("code" if at % 2 else "markdown", text, len(cells)))
    whole = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, text: str, number: int) -> dict[str, object]:
    if kind == "markdown":
        # the page lies beside the folder of notebooks, so its links lead there by another way
        text = _LINK.sub(lambda match: f"]({_from_notebooks(match[1])})", text)
    lines = text.splitlines(keepends=True)
    cell: dict[str, object] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell | {"source": lines}


def _from_notebooks(target: str) -> str:
    if target.startswith("../notebooks/"):
        return target.removeprefix("../notebooks/")
    return target if target.startswith(("../", "#")) else f"../howto/{target}"


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(notebook(), encoding="utf-8")
