"""Claims in plain words."""

from __future__ import annotations

import builders
import pytest

from asculum.report.restating import allegiance_name, compact, relation, restate

DOSSIER = builders.dossier()


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("c35", "20,000 killed, Russia (Wagner), in the battle, 1 Aug 2022 – 20 May 2023"),
        (
            "c12",
            "at most 500 casualties a day, Russia, in the battle, 20 Feb 2023 – 4 Mar 2023 "
            "(end: day of publication)",
        ),
        (
            "c49",
            "7.5 killed of Russia for each one of Ukraine, in the battle, 1 Sep 2022 – 20 May 2023",
        ),
        (
            "c25",
            "35,500 to 43,000 killed, Russia, in the whole war, 24 Feb 2022 – 28 Feb 2023",
        ),
        (
            "c44",
            "at least 24,470 killed known by name, Russia, in the whole war, "
            "24 Feb 2022 – 1 Jun 2023 (end: day of publication)",
        ),
        (
            "c60",
            "70,000 casualties, both sides together, in the battle, 1 Aug 2022 – 20 Mar 2023 "
            "(end: day of publication)",
        ),
        ("c17", "221 killed, Russia, in the battle, 11 Mar 2023"),
    ],
)
def test_a_claim_is_restated_with_the_last_day_included(claim: str, words: str) -> None:
    assert restate(DOSSIER, DOSSIER.claim(claim)) == words


@pytest.mark.parametrize(
    ("claim", "stands"),
    [
        ("c35", "own"),
        ("c36", "enemy"),
        ("c48", "enemy"),
        ("c61", "own"),
        ("c10", "third"),
        ("c42", "third"),
        ("c60", "third"),
    ],
)
def test_how_a_source_stands_to_the_losses_it_speaks_of(claim: str, stands: str) -> None:
    assert relation(DOSSIER, DOSSIER.claim(claim)) == stands


def test_rows_of_charts_keep_the_figure() -> None:
    assert compact(DOSSIER, DOSSIER.claim("c34")) == "≥100,000 wounded, Russia"
    assert compact(DOSSIER, DOSSIER.claim("c13")) == "≥5 to 1, Russia : Ukraine"


def test_third_parties_say_whom_they_back() -> None:
    assert allegiance_name(DOSSIER, DOSSIER.sources["us-nsc"]) == "third party, backs Ukraine"
    assert allegiance_name(DOSSIER, DOSSIER.sources["mediazona"]) == "third party"
