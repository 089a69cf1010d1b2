"""Laying out the model for some observations: forces that can be told apart, grid, priors, blocks.

What a reader writes (claims, assumptions) ends here; ``packing.py`` begins what the machine runs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from asculum.evidence.dossier import Dossier
from asculum.losses import codes as k
from asculum.losses.centring import centring_of_leanings, centring_of_scatter
from asculum.losses.design import Block, Design, Knots, lean_mean_of
from asculum.losses.grid import OUTER, Grid, make_grid, walk_basis
from asculum.losses.leads import lead
from asculum.losses.lists import grows, printings
from asculum.losses.movements import Movements
from asculum.losses.nearby import nearby
from asculum.losses.observations import Leaf, Observation, relation
from asculum.losses.prior_rates import force_share, key, side_rate, stated_lean, times
from asculum.losses.priors import Normal, Priors
from asculum.losses.process import Process, about_of
from asculum.losses.telling import movements_of
from asculum.losses.voices import changes_of, pin, voices_of
from asculum.losses.walls import walls_of
from asculum.terms.period import Period

FloatArray = npt.NDArray[np.float64]


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
    # by name: the odds of a side's parts are set against its first, which no order of claims picks
    return tuple(sorted(tuple(sorted(group)) for group in alike.values()))


def make_design(
    dossier: Dossier,
    found: Sequence[Observation],
    priors: Priors | None = None,
    process: Process | None = None,
) -> Design:
    """Lay out the model for these observations; the walk is about a process where one is given.

    Raises ``ValueError`` where there is no observation, or where a process is given that speaks of
    the battle, and claims that reach beyond it.
    """
    if not found:
        raise ValueError("a design needs at least one observation")
    if process is not None and any(item.scope != k.BATTLE for item in found):
        raise ValueError("a process of the battle needs claims of the battle alone")
    priors = priors or Priors(stated=dossier.assumptions)
    kept = atoms(found)
    sides = tuple(dict.fromkeys(atom[0][0] for atom in kept))
    atom_sides = tuple(sides.index(atom[0][0]) for atom in kept)
    mixes = tuple(i for i, side in enumerate(atom_sides) if side in atom_sides[:i])
    wide = any(item.scope != k.BATTLE for item in found)
    near = nearby(dossier, sides, atom_leaves(kept), _inside(dossier, found)) if wide else ()
    spans = [*(item.period for item in found), *(item.period for item in near)]
    grid = make_grid(
        dossier.period,
        start=min(period.start for period in spans),
        end=max(period.end for period in spans),
    )
    inside = [_inside(dossier, found), *(item.period for item in near)]
    first, last = _share_cells(grid, inside) if wide else (0, grid.cells)
    share_knots, mix_knots = _knots(grid, first, last), _knots(grid, 0, grid.cells)
    kinds = k.RATIOS if any(item.category != "killed" for item in found) else ()
    ratios = tuple(tuple(priors.normal(name, *key(atom)) for atom in kept) for name in kinds)
    told = [item for item in found if not item.named]
    pairs = tuple(dict.fromkeys((item.source, side) for item in told for side in item.sides))
    stands = [relation(dossier, source, side) for source, side in pairs]
    pair_relation = tuple(name for name, _ in stands)
    pair_tilt = tuple(sign for _, sign in stands)
    relations = tuple(name for name in k.RELATIONS if name in pair_relation)
    sources = tuple(dict.fromkeys(item.source for item in told))
    groups = tuple(dict.fromkeys(item.group for item in found if item.group))
    stated = tuple(stated_lean(priors, source) for source, _ in pairs)
    voices = voices_of(pairs, stated, found)
    half = dossier.period.start.toordinal() + dossier.period.days / 2
    changes = changes_of(pairs, stated, found, half)
    near_sources = tuple(dict.fromkeys(item.counting for item in near))
    about = about_of(process, grid, sides)
    basis = walk_basis(grid.gaps, grid.middle)
    scopes = {item.scope for item in found}
    shapes = {
        "rate": (len(sides), grid.cells - 1),
        "step": (),
        "mix": (len(mixes), mix_knots.count) if mixes else None,
        "share": (len(kept), share_knots.count) if wide else None,
        "sector": () if k.SECTOR in scopes else None,
        "war": () if k.WAR in scopes else None,
        "ratio": (len(kinds), len(kept)) if kinds else None,
        "relation": (len(relations),),
        "tilt": () if any(pair_tilt) else None,
        "between": (),
        "category": () if len(voices) > len(pairs) else None,
        "voice": (len(voices),),
        "change": (sum(len(one.days) - 1 for one in changes),) if changes else None,
        "level": (len(sides),),
        "spread": (),
        "source": (len(sources),),
        "group": (len(groups),),
        "growth": () if grows(found) else None,
        "near": (len(near_sources),) if near else None,
        "cluster": () if near else None,
        "law": (len(about.names),) if about.names else None,
    }
    lean_means = [
        lean_mean_of(priors, pair_relation[p], pair_tilt[p], stated[p])
        for p in (pairs.index(voice[:2]) for voice in voices)
    ]
    design = Design(
        observations=tuple(found),
        battle=dossier.period,
        grid=grid,
        movements=Movements.plain(basis, len(sides)),
        walls=(None,) * len(sides),
        sides=sides,
        rates=tuple(side_rate(priors, side, found) for side in sides),
        about=about,
        leads=tuple(lead(side, pairs, changes, found, grid, basis, priors) for side in sides),
        pins=tuple(
            pin(side, voices, lean_means, found, _typical(_of_side(ratios, atom_sides, i)), grid)
            for i, side in enumerate(sides)
        ),
        atoms=kept,
        atom_sides=atom_sides,
        mixes=mixes,
        parts=tuple(force_share(priors, kept, i) for i in mixes),
        mix_knots=mix_knots,
        shares=tuple(priors.normal("share_of_front", *key(atom)) for atom in kept),
        share_knots=share_knots,
        share_cells=(first, last),
        ratios=ratios,
        relations=relations,
        pairs=pairs,
        pair_relation=pair_relation,
        pair_tilt=pair_tilt,
        stated_leans=stated,
        voices=voices,
        changes=changes,
        sources=sources,
        groups=groups,
        printings=printings(found, priors),
        nearby=near,
        nearby_sources=near_sources,
        priors=priors,
        blocks=_blocks(shapes),
        leanings_centred=centring_of_leanings(found, pairs, voices, priors),
        source_centred=centring_of_scatter(found, sources),
    )
    return told_anew(design)


def told_anew(design: Design) -> Design:
    """Return a design whose walks and levels are written by what its observations now tell."""
    moved = movements_of(design)
    told = replace(
        design,
        movements=moved,
        leads=tuple(
            one and one.turned(new.T @ old)
            for one, old, new in zip(design.leads, design.movements.turn, moved.turn, strict=True)
        ),
    )
    return replace(told, walls=walls_of(told))


def _blocks(shapes: Mapping[str, tuple[int, ...] | None]) -> dict[str, Block]:
    """Lay the blocks one after another; those without a shape are left out."""
    blocks: dict[str, Block] = {}
    first = 0
    for name in k.BLOCKS:
        shape = shapes[name]
        if shape is not None:
            blocks[name] = Block(name=name, first=first, shape=shape)
            first = blocks[name].last
    return blocks


def _of_side(
    ratios: tuple[tuple[Normal, ...], ...], atom_sides: tuple[int, ...], side: int
) -> list[list[Normal]]:
    """Return the ratios' priors atom by atom for the atoms of one side."""
    return [[row[i] for row in ratios] for i, of in enumerate(atom_sides) if of == side]


