"""Merging: rows of an import put into the text of a dossier's tables, sorted and stable."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from asculum.evidence.dictionary import columns
from asculum.evidence.formats.frame import Cells, Reading, age
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import counted
from asculum.evidence.table import read_table


@dataclass(frozen=True, kw_only=True)
class Merged:
    """New text of the files that change, and what became of the rows.

    ``added``, ``changed`` and ``unchanged`` count rows of the import; ``kept`` those that the
    dossier holds in a newer version; ``removed`` rows of the dossier that the import replaces.
    """

    texts: Mapping[str, str]
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    removed: int = 0
    sources: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What the import does to the dossier, in a sentence."""
        if not self.texts:
            if self.added or self.changed or self.unchanged or self.kept:
                more = f"; {self.kept:,} are there in a newer version" if self.kept else ""
                return f"Nothing changes: every row is there already{more}."
            return "Nothing changes: no row was taken."
        new = f"{counted(self.added, 'row')} {'is' if self.added == 1 else 'are'} new"
        parts = [new, f"{self.changed:,} changed"]
        parts.append(f"{self.unchanged:,} were there already")
        if self.kept:
            parts.append(f"{self.kept:,} are there in a newer version and stay")
        if self.removed:
            parts.append(f"{self.removed:,} of an earlier import give way")
        text = ", ".join(parts) + "."
        if self.sources:
            text += f" Added to sources.csv: {', '.join(self.sources)}."
        return text


def merge(folder: Path, reading: Reading) -> Merged:
    """Return the dossier's tables with the rows of an import in them; nothing is written.

    Rows are put together by id (states of control by source and place within the days that the
    file covers). A row that the dossier holds in a newer version stays. Raises ``EvidenceError``
    where a table of the dossier cannot be read, since it would be written anew.
    """
    names = [column.name for column in columns(reading.table)]
    file = f"{reading.table}.csv"
    header, present = _present(folder, file, names)
    rows: list[Cells] = []
    counts = dict.fromkeys(("added", "changed", "unchanged", "kept", "removed"), 0)
    if reading.table == "control":
        rows = _spans(present, reading, counts)
    else:
        rows = _by_id(present, reading, counts)
    wanted = [*header, *(name for name in names if name not in header)]
    wanted = [name for name in wanted if name in header or any(row.get(name) for row in rows)]
    texts: dict[str, str] = {}
    if counts["added"] or counts["changed"] or counts["removed"]:
        texts[file] = _text(wanted if header else names, rows)
    new: tuple[str, ...] = ()
    if rows and (texts or not counts["kept"]):
        source_names = [column.name for column in columns("sources")]
        source_header, sources = _present(folder, "sources.csv", source_names)
        have = {row["id"] for row in sources}
        used = {row["source"] for row in reading.rows}
        fresh = [row for row in reading.sources if row["id"] in used and row["id"] not in have]
        if fresh:
            filled = [
                *source_header,
                *(
                    name
                    for name in source_names
                    if name not in source_header and any(row.get(name) for row in fresh)
                ),
            ]
            texts["sources.csv"] = _text(filled or source_names, [*sources, *fresh])
            new = tuple(row["id"] for row in fresh)
    return Merged(texts=texts, sources=new, **counts)


def _present(folder: Path, file: str, names: Sequence[str]) -> tuple[list[str], list[Cells]]:
    """Return a table's own column names and rows as they stand; nothing where it is missing."""
    try:
        data = (folder / file).read_bytes()
    except FileNotFoundError:
        return [], []
    except OSError as error:
        what = f"{file} of the dossier cannot be read: {error.strerror}"
        raise refusal("IMP012", what, fix="check who may read the file") from error
    table = read_table(data, name=file, columns=columns(file.removesuffix(".csv")))
    errors = [finding for finding in table.findings if finding.severity == "error"]
    if errors:
        what = f"{file} of the dossier has errors: {errors[0].where}: {errors[0].what}"
        raise refusal("IMP012", what, fix=f"mend it first: asculum check {folder}")
    del names
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    header = [(name or "").strip() for name in reader.fieldnames or []]
    reader.fieldnames = header
    rows = [
        {name: (cell or "").strip() for name, cell in row.items()}
        for row in reader
        if any((cell or "").strip() for cell in row.values())
    ]
    return header, rows


def _by_id(present: Sequence[Cells], reading: Reading, counts: dict[str, int]) -> list[Cells]:
    """Replace rows where they stand; add new ones after the last row of the same source."""
    fresh: dict[str, Cells] = {}
    for row in reading.rows:
        fresh.setdefault(row["id"], row)
    rows: list[Cells] = []
    for old in present:
        new = fresh.pop(old["id"], None)
        if new is None:
            rows.append(old)
        elif _same(old, new):
            counts["unchanged"] += 1
            rows.append(old)
        elif old.get("source") != new.get("source"):
            what = f"the id {old['id']} is there already, from the source {old.get('source')}"
            raise refusal("IMP012", what, fix="give the dossier's own row another id")
        elif _newer(old, new):
            counts["kept"] += 1
            rows.append(old)
        else:
            counts["changed"] += 1
            rows.append({**dict.fromkeys(old, ""), **new})
    counts["added"] += len(fresh)
    added = list(fresh.values())
    if reading.table == "events":
        return sorted([*rows, *added], key=_event_order)
    return [*rows, *sorted(added, key=lambda row: (row.get("published", ""), row["id"]))]


def _event_order(row: Cells) -> tuple[str, ...]:
    return (row["date_start"], row.get("date_end", ""), row["source"], row["id"])


def _spans(present: Sequence[Cells], reading: Reading, counts: dict[str, int]) -> list[Cells]:
    assert reading.span is not None, "control is read with the days it covers"
    first, last = (day.isoformat() for day in reading.span)
    places = {(row["source"], row["place"]) for row in reading.rows}
    fresh = {(row["source"], row["place"], row["start"]): row for row in reading.rows}
    rows: list[Cells] = []
    for old in present:
        key = (old["source"], old["place"], old["start"])
        if new := fresh.pop(key, None):
            same = _same(old, new)
            counts["unchanged" if same else "changed"] += 1
            rows.append(old if same else {**dict.fromkeys(old, ""), **new})
        elif key[:2] in places and first <= old["start"] <= last:
            counts["removed"] += 1
        else:
            rows.append(old)
    counts["added"] += len(fresh)
    return [*rows, *sorted(fresh.values(), key=lambda row: (row["place"], row["start"]))]


def _same(old: Cells, new: Cells) -> bool:
    return all(old.get(name, "") == new.get(name, "") for name in {*old, *new})


def _newer(old: Cells, new: Cells) -> bool:
    """Return whether the dossier's row is of a newer version than the import's.

    Where the version does not tell, the day of publication does, as far as both are stated.
    """
    (before, said), (after, says) = age(old), age(new)
    if before and after and before != after:
        return before > after
    return bool(said and says and said > says)


def _text(names: Sequence[str], rows: Iterable[Cells]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
