"""Fixtures: the example dossier in a temporary folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from ford import Ford


@pytest.fixture
def ford(tmp_path: Path) -> Ford:
    return Ford(tmp_path / "ford")
