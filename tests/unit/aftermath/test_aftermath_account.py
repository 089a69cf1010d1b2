"""The town and the economy: source beside source, nothing summed, nothing scaled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from asculum.aftermath.account import aftermath
from asculum.aftermath.economy import scaled_to_battle, series, trade_effect
from asculum.evidence.bundled import find
from asculum.evidence.claims import Bound, PeopleFigure
from asculum.evidence.dossier import Dossier
from asculum.evidence.reading import read_dossier
from asculum.terms.errors import ModelError, UsageError


@pytest.fixture(scope="module")
def bakhmut() -> Dossier:
    return read_dossier(find("bakhmut"), today=date(2026, 11, 23))


def figure(name: str, measure: str, best: float | None, **more: object) -> PeopleFigure:
    words: dict[str, object] = {
        "id": name,
        "published": date(2023, 6, 1),
        "source": "afp",
        "place": "Bakhmut",
        "measure": measure,
        "best": best,
        **more,
    }
    return PeopleFigure(**words)  # type: ignore[arg-type]


def test_civilians_come_source_by_source_and_the_town_first(bakhmut: Dossier) -> None:
    found = aftermath(bakhmut)
    assert found is not None
    killed = [item for item in found.town.tallies if item.measure == "civilians_killed"]
    assert [(item.source, item.last.best, item.local, item.floor) for item in killed] == [
        ("bakhmut-council", 204, True, True),
        ("wikipedia", 4000, True, False),
        ("ohchr", 9287, False, True),
    ]
    # 204 of 80,000, the community's own population and not the town's
    assert killed[0].rate == pytest.approx((2.55, 2.55))
    assert killed[2].rate is None


def test_no_claim_about_soldiers_moves_it(bakhmut: Dossier) -> None:
    assert aftermath(replace(bakhmut, claims=(), strengths=())) == aftermath(bakhmut)


def test_the_share_still_there_crosses_both_ranges(bakhmut: Dossier) -> None:
    rows = (
        figure("p", "population", None, low=60_000, high=80_000),
        figure("r", "residents", None, low=6_000, high=8_000, end=date(2023, 3, 1)),
    )
    found = aftermath(replace(bakhmut, people=rows))
    assert found is not None
    assert found.town.left[0].share == pytest.approx((6_000 / 80_000, 8_000 / 60_000))


def test_a_population_of_another_place_gives_no_share(bakhmut: Dossier) -> None:
    rows = (
        figure("p", "population", 70_000, place="Donetsk region"),
        figure("r", "residents", 500),
        figure("k", "civilians_killed", 9, bound=Bound.AT_LEAST),
    )
    found = aftermath(replace(bakhmut, people=rows))
    assert found is not None
    assert found.town.left[0].share is None
    assert found.town.tallies[0].rate is None


def test_a_silent_dossier_has_no_aftermath(bakhmut: Dossier) -> None:
    assert aftermath(replace(bakhmut, people=(), economy=())) is None


def test_as_of_a_day_only_what_was_published(bakhmut: Dossier) -> None:
    early = aftermath(bakhmut.as_of(date(2023, 3, 21)))
    assert early is not None
    assert not [item for item in early.town.tallies if item.local]
    assert all(row.published <= date(2023, 3, 21) for item in early.economy for row in item.rows)


def test_series_are_in_order_and_wide_figures_are_not_scaled(bakhmut: Dossier) -> None:
    found = series(bakhmut)
    assert [item.reach for item in found] == sorted(
        (item.reach for item in found), key=["place", "region", "country", "world"].index
    )
    needs = next(item for item in found if "needs" in item.measure)
    assert [row.best for row in needs.rows] == [349, 411, 486, 524, 588]
    for row in bakhmut.economy:
        with pytest.raises(ModelError, match="AFT012"):
            scaled_to_battle(row)
    refused = aftermath(bakhmut)
    assert refused is not None
    assert len(refused.refused) == 3


def test_trade_lost_for_a_coefficient() -> None:
    assert trade_effect(0) == 0
    with pytest.raises(UsageError, match="AFT013"):
        trade_effect(float("nan"))
