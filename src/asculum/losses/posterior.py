"""The losses posterior: joint draws, and the losses of any side, force, category and period."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses import movements
from asculum.losses.codes import CATEGORIES, RATIOS, Code
from asculum.losses.design import Design, Knots
from asculum.losses.grid import walk_basis
from asculum.losses.leanings import scales, standard, voices_of_pairs
from asculum.losses.observations import Leaf, Observation
from asculum.losses.packing import unpack
from asculum.losses.voices import voice_of
from asculum.terms.period import Period

FloatArray = npt.NDArray[np.float64]


#: Over how many periods the killed are remembered: the same few are asked for again and again.
REMEMBERED = 128


@dataclass(frozen=True, kw_only=True, eq=False)
class LossesPosterior:
    """Joint draws of everything the losses model knows.

    ``theta`` has shape (draw, parameter), chains one after another. All other arrays are made from
    it: the first axis is always the draw.
    """

    design: Design
    theta: FloatArray

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self.theta)

    @cached_property
    def side_rate(self) -> FloatArray:
        """Killed a day of each side at the widest scope, shape (draw, side, cell)."""
        design = self.design
        made = movements.scales(design, self.theta)
        moves = made.step[:, None, None] * movements.standard(design, self.theta, made)
        walk = moves @ walk_basis(design.grid.gaps, design.grid.middle).T + design.about.middle
        if design.about.names:
            walk += np.tensordot(design.blocks["law"].take(self.theta), design.about.by, axes=1)
        level = _array(design, k.LEVEL_SD) * movements.level_told(design, self.theta, made)
        level -= np.stack([self.pinned(side) for side in range(len(design.sides))], axis=1)
        level += _array(design, k.LEVEL_MEAN)
        level -= np.stack([walk[:, i] @ pin.cells for i, pin in enumerate(design.pins)], axis=1)
        if any(design.walls):
            from asculum.losses.walls import raised  # it asks this class for what is counted

            level += raised(design, self.theta)
        return np.asarray(np.exp(level[:, :, None] + walk))

    @cached_property
    def part(self) -> FloatArray:
        """Part of each atom in the killed of its side at the widest scope, (draw, atom, cell)."""
        design = self.design
        odds = np.zeros((self.draws, len(design.atoms), design.grid.cells))
        if design.mixes:
            drift = self._drift("mix", k.MIX_MEAN, k.MIX_SD, k.MIX_BASIS, "force_change")
            odds[:, design.mixes] = _between(drift, design.mix_knots)
        odds = np.exp(odds)
        side = _array(design, k.ATOM_SIDE).astype(int)
        whole = np.stack([odds[:, side == i].sum(axis=1) for i in range(len(design.sides))], axis=1)
        return np.asarray(odds / whole[:, side])

    @cached_property
    def killed_per_day(self) -> FloatArray:
        """Killed a day at the widest scope [persons a day], shape (draw, atom, cell)."""
        side = _array(self.design, k.ATOM_SIDE).astype(int)
        return self.side_rate[:, side] * self.part

    @cached_property
    def share(self) -> FloatArray:
        """Share of the front's losses that fell in the battle, shape (draw, atom, cell)."""
        design = self.design
        shape = (self.draws, len(design.atoms), design.grid.cells)
        if not design.wide:
            return np.ones(shape)
        drift = self._drift("share", k.SHARE_MEAN, k.SHARE_SD, k.SHARE_BASIS, "share_change")
        mixed = _between(drift, design.share_knots)
        share = 1 / (1 + np.exp(-mixed))
        first, last = design.share_cells
        share[:, :, :first] = 0.0
        share[:, :, last:] = 0.0
        return share

    @cached_property
    def ratios(self) -> FloatArray:
        """Wounded, captured and missing for each killed, shape (draw, 3, atom).

        Where no claim needs them they are drawn from nothing and are not a number.
        """
        design = self.design
        if "ratio" not in design.blocks:
            return np.full((self.draws, len(RATIOS), len(design.atoms)), np.nan)
        block = design.blocks["ratio"]
        mean = _array(design, k.RATIO_MEAN).reshape(block.shape)
        sd = _array(design, k.RATIO_SD).reshape(block.shape)
        return np.exp(mean + sd * block.take(self.theta))

    @cached_property
    def voice_lean(self) -> FloatArray:
        """Natural log of what each source makes of a side's losses by category, (draw, voice)."""
        design = self.design
        made = scales(design, self.theta)
        z, _ = standard(design, self.theta, made)
        own_sd, own_mean = _array(design, k.PAIR_SD), _array(design, k.PAIR_MEAN)
        lean = np.empty_like(z)
        for pair, voices in enumerate(voices_of_pairs(design)):
            own = z[:, voices]
            if own_sd[pair] > 0:
                lean[:, voices] = own_mean[pair] + own_sd[pair] * own
                continue
            common = own.mean(axis=1)
            whole = own_mean[pair] + made.kin[:, pair] + made.root[:, pair] * common
            apart = made.category[:, None] * (own - common[:, None])
            lean[:, voices] = whole[:, None] + apart
        return lean

    @cached_property
    def lean(self) -> FloatArray:
        """Natural log of what each source makes of each side's losses, shape (draw, pair).

        In mid-battle; the mean over the categories that the source counts.
        """
        return np.stack(
            [self.voice_lean[:, one].mean(axis=1) for one in voices_of_pairs(self.design)], axis=1
        )

    @cached_property
    def change(self) -> FloatArray:
        """How far leanings have moved from mid-battle at the knots of their walks, (draw, knot)."""
        design = self.design
        moved = []
        first = 0
        for change in design.changes:
            z = design.blocks["change"].take(self.theta)
            after = first + len(change.days) - 1
            moved.append(z[:, first:after] @ change.basis.T)
            first = after
        if not moved:
            return np.zeros((self.draws, 0))
        return design.priors.fixed("bias_change") * np.concatenate(moved, axis=1)

    def leaning(self, item: Observation, side: str) -> FloatArray:
        """Return ln of what a source makes of a side's losses in one claim, shape (draw,).

        In the category that it counts and at the middle of the days that it speaks of.
        """
        design = self.design
        lean = self.voice_lean[:, voice_of(design.voices, item, side)]
        knot, weight = design.knot(item, ((side, ""),))
        if knot < 0:
            return lean
        moved = (1 - weight) * self.change[:, knot]
        return np.asarray(lean + moved + (weight * self.change[:, knot + 1] if weight else 0.0))

    def completeness(self, item: Observation) -> FloatArray:
        """Return what share of the truth a list of names holds, shape (draw,).

        Above 1 by what the wall of a named minimum is thick.
        """
        return np.asarray(math.exp(item.low) / self.quantity(item))

    @property
    def list_growth(self) -> FloatArray:
        """How fast lists grow with the delay of their printing [log odds], shape (draw,)."""
        return np.asarray(np.exp(self._normal("growth", k.GROWTH_MEAN, k.GROWTH_SD)))

    @property
    def near_odds(self) -> FloatArray:
        """How much likelier what lies near is to be counted, by who counts what [log odds].

        Shape (draw, counting source).
        """
        design = self.design
        if "near" not in design.blocks:
            return np.zeros((self.draws, 0))
        return design.priors.fixed("located_bias") * design.blocks["near"].take(self.theta)

    def share_of(self, forces: Sequence[Leaf], period: Period) -> FloatArray:
        """Return the battle's share of some forces' killed on the front over a period, (draw,)."""
        here = self.losses(forces, period=period)
        return np.asarray(here / self.losses(forces, period=period, scope=k.FRONT))

    @cached_property
    def cluster(self) -> FloatArray:
        """The correlation of what one located count counted, shape (draw,)."""
        return np.asarray(1 / (1 + np.exp(-self._normal("cluster", k.CLUSTER_MEAN, k.CLUSTER_SD))))

    def _normal(self, block: str, mean: int, sd: int) -> FloatArray:
        """Return a single prior's draws on its own scale; its mean where there is no parameter."""
        scalars = _array(self.design, k.SCALARS)
        if block not in self.design.blocks:
            return np.full(self.draws, scalars[mean])
        return np.asarray(scalars[mean] + scalars[sd] * self.design.blocks[block].take(self.theta))

    @cached_property
    def spread(self) -> FloatArray:
        """Scatter of each source's claims around its own leaning [log], shape (draw, source)."""
        return movements.scatter(self.design, self.theta)

    def scope_share(self, scope: int) -> FloatArray:
        """Return what share of the widest scope's losses falls within a scope.

        Shape (draw, atom, cell); for the whole war it exceeds 1 by what falls off the front.
        """
        design = self.design
        if scope == k.BATTLE:
            return self.share
        scalars = _array(design, k.SCALARS)
        if scope == k.SECTOR:
            if "sector" not in design.blocks:
                raise KeyError("sector")
            z = design.blocks["sector"].take(self.theta)
            rest = 1 / (1 + np.exp(-(scalars[k.SECTOR_MEAN] + scalars[k.SECTOR_SD] * z)))
            inside = self.share + rest[:, None, None] * (1 - self.share)
            return np.where(self.share > 0, inside, 0.0)
        ones = np.ones_like(self.share)
        if scope == k.FRONT:
            return ones
        if "war" not in design.blocks:
            raise KeyError("war")
        z = design.blocks["war"].take(self.theta)
        front = 1 / (1 + np.exp(-(scalars[k.WAR_MEAN] + scalars[k.WAR_SD] * z)))
        return np.asarray(ones / front[:, None, None])

    def per_killed(self, category: str) -> FloatArray:
        """Return how many of a category there are for each killed, shape (draw, atom).

        Raises ``KeyError`` where the claims count only killed and another category is asked for.
        """
        code = CATEGORIES[category]
        if code == k.KILLED:
            return np.ones((self.draws, len(self.design.atoms)))
        if "ratio" not in self.design.blocks:
            raise KeyError(category)
        wounded, captured, missing = (self.ratios[:, i] for i in range(3))
        return {
            k.WOUNDED: wounded,
            k.CAPTURED: captured,
            k.MISSING: missing,
            k.CASUALTIES: 1 + wounded + captured + missing,
            k.IRRECOVERABLE: 1 + captured + missing,
        }[code]

    def pinned(self, side: int) -> FloatArray:
        """Return what a side's claims add to its level on average, shape (draw,).

        Their mean leaning and mean ln of what they count for each killed, less the priors' means.
        """
        design = self.design
        pin = design.pins[side]
        own = [i for i, of in enumerate(design.atom_sides) if of == side]
        shift = self.voice_lean @ pin.leans - pin.shift
        for name, code in CATEGORIES.items():
            if pin.categories[code] > 0:
                mean = self.per_killed(name)[:, own].mean(axis=1)
                shift = shift + pin.categories[code] * np.log(mean)
        return np.asarray(shift)

    def losses(
        self,
        forces: Sequence[Leaf],
        *,
        category: str = "killed",
        period: Period | None = None,
        scope: int = k.BATTLE,
    ) -> FloatArray:
        """Return the losses of some forces over a period [persons], shape (draw,).

        sum over atoms and cells of rate × days × share of the scope × category for each killed.
        ``period`` is the battle unless another is given.

        Raises ``KeyError`` where the claims cannot tell the forces apart or know the category.
        """
        atoms = list(self.design.atom_indices(forces))
        killed = self._killed_over(period or self.design.battle, scope)
        return np.asarray((killed[:, atoms] * self.per_killed(category)[:, atoms]).sum(axis=1))

    @cached_property
    def _by_period(self) -> dict[tuple[Period, int], FloatArray]:
        return {}

    def _killed_over(self, period: Period, scope: int) -> FloatArray:
        """Killed over a period within a scope, shape (draw, atom); the last ones are remembered."""
        known = self._by_period
        if (period, scope) not in known:
            if len(known) >= REMEMBERED:
                del known[next(iter(known))]
            known[period, scope] = self._killed(scope) @ self._days(period)
        return known[period, scope]

    @cached_property
    def _by_scope(self) -> dict[int, FloatArray]:
        return {}

    def _killed(self, scope: int) -> FloatArray:
        """Killed a day within a scope, shape (draw, atom, cell); made once for each scope."""
        if scope not in self._by_scope:
            self._by_scope[scope] = self.killed_per_day * self.scope_share(scope)
        return self._by_scope[scope]

    def weekly(self, forces: Sequence[Leaf], *, category: str = "killed") -> FloatArray:
        """Return losses week by week of the battle [persons], shape (draw, week)."""
        grid = self.design.grid
        atoms = list(self.design.atom_indices(forces))
        weeks = slice(grid.first, grid.last)
        lost = self.killed_per_day[:, atoms, weeks] * self.share[:, atoms, weeks]
        lost = lost * self.per_killed(category)[:, atoms, None]
        return np.asarray(lost.sum(axis=1) * grid.lengths[weeks])

    def quantity(self, observation: Observation) -> FloatArray:
        """Return the truth of what an observation speaks of, in its own unit, shape (draw,)."""
        category, period, scope = observation.category, observation.period, observation.scope
        above = self.losses(observation.forces, category=category, period=period, scope=scope)
        if observation.join != k.SINGLE:
            below = self.losses(observation.below, category=category, period=period, scope=scope)
            above = above / below if observation.join == k.RATIO else above + below
        return np.asarray(above * observation.scale)

    def _drift(self, block: str, mean: Code, sd: Code, basis: Code, change: str) -> FloatArray:
        """Return the knots of a slow walk, shape (draw, row, knot)."""
        design = self.design
        z = design.blocks[block].take(self.theta)
        knots = z.shape[2]
        moves = z[:, :, 1:] @ _array(design, basis).reshape(knots, knots - 1).T
        level = _array(design, mean) + _array(design, sd) * z[:, :, 0]
        return np.asarray(level[:, :, None] + design.priors.fixed(change) * moves)

    def _days(self, period: Period) -> FloatArray:
        """Return the days of a period that fall in each cell, shape (cell,)."""
        grid = self.design.grid
        return np.array(
            [grid.period(cell).overlap(period) for cell in range(grid.cells)], dtype=np.float64
        )


