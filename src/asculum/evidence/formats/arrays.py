"""Arrays: arrow arrays made from numpy and read into it by their buffers.

pyarrow's own ways of doing so import pandas, which takes longer than to read a large file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray


def texts(cells: Sequence[str]) -> pa.Array:
    """Return cells as a column of text."""
    import numpy as np

    data = [cell.encode("utf-8", "replace") for cell in cells]
    offsets = np.zeros(len(data) + 1, np.int64)
    np.cumsum([len(cell) for cell in data], out=offsets[1:])
    return text_column(b"".join(data), offsets)


def text_column(data: Any, offsets: NDArray[np.int64]) -> pa.Array:
    """Return a column of text from the UTF-8 of all cells and where each begins."""
    import numpy as np
    import pyarrow as pa

    if offsets[-1] < 1 << 31:
        offsets, kind = offsets.astype(np.int32), pa.string()
    else:
        kind = pa.large_string()
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(kind, len(offsets) - 1, buffers)


def blank(column: pa.Array) -> pa.Array:
    """Return where a column of text has nothing."""
    import pyarrow.compute as pc

    return pc.equal(column, texts([""])[0])


def places(at: NDArray[np.int64]) -> pa.Array:
    """Return places as a column of whole numbers."""
    import numpy as np
    import pyarrow as pa

    at = np.ascontiguousarray(at, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(at), [None, pa.py_buffer(at)])


def truths(column: pa.Array) -> NDArray[np.bool_]:
    """Return a column of truth values; nothing is not true."""
    column = _whole(column)
    found = _bits(column, column.buffers()[1])
    return found & _given(column)


def floats(column: pa.Array) -> NDArray[np.float64]:
    """Return a column of floats; NaN for nothing."""
    import numpy as np

    column = _whole(column)
    data = column.buffers()[1]
    if data is None or not len(column):
        return np.full(len(column), np.nan)
    found = np.frombuffer(data, np.float64, len(column), column.offset * 8)
    return found if not column.null_count else np.where(_given(column), found, np.nan)


def coded(column: pa.Array) -> tuple[list[str], list[int]]:
    """Return the different words of a column and, for each row, which of them it is."""
    import numpy as np

    code = _whole(column).dictionary_encode()
    if not len(code):
        return [], []
    at = code.indices
    codes: list[int] = np.frombuffer(at.buffers()[1], np.int32, len(at), at.offset * 4).tolist()
    return code.dictionary.to_pylist(), codes


def _whole(column: Any) -> Any:
    return column.combine_chunks() if hasattr(column, "combine_chunks") else column


def _given(column: pa.Array) -> NDArray[np.bool_]:
    import numpy as np

    if not column.null_count:
        return np.ones(len(column), bool)
    return _bits(column, column.buffers()[0])


def _bits(column: pa.Array, data: pa.Buffer | None) -> NDArray[np.bool_]:
    import numpy as np

    if data is None or not len(column):
        return np.zeros(len(column), bool)
    bits = np.frombuffer(data, np.uint8)
    found = np.unpackbits(bits, bitorder="little", count=column.offset + len(column))
    return found[column.offset :].astype(bool)
