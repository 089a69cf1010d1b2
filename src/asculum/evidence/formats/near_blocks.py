"""Near in blocks: 64 bytes at a time, blocks of the file side by side on several threads.

Whether a block begins within quotes follows from how many quotes stand before it, so that blocks
are counted in order and searched in any. A record that lies in two blocks is put together and
searched by itself.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import local
from typing import IO, TYPE_CHECKING

from asculum.evidence.formats.ledger import FIRST
from asculum.evidence.formats.near import Circle, Gathered, NotServedError
from asculum.evidence.formats.near_steps import Stepper
from asculum.evidence.formats.opening import told

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from asculum.evidence.formats.records import Records

#: Bytes of a block; a record must fit into one. Smaller ones take more turns of Python (half a
#: megabyte a sixth more processor time), larger ones no less time and more memory.
BLOCK = 1 << 22
#: The most threads.
THREADS = 4
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True, eq=False)
class Looked:
    """What one block holds: the ends of records that lie in other blocks too, and those within.

    ``said`` sums up what is amiss; ``lead`` and ``trail`` are parts of a character cut in two.
    """

    said: int
    rows: NDArray[np.int64]
    lines: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    head: bytes = b""
    tail: bytes = b""
    begins: bool = False
    count: int = 0
    far: int = 0
    text: bytes = b""
    line_ends: int = 0
    first: bytes = b""
    last: bytes = b""
    quoted_after: bool = False
    lead: bytes = b""
    trail: bytes = b""


def look_in_blocks(records: Records, circle: Circle) -> Gathered | None:
    """Return what is near; ``None`` where quotes stand where this way cannot be sure of them.

    Raises what ``opened.scan`` raises, IMP005 or ``NotServedError``.
    """
    import numpy as np

    from asculum.evidence.formats import _bits as bits

    if sys.byteorder != "little":
        return None
    found = Gathered()
    stepper = Stepper(records, circle, found, 1 << 14)
    edge, before, trail, utf8 = b"", None, b"", True
    with told(records.opened.path):
        for block in _blocks(records, circle):
            if block.said & bits.NUL:
                _ = records.opened.scan  # tells where
            if block.said or (before and not _joins(before, block, records.separator)):
                if block.said != bits.NOT_UTF8:
                    return None
                utf8 = False
            utf8 = utf8 and _is_character(trail + block.lead)
            edge += block.head
            if len(edge) > BLOCK:
                raise NotServedError("a record is larger than a block")
            if block.begins:
                if edge:
                    stepper.step(np.frombuffer(edge, np.uint8), last=False)
                if stepper.skip and before:
                    return None  # the row of names is longer than a block
                if not before:
                    stepper.skip = 0  # passed over within the block
                found.tell(
                    block.rows,
                    block.lines + stepper.line,
                    block.kinds,
                    count=block.count,
                    far=block.far,
                    text=block.text,
                )
                stepper.line += block.line_ends
                edge = block.tail
            before, trail, found.last = block, block.trail, block.last
    stepper.step(np.frombuffer(edge, np.uint8), last=True)
    if not utf8 or trail or records.opened.asked:
        found.encoding, found.note = records.opened.scan.encoding, records.opened.scan.note
    return found


def _joins(before: Looked, block: Looked, separator: str) -> bool:
    """Return whether a quote at the seam of two blocks stands at an end of a cell."""
    cut = separator.encode()
    if block.first == b'"' and not before.quoted_after:
        return before.last in (b'"', b"\n", cut)
    if before.last == b'"' and not before.quoted_after:
        return block.first in (b'"', b"\n", b"\r", cut)
    return True


def _is_character(data: bytes) -> bool:
    try:
        return len(data.decode("utf-8")) <= 1
    except UnicodeDecodeError:
        return False


def _blocks(records: Records, circle: Circle) -> Iterator[Looked]:
    """Yield the blocks of the file in order, looked at side by side where the file is plain."""
    opened = records.opened
    if not (opened.plain and hasattr(os, "preadv")):
        with opened.stream() as file:
            yield from _one_by_one(records, circle, file)
        return
    with opened.path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        threads = min(THREADS, os.cpu_count() or 1, size // BLOCK + 1)
        if threads == 1:
            yield from _one_by_one(records, circle, file)
            return
        desk = _Desk(records, circle)
        waiting: deque[Future[Looked]] = deque()
        # whether a block begins within quotes, known once those before it are counted
        quoted: Future[bool] = Future()
        quoted.set_result(False)
        with ThreadPoolExecutor(threads) as pool:
            try:
                for at in range(0, size, BLOCK):
                    after: Future[bool] = Future()
                    waiting.append(pool.submit(desk.read_at, file.fileno(), at, quoted, after))
                    quoted = after
                    if len(waiting) > threads:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                pool.shutdown(cancel_futures=True)


def _one_by_one(records: Records, circle: Circle, file: IO[bytes]) -> Iterator[Looked]:
    desk = _Desk(records, circle)
    quoted, first = False, True
    while filled := _fill(file, memoryview(desk.room.buffer.data)[:BLOCK]):
        looked = desk.look(filled, quoted=quoted, first=first)
        yield looked
        quoted, first = looked.quoted_after, False


def _fill(file: IO[bytes], room: memoryview) -> int:
    filled = 0
    while got := file.readinto(room[filled:]):  # type: ignore[attr-defined]
        filled += got
    return filled


class _Room(local):
    """The buffers of one thread."""

    def __init__(self) -> None:
        import numpy as np

        from asculum.evidence.formats import _bits as bits

        most = max(1024, BLOCK // 16)
        self.buffer = np.zeros(BLOCK + bits.PAST, np.uint8)
        self.open_bytes = np.empty(BLOCK + bits.PAST, np.uint8)
        self.words = np.empty((3, BLOCK // 64), np.uint64)
        self.rows, self.lines = np.empty(most, np.int64), np.empty(most, np.int64)
        self.kinds = np.empty(most, np.uint8)


class _Desk:
    """Where blocks are looked at; each thread has a room of its own."""

    def __init__(self, records: Records, circle: Circle) -> None:
        self.room = _Room()
        self._records, self._circle = records, circle

    def read_at(self, file: int, at: int, quoted: Future[bool], after: Future[bool]) -> Looked:
        """Read the block at ``at``, tell ``after`` how its quotes end, and look at it."""
        from asculum.evidence.formats import _bits as bits

        try:
            room, filled = memoryview(self.room.buffer.data)[:BLOCK], 0
            while filled < BLOCK and (got := os.preadv(file, [room[filled:]], at + filled)):
                filled += got
            odd = bits.count_quotes(self.room.buffer, filled) % 2 == 1
            begins_quoted = quoted.result()
            after.set_result(begins_quoted != odd)
        except BaseException as error:
            after.set_exception(error)
            raise
        return self.look(filled, quoted=begins_quoted, first=at == 0)

    def look(self, filled: int, *, quoted: bool, first: bool) -> Looked:
        """Look at the bytes in the buffer."""
        from asculum.evidence.formats import _bits as bits
        from asculum.evidence.formats import _kernels as kernels

        room, circle = self.room, self._circle
        begin = len(_MARK) if first and room.buffer[:3].tobytes() == _MARK else 0
        splits, closing, breaks = room.words
        said, lead, short = bits.mark(
            room.buffer,
            begin,
            filled,
            first,
            quoted,
            ord(self._records.separator),
            splits,
            closing,
            breaks,
        )
        if said & (bits.UNSURE | bits.NUL):
            return self._nothing(said)
        trusted, head_end, tail, count, far, held, size, line_ends = kernels.look(
            room.buffer,
            begin,
            filled,
            first,
            self._records.head if first else 0,
            len(self._records.names),
            circle.latitude_at,
            circle.longitude_at,
            circle.latitude,
            circle.longitude,
            circle.km,
            FIRST,
            splits,
            closing,
            breaks,
            room.rows,
            room.lines,
            room.kinds,
            room.open_bytes,
        )
        if not trusted:
            return self._nothing(bits.UNSURE)
        data = room.buffer[:filled]
        begins = head_end >= 0
        return Looked(
            said=said & ~bits.QUOTED,
            head=b"" if first else data[: head_end if begins else filled].tobytes(),
            tail=data[tail:].tobytes() if begins else b"",
            begins=begins,
            rows=room.rows[:held].copy(),
            lines=room.lines[:held].copy(),
            kinds=room.kinds[:held].copy(),
            count=count,
            far=far,
            text=room.open_bytes[:size].tobytes(),
            line_ends=line_ends,
            first=data[:1].tobytes(),
            last=data[-1:].tobytes(),
            quoted_after=bool(said & bits.QUOTED),
            lead=data[:lead].tobytes(),
            trail=data[filled - short :].tobytes() if short else b"",
        )

    def _nothing(self, said: int) -> Looked:
        room = self.room
        return Looked(said=said, rows=room.rows[:0], lines=room.lines[:0], kinds=room.kinds[:0])
