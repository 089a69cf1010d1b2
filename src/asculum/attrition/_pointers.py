"""Bare pointers to doubles in kernels: compiled in a fraction of the time that arrays take.

An array brings its shape, strides and a count of those who hold it into every function that it is
passed to. A pointer is an address; who uses one knows how far it reaches.
"""

from __future__ import annotations

from typing import Any

from numba import types
from numba.core import cgutils as _cgutils
from numba.extending import intrinsic

DOUBLES = types.CPointer(types.double)  # type: ignore[no-untyped-call]
_further: Any = _cgutils.gep_inbounds


def _beginning(typing_context: Any, held: Any) -> Any:  # noqa: ARG001
    """Return the address of a contiguous array's first double; the array must outlive its use."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, args[0]).data

    return DOUBLES(held), code


def _at(typing_context: Any, doubles: Any, place: Any) -> Any:  # noqa: ARG001
    """Return the address of the double that stands ``place`` after another."""

    def code(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return _further(builder, *args)

    return DOUBLES(doubles, types.int64), code


def _array(typing_context: Any, pack: Any, which: Any) -> Any:  # noqa: ARG001
    """Return the address of the array of a pack whose place stands at ``which`` in its head."""

    def code(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        head = builder.load(_further(builder, *args))
        place = builder.fptosi(head, args[1].type)
        return _further(builder, args[0], place)

    return DOUBLES(pack, types.int64), code


beginning: Any = intrinsic(_beginning)
at: Any = intrinsic(_at)
array: Any = intrinsic(_array)
