"""Fixtures: the bundled dossier to read against, and copies of it to import into."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from samples import TODAY

from asculum.evidence.bundled import find
from asculum.evidence.dossier import Dossier
from asculum.evidence.reading import inspect_dossier


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    found, _ = inspect_dossier(find("bakhmut"), today=TODAY)
    assert found is not None
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "bakhmut"
    shutil.copytree(find("bakhmut"), folder)
    return folder
