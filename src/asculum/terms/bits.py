"""Sixty-four tosses at a time: words of random bits against the digits of a chance.

Digit d of sixty-four uniform numbers is one word; a number is below a bound whose digits are known
where the first digit in which they differ is 1 in the bound. So many words as there are digits
settle sixty-four comparisons at once.
"""

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
