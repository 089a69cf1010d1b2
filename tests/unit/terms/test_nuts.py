"""The sampler's package without the one that it hardly needs."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

from asculum.terms.nuts import _Later

PROGRAM = """
import sys
from asculum.terms.nuts import nuts

nutpie = nuts()
assert callable(nutpie.sample)
assert "arviz" not in sys.modules
assert nuts() is nutpie
print("as expected")
"""


def test_the_sampler_comes_without_arviz() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "as expected", done.stderr


def test_asked_for_anything_else_the_stand_in_is_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, later = ModuleType("arviz"), _Later("arviz")
    real.from_dict = len
    monkeypatch.setitem(sys.modules, "arviz", real)
    assert later.from_dict is len
    with pytest.raises(AttributeError):
        _ = later.no_such_thing
    with pytest.raises(AttributeError):
        _ = later.__wrapped__
