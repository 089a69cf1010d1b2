"""Where the model's assumptions hold, it scores better than every rule of a newsroom.

Run by ``make recovery``; prints the tables that docs/methods/hindcast.md shows.
"""

from __future__ import annotations

import pytest
from losses_newsroom import Mean, compare, means

pytestmark = pytest.mark.recovery
BATTLES = 60
#: Battles in which third parties multiply the truth by a factor beyond what is assumed of them.
BROKEN, FACTOR = 30, 2.5


def shown(capsys: pytest.CaptureFixture[str], told: dict[str, Mean]) -> None:
    with capsys.disabled():
        print("\n| rule | cases | CRPS | Asculum's | in range | Asculum's |")
        print("|---|--:|--:|--:|--:|--:|")
        for rule, mean in told.items():
            print(
                f"| {rule} | {mean.cases} | {mean.rule_crps:.2f} | {mean.model_crps:.2f} "
                f"| {mean.covered:.0%} | {mean.model_covered:.0%} |"
            )


def test_the_model_scores_better_than_every_rule_where_its_assumptions_hold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = means(item for seed in range(BATTLES) for item in compare(seed))
    shown(capsys, told)
    assert told["median of all claims"].cases == 2 * BATTLES
    for rule, mean in told.items():
        # Monte Carlo: four standard errors; better outright where there are enough cases for that
        assert mean.gain > -4 * mean.error, rule
        if mean.cases >= BATTLES:
            assert mean.gain > 0, rule


def test_where_all_third_parties_err_together_the_model_errs_with_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    honest = means(item for seed in range(BROKEN) for item in compare(seed))
    broken = means(item for seed in range(BROKEN) for item in compare(seed, third=FACTOR))
    shown(capsys, broken)
    rule = "median of all claims"
    assert broken[rule].model_crps > honest[rule].model_crps
    assert broken[rule].model_covered < honest[rule].model_covered
