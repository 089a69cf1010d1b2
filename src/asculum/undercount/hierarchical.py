"""Hierarchical models: sets of interactions that hold, with each, all those within it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]

#: The most lists over which all models are gone through: five have 6,893, six over 7 million.
MOST_LISTS = 5


def main_effects(lists: int) -> BoolArray:
    """Return the model of independent lists: the term of no list and one for each list."""
    model = np.zeros(2**lists, dtype=np.bool_)
    model[[0, *(1 << j for j in range(lists))]] = True
    return model


def all_of_order(lists: int, most: int) -> BoolArray:
    """Return the model of all interactions of at most ``most`` lists."""
    return orders(lists) <= most


def orders(lists: int) -> npt.NDArray[np.int64]:
    """Return how many lists each of the 2^J patterns or terms holds."""
    codes = np.arange(2**lists)
    found: npt.NDArray[np.int64] = ((codes[:, None] >> np.arange(lists)) & 1).sum(axis=1)
    return found


@cache
def hierarchical_models(lists: int) -> BoolArray:
    """Return every hierarchical model with all main effects but the saturated one.

    Shape (model, 2^J): 1 model for 2 lists, 8 for 3, 113 for 4, 6,893 for 5. The saturated model
    has as many terms as there are patterns and the term of all lists, which no list can show, is
    left out of all.
    """
    if not 2 <= lists <= MOST_LISTS:
        raise ValueError(f"all models of {lists} lists are not gone through")
    found = np.array(list(_grown(main_effects(lists), orders(lists), 2, lists)))
    found.setflags(write=False)
    return found


def _grown(
    model: BoolArray, order: npt.NDArray[np.int64], level: int, lists: int
) -> Iterator[BoolArray]:
    """Yield ``model`` with every set of terms of ``level`` that it may hold, and larger ones."""
    yield model
    if level >= lists:
        return
    may = [
        term
        for term in np.flatnonzero(order == level)
        if all(model[term ^ (1 << j)] for j in range(lists) if term >> j & 1)
    ]
    for size in range(1, len(may) + 1):
        for chosen in combinations(may, size):
            larger = model.copy()
            larger[list(chosen)] = True
            yield from _grown(larger, order, level + 1, lists)


def generators(model: BoolArray) -> list[int]:
    """Return the terms of a model that lie within no other of its terms."""
    terms = [int(term) for term in np.flatnonzero(model)]
    return [
        term for term in terms if not any(term != other and term & other == term for other in terms)
    ]


def model_name(model: BoolArray, names: Sequence[str]) -> str:
    """Return a model by its generators: ``[EXH·HRW, OSCE·HRW, ABA]``."""
    found = sorted(generators(model), key=lambda term: (-term.bit_count(), term))
    return "[" + ", ".join("·".join(members(term, names)) for term in found) + "]"


def members(term: int, names: Sequence[str]) -> Iterable[str]:
    """Return the names of a term's lists."""
    return [name for at, name in enumerate(names) if term >> at & 1]
