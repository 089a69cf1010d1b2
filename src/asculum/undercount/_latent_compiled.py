"""How the kernels of the latent-class model are compiled, and what they pass to each other.

The model in symbols is on docs/methods/latent-class.md. A state holds, for K classes and J lists,
e[k] = ln E[k] with E[k] = -ln(1 - V[k]) of the K - 1 stick-breaking shares, then the logits of
capture x[j, k], class by class within each list. Inner kernels are not cached; the entry point is,
under the digest of all kernel files. Sums keep their written order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

from asculum.terms.compiled import stamp
from asculum.terms.inner import inner

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Function = TypeVar("Function", bound=Callable[..., object])

#: The digest of the files whose text decides what the entry point computes.
STAMP = stamp(
    __file__,
    ("_latent_compiled.py", "_latent_density.py", "_latent_moves.py", "_latent_kernels.py"),
)


class Cells(NamedTuple):
    """The tree: parent and entry of each node (node 0 is the root), where each level begins, and
    the persons of each leaf, the first of which is the cell of no list (0)."""

    parent: IntArray
    entry: IntArray
    first: IntArray
    counts: FloatArray


class Priors(NamedTuple):
    """alpha ~ Gamma(shape, rate); captures ~ Beta(on, off); at most ``unseen`` persons unlisted."""

    shape: float
    rate: float
    on: float
    off: float
    persons: float
    unseen: float
    log_beta: float


class Plan(NamedTuple):
    """How to sample: ``few`` classes are moved by most trajectories; so many ``chains`` take
    ``steps`` at each power, ``settle`` at the last, and ``kept`` that are recorded."""

    few: int
    chains: int
    steps: int
    settle: int
    kept: int


class Room(NamedTuple):
    """Arrays to work in."""

    on: FloatArray
    off: FloatArray
    weight: FloatArray
    missed: FloatArray
    sticks: FloatArray
    reach: FloatArray
    pull: FloatArray
    frozen: FloatArray


def jit(function: Function) -> Function:
    """Compile an inner kernel, which only other kernels call, with strict floating point."""
    return inner(function)


def entry(function: Function) -> Function:
    """Compile an entry point and keep it on disk; it must close over ``STAMP``'s value."""
    options: Any = {"cache": True, "nogil": True, "error_model": "numpy"}
    return cast(Function, nb.njit(**options)(function))
