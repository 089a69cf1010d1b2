"""Broken dossiers and odd calls of many kinds: a plain answer, the documented exit code, no trace.

Every case runs in this process; what is shown is what a user would see.
"""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small import CLAIMS, HEADER, SOURCES, small_dossier

if TYPE_CHECKING:
    from calling import Command

HEAD = CLAIMS.splitlines()[0]
ROW = CLAIMS.splitlines()[1]
OF_BOTH = "b1,1807-07-01,envoy,both,casualties,count,,7000,,1807-04-03,1807-05-08,battle\n"
ONLY_BOTH = f"{HEAD}\n{OF_BOTH}"
#: Seconds of processor time that ten thousand bad rows may take.
TEN_THOUSAND_ROWS = 3.0

Files = dict[str, str | bytes | None]

#: name: (files that differ from the small dossier, exit code of losses). ``None`` removes a file.
BROKEN: dict[str, tuple[Files, int]] = {
    "no header": ({"dossier.toml": None}, 3),
    "no claims": ({"claims.csv": None}, 3),
    "no sources": ({"sources.csv": None}, 3),
    "empty header": ({"dossier.toml": ""}, 3),
    "empty claims": ({"claims.csv": ""}, 3),
    "only a heading": ({"claims.csv": HEAD + "\n"}, 4),
    "not toml": ({"dossier.toml": "this is not toml"}, 3),
    "unclosed text": ({"dossier.toml": HEADER.replace('made up)"', "made up)")}, 3),
    "deep toml": ({"dossier.toml": "x = " + "[" * 5000 + "]" * 5000}, 3),
    "huge integer": ({"dossier.toml": HEADER.replace("20000", "9" * 5000)}, 3),
    "nan pool": ({"dossier.toml": HEADER.replace("20000", "nan")}, 3),
    "infinite pool": ({"dossier.toml": HEADER.replace("30000", "inf")}, 3),
    "pool of nobody": (
        {"dossier.toml": HEADER.replace("20000", "0").replace("30000", "0")},
        0,
    ),
    "one side": ({"dossier.toml": HEADER.partition('[[sides]]\nid = "south"')[0]}, 3),
    "three sides": ({"dossier.toml": HEADER + '[[sides]]\nid = "west"\nname = "West"\n'}, 3),
    "unknown key": ({"dossier.toml": HEADER.replace("title", "titel")}, 3),
    "unknown victor": ({"dossier.toml": HEADER.replace('victor = "north"', 'victor = "nord"')}, 3),
    "end before start": ({"dossier.toml": HEADER.replace("1807-05-08", "1807-03-01")}, 3),
    "no such day": ({"dossier.toml": HEADER.replace("1807-05-08", "1807-02-30")}, 3),
    "still being fought": ({"dossier.toml": HEADER.replace("1807-05-08", "2999-01-01")}, 3),
    "a later format": ({"dossier.toml": HEADER.replace("format = 1", "format = 99")}, 3),
    "utf-16": ({"claims.csv": CLAIMS.encode("utf-16")}, 3),
    "latin-1": ({"claims.csv": CLAIMS.replace("envoy", "envoyé").encode("latin-1")}, 3),
    "binary": ({"claims.csv": bytes(range(256))}, 3),
    "a workbook": ({"claims.csv": b"PK\x03\x04 and so on"}, 3),
    "a NUL": ({"claims.csv": CLAIMS + "\0"}, 3),
    "a bell": ({"claims.csv": CLAIMS + "\a"}, 3),
    "unclosed quote": ({"claims.csv": CLAIMS + '"'}, 3),
    "a huge cell": ({"claims.csv": CLAIMS.replace("e1", "e" * 200_000)}, 3),
    "unknown column": ({"claims.csv": CLAIMS.replace("published", "publised")}, 3),
    "a column twice": ({"claims.csv": CLAIMS.replace("low,best", "best,best")}, 3),
    "short rows": ({"claims.csv": f"{HEAD}\ne1,1807-07-01\n"}, 3),
    "long rows": ({"claims.csv": f"{HEAD}\n{ROW},,,,,,,,\n"}, 3),
    "semicolons": ({"claims.csv": CLAIMS.replace(",", ";")}, 3),
    "an id twice": ({"claims.csv": CLAIMS + ROW + "\n"}, 3),
    "low above high": ({"claims.csv": CLAIMS.replace("800,1000,1200", "1200,1000,800")}, 3),
    "negative": ({"claims.csv": CLAIMS.replace("700", "-700")}, 3),
    "words for numbers": ({"claims.csv": CLAIMS.replace("700", "many")}, 3),
    "nan for a number": ({"claims.csv": CLAIMS.replace("700", "nan")}, 3),
    "infinity": ({"claims.csv": CLAIMS.replace("700", "inf")}, 3),
    "a number past floats": ({"claims.csv": CLAIMS.replace("700", "1e999")}, 3),
    "an unknown source": ({"claims.csv": CLAIMS.replace("envoy", "nobody")}, 3),
    "an unknown side": ({"claims.csv": CLAIMS.replace(",south,", ",sooth,")}, 3),
    "an unknown word": ({"claims.csv": CLAIMS.replace(",killed,", ",kiled,")}, 3),
    "only both sides together": ({"claims.csv": ONLY_BOTH}, 4),
    "nobody of both": ({"claims.csv": CLAIMS + OF_BOTH.replace("7000", "0")}, 0),
    "markup in the title": ({"dossier.toml": HEADER.replace("(made up)", "[/red] [bold]")}, 0),
    "escapes in the title": ({"dossier.toml": HEADER.replace("(made up)", "\\u001b[2J")}, 0),
    "a title of a megabyte": ({"dossier.toml": HEADER.replace("(made up)", "x" * 1_000_000)}, 3),
    "a title of a page": ({"dossier.toml": HEADER.replace("(made up)", "x" * 9_000)}, 0),
    "right to left": ({"sources.csv": SOURCES.replace("Envoy", "\u202eEnvoy")}, 0),
    "unknown files": ({"notes.xlsx": b"PK", "claim.csv": "x"}, 0),
    "committed nobody": (
        {
            "strengths.csv": "id,published,source,side,measure,best,date\n"
            "m1,1807-07-01,envoy,north,committed,0,1807-05-01\n"
        },
        0,
    ),
}


