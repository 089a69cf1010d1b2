"""Events along a course: against the chain's own equation, and against the course of the means."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.linalg import expm

from asculum.attrition.breaks import AtShare
from asculum.attrition.course import (
    Course,
    OtherLosses,
    Posture,
    RateChange,
    Reinforcement,
    Side,
)
from asculum.attrition.laws import General, Law, Square
from asculum.attrition.odds import Sides
from asculum.attrition.simulate import Events, simulate
from asculum.attrition.trajectories import Adaptive, trajectories
from asculum.terms.errors import UsageError

RUNS = 40_000
#: 1.2 join A from day 1 to 4 and 0.8 B from day 2 to 5, so these persons on these days.
PIECES = (
    Reinforcement(side=Side.A, persons=0.4, start=1, end=4),
    Reinforcement(side=Side.B, persons=0.25, start=2, end=5),
    OtherLosses(side=Side.A, share=0.02),
    Posture(d=1.6, start=2, end=4),
    RateChange(side=Side.B, factor=0.0, start=5, end=6),
)
JOINS = ((1.0 + 0.5 / 0.4, 0), (2.0 + 0.5 / 0.25, 1))


def chained(
    law: Law, start: tuple[int, int], floors: tuple[int, int], course: Course
) -> dict[tuple[int, int], float]:
    """Return the chance of every pair of strengths on the last day, by the chain's equation."""
    states = [
        (i, j) for i in range(floors[0], start[0] + 2) for j in range(floors[1], start[1] + 2)
    ]
    place = {state: number for number, state in enumerate(states)}
    fought = [state for state in states if state[0] > floors[0] and state[1] > floors[1]]
    chances = np.zeros(len(states))
    chances[place[start]] = 1.0
    rows = course.rows()
    cuts = sorted({*np.arange(course.days + 1), *(day for day, _ in JOINS)})
    for low, high in pairwise(cuts):
        for day, side in JOINS:
            if day == low:
                moved = chances.copy()
                for i, j in fought:
                    moved[place[i, j]] -= chances[place[i, j]]
                for i, j in fought:
                    if chances[place[i, j]] > 0.0:
                        moved[place[i + 1 - side, j + side]] += chances[place[i, j]]
                chances = moved
        row, flow = rows[int(low)], np.zeros((len(states), len(states)))
        for i, j in fought:
            a, b = (float(rate) for rate in law.losses(float(i), float(j)))
            a, b = row[2] * a + row[4] * i, row[3] * b + row[5] * j
            flow[place[i - 1, j], place[i, j]] += a
            flow[place[i, j - 1], place[i, j]] += b
            flow[place[i, j], place[i, j]] -= a + b
        chances = expm(flow * (high - low)) @ chances
    return {state: float(chances[number]) for state, number in place.items()}


@pytest.mark.parametrize("law", [Square(a=0.1, b=0.08), General(a=0.05, b=0.06, p=0.8, q=0.5)])
def test_events_along_a_course_are_those_of_the_chain(law: Law) -> None:
    start, floors, course = (6, 5), (1, 0), Course(days=6.0, pieces=PIECES)
    sides = Sides(a=6, b=5, break_a=AtShare(share=5 / 6))
    exact = chained(law, start, floors, course)
    found = simulate(law, sides=sides, method=Events(days=(6.0,), course=course), runs=RUNS, seed=3)
    wins = sum(chance for (_, j), chance in exact.items() if j == 0)
    going = sum(chance for (i, j), chance in exact.items() if i > 1 and j > 0)
    mean = sum(chance * i for (i, _), chance in exact.items())
    spread = sum(chance * i * i for (i, _), chance in exact.items()) - mean**2
    assert sum(exact.values()) == pytest.approx(1.0)
    assert found.win == pytest.approx(wins, abs=4 * np.sqrt(wins * (1 - wins) / RUNS))
    assert found.unended / RUNS == pytest.approx(going, abs=4 * np.sqrt(going * (1 - going) / RUNS))
    assert found.seen[0][1].mean == pytest.approx(mean, abs=4 * np.sqrt(spread / RUNS))


def test_many_men_follow_the_course_of_the_means() -> None:
    course = Course(
        days=30.0,
        step=0.5,
        pieces=(
            Reinforcement(side=Side.A, persons=300.0, start=3, end=9.5),
            OtherLosses(side=Side.B, share=0.01),
            RateChange(side=Side.A, factor=1.4, start=10, end=20),
        ),
    )
    law = Square(a=0.01, b=0.012)
    mean = trajectories(law, start=(20_000.0, 15_000.0), course=course, solver=Adaptive())
    found = simulate(
        law,
        sides=Sides(a=20_000, b=15_000),
        method=Events(days=(9.5, 30.0), course=course),
        runs=200,
        seed=2,
    )
    for k, (day, a, b) in enumerate(found.seen):
        at = int(np.flatnonzero(mean.days == (9.5, 30.0)[k])[0])
        for told, wanted in ((a, mean.a[at, 0]), (b, mean.b[at, 0])):
            # half a man for who joins as a whole, and as the tally's classes are of several men
            close = 4 * told.sd / np.sqrt(200) + 0.5 + np.diff(told.edges)[0]
            assert told.mean == pytest.approx(wanted, abs=close), day


def test_who_joins_is_counted_one_by_one() -> None:
    course = Course(
        days=4.0,
        step=2.0,
        pieces=(
            Reinforcement(side=Side.A, persons=0.75, start=0, end=4),
            Reinforcement(side=Side.B, persons=1.0, start=2, end=4),
        ),
    )
    wanted = [(0.5 / 0.75, 0), (1.5 / 0.75, 0), (2.5, 1), (2.5 / 0.75, 0), (3.5, 1)]
    np.testing.assert_allclose(course.joins(), wanted)
    rows, ends = course.changes()
    assert ends.tolist() == [2.0, 4.0]
    assert rows.shape == (2, 6)
    quiet = Course(days=9.0, step=0.25)
    assert quiet.joins().shape == (0, 2)
    assert quiet.changes()[1].tolist() == [9.0]


def test_a_day_beyond_the_course_is_refused() -> None:
    with pytest.raises(UsageError, match="ATT021"):
        simulate(
            Square(a=0.1, b=0.1),
            sides=Sides(a=5, b=5),
            method=Events(days=(9.0,), course=Course(days=8.0)),
            runs=10,
        )
