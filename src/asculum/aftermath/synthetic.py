"""Synthetic control: what a place would have been worth without the war, with its doubts.

Codes: AFT002 too little to compare with · AFT003 a time or unit that the table does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.aftermath.panel import Panel, Predictor
from asculum.terms.errors import UsageError
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

#: Two losses that differ by less than this share are one.
SAME = 0.05
#: Before the war the fit may miss by this share of the level before it is called poor.
POOR = 0.1
#: Drawn v are tried in such a number for each search but the first, which begins where all are
#: equal; the searches begin from the best. ``SPREAD`` is that of log v.
SCREENED, SPREAD = 50, 4.0


@dataclass(frozen=True, kw_only=True)
class Start:
    """Where one search ended: its loss, the mean gap after, and the donors it leans on."""

    loss: float
    effect: float
    weights: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class Placebo:
    """A unit that no war reached, treated as if one had: how much worse it is fitted after."""

    unit: str
    effect: float
    ratio: float


@dataclass(frozen=True, kw_only=True, eq=False)
class SyntheticControl:
    """What was found: weights, gaps, the loss, every start and every placebo.

    ``gaps`` is outcome less synthetic at ``times`` [unit of the outcome]; ``effect`` the mean gap
    from ``since`` on, ``relative`` the same as a share of the synthetic level. ``loss`` is the
    mean square gap in the times that were fitted and ``floor`` the least that any weights could
    reach there. ``ratio`` is the root mean square gap after over before; ``p`` the share of units,
    the treated one among them, whose ratio is at least as large (``None`` without placebos).
    """

    treated: str
    since: float
    times: tuple[float, ...]
    weights: tuple[tuple[str, float], ...]
    gaps: FloatArray
    effect: float
    relative: float
    loss: float
    floor: float
    ratio: float
    starts: tuple[Start, ...]
    placebos: tuple[Placebo, ...]
    p: float | None
    status: Status


def synthetic_control(
    table: Panel,
    *,
    outcome: str,
    treated: str,
    since: float,
    predictors: Sequence[Predictor] = (),
    fitted: Sequence[float] | None = None,
    starts: int = 12,
    placebo_starts: int = 3,
    placebos: bool = True,
    steps: int = 3000,
    seed: int = 1,
) -> SyntheticControl:
    """Compare a unit with the mixture of others that was most like it before the war.

    For given v ≥ 0, Σv = 1: w(v) = argmin Σ_k v_k (x_k1 − Σ_j w_j x_kj)² with w ≥ 0, Σw = 1; then
    v minimises the loss L(v) = mean_t (y_1t − Σ_j w_j(v) y_jt)² over the fitted times. L has many
    local minima, so it is searched from several starts (all v equal, then the best of many that
    are drawn) and the least is kept. Without predictors w minimises the loss itself, which has one
    minimum.

    Parameters
    ----------
    table
        Units by time; the treated one and its donors.
    outcome
        The column compared, such as output a head.
    treated
        The unit that the war reached.
    since
        The first time of the war; later times are the effect.
    predictors
        What units should be alike in before; each is divided by its standard deviation.
    fitted
        The times before ``since`` that the loss is taken over; all of them unless given.
    starts, placebo_starts
        Searches for the treated unit, and for each placebo.
    placebos
        Whether every donor is tried as if it had been treated.
    steps
        The most losses that one search may reckon.
    seed
        The seed of the drawn starts.

    Returns
    -------
    Weights, gaps, the loss with its floor, all starts, all placebos, and how far to believe it.

    Raises
    ------
    UsageError
        AFT002 with fewer than two donors or two times before; AFT003 for a unit, time or column
        that the table does not hold.

    Notes
    -----
    Assumes that no donor was touched by the war and that what made them alike before would have
    gone on making them alike.
    Biased when trade or refugees carried the war to the donors (the effect is then too small), or
    something else befell the treated unit at the same time.
    Do not use when the unit is a town and the figures are a country's, or when the treated unit
    lies outside the range of the donors: the loss then stays far above zero.

    References
    ----------
    Abadie and Gardeazabal (2003), American Economic Review 93(1), appendix B; Abadie, Diamond and
    Hainmueller (2010) for placebos; Becker and Klößner (2018) on missed minima.

    Examples
    --------
    >>> from asculum.aftermath.panel import panel
    >>> from asculum.aftermath.synthetic import synthetic_control
    >>> rows = [
    ...     {"place": name, "year": year, "output": level + year - fall * (year > 3)}
    ...     for name, level, fall in (("A", 0, 0), ("B", 4, 0), ("X", 1, 2)) for year in range(6)
    ... ]
    >>> found = synthetic_control(
    ...     panel(rows, unit="place", time="year", columns=["output"]),
    ...     outcome="output", treated="X", since=4,
    ... )
    >>> round(found.effect, 3), [(name, round(share, 3)) for name, share in found.weights]
    (-2.0, [('A', 0.75), ('B', 0.25)])
    """
    case = _Case.of(table, outcome, since, predictors, fitted)
    one = table.row(treated)
    donors = [place for place in range(len(table.units)) if place != one]
    case.check(donors)
    best, all_starts = case.solve(one, donors, starts, steps, seed, table.units)
    gaps = case.gaps(one, donors, best[1])
    tried = []
    if placebos:
        for other in donors:
            rest = [place for place in donors if place != other]
            if len(rest) < 2:
                continue
            found, _ = case.solve(other, rest, placebo_starts, steps, seed, table.units)
            away = case.gaps(other, rest, found[1])
            tried.append(
                Placebo(unit=table.units[other], effect=case.effect(away), ratio=case.ratio(away))
            )
    ratio, effect = case.ratio(gaps), case.effect(gaps)
    worse = sum(item.ratio >= ratio for item in tried) + 1
    level = case.outcome[one][~case.before] - gaps[~case.before]
    floor = case.floor(one, donors)
    return SyntheticControl(
        treated=treated,
        since=since,
        times=table.times,
        weights=_named(best[1], donors, table.units),
        gaps=gaps,
        effect=effect,
        relative=float(effect / np.mean(level)),
        loss=best[0],
        floor=floor,
        ratio=ratio,
        starts=all_starts,
        placebos=tuple(tried),
        p=worse / (len(tried) + 1) if tried else None,
        status=_status(case, one, best[0], floor, effect, all_starts, len(tried)),
    )


@dataclass(frozen=True, eq=False)
class _Case:
    """The arrays of one question: outcome (unit, time), predictors (unit, k), which times."""

    outcome: FloatArray
    traits: FloatArray
    before: npt.NDArray[np.bool_]
    judged: npt.NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        table: Panel,
        outcome: str,
        since: float,
        predictors: Sequence[Predictor],
        fitted: Sequence[float] | None,
    ) -> _Case:
        times = np.array(table.times)
        before = times < since
        judged = before if fitted is None else np.isin(times, np.array(fitted, dtype=float))
        values = table.column(outcome)
        late = [time for item in predictors for time in item.times if time >= since]
        if late or (judged & ~before).any():
            raise UsageError(
                "AFT003",
                f"{late[0] if late else times[judged & ~before][0]:g} is not before {since:g}",
                why="what is fitted must have been before the war, or the effect is fitted away",
                fix=f"use times before {since:g}",
            )
        if before.sum() < 2 or before.all() or judged.sum() < 2:
            raise UsageError(
                "AFT002",
                f"{int(judged.sum())} times to fit and {int((~before).sum())} after",
                why="a comparison needs at least two times before the war and one after",
                fix="pass a longer table, or another since",
            )
        if not np.isfinite(values).all():
            unit, time = (int(item[0]) for item in np.nonzero(~np.isfinite(values)))
            raise UsageError(
                "AFT002",
                f"{table.units[unit]} has no {outcome} at {table.times[time]:g}",
                why="the outcome of every unit is compared at every time",
                fix="leave out the unit or the time",
            )
        traits = [table.over(item) for item in predictors]
        shape = (len(table.units), 0)
        return cls(values, np.column_stack(traits) if traits else np.empty(shape), before, judged)

    def check(self, donors: Sequence[int]) -> None:
        if len(donors) < 2:
            raise UsageError(
                "AFT002",
                f"{len(donors)} unit{'' if len(donors) == 1 else 's'} to compare with",
                why="a mixture needs at least two units that the war did not reach",
                fix="add units to the table",
            )

    def floor(self, one: int, donors: Sequence[int]) -> float:
        """Return the least mean square gap that any weights reach in the fitted times."""
        weights = self._direct(one, donors)
        gaps = self.outcome[one] - weights @ self.outcome[donors]
        return float(np.mean(gaps[self.judged] ** 2))

    def _direct(self, one: int, donors: Sequence[int]) -> FloatArray:
        from asculum.aftermath import _kernels as kernels

        pool = self.outcome[donors][:, self.judged].T
        even = np.ones(int(self.judged.sum()))
        return kernels.simplex_weights(self.outcome[one][self.judged], pool, even)

    def solve(
        self, one: int, donors: list[int], starts: int, steps: int, seed: int, names: Sequence[str]
    ) -> tuple[tuple[float, FloatArray], tuple[Start, ...]]:
        """Return the best loss and weights, and where every start ended, the best first."""
        from asculum.aftermath import _kernels as kernels

        if not self.traits.shape[1]:
            weights = self._direct(one, donors)
            ends = [(self.floor(one, donors), weights)]
        else:
            treated, pool = kernels.standardised(self.traits[one], self.traits[donors].T)
            count = self.traits.shape[1]
            random = stream(seed, f"aftermath/synthetic/{names[one]}")
            before = self.outcome[one][self.judged]
            others = self.outcome[donors][:, self.judged].T
            drawn = random.normal(0, SPREAD, size=((max(starts, 1) - 1) * SCREENED, count))
            losses = [kernels.fit_loss(raw, treated, pool, before, others)[0] for raw in drawn]
            chosen = np.argsort(losses, kind="stable")[: max(starts, 1) - 1]
            first = [np.zeros(count), *drawn[chosen]]
            ends = [
                kernels.search(start, treated, pool, before, others, steps)[:2] for start in first
            ]
        ends.sort(key=lambda end: end[0])
        told = tuple(
            Start(
                loss=loss,
                effect=self.effect(self.gaps(one, donors, weights)),
                weights=_named(weights, donors, names),
            )
            for loss, weights in ends
        )
        return ends[0], told

    def gaps(self, one: int, donors: Sequence[int], weights: FloatArray) -> FloatArray:
        return np.asarray(self.outcome[one] - weights @ self.outcome[donors])

    def effect(self, gaps: FloatArray) -> float:
        return float(np.mean(gaps[~self.before]))

    def ratio(self, gaps: FloatArray) -> float:
        """Return the root mean square gap after the war began over that before."""
        before = float(np.sqrt(np.mean(gaps[self.before] ** 2)))
        after = float(np.sqrt(np.mean(gaps[~self.before] ** 2)))
        return after / before if before > 0 else float("inf")


def _named(
    weights: FloatArray, donors: Sequence[int], names: Sequence[str]
) -> tuple[tuple[str, float], ...]:
    """Return the donors that weigh at least a thousandth, the heaviest first."""
    order = np.argsort(-weights, kind="stable")
    return tuple((names[donors[i]], float(weights[i])) for i in order if weights[i] >= 1e-3)


def _status(
    case: _Case,
    one: int,
    loss: float,
    floor: float,
    effect: float,
    starts: Sequence[Start],
    tried: int,
) -> Status:
    level = float(np.mean(np.abs(case.outcome[one][case.judged])))
    doubts = []
    if np.sqrt(loss) > POOR * level:
        doubts.append(
            f"before the war the mixture misses by {np.sqrt(loss) / level:.0%} of the level"
        )
    near = [item for item in starts if item.loss <= loss * (1 + SAME)]
    spread = max(item.effect for item in near) - min(item.effect for item in near)
    if spread > SAME * abs(effect):
        low, high = (pick(item.effect for item in near) for pick in (min, max))
        doubts.append(f"equally good fits give effects from {low:.3g} to {high:.3g}")
    if len(near) == 1 and loss > floor * (1 + SAME):
        doubts.append(
            f"only one start reached the least loss, {loss:.4g}, and one down to {floor:.4g} may "
            "have been missed"
        )
    if 0 < tried < 9:
        doubts.append(f"with {tried} placebos no share below {1 / (tried + 1):.2g} can be had")
    if doubts:
        words = "; ".join(doubts)
        return Status(code=StatusCode.DOUBTFUL, sentence=f"{words[0].upper()}{words[1:]}.")
    return Status(code=StatusCode.OK, sentence="The starts agree and the fit before is close.")
