"""Blocks: a CSV file read through pyarrow, with line ends allowed in quoted cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from asculum.evidence.formats.batch import Batch

if TYPE_CHECKING:
    from asculum.evidence.formats.records import Records

#: Bytes that pyarrow reads at once; a row must fit into it.
BLOCK = 4 << 20


class CannotError(Exception):
    """pyarrow cannot read the file; the csv module is asked instead."""


def blocks(records: Records, present: Sequence[str]) -> Iterator[Batch]:
    """Yield the rows in blocks; raises ``CannotError`` where pyarrow cannot read the file."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv as arrow

    numbered = [f"c{at}" for at in range(len(records.names))]
    wanted = {numbered[records.names.index(name)]: name for name in present}
    skip, first = records.head, 0
    try:
        with (
            records.opened.stream() as stream,
            arrow.open_csv(
                stream,
                read_options=arrow.ReadOptions(
                    column_names=numbered, block_size=BLOCK, encoding=records.opened.scan.encoding
                ),
                parse_options=arrow.ParseOptions(
                    delimiter=records.separator, newlines_in_values=True
                ),
                convert_options=arrow.ConvertOptions(
                    include_columns=list(wanted),
                    column_types=dict.fromkeys(wanted, pa.string()),
                    strings_can_be_null=False,
                ),
            ) as reader,
        ):
            for block in reader:
                if skip:
                    skip, block = max(0, skip - block.num_rows), block.slice(skip)
                if block.num_rows:
                    yield Batch(
                        first=first,
                        rows=block.num_rows,
                        columns={
                            name: pc.utf8_trim_whitespace(block.column(at))
                            for at, name in enumerate(wanted.values())
                        },
                    )
                    first += block.num_rows
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise CannotError(str(error).splitlines()[0][:120]) from error
