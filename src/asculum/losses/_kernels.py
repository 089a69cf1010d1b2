"""The C functions that a sampler calls: the log-density with its gradient, and where a draw lies.

Everything the density needs lies in one vector of doubles: the packed design (``_packed.py``) and
after it how the sampler's coordinates are turned into the design's (``_conditioned.py``). So a C
function pointer and one address are all a sampler needs, and chains run side by side without the
interpreter. Python calls the same compiled code through ``density.py``, so that the model is
compiled once. The model in symbols is on the methods page, docs/methods/losses.md.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from numba import types
from numba.np.numpy_support import carray

from asculum.losses._conditioned import back, extent, room, there
from asculum.losses._packed import FloatArray, inlined, place, size
from asculum.losses._reporting import report
from asculum.losses._walk import pull_walk, walk
from asculum.losses.codes import AT_LEVEL, AT_STEP, N_CELLS, N_PARAMETERS, N_SIDES
from asculum.terms.compiled import stamp, unswept

_DOUBLES = types.CPointer(types.double)  # type: ignore[no-untyped-call]
DENSITY = types.int64(types.uint64, _DOUBLES, _DOUBLES, _DOUBLES, types.voidptr)
EXPANSION = types.int64(types.uint64, types.uint64, _DOUBLES, _DOUBLES, types.voidptr)

#: The files whose text decides what the C functions compute.
SOURCES = (
    *("codes.py", "_packed.py", "_likelihood.py", "_walk.py", "_truth.py", "_sources.py"),
    *("_leanings.py", "_lists.py", "_located.py", "_walls.py", "_reporting.py", "_conditioned.py"),
    "_kernels.py",
)


@inlined
def standard_normals(theta: FloatArray, grad: FloatArray, pack: FloatArray) -> float:
    """Begin the gradient with the prior of all parameters but movements and levels."""
    value = 0.0
    grad[: place(pack, AT_STEP)] = 0.0
    first = place(pack, AT_LEVEL)
    after = first + size(pack, N_SIDES)
    grad[first:after] = 0.0
    for i in range(place(pack, AT_STEP), first):
        value -= 0.5 * theta[i] * theta[i]
        grad[i] = -theta[i]
    for i in range(after, size(pack, N_PARAMETERS)):
        value -= 0.5 * theta[i] * theta[i]
        grad[i] = -theta[i]
    return value


@inlined
def density_of(theta: FloatArray, grad: FloatArray, each: FloatArray, pack: FloatArray) -> float:
    """Fill ``grad`` and ``each`` and return the log-density, up to a constant, at ``theta``."""
    shape = (size(pack, N_SIDES), size(pack, N_CELLS))
    rates = np.empty(shape)
    by_rates = np.zeros(shape)
    value = standard_normals(theta, grad, pack)
    held = np.empty((shape[0], shape[1] - 1, 3))
    value += walk(theta, grad, rates, held, pack)
    value += report(theta, grad, rates, by_rates, each, pack)
    pull_walk(theta, grad, by_rates, held, pack)
    return value


def compile_callbacks(version: int) -> tuple[Any, Any]:
    """Return the C functions of the density and of where a draw lies, cached by numba.

    numba keys a cached function by its own bytecode and by what it closes over, not by the
    functions it calls; ``version`` is closed over so that a change in any kernel file counts.
    """

    def density(length: int, phi_: Any, grad_: Any, value_: Any, data_: Any) -> int:
        """Fill gradient and value; a non-zero answer tells the sampler to step back."""
        _ = version
        head = carray(data_, (extent(carray(data_, (1,), np.float64)) + 2,), np.float64)
        data = carray(data_, (room(head, length),), np.float64)
        pack = data[: extent(head)]
        phi, grad = carray(phi_, (length,)), carray(grad_, (length,))
        theta = np.empty(length)
        each = there(phi, theta, data)
        value = density_of(theta, grad, each, pack)
        back(grad, data)
        carray(value_, (1,))[0] = value
        if not np.isfinite(value):
            return 4
        for i in range(length):
            if not np.isfinite(grad[i]):
                return 3
        return 0

    def expand(length: int, expanded: int, phi_: Any, out_: Any, data_: Any) -> int:
        """Write where a draw lies in the coordinates of the design."""
        _ = version
        head = carray(data_, (extent(carray(data_, (1,), np.float64)) + 2,), np.float64)
        data = carray(data_, (room(head, length),), np.float64)
        there(carray(phi_, (length,)), carray(out_, (expanded,)), data)
        return 0

    return (
        nb.cfunc(DENSITY, cache=True, error_model="numpy")(density),
        nb.cfunc(EXPANSION, cache=True, error_model="numpy")(expand),
    )


with unswept():
    density_callback, expand_callback = compile_callbacks(stamp(__file__, SOURCES))
