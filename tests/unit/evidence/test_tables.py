"""Tables as files come: encodings, line ends, quotes, ragged rows, numbers and dates."""

from __future__ import annotations

import csv
import time

import pytest
from ford import ROWS, TODAY, Ford

from asculum.evidence.dictionary import columns
from asculum.evidence.reading import read_dossier
from asculum.evidence.table import read_table
from asculum.terms.errors import EvidenceError

SOURCES = columns("sources")
PLAIN = "id,name,allegiance\na,Générale,third\nb,Штаб,third\n"


def codes(data: bytes) -> list[tuple[str, str]]:
    table = read_table(data, name="sources.csv", columns=SOURCES)
    return [(item.code, item.where) for item in table.findings]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r\n").encode("utf-8-sig"),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.removesuffix("\n").encode(),
        PLAIN.replace("\n", "\n\n").encode(),
        PLAIN.replace("\n", ",,\n").replace("allegiance,,", "allegiance,kind,url").encode(),
    ],
    ids=[
        "plain",
        "bom",
        "crlf",
        "bom-crlf",
        "cr",
        "no-last-newline",
        "blank-lines",
        "more-columns",
    ],
)
def test_ways_to_save_the_same_table(data: bytes) -> None:
    table = read_table(data, name="sources.csv", columns=SOURCES)
    assert table.findings == ()
    names = [(row.text("id"), row.text("name")) for row in table.rows]
    assert names == [("a", "Générale"), ("b", "Штаб")]


@pytest.mark.parametrize(
    ("data", "code", "where", "fix"),
    [
        (PLAIN.encode("utf-16"), "EVI003", "sources.csv:1", "iconv -f UTF-16"),
        (PLAIN.encode("utf-16-le"), "EVI003", "sources.csv:1", "iconv -f UTF-16LE"),
        (PLAIN.encode("utf-16-be"), "EVI003", "sources.csv:1", "iconv -f UTF-16BE"),
        (PLAIN.encode("utf-32"), "EVI003", "sources.csv:1", "iconv -f UTF-32"),
        (PLAIN[:36].encode("cp1252"), "EVI003", "sources.csv:2", "iconv -f WINDOWS-1252"),
        (PLAIN.encode("cp1251", "replace"), "EVI003", "sources.csv:3", "iconv -f WINDOWS-1251"),
        (b"id,name,allegiance\r\na,\x00\x01,third", "EVI004", "sources.csv:2", "again as CSV"),
        (b"id,name,allegiance\na,b\x1bc,third\n", "EVI004", "sources.csv:2", "delete it"),
        (b"PK\x03\x04\x14\x00\x06", "EVI004", "sources.csv", "save it as CSV UTF-8"),
        (b"", "EVI005", "sources.csv:1", "begin with the line: id,name,short,allegiance"),
        (b"\xef\xbb\xbf\n \n", "EVI005", "sources.csv:1", "begin with the line"),
        (b"id;name;allegiance\na;b;third\n", "EVI019", "sources.csv:1", "with commas"),
        (
            b'id,name,allegiance\na,b,third\nc,"d,third\ne,f,third\n',
            "EVI010",
            "sources.csv:3",
            "close",
        ),
        (b'id,name,allegiance\na,"b"c,third\n', "EVI010", "sources.csv:2", "twice"),
        (b'id,name,allegiance\na,"' + b"x" * 200_000, "EVI010", "sources.csv:2", "close"),
        (b"id,name,alegiance\n", "EVI007", "sources.csv:1", "did you mean allegiance?"),
        (b"id,name,allegiance,\na,b,third,lost\n", "EVI008", "sources.csv:2", "name the column"),
        (b"id,name,allegiance\na,b\n", "EVI009", "sources.csv:2", "before allegiance"),
        (b"id,name,allegiance\na,b,c,third\n", "EVI009", "sources.csv:2", "double quotes"),
    ],
)
def test_file_that_cannot_be_read_as_it_is(data: bytes, code: str, where: str, fix: str) -> None:
    table = read_table(data, name="sources.csv", columns=SOURCES)
    found = [item for item in table.findings if item.code == code]
    assert [item.where for item in found] == [where]
    assert fix in found[0].fix


def test_offset_of_the_byte_is_told_also_after_a_bom() -> None:
    table = read_table(b"\xef\xbb\xbfid\n\xe9", name="sources.csv", columns=SOURCES)
    assert table.findings[0].what == "byte 0xE9 at offset 6 (line 2) is not UTF-8"


def test_lines_are_counted_through_quoted_newlines(ford: Ford) -> None:
    ford.add("claims", id="x1", note="one\ntwo\r\nthree")
    where = ford.add("claims", id="x2", best="nan")
    assert where == "claims.csv:15"
    assert [item.where for item in ford.findings("EVI012")] == [where]


