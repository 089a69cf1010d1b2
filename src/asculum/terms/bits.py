"""Bits of a word in kernels: how many are 1, and where the lowest 1 stands."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


def _ones(_typing: Any, _word: Any) -> Any:
    """Return how many bits of a word are 1."""

    def build(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.ctpop(args[0])

    return types.uint64(types.uint64), build


def _zeros(_typing: Any, _word: Any) -> Any:
    """Return how many bits of a word, which is not 0, are 0 below its lowest 1."""

    def build(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), build


ones: Any = intrinsic(_ones)
zeros: Any = intrinsic(_zeros)
