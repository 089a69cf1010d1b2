"""What a law makes of the course of losses: by the law's own rates."""

from __future__ import annotations

import numpy as np
import pytest

from asculum.attrition.driven import driven
from asculum.attrition.fit_forms import FORMS, form
from asculum.terms.errors import UsageError

LOGS = np.log([[9000.0, 8000.0, 9500.0, 7000.0], [5000.0, 5200.0, 4000.0, 4100.0]])


@pytest.mark.parametrize("name", [name for name in FORMS if name != "helmbold"])
def test_the_course_is_that_of_the_law_s_own_rates(name: str) -> None:
    wide = np.array([[0.1, 0.2, 0.1, 0.3], [0.1, 0.1, 0.1, 0.1]])
    held = driven(form(name), LOGS, wide)
    z = np.random.default_rng(1).standard_normal(len(held.names))
    values = np.array(held.means) + np.array(held.sds) * z
    powers = [value for each, value in zip(held.names, values, strict=True) if "count" not in each]
    counts = [
        z[held.names.index(f"count of {side}")] if f"count of {side}" in held.names else 0.0
        for side in "AB"
    ]
    x, y = np.exp(LOGS + np.array(counts)[:, None] * wide)
    exponents = form(name).exponents(np.array([powers]).reshape(1, -1))[0]
    law = form(name).law(0.01, 0.02, exponents)
    course = held.middle + held.by @ z
    for side, lost in enumerate(law.losses(x, y)):
        told = np.log(lost)
        # levels are the model's own
        assert course[side] - course[side, 0] == pytest.approx(told - told[0])


def test_a_width_that_stays_is_a_level_and_no_parameter() -> None:
    held = driven(form("square"), LOGS, np.full((2, 4), 0.2))
    assert held.names == ()
    assert held.by.shape == (2, 4, 0)


def test_helmbolds_law_is_refused() -> None:
    with pytest.raises(UsageError, match="ATT064"):
        driven(form("helmbold"), LOGS, np.zeros((2, 4)))
