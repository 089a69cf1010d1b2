"""The rows of a dossier's files as they stand, for the ledger of what was imported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path


def raw_rows(folder: Path, file: str) -> Iterator[tuple[str, int, dict[str, object]]]:
    """Yield (table, line, content) for each row of one file of a dossier that has been read.

    A CSV table gives a row for each record that is not blank, its cells by column; any other file
    gives one row with its whole text.
    """
    text = (folder / file).read_bytes().decode("utf-8-sig")
    table = Path(file).stem
    if not file.endswith(".csv"):
        yield table, 1, {"text": text}
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip() for name in next(reader, [])]
    begins = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield table, begins, dict(zip(header, cells, strict=False))
        begins = reader.line_num + 1
