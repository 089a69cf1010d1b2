"""A made-up dossier to spoil: the template's battle, written into a temporary folder."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from asculum.evidence.dossier import Dossier
from asculum.evidence.reading import inspect_dossier
from asculum.evidence.template import dossier_files
from asculum.terms.findings import Finding

TODAY = date(2026, 11, 23)

ROWS = {
    "sources": {"id": "new", "name": "Someone", "allegiance": "third"},
    "claims": {
        "id": "new",
        "published": "1807-07-02",
        "source": "envoy",
        "side": "south",
        "category": "killed",
        "kind": "count",
        "best": "1234",
        "start": "1807-04-03",
        "end": "1807-06-13",
        "scope": "battle",
    },
    "strengths": {
        "id": "new",
        "published": "1807-07-01",
        "source": "envoy",
        "side": "south",
        "measure": "present",
        "best": "10",
    },
    "control": {"place": "Elsewhere", "start": "1807-04-03", "status": "north", "source": "envoy"},
    "people": {
        "id": "new",
        "published": "1807-07-01",
        "source": "envoy",
        "place": "Example Ford",
        "measure": "residents",
        "best": "10",
    },
    "economy": {
        "id": "new",
        "published": "1808-07-01",
        "source": "envoy",
        "subject": "Nowhere",
        "reach": "country",
        "measure": "harvest",
        "best": "-5",
        "unit": "percent",
    },
    "events": {"id": "new", "source": "envoy", "date_start": "1807-04-05", "best": "3"},
    "located": {
        "id": "new",
        "published": "1807-07-01",
        "source": "envoy",
        "counted": "days",
        "near": "18",
        "all": "40",
        "start": "1807-04-03",
        "end": "1807-06-13",
    },
    "network_nodes": {"id": "new", "name": "Example Ford", "source": "envoy"},
    "network_edges": {"id": "new", "a": "a", "b": "b", "kind": "road", "source": "envoy"},
    "names": {"name": "Example Ford", "lang": "uk", "written": "Брід"},
}


class Ford:
    """The folder of the example dossier, and ways to spoil it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for name, text in dossier_files().items():
            self.write(name, text)

    def write(self, name: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(data)

    def text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode()

    def replace(self, name: str, old: str, new: str) -> str:
        """Replace the first ``old`` and return ``file:line`` of it."""
        before, found, after = self.text(name).partition(old)
        assert found, f"{old!r} is not in {name}"
        self.write(name, before + new + after)
        return f"{name}:{before.count(chr(10)) + 1}"

    def at(self, name: str, text: str) -> str:
        """Return ``file:line`` of the first ``text``."""
        return self.replace(name, text, text)

    def toml(self, old: str, new: str) -> str:
        return self.replace("dossier.toml", old, new)

    def add(self, table: str, **cells: str) -> str:
        """Append a valid row with ``cells`` changed and return its ``file:line``."""
        name = f"{table}.csv"
        columns = next(csv.reader(io.StringIO(self.text(name))))
        out = io.StringIO(newline="")
        csv.DictWriter(out, columns, restval="", lineterminator="\n").writerow(ROWS[table] | cells)
        line = self.text(name).count("\n") + 1
        self.write(name, self.text(name) + out.getvalue())
        return f"{name}:{line}"

    def inspect(self) -> tuple[Dossier | None, tuple[Finding, ...]]:
        return inspect_dossier(self.folder, today=TODAY)

    def findings(self, code: str = "") -> list[Finding]:
        return [finding for finding in self.inspect()[1] if code in ("", finding.code)]

    def dossier(self) -> Dossier:
        dossier, _ = self.inspect()
        assert dossier is not None
        return dossier
