"""Near: the rows of a CSV file that may lie near a point, found in one look at its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asculum.evidence.formats.arrays import text_column
from asculum.evidence.formats.batch import Batch, Near
from asculum.evidence.formats.by_row import refuse_misfits
from asculum.evidence.formats.ledger import FIRST
from asculum.evidence.formats.opening import NO_END
from asculum.evidence.formats.refusals import refusal

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from asculum.evidence.formats.records import Records

#: Bytes of rows near a point beyond which the whole file is read in blocks instead.
NEAR_BYTES = 1 << 26


class NotServedError(Exception):
    """This way of looking does not serve the file; another is asked."""


@dataclass(frozen=True, kw_only=True)
class Circle:
    """Where to look: the places of the two columns among the names, the point and the radius."""

    latitude_at: int
    longitude_at: int
    latitude: float
    longitude: float
    km: float


@dataclass(kw_only=True)
class Gathered:
    """What has been found so far: records told apart, and the bytes of those that may be near.

    ``last`` is the last byte of the file and ``encoding`` that of its text, both known at the end.
    """

    total: int = 0
    far: int = 0
    far_first: list[int] = field(default_factory=list)
    ragged: list[int] = field(default_factory=list)
    rows: list[NDArray[np.int64]] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)
    parts: list[bytes] = field(default_factory=list)
    size: int = 0
    last: bytes = b""
    encoding: str = "utf-8"
    note: str = ""

    @property
    def knows_far(self) -> bool:
        """Whether the first far records are known, so that others need only be counted."""
        return len(self.far_first) >= FIRST

    def tell(
        self,
        rows: NDArray[np.int64],
        lines: NDArray[np.int64],
        kinds: NDArray[np.uint8],
        *,
        count: int,
        far: int,
        text: bytes,
    ) -> None:
        """Add ``count`` records: ``rows`` counts from the first of them, ``text`` is of the open.

        ``rows``, ``lines`` and ``kinds`` hold every record that is not far and the first that are.
        Raises ``NotServedError`` where too much is near.
        """
        import numpy as np

        from asculum.evidence.formats import _kernels as kernels

        kept = kinds != kernels.FAR
        if not self.knows_far:
            far_told = rows[~kept][: FIRST - len(self.far_first)]
            self.far_first += (far_told + self.total).tolist()
            kept |= np.isin(rows, far_told)
        rows, lines, kinds = rows[kept] + self.total, lines[kept], kinds[kept]
        self.lines.update(zip(rows.tolist(), lines.tolist(), strict=True))
        self.rows.append(rows[kinds == kernels.OPEN])
        self.ragged += rows[kinds == kernels.BROKEN].tolist()
        self.total += count
        self.far += far
        if text:
            self.parts.append(text)
            self.size += len(text)
        if self.size > NEAR_BYTES:
            raise NotServedError("nearly all of it is near")


def near_rows(
    records: Records,
    wanted: Sequence[str],
    *,
    places: tuple[str, str],
    near: tuple[float, float],
    within: float,
) -> Near | None:
    """Return the rows that may lie near a point; ``None`` where blocks of all rows serve better.

    ``places`` are the columns of latitude and longitude.
    """
    import numpy as np

    from asculum.evidence.formats.near_blocks import look_in_blocks
    from asculum.evidence.formats.near_steps import look_in_steps

    at = [records.names.index(name) for name in places]
    circle = Circle(
        latitude_at=at[0], longitude_at=at[1], latitude=near[0], longitude=near[1], km=within
    )
    try:
        found = look_in_blocks(records, circle) or look_in_steps(records, circle)
        present = [name for name in dict.fromkeys(wanted) if name in records.names]
        cells = _cells(records, found, [records.names.index(name) for name in present])
    except NotServedError:
        return None
    _refuse_break(records, found)
    records.ragged, records.known_lines, records.total = found.ragged, found.lines, found.total
    refuse_misfits(records, found.total)
    if found.last not in (b"\n", b"\r"):
        records.notes.append(NO_END)
    if found.note:
        records.notes.append(found.note)
    rows = np.concatenate(found.rows) if found.rows else np.empty(0, np.int64)
    return Near(
        batch=Batch(
            first=0,
            rows=len(rows),
            columns=dict(zip(present, cells, strict=True)),
            numbered=rows,
        ),
        total=found.total,
        far=found.far,
        far_first=tuple(found.far_first),
    )


def _cells(records: Records, found: Gathered, wanted: Sequence[int]) -> list[pa.Array]:
    """Return columns of trimmed text of the records found, each whole and of the right width."""
    import numpy as np
    import pyarrow.compute as pc

    from asculum.evidence.formats import _kernels as kernels

    rows, text = sum(map(len, found.rows)), b"".join(found.parts)
    if not text.isascii():  # what the encoding does not have becomes a mark
        text = text.decode(found.encoding, errors="replace").encode()
    data = np.frombuffer(text, np.uint8)
    slots = np.full(len(records.names), -1)
    slots[list(wanted)] = np.arange(len(wanted))
    starts, ends = np.zeros((2, len(wanted), rows), np.int64)
    if kernels.find_cells(data, len(data), ord(records.separator), slots, starts, ends) != rows:
        raise NotServedError("the encoding has separators within characters")
    columns = []
    for start, end in zip(starts, ends, strict=True):
        out = np.empty(int(np.sum(np.where(end < 0, ~end, end) - start)), np.uint8)
        offsets = np.zeros(rows + 1, np.int64)
        held = kernels.join_cells(data, start, end, out, offsets)
        columns.append(pc.utf8_trim_whitespace(text_column(out[:held], offsets)))
    return columns


def _refuse_break(records: Records, found: Gathered) -> None:
    """Raise IMP002 or IMP005 where there are no rows, or the last one breaks off."""
    if found.ragged and found.ragged[-1] == found.total - 1 and found.last not in (b"\n", b"\r"):
        line = found.lines[found.total - 1]
        what = f"the file breaks off in its last row (line {line:,})"
        raise refusal("IMP005", what, where=records.name, fix="download it again, whole")
    if not found.total:
        what = "the file holds a row of names and nothing under it"
        raise refusal("IMP002", what, where=records.name, fix="download it again")
