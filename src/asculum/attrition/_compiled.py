"""How the kernels of attrition are compiled.

Inner kernels are inlined into entry points and not cached themselves; an entry point is cached
under the digest of all kernel files. Sums keep their written order (no ``fastmath``), so that a
kernel read back from the cache gives the digits of one compiled just now. Kernels release the
interpreter's lock; who wants two threads gives them two halves of the work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

from asculum.terms.compiled import stamp
from asculum.terms.inner import inner

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Function = TypeVar("Function", bound=Callable[..., object])

#: The files whose text decides what the entry points compute.
SOURCES = (
    *("_compiled.py", "_sums.py", "_lattice.py", "_power.py", "_adaptive.py"),
    *("_random.py", "_chain.py", "_coursed.py", "_diffusion.py"),
)
STAMP = stamp(__file__, SOURCES)


def jit(function: Function) -> Function:
    """Compile an inner kernel, which only other kernels can call."""
    return inner(function)


def bare(function: Function) -> Function:
    """Compile an inner kernel on bare pointers and numbers, which takes less time."""
    return inner(function, plain=True)


def entry(function: Function) -> Function:
    """Compile an entry point and keep it on disk; it must close over ``STAMP``'s value."""
    options: Any = {"cache": True, "nogil": True, "error_model": "numpy"}
    return cast(Function, nb.njit(**options)(function))
