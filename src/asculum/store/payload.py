"""Payloads of runs: arrays and plain metadata as bytes, and the key a run is kept under."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from asculum.terms.errors import StoreError

_META = "meta.json"
_ARRAYS = "arrays/"


def canonical(value: object) -> str:
    """Return ``value`` as canonical JSON: keys sorted, no spaces, no NaN, one spelling for each.

    Raises ``StoreError`` STO007 where it holds anything that JSON does not spell (dates, sets,
    arrays, NaN), so that two different settings never share a key by accident.
    """
    _check_keys(value)
    try:
        return json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
    except (TypeError, ValueError) as problem:
        raise StoreError(
            "STO007",
            f"a value that cannot be stored: {problem}",
            why="settings and rows are kept as plain JSON",
            fix="turn dates into text and arrays into lists; leave out what is not a number",
        ) from problem


def run_key(
    *, files: Mapping[str, str], settings: Mapping[str, object], seed: int, version: str
) -> str:
    """Return the key of a run: SHA-256 over the canonical JSON of all that decides its numbers.

    key = SHA-256(canonical({files, settings, seed, version})).

    Parameters
    ----------
    files
        Each file of the dossier with the SHA-256 of its bytes (``Dossier.files``).
    settings
        Everything asked for, as plain JSON values: the command and its options.
    seed
        The seed.
    version
        The version of the package.

    Returns
    -------
    64 hexadecimal digits.

    Raises
    ------
    StoreError
        STO007 where a setting is not plain JSON.

    Notes
    -----
    Assumes the same versions of the libraries below; a run's manifest lists them.
    Biased when nothing: there is no estimate here.
    Do not use when a setting is left out that moves the numbers: two runs would share a key.

    References
    ----------
    FIPS 180-4 (SHA-256).

    Examples
    --------
    >>> a = run_key(files={"x": "00"}, settings={"b": 1, "a": 2}, seed=1, version="0.1.0")
    >>> b = run_key(files={"x": "00"}, settings={"a": 2, "b": 1}, seed=1, version="0.1.0")
    >>> a == b, len(a)
    (True, 64)
    """
    content = {
        "files": dict(files),
        "settings": dict(settings),
        "seed": seed,
        "version": version,
    }
    return hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()


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


def _check_keys(value: object) -> None:
    """Refuse keys that are not text: JSON would turn 1 and "1" into the same key."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise StoreError(
                    "STO007",
                    f"a key that cannot be stored: {key!r}",
                    why="keys of settings and rows are text",
                    fix="write the key as text",
                )
            _check_keys(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_keys(item)
