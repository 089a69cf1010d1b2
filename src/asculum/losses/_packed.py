"""How the kernels are compiled, and how they read the packed vector.

The packed vector of doubles holds everything the density needs, so that one address is all a
sampler must carry: its own length; then for each array the place where it begins and its length;
then the arrays. ``packing.py`` writes it.

Inner kernels are not cached by numba, for a cached caller would keep an old callee: the entry
points in ``_kernels.py`` are, under a stamp of all kernel files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

from asculum.losses.codes import Code
from asculum.terms.inner import inner

FloatArray = npt.NDArray[np.float64]
Function = TypeVar("Function", bound=Callable[..., object])


def jit(function: Function) -> Function:
    """Compile an inner kernel, which only other kernels can call.

    Floating-point sums keep their written order (no ``fastmath``): a kernel compiled just now is
    inlined otherwise than one read back from numba's cache, and only strict arithmetic gives both
    the same digits. Inner loops are therefore written to add along rows, not to reduce.
    """
    return inner(function)


def inlined(function: Function) -> Function:
    """Put an inner kernel into its one caller before anything is compiled.

    Each compiled function is optimised with all that it calls, so that every level of a chain of
    large kernels would be optimised once more: the outermost levels are no levels to the compiler.
    """
    return cast(Function, nb.njit(inline="always")(function))


@jit
def view(pack: FloatArray, array: Code) -> FloatArray:
    """Return one packed array."""
    first = int(pack[1 + 2 * array])
    return pack[first : first + int(pack[2 + 2 * array])]


@jit
def size(pack: FloatArray, which: Code) -> int:
    """Return one entry of ``SIZES``, the first packed array."""
    return int(pack[int(pack[1]) + which])


@jit
def place(pack: FloatArray, block: Code) -> int:
    """Return where a block of parameters begins, -1 where the design does without it."""
    return int(pack[int(pack[3]) + block])
