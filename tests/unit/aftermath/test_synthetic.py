"""Synthetic control: mixtures, the inner problem beside another solver, placebos, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from asculum.aftermath import _kernels as kernels
from asculum.aftermath.panel import Panel, Predictor, panel
from asculum.aftermath.synthetic import synthetic_control
from asculum.terms.errors import EvidenceError, UsageError


def made(effect: float, *, noise: float = 0.02, donors: int = 12, seed: int = 4) -> Panel:
    """Return units that share two moving factors; the first is hit from the 15th time on."""
    random = np.random.default_rng(seed)
    factors = np.cumsum(random.normal(0.2, 1, size=(2, 25)), axis=1)
    loads = random.dirichlet([1, 1], size=donors + 1)
    loads[0] = loads[1:4].mean(axis=0)
    values = 20 + loads @ factors + random.normal(0, noise, size=(donors + 1, 25))
    values[0, 15:] += effect
    names = tuple(f"u{number}" for number in range(donors + 1))
    return Panel(units=names, times=tuple(map(float, range(25))), values={"y": values})


def test_the_inner_problem_is_solved_as_by_another_solver() -> None:
    random = np.random.default_rng(1)
    for _ in range(8):
        donors, treated = random.normal(size=(5, 7)), random.normal(size=5)
        scale = random.dirichlet(np.ones(5))

        def loss(
            w: np.ndarray,
            donors: np.ndarray = donors,
            treated: np.ndarray = treated,
            scale: np.ndarray = scale,
        ) -> float:
            return float((scale * (treated - donors @ w) ** 2).sum())

        found = kernels.simplex_weights(treated, donors, scale)
        other = minimize(
            loss,
            np.full(7, 1 / 7),
            method="SLSQP",
            bounds=[(0, 1)] * 7,
            constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
            options={"ftol": 1e-14, "maxiter": 500},
        )
        assert found.min() >= 0
        assert found.sum() == pytest.approx(1)
        assert loss(found) <= other.fun + 1e-9


def test_an_effect_that_was_put_in_comes_out_and_stands_out_among_placebos() -> None:
    found = synthetic_control(made(-3.0), outcome="y", treated="u0", since=15)
    assert found.effect == pytest.approx(-3, abs=0.1)
    assert len(found.placebos) == 12
    assert found.p == pytest.approx(1 / 13)
    assert found.status.ok


def test_no_effect_stays_among_the_placebos() -> None:
    shares = [
        synthetic_control(made(0, seed=seed), outcome="y", treated="u0", since=15).p or 0
        for seed in range(12)
    ]
    assert np.mean(shares) > 0.3


def test_predictors_are_searched_from_every_start_and_the_least_loss_is_kept() -> None:
    predictors = [Predictor(column="y", times=(float(t),)) for t in (2, 7, 12)]
    few, many = (
        synthetic_control(
            made(-3.0, donors=6),
            outcome="y",
            treated="u0",
            since=15,
            predictors=predictors,
            starts=starts,
            steps=300,
            placebos=False,
        )
        for starts in (1, 4)
    )
    assert many.loss == min(start.loss for start in many.starts) <= few.loss
    assert many.floor <= many.loss
    assert len(many.starts) == 4
    assert many.p is None


def test_a_unit_beyond_its_donors_is_doubtful() -> None:
    table = made(-3.0)
    table.values["y"][0] += 40
    found = synthetic_control(table, outcome="y", treated="u0", since=15, placebos=False)
    assert found.status.code.value == "DOUBTFUL"
    assert "misses by" in found.status.sentence


def test_a_change_of_unit_changes_nothing_but_the_unit() -> None:
    table = made(-3.0)
    thousand = Panel(units=table.units, times=table.times, values={"y": table.values["y"] * 1000})
    one, other = (
        synthetic_control(item, outcome="y", treated="u0", since=15, placebos=False)
        for item in (table, thousand)
    )
    assert other.effect == pytest.approx(1000 * one.effect)
    assert other.relative == pytest.approx(one.relative)
    assert dict(other.weights) == pytest.approx(dict(one.weights))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"treated": "nobody"}, "AFT003"),
        ({"outcome": "z"}, "AFT003"),
        ({"since": 1.0}, "AFT002"),
        ({"since": 99.0}, "AFT002"),
        ({"predictors": [Predictor(column="y", times=(20.0,))]}, "AFT003"),
        ({"predictors": [Predictor(column="y", times=(3.5,))]}, "AFT003"),
        ({"fitted": [20.0, 21.0]}, "AFT003"),
    ],
)
def test_questions_the_table_cannot_answer_are_refused(words: dict[str, object], code: str) -> None:
    asked = {"outcome": "y", "treated": "u0", "since": 15.0, **words}
    with pytest.raises(UsageError, match=code):
        synthetic_control(made(0), **asked)  # type: ignore[arg-type]


def test_one_donor_is_not_enough() -> None:
    with pytest.raises(UsageError, match="AFT002"):
        synthetic_control(made(0, donors=1), outcome="y", treated="u0", since=15)


def test_every_bad_row_of_a_table_is_told() -> None:
    rows = [
        {"place": "A", "year": 1, "y": 1},
        {"place": "A", "year": 1, "y": 2},
        {"place": "", "year": 2, "y": 2},
        {"place": "B", "year": "x", "y": 2},
        {"place": "B", "year": 2, "y": "3,5"},
    ]
    with pytest.raises(EvidenceError) as told:
        panel(rows, unit="place", time="year", columns=["y"])
    assert len(told.value.findings) == 4
    with pytest.raises(EvidenceError, match="row 1: no column 'town'"):
        panel(rows, unit="town", time="year", columns=["y"])
