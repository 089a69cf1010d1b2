"""Payloads and keys: no pickle, the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import numpy as np
import pytest

from asculum.store.keys import canonical, run_key
from asculum.store.payload import pack, unpack
from asculum.terms.errors import StoreError


def test_arrays_and_metadata_come_back() -> None:
    arrays = {
        "losses/ru": np.arange(12.0).reshape(3, 4),
        "file": np.array([True, False]),
        "weeks": np.array(["2022-08-01"], dtype="datetime64[D]"),
        "names": np.array(["Вагнер", "b"]),
        "point": np.array(3),
        "none": np.empty((0, 2)),
    }
    meta = {"sides": ["ru", "ua"], "note": "“best”", "nested": {"a": None}}
    read, told = unpack(pack(arrays, meta))
    assert told == meta
    assert set(read) == set(arrays)
    for name, values in arrays.items():
        np.testing.assert_array_equal(read[name], values)
        assert read[name].dtype == values.dtype


def test_the_same_content_gives_the_same_bytes() -> None:
    one = pack({"a": np.ones(3), "b": np.zeros(2)}, {"x": 1, "y": 2})
    assert one == pack({"b": np.zeros(2), "a": np.ones(3)}, {"y": 2, "x": 1})


def test_an_npz_reader_reads_it() -> None:
    archive = np.load(io.BytesIO(pack({"a": np.ones(3)}, {})), allow_pickle=False)
    np.testing.assert_array_equal(archive["arrays/a"], np.ones(3))


def test_objects_are_refused_both_ways() -> None:
    with pytest.raises(StoreError, match="STO007"):
        pack({"a": np.array([object()])}, {})
    pickled = io.BytesIO()
    np.lib.format.write_array(pickled, np.array([{}]), allow_pickle=True)
    whole = pack({"a": np.ones(1)}, {})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(out, "w") as target:
        target.writestr("meta.json", source.read("meta.json"))
        target.writestr("arrays/a.npy", pickled.getvalue())
    with pytest.raises(StoreError, match="STO006"):
        unpack(out.getvalue())


@pytest.mark.parametrize("spoil", [b"", b"PK", b"not an archive"])
def test_other_bytes_are_refused(spoil: bytes) -> None:
    with pytest.raises(StoreError, match="STO006"):
        unpack(spoil)


def test_every_byte_flipped_is_noticed_or_harmless() -> None:
    whole = pack({"a": np.arange(4.0)}, {"side": "ru"})
    for place in range(len(whole)):
        spoiled = bytearray(whole)
        spoiled[place] ^= 0x55
        try:
            arrays, _ = unpack(bytes(spoiled))
        except StoreError:
            continue
        for values in arrays.values():
            np.testing.assert_array_equal(values, np.arange(4.0))


@pytest.mark.parametrize(
    "value", [{"a": float("nan")}, {"a": date(2026, 1, 1)}, {"a": {1, 2}}, {1: "a"}, [{None: 1}]]
)
def test_what_json_does_not_spell_is_refused(value: object) -> None:
    with pytest.raises(StoreError, match="STO007"):
        canonical(value)


def test_the_key_moves_with_everything_that_decides_the_numbers() -> None:
    base = run_key(files={"a": "0"}, settings={"draws": 1}, seed=1, version="0.1.0")
    others = [
        run_key(files={"a": "1"}, settings={"draws": 1}, seed=1, version="0.1.0"),
        run_key(files={"b": "0"}, settings={"draws": 1}, seed=1, version="0.1.0"),
        run_key(files={"a": "0"}, settings={"draws": 2}, seed=1, version="0.1.0"),
        run_key(files={"a": "0"}, settings={"draws": 1}, seed=2, version="0.1.0"),
        run_key(files={"a": "0"}, settings={"draws": 1}, seed=1, version="0.1.1"),
    ]
    assert len({base, *others}) == 6


def test_the_key_is_pinned() -> None:
    # printf '{"files":{"a":"0"},"seed":1,"settings":{},"version":"0"}' | sha256sum
    expected = "7e25a3788a2eb5d23869ba8e606b0cfab45a5c00a59d39f30930b056e6db560e"
    assert run_key(files={"a": "0"}, settings={}, seed=1, version="0") == expected
