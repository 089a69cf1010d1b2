"""A settlement that was offered, and a leader's stake, on a war of the past."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from choosing import OK, Daily
from winter_war import winter_war

from asculum.evidence.dossier import Dossier
from asculum.evidence.reading import read_dossier
from asculum.options.views import Weighing
from asculum.report.weighed import decisions, others
from asculum.study.past import PastDay
from asculum.study.weighed import weighing_more, weighing_results
from asculum.study.weighing import weigh_dossier
from asculum.terms.period import Period

DAY = date(1940, 2, 23)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    folder = winter_war(tmp_path_factory.mktemp("winter") / "viipuri")
    return read_dossier(folder, today=date(2026, 11, 23))


@pytest.fixture(scope="module")
def weighing(dossier: Dossier) -> Weighing:
    """Weigh with losses of about the size that was told, and as of the day at their pace."""
    rng = np.random.default_rng(1)
    losses = Daily(
        days={
            side: rng.lognormal(np.log(all_told / 105), 0.2, (1000, 1)) * np.ones((1, 105))
            for side, all_told in (("su", 127_000), ("fi", 25_900))
        },
        battle=dossier.period,
    )
    weeks = Period(start=DAY - timedelta(days=28), end=DAY)
    lately = {side: losses.total(side, category="killed", period=weeks) for side in losses.days}
    seen = PastDay(
        day=DAY,
        dossier=dossier.as_of(DAY),
        arrived=(),
        period=weeks,
        status=OK,
        lately={side: item for side, item in lately.items() if item is not None},
    )
    return weigh_dossier(
        dossier,
        losses,  # type: ignore[arg-type]
        as_of=date(1995, 1, 1),
        seed=1,
        past={DAY: seen},
    )


def test_settling_is_weighed_like_any_other_course(weighing: Weighing) -> None:
    (item,) = weighing.decisions
    assert item.after.weighed is not None
    found = {one.key: one for one in item.after.weighed.thresholds}
    # both courses give up the town, so that what it was worth turns nothing
    assert "place" not in found
    assert {"day", "enemy", "ratio", "rate"} - set(found) == {"day"}
    inputs = item.after.weighed.decision.inputs
    own, rate = inputs["own"], inputs["settle.own_rate"]
    enemy, its = inputs["enemy"], inputs["settle.enemy_rate"]
    by_hand = (1 - rate) * own / ((1 - its) * enemy)
    np.testing.assert_allclose(found["enemy"].draws, by_hand, rtol=1e-12)
    # priced at a tenth to a half of an own loss, the few who were lost for the many decide it
    told = item.after.weighed.judgement
    assert told is not None
    assert told.counted == ("enemy",)
    price = inputs["price.enemy"]
    assert {score.option.id: score.best for score in told.scores}["fight"] == pytest.approx(
        np.mean(price > by_hand)
    )


def test_what_could_be_known_on_the_day_of_the_terms(weighing: Weighing) -> None:
    (item,) = weighing.decisions
    assert item.before is not None
    assert item.before.weighed is not None
    assert item.before.claims == 2
    assert item.before.length is not None
    assert item.before.length.max() > item.period.days


def test_the_leader_s_stake_is_a_wedge_and_said_so(dossier: Dossier, weighing: Weighing) -> None:
    (item,) = weighing.resolves
    assert item.wedge.min() >= -1e-12
    assert item.wedge.max() > 0
    told = others(dossier, weighing)
    assert any("gambling for resurrection" in line for line in told)
    (words,) = decisions(dossier, weighing)
    assert "settle on the terms of 23 February" in words.title
    value = weighing_more(weighing)
    kinds = {one["kind"] for one in value["decisions"][0]["views"][0]["options"]}  # type: ignore[index]
    assert kinds == {"hold", "settle"}
    before = [row for row in weighing_results(weighing) if row["seen_from"] == "before"]
    assert before
    assert all(row["end"] is None for row in before)
