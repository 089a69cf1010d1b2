"""The design of one run: all that is fixed before sampling, and where each parameter stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses.centring import Leanings
from asculum.losses.grid import Grid
from asculum.losses.leads import Lead
from asculum.losses.lists import Printing
from asculum.losses.movements import Movements
from asculum.losses.nearby import Counting, Nearby
from asculum.losses.observations import Leaf, Observation
from asculum.losses.packing import pack
from asculum.losses.priors import Normal, Priors
from asculum.losses.process import About
from asculum.losses.voices import Change, Pin, Voice
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
    ``voices`` are what leans on its own, by what is counted, and ``changes`` how it may change;
    ``pins`` are what the sides' levels are written as and ``leads`` whose changes their walks are
    written with; ``about`` is the process about which the walk is; ``printings`` tell what is
    assumed of observations that are lists of names; ``nearby`` are the located counts and
    ``nearby_sources`` who counted what of whom in them; ``blocks`` name the parameters.
    ``movements``, ``walls``, ``leanings_centred`` and ``source_centred`` tell how movements,
    levels, leanings and scatters are written, and stay where observations are left out.
    """

    observations: tuple[Observation, ...]
    battle: Period
    grid: Grid
    movements: Movements
    walls: tuple[Observation | None, ...]
    sides: tuple[str, ...]
    rates: tuple[Normal, ...]
    pins: tuple[Pin, ...]
    leads: tuple[Lead | None, ...]
    about: About
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
    voices: tuple[Voice, ...]
    changes: tuple[Change, ...]
    sources: tuple[str, ...]
    groups: tuple[str, ...]
    printings: tuple[Printing | None, ...]
    nearby: tuple[Nearby, ...]
    nearby_sources: tuple[Counting, ...]
    priors: Priors
    blocks: dict[str, Block]
    leanings_centred: Leanings
    source_centred: tuple[bool, ...]

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

    @property
    def voice_counts(self) -> tuple[int, ...]:
        """In how many voices each pair speaks."""
        return tuple(sum(voice[:2] == pair for voice in self.voices) for pair in self.pairs)

    def lean_mean(self, pair: int) -> float:
        """Return the prior mean of a pair's leaning: stated, or that of its allegiance."""
        return lean_mean_of(
            self.priors, self.pair_relation[pair], self.pair_tilt[pair], self.stated_leans[pair]
        )

    def knot(self, item: Observation, group: tuple[Leaf, ...]) -> tuple[int, float]:
        """Return the knot of the leaning on some forces at a claim, and the weight of the next.

        Knots are counted over all walks in order; -1 where the leaning does not change.
        """
        first = 0
        for change in self.changes:
            speaks = group and not item.named
            if speaks and self.pairs[change.pair] == (item.source, group[0][0]):
                knot, weight = change.place(item.middle)
                return first + knot, weight
            first += len(change.days)
        return -1, 0.0

    def atom_indices(self, forces: Sequence[Leaf]) -> tuple[int, ...]:
        """Return the atoms that make up some smallest forces.

        Raises ``KeyError`` where the claims cannot tell those forces from others.
        """
        wanted = set(forces)
        chosen = tuple(i for i, atom in enumerate(self.atoms) if wanted.intersection(atom))
        if {leaf for i in chosen for leaf in self.atoms[i]} != wanted:
            raise KeyError(tuple(forces))
        return chosen


def lean_mean_of(priors: Priors, relation: str, tilt: int, own: Normal | None) -> float:
    """Return the prior mean of a leaning: stated, or that of its allegiance."""
    if own is not None:
        return own.mean
    return priors.normal(k.RELATIONS[relation]).mean + tilt * priors.normal("bias_backing").mean
