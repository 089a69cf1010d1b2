"""The data dictionary agrees with itself and with the values that are made from it."""

from __future__ import annotations

import csv
from dataclasses import fields

import pytest

from asculum.evidence.claims import (
    Bound,
    Category,
    Checked,
    Claim,
    Control,
    Kind,
    Manner,
    PeopleFigure,
    Scope,
    Source,
    Strength,
)
from asculum.evidence.dictionary import FOLDER, TABLES, assumption_terms, columns
from asculum.evidence.economy import EconomyFigure
from asculum.evidence.events import Event
from asculum.evidence.located import LocatedCount
from asculum.evidence.names import NameElsewhere
from asculum.evidence.network import NetworkEdge, NetworkNode

VALUES = {
    "sources": Source,
    "claims": Claim,
    "strengths": Strength,
    "control": Control,
    "people": PeopleFigure,
    "economy": EconomyFigure,
    "events": Event,
    "located": LocatedCount,
    "network_nodes": NetworkNode,
    "network_edges": NetworkEdge,
    "names": NameElsewhere,
}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_every_row_has_a_cell_for_each_column(path: object) -> None:
    with open(str(path), encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_the_fields_of_the_value(table: str) -> None:
    names = {field.name for field in fields(VALUES[table])}
    filled_in = {"line", "period", "start_given", "end_given"}
    given = {column.name for column in columns(table)}
    in_periods = {"start", "end"} if table in ("claims", "located") else set()
    assert names - filled_in == given - in_periods
    assert all(column.description for column in columns(table))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("category", Category),
        ("kind", Kind),
        ("bound", Bound),
        ("scope", Scope),
        ("manner", Manner),
    ],
)
def test_choices_are_the_words_of_the_enumerations(name: str, words: type) -> None:
    (column,) = (column for column in columns("claims") if column.name == name)
    assert set(column.allowed) == set(words)


def test_only_rows_of_a_network_may_be_taken_as_given() -> None:
    for table in ("claims", "strengths", "people", "economy", "located"):
        (column,) = (column for column in columns(table) if column.name == "checked")
        assert set(column.allowed) == set(Checked) - {Checked.ASSUMED}
    for table in ("network_nodes", "network_edges"):
        (column,) = (column for column in columns(table) if column.name == "checked")
        assert set(column.allowed) == set(Checked)


def test_defaults_of_assumptions_lie_within_their_shapes() -> None:
    for term in assumption_terms().values():
        assert term.by in ("all", "side", "leaf", "source")
        assert term.shape in ("lognormal", "logitnormal", "fixed")
        assert (term.low is None) == (term.shape == "fixed" or term.high is None)
        if term.low is not None and term.high is not None:
            assert 0 < term.low < term.high
            assert term.shape != "logitnormal" or term.high < 1
