"""Checks across rows: what is not reported, and what is summed up."""

from __future__ import annotations

import re

import pytest
from ford import TODAY, Ford

from asculum.evidence.checks import CHECKS
from asculum.evidence.reading import read_dossier
from asculum.terms.errors import EvidenceError


def test_every_check_says_what_holds() -> None:
    assert len(set(CHECKS)) == len(CHECKS)
    assert all(check.__doc__ for check in CHECKS)


@pytest.mark.parametrize("extra", [{"published": "1807-06-12"}, {"published": "1807-06-13"}])
def test_the_day_of_publication_may_be_spoken_of(extra: dict[str, str], ford: Ford) -> None:
    ford.add("claims", **extra)
    assert ford.findings() == []


def test_notes_are_summed_up_with_a_count(ford: Ford) -> None:
    for number in range(20):
        ford.add("claims", id=f"x{number:02}", best=str(number + 1), scope="front")
    (note,) = ford.findings("EVI067")
    assert note.what.startswith("wider than the battle: 20 claims: front x00, x01")
    assert note.what.endswith("x11 and 8 more")


def test_a_cycle_is_named_in_full_and_once(ford: Ford) -> None:
    ford.add("claims", id="x3", derives_from="x1", manner="repeats", best="3")
    ford.add("claims", id="x1", derives_from="x2", manner="repeats", best="1")
    ford.add("claims", id="x2", derives_from="x3;e3", manner="repeats", best="2")
    assert [item.what for item in ford.findings("EVI061")] == [
        "a cycle of lineage: x1 from x2 from x3 from x1"
    ]


def test_an_echo_that_is_marked_is_not_reported_as_one(ford: Ford) -> None:
    ford.add("claims", id="x1")
    ford.add("claims", id="x2", source="gazette", derives_from="x1", manner="repeats")
    ford.add("claims", id="x3", derives_from="x1", manner="repeats")
    assert ford.findings() == []


def test_lineage_of_people_is_checked_too(ford: Ford) -> None:
    where = ford.add("people", derives_from="p11", manner="repeats")
    (finding,) = ford.findings()
    assert (finding.code, finding.where, finding.fix) == ("EVI059", where, "did you mean p1?")


def test_strengths_and_people_are_checked_like_claims(ford: Ford) -> None:
    places = [
        ford.add("strengths", low="5", best="4"),
        ford.add("strengths", id="y", force="guard"),
        ford.add("strengths", id="z", date="1807-08-01"),
        ford.add("people", high="5", best="6"),
        ford.add("people", id="y", best=""),
        ford.add("people", id="z", start="1807-05-01", end="1807-05-01"),
        ford.add("control", end="1807-04-01"),
        ford.add("control", status="suoth"),
    ]
    codes = ["EVI053", "EVI052", "EVI057", "EVI053", "EVI054", "EVI056", "EVI056", "EVI051"]
    found = {(item.where, item.code) for item in ford.findings() if item.severity == "error"}
    assert found == set(zip(places, codes, strict=True))


def test_ratios_are_of_one_side_to_the_other(ford: Ford) -> None:
    good = ford.add("claims", id="x1", kind="ratio", versus="north")
    bad = [
        ford.add("claims", id="x2", kind="ratio", versus="south"),
        ford.add("claims", id="x3", kind="ratio", versus="north", side="both"),
        ford.add("claims", id="x4", kind="ratio"),
    ]
    assert [item.where for item in ford.findings("EVI069")] == bad
    assert good not in {item.where for item in ford.findings()}


def test_control_by_two_rows_on_one_day_is_told(ford: Ford) -> None:
    where = ford.add("control", place="Example Ford", start="1806-01-01", status="south")
    assert ford.text("control.csv").count("\n") == int(where.partition(":")[2])
    found = ford.findings("EVI080")
    assert [item.where for item in found] == ["control.csv:2", "control.csv:3"]


def test_the_gravest_come_first_and_all_are_carried(ford: Ford) -> None:
    ford.add("claims", id="x1", checked="memory", scope="front")
    ford.add("claims", id="x2", side="nroth")
    ford.add("claims", id="x3", source="envoi")
    severities = [item.severity for item in ford.findings()]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    with pytest.raises(EvidenceError) as refusal:
        read_dossier(ford.folder, today=TODAY)
    assert refusal.value.exit_code == 3
    assert refusal.value.findings == tuple(ford.findings())
    assert re.match("EVI000: 2 errors in the dossier ford", str(refusal.value))
