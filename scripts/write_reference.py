"""Write docs/reference/dossier.md from the data dictionary.

Run as ``uv run python scripts/write_reference.py`` after a change to the dictionary.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from asculum.evidence.codes import CODES
from asculum.evidence.dictionary import REQUIRED, TABLES, Column, assumption_terms, columns

TARGET = Path(__file__).parent.parent / "docs" / "reference" / "dossier.md"

ABOUT = {
    "sources": "Who made the statements.",
    "claims": "What was claimed about losses.",
    "strengths": "How many each side had.",
    "control": "Who held a place, and when.",
    "people": "The people of a place.",
    "events": "Events by place and day, as `asculum import` takes them from event data.",
}
INTRODUCTION = """\
# The dossier

A dossier is a folder with `dossier.toml` and CSV tables: `sources.csv` and `claims.csv`, and as
many of the others as there is evidence for. Files are UTF-8 (with or without a byte order mark);
dates are written YYYY-MM-DD; periods are half-open, so that `end` is the day after the last day.
`asculum new NAME` writes an example, `asculum check NAME` tells what is amiss, with file and line.

This page is generated from the data dictionary in `src/asculum/evidence/dictionary`.
"""


def reference() -> str:
    """Return the page."""
    parts = [INTRODUCTION, "## dossier.toml\n", _table(columns("dossier"), "key")]
    for table in TABLES:
        needed = "Required." if table in REQUIRED else "Optional."
        parts += [
            f"## {table}.csv\n",
            f"{ABOUT[table]} {needed}\n",
            _table(columns(table), "column"),
        ]
    parts += ["## Assumptions\n", ASSUMPTIONS, "\n".join(_assumptions()) + "\n"]
    parts += ["## Findings\n", FINDINGS, "\n".join(_findings()) + "\n"]
    return "\n".join(parts)


ASSUMPTIONS = """\
Each is a prior, given as its 5 % and 95 % points under `[assumptions]` in `dossier.toml`:
`NAME = { low = 1.5, high = 4.5, why = "…", source = "…" }`. Those by leaf may differ between sides
(`NAME.SIDE`) and between the smallest forces (`NAME.SIDE.FORCE`). A fixed one is the number `high`.
Those a dossier leaves out take the values below, and the report shows them as assumed.
"""
FINDINGS = """\
What `asculum check` reports. An error stops a reckoning; a warning says that an answer may
mislead; a note says how a row was read.
"""


def _table(keys: tuple[Column, ...], noun: str) -> str:
    lines = [
        f"| {noun} | type | unit | required | default | allowed | description |",
        "|---|---|---|---|---|---|---|",
    ]
    for key in keys:
        cells = (
            f"`{key.name}`",
            key.type,
            key.unit,
            "yes" if key.required else "",
            key.default,
            ", ".join(key.allowed),
            key.description,
        )
        lines.append(_row(cells))
    return "\n".join(lines) + "\n"


def _assumptions() -> Iterator[str]:
    yield "| assumption | by | shape | low | high | unit | description |"
    yield "|---|---|---|---|---|---|---|"
    for term in assumption_terms().values():
        low, high = ("" if end is None else f"{end:g}" for end in (term.low, term.high))
        yield _row((f"`{term.name}`", term.by, term.shape, low, high, term.unit, term.description))


def _findings() -> Iterator[str]:
    yield "| code | gravity | rule |"
    yield "|---|---|---|"
    for code in CODES.values():
        yield _row((code.code, code.severity, code.rule))


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(reference(), encoding="utf-8")
