"""Deterministic battles through time, one for each draw of the parameters."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from asculum.attrition.course import Course
from asculum.attrition.laws import Law
from asculum.terms.errors import ModelError, UsageError
from asculum.terms.status import Status, StatusCode

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Change of a strength, relative to the side's largest, at which a step is said to be too long.
COARSE = 1e-6
#: Battles that are reckoned again with half the step, to see whether it was fine enough.
CHECKED = 32
#: Battles reckoned at a time where only some days are kept.
BLOCK = 50_000
#: The most strengths that are kept at one time, both sides together: 4 GB.
MOST_KEPT = 500_000_000


@dataclass(frozen=True, kw_only=True)
class FixedStep:
    """Fourth-order steps of one length, ``parts`` to each step of the course."""

    parts: int = 1

    def __post_init__(self) -> None:
        if self.parts < 1:
            raise UsageError(
                "ATT012",
                f"{self.parts} parts to a step",
                why="a step has one part at least",
                fix="give parts=4",
            )


@dataclass(frozen=True, kw_only=True)
class Adaptive:
    """Fifth-order steps that keep to a tolerance, relative and [persons]."""

    relative: float = 1e-9
    absolute: float = 1e-9

    def __post_init__(self) -> None:
        if not (0 < self.relative < 1 and 0 < self.absolute < np.inf):
            raise UsageError(
                "ATT012",
                f"tolerances {self.relative} and {self.absolute}",
                why="tolerances are above 0",
                fix="give relative=1e-9, absolute=1e-9",
            )


Solver = FixedStep | Adaptive


@dataclass(frozen=True, kw_only=True, eq=False)
class Trajectories:
    """Strengths [persons], shape (step + 1, draw), at ``days``, shape (step + 1,).

    ``end`` is the day on which a battle ended, ``nan`` where it did not, shape (draw,); ``winner``
    is 1 for A, −1 for B, 0 for neither.
    """

    days: FloatArray
    a: FloatArray
    b: FloatArray
    end: FloatArray
    winner: FloatArray
    status: Status

    def losses(self, course: Course) -> tuple[FloatArray, FloatArray]:
        """Return what each side lost in each step [persons], shape (step, draw).

        In the step in which a battle ended, whoever had joined until then is counted. Raises
        ``UsageError`` ATT017 where only some days were kept.
        """
        if self.days.size != course.steps + 1:
            raise UsageError(
                "ATT017",
                f"the losses of each step, of strengths on {self.days.size} days",
                why=f"the course has {course.steps} steps, and all of them must have been kept",
                fix="leave kept= out",
            )
        rows = course.rows()
        begun = self.days[:-1, None]
        fought = np.clip(np.where(np.isnan(self.end), np.inf, self.end) - begun, 0.0, course.step)
        return (
            rows[:, :1] * fought - np.diff(self.a, axis=0),
            rows[:, 1:2] * fought - np.diff(self.b, axis=0),
        )


def trajectories(
    law: Law,
    *,
    start: tuple[npt.ArrayLike, npt.ArrayLike],
    course: Course,
    floors: tuple[npt.ArrayLike, npt.ArrayLike] = (0.0, 0.0),
    solver: Solver | None = None,
    kept: Sequence[float] | None = None,
    threads: int = 2,
) -> Trajectories:
    """Integrate x′ = in_A − m_A f_A g_A − c_A x and y′ likewise, for each draw.

    Parameters
    ----------
    law
        The attrition law; its rates have one value or one for each draw.
    start
        Strengths of A and B [persons] on day 0, numbers or shape (draw,).
    course
        Days, steps, reinforcements, other losses, postures and changes of the rates.
    floors
        Strengths [persons] at which A and B break, numbers or shape (draw,); a battle ends there.
    solver
        ``FixedStep`` unless given.
    kept
        Days whose strengths are kept, each at the end of a step of the course; all unless given.
        Ten million battles then take the memory of those days and no more.
    threads
        How many parts of the draws are reckoned at a time.

    Returns
    -------
    Trajectories. ``DOUBTFUL`` where halving the step moves a strength by more than a millionth.

    Assumes: rates are constant within a step of the course; men are a continuum. Biased when: the
    sides are near parity or few, where the mean of the stochastic battle lies elsewhere. Do not use
    when: the chance of an outcome is asked for (see ``odds``).
    Reference: docs/methods/attrition.md.
    """
    chosen = solver or FixedStep()
    places = _places(kept, course)
    draws = max(law.draws, *(np.size(part) for part in (*start, *floors)))
    if 2 * places.size * draws > MOST_KEPT:
        taken, most = 16e-9 * places.size * draws, 8e-9 * MOST_KEPT
        raise UsageError(
            "ATT018",
            f"strengths of {draws:,} battles on {places.size:,} days",
            why=f"they take {taken:,.0f} GB, and up to {most:g} are held",
            fix=f"keep fewer days: kept=[{course.days:g}], or reckon fewer battles at a time",
        )
    held = _held(law, start, floors)
    if kept is None:
        found = _run(law, np.stack(held), course, chosen, threads)
    else:
        found = _in_blocks(law, held, course, chosen, places, threads)
    if isinstance(chosen, Adaptive):
        status = Status(code=StatusCode.OK, sentence="Steps kept to the tolerance.")
    else:
        some = np.unique(np.linspace(0, draws - 1, CHECKED).astype(int))
        moved = _moved(law, np.stack([row[some] for row in held]), course, chosen)
        status = _status(moved)
    xs, ys, end, winner = found
    return Trajectories(
        days=np.asarray(places * course.step, dtype=np.float64),
        a=xs,
        b=ys,
        end=end,
        winner=winner,
        status=status,
    )


def _places(kept: Sequence[float] | None, course: Course) -> IntArray:
    """Return the steps after which strengths are kept, 0 being the start."""
    if kept is None:
        return np.arange(course.steps + 1)
    asked = np.array(sorted(set(kept)), dtype=np.float64) / course.step
    places = np.rint(asked)
    if (
        not (asked.size and (places >= 0).all() and (places <= course.steps).all())
        or not (np.abs(asked - places) < 1e-9 * (1 + places)).all()
    ):
        raise UsageError(
            "ATT016",
            f"strengths of the days {list(kept)[:5]}",
            why=f"days are kept from 0 to {course.days:g}, at the end of a step of {course.step:g}",
            fix=f"give kept=[{course.days:g}]",
        )
    return places.astype(np.int64)


def _in_blocks(
    law: Law,
    held: Sequence[FloatArray],
    course: Course,
    solver: Solver,
    places: IntArray,
    threads: int,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return strengths at ``places`` alone, ends and winners, of one block of battles at a time."""
    size = held[0].size
    a, b = np.empty((places.size, size)), np.empty((places.size, size))
    end, winner = np.empty(size), np.empty(size)
    for first in range(0, size, BLOCK):
        block = slice(first, min(first + BLOCK, size))
        found = _run(law, np.stack([row[block] for row in held]), course, solver, threads)
        a[:, block], b[:, block] = found[0][places], found[1][places]
        end[block], winner[block] = found[2], found[3]
    return a, b, end, winner