def spoil(folder: Path, files: Files) -> None:
    small_dossier(folder)
    for name, content in files.items():
        if content is None:
            (folder / name).unlink()
        else:
            data = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(data)


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ASCULUM_STORE", raising=False)
    return tmp_path


def plain(text: str) -> bool:
    """Whether text is free of a trace, of a fault of ours and of what a terminal would obey."""
    return not any(word in text for word in ("Traceback", "BUG001", "SYS001", "\x1b"))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_dossier_is_told_plainly(asculum: Command, work: Path, name: str) -> None:
    files, code = BROKEN[name]
    spoil(work / "mill", files)
    said = asculum("losses", "mill", "--no-store")
    assert plain(said.out + said.err)
    assert said.code == code, said.err
    if code:
        assert said.err.strip()
    checked = asculum("check", "mill")
    assert plain(checked.out + checked.err)
    assert checked.code == (3 if code == 3 else 0)
    shown = asculum("check", "mill", "--json").json
    assert (shown["status"]["code"] == "OK") == (code != 3)


@pytest.mark.parametrize("name", [name for name, (_, code) in BROKEN.items() if code != 3])
def test_what_can_be_reckoned_gives_a_verdict_and_a_page(
    asculum: Command, work: Path, name: str
) -> None:
    spoil(work / "mill", BROKEN[name][0])
    for words in (["verdict"], ["verdict", "--json"], ["report"], ["cite"]):
        said = asculum(words[0], "mill", *words[1:])
        assert plain(said.out + said.err), said.err
        assert said.code in (0, 4)
    assert (work / "mill.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


#: words: exit code. ``mill`` is a dossier, ``file`` a file, ``empty`` an empty folder.
CALLS: dict[str, int] = {
    "": 2,
    "reprot bakhmut": 2,
    "--hlep": 2,
    "losses": 2,
    "losses mill extra": 2,
    "losses mill --by fortnight": 2,
    "losses mill --sed 1": 2,
    "losses mill --seed x": 2,
    "losses mill --seed 99999999999999999999999": 2,
    "losses mill --as-of yesterday": 2,
    "losses mill --as-of 2023-02-30": 2,
    "losses mill --as-of 0000-00-00": 2,
    "losses nowhere": 2,
    "losses bakmut": 2,
    "losses file": 2,
    "losses mill/dossier.toml": 2,
    "losses empty": 3,
    "losses mill --store file": 2,
    "losses mill --store file/under": 1,
    "check": 2,
    "check nowhere": 2,
    "check file": 2,
    "check empty": 3,
    "cite nowhere": 2,
    "cite empty": 3,
    "verdict nowhere": 2,
    "verdict nowhere.csv": 3,
    "verdict empty.csv": 3,
    "verdict mill/claims.csv": 3,
    "verdict folder.csv": 3,
    "report mill -o missing/page.html --no-store": 1,
    "report mill -o empty --no-store": 1,
    "report mill -o file/page.html --no-store": 1,
    "report mill -o - --json": 2,
    "new": 2,
    "new mill": 2,
    "new ../../../etc/passwd/x": 2,
    "new missing/name": 2,
    "new -- -x": 2,
    "new a\nb": 2,
    "dossiers extra": 2,
    "--debug losses nowhere": 2,
}


@pytest.mark.parametrize("words", CALLS)
def test_an_odd_call_is_told_plainly(asculum: Command, work: Path, words: str) -> None:
    small_dossier(work / "mill")
    (work / "file").write_text("not a dossier")
    (work / "empty").mkdir()
    (work / "folder.csv").mkdir()
    (work / "empty.csv").write_text("")
    said = asculum(*words.split(" ") if words else ())
    assert said.code == CALLS[words], said.err
    assert "Traceback" not in said.out + said.err
    assert plain(said.err)
    assert (said.out if "check empty" in words else said.err).strip()


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("reprot mill", "report"),
        ("lossses mill", "losses"),
        ("losses mill --as-off 2023-01-01", "--as-of"),
        ("losses bakmut", "bakhmut"),
        ("losses mill --by weeks", "week"),
    ],
)
def test_the_nearest_match_is_named(asculum: Command, work: Path, words: str, near: str) -> None:
    small_dossier(work / "mill")
    said = asculum(*words.split())
    assert said.code == 2
    assert near in said.err


