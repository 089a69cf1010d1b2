"""Write the tables of the dossier ukraine-first-year from the claims of Radford et al. 2023.

    python scripts/digest_radford.py claims.csv src/asculum/dossiers/ukraine-first-year

The input is the file of 4,609 claims (MIT licence), read by ``asculum import radford2023`` with
``--every month``. Afterwards soldiers are kept and civilians left out, the scope of each claim is
the battle (the battle of this dossier is the whole war), totals other than the Ukrainian daily one
are counts since the invasion, and claims that look like echoes from
``LINKED`` digits on (see docs/methods/echoes.md) go back to their origin. Nothing is filled in.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from datetime import date
from pathlib import Path

from asculum.evidence.dossier import Dossier
from asculum.evidence.echoes import proposals
from asculum.evidence.formats import radford2023
from asculum.evidence.formats.frame import Cells, Wanted
from asculum.evidence.formats.heads import read_records
from asculum.evidence.formats.opening import open_file
from asculum.evidence.reading import inspect_dossier

#: Digits from which a proposed echo is taken for one: no page is at hand on which to read it.
LINKED = 2.0
#: The one stream that is a running total of one speaker: the Ukrainian daily figure. The file pools
#: many speakers as one source elsewhere, whose totals follow no common count.
RUNNING = ("radford-ua", "ru", "killed")
TODAY = date(2026, 11, 23)
CLAIMS = (
    *("id", "published", "source", "side", "force", "category", "kind", "low", "best", "high"),
    *("bound", "start", "end", "scope", "derives_from", "manner", "checked", "url", "note"),
)
SOURCES = ("id", "name", "short", "allegiance", "backs", "kind", "url", "note")


def digest(file: Path, folder: Path) -> dict[str, str]:
    """Return the text of claims.csv and sources.csv."""
    dossier = _opened(folder, {})
    records = read_records(open_file(file))
    reading = radford2023.read(records, dossier, Wanted(every="month"))
    rows = [row | _told(row) for row in reading.rows if row["side"] != "civilians"]
    used = {row["source"] for row in rows}
    sources = [row for row in reading.sources if row["id"] in used]
    texts = {"claims.csv": _text(CLAIMS, rows), "sources.csv": _text(SOURCES, sources)}
    linked = {item.later.id: item for item in proposals(_opened(folder, texts).claims)}
    for row in rows:
        found = linked.get(row["id"])
        if found is not None and found.score >= LINKED:
            row |= {"derives_from": found.earlier.id, "manner": found.manner.value}
            row["note"] += f"; linked by rule: {found.why} ({found.score:.1f} digits)"
    return texts | {"claims.csv": _text(CLAIMS, rows)}


def _told(row: Cells) -> Cells:
    """Return scope and kind: one speaker's total stays a running total, a total else is a count."""
    stream = (row["source"], row["side"], row["category"])
    kind = "count" if row["kind"] == "cumulative" and stream != RUNNING else row["kind"]
    return {"scope": "battle", "kind": kind}


def _opened(folder: Path, texts: dict[str, str]) -> Dossier:
    """Open the dossier's head with other tables beside it."""
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place) / folder.resolve().name
        trial.mkdir()
        (trial / "dossier.toml").write_bytes((folder / "dossier.toml").read_bytes())
        for name, columns in (("claims.csv", CLAIMS), ("sources.csv", SOURCES)):
            (trial / name).write_text(texts.get(name, ",".join(columns) + "\n"), encoding="utf-8")
        dossier, findings = inspect_dossier(trial, today=TODAY)
    if dossier is None:
        raise SystemExit("\n".join(f"{item.where}: {item.what}" for item in findings))
    return dossier


def _text(columns: tuple[str, ...], rows: list[Cells]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main(arguments: list[str]) -> int:
    """Read the file and write the two tables into the folder, which holds dossier.toml."""
    if len(arguments) != 2:
        print("usage: digest_radford.py CLAIMS_CSV DOSSIER_FOLDER", file=sys.stderr)
        return 2
    file, folder = (Path(argument) for argument in arguments)
    for name, text in digest(file, folder).items():
        (folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
