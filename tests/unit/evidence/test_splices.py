"""Rows changed in a table's text: what is not changed stays to the byte."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asculum.evidence.splices import TableText, cell_values, quoted, records

TEXT = '\ufeffid, note ,best\r\na,"one, ""two""\r\nlines" ,1\r\n\r\nb,  spaced ,"2"\r\nc,,3'


def test_every_form_of_cell_is_read_as_csv_reads_it() -> None:
    table = TableText.of(TEXT.replace('lines" ,', 'lines",'))
    assert table is not None
    assert table.names == ("id", "note", "best")
    assert [table.cells(row)["note"] for row in table.rows] == [
        'one, "two"\r\nlines',
        "  spaced ",
        "",
    ]
    assert [row.line for row in table.rows] == [2, 5, 6]


def test_a_cell_that_goes_on_after_its_quote_is_refused() -> None:
    assert TableText.of(TEXT) is None
    assert TableText.of('id,note\na,"never closed\n') is None
    assert TableText.of("\n \n") is None


def test_what_is_not_changed_stays_to_the_byte() -> None:
    text = TEXT.replace('lines" ,', 'lines",')
    table = TableText.of(text)
    assert table is not None
    row = table.find("a")
    assert row is not None
    # a form hands back line feeds and the same words: nothing changes
    assert table.changed(row, {"note": 'one, "two"\nlines', "best": " 1 "}) == table.raw(row)
    other = table.find("b")
    assert other is not None
    assert table.put(other, table.changed(other, {"best": "5,5"})) == text.replace('"2"', '"5,5"')
    last = table.find("c")
    assert last is not None
    assert table.without(last) == text.removesuffix("\r\nc,,3")
    assert table.insert("d,,4") == text + "\r\nd,,4"
    assert table.insert("d,,4", after="a").replace("d,,4\r\n", "") == text
    assert table.insert("d,,4", after="").startswith("\ufeffid, note ,best\r\nd,,4\r\na,")
    wide = table.widened(["x", "y"])
    assert wide.startswith("\ufeffid, note ,best,x,y\r\n")
    assert wide.endswith("c,,3,,")


#: A machine that is busy with other tests draws slowly, which says nothing of these.
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CELLS = st.lists(
    st.lists(st.text(alphabet='ab ,"\n\r\t=\u202e\U0001f600', max_size=6), min_size=2, max_size=3),
    min_size=1,
    max_size=4,
)


@PATIENT
@given(rows=CELLS, end=st.sampled_from(["\n", "\r\n"]))
def test_records_are_those_of_the_csv_module(rows: list[list[str]], end: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows(rows)
    written = text.getvalue()
    read = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    assert [list(cell_values(written, item)) for item in records(written)] == [
        row or [""] for row in read
    ]


@PATIENT
@given(value=st.text(max_size=40).filter(lambda text: "\x00" not in text))
def test_a_written_cell_reads_back(value: str) -> None:
    cell = quoted(value)
    if "\r" in cell:
        pytest.fail("one kind of line end is written")
    row = next(csv.reader(io.StringIO(f"x,{cell},y\n", newline=""), strict=True))
    assert row == ["x", value.replace("\r\n", "\n").replace("\r", "\n").strip(), "y"]
