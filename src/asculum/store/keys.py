"""Canonical JSON, and the key that a run is kept under."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from asculum.terms.errors import StoreError


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
    >>> from asculum.store.keys import run_key
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
