"""Edits: what was changed in the files of a dossier, each with what stood there before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One edit of one file, as the ledger remembers it; ``at`` is in UTC.

    ``row`` is the id of the row that was changed, with ``before`` and ``after`` as the row was
    written; where it is empty they are the whole text of the file. ``None`` is a row or file that
    was not there. ``behind`` is the id of the row that stood before it. ``undoes`` is the number
    of the edit that this one takes back, 0 where it takes back none.
    """

    number: int = 0
    at: datetime
    dossier: str
    file: str
    row: str
    what: str
    before: str | None
    after: str | None
    behind: str = ""
    undoes: int = 0
