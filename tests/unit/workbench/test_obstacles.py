"""What stands in the way of a write: a full disk, a closed folder, a kill; nothing is lost."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from benching import Visitor
from calling import environment
from small import CLAIMS, HEADER, small_dossier
from test_parts import edits, read
from test_rows import ROW, opened, opened_at

from asculum.store import files
from asculum.workbench import uploads

FULL, CLOSED = OSError(28, "No space left on device"), PermissionError(13, "Permission denied")


@pytest.mark.parametrize("obstacle", [FULL, CLOSED])
def test_what_was_written_stays_in_the_form_where_it_cannot_be_saved(
    visitor: Visitor, root: Path, monkeypatch: pytest.MonkeyPatch, obstacle: OSError
) -> None:
    first = {**opened(visitor, "n1"), "cell-best": "710", "do": "save"}
    assert visitor.post(ROW, first).status == 303  # there is a ledger
    row, pool = opened(visitor, "n1"), opened_at(visitor, "/d/mill/part/pools?at=0")
    new = {**row, "cell-best": "750", "cell-note": "an hour's work"}

    def refusing(target: Path, data: bytes) -> None:
        raise obstacle

    with monkeypatch.context() as spoiled:
        spoiled.setattr(files, "_replace", refusing)
        for address, fields in (
            (ROW, new),
            ("/d/mill/part/pools", {**pool, "cell-low": "21000", "cell-note": "an hour's work"}),
        ):
            answer = visitor.post(address, {**fields, "do": "save"})
            assert answer.status == 503
            assert "STO008" in answer.text
            assert "an hour&#39;s work" in answer.text
        answer = visitor.post("/d/mill/history", {"edit": edits(visitor)[0]})
        assert answer.status >= 400
    assert read(root, "claims.csv") == CLAIMS.replace(",,700,,", ",,710,,")
    assert read(root, "dossier.toml") == HEADER
    assert "could not be written: changed n1" in visitor.get("/d/mill/history").text
    assert visitor.post(ROW, {**new, "do": "save"}).status == 303
    assert "an hour's work" in read(root, "claims.csv")


def test_a_file_that_fits_nowhere_leaves_no_half(
    visitor: Visitor, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: object, target: object, length: int) -> None:
        raise FULL

    monkeypatch.setattr(uploads.shutil, "copyfileobj", full)
    answer = visitor.send_file("/d/mill/import", "a.csv", b"a,b\n1,2\n")
    assert answer.status == 500
    assert "No space left" in answer.text
    assert not list((root / ".asculum" / "workbench" / "uploads").iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_closed_is_read_and_not_edited(visitor: Visitor, root: Path) -> None:
    (root / "mill").chmod(0o555)
    try:
        row = opened(visitor, "n1")
        answer = visitor.post(ROW, {**row, "cell-best": "750", "do": "save"})
        assert answer.status == 503
        assert "Permission denied" in answer.text
    finally:
        (root / "mill").chmod(0o755)
    assert read(root, "claims.csv") == CLAIMS


EDITOR = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from asculum.store import files
from asculum.study.editing import Workplace, open_row, save_row
root, stop = Path(sys.argv[1]), sys.argv[2]
names = {"before": "mkstemp", "within": "fsync", "after": "replace"}
own = files.tempfile if stop == "before" else files.os
real = getattr(own, names[stop])
def killed(*words, **more):
    if stop == "after":
        real(*words, **more)
    os.kill(os.getpid(), 9)
place = Workplace(folder=root / "mill", store=root, name="mill", now=datetime.now(UTC))
row = open_row(place.folder, "claims", "n1")
save_row(place, "claims", "e1", open_row(place.folder, "claims", "e1").cells | {"best": "900"},
    mark=open_row(place.folder, "claims", "e1").mark)
setattr(own, names[stop], killed)
save_row(place, "claims", "n1", {**row.cells, "best": "750"}, mark=row.mark)
"""


@pytest.mark.parametrize("stop", ["before", "within", "after"])
def test_a_kill_in_the_midst_of_a_write_leaves_the_old_or_the_new(
    tmp_path: Path, stop: str
) -> None:
    small_dossier(tmp_path / "mill")
    done = subprocess.run(
        [sys.executable, "-c", EDITOR, str(tmp_path), stop], env=environment(), capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    old = CLAIMS.replace("800,1000,1200", "800,900,1200")
    new = old.replace(",,700,,", ",,750,,")
    assert read(tmp_path, "claims.csv") == (new if stop == "after" else old)
    from benching import enter, open_workbench

    with open_workbench(tmp_path) as (visitor, link):
        enter(visitor, link)
        text = visitor.get("/d/mill/history").text
        assert "changed e1" in text
        assert re.search("changed n1", text)  # told before it was written
        row = opened(visitor, "n1")
        assert visitor.post(ROW, {**row, "cell-best": "760", "do": "save"}).status == 303
    assert ",,760,," in read(tmp_path, "claims.csv")


def test_ten_thousand_letters_and_formulas_in_the_names_of_files(visitor: Visitor) -> None:
    for name in (
        "=cmd|' /C calc'!A0.csv",
        "\u202egnp.csv",
        "a" * 10_000,
        "..",
        "CON",
        "a\\..\\b.csv",
    ):
        answer = visitor.send_file("/d/mill/import", name, b"a,b\n1,2\n")
        assert answer.status in (303, 400), name
        if answer.status == 303:
            assert visitor.get(answer.to).status == 200, name
