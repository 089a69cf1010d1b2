"""The design of one run: which forces can be told apart, the grid, the priors, the parameters.

What a reader writes (claims, assumptions) ends here; ``packing.py`` begins what the machine runs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from asculum.evidence.dossier import Dossier
from asculum.losses import codes as k
from asculum.losses.centring import centring_of
from asculum.losses.grid import OUTER, Grid, make_grid, walk_basis
from asculum.losses.observations import Leaf, Observation, relation
from asculum.losses.packing import pack
from asculum.losses.prior_rates import Anchor, anchor, force_share, key, side_rate, stated_lean
from asculum.losses.priors import Normal, Priors
from asculum.terms.period import Period

FloatArray = npt.NDArray[np.float64]


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
        return part.reshape((*theta.shape[:-1], *self.shape))


@dataclass(frozen=True, kw_only=True, eq=False)
class Knots:
    """Points four weeks apart between which a slow walk is straight.

    For each cell ``knot`` is the one before its middle and ``weight`` that of the next;
    ``basis`` (knot, knot - 1) is the walk's, 0 in the middle of the battle.
    """

    knot: npt.NDArray[np.int64]
    weight: FloatArray
    basis: FloatArray

    @property
    def count(self) -> int:
        """How many knots there are."""
        return len(self.basis)


@dataclass(frozen=True, kw_only=True, eq=False)
class Design:
    """Everything fixed before sampling.

    ``atoms`` are the forces that the claims can tell apart, each a tuple of smallest forces, and
    ``atom_sides`` the place of its side; ``mixes`` are those atoms whose part in their side is
    estimated (all but the first of a side), ``parts`` the priors of their log-odds; ``shares`` and
    ``ratios`` (wounded, captured, missing) hold a prior for each atom; ``pairs`` are
    (source, side), with how each stands, the sign of its backing and what is stated for it;
    ``anchors`` are the series that pin the sides' levels; ``blocks`` name the parameters.
    """

    observations: tuple[Observation, ...]
    battle: Period
    grid: Grid
    basis: FloatArray
    centring: FloatArray
    sides: tuple[str, ...]
    rates: tuple[Normal, ...]
    anchors: tuple[Anchor | None, ...]
    atoms: tuple[tuple[Leaf, ...], ...]
    atom_sides: tuple[int, ...]
    mixes: tuple[int, ...]
    parts: tuple[Normal, ...]
    mix_knots: Knots
    shares: tuple[Normal, ...]
    share_knots: Knots
    share_cells: tuple[int, int]
    ratios: tuple[tuple[Normal, ...], ...]
    relations: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    pair_relation: tuple[str, ...]
    pair_tilt: tuple[int, ...]
    stated_leans: tuple[Normal | None, ...]
    sources: tuple[str, ...]
    groups: tuple[str, ...]
    priors: Priors
    blocks: dict[str, Block]

    @cached_property
    def pack(self) -> FloatArray:
        """The vector that the kernels read."""
        return pack(self)

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

    def lean_mean(self, pair: int) -> float:
        """Return the prior mean of a pair's leaning: stated, or that of its allegiance."""
        own = self.stated_leans[pair]
        if own is not None:
            return own.mean
        kin = self.priors.normal(k.RELATIONS[self.pair_relation[pair]]).mean
        return kin + self.pair_tilt[pair] * self.priors.normal("bias_backing").mean

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
    sides = tuple(dict.fromkeys(atom[0][0] for atom in kept))
    atom_sides = tuple(sides.index(atom[0][0]) for atom in kept)
    mixes = tuple(i for i, side in enumerate(atom_sides) if side in atom_sides[:i])
    grid = make_grid(
        dossier.period,
        start=min(item.period.start for item in found),
        end=max(item.period.end for item in found),
    )
    wide = any(item.scope != k.BATTLE for item in found)
    first, last = _share_cells(grid, found) if wide else (0, grid.cells)
    share_knots, mix_knots = _knots(grid, first, last), _knots(grid, 0, grid.cells)
    kinds = k.RATIOS if any(item.category != "killed" for item in found) else ()
    ratios = tuple(tuple(priors.normal(name, *key(atom)) for atom in kept) for name in kinds)
    told = [item for item in found if item.bind != k.FLOOR]
    pairs = tuple(dict.fromkeys((item.source, side) for item in told for side in item.sides))
    stands = [relation(dossier, source, side) for source, side in pairs]
    pair_relation = tuple(name for name, _ in stands)
    pair_tilt = tuple(sign for _, sign in stands)
    relations = tuple(name for name in k.RELATIONS if name in pair_relation)
    sources = tuple(dict.fromkeys(item.source for item in told))
    groups = tuple(dict.fromkeys(item.group for item in found if item.group))
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
        "pair": (len(pairs),),
        "level": (len(sides),),
        "spread": (),
        "source": (len(sources),),
        "group": (len(groups),),
    }
    return Design(
        observations=tuple(found),
        battle=dossier.period,
        grid=grid,
        basis=basis,
        centring=centring_of(found, grid, basis, sides, priors),
        sides=sides,
        rates=tuple(side_rate(priors, side, found) for side in sides),
        anchors=tuple(
            anchor(side, pairs, found, _of_side(ratios, atom_sides, i))
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
        stated_leans=tuple(stated_lean(priors, source) for source, _ in pairs),
        sources=sources,
        groups=groups,
        priors=priors,
        blocks=_blocks(shapes),
    )


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


def _share_cells(grid: Grid, found: Sequence[Observation]) -> tuple[int, int]:
    """Return the cells in which the battle's share is needed."""
    first, last = grid.first, grid.last
    for item in found:
        if item.scope in (k.BATTLE, k.SECTOR):
            first = min(first, grid.place(item.period.start)[0])
            cell, part = grid.place(item.period.end)
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
