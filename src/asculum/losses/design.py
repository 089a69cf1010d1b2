"""The design of one run: which forces can be told apart, the grid, and every number the kernel reads.

What a reader writes (claims, assumptions) ends here; what the machine runs begins here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.evidence.dossier import Dossier
from asculum.losses import _kernels as k
from asculum.losses.centring import centring
from asculum.losses.grid import OUTER, WEEK, Grid, make_grid
from asculum.losses.observations import Leaf, Observation, relation
from asculum.losses.priors import Normal, Priors, lognormal
from asculum.terms.period import Period

FloatArray = npt.NDArray[np.float64]

CATEGORIES = {
    "killed": k.KILLED,
    "wounded": k.WOUNDED,
    "captured": k.CAPTURED,
    "missing": k.MISSING,
    "casualties": k.CASUALTIES,
    "irrecoverable": k.IRRECOVERABLE,
}
RATIOS = ("wounded_per_killed", "captured_per_killed", "missing_per_killed")
RELATIONS = {"own": "bias_own", "enemy": "bias_enemy", "third": "bias_third"}

#: Log-scale spread of the first week's killed a day where no assumption states it.
WIDE = 1.5
#: A source with at least so many points on a side pins what it makes of that side's level.
SERIES = 4


@dataclass(frozen=True, kw_only=True)
class Block:
    """A named run of places in the parameter vector, with its shape."""

    name: str
    first: int
    shape: tuple[int, ...]

    @property
    def last(self) -> int:
        """The place after the block."""
        return self.first + math.prod(self.shape)

    def take(self, theta: FloatArray) -> FloatArray:
        """Return the block from vectors of shape (…, parameter), as (…, *shape)."""
        part = theta[..., self.first : self.last]
        return part.reshape(*theta.shape[:-1], *self.shape)


@dataclass(frozen=True, kw_only=True, eq=False)
class Design:
    """Everything fixed before sampling.

    ``atoms`` are the forces that the claims can tell apart, each a tuple of smallest forces;
    ``mixes`` are those atoms whose part in their side is estimated (all but the first of a side);
    ``pairs`` are (source, side); ``pack`` is what the kernel reads; ``blocks`` name the parameters.
    """

    atoms: tuple[tuple[Leaf, ...], ...]
    sides: tuple[str, ...]
    mixes: tuple[int, ...]
    observations: tuple[Observation, ...]
    grid: Grid
    battle: Period
    pairs: tuple[tuple[str, str], ...]
    pair_relation: tuple[str, ...]
    pair_tilt: tuple[int, ...]
    sources: tuple[str, ...]
    groups: tuple[str, ...]
    rates: tuple[Normal, ...]
    priors: Priors
    blocks: dict[str, Block]
    pack: FloatArray
    knots: npt.NDArray[np.int64]
    knot_weights: FloatArray
    share_cells: tuple[int, int]
    mix_knots: npt.NDArray[np.int64]
    mix_weights: FloatArray

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return max(block.last for block in self.blocks.values())

    @property
    def names(self) -> tuple[str, ...]:
        """A name for each parameter, in order."""
        names: list[str] = []
        for block in self.blocks.values():
            for index in np.ndindex(*block.shape):
                label = ",".join(str(i) for i in index)
                names.append(f"{block.name}[{label}]" if label else block.name)
        return tuple(names)

    @property
    def wide(self) -> bool:
        """Whether any observation reaches beyond the battle."""
        return "share" in self.blocks

    def atom_indices(self, forces: Sequence[Leaf]) -> tuple[int, ...]:
        """Return the atoms that make up some smallest forces.

        Raises ``KeyError`` where the claims cannot tell those forces from others.
        """
        wanted = set(forces)
        chosen = tuple(i for i, atom in enumerate(self.atoms) if wanted.intersection(atom))
        if {leaf for i in chosen for leaf in self.atoms[i]} != wanted:
            raise KeyError(tuple(forces))
        return chosen


def atoms(found: Sequence[Observation]) -> tuple[tuple[Leaf, ...], ...]:
    """Group the smallest forces that every observation mentions together or not at all."""
    seen: dict[Leaf, list[tuple[int, int]]] = {}
    for number, observation in enumerate(found):
        for place, group in enumerate((observation.forces, observation.below)):
            for leaf in group:
                seen.setdefault(leaf, []).append((number, place))
    alike: dict[tuple[str, tuple[tuple[int, int], ...]], list[Leaf]] = {}
    for leaf, where in seen.items():
        alike.setdefault((leaf[0], tuple(where)), []).append(leaf)
    return tuple(tuple(group) for group in alike.values())


def make_design(
    dossier: Dossier, found: Sequence[Observation], priors: Priors | None = None
) -> Design:
    """Lay out the model for these observations.

    Raises ``ValueError`` where there is none.
    """
    if not found:
        raise ValueError("a design needs at least one observation")
    priors = priors or Priors(stated=dossier.assumptions)
    kept = atoms(found)
    where = {leaf: i for i, atom in enumerate(kept) for leaf in atom}
    wide = any(item.scope != k.BATTLE for item in found)
    start = min(item.period.start for item in found)
    end = max(item.period.end for item in found)
    grid = make_grid(dossier.period, start=start, end=end)
    first, last = _share_cells(grid, found) if wide else (0, grid.cells)
    knots, weights, n_knots = _knots(grid, first, last)
    pairs, pair_relation, pair_tilt = _pairs(dossier, found)
    relations = tuple(name for name in RELATIONS if name in pair_relation)
    sources = tuple(dict.fromkeys(item.source for item in found if item.bind != k.FLOOR))
    groups = tuple(dict.fromkeys(item.group for item in found if item.group))
    kinds = 3 if any(item.category != "killed" for item in found) else 0
    sides = tuple(dict.fromkeys(atom[0][0] for atom in kept))
    side_of = [sides.index(atom[0][0]) for atom in kept]
    mixes = tuple(i for i, side in enumerate(side_of) if side in side_of[:i])
    mix_knots, mix_weights, n_mix_knots = _knots(grid, 0, grid.cells)
    rates = tuple(_rate(priors, side, found) for side in sides)
    parts = [_force_share(priors, kept, i) for i in mixes]
    middle = (grid.first + grid.last) // 2
    basis = walk_basis(grid.gaps, middle)
    knot_basis = walk_basis(_steps(n_knots), int(knots[middle]))
    mix_basis = walk_basis(_steps(n_mix_knots), int(mix_knots[middle]))

    blocks: dict[str, Block] = {}

    def add(name: str, *shape: int) -> None:
        begin = max((block.last for block in blocks.values()), default=0)
        blocks[name] = Block(name=name, first=begin, shape=shape)

    add("rate", len(sides), grid.cells - 1)
    add("step")
    if mixes:
        add("mix", len(mixes), n_mix_knots)
    if wide:
        add("share", len(kept), n_knots)
    if any(item.scope == k.SECTOR for item in found):
        add("sector")
    if any(item.scope == k.WAR for item in found):
        add("war")
    if kinds:
        add("ratio", kinds, len(kept))
    add("relation", len(relations))
    if any(pair_tilt):
        add("tilt")
    add("between")
    add("pair", len(pairs))
    add("level", len(sides))
    add("spread")
    add("source", len(sources))
    add("group", len(groups))

    arrays = _observation_arrays(found, grid, where, pairs, sources, groups)
    step = priors.normal("weekly_change")
    sector, war = priors.normal("sector_rest"), priors.normal("front_of_war")
    tilt, between = priors.normal("bias_backing"), priors.normal("bias_between")
    spread = priors.normal("spread")
    shares = [priors.normal("share_of_front", *_key(atom)) for atom in kept]
    ratios = [[priors.normal(name, *_key(atom)) for atom in kept] for name in RATIOS[:kinds]]
    stated_leans = [_stated_lean(priors, source) for source, _ in pairs]
    anchors = [_longest(side, pairs, found) for side in sides]
    categories = [
        _main_category(*pairs[pair], found) if pair >= 0 else k.KILLED for pair in anchors
    ]
    level_parts = [1 / side_of.count(side) for side in side_of]
    level_times = [
        sum(
            level_parts[i] * _times(categories[side], [math.exp(row[i].mean) for row in ratios])
            for i in range(len(kept))
            if side_of[i] == side
        )
        for side in range(len(sides))
    ]
    arrays |= {
        k.SIZES: [
            len(kept),
            grid.cells,
            n_knots,
            len(relations),
            len(pairs),
            len(sources),
            len(groups),
            len(found),
            wide,
            "sector" in blocks,
            "war" in blocks,
            kinds,
            first,
            last,
            "tilt" in blocks,
            len(sides),
            len(mixes),
            n_mix_knots,
        ],
        k.LENGTH: grid.lengths,
        k.BASIS: basis,
        k.CENTRING: _centring(found, grid, basis, sides, priors),
        k.MIX_KNOT: mix_knots,
        k.MIX_WEIGHT: mix_weights,
        k.MIX_BASIS: mix_basis,
        k.MIX_MEAN: [normal.mean for normal in parts],
        k.MIX_SD: [normal.sd for normal in parts],
        k.ATOM_SIDE: side_of,
        k.ATOM_MIX: [mixes.index(i) if i in mixes else -1 for i in range(len(kept))],
        k.LEVEL_MEAN: [normal.mean for normal in rates],
        k.LEVEL_SD: [normal.sd for normal in rates],
        k.LEVEL_PAIR: anchors,
        k.LEVEL_CATEGORY: categories,
        k.LEVEL_PART: level_parts,
        k.LEVEL_TIMES: level_times,
        k.PAIR_MEAN: [
            own.mean if own else priors.normal(RELATIONS[name]).mean + sign * tilt.mean
            for own, name, sign in zip(stated_leans, pair_relation, pair_tilt, strict=True)
        ],
        k.PAIR_SD: [own.sd if own else 0.0 for own in stated_leans],
        k.KNOT: knots,
        k.KNOT_WEIGHT: weights,
        k.KNOT_BASIS: knot_basis,
        k.SHARE_MEAN: [normal.mean for normal in shares],
        k.SHARE_SD: [normal.sd for normal in shares],
        k.SCALARS: [
            step.mean,
            step.sd,
            priors.fixed("share_change"),
            sector.mean,
            sector.sd,
            war.mean,
            war.sd,
            tilt.mean,
            tilt.sd,
            between.mean,
            between.sd,
            spread.mean,
            spread.sd,
            priors.fixed("spread_between"),
            priors.fixed("force_change"),
        ],
        k.RATIO_MEAN: [normal.mean for row in ratios for normal in row],
        k.RATIO_SD: [normal.sd for row in ratios for normal in row],
        k.RELATION_MEAN: [priors.normal(RELATIONS[name]).mean for name in relations],
        k.RELATION_SD: [priors.normal(RELATIONS[name]).sd for name in relations],
        k.PAIR_RELATION: [relations.index(name) for name in pair_relation],
        k.PAIR_TILT: pair_tilt,
    }
    return Design(
        atoms=kept,
        sides=sides,
        mixes=mixes,
        observations=tuple(found),
        grid=grid,
        battle=dossier.period,
        pairs=pairs,
        pair_relation=pair_relation,
        pair_tilt=pair_tilt,
        sources=sources,
        groups=groups,
        rates=rates,
        priors=priors,
        blocks=blocks,
        pack=pack(arrays),
        knots=knots,
        knot_weights=weights,
        share_cells=(first, last),
        mix_knots=mix_knots,
        mix_weights=mix_weights,
    )


def walk_basis(gaps: FloatArray, anchor: int) -> FloatArray:
    """Return B, shape (cell, cell - 1), with B B' the covariance of a walk that is 0 at ``anchor``.

    Columns are the walk's movements from the slowest to the fastest (eigenvectors times the root
    of their eigenvalue); ``gaps`` are the weeks between cells.
    """
    t = np.cumsum(gaps)
    t = t - t[anchor]
    same = np.sign(t)[:, None] == np.sign(t)[None, :]
    covariance = np.where(same, np.minimum.outer(np.abs(t), np.abs(t)), 0.0)
    others = np.arange(len(t)) != anchor
    values, vectors = np.linalg.eigh(covariance[np.ix_(others, others)])
    movements = vectors[:, ::-1] * np.sqrt(np.maximum(values[::-1], 0.0))
    # one sign for every machine: the largest entry of each movement is positive
    movements *= np.sign(movements[np.abs(movements).argmax(axis=0), np.arange(len(values))])
    basis = np.zeros((len(t), len(values)))
    basis[others] = movements
    return basis


def _steps(count: int) -> FloatArray:
    """Return knots one step apart, as gaps."""
    return np.concatenate([[0.0], np.ones(count - 1)])


def pack(arrays: dict[int, object]) -> FloatArray:
    """Write the kernel's arrays one after another, behind a table of where each begins."""
    head = 1 + 2 * k.ARRAYS
    parts = [np.asarray(arrays[i], dtype=np.float64).ravel() for i in range(k.ARRAYS)]
    table: list[float] = []
    at = head
    for part in parts:
        table += [at, len(part)]
        at += len(part)
    return np.concatenate([[at], table, *parts])


