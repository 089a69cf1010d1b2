"""The shared real files, which the project does not ship."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def shared(name: str) -> Path:
    """Return a shared real file, or skip the test."""
    folder = os.environ.get("ASCULUM_SHARED_DATA")
    path = (Path(folder) if folder else ROOT.parent / "shared" / "data") / name
    if not path.is_file():
        pytest.skip(f"the file {name} is not here: set ASCULUM_SHARED_DATA to its folder")
    return path
