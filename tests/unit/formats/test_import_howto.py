"""The page on importing names formats and options that there are."""

from __future__ import annotations

import re
from pathlib import Path

from samples import ROOT, take

from asculum.cli.import_ import command
from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.mapped import read_mapping
from asculum.evidence.formats.registry import AUTO, FORMATS

PAGE = (ROOT / "docs" / "howto" / "import.md").read_text(encoding="utf-8")


def test_every_format_has_an_example_that_parses() -> None:
    calls = re.findall(r"^asculum import ((?:.|\\\n)*?[^\\])$", PAGE, re.M)
    formats = {call.split()[0] for call in calls}
    assert formats == set(FORMATS)
    options = {option for item in command.params for option in item.opts}
    assert {word for call in calls for word in re.findall(r"--[a-z-]+", call)} <= options
    assert AUTO in PAGE


def test_the_mapping_on_the_page_reads(dossier: Dossier, tmp_path: Path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
    (tmp_path / "mapping.toml").write_text(text)
    mapping = read_mapping(tmp_path / "mapping.toml")
    table = "Date of report,Killed\n2022-08-03,12\n"
    assert take(table, dossier, tmp_path, format="csv", mapping=mapping).taken.taken == 1
