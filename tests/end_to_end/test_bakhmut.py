"""The bundled dossier from its files to the page: one run for the whole session, on one worker."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from reported import Reported, run

import asculum
from asculum.evidence.bundled import find
from asculum.evidence.dossier import Dossier
from asculum.evidence.lineage import ECHO, EVIDENCE, roles
from asculum.evidence.reading import read_dossier
from asculum.losses.estimate import Losses
from asculum.losses.observations import observations, observe
from asculum.report.wording import rounded
from asculum.study.study import Study

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("bakhmut")

#: What Wagner's payments to families added up to; published on 10 June 2024 (BBC Russian and
#: Mediazona, "How Wagner lost 17,000 fighters in Bakhmut").
WAGNER_KILLED = 19_547
#: What could be known in the middle of the battle, and a fortnight after it.
IN_MARCH, IN_JUNE = date(2023, 3, 21), date(2023, 6, 5)
#: An interval whose ends differ by more than this factor says next to nothing.
ABSURDLY_WIDE = 6.0
#: The essay's total of both sides together.
ESSAY, ESSAY_TOTAL = "article", 70_000
#: Sums over weeks and months are exact but for the order of additions.
ROUND_OFF = 1e-9


def of_losses(reported: Reported) -> list[dict[str, Any]]:
    """The results of the losses alone: neither the ledger's nor those of the supply network."""
    return [
        item
        for item in reported.value["results"]
        if "formula" not in item and item["quantity"] in ("killed", "wounded", "casualties")
    ]


@cache
def bundled() -> Dossier:
    return read_dossier(find("bakhmut"), today=date(2026, 11, 23))


@pytest.fixture(scope="session")
def as_of() -> Callable[[date], Losses]:
    """Return a way to the losses as of a date, each sampled once."""

    @cache
    def reckoned(day: date) -> Losses:
        return asculum.open("bakhmut", as_of=day).losses()

    return reckoned


def test_the_run_converges_and_covers_both_sides(reported: Reported) -> None:
    assert reported.value["status"]["code"] in ("OK", "DOUBTFUL")
    killed = {
        (item["side"], item["force"]): item
        for item in reported.value["results"]
        if item["quantity"] == "killed"
    }
    assert {("ru", ""), ("ru", "wagner"), ("ua", "")} <= set(killed)
    for item in killed.values():
        assert 0 < item["lower"] < item["median"] < item["upper"]


def test_numbers_of_page_and_json_agree(reported: Reported) -> None:
    words = html.unescape(re.sub(r"<[^>]+>", "", reported.text)).replace("\u00a0", " ")
    shown = [
        item
        for item in reported.value["results"]
        if item["quantity"] in ("killed", "casualties") and item["force"] == ""
    ]
    assert len(shown) == 4
    for item in shown:
        spoken = rounded(item["lower"], item["median"], item["upper"])
        assert spoken.lower in words
        assert spoken.median in words
        assert spoken.upper in words
    assert reported.value["run"] in reported.text
    assert reported.value["sentence"] in words


def test_every_source_of_a_number_is_a_claim_on_the_page(reported: Reported) -> None:
    totals = of_losses(reported)
    sources = {source for item in totals for source in item["sources"]}
    assert sources
    assert sources <= set(re.findall(r'id="claim-([^"]+)"', reported.text))


def test_the_kept_run_gives_the_same_numbers(reported: Reported) -> None:
    value = json.loads(run(reported.folder, "losses", "bakhmut", "--json"))
    plain = of_losses(reported)
    assert value["results"] == plain
    assert value["run"] == reported.value["run"]


def test_the_same_seed_gives_the_same_numbers_sampled_anew(reported: Reported) -> None:
    again = Study("bakhmut", seed=1)
    losses = again.losses()
    plain = of_losses(reported)
    assert again.run == reported.value["run"]
    assert [item.as_json() for item in losses.totals] == plain


