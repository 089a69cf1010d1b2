"""Calling the command line in tests: what it said, and an environment that bends nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: Seconds in which any one command of a test must end.
PATIENCE = 120


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


Command = Callable[..., Said]


def environment(**more: str) -> dict[str, str]:
    """Return an environment in which nothing but ``more`` bends the output."""
    bent = ("NO_COLOR", "FORCE_COLOR", "ASCULUM_STORE", "COLUMNS", "PYTHONIOENCODING")
    return {name: value for name, value in os.environ.items() if name not in bent} | more
