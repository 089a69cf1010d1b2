"""What a series shows of a battle: strengths and losses that follow from each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from asculum.attrition.observed import First, Moment, Observed, observe
from asculum.evidence.series import read_series
from asculum.terms.errors import ModelError, UsageError


def seen(folder: Path, text: str, **more) -> Observed:
    path = folder / "battle.csv"
    path.write_text(text, encoding="utf-8")
    return observe(read_series(path), **more)


def test_strengths_follow_from_the_first_from_who_joined_and_from_losses(tmp_path: Path) -> None:
    found = seen(
        tmp_path,
        "day,a_strength,a_losses,a_joined,b_losses\n1,100,10,0,1\n2,,20,50,2\n3,,5,0,3\n",
        first=(None, First(low=40, high=40)),
    )
    assert found.a.strength.tolist() == [100, 90, 120]
    assert found.b.strength.tolist() == [40, 39, 37]
    assert found.figures == 6


def test_strengths_told_at_the_end_of_days_are_those_at_the_next_start(tmp_path: Path) -> None:
    found = seen(
        tmp_path,
        "day,a_strength,a_losses,b_strength\n1,90,10,50\n2,70,20,45\n3,65,5,44\n",
        moment=Moment.END,
        first=(None, First(low=60, high=60)),
    )
    # the first start of A follows backwards from its losses
    assert found.a.strength.tolist() == [100, 90, 70]
    assert found.b.losses.tolist() == [10, 5, 1]
    assert found.b.worked_out


def test_uncertain_losses_are_draws_with_the_ends_that_were_told(tmp_path: Path) -> None:
    text = "day,a_strength,a_losses_low,a_losses_high,b_strength,b_losses\n"
    text += "1,1000,50,200,900,9\n2,,50,200,,8\n"
    found = seen(tmp_path, text, draws=4000)
    assert found.draws == 4000
    assert np.quantile(found.a.losses, (0.05, 0.95)) == pytest.approx((50, 200), rel=0.05)
    assert found.a.strength[:, 1] == pytest.approx(1000 - found.a.losses[:, 0])
    assert found.b.losses.shape == (2,)


def test_a_range_of_first_strengths_is_left_to_the_fit(tmp_path: Path) -> None:
    text = "day,a_strength,a_losses,b_losses\n1,1000,50,\n2,,50,\n"
    found = seen(tmp_path, text, first=(None, First(low=20_000, high=23_000)))
    assert np.isnan(found.b.strength).all()
    assert found.b.first == First(low=20_000, high=23_000)
    assert not found.b.seen
    assert found.b.mean_strength == pytest.approx((20_000 * 23_000) ** 0.5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("day,a_losses,b_strength,b_losses\n1,5,100,5\n2,5,,5\n", "ATT051"),
        ("day,a_strength,b_strength\n1,100,90\n2,105,80\n", "ATT052"),
        ("day,a_strength,a_losses,b_strength,b_losses\n1,10,20,50,1\n2,,20,,1\n", "ATT053"),
        ("day,a_strength,a_losses_low,a_losses_high,b_strength\n1,9,1,90,9\n2,9,1,9,8\n", "ATT053"),
        ("day,a_strength,a_losses,b_strength,b_losses\n1,0,0,50,1\n2,0,0,49,1\n", "ATT065"),
        ("day,a_strength,a_losses,b_strength,b_losses\n1,90,3,50,50\n2,87,3,0,0\n", "ATT066"),
    ],
)
def test_figures_that_cannot_be_are_refused_with_their_line(
    tmp_path: Path, text: str, code: str
) -> None:
    with pytest.raises(ModelError, match=code) as caught:
        seen(tmp_path, text)
    assert caught.value.fix


@pytest.mark.parametrize("first", [First(low=5, high=5), First(low=900, high=1100)])
def test_a_first_strength_that_the_table_tells_is_not_dropped(tmp_path: Path, first: First) -> None:
    text = "day,a_strength,a_losses,b_strength,b_losses\n1,1000,50,1000,9\n2,950,50,991,9\n"
    with pytest.raises(UsageError, match="ATT067") as caught:
        seen(tmp_path, text, first=(None, first))
    assert "1,000 strong at the start" in str(caught.value)
    assert "--b-first" in caught.value.fix


def test_a_first_strength_upside_down_is_refused() -> None:
    with pytest.raises(UsageError, match="ATT050"):
        First(low=5, high=4)


def test_more_losses_than_there_are_men_are_refused_with_their_line(tmp_path: Path) -> None:
    text = "day,a_strength,a_losses,b_strength,b_losses\n1,50,5,50,1\n2,4,5,49,1\n"
    with pytest.raises(ModelError, match="ATT053") as caught:
        seen(tmp_path, text)
    assert "A loses 5 in period 2, and is 4 strong" in str(caught.value)
    assert "battle.csv:3" in str(caught.value)
