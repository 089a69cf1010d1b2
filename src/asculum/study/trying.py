"""Trying: what would be wrong with a dossier if some of its files were others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from asculum.evidence.reading import inspect_dossier
from asculum.terms.findings import Finding


def findings_with(folder: Path, texts: Mapping[str, str], *, today: date) -> tuple[Finding, ...]:
    """Return the findings of a dossier with ``texts`` in place of its own files."""
    instead = {name: text.encode("utf-8", "replace") for name, text in texts.items()}
    _, findings = inspect_dossier(folder, today=today, instead=instead)
    return findings


def new_errors(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the errors of ``after`` that were not there before, on whatever line."""
    known = Counter((item.code, item.what) for item in before if item.severity == "error")
    new = []
    for item in after:
        if item.severity != "error":
            continue
        if known[item.code, item.what] > 0:
            known[item.code, item.what] -= 1
        else:
            new.append(item)
    return tuple(new)