HOSTILE = (
    "a b",
    "битва",
    "名前",
    "-x",
    "a'b\"c",
    "$(id)",
    "a;b",
    "%s{0}",
    "x" * 200,
    "[red]",
    "a\nb",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_names(asculum: Command, mill: Path, name: str) -> None:
    small_dossier(mill / name)
    said = asculum("check", "--json", "--", name)
    assert (said.code, said.json["dossier"]) == (0, name)
    assert asculum("report", "--json", "-o", f"{name}.html", "--", name).json["dossier"] == name
    page = mill / f"{name}.html"
    assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert plain(asculum("cite", "--", name).out)


def test_a_name_that_is_not_utf_8(asculum: Command, mill: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    small_dossier(mill / name)
    assert asculum("check", name).code == 0
    said = asculum("report", name, "-o", "page.html", "--json")
    assert (said.code, said.json["dossier"]) == (0, "caf?")
    assert asculum("verdict", name).code == 0


def test_ten_thousand_bad_rows_are_told_in_seconds(asculum: Command, work: Path) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD.split(","))
    for number in range(10_000):
        writer.writerow(
            f"x{number},yesterday,who{number},nord,kiled,?,9,5,1,1807-13-40,never,moon".split(",")
        )
    small_dossier(work / "mill", claims=text.getvalue())
    began = time.process_time()
    said = asculum("check", "mill")
    assert time.process_time() - began < TEN_THOUSAND_ROWS
    assert said.code == 3
    assert len([line for line in said.out.splitlines() if line.startswith("EVI")]) == 20
    assert "… and " in said.out
    began = time.process_time()
    losses = asculum("losses", "mill")
    assert time.process_time() - began < TEN_THOUSAND_ROWS
    assert losses.code == 3
    assert len(losses.err.splitlines()) < 100


def _locked(folder: Path) -> None:
    (folder / ".asculum").write_text("in the way")


def _damaged(folder: Path) -> None:
    (folder / ".asculum").mkdir()
    (folder / ".asculum" / "store.duckdb").write_bytes(b"not a store" * 1000)


def _cut(folder: Path) -> None:
    (folder / ".asculum").mkdir()
    (folder / ".asculum" / "store.duckdb").write_bytes(b"")


@pytest.mark.parametrize("spoiled", [_locked, _damaged, _cut])
def test_a_spoiled_store_is_told_plainly(
    asculum: Command, work: Path, spoiled: Callable[[Path], None]
) -> None:
    small_dossier(work / "mill")
    spoiled(work)
    said = asculum("losses", "mill")
    assert said.code == 1
    assert said.err.startswith("STO")
    assert "fix: " in said.err
    assert plain(said.err)


def test_a_fault_of_ours_is_called_one(
    asculum: Command, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asculum.evidence import bundled

    def broken(name: object) -> Path:
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr(bundled, "find", broken)
    said = asculum("check", "bakhmut")
    assert said.code == 1
    assert "BUG001: RuntimeError: a wheel came off" in said.err
    assert "asculum --debug" in said.err
    assert "Traceback" not in said.err
    with pytest.raises(RuntimeError):
        asculum("--debug", "check", "bakhmut")


def test_the_system_s_refusal_is_not_called_a_fault(
    asculum: Command, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asculum.evidence import bundled

    def full(name: object) -> Path:
        raise OSError(28, "No space left on device", "store.duckdb")

    monkeypatch.setattr(bundled, "find", full)
    said = asculum("check", "bakhmut")
    assert said.code == 1
    assert said.err.startswith("SYS001: No space left on device: store.duckdb")