def _key(atom: tuple[Leaf, ...]) -> tuple[str, str]:
    """Return the side and force under which an atom's assumptions are looked up."""
    side = atom[0][0]
    return (side, atom[0][1]) if len(atom) == 1 else (side, "")


def _share_cells(grid: Grid, found: Sequence[Observation]) -> tuple[int, int]:
    """Return the cells in which the battle's share is needed."""
    first, last = grid.first, grid.last
    for item in found:
        if item.scope in (k.BATTLE, k.SECTOR):
            first = min(first, grid.place(item.period.start)[0])
            cell, part = grid.place(item.period.end)
            last = max(last, cell + (part > 0))
    return first, last


def _knots(grid: Grid, first: int, last: int) -> tuple[npt.NDArray[np.int64], FloatArray, int]:
    """Place knots every four weeks from the middle of the first cell with a share.

    Returns, for each cell, the knot before its middle and the weight of the next, and the number
    of knots.
    """
    middles = (grid.edges[:-1] + grid.edges[1:]) / 2
    span = middles[last - 1] - middles[first]
    count = max(1, math.ceil(span / OUTER) + 1)
    at = np.clip((middles - middles[first]) / OUTER, 0, count - 1)
    knots = np.minimum(at.astype(np.int64), max(count - 2, 0))
    weights = at - knots
    if count == 1:
        weights = np.zeros_like(weights)
    return knots, weights, count


