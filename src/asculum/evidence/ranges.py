"""A number that needs judgement: stated as a range, with its reason and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Range:
    """A number that needs judgement: its ends, every value between them as likely, and why.

    ``source`` is empty where the range is assumed.
    """

    low: float
    high: float
    why: str = ""
    source: str = ""
    line: int = 0


def stated_only(named: Mapping[str, Range | None]) -> dict[str, Range]:
    """Return the ranges that are stated, by key."""
    return {name: item for name, item in named.items() if item is not None}
