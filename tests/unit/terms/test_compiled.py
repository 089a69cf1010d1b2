"""What goes on around compiling: nothing is swept meanwhile, and sweeping is as it was after."""

from __future__ import annotations

import gc

import pytest

from asculum.terms.compiled import unswept


@pytest.mark.parametrize("swept", [True, False])
def test_sweeping_is_afterwards_as_it_was(swept: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if swept else gc.disable)()
        with unswept():
            assert not gc.isenabled()
            with unswept():
                pass
            assert not gc.isenabled()
        assert gc.isenabled() == swept
        with pytest.raises(ZeroDivisionError), unswept():
            raise ZeroDivisionError
        assert gc.isenabled() == swept
    finally:
        (gc.enable if before else gc.disable)()
