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
    }
    for mean, sd, name in (
        (k.STEP_MEAN, k.STEP_SD, "weekly_change"),
        (k.SECTOR_MEAN, k.SECTOR_SD, "sector_rest"),
        (k.WAR_MEAN, k.WAR_SD, "front_of_war"),
        (k.TILT_MEAN, k.TILT_SD, "bias_backing"),
        (k.BETWEEN_MEAN, k.BETWEEN_SD, "bias_between"),
        (k.SPREAD_MEAN, k.SPREAD_SD, "spread"),
    ):
        scalars[mean], scalars[sd] = priors.normal(name).mean, priors.normal(name).sd
    return [scalars[i] for i in range(len(scalars))]


def _walk_arrays(design: Design) -> dict[Code, npt.ArrayLike]:
    anchors = design.anchors
    return {
        k.LENGTH: design.grid.lengths,
        k.BASIS: design.basis,
        k.BASIS_BY_MOVE: np.ascontiguousarray(design.basis.T),
        k.CENTRING: design.centring,
        k.LEVEL_MEAN: _means(design.rates),
        k.LEVEL_SD: _sds(design.rates),
        k.LEVEL_PAIR: [anchor.pair if anchor else -1 for anchor in anchors],
        k.LEVEL_CATEGORY: [k.CATEGORIES[anchor.category] if anchor else 0 for anchor in anchors],
        k.LEVEL_PART: [1 / design.atom_sides.count(side) for side in design.atom_sides],
        k.LEVEL_TIMES: [anchor.times if anchor else 1.0 for anchor in anchors],
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
        k.PAIR_RELATION: [design.relations.index(name) for name in design.pair_relation],
        k.PAIR_MEAN: [design.lean_mean(pair) for pair in range(len(design.pairs))],
        k.PAIR_SD: [own.sd if own else 0.0 for own in design.stated_leans],
        k.PAIR_TILT: design.pair_tilt,
    }


def _observation_arrays(design: Design) -> dict[Code, npt.ArrayLike]:
    found = design.observations
    # a claim's unit (a mean a day) is taken off its figure, so that the kernels know only persons
    unit = [math.log(item.scale) for item in found]
    return {
        k.OBS_BIND: [item.bind for item in found],
        k.OBS_JOIN: [item.join for item in found],
        k.OBS_LOW: [item.low - scale for item, scale in zip(found, unit, strict=True)],
        k.OBS_HIGH: [item.high - scale for item, scale in zip(found, unit, strict=True)],
        k.OBS_COUNT: [item.count for item in found],
        k.OBS_ROUNDING: [item.rounding for item in found],
        k.OBS_PAIR: [_pair(design, item, item.forces) for item in found],
        k.OBS_PAIR_BELOW: [_pair(design, item, item.below) for item in found],
        k.OBS_SOURCE: [
            design.sources.index(item.source) if item.bind != k.FLOOR else -1 for item in found
        ],
        k.OBS_GROUP: [design.groups.index(item.group) if item.group else -1 for item in found],
        **_terms(design),
    }


def _terms(design: Design) -> dict[Code, npt.ArrayLike]:
    """Return what each observation adds up: the losses of one atom over its days, term by term.

    ``OBS_TERMS`` holds for each observation where its terms above the line begin, then those
    below it. A term is a difference of two points of the running totals (flat places of
    (scope, atom, cell + 2)), each a part of the way to the next, times one multiplier (a flat
    place of (category, atom)).
    """
    grid, atoms = design.grid, len(design.atoms)
    where = {leaf: i for i, atom in enumerate(design.atoms) for leaf in atom}
    rows: list[tuple[float, ...]] = []
    begins = [0]
    for item in design.observations:
        start, start_part = grid.place(item.period.start)
        end, end_part = grid.place(item.period.end)
        for group in (item.forces, item.below):
            for atom in sorted({where[leaf] for leaf in group}):
                at = (item.scope * atoms + atom) * (grid.cells + 2)
                multiplier = k.CATEGORIES[item.category] * atoms + atom
                rows.append((at + start, start_part, at + end, end_part, multiplier))
            begins.append(len(rows))
    table = np.array(rows).T
    places = (k.TERM_START, k.TERM_START_PART, k.TERM_END, k.TERM_END_PART, k.TERM_TIMES)
    return {k.OBS_TERMS: begins, **dict(zip(places, table, strict=True))}


def _pair(design: Design, item: Observation, group: tuple[tuple[str, str], ...]) -> int:
    """Return the place of (source, side) among the pairs that lean, -1 where there is none."""
    key = (item.source, group[0][0]) if group else ("", "")
    return design.pairs.index(key) if key in design.pairs else -1


def _means(normals: Sequence[Normal]) -> list[float]:
    return [normal.mean for normal in normals]


def _sds(normals: Sequence[Normal]) -> list[float]:
    return [normal.sd for normal in normals]
