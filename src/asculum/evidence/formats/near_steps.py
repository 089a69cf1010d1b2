"""Near in steps: one byte after another, whatever the file's quotes are like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asculum.evidence.formats.ledger import FIRST
from asculum.evidence.formats.near import Circle, Gathered, NotServedError
from asculum.evidence.formats.opening import Watch, told
from asculum.evidence.formats.refusals import refusal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from asculum.evidence.formats.records import Records

#: Bytes held at once; a record must fit into them.
BUFFER = 1 << 20


def look_in_steps(records: Records, circle: Circle) -> Gathered:
    """Return what is near; raises IMP004, IMP005 or ``NotServedError``."""
    import numpy as np

    found = Gathered()
    stepper = Stepper(records, circle, found, BUFFER)
    watch = Watch(name=records.name, asked=records.opened.asked)
    buffer = np.empty(BUFFER, np.uint8)
    room = memoryview(buffer.data)
    held = 0
    with records.opened.stream() as file, told(records.opened.path):
        while True:
            got = file.readinto(room[held:])  # type: ignore[attr-defined]
            chunk = buffer[held : held + got].tobytes()
            watch.see(chunk)
            found.last = chunk[-1:] or found.last
            filled = held + got
            done = stepper.step(buffer[:filled], last=not got)
            if not got:
                break
            held = filled - done
            if held == BUFFER:
                raise NotServedError("a record is larger than the buffer")
            buffer[:held] = buffer[done:filled].copy()
    found.encoding, found.note = watch.encoding, watch.note
    return found


class Stepper:
    """Splits bytes that begin where a record begins, and keeps count of lines and the head."""

    def __init__(self, records: Records, circle: Circle, found: Gathered, most: int) -> None:
        from asculum.evidence.formats import _kernels as kernels

        self._records, self._found = records, found
        self._where = (
            ord(records.separator),
            len(records.names),
            circle.latitude_at,
            circle.longitude_at,
            circle.latitude,
            circle.longitude,
            circle.km,
        )
        self._rooms = kernels.room(most)
        self.line, self.skip = 1, records.head

    def step(self, data: NDArray[np.uint8], *, last: bool) -> int:
        """Take the whole records of ``data`` and return how many bytes they are.

        ``last`` says that the file ends with ``data``; raises IMP005 where a quote is then open.
        """
        import numpy as np

        from asculum.evidence.formats import _kernels as kernels

        starts, ends, lines, kinds = self._rooms
        done = 0
        while True:
            used, count, self.line = kernels.split_near(
                data[done:], len(data) - done, last, *self._where, self.line, *self._rooms
            )
            if count == 1 and not self.skip and kinds[0] == kernels.FAR and self._found.knows_far:
                self._found.total, self._found.far = self._found.total + 1, self._found.far + 1
                done += used
                break
            drop = min(self.skip, count)
            self.skip -= drop
            kind = kinds[drop:count]
            out = np.flatnonzero(kind == kernels.FAR)
            told = np.flatnonzero(kind != kernels.FAR)
            told = np.sort(np.concatenate((told, out[:FIRST])))
            text = b"".join(
                data[done + starts[row] : done + ends[row]].tobytes() + b"\n"
                for row in np.flatnonzero(kind == kernels.OPEN) + drop
            )
            self._found.tell(
                told,
                lines[told + drop],
                kind[told],
                count=len(kind),
                far=len(out),
                text=text,
            )
            done += used
            if count < len(starts):
                break
        if last and done < len(data):
            what = f"a quote opened on line {self.line:,} is never closed: the file is cut off"
            raise refusal("IMP005", what, where=self._records.name, fix="download it again")
        return done