def _pairs(
    dossier: Dossier, found: Sequence[Observation]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...], tuple[int, ...]]:
    """Return the (source, side) pairs that lean, how each stands, and the sign of its backing."""
    pairs = tuple(
        dict.fromkeys(
            (item.source, side) for item in found if item.bind != k.FLOOR for side in item.sides
        )
    )
    stands = [relation(dossier, source, side) for source, side in pairs]
    return pairs, tuple(name for name, _ in stands), tuple(sign for _, sign in stands)


def _force_share(priors: Priors, kept: Sequence[tuple[Leaf, ...]], atom: int) -> Normal:
    """Return the prior log-odds of an atom against the first of its side, in the middle of the battle."""
    side = kept[atom][0][0]
    first = next(i for i, other in enumerate(kept) if other[0][0] == side)
    own, other = (priors.normal("force_share", *_key(kept[i])) for i in (atom, first))
    if priors.assumption("force_share", *_key(kept[atom])).stated:
        return own
    if priors.assumption("force_share", *_key(kept[first])).stated:
        return Normal(mean=-other.mean, sd=other.sd)
    return own


def _rate(priors: Priors, side: str, found: Sequence[Observation]) -> Normal:
    """Return the prior of ln killed a day in the middle week: stated, or wide around the claims.

    Where nothing is stated the centre is the median of what the claims imply (the figure over its
    days and the multiplier of its category; halved where it speaks of both sides), with a standard
    deviation of ``WIDE``: a factor of 12 either way at 90 %.
    """
    try:
        return priors.normal("killed_per_day", side)
    except KeyError:
        pass
    ratios = [math.exp(priors.normal(name, side).mean) for name in RATIOS]
    implied = []
    for item in found:
        if side not in item.sides or item.join == k.RATIO:
            continue
        figure = math.exp(item.low) if item.bind != k.COUNT else max(item.count, 1)
        days = 1.0 if item.scale != 1.0 else item.period.days
        times = _times(CATEGORIES[item.category], ratios)
        implied.append(math.log(figure / days / times / len(item.sides)))
    return Normal(mean=float(np.median(implied)) if implied else 0.0, sd=WIDE)