def _typical(ratios: Sequence[Sequence[Normal]]) -> list[float]:
    """Return how many of each category there are for each killed at the priors' means.

    ``ratios`` are the priors of a side's atoms, which count alike.
    """
    return [
        float(np.mean([times(name, [math.exp(one.mean) for one in atom]) for atom in ratios]))
        if all(ratios)
        else 1.0
        for name in k.CATEGORIES
    ]


def _inside(dossier: Dossier, found: Sequence[Observation]) -> Period:
    """Return the days on which something is said of the battle or the sector around it."""
    spans = [dossier.period]
    spans += [item.period for item in found if item.scope in (k.BATTLE, k.SECTOR)]
    return Period(
        start=min(period.start for period in spans), end=max(period.end for period in spans)
    )


def atom_leaves(kept: Sequence[tuple[Leaf, ...]]) -> tuple[Leaf, ...]:
    """Return the smallest forces of all atoms."""
    return tuple(leaf for atom in kept for leaf in atom)


def _share_cells(grid: Grid, inside: Sequence[Period]) -> tuple[int, int]:
    """Return the cells in which the battle's share is needed for what is said of it."""
    first, last = grid.first, grid.last
    for period in inside:
        first = min(first, grid.place(period.start)[0])
        cell, part = grid.place(period.end)
        last = max(last, cell + (part > 0))
    return first, last


def _knots(grid: Grid, first: int, last: int) -> Knots:
    """Place knots every four weeks from the middle of cell ``first`` past that before ``last``."""
    middles = (grid.edges[:-1] + grid.edges[1:]) / 2
    span = middles[last - 1] - middles[first]
    count = max(1, math.ceil(span / OUTER) + 1)
    at = np.clip((middles - middles[first]) / OUTER, 0, count - 1)
    knot = np.minimum(at.astype(np.int64), max(count - 2, 0))
    weight = at - knot if count > 1 else np.zeros(len(at))
    steps = np.concatenate([[0.0], np.ones(count - 1)])
    return Knots(knot=knot, weight=weight, basis=walk_basis(steps, int(knot[grid.middle])))
