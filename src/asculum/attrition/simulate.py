"""Simulated battles: event by event, or as a diffusion where there are many men."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from asculum.attrition.course import Course
from asculum.attrition.exact import clocks
from asculum.attrition.laws import Law
from asculum.attrition.odds import Sides
from asculum.attrition.tallies import Tally, of_strengths, of_times
from asculum.terms.errors import UsageError
from asculum.terms.streams import seed_for

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Battles that are held at one time by a thread, and strengths of theirs on the days asked for; a
#: tally costs too much for fewer battles than the least.
BLOCK, HELD, LEAST_BLOCK = 1 << 16, 1 << 22, 1 << 12
#: Losses or steps that a thread works through before it is heard of again: a second or a few.
HEARD = 1 << 27
#: Steps of a diffusion in the time in which the faster side would be spent at the first day's rate.
STEPS = 500
#: The most days on which strengths are told: each has two tallies of up to 20,000 classes.
MOST_DAYS = 1000
#: The most men a side may have event by event: beyond, a battle has too many events.
MOST_EVENTS = 50_000_000


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """Who wins and with how many, without a clock: the fastest."""


@dataclass(frozen=True, kw_only=True)
class Events:
    """Every loss with its time (Gillespie's direct method); strengths are told on ``days``.

    ``course`` is what befalls the battle from outside its law; its last day is the last that is
    followed. Who joins does so one by one.
    """

    days: tuple[float, ...] = ()
    course: Course | None = None


@dataclass(frozen=True, kw_only=True)
class Diffusion:
    """Steps with normal losses of Poisson variance, for thousands of men and more.

    ``step`` [days] is a five-hundredth of the time in which the faster side would be spent at the
    first day's rate unless given; ``most`` days are followed.
    """

    days: tuple[float, ...] = ()
    step: float | None = None
    most: float | None = None


Method = Outcomes | Events | Diffusion


@dataclass(frozen=True, kw_only=True, eq=False)
class Simulation:
    """What ``runs`` battles came to.

    ``left_a`` and ``left_b`` tally the winner's strength [persons] where A or B won; ``end`` the
    day of the end, ``None`` without a clock; ``seen`` holds both strengths for each day asked for.
    ``unended`` battles were still going on when a diffusion's last step, or a course, was done.
    ``kept`` has A's strength left, or minus B's, of every battle where that was asked for.
    """

    runs: int
    left_a: Tally
    left_b: Tally
    end: Tally | None
    seen: tuple[tuple[float, Tally, Tally], ...]
    unended: int
    kept: FloatArray | None = None

    @property
    def win(self) -> float:
        """Share of the battles that A won."""
        return self.left_a.runs / self.runs

    @property
    def error(self) -> float:
        """Monte Carlo standard error of that share."""
        return float(np.sqrt(self.win * (1.0 - self.win) / self.runs))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Block:
    left: FloatArray
    end: FloatArray | None
    seen: FloatArray


def simulate(
    law: Law,
    *,
    sides: Sides,
    method: Method | None = None,
    runs: int = 10_000,
    seed: int = 1,
    threads: int = 2,
    keep: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Simulation:
    """Simulate the Markov-chain battle ``runs`` times.

    The next loss is A's at rate f_A g_A and B's at f_B g_B. Draws of the law's rates, and random
    break points, are spread evenly over the runs.

    Parameters
    ----------
    law
        The attrition law.
    sides
        Strengths and break points.
    method
        ``Outcomes``, ``Events`` or ``Diffusion``; events unless given.
    runs
        How many battles, 1 or more; they are tallied in blocks and not kept.
    seed
        Seed; battle k has the same numbers whatever the threads and the number of runs.
    threads
        How many blocks are worked on at a time.
    keep
        Whether to keep each battle's end.
    progress
        Called with the share done, from 0 to 1.

    Returns
    -------
    Simulation.

    Assumes: as ``odds``. Biased when: a diffusion is asked for few men, or near the end of a side.
    Do not use when: the odds alone are wanted; ``odds`` has them without error.
    Reference: Gillespie (1977); docs/methods/attrition.md.
    """
    chosen = method or Events()
    _check(sides, chosen, runs)
    days = () if isinstance(chosen, Outcomes) else chosen.days
    joined = _joined(chosen)
    most_a, most_b = sides.a + joined[0], sides.b + joined[1]
    left_a, left_b, end = of_strengths(most_a), of_strengths(most_b), None
    seen = [(day, of_strengths(most_a), of_strengths(most_b)) for day in days]
    unended, done, kept = 0, 0, []
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        jobs = _jobs(law, sides, runs, seed, max(threads, 1), _most(sides, chosen))
        # a few blocks at a time, so that memory does not grow with the runs
        while some := list(islice(jobs, max(threads, 1))):
            for block in pool.map(lambda job: _block(law, sides, chosen, seed, job), some):
                left_a = left_a.adding(block.left[block.left > 0])
                left_b = left_b.adding(-block.left[block.left < 0])
                if block.end is not None:
                    over = block.end[~np.isnan(block.end)]
                    unended += block.end.size - over.size
                    end = (of_times(over) if end is None else end).adding(over)
                seen = [
                    (day, a.adding(block.seen[k, 0]), b.adding(block.seen[k, 1]))
                    for k, (day, a, b) in enumerate(seen)
                ]
                if keep:
                    kept.append(block.left)
                done += block.left.size
                if progress is not None:
                    progress(done / runs)
    return Simulation(
        runs=runs,
        left_a=left_a,
        left_b=left_b,
        end=end,
        seen=tuple(seen),
        unended=unended,
        kept=np.concatenate(kept) if keep else None,
    )


def _check(sides: Sides, method: Method, runs: int) -> None:
    if runs < 1:
        raise UsageError(
            "ATT020", f"{runs} runs", why="there is 1 run at least", fix="ask for 10000 runs"
        )
    days = () if isinstance(method, Outcomes) else method.days
    if any(not 0 <= day < np.inf for day in days) or list(days) != sorted(set(days)):
        raise UsageError(
            "ATT021",
            f"the days {list(days)}",
            why="days are 0 or later and stand in order, each once",
            fix="give days such as 10 20 30",
        )
    if len(days) > MOST_DAYS:
        raise UsageError(
            "ATT024",
            f"strengths on {len(days):,} days",
            why=f"every day has its own tallies, and up to {MOST_DAYS:,} days are told",
            fix="ask for every tenth day, or take the course of the means: trajectories",
        )
    course = method.course if isinstance(method, Events) else None
    if course is not None and days and days[-1] > course.days:
        raise UsageError(
            "ATT021",
            f"the day {days[-1]:g} of a course of {course.days:g} days",
            why="a battle is followed to the last day of its course",
            fix=f"follow it for {days[-1]:g} days (--until), or leave that day out",
        )
    men = sides.a + sides.b + sum(_joined(method))
    if not isinstance(method, Diffusion) and men > MOST_EVENTS:
        raise UsageError(
            "ATT022",
            f"{men:,} men event by event",
            why=f"each loss is an event, and up to {MOST_EVENTS:,} men are followed so",
            fix="simulate the diffusion instead, or count in tens",
        )


def _joined(method: Method) -> tuple[int, int]:
    """Return how many join either side in the course of a battle."""
    if not isinstance(method, Events) or method.course is None:
        return 0, 0
    rows = method.course.rows()
    sums = np.floor(rows[:, :2].sum(axis=0) * method.course.step + 0.5 + 1e-9)
    return int(sums[0]), int(sums[1])


@dataclass(frozen=True, kw_only=True)
class _Job:
    draw: int
    floors: tuple[int, int]
    span: tuple[int, int]


def _most(sides: Sides, method: Method) -> int:
    """Return how many battles a thread may hold, and work through before it is heard of again."""
    days = 0 if isinstance(method, Outcomes) else len(method.days)
    steps = STEPS if isinstance(method, Diffusion) else sides.a + sides.b
    held = min(BLOCK, max(LEAST_BLOCK, HELD // max(days, 1)))
    return min(held, max(HEARD // steps, 1))


def _jobs(law: Law, sides: Sides, runs: int, seed: int, threads: int, most: int) -> Iterator[_Job]:
    """Yield blocks of up to ``most`` runs that share a draw of the rates and both break points."""
    few = max(1, min(most, -(-runs // threads)))
    if law.draws == 1 and not sides.random:
        low = sides.floors(1, seed)
        for first in range(0, runs, few):
            span = (first, min(first + few, runs))
            yield _Job(draw=0, floors=(int(low[0][0]), int(low[1][0])), span=span)
        return
    count = min(runs, law.draws if law.draws > 1 else 1000)
    low = sides.floors(count, seed)
    cuts = np.linspace(0, runs, count + 1).astype(int)
    for k in range(count):
        floors = (int(low[0][k]), int(low[1][k]))
        begun, over = int(cuts[k]), int(cuts[k + 1])
        for first in range(begun, over, most):
            span = (first, min(first + most, over))
            yield _Job(draw=k if law.draws > 1 else 0, floors=floors, span=span)


def _block(law: Law, sides: Sides, method: Method, seed: int, job: _Job) -> _Block:
    size = job.span[1] - job.span[0]
    named = seed_for(seed, "attrition/battles")
    if isinstance(method, Diffusion):
        return _diffusion(law, sides, method, named, job)
    left = np.empty(size, np.int64)
    lift = np.array([job.floors[1], 0, job.floors[0]])
    if isinstance(method, Outcomes):
        from asculum.attrition._chain import outcomes

        outcomes(*clocks(law, (sides.a, sides.b), job.floors, job.draw), named, job.span, left)
        return _Block(left=_lifted(left, lift), end=None, seen=np.empty((0, 2, size)))
    days = np.array(method.days, dtype=np.float64)
    end, seen = np.empty(size), np.empty((2, days.size, size), np.int64)
    told = (named, job.span, days, left, end, seen[0], seen[1])
    if method.course is None:
        from asculum.attrition._chain import clocked

        clocked(_rates(law, sides, job), *told)
    else:
        from asculum.attrition._coursed import coursed

        start = (sides.a - job.floors[0], sides.b - job.floors[1])
        rates, joins = _rates(law, sides, job, _joined(method)), method.course.joins()
        coursed(rates, start, job.floors, *method.course.changes(), joins, *told)
    there = np.stack([seen[0] + job.floors[0], seen[1] + job.floors[1]], axis=1)
    return _Block(left=_lifted(left, lift), end=end, seen=there.astype(np.float64))


def _lifted(left: IntArray, lift: IntArray) -> FloatArray:
    """Return strengths from units above the floors, the sign kept."""
    sign = np.sign(left)
    return np.asarray(left + sign * lift[sign + 1], dtype=np.float64)


def _rates(
    law: Law, sides: Sides, job: _Job, more: tuple[int, int] = (0, 0)
) -> tuple[FloatArray, ...]:
    powers = law.powers()
    i = np.arange(job.floors[0] + 1, sides.a + more[0] + 1, dtype=np.float64)
    j = np.arange(job.floors[1] + 1, sides.b + more[1] + 1, dtype=np.float64)
    a, b = float(powers.a[job.draw]), float(powers.b[job.draw])
    return a * law.f_a(i), np.ascontiguousarray(law.f_b(i)), law.g_a(j) + 0.0, b * law.g_b(j)


def _diffusion(law: Law, sides: Sides, method: Diffusion, seed: int, job: _Job) -> _Block:
    from asculum.attrition._diffusion import diffusion

    powers = law.powers()
    one = replace(law, a=_one(law.a, job.draw), b=_one(law.b, job.draw))
    a, b = one.losses(float(sides.a), float(sides.b))
    spent = min(sides.a / float(a), sides.b / float(b))
    step = method.step or spent / STEPS
    last = method.days[-1] if method.days else 0.0
    most = int(np.ceil((method.most or max(50.0 * spent, last)) / step)) + 1
    every = np.array([round(day / step) for day in method.days], dtype=np.int64)
    size = job.span[1] - job.span[0]
    left, end, seen = np.empty(size), np.empty(size), np.empty((every.size, 2, size))
    held = np.array(
        [powers.a[job.draw], powers.b[job.draw], powers.ax, powers.ay, powers.bx, powers.by]
    )
    start, floors = (float(sides.a), float(sides.b)), (float(job.floors[0]), float(job.floors[1]))
    diffusion(held, start, floors, step, most, seed, job.span, every, left, end, seen)
    return _Block(left=left, end=end, seen=seen)


def _one(value: float | FloatArray, draw: int) -> float:
    held = np.ravel(np.asarray(value, dtype=np.float64))
    return float(held[draw if held.size > 1 else 0])
