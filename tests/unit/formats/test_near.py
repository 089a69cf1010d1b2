"""The two ways of looking for rows near a point find the same, whatever the bytes."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asculum.evidence.formats import near_blocks
from asculum.evidence.formats.heads import read_records
from asculum.evidence.formats.near import Circle, Gathered, NotServedError
from asculum.evidence.formats.near_blocks import look_in_blocks
from asculum.evidence.formats.near_steps import look_in_steps
from asculum.evidence.formats.opening import open_file
from asculum.terms.errors import AsculumError

NAMES = ("id", "text", "latitude", "longitude", "other")
CIRCLE = Circle(latitude_at=2, longitude_at=3, latitude=48.59, longitude=38.0, km=30.0)

words = st.text(alphabet='ab ,\n\r"é–Ж', max_size=12)
latitudes = st.sampled_from(
    ["48.6", " 48.59", "49.9", "", "x", "-12.5", '48"6', "4.86e1", "12", "-90", "-90.5", ".", "7."]
)
longitudes = st.sampled_from(
    ["38.0", "38.0", "38.0", "-180", "180.1", "-", "1.2.3", "0038", "12345.6", ".5", "+9", '3"8']
)
rows = st.lists(st.tuples(words, words, latitudes, longitudes, words), max_size=40)
#: Where the columns stand in the file: in the middle, first, last and turned round, at the ends.
orders = st.sampled_from([(0, 1, 2, 3, 4), (2, 3, 0, 1, 4), (0, 1, 4, 3, 2), (3, 0, 1, 4, 2)])
junk = st.lists(
    st.sampled_from([b'"', b"\r", b"\n", b",", b"a", b"\xe9", b"\xd0\x96", b"\0", b'""', b'"\n'])
)


def told(found: Gathered) -> object:
    numbers = [row for some in found.rows for row in some.tolist()]
    counts = (found.total, found.far, found.far_first, found.ragged)
    return (counts, numbers, b"".join(found.parts), found.lines, found.encoding, found.last)


def outcome(path: Path, ways: tuple[object, ...]) -> object:
    try:
        records = read_records(open_file(path))
        if sorted(records.names) != sorted(NAMES):
            return "another head"
        at = [records.names.index(name) for name in ("latitude", "longitude")]
        circle = replace(CIRCLE, latitude_at=at[0], longitude_at=at[1])
        for way in ways:
            if (found := way(records, circle)) is not None:  # type: ignore[operator]
                return told(found)
    except AsculumError as error:
        return str(error)
    raise AssertionError("no way served")


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=rows,
    order=orders,
    junk=junk,
    at=st.integers(0, 4000),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.booleans(),
    cut=st.integers(0, 30),
    block=st.sampled_from([256, 320, 1024]),
)
def test_blocks_and_steps_find_the_same(
    rows: list[tuple[str, ...]],
    order: tuple[int, ...],
    junk: list[bytes],
    at: int,
    end: str,
    mark: bool,
    cut: int,
    block: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows(
        [row[at] for at in order] for row in (NAMES, *rows)
    )
    data = text.getvalue().encode()
    at = 40 + at % max(1, len(data))
    data = b"\xef\xbb\xbf" * mark + data[:at] + b"".join(junk) + data[at : len(data) - cut]
    path = tmp_path_factory.mktemp("near") / "file.csv"
    path.write_bytes(data)
    before, near_blocks.BLOCK = near_blocks.BLOCK, block
    try:
        quick = outcome(path, (look_in_blocks, look_in_steps))
    except NotServedError:  # a record of more than a block
        return
    finally:
        near_blocks.BLOCK = before
    assert quick == outcome(path, (look_in_steps,))


def test_plain_files_are_read_in_blocks_on_several_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quick way serves what publishers send: it would be no gain if it gave up on it."""
    line = '{},"a ""word"", and\na line end, é",{},38.0,"x"\n'
    path = tmp_path / "file.csv"
    lines = [line.format(at, 48.6 if at % 50 == 0 else 50 + at % 30) for at in range(5000)]
    path.write_text(",".join(NAMES) + "\n" + "".join(lines), encoding="utf-8")
    monkeypatch.setattr(near_blocks, "BLOCK", 4096)
    found = look_in_blocks(read_records(open_file(path)), CIRCLE)
    assert found is not None
    assert (found.total, found.far) == (5000, 4900)
    assert sum(len(some) for some in found.rows) == 100
    assert found.lines[0] == 2
    assert found.lines[50] == 102


@pytest.mark.parametrize("cells", [('ab"c', 'y"'), ('"ab"', '"y"'), ('"a""b"', "y"), ("é", '"Ж"')])
def test_what_lies_on_the_seam_of_two_blocks(
    cells: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quotes and characters at every place around the seam: in the middle of a cell they are text.

    The first of two stray quotes stands on the seam and the second where one may close.
    """
    monkeypatch.setattr(near_blocks, "BLOCK", 256)
    path = tmp_path / "file.csv"
    rows = f"1,{cells[0]},48.6,38.0,x\n2,{cells[1]},48.6,38.0,x\n" + "3,z,48.6,38.0,x\n" * 20
    for pad in range(150, 240):
        text = f"{','.join(NAMES)}\n0,{'p' * pad},48.6,38.0,x\n{rows}"
        path.write_bytes(text.encode())
        quick = outcome(path, (look_in_blocks, look_in_steps))
        assert quick == outcome(path, (look_in_steps,)), pad
