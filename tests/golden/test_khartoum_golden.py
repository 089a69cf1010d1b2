"""Khartoum 2023–24: the doubt of the links in one interval, beside the published one."""

from __future__ import annotations

import numpy as np
import pytest
from khartoum import SCORES, chances, mixed, variants
from shared_data import shared

from asculum.undercount.mixing import over_draws
from asculum.undercount.overlap import OverlapTable

#: Published 95 % intervals of deaths of all causes and by intentional injury (Dahab and others
#: 2024): middle, lower and upper end.
PUBLISHED = {
    "all": (61_202, 22_286, 209_152),
    "intentional_injury": (26_024, 12_571, 58_704),
}


@pytest.mark.parametrize("cause", PUBLISHED)
def test_the_mixed_interval_lies_beside_the_published_one(cause: str) -> None:
    tables = variants(shared("undercount/sudan_khartoum_2023_24_3lists_25linkages.csv"), cause)
    chance = chances(shared("undercount/sudan_linkage_score_probs.csv"))
    found = over_draws(mixed(tables, chance, 60, np.random.default_rng(1)), prob=0.95).total
    middle, low, high = PUBLISHED[cause]
    assert found.lower is not None
    assert found.point is not None
    assert found.upper is not None
    # another model, and another way to mix: the same order, and each holds the other's middle
    assert found.lower < middle < found.upper
    assert low < found.point < high
    # the doubt of links is most of the width: without it, at the strictest thresholds
    strict = over_draws([tables[SCORES, SCORES]], prob=0.95).total
    assert np.log(found.upper / found.lower) > 1.2 * np.log(strict.upper / strict.lower)


def test_a_draw_links_the_share_of_pairs_that_the_chance_says() -> None:
    tables = {
        (d, o): OverlapTable.from_dense(("a", "b", "c"), [0, 10 * d + o, 1, 1, 1, 1, 1, 1])
        for d in range(1, 6)
        for o in range(1, 6)
    }
    chance = {"d": np.array([[0, 0, 0, 0, 1.0]]), "o": np.array([[0.1, 0.2, 0.2, 0.5, 1.0]])}
    drawn = mixed(tables, chance, 4000, np.random.default_rng(2))
    codes = np.array([int(own.dense()[1]) for own in drawn])
    assert set(codes // 10) == {5}
    shares = [float(np.mean(codes % 10 <= score)) for score in range(1, 6)]
    assert shares == pytest.approx([0.1, 0.2, 0.2, 0.5, 1.0], abs=4 * 0.5 / np.sqrt(4000))