@pytest.mark.parametrize(
    ("seen", "fix"),
    [
        ("20,000", "write 20000"),
        ("20 000", "write 20000"),
        ("20.000", "write 20000, or fewer decimals"),
        ("1.234.567", "write 1234567"),
        ("2,5", "write 2.5"),
        ("20000-30000", "write 20000 in low and 30000 in high"),
        ("20,000 to 30,000", "write 20000 in low and 30000 in high"),
        (">20000", "at_least"),
        ("20000+", "at_least"),
        ("up to 500", "at_most"),
        ("~500", "about"),
        ("20k", "write 20000"),
        ("many", "write a plain number"),
        ("nan", "write a plain number"),
        ("1e999", "leave the cell empty"),
        ("-5", "without a sign"),
        ("2e9", "check the number"),
        ("٣", "write a plain number"),
    ],
)
def test_numbers_that_are_not_plain(seen: str, fix: str, ford: Ford) -> None:
    where = ford.add("claims", best=seen)
    found = ford.findings("EVI012")
    assert [item.where for item in found] == [where]
    assert fix in found[0].fix
    assert seen in found[0].what


@pytest.mark.parametrize(
    ("seen", "fix"),
    [
        ("30/09/1807", "write 1807-09-30"),
        ("9/30/1807", "write 1807-09-30"),
        ("05/06/1807", "write 1807-06-05 or 1807-05-06: which is meant?"),
        ("1807/6/5", "write 1807-06-05"),
        ("18070605", "write 1807-06-05"),
        ("5 June 1807", "write year-month-day"),
        ("1807-02-30", "no such day"),
        ("1807-06", "write year-month-day"),
        ("0000-01-01", "no such day"),
    ],
)
def test_dates_that_are_not_iso(seen: str, fix: str, ford: Ford) -> None:
    where = ford.add("claims", end=seen)
    found = ford.findings("EVI011")
    assert [item.where for item in found] == [where]
    assert fix in found[0].fix
    assert seen in found[0].what


def test_nearest_matches_are_offered(ford: Ford) -> None:
    ford.add("claims", category="Killed", scope="batle", source="north-staf")
    fixes = {item.code: item.fix for item in ford.findings() if item.code in ("EVI013", "EVI050")}
    assert fixes["EVI013"] in ("did you mean killed?", "did you mean battle?")
    ford.add("claims", id="y", side="norht", source="envoy")
    assert "did you mean north?" in [item.fix for item in ford.findings("EVI051")]


def test_ids_of_rows_that_cannot_be_read_still_count(ford: Ford) -> None:
    ford.add("claims", id="x1", best="20,000")
    ford.add("claims", id="x2", derives_from="x1", manner="repeats")
    assert {item.code for item in ford.findings()} == {"EVI012"}


def test_a_table_that_cannot_be_read_causes_no_other_errors(ford: Ford) -> None:
    ford.write("sources.csv", "")
    assert {item.code for item in ford.findings()} == {"EVI005"}
    ford.replace("claims.csv", "id,published,source,", "id,published,sauce,")
    assert {item.code for item in ford.findings()} == {"EVI005", "EVI006", "EVI007"}


def test_files_beside_the_tables_are_named(ford: Ford) -> None:
    (ford.folder / "lists").mkdir()
    (ford.folder / ".git").mkdir()
    ford.write("SOURCES.md", "where it all comes from")
    ford.write("odd:name:7x.csv", "id")
    assert {item.where for item in ford.findings("EVI021")} == {"lists", "odd:name:7x.csv"}
    assert len(ford.findings()) == 2


@pytest.mark.parametrize(
    "spoiled", [{"category": "kiled"}, {"best": "1,000"}, {"source": "nobody"}]
)
def test_ten_thousand_bad_rows_answer_in_seconds(spoiled: dict[str, str], ford: Ford) -> None:
    names = [column.name for column in columns("claims")]
    with (ford.folder / "claims.csv").open("a", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        for number in range(10_000):
            bad = {key: f"{value}{number}" for key, value in spoiled.items()}
            writer.writerow(ROWS["claims"] | {"id": f"x{number}", "side": f"s{number}"} | bad)
    begun = time.process_time()  # what it costs, whatever else the machine does
    with pytest.raises(EvidenceError) as refusal:
        read_dossier(ford.folder, today=TODAY)
    assert time.process_time() - begun < 6  # a search through all rows for each takes minutes
    lines = str(refusal.value).splitlines()
    assert sum(line.startswith("EVI") for line in lines) == 21
    assert lines[-1].startswith("… and ")
    assert len(refusal.value.findings) >= 10_000