def _held(
    law: Law,
    start: tuple[npt.ArrayLike, npt.ArrayLike],
    floors: tuple[npt.ArrayLike, npt.ArrayLike],
) -> Sequence[FloatArray]:
    """Return rates, strengths and floors, shape (draw,) each, checked; what is one number is once.

    Those are views: ten million battles that share a number take no room for it.
    """
    powers = law.powers()
    parts = [powers.a, powers.b, *(np.asarray(v, np.float64) for v in (*start, *floors))]
    try:
        held = np.broadcast_arrays(*(np.atleast_1d(part) for part in parts))
    except ValueError as error:
        raise UsageError(
            "ATT013",
            f"{[np.size(part) for part in parts]} values of rates, strengths and break points",
            why="all have one value or one for each draw",
            fix="give each one number, or as many as the others",
        ) from error
    sound = all(np.isfinite(part).all() for part in parts)
    sound = sound and all((np.asarray(part) >= 0).all() for part in parts[2:])
    pairs = zip(held[2:4], held[4:6], strict=True)
    if not sound or any(((men > 0) & (men <= low)).any() for men, low in pairs):
        strengths, low = ([part[:3].tolist() for part in held[k : k + 2]] for k in (2, 4))
        raise UsageError(
            "ATT013",
            f"strengths {strengths} and break points {low}",
            why="strengths are finite and above the break points, which are 0 or more",
            fix="give strengths above the break points",
        )
    return held


def _run(
    law: Law, held: FloatArray, course: Course, solver: Solver, threads: int
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    from asculum.attrition._adaptive import adaptive
    from asculum.attrition._power import steps

    exponents, rows = np.array(law.exponents()), course.rows()
    a, b, x, y = (np.ascontiguousarray(row) for row in held[:4])
    floors = np.ascontiguousarray(held[4:6])
    xs, ys = np.empty((len(rows) + 1, a.size)), np.empty((len(rows) + 1, a.size))
    xs[0], ys[0] = x, y
    told = (xs, ys, np.full(a.size, np.nan), np.zeros(a.size))

    def part(span: tuple[int, int]) -> None:
        if isinstance(solver, FixedStep):
            steps(a, b, exponents, floors, rows, course.step, solver.parts, span, *told)
            return
        tolerance = (solver.relative, solver.absolute)
        failed = adaptive(a, b, exponents, floors, rows, course.step, tolerance, span, *told)
        if failed:
            raise ModelError(
                "ATT014",
                f"{failed} battles ran out of steps",
                why="their rates grow without bound, or the tolerance is below round-off",
                fix="ask for a wider tolerance, or set break points above 0",
            )

    if threads < 2 or a.size < 2 * CHECKED:
        part((0, a.size))
        return told
    cuts = np.linspace(0, a.size, threads + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(part, pairwise(cuts)))
    return told


def _moved(law: Law, held: FloatArray, course: Course, solver: FixedStep) -> float:
    """Return by how much halving the step moves a strength, relative to the side's largest."""
    whole = _run(law, held, course, solver, 1)
    finer = _run(law, held, course, FixedStep(parts=2 * solver.parts), 1)
    largest = max(float(abs(finer[0]).max()), float(abs(finer[1]).max()), 1e-300)
    moved = max(
        float(abs(one - other).max()) for one, other in zip(whole[:2], finer[:2], strict=True)
    )
    return moved / largest


def _status(moved: float) -> Status:
    if moved <= COARSE:
        return Status(code=StatusCode.OK, sentence="Halving the step changes nothing that shows.")
    return Status(
        code=StatusCode.DOUBTFUL,
        sentence=(
            f"Halving the step moves a strength by {moved:.1g} of the largest: take more parts to "
            "a step, or adaptive steps."
        ),
    )