def _stated_lean(priors: Priors, source: str) -> Normal | None:
    """Return the leaning that is stated for one source, if any."""
    return (
        priors.normal("bias_source", source)
        if ("bias_source", source, "") in priors.stated
        else None
    )


def _main_category(source: str, side: str, found: Sequence[Observation]) -> int:
    """Return the category in which a source mostly counts a side's losses."""
    counted = [
        CATEGORIES[item.category]
        for item in found
        if item.source == source and item.sides == (side,) and item.bind in (k.POINT, k.COUNT)
    ]
    return max(set(counted), key=lambda category: (counted.count(category), -category))


def _times(category: int, ratios: Sequence[float]) -> float:
    """Return how many of a category there are for each killed."""
    if category == k.KILLED:
        return 1.0
    wounded, captured, missing = ratios
    return {
        k.WOUNDED: wounded,
        k.CAPTURED: captured,
        k.MISSING: missing,
        k.CASUALTIES: 1 + wounded + captured + missing,
        k.IRRECOVERABLE: 1 + captured + missing,
    }[category]


def _longest(side: str, pairs: Sequence[tuple[str, str]], found: Sequence[Observation]) -> int:
    """Return the pair of the source with most points on a side, -1 where none has ``SERIES``."""
    counts = [
        sum(
            item.source == source and item.sides == (side,) and item.bind in (k.POINT, k.COUNT)
            for item in found
        )
        if of == side
        else 0
        for source, of in pairs
    ]
    most = max(counts, default=0)
    return counts.index(most) if most >= SERIES else -1


