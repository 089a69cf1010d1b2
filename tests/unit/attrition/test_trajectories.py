"""Trajectories against SciPy, closed forms and invariants; losses never exceed what is there."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from asculum.attrition.closed import deterministic_end, state_at
from asculum.attrition.course import (
    Course,
    OtherLosses,
    Piece,
    Posture,
    RateChange,
    Reinforcement,
    Side,
)
from asculum.attrition.laws import (
    Ambush,
    General,
    Helmbold,
    Law,
    Linear,
    Logarithmic,
    Osipov,
    Square,
)
from asculum.attrition.trajectories import Adaptive, FixedStep, Solver, trajectories
from asculum.terms.errors import ModelError, UsageError
from asculum.terms.status import StatusCode

START = (1000.0, 800.0)
LAWS: list[Law] = [
    Square(a=0.010, b=0.012),
    Linear(a=1.1e-5, b=1e-5),
    Logarithmic(a=0.02, b=0.03),
    Ambush(a=1e-4, b=0.02),
    Ambush(a=1e-4, b=0.06),
    General(a=1e-3, b=1.2e-3, p=0.9, q=0.45, d=1.2),
    Helmbold(a=0.02, b=0.02, W=0.3),
    Osipov(a=0.01, b=0.02),
]
EVENTS: tuple[Piece, ...] = (
    Reinforcement(side=Side.A, persons=20.0, start=5, end=15),
    Reinforcement(side=Side.B, persons=7.0, start=0, end=40),
    OtherLosses(side=Side.B, share=0.004),
    Posture(d=1.3, start=0, end=10),
    Posture(d=1 / 1.3, start=10, end=40),
    RateChange(side=Side.A, factor=0.5, start=20, end=40),
)


def by_scipy(law: Law, course: Course) -> tuple[list[float], list[float]]:
    """Integrate step by step with SciPy, which knows nothing of ours but the rates."""
    state, xs, ys = START, [START[0]], [START[1]]
    for row in course.rows():

        def slope(_t: float, held: np.ndarray, row: np.ndarray = row) -> list[float]:
            x, y = np.maximum(held, 0.0)
            a, b = law.losses(x, y)
            return [
                row[0] - row[2] * float(np.ravel(a)[0]) - row[4] * x,
                row[1] - row[3] * float(np.ravel(b)[0]) - row[5] * y,
            ]

        found = solve_ivp(slope, (0.0, course.step), state, rtol=1e-11, atol=1e-9, method="DOP853")
        state = tuple(found.y[:, -1])
        xs.append(state[0])
        ys.append(state[1])
    return xs, ys


@pytest.mark.parametrize("law", [*LAWS[:4], *LAWS[5:]], ids=lambda law: law.name)
@pytest.mark.parametrize("solver", [FixedStep(parts=8), Adaptive(relative=1e-11)])
def test_against_scipy_with_all_that_can_befall(law: Law, solver: Solver) -> None:
    course = Course(days=40, pieces=EVENTS)
    found = trajectories(law, start=START, course=course, solver=solver)
    xs, ys = by_scipy(law, course)
    assert min(*xs, *ys) > 0  # else the comparison would say nothing of the end
    np.testing.assert_allclose(found.a[:, 0], xs, rtol=1e-7)
    np.testing.assert_allclose(found.b[:, 0], ys, rtol=1e-7)
    assert found.status.code is StatusCode.OK


@pytest.mark.parametrize("law", LAWS[:5], ids=lambda law: law.name)
def test_closed_courses_are_those_of_the_integrator(law: Law) -> None:
    found = trajectories(law, start=START, course=Course(days=300), solver=Adaptive())
    x, y = state_at(law, start=START, days=found.days)
    np.testing.assert_allclose(found.a[:, 0], x, atol=1e-5)
    np.testing.assert_allclose(found.b[:, 0], y, atol=1e-5)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
@pytest.mark.parametrize("floors", [(700.0, 300.0), (200.0, 700.0)])
def test_the_invariant_tells_the_end(law: Law, floors: tuple[float, float]) -> None:
    course = Course(days=3000, step=1.0)
    found = trajectories(law, start=START, course=course, floors=floors, solver=Adaptive())
    end = deterministic_end(law, start=START, floors=floors)
    assert found.winner[0] == end.winner != 0
    assert found.a[-1, 0] == pytest.approx(end.a, rel=1e-6)
    assert found.b[-1, 0] == pytest.approx(end.b, rel=1e-6)
    assert 0 < found.end[0] < 3000


def test_a_thousand_against_eight_hundred() -> None:
    law = Square(a=0.01, b=0.01)
    found = trajectories(law, start=START, course=Course(days=120))
    assert found.end[0] == pytest.approx(109.8612, abs=5e-5)
    assert found.a[-1, 0] == pytest.approx(600, abs=1e-6)
    assert found.b[-1, 0] == 0.0


@pytest.mark.parametrize("solver", [FixedStep(), FixedStep(parts=3), Adaptive()])
@pytest.mark.parametrize("draws", [1, 7, 300])
def test_nobody_is_ever_less_than_nothing(solver: Solver, draws: int) -> None:
    rng = np.random.default_rng(draws)
    for law in (
        Square(a=10 ** rng.uniform(-3, 1, draws), b=10 ** rng.uniform(-3, 1, draws)),
        General(a=10 ** rng.uniform(-3, 1, draws), b=0.1, p=0.3, q=-0.2),
    ):
        floors = (rng.uniform(0, 900, draws), rng.uniform(0, 700, draws))
        course = Course(days=50)
        found = trajectories(law, start=START, course=course, floors=floors, solver=solver)
        assert (found.a >= floors[0]).all()
        assert (found.b >= floors[1]).all()
        lost = found.losses(course)
        assert (lost[0] >= -1e-9).all()
        np.testing.assert_allclose(lost[0].sum(axis=0), START[0] - found.a[-1], atol=1e-9)
        ended = ~np.isnan(found.end)
        np.testing.assert_array_equal(ended, found.winner != 0)
        # an ended battle is over: both stay as they are
        assert (np.diff(found.a, axis=0)[-1][ended & (found.end < 49)] == 0).all()


def test_threads_change_no_digit() -> None:
    rng = np.random.default_rng(3)
    law = Square(a=rng.uniform(0.01, 0.2, 501), b=rng.uniform(0.01, 0.2, 501))
    one, two = (trajectories(law, start=START, course=Course(days=60), threads=k) for k in (1, 2))
    np.testing.assert_array_equal(one.a, two.a)
    np.testing.assert_array_equal(one.end, two.end)


def test_a_step_too_long_is_said() -> None:
    found = trajectories(Square(a=0.9, b=0.8), start=START, course=Course(days=10, step=1.0))
    assert found.status.code is StatusCode.DOUBTFUL
    assert "adaptive" in found.status.sentence


def test_swapping_the_sides_swaps_the_courses() -> None:
    for law, mirrored in (
        (Square(a=0.02, b=0.01), Square(a=0.01, b=0.02)),
        (
            General(a=0.02, b=0.01, p=0.6, q=0.2, d=1.5),
            General(a=0.01, b=0.02, p=0.6, q=0.2, d=1 / 1.5),
        ),
    ):
        one = trajectories(law, start=START, course=Course(days=30))
        other = trajectories(mirrored, start=START[::-1], course=Course(days=30))
        np.testing.assert_allclose(one.a, other.b, rtol=1e-13)
        np.testing.assert_allclose(one.b, other.a, rtol=1e-13)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Course(days=0),
        lambda: Course(days=5, step=6),
        lambda: Course(days=5, pieces=(Posture(d=0.0, start=0, end=1),)),
        lambda: Course(days=5, pieces=(Posture(d=1.0, start=2, end=1),)),
        lambda: Course(days=5, pieces=(RateChange(side=Side.A, factor=-1.0, start=0, end=1),)),
        lambda: Course(days=5, pieces=(Reinforcement(side=Side.A, persons=1, start=0, end=0.5),)),
        lambda: Course(days=5, pieces=(OtherLosses(side=Side.A, share=-0.1),)),
        lambda: FixedStep(parts=0),
        lambda: Adaptive(relative=0.0),
        lambda: trajectories(LAWS[0], start=(10.0, 5.0), floors=(10.0, 0.0), course=Course(days=5)),
        lambda: trajectories(LAWS[0], start=(np.ones(2), np.ones(3)), course=Course(days=5)),
        lambda: trajectories(LAWS[0], start=(float("nan"), 5.0), course=Course(days=5)),
        lambda: state_at(LAWS[5], start=START, days=[1.0]),
        lambda: deterministic_end(Square(a=np.ones(2), b=1.0), start=START),
    ],
)
def test_what_makes_no_sense_is_refused(build: object) -> None:
    with pytest.raises(UsageError, match=r"ATT01\d: [\s\S]*why: [\s\S]*fix: "):
        build()  # type: ignore[operator]


def test_a_tolerance_below_round_off_is_refused() -> None:
    tight = Adaptive(relative=1e-300, absolute=1e-300)
    with pytest.raises(ModelError, match="ATT014"):
        trajectories(LAWS[0], start=START, course=Course(days=1), solver=tight)


def test_days_that_are_kept_are_those_of_the_whole_and_take_no_more_room() -> None:
    rates = np.random.default_rng(4).uniform(0.005, 0.02, 250_000)
    law, course = Square(a=rates, b=0.01), Course(days=60)
    few = Square(a=rates[-500:], b=0.01)
    whole = trajectories(few, start=(1000.0, 800.0), course=course)
    tracemalloc.start()
    found = trajectories(law, start=(1000.0, 800.0), course=course, kept=[60, 30])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.days.tolist() == [30.0, 60.0]
    assert np.array_equal(found.a[:, -500:], whole.a[[30, 60]])
    assert np.array_equal(found.b[:, -500:], whole.b[[30, 60]])
    assert np.array_equal(found.end[-500:], whole.end, equal_nan=True)
    # all days of all battles would be 244 MB; a block of them is 49
    assert peak < 190e6
    with pytest.raises(UsageError, match="ATT017"):
        found.losses(course)


@pytest.mark.parametrize("kept", [[], [61], [-1], [0.5]])
def test_days_that_the_course_does_not_have_are_refused(kept: list[float]) -> None:
    with pytest.raises(UsageError, match="ATT016"):
        trajectories(Square(a=0.01, b=0.01), start=(9.0, 8.0), course=Course(days=60), kept=kept)


def test_what_the_memory_would_not_hold_is_refused_with_a_way_out() -> None:
    # 10 million battles of 60 days would take 10 GB
    law, course = Square(a=np.full(10_000_000, 0.01), b=0.01), Course(days=60)
    with pytest.raises(UsageError, match="ATT018") as told:
        trajectories(law, start=(1000.0, 800.0), course=course)
    assert "10 GB" in str(told.value)
    assert "kept=[60]" in str(told.value)