def prior_lean(design: Design, pair: int) -> tuple[float, float]:
    """Return mean and standard deviation of a source's log leaning before its claims are read.

    The variance of its allegiance's mean, of the backing, and of the spread between sources and
    between the categories it counts, each at its prior median, are added.
    """
    own_sd = float(_array(design, k.PAIR_SD)[pair])
    if own_sd > 0:
        return float(_array(design, k.PAIR_MEAN)[pair]), own_sd
    scalars = _array(design, k.SCALARS)
    relation = int(_array(design, k.PAIR_RELATION)[pair])
    tilt = design.pair_tilt[pair]
    mean = float(_array(design, k.RELATION_MEAN)[relation])
    variance = float(_array(design, k.RELATION_SD)[relation]) ** 2
    if tilt:
        mean += tilt * float(scalars[k.TILT_MEAN])
        variance += float(scalars[k.TILT_SD]) ** 2
    voices = design.voice_counts[pair]
    variance += math.exp(2 * float(scalars[k.BETWEEN_MEAN]))
    variance += math.exp(2 * float(scalars[k.CATEGORY_MEAN])) / voices
    return mean, math.sqrt(variance)


def _array(design: Design, array: Code) -> FloatArray:
    """Return one of the kernel's arrays."""
    return unpack(design.pack, array)


def _between(values: FloatArray, knots: Knots) -> FloatArray:
    """Return what lies between knots, shape (draw, row, cell)."""
    after = np.minimum(knots.knot + 1, knots.count - 1)
    weight = knots.weight
    return np.asarray((1 - weight) * values[:, :, knots.knot] + weight * values[:, :, after])
