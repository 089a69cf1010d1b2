"""A workbench over a small dossier, entered."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from benching import Visitor, enter, open_workbench
from small import small_dossier

# the made-up reckoning that the tests of the report are about
sys.path.insert(0, str(Path(__file__).parents[1] / "report"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    small_dossier(tmp_path / "mill")
    return tmp_path


@pytest.fixture
def visitor(root: Path) -> Iterator[Visitor]:
    with open_workbench(root) as (visitor, link):
        yield enter(visitor, link)
