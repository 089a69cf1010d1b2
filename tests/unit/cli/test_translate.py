"""``asculum translate``: a file begun, checked, and used for a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from calling import Command


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_file_is_begun_and_not_written_over(asculum: Command) -> None:
    said = asculum("translate", "new", "uk")
    assert (said.code, said.out) == (0, "uk.po\n")
    assert "0 of" in said.err
    assert asculum("translate", "new", "uk").code == 2
    assert asculum("translate", "new", "uk", "--from", "uk.po").code == 0
    said = asculum("translate", "check", "uk.po")
    assert said.code == 0, said.out
    assert "uk.po: 0 of" in said.out


def test_what_is_wrong_is_told_by_line_and_as_json(asculum: Command) -> None:
    asculum("translate", "new", "uk")
    path = Path("uk.po")
    text = path.read_text(encoding="utf-8")
    wrong = 'msgid "about {median} times"\nmsgstr ""'
    assert wrong in text
    path.write_text(text.replace(wrong, wrong[:-1] + 'x"'), encoding="utf-8")
    line = path.read_text(encoding="utf-8").split("about {median} times")[0].count("\n") + 1
    said = asculum("translate", "check", "uk.po")
    assert said.code == 3
    assert f"REP005 error: uk.po:{line}: the translation lacks {{median}}" in said.out
    told = json.loads(asculum("translate", "check", "uk.po", "--json").out)
    assert told["status"]["code"] == "REP012"
    assert told["findings"][0]["where"] == f"uk.po:{line}"
    said = asculum("report", "bakhmut", "--lang", "uk.po")
    assert said.code == 3
    assert "REP012" in said.err
    assert asculum("report", "bakhmut", "--lang", "xx").code == 2
