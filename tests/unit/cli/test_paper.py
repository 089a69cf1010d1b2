"""The page as PDF: printed by a browser that is there, and a clear word where there is none."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

import pytest
from calling import Command

from asculum.cli.paper import PROGRAMS, print_page
from asculum.terms.errors import AsculumError

NONE = "no browser prints on this machine"


def test_without_a_browser_nothing_is_reckoned_and_the_way_out_is_told(
    asculum: Command, mill: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("ASCULUM_CHROMIUM", raising=False)
    said = asculum("report", "mill", "--pdf")
    assert said.code == 5
    assert "REP002: no Chromium, Chrome or Edge was found" in said.err
    assert "fix: install Chromium, or open the HTML page" in said.err
    assert not list(mill.glob("*.html"))
    monkeypatch.setenv("ASCULUM_CHROMIUM", "nosuch")
    assert "REP002: 'nosuch' is no program" in asculum("report", "mill", "--pdf").err
    assert asculum("report", "mill", "--pdf", "-o", "-").code == 2


def test_a_browser_that_prints_nothing_leaves_what_was_there(tmp_path: Path) -> None:
    there = tmp_path / "page.pdf"
    there.write_bytes(b"before")
    with pytest.raises(AsculumError, match="REP003") as told:
        print_page("<p>a</p>", there, program=sys.executable)
    assert "printed no PDF" in str(told.value)
    assert there.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [there]


@pytest.mark.browser
@pytest.mark.skipif(
    os.environ.get("CI") != "true" and not any(map(shutil.which, PROGRAMS)), reason=NONE
)
def test_the_page_is_printed_beside_itself(asculum: Command, mill: Path) -> None:
    said = asculum("report", "mill", "--pdf")
    assert said.code == 0, said.err
    assert [Path(line).name for line in said.out.split()] == ["mill.html", "mill.pdf"]
    assert (mill / "mill.pdf").read_bytes()[:5] == b"%PDF-"


def test_boundaries_are_read_before_anything_is_reckoned(asculum: Command, mill: Path) -> None:
    bad = mill / "metres.geojson"
    bad.write_text('{"type": "LineString", "coordinates": [[4.2e6, 6.2e6], [4.3e6, 6.2e6]]}')
    said = asculum("report", "mill", "--boundaries", bad)
    assert said.code == 3
    assert "EVI127: 'metres.geojson' cannot be drawn as boundaries" in said.err
    assert "not in degrees" in said.err
    assert not list(mill.glob("*.html"))


def test_a_page_with_boundaries_is_another_page(asculum: Command, mill: Path) -> None:
    lines = mill / "adm.geojson"
    lines.write_text('{"type": "LineString", "coordinates": [[0, 1], [2, 3]], "license": "CC0"}')
    assert asculum("report", "mill", "-o", "plain.html").code == 0
    assert asculum("report", "mill", "-o", "lined.html", "--boundaries", lines).code == 0
    plain, lined = (mill.joinpath(name).read_text("utf-8") for name in ("plain.html", "lined.html"))
    assert "adm.geojson" not in plain
    # in the command that makes it again, and among the files with their hashes
    assert "--boundaries adm.geojson" in lined
    assert hashlib.sha256(lines.read_bytes()).hexdigest() in lined
