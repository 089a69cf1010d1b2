"""Values of a dossier.toml changed in place: comments stay, and what cannot be done is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from small import HEADER

from asculum.evidence.bundled import find
from asculum.evidence.key_edits import Written, with_table, with_values, without_table
from asculum.evidence.key_lines import key_lines

TEXT = '''# a comment
title = "The mill" # and another
verdict = { horizon = "one season" }
place.name = "Mill"

[[pools]] # north
low = 20_000   # counted
high = 3e4
note = """
two
lines"""

[[pools]]
low = 1
high = 2'''


def edited(text: str, changes: dict[tuple[str | int, ...], Written | None]) -> str:
    made = with_values(text, changes)
    assert made is not None
    return made


def test_a_value_changes_and_nothing_else() -> None:
    made = edited(TEXT, {("pools", 0, "low"): 25000, ("pools", 0, "note"): 'one "line"'})
    assert made == TEXT.replace("20_000", "25000").replace('"""\ntwo\nlines"""', '"one \\"line\\""')
    assert edited(TEXT, {("pools", 1, "high"): 2.5}) == TEXT.removesuffix("2") + "2.5"
    assert edited(TEXT, {("title",): "M"}) == TEXT.replace('"The mill"', '"M"')


def test_keys_that_are_not_there_are_added_where_they_belong() -> None:
    made = edited(TEXT, {("pools", 0, "per_battle"): 5, ("verdict", "burden"): 0.1})
    assert 'lines"""\nper_battle = 5\n\n[[pools]]' in made
    assert 'verdict = { horizon = "one season", burden = 0.1 }' in made
    made = edited(
        TEXT, {("assumptions", "bias_own", "low"): 0.2, ("assumptions", "bias_own", "high"): 1}
    )
    assert tomllib.loads(made)["assumptions"] == {"bias_own": {"low": 0.2, "high": 1}}
    assert made.startswith(TEXT)


def test_a_key_is_taken_away_with_its_line_or_its_comma() -> None:
    assert edited(TEXT, {("title",): None}) == TEXT.replace(
        'title = "The mill" # and another\n', ""
    )
    assert "note" not in edited(TEXT, {("pools", 0, "note"): None})
    line = "a = { x = 1, y = 2 , z = 3 }\nb = 4\n"
    assert edited(line, {("a", "x"): None}) == "a = { y = 2 , z = 3 }\nb = 4\n"
    assert edited(line, {("a", "z"): None}) == "a = { x = 1, y = 2 }\nb = 4\n"
    every: dict[tuple[str | int, ...], Written | None] = {("a", key): None for key in "xyz"}
    assert edited(line, every) == "b = 4\n"


def test_a_table_of_an_array_comes_behind_the_last_and_goes_again() -> None:
    range_ = {"low": 0.2, "high": 1.0, "why": 'two\nlines and a "word"'}
    for text in (TEXT, HEADER, HEADER.replace("\n", "\r\n")):
        made = with_table(text, ("pools",), {"side": "east", "own_rate": range_})
        assert made is not None
        old, new = tomllib.loads(text)["pools"], tomllib.loads(made)["pools"]
        assert new == [*old, {"side": "east", "own_rate": range_}]
        assert without_table(made, ("pools", 2)) == text + ("" if text.endswith("\n") else "\n")
        first = without_table(made, ("pools", 0))
        assert first is not None
        assert tomllib.loads(first)["pools"] == new[1:]
    made = with_table(HEADER, ("sides", 0, "forces"), {"id": "guard", "name": "Guard"})
    assert made is not None
    assert tomllib.loads(made)["sides"][0]["forces"] == [{"id": "guard", "name": "Guard"}]
    assert without_table(made, ("sides", 0, "forces", 0)) == HEADER
    assert with_table("a = [{ b = 1 }]\n", ("a",), {"b": 2}) is None


@pytest.mark.parametrize("text", [TEXT, TEXT + "\n", HEADER])
def test_line_ends_are_kept(text: str) -> None:
    windows = text.replace("\n", "\r\n")
    change: dict[tuple[str | int, ...], Written | None] = {("pools", 1, "low"): 7}
    assert edited(windows, change) == edited(text, change).replace("\n", "\r\n")


def test_what_cannot_be_written_is_refused() -> None:
    assert with_values(TEXT, {("pools", 5, "low"): 1}) is None
    assert with_values(TEXT, {("title", "x"): 1}) is None
    assert with_values("a = [", {("a",): 1}) is None
    assert with_values("a = 1\r\nb = 2\n", {("a",): 2}) is None


def test_every_number_of_a_real_dossier_can_be_changed() -> None:
    text = (find("bakhmut") / "dossier.toml").read_text(encoding="utf-8")
    names = ("low", "high", "burden")
    lines = key_lines(text, name=Path("dossier.toml").name).lines
    paths = [path for path in lines if path[-1] in names]
    assert len(paths) > 20
    for path in paths:
        made = edited(text, {path: 0.123})
        assert len([1 for one, two in zip(text.split("\n"), made.split("\n")) if one != two]) == 1  # noqa: B905
