"""A dossier spoiled in many ways at random: each error has its code, line, reason and remedy."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from ford import TODAY

from asculum.evidence.reading import HEADER, inspect_dossier
from asculum.evidence.template import dossier_files

CELLS = (
    *(
        "",
        "x",
        "-1",
        "nan",
        "1e400",
        "9999-99-99",
        "0000-01-01",
        "=1+1",
        "\u202e",
        "<b>",
        "9" * 400,
    ),
    *('"', "\u0663", "½", "1_000", "0x10", "inf", "2023-1-1", "2023-02-29", "20230101", "\u00a0x"),
    *("１２", "2–3", '"1,000"', "\x00", "\x1b[2J", "y" * 10_001, "north;south", ";", "a;a"),
)
VALUES = (
    *("[]", "{}", "1", '"x"', "-1", "nan", "inf", "true", "1979-05-27", "07:32:00", '"\\u202e"'),
    *("[[1]]", "{ low = 1 }", "{ low = 2, high = 1 }", '""', "99999999999999999999", "1e400"),
    *(
        "{ a = { b = { c = 1 } } }",
        '"9999-12-31"',
        "0001-01-01",
        "9999-12-31",
        "1979-05-27T07:32:00Z",
    ),
)
FILES = {name: text.encode() for name, text in dossier_files().items()}


def spoiled_table(chance: random.Random) -> tuple[str, str]:
    name = chance.choice([file for file in FILES if file.endswith(".csv")])
    lines = FILES[name].decode().split("\n")
    at = chance.randrange(len(lines) - 1)
    cells = lines[at].split(",")
    how = chance.randrange(8)
    if how < 4:
        cells[chance.randrange(len(cells))] = chance.choice(CELLS)
    elif how == 4:
        del cells[chance.randrange(len(cells))]
    elif how == 5:
        chance.shuffle(cells)
    lines[at] = (";" if how == 6 else ",").join(cells)
    text = "\n".join(lines)
    return name, text[: chance.randrange(5, len(text))] if how == 7 else text


def spoiled_header(chance: random.Random) -> tuple[str, str]:
    lines = FILES[HEADER].decode().split("\n")
    at = chance.choice([n for n, line in enumerate(lines) if re.match(r"[a-z_.]+ = ", line)])
    lines[at] = f"{lines[at].split(' = ')[0]} = {chance.choice(VALUES)}"
    return HEADER, "\n".join(lines)


@pytest.fixture(scope="module")
def ford(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ford") / "ford"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("seed", range(4))
def test_every_error_says_what_where_why_and_what_helps(ford: Path, seed: int) -> None:
    chance, errors = random.Random(seed), 0
    for count in range(40):
        name, text = (spoiled_header if count % 2 else spoiled_table)(chance)
        _, found = inspect_dossier(ford, today=TODAY, instead={name: text.encode()})
        for item in found:
            assert item.code, (name, item)
            assert item.what, (name, item)
            assert item.why, (name, item)
            if item.severity == "error":
                errors += 1
                assert item.fix, (name, item)
                assert re.fullmatch(r"[a-z_]+\.(csv|toml):\d+", item.where), (name, item)
            shown = item.what + item.fix
            assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", shown), (name, item)
    assert errors > 20
