"""Bits: 64 bytes of a CSV file at a time as words that say which are quotes, separators, line ends.

Which bytes are within quotes follows from how many quotes stand before them. That is so only where
every quote stands at an end of a cell or is doubled, which is checked.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from llvmlite import ir  # what numba compiles with
from numba import types
from numba.extending import intrinsic

from asculum.terms.bits import ones

#: Bytes that ``mark`` reads past the end of what it is given.
PAST = 64
_LANES = ir.VectorType(ir.IntType(8), 64)


def _load(context: Any, builder: Any, kind: Any, array: Any, at: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    first = builder.gep(data, [at])
    return builder.load(builder.bitcast(first, _LANES.as_pointer()), align=1)


def _equal_bits(_typing: Any, buf: Any, _at: Any, _byte: Any) -> Any:
    """Compare 64 bytes from ``at`` on with one: a bit for each that is equal, the first lowest."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = _load(context, builder, signature.args[0], args[0], args[1])
        one = builder.insert_element(
            ir.Constant(_LANES, ir.Undefined), args[2], ir.Constant(ir.IntType(32), 0)
        )
        every = builder.shuffle_vector(
            one, one, ir.Constant(ir.VectorType(ir.IntType(32), 64), None)
        )
        return builder.bitcast(builder.icmp_unsigned("==", lanes, every), ir.IntType(64))

    return types.uint64(buf, types.int64, types.uint8), code


def _odd_bits(_typing: Any, buf: Any, _at: Any) -> Any:
    """Return a bit for each of 64 bytes from ``at`` on that is beyond ASCII, or a NUL."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = _load(context, builder, signature.args[0], args[0], args[1])
        zero = ir.Constant(_LANES, None)
        return builder.bitcast(builder.icmp_signed("<=", lanes, zero), ir.IntType(64))

    return types.uint64(buf, types.int64), code


def _digit_bits(_typing: Any, buf: Any, _at: Any) -> Any:
    """Return a bit for each of 64 bytes from ``at`` on that is a digit."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = _load(context, builder, signature.args[0], args[0], args[1])
        zero = ir.Constant(_LANES, [48] * 64)
        ten = ir.Constant(_LANES, [10] * 64)
        digits = builder.icmp_unsigned("<", builder.sub(lanes, zero), ten)
        return builder.bitcast(digits, ir.IntType(64))

    return types.uint64(buf, types.int64), code


equal: Any = intrinsic(_equal_bits)
digits: Any = intrinsic(_digit_bits)
_odd: Any = intrinsic(_odd_bits)


@nb.njit(cache=True, nogil=True)
def count_quotes(buf: Any, size: int) -> int:
    """Return how many quotes are in ``buf[:size]``; ``PAST`` bytes more can be read."""
    found = 0
    for at in range(0, size, 64):
        bits = equal(buf, at, 34)
        if size - at < 64:
            bits &= (np.uint64(1) << np.uint64(size - at)) - np.uint64(1)
        found += int(ones(bits))
    return found


#: What ``mark`` found: all well, quotes that it cannot be sure of, a NUL, text that is not UTF-8;
#: and that the block ends within quotes.
WELL, UNSURE, NUL, NOT_UTF8, QUOTED = 0, 1, 2, 4, 8


