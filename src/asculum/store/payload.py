"""Payloads of runs: arrays and plain metadata as bytes, without pickles."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from asculum.store.keys import canonical
from asculum.terms.errors import StoreError

_META = "meta.json"
_ARRAYS = "arrays/"


def pack(arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, object]) -> bytes:
    """Return arrays and metadata as bytes: an npz archive with one JSON entry, never a pickle.

    The same arrays and metadata give the same bytes.

    Parameters
    ----------
    arrays
        Named arrays of any shape; numbers, booleans, text or dates, not Python objects.
    meta
        Plain JSON values.

    Returns
    -------
    The bytes, which ``unpack`` reads back.

    Raises
    ------
    StoreError
        STO007 where an array holds Python objects or the metadata are not plain JSON.

    Notes
    -----
    Assumes the whole payload fits in memory twice.
    Biased when nothing: there is no estimate here.
    Do not use when the reader is not Python; write a table instead.

    References
    ----------
    NumPy enhancement proposal 1 (the npy format).

    Examples
    --------
    >>> import numpy as np
    >>> from asculum.store.payload import pack, unpack
    >>> arrays, meta = unpack(pack({"killed": np.arange(3.0)}, {"side": "ru"}))
    >>> arrays["killed"], meta
    (array([0., 1., 2.]), {'side': 'ru'})
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(_META), canonical(dict(meta)))
        for name in sorted(arrays):
            entry = io.BytesIO()
            try:
                np.lib.format.write_array(entry, np.asarray(arrays[name]), allow_pickle=False)
            except ValueError as problem:
                raise StoreError(
                    "STO007",
                    f"array {name!r} cannot be stored: {problem}",
                    why="a stored object could run code when it is read",
                    fix="store numbers, booleans, text or dates",
                ) from problem
            archive.writestr(zipfile.ZipInfo(f"{_ARRAYS}{name}.npy"), entry.getvalue())
    return buffer.getvalue()


def unpack(payload: bytes) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Return the arrays and metadata that ``pack`` put into ``payload``.

    Raises ``StoreError`` STO006 where the bytes are damaged or were not packed here. Nothing is
    unpickled.
    """
    arrays: dict[str, npt.NDArray[Any]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            meta = json.loads(archive.read(_META).decode("utf-8"))
            for name in archive.namelist():
                if name.startswith(_ARRAYS):
                    entry = io.BytesIO(archive.read(name))
                    short = name.removeprefix(_ARRAYS).removesuffix(".npy")
                    arrays[short] = np.lib.format.read_array(entry, allow_pickle=False)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError, NotImplementedError) as e:
        raise StoreError(
            "STO006",
            f"a damaged payload: {e}",
            why="numbers that cannot be read whole are not used",
            fix="run the command again; the result is stored anew",
        ) from e
    if not isinstance(meta, dict):
        raise StoreError("STO006", "a damaged payload: metadata are not a table")
    return arrays, meta
