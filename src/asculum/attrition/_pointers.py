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


def _taken(typing_context: Any, doubles: Any) -> Any:  # noqa: ARG001
    """Return the address of room for so many doubles, which ``given_back`` must be called with."""

    def code(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        size = builder.mul(args[0], args[0].type(8))
        room = context.nrt.allocate(builder, size)
        return builder.bitcast(room, context.get_value_type(DOUBLES))

    return DOUBLES(types.int64), code


def _given_back(typing_context: Any, room: Any) -> Any:  # noqa: ARG001
    """Give back the room that ``taken`` took; answers 0."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        context.nrt.free(builder, builder.bitcast(args[0], _cgutils.voidptr_t))
        return context.get_constant(signature.return_type, 0)

    return types.int64(DOUBLES), code


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


def _count(typing_context: Any, doubles: Any, place: Any) -> Any:  # noqa: ARG001
    """Return the double at a place as the whole number that it is."""

    def code(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.fptosi(builder.load(_further(builder, *args)), args[1].type)

    return types.int64(doubles, types.int64), code


def _chosen(typing_context: Any, first: Any, yes: Any, no: Any) -> Any:  # noqa: ARG001
    """Return ``yes`` where ``first`` holds, else ``no``: doubles, both worked out, no branch."""

    def code(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.select(*args)

    return types.double(types.boolean, types.double, types.double), code


count: Any = intrinsic(_count)
chosen: Any = intrinsic(_chosen)
taken: Any = intrinsic(_taken)
given_back: Any = intrinsic(_given_back)
at: Any = intrinsic(_at)
array: Any = intrinsic(_array)