def _centring(
    found: Sequence[Observation],
    grid: Grid,
    basis: FloatArray,
    sides: Sequence[str],
    priors: Priors,
) -> FloatArray:
    """Return how far each movement of each side is centred, shape (side, cell - 1)."""
    lean = math.hypot(priors.normal("bias_third").sd, math.exp(priors.normal("bias_between").mean))
    rows = []
    names = list(dict.fromkeys(item.source for item in found))
    for side in sides:
        told = [item for item in found if item.bind in (k.POINT, k.RANGE, k.COUNT)]
        told = [item for item in told if side in item.sides]
        weights = np.array(
            [
                [grid.period(cell).overlap(item.period) for cell in range(grid.cells)]
                for item in told
            ],
            dtype=np.float64,
        ).reshape(len(told), grid.cells)
        weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1.0)
        rows.append(
            centring(
                weights,
                basis,
                step=math.exp(priors.normal("weekly_change").mean),
                spread=math.exp(priors.normal("spread").mean),
                lean=lean,
                sources=[names.index(item.source) for item in told],
            )
        )
    return np.array(rows)


def _observation_arrays(
    found: Sequence[Observation],
    grid: Grid,
    where: dict[Leaf, int],
    pairs: Sequence[tuple[str, str]],
    sources: Sequence[str],
    groups: Sequence[str],
) -> dict[int, object]:
    """Return the kernel's arrays with one entry an observation."""
    starts = [grid.place(item.period.start) for item in found]
    ends = [grid.place(item.period.end) for item in found]
    above = [sorted({where[leaf] for leaf in item.forces}) for item in found]
    below = [sorted({where[leaf] for leaf in item.below}) for item in found]

    def pair(item: Observation, place: int) -> int:
        group = item.below if place else item.forces
        key = (item.source, group[0][0]) if group else None
        return pairs.index(key) if key in pairs else -1

    return {
        k.OBS_BIND: [item.bind for item in found],
        k.OBS_JOIN: [item.join for item in found],
        k.OBS_SCOPE: [item.scope for item in found],
        k.OBS_CATEGORY: [CATEGORIES[item.category] for item in found],
        k.OBS_LOW: [item.low for item in found],
        k.OBS_HIGH: [item.high for item in found],
        k.OBS_COUNT: [item.count for item in found],
        k.OBS_ROUNDING: [item.rounding for item in found],
        k.OBS_SCALE: [item.scale for item in found],
        k.OBS_START: [cell for cell, _ in starts],
        k.OBS_START_PART: [part for _, part in starts],
        k.OBS_END: [cell for cell, _ in ends],
        k.OBS_END_PART: [part for _, part in ends],
        k.OBS_PAIR: [pair(item, 0) for item in found],
        k.OBS_PAIR_BELOW: [pair(item, 1) for item in found],
        k.OBS_SOURCE: [
            sources.index(item.source) if item.bind != k.FLOOR else -1 for item in found
        ],
        k.OBS_GROUP: [groups.index(item.group) if item.group else -1 for item in found],
        k.LEAF_POINTER: np.cumsum([0, *[len(group) for group in above]]),
        k.LEAF_INDEX: [leaf for group in above for leaf in group],
        k.LEAF_POINTER_BELOW: np.cumsum([0, *[len(group) for group in below]]),
        k.LEAF_INDEX_BELOW: [leaf for group in below for leaf in group],
    }


__all__ = ["OUTER", "WEEK", "Block", "Design", "atoms", "lognormal", "make_design", "pack"]