@nb.njit(cache=True, nogil=True)
def mark(
    buf: Any,
    begin: int,
    size: int,
    first: bool,
    quoted: bool,
    separator: int,
    splits: Any,
    closing: Any,
    breaks: Any,
) -> tuple[int, int, int]:
    """Mark the bytes of ``buf[begin:size]``, ``PAST`` bytes more being readable.

    Word ``k`` of ``splits`` (separators outside quotes), ``closing`` (line ends outside quotes) and
    ``breaks`` (all line ends) has a bit for each of 64 bytes from ``begin + 64 k`` on, the first
    lowest. ``quoted`` says that the block begins within quotes, ``first`` that no block comes
    before it. Returns what was found (a sum of ``UNSURE``, ``NUL``, ``NOT_UTF8``, ``QUOTED``),
    leading bytes that go on with a character of the block before, and bytes of a character at the
    end that is not whole. Where ``UNSURE`` or ``NUL`` is found the words are not all filled.
    """
    zero, one = np.uint64(0), np.uint64(1)
    carry = ~zero if quoted else zero
    # whether the byte before is an end, and whether it is a closing quote: at the seams of blocks
    # the caller looks
    ended, pending, odd = one, zero, zero
    for at in range(begin, size, 64):
        word = (at - begin) >> 6
        quotes, cuts, ends = equal(buf, at, 34), equal(buf, at, separator), equal(buf, at, 10)
        strange = _odd(buf, at)
        if size - at < 64:
            valid = (one << np.uint64(size - at)) - one
            quotes, cuts, ends = quotes & valid, cuts & valid, ends & valid
            strange &= valid
        odd |= strange
        inside = quotes
        inside ^= inside << np.uint64(1)
        inside ^= inside << np.uint64(2)
        inside ^= inside << np.uint64(4)
        inside ^= inside << np.uint64(8)
        inside ^= inside << np.uint64(16)
        inside ^= inside << np.uint64(32)
        inside ^= carry
        splits[word], closing[word], breaks[word] = cuts & ~inside, ends & ~inside, ends
        bounds = quotes | cuts | ends
        closed = quotes & ~inside
        if quotes & inside & ~(bounds << one | ended):
            return UNSURE, 0, 0
        if pending & ~bounds and buf[at] != 13:
            return UNSURE, 0, 0
        pending = closed >> np.uint64(63)
        amiss = (closed & ~(bounds >> one)) << one >> one
        if amiss:
            amiss &= ~(equal(buf, at, 13) >> one)
            if size - at < 64:
                amiss &= ~(one << np.uint64(size - at - 1))
            if amiss:
                return UNSURE, 0, 0
        ended = bounds >> np.uint64(63)
        carry = zero - (inside >> np.uint64(63))
    said, lead, short = WELL, 0, 0
    if odd:
        said, lead, short = _check(buf, begin, size, first)
    if carry:
        said |= QUOTED
    return said, lead, short


@nb.njit(cache=True, nogil=True)
def _utf8(byte: int, left: int, low: int, high: int) -> tuple[int, int, int]:
    """Step through UTF-8: bytes still to come and the bounds of the next; -1 where it is none."""
    if left:
        return (left - 1, 128, 191) if low <= byte <= high else (-1, 0, 0)
    if byte < 128:
        return 0, 128, 191
    if 194 <= byte <= 223:
        return 1, 128, 191
    if 224 <= byte <= 239:
        return 2, 160 if byte == 224 else 128, 159 if byte == 237 else 191
    if 240 <= byte <= 244:
        return 3, 144 if byte == 240 else 128, 143 if byte == 244 else 191
    return -1, 0, 0


@nb.njit(cache=True, nogil=True)
def _check(buf: Any, begin: int, size: int, first: bool) -> tuple[int, int, int]:
    """Look for NULs and for bytes that are no UTF-8; return as ``mark`` does."""
    said, lead, short = WELL, 0, 0
    if not first:
        while lead < 3 and begin + lead < size and (buf[begin + lead] & 192) == 128:
            lead += 1
    left, low, high = 0, 128, 191
    for at in range(begin, size, 64):
        if not _odd(buf, at) and left == 0:
            continue
        for each in range(at + (lead if at == begin else 0), min(at + 64, size)):
            if buf[each] == 0:
                return said | NUL, lead, 0
            left, low, high = _utf8(buf[each], left, low, high)
            if left < 0:
                said |= NOT_UTF8
                left = 0
    if left > 0:
        short = 1
        while short < 3 and size - short > begin and (buf[size - short] & 192) == 128:
            short += 1
    return said, lead, short
