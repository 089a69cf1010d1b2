"""What goes on around compiling: what is loaded is not swept meanwhile, and is afterwards."""

from __future__ import annotations

import gc

import pytest

from asculum.terms.compiled import unswept


def test_what_is_loaded_is_set_apart_from_sweeping_and_comes_back() -> None:
    assert gc.get_freeze_count() == 0
    was = gc.isenabled()
    with unswept():
        frozen = gc.get_freeze_count()
        assert frozen > 0
        # what the compiler leaves behind is swept all the same
        assert gc.isenabled() == was
        with unswept():
            pass
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0
    with pytest.raises(ZeroDivisionError), unswept():
        raise ZeroDivisionError
    assert gc.get_freeze_count() == 0


def test_what_somebody_else_has_set_apart_stays_so() -> None:
    gc.freeze()
    try:
        with unswept():
            pass
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
