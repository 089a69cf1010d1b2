"""The page: order, evidence behind numbers, refusals."""

from __future__ import annotations

import re
import time

import builders
import pytest

from asculum.report import render
from asculum.report.anchors import anchors
from asculum.report.civilians import civilians
from asculum.report.summary import sides
from asculum.report.tables import claim_rows, total_rows
from asculum.terms.errors import UsageError

RECKONING = builders.reckoning()
CIVILIANS = civilians(RECKONING, anchors(RECKONING))
assert CIVILIANS is not None
BLOCKS = (CIVILIANS, *sides(RECKONING, anchors(RECKONING)))


@pytest.fixture(scope="module")
def page() -> str:
    return render(RECKONING)


def test_sections_stand_in_order_and_civilians_first(page: str) -> None:
    ids = [
        *("summary-h", "lost-h", "leaning-h", "others-h", "pyrrhic-h", "claims-h"),
        *("findings-h", "how-h", "run-h"),
    ]
    places = [page.index(f'id="{name}"') for name in ids]
    assert places == sorted(places)
    opening = page.split('class="opening"')[1].split("</section>")[0]
    assert opening.index("204 civilians killed") < opening.index("How many were lost?")
    assert [block.title for block in BLOCKS] == [
        "Civilians",
        "Russia, attacker",
        "Ukraine, defender",
    ]


def test_every_claim_is_one_row_of_the_table(page: str) -> None:
    body = page.split('id="claims-table"')[1].split("</tbody>")[0]
    rows = re.findall(r'<tr id="(claim-[^"]+)"', body)
    assert rows == [f"claim-{claim.id}" for claim in RECKONING.dossier.claims]


def test_evidence_leads_to_rows_that_exist(page: str) -> None:
    count = len(RECKONING.dossier.claims)
    found = re.findall(r'data-rows="([\d ]*)"', page)
    assert len(found) > 100
    assert all(0 <= int(number) < count for group in found for number in group.split())


def test_an_estimates_sources_are_the_rows_behind_it() -> None:
    found = anchors(RECKONING)
    claims = [claim.id for claim in RECKONING.dossier.claims]
    for total, row in zip(RECKONING.totals, total_rows(RECKONING, found), strict=True):
        behind = {claims[number] for number in row.evidence.rows}
        assert behind == set(total.sources) - {"bias_third"}
        assert row.evidence.others == (("bias_third", "assumption-bias_third"),)
        assert row.evidence.loose == ()


def test_every_summary_number_has_its_evidence() -> None:
    for block in BLOCKS:
        cited = [block.lead] if block.lead else []
        for words in (block.under, *block.sentences):
            cited += [part for part in words if not isinstance(part, str)]
        assert all(item.evidence.href.startswith("#") for item in cited)
        assert block.lead is not None


def test_civilians_are_recorded_figures_and_a_floor(page: str) -> None:
    summary = page.split('id="summary-h"')[1].split("Russia, attacker")[0]
    assert "204 civilians killed" in summary
    assert "a floor, not an estimate" in summary
    # what somebody recorded comes before what was only said, and in stronger type
    assert summary.index("505 civilians wounded") < summary.index("4,000 civilians killed")
    said = summary[: summary.index("At least 4,000 civilians killed")].rsplit("<a class=", 1)[1]
    assert said.startswith('"num bare"')


def test_claims_show_reading_and_origin() -> None:
    rows = {row.id: row for row in claim_rows(RECKONING, anchors(RECKONING))}
    assert rows["c26"].origin_anchor == "claim-c25"
    assert rows["c26"].role_words == "doctored"
    assert rows["c57"].unchecked
    assert rows["c2"].truth == ""


def test_refused_losses_are_shown_with_their_reason() -> None:
    page = render(builders.refused())
    assert page.count("Only two-sided totals are claimed") >= 4
    assert 'id="weekly-0"' not in page
    assert 'id="totals"' not in page
    assert 'id="claims-table"' in page


def test_a_refused_ledger_says_what_is_missing() -> None:
    page = render(builders.ledger_refused())
    assert "The label is refused" in page
    assert "a pool for Ukraine with its source" in page
    assert "no pool is stated for Ukraine" in page


def test_absent_data_leave_no_empty_section() -> None:
    page = render(builders.bare())
    for gone in ("others-h", "pyrrhic-h", "findings-h", 'class="statement"', "Civilians</h3>"):
        assert gone not in page


def test_the_command_makes_the_page_again(page: str) -> None:
    assert "asculum report bakhmut --as-of 2026-11-23 --seed 1" in page
    assert "9f" * 32 in page


def test_the_page_is_small_and_quick() -> None:
    start = time.process_time()
    page = render(RECKONING)
    assert time.process_time() - start < 1.0
    assert len(page.encode()) < 1_500_000


def test_the_same_reckoning_gives_the_same_page(page: str) -> None:
    assert render(builders.reckoning()) == page


def test_languages_that_there_are_not_are_refused() -> None:
    with pytest.raises(UsageError, match="REP001"):
        render(RECKONING, lang="xx")
    with pytest.raises(UsageError, match="REP001"):
        render(RECKONING, lang="nowhere.po")
