"""The log-density of the losses model and its gradient, and the C functions that samplers call.

Everything the density needs lies in one packed vector (see ``_packed.py``), so that a C function
pointer and one address are all a sampler needs and chains run side by side without the
interpreter. The model in symbols is on the methods page, docs/methods/losses.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np
from numba import types
from numba.np.numpy_support import carray

from asculum.losses._packed import FloatArray, jit, place, size
from asculum.losses._reporting import report
from asculum.losses._walk import pull_walk, walk
from asculum.losses.codes import AT_LEVEL, AT_STEP, N_CELLS, N_OBS, N_PARAMETERS, N_SIDES

_DOUBLES = types.CPointer(types.double)  # type: ignore[no-untyped-call]
DENSITY = types.int64(types.uint64, _DOUBLES, _DOUBLES, _DOUBLES, types.voidptr)
EXPANSION = types.int64(types.uint64, types.uint64, _DOUBLES, _DOUBLES, types.voidptr)

#: The files whose text decides what the entry points compute.
SOURCES = (
    *("codes.py", "_packed.py", "_likelihood.py", "_walk.py", "_truth.py", "_sources.py"),
    *("_lists.py", "_located.py", "_reporting.py", "_kernels.py"),
)


def stamp(folder: Path) -> int:
    """Return a digest of the text of the kernel files in ``folder``, as 63 bits."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((folder / name).read_bytes())
    return int.from_bytes(digest.digest()[:8], "big") >> 1


@jit
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


@jit
def density_of(theta: FloatArray, grad: FloatArray, each: FloatArray, pack: FloatArray) -> float:
    """Fill ``grad`` and ``each`` and return the log-density, up to a constant, at ``theta``."""
    shape = (size(pack, N_SIDES), size(pack, N_CELLS))
    rates = np.empty(shape)
    by_rates = np.zeros(shape)
    value = standard_normals(theta, grad, pack)
    value += walk(theta, grad, rates, pack)
    value += report(theta, grad, rates, by_rates, each, pack)
    pull_walk(theta, grad, by_rates, pack)
    return value


def compile_density(version: int) -> Callable[[FloatArray, FloatArray, FloatArray], float]:
    """Return the log-density, cached by numba under ``version``.

    numba keys a cached function by its own bytecode and by what it closes over, not by the
    functions it calls; ``version`` is closed over so that a change in any kernel file counts.
    """

    def log_density(theta: FloatArray, grad: FloatArray, pack: FloatArray) -> float:
        """Fill ``grad`` and return the log-density, up to a constant, at ``theta``."""
        _ = version
        return density_of(theta, grad, np.empty(size(pack, N_OBS)), pack)

    compiled: Callable[[FloatArray, FloatArray, FloatArray], float] = nb.njit(
        cache=True, nogil=True, error_model="numpy"
    )(log_density)
    return compiled


def compile_pointwise(version: int) -> Callable[[FloatArray, FloatArray], FloatArray]:
    """Return the log-likelihood of each observation at each draw, cached likewise."""

    def pointwise(theta: FloatArray, pack: FloatArray) -> FloatArray:
        """Return log-likelihoods, shape (draw, observation), for ``theta`` (draw, parameter)."""
        _ = version
        each = np.full((len(theta), size(pack, N_OBS)), -np.inf)
        grad = np.empty(theta.shape[1])
        for draw in range(len(theta)):
            density_of(theta[draw], grad, each[draw], pack)
        return each

    compiled: Callable[[FloatArray, FloatArray], FloatArray] = nb.njit(
        cache=True, nogil=True, error_model="numpy"
    )(pointwise)
    return compiled


STAMP = stamp(Path(__file__).parent)
log_density = compile_density(STAMP)
pointwise = compile_pointwise(STAMP)


def compile_callbacks(version: int) -> tuple[Any, Any]:
    """Return the C functions of the density and of the draws' expansion, cached likewise."""

    def density(length: int, theta_: Any, grad_: Any, value_: Any, pack_: Any) -> int:
        """Fill gradient and value; a non-zero answer tells the sampler to step back."""
        _ = version
        pack = carray(pack_, (int(carray(pack_, (1,), np.float64)[0]),), np.float64)
        theta = carray(theta_, (length,))
        grad = carray(grad_, (length,))
        value = log_density(theta, grad, pack)
        carray(value_, (1,))[0] = value
        if not np.isfinite(value):
            return 4
        for i in range(length):
            if not np.isfinite(grad[i]):
                return 3
        return 0

    def expand(length: int, expanded: int, theta_: Any, out_: Any, _pack: Any) -> int:
        """Keep each draw as it is."""
        _ = version
        theta = carray(theta_, (length,))
        out = carray(out_, (expanded,))
        for i in range(length):
            out[i] = theta[i]
        return 0

    return (
        nb.cfunc(DENSITY, cache=True, error_model="numpy")(density),
        nb.cfunc(EXPANSION, cache=True)(expand),
    )


density_callback, expand_callback = compile_callbacks(STAMP)
