"""Names in other languages: what a place, a side or the battle is called there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NameElsewhere:
    """What ``name``, as the dossier writes it, is called in the language ``lang``."""

    name: str
    lang: str
    written: str
    source: str = ""
    url: str = ""
    note: str = ""
    line: int = 0