@pytest.mark.browser
def test_the_page_in_a_browser(reported: Reported, browser: Browser) -> None:
    requests: list[str] = []
    complaints: list[str] = []
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(reported.page.as_uri())
        page.wait_for_timeout(200)
        rows = page.locator("#claims-table tbody tr").count()
        asof = page.locator("#weekly-0 .asof")
        for button in asof.get_by_role("button").all():
            button.click()
            band = page.locator(
                f"#weekly-0 > svg.wide [data-fan='{button.get_attribute('data-shows')}']"
            )
            assert band.first.is_visible()
        page.locator(".block.side a.num").first.click()
        narrowed = page.locator("#claims-table tbody tr:visible").count()
    assert requests == [reported.page.as_uri()]
    assert complaints == []
    assert reported.page.stat().st_size < 4_000_000
    assert rows == len(bundled().claims)
    assert 0 < narrowed < rows


@pytest.mark.parametrize("day", [IN_MARCH, IN_JUNE])
def test_earlier_dates_converge(as_of: Callable[[date], Losses], day: date) -> None:
    losses = as_of(day)
    assert losses.status.ok, losses.status.sentence
    assert losses.totals


def test_what_was_known_later_moves_the_answer(as_of: Callable[[date], Losses]) -> None:
    march, june = (as_of(day).total("ru") for day in (IN_MARCH, IN_JUNE))
    assert march is not None
    assert june is not None
    assert march.interval() != june.interval()
    assert march.sources != june.sources
    assert set(march.sources) <= {c.id for c in bundled().claims if c.published <= IN_MARCH}


def test_the_answer_of_june_2023_holds_what_came_out_a_year_later(
    as_of: Callable[[date], Losses],
) -> None:
    late = bundled().claim("mz-wagner")
    assert (late.published, late.best) == (date(2024, 6, 10), WAGNER_KILLED)
    losses = as_of(IN_JUNE)
    assert "mz-wagner" not in [claim.id for claim in losses.dossier.claims]
    wagner = losses.total("ru", force="wagner")
    assert wagner is not None
    lower, _, upper = wagner.interval()
    assert lower <= WAGNER_KILLED <= upper
    assert upper / lower < ABSURDLY_WIDE


def test_the_essay_s_total_is_evidence_and_is_read_as_a_total() -> None:
    dossier = bundled()
    claim = dossier.claim(ESSAY)
    assert (claim.side, claim.best, claim.published) == ("both", ESSAY_TOTAL, IN_MARCH)
    assert roles(dossier)[ESSAY].role == EVIDENCE
    item = observe(dossier, claim)
    assert item is not None
    assert {side for side, _ in item.forces} | {side for side, _ in item.below} == {"ru", "ua"}
    assert ESSAY in {found.claim for found in observations(dossier)}


def test_the_essay_s_total_alone_gives_no_ratio() -> None:
    dossier = bundled()
    alone = replace(dossier, claims=(dossier.claim(ESSAY),))
    from asculum.losses.estimate import estimate

    losses = estimate(alone)
    assert losses.status.code == "NOT_IDENTIFIED"
    assert "No ratio between the sides can be had" in losses.status.sentence


def test_echoes_carry_no_weight() -> None:
    dossier = bundled()
    role = roles(dossier)
    echoes = [claim.id for claim in dossier.claims if role[claim.id].role == ECHO]
    assert echoes
    whole = observations(dossier)
    for echo in echoes:
        without = replace(
            dossier, claims=tuple(claim for claim in dossier.claims if claim.id != echo)
        )
        assert observations(without) == whole, echo


def test_weeks_and_months_sum_to_the_totals(as_of: Callable[[date], Losses]) -> None:
    study = Study("bakhmut", as_of=IN_JUNE)
    study.__dict__["_losses"] = as_of(IN_JUNE)
    for unit in ("week", "month"):
        parts = study.losses_by(unit)
        for total in as_of(IN_JUNE).totals:
            if total.quantity not in ("killed", "casualties"):
                continue
            own = [
                part.draws
                for part in parts
                if (part.side, part.force, part.quantity)
                == (total.side, total.force, total.quantity)
            ]
            np.testing.assert_allclose(np.sum(own, axis=0), total.draws, rtol=ROUND_OFF)
