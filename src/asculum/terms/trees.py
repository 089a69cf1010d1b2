"""Joint draws as an ArviZ ``DataTree``, for those who work on in xarray."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from asculum.terms.estimate import Estimate

if TYPE_CHECKING:
    from xarray import DataTree


def draws_tree(estimates: Iterable[Estimate], *, chains: int = 1) -> DataTree:
    """Return estimates as the group ``posterior``: a variable a quantity, on one draw index.

    Dimensions are chain, draw, ``of`` (side, or side and force with a dot between; left out where
    nothing is of a side) and, where estimates are of several days, ``start``. What is not told of
    one of them is not a number. Each variable carries its unit, method and the ids of what
    moved it.

    Raises ``ValueError`` where there is no estimate, or where draws are of different lengths.
    """
    from arviz_base import from_dict

    found = tuple(estimates)
    lengths = {item.draws.size for item in found}
    if len(lengths) != 1:
        raise ValueError("there are no draws" if not found else "draws of different lengths")
    of = list(dict.fromkeys(_of(item) for item in found))
    starts = sorted({_start(item) for item in found})
    coords = {
        **({"of": of} if any(of) else {}),
        **({"start": starts} if len(starts) > 1 else {}),
    }
    (size,) = lengths
    variables: dict[str, np.ndarray] = {}
    for item in found:
        empty = np.full((size, len(of), len(starts)), np.nan)
        held = variables.setdefault(item.quantity, empty)
        held[:, of.index(_of(item)), starts.index(_start(item))] = item.draws
    shape = (chains, size // chains, *map(len, coords.values()))
    tree: DataTree = from_dict(
        {"posterior": {name: held.reshape(shape) for name, held in variables.items()}},
        coords=coords,
        dims={name: list(coords) for name in variables},
    )
    for item in found:
        attributes = tree["posterior"][item.quantity].attrs
        attributes |= {"units": item.unit, "method": item.method}
        attributes.setdefault("sources", " ".join(item.sources))
    return tree


def _of(item: Estimate) -> str:
    return ".".join(word for word in (item.side, item.force) if word)


def _start(item: Estimate) -> str:
    return item.period.start.isoformat() if item.period else ""
