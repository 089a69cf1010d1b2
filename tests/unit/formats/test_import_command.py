"""``asculum import``: merging, again and again, refusals, and nothing half-written."""

from __future__ import annotations

import io
import json
import random
import sys
from datetime import date
from pathlib import Path

import pytest
from samples import ged, shared

from asculum.cli.main import run
from asculum.evidence.dossier import Dossier
from asculum.evidence.reading import inspect_dossier
from asculum.store.store import Store


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_importing_again_changes_nothing(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ged.csv"
    file.write_text(ged({"id": "2"}, {"id": "1"}))
    assert run(["import", "auto", str(file), "--into", str(copy), "--dry-run"]) == 0
    assert "events.csv" not in contents(copy)
    assert run(["import", "auto", str(file), "--into", str(copy)]) == 0
    assert "2 rows are new" in capsys.readouterr().out
    before = contents(copy)
    assert run(["import", "ucdp-ged", str(file), "--into", str(copy)]) == 0
    assert "Nothing changes" in capsys.readouterr().out
    file.write_text(ged({"id": "1"}, {"id": "2"}))
    assert run(["import", "ucdp-ged", str(file), "--into", str(copy), "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["change"]["unchanged"] == 2
    assert contents(copy) == before
    dossier, findings = inspect_dossier(copy, today=date(2026, 11, 23))
    assert dossier is not None
    assert len(dossier.events) == 2
    assert "EVI083" in {finding.code for finding in findings}
    assert not [finding for finding in findings if finding.severity == "error"]
    assert dossier.as_of(date(2022, 9, 7)).events == ()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_how_far_the_reading_is_and_a_file_is_not(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ged.csv"
    file.write_text(ged(*({"id": str(number)} for number in range(1, 400))))
    call = ["import", "ucdp-ged", str(file), "--into", str(copy), "--dry-run"]
    told = {}
    for kind in (Terminal, io.StringIO):
        monkeypatch.setattr(sys, "stderr", kind())
        monkeypatch.setenv("TERM", "xterm")
        assert run(call) == 0
        told[kind] = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "the dossier with the rows in it" in told[Terminal]
    assert told[io.StringIO] == ""


def test_a_newer_version_replaces_and_an_older_does_not(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for version, best, told in (
        ("22.0.9", "3", "1 row is new"),
        ("23.1", "5", "1 changed"),
        ("22.0.9", "3", "in a newer version"),
    ):
        file = tmp_path / "ged.csv"
        file.write_text(ged({"best": best}))
        call = ["import", "ucdp-ged", str(file), "--into", str(copy), "--version", version]
        assert run(call) == 0
        assert told in capsys.readouterr().out
    dossier, _ = inspect_dossier(copy, today=date(2026, 11, 23))
    assert dossier is not None
    assert [event.best for event in dossier.events] == [5]


def test_the_ledger_goes_to_the_store(copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "ged.csv"
    file.write_text(ged({}, {"id": "2", "where_prec": "6"}))
    assert run(["import", "auto", str(file), "--into", str(copy), "--store", str(tmp_path)]) == 0
    with Store.open(tmp_path) as store:
        (kept,) = store.history("bakhmut")
    assert kept.file == "ged.csv"


def test_real_claims_are_merged_and_stay(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(shared("claims/radford2023_ukraine_first_year_4609_claims.csv"))
    assert run(["import", "radford2023", file, "--into", str(copy)]) == 0
    before = contents(copy)
    assert run(["import", "radford2023", file, "--into", str(copy)]) == 0
    assert "Nothing changes" in capsys.readouterr().out
    assert contents(copy) == before
    _, findings = inspect_dossier(copy, today=date(2026, 11, 23))
    assert not [finding for finding in findings if finding.severity == "error"]


CYRILLIC = "Бахмут Бахмут Бахмут".encode("cp1251")
GOOD = ged({}, {"id": "2"}).encode()
BAD: dict[str, tuple[bytes, str, int]] = {
    "empty": (b"", "IMP002", 3),
    "blank": (b"\n \n", "IMP002", 3),
    "header": (GOOD.split(b"\n")[0] + b"\n", "IMP002", 3),
    "cut": (GOOD[:-40], "IMP005", 3),
    "binary": (random.Random(1).randbytes(4000), "IMP00[34]", 3),
    "gzip": (b"\x1f\x8b\x08" + GOOD, "IMP004", 3),
    "zip": (b"PK\x03\x04" + GOOD, "IMP005", 3),
    "utf16": (GOOD.decode().encode("utf-16")[:-1], "IMP005", 3),
    "cyrillic": (
        GOOD.replace(b"Bakhmut town", CYRILLIC),
        "IMP003",
        3,
    ),
    "json": (b'[{"id": 1,', "IMP005", 3),
    "other": (b"a,b\n1,2\n", "IMP006", 3),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_and_the_dossier_stays(
    name: str, copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import re

    data, code, exit_code = BAD[name]
    file = tmp_path / "file.csv"
    file.write_bytes(data)
    before = contents(copy)
    for more in ([], ["--near", "48.59,38", "--within", "30"]):
        assert run(["import", "ucdp-ged", str(file), "--into", str(copy), *more]) == exit_code
        assert re.search(code, capsys.readouterr().err)
    assert contents(copy) == before


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (["ucdp-gde"], "did you mean ucdp-ged", 2),
        (["ucdp-ged", "--near", "48,38"], "IMP011", 2),
        (["ucdp-ged", "--near", "x", "--within", "3"], "LAT,LON", 2),
        (["acled", "--dyad", "1"], "IMP006", 3),
        (["csv"], "IMP010", 2),
    ],
)
def test_calls_that_cannot_be(
    words: list[str],
    code: str,
    exit_code: int,
    copy: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "ged.csv"
    file.write_bytes(GOOD)
    call = ["import", words[0], str(file), "--into", str(copy), *words[1:]]
    assert run(call) == exit_code
    assert code in capsys.readouterr().err


def test_a_failed_write_puts_everything_back(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asculum.study import imports
    from asculum.terms.errors import StoreError

    real = imports.atomic_write

    def fails(path: Path, text: str) -> Path:
        if Path(path).name == "events.csv":
            raise StoreError("STO008", "disk full")
        return real(path, text)

    file = tmp_path / "ged.csv"
    file.write_bytes(GOOD)
    before = contents(copy)
    monkeypatch.setattr(imports, "atomic_write", fails)
    assert run(["import", "ucdp-ged", str(file), "--into", str(copy)]) == 1
    assert contents(copy) == before


def test_spoiled_files_raise_only_our_errors(copy: Path, tmp_path: Path) -> None:
    draw = random.Random(7)
    good = ged(*({"id": str(number)} for number in range(1, 30))).encode()
    file = tmp_path / "file.csv"
    for turn in range(40):
        data = bytearray(good)
        for _ in range(draw.randrange(1, 6)):
            at = draw.randrange(len(data))
            data[at : at + draw.randrange(4)] = draw.randbytes(draw.randrange(4))
        if turn % 2:
            del data[draw.randrange(len(data)) :]
        file.write_bytes(bytes(data))
        call = ["import", "auto", str(file), "--into", str(copy), "--dry-run"]
        call += ["--near", "48.59,38", "--within", "30"] if turn % 3 else []
        # a fault of ours would come out as exit code 1
        assert run(call) in (0, 2, 3)


def test_too_many_rows_are_refused(
    dossier: Dossier,
    tmp_path: Path,
    copy: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from asculum.evidence.formats import located

    monkeypatch.setattr(located, "MOST", 1)
    file = tmp_path / "ged.csv"
    file.write_bytes(GOOD)
    assert run(["import", "ucdp-ged", str(file), "--into", str(copy)]) == 3
    assert "IMP008" in capsys.readouterr().err
