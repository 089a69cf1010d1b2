"""The packed vector: every number of a design that the kernels read, one array after another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses.codes import Code
from asculum.losses.observations import Observation
from asculum.losses.priors import Normal
from asculum.losses.voices import voice_of

if TYPE_CHECKING:
    from asculum.losses.design import Design

FloatArray = npt.NDArray[np.float64]


def pack(design: Design) -> FloatArray:
    """Return the vector that the kernels read.

    Its length; then for each array the place where it begins and its length; then the arrays.
    """
    arrays = {
        k.SIZES: _sizes(design),
        k.PLACES: _places(design),
        k.SCALARS: _scalars(design),
        **_walk_arrays(design),
        **_force_arrays(design),
        **_source_arrays(design),
        **_nearby_arrays(design),
        **_observation_arrays(design),
    }
    parts = [np.asarray(arrays[i], dtype=np.float64).ravel() for i in np.arange(k.ARRAYS)]
    at = 1 + 2 * k.ARRAYS
    table: list[float] = []
    for part in parts:
        table += [at, len(part)]
        at += len(part)
    return np.concatenate([[at], table, *parts])


def unpack(packed: FloatArray, array: Code) -> FloatArray:
    """Return one of the packed arrays, flat."""
    first, length = packed[1 + 2 * array], packed[2 + 2 * array]
    return packed[int(first) : int(first) + int(length)]


def _sizes(design: Design) -> list[int]:
    sizes = {
        k.N_PARAMETERS: design.size,
        k.N_SIDES: len(design.sides),
        k.N_ATOMS: len(design.atoms),
        k.N_CELLS: design.grid.cells,
        k.N_SHARE_KNOTS: design.share_knots.count,
        k.N_MIX_KNOTS: design.mix_knots.count,
        k.N_MIXES: len(design.mixes),
        k.N_PAIRS: len(design.pairs),
        k.N_SOURCES: len(design.sources),
        k.N_GROUPS: len(design.groups),
        k.N_RELATIONS: len(design.relations),
        k.N_RATIOS: len(design.ratios),
        k.N_OBS: len(design.observations),
        k.SHARE_FIRST: design.share_cells[0],
        k.SHARE_LAST: design.share_cells[1],
        k.N_VOICES: len(design.voices),
        k.N_CHANGES: len(design.changes),
        k.N_LOCATED: len(design.nearby),
        k.N_LISTS: len({one.place for one in design.printings if one}),
        k.N_LAW: len(design.about.by),
    }
    return [sizes[i] for i in np.arange(len(sizes))]


def _places(design: Design) -> list[int]:
    return [design.blocks[name].first if name in design.blocks else -1 for name in k.BLOCKS]


def _scalars(design: Design) -> list[float]:
    priors = design.priors
    scalars = {
        k.SHARE_CHANGE: priors.fixed("share_change"),
        k.MIX_CHANGE: priors.fixed("force_change"),
        k.SPREAD_BETWEEN: priors.fixed("spread_between"),
        k.BIAS_CHANGE: priors.fixed("bias_change"),
        k.LIST_SCATTER: priors.fixed("list_scatter"),
        k.NEAR_SD: priors.fixed("located_bias"),
    }
    for mean, sd, name in (
        (k.STEP_MEAN, k.STEP_SD, "weekly_change"),
        (k.SECTOR_MEAN, k.SECTOR_SD, "sector_rest"),
        (k.WAR_MEAN, k.WAR_SD, "front_of_war"),
        (k.TILT_MEAN, k.TILT_SD, "bias_backing"),
        (k.BETWEEN_MEAN, k.BETWEEN_SD, "bias_between"),
        (k.CATEGORY_MEAN, k.CATEGORY_SD, "bias_category"),
        (k.SPREAD_MEAN, k.SPREAD_SD, "spread"),
        (k.GROWTH_MEAN, k.GROWTH_SD, "list_growth"),
        (k.CLUSTER_MEAN, k.CLUSTER_SD, "located_cluster"),
    ):
        scalars[mean], scalars[sd] = priors.normal(name).mean, priors.normal(name).sd
    return [scalars[i] for i in range(len(scalars))]


def _walk_arrays(design: Design) -> dict[Code, npt.ArrayLike]:
    held = design.movements
    return {
        k.LENGTH: design.grid.lengths,
        k.BASIS: held.basis,
        k.BASIS_BY_MOVE: np.ascontiguousarray(held.basis.transpose(0, 2, 1)),
        k.SERIES: held.series,
        k.SERIES_BLUR: held.blur,
        k.TOLD: np.ascontiguousarray(held.told.transpose(0, 2, 1)),
        k.PULL: np.ascontiguousarray(held.pull.transpose(0, 2, 1)),
        k.LAW_MIDDLE: design.about.middle,
        k.LAW_BY: design.about.by,
        k.LED_FIRST: [one.first if one else 0 for one in design.leads],
        k.LED_COUNT: [one.by.shape[1] if one else 0 for one in design.leads],
        k.LED_BY: _flat([one.by for one in design.leads if one]),
        k.LEVEL_MEAN: _means(design.rates),
        k.LEVEL_SD: _sds(design.rates),
        k.LEVEL_LEAN: [pin.leans for pin in design.pins],
        k.LEVEL_TIMES: [pin.categories for pin in design.pins],
        k.LEVEL_SHIFT: [pin.shift for pin in design.pins],
        k.LEVEL_CELLS: [pin.cells for pin in design.pins],
        k.LEVEL_MIDDLE: [
            (height - pin.shift - rate.mean) / rate.sd
            for height, pin, rate in zip(held.height, design.pins, design.rates, strict=True)
        ],
        k.LEVEL_NOISE: held.noise,
        k.LEVEL_PART: [1 / design.atom_sides.count(side) for side in design.atom_sides],
        k.WALLED: [float(item is not None) for item in design.walls],
        k.WALL: [item.low - math.log(item.scale) if item else 0.0 for item in design.walls],
    }


def _force_arrays(design: Design) -> dict[Code, npt.ArrayLike]:
    mixes = design.mixes
    ratios = [normal for row in design.ratios for normal in row]
    return {
        k.SHARE_KNOT: design.share_knots.knot,
        k.SHARE_WEIGHT: design.share_knots.weight,
        k.SHARE_BASIS: design.share_knots.basis,
        k.SHARE_MEAN: _means(design.shares),
        k.SHARE_SD: _sds(design.shares),
        k.MIX_KNOT: design.mix_knots.knot,
        k.MIX_WEIGHT: design.mix_knots.weight,
        k.MIX_BASIS: design.mix_knots.basis,
        k.MIX_MEAN: _means(design.parts),
        k.MIX_SD: _sds(design.parts),
        k.ATOM_SIDE: design.atom_sides,
        k.ATOM_MIX: [mixes.index(i) if i in mixes else -1 for i in range(len(design.atoms))],
        k.RATIO_MEAN: _means(ratios),
        k.RATIO_SD: _sds(ratios),
    }


def _source_arrays(design: Design) -> dict[Code, npt.ArrayLike]:
    relations = [design.priors.normal(k.RELATIONS[name]) for name in design.relations]
    return {
        k.RELATION_MEAN: _means(relations),
        k.RELATION_SD: _sds(relations),
        k.SOURCE_CENTRED: design.source_centred,
        k.PAIR_RELATION: [design.relations.index(name) for name in design.pair_relation],
        k.PAIR_MEAN: [design.lean_mean(pair) for pair in range(len(design.pairs))],
        k.PAIR_SD: [own.sd if own else 0.0 for own in design.stated_leans],
        k.PAIR_TILT: design.pair_tilt,
        k.PAIR_VOICES: _begins(design.voice_counts),
        k.PAIR_CENTRED: design.leanings_centred.whole,
        k.PAIR_APART: design.leanings_centred.apart,
        k.CHANGE_KNOTS: _begins([len(change.days) for change in design.changes]),
        k.CHANGE_BASIS: _flat([change.basis for change in design.changes]),
    }


def _nearby_arrays(design: Design) -> dict[Code, npt.ArrayLike]:
    sources = design.nearby_sources
    return {
        k.NEAR_COUNT: [item.near for item in design.nearby],
        k.NEAR_ALL: [item.all for item in design.nearby],
        k.NEAR_SOURCE: [sources.index(item.counting) for item in design.nearby],
    }


def _observation_arrays(design: Design) -> dict[Code, npt.ArrayLike]:
    found = design.observations
    # a claim's unit (a mean a day) is taken off its figure, so that the kernels know only persons
    unit = [math.log(item.scale) for item in found]
    above = [design.knot(item, item.forces) for item in found]
    below = [design.knot(item, item.below) for item in found]
    return {
        k.OBS_BIND: [item.bind for item in found],
        k.OBS_JOIN: [item.join for item in found],
        k.OBS_LOW: [item.low - scale for item, scale in zip(found, unit, strict=True)],
        k.OBS_HIGH: [item.high - scale for item, scale in zip(found, unit, strict=True)],
        k.OBS_COUNT: [item.count for item in found],
        k.OBS_ROUNDING: [item.rounding for item in found],
        k.OBS_VOICE: [_voice(design, item, item.forces) for item in found],
        k.OBS_VOICE_BELOW: [_voice(design, item, item.below) for item in found],
        k.OBS_CHANGE: [knot for knot, _ in above],
        k.OBS_CHANGE_WEIGHT: [weight for _, weight in above],
        k.OBS_CHANGE_BELOW: [knot for knot, _ in below],
        k.OBS_CHANGE_WEIGHT_BELOW: [weight for _, weight in below],
        k.OBS_SOURCE: [-1 if item.named else design.sources.index(item.source) for item in found],
        k.OBS_GROUP: [design.groups.index(item.group) if item.group else -1 for item in found],
        **_list_arrays(design),
        **_terms(design),
    }


def _list_arrays(design: Design) -> dict[Code, npt.ArrayLike]:
    """Return of each observation what is assumed of its completeness; zeros where it is no list."""
    found = design.printings
    return {
        k.OBS_LIST: [one.place if one else -1 for one in found],
        k.LIST_MEAN: [one.prior.mean if one else 0.0 for one in found],
        k.LIST_SD: [one.prior.sd if one else 0.0 for one in found],
        k.LIST_DELAY: [one.delay if one else 0.0 for one in found],
    }


def _terms(design: Design) -> dict[Code, npt.ArrayLike]:
    """Return what each observation adds up: the losses of one atom over its days, term by term.

    ``OBS_TERMS`` holds for each observation where its terms above the line begin, then those
    below it; after them those of located counts, and one for the wall of each side. A term is a
    difference of two points of the running totals (flat places of (scope, atom, cell + 2)), each
    a part of the way to the next, times one multiplier (a flat place of (category, atom)).
    """
    grid, atoms = design.grid, len(design.atoms)
    where = {leaf: i for i, atom in enumerate(design.atoms) for leaf in atom}
    rows: list[tuple[float, ...]] = []
    begins = [0]
    claimed = [
        (item.period, [(item.scope, item.forces), (item.scope, item.below)], item.category)
        for item in design.observations
    ]
    located = [
        (item.period, [(k.BATTLE, item.forces), (k.FRONT, item.forces)], "killed")
        for item in design.nearby
    ]
    walls = [
        (item.period, [(item.scope, item.forces)], item.category)
        if item
        else (design.battle, [(k.BATTLE, ())], "killed")
        for item in design.walls
    ]
    for period, groups, category in (*claimed, *located, *walls):
        start, start_part = grid.place(period.start)
        end, end_part = grid.place(period.end)
        for scope, group in groups:
            for atom in sorted({where[leaf] for leaf in group}):
                at = (scope * atoms + atom) * (grid.cells + 2)
                multiplier = k.CATEGORIES[category] * atoms + atom
                rows.append((at + start, start_part, at + end, end_part, multiplier))
            begins.append(len(rows))
    table = np.array(rows).T
    places = (k.TERM_START, k.TERM_START_PART, k.TERM_END, k.TERM_END_PART, k.TERM_TIMES)
    return {k.OBS_TERMS: begins, **dict(zip(places, table, strict=True))}


def _voice(design: Design, item: Observation, group: tuple[tuple[str, str], ...]) -> int:
    """Return the voice in which an observation speaks of some forces, -1 where in none."""
    return voice_of(design.voices, item, group[0][0]) if group and not item.named else -1


def _begins(counts: Sequence[int]) -> list[int]:
    """Return where each run of so many begins, and where the last one ends."""
    return [0, *np.cumsum(counts, dtype=int).tolist()]


def _flat(arrays: Sequence[FloatArray]) -> FloatArray:
    return np.concatenate([np.zeros(0), *(array.ravel() for array in arrays)])


def _means(normals: Sequence[Normal]) -> list[float]:
    return [normal.mean for normal in normals]


def _sds(normals: Sequence[Normal]) -> list[float]:
    return [normal.sd for normal in normals]
