"""What the kernels of the latent-class model read: tree of cells, priors, first states."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import betaln

from asculum.undercount._latent_compiled import Cells, Priors
from asculum.undercount.overlap import OverlapTable

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def make_cells(table: OverlapTable, *, weight: float = 1.0) -> tuple[Cells, IntArray]:
    """Return the tree of a table's cells, and its lists in the tree's order.

    Each person counts as ``weight`` of one. Short lists come first: most cells are not on them, so
    many cells begin alike.
    """
    order = np.argsort(table.sizes, kind="stable")
    patterns = np.vstack(
        [np.zeros((1, len(order)), dtype=np.int64), table.patterns[:, order].astype(np.int64)]
    )
    counts = np.concatenate([[0.0], weight * table.counts])
    sorted_ = np.lexsort(patterns.T[::-1])
    patterns, counts = patterns[sorted_], counts[sorted_]
    parents, entries, first = [np.array([-1])], [np.array([0])], [1]
    above = np.zeros(len(patterns), dtype=np.int64)
    for entry in patterns.T:
        nodes, place = np.unique(2 * above + entry, return_inverse=True)
        parents.append(nodes // 2)
        entries.append(nodes % 2)
        above = first[-1] + place.reshape(-1)
        first.append(first[-1] + len(nodes))
    cells = Cells(
        parent=np.concatenate(parents).astype(np.int64),
        entry=np.concatenate(entries).astype(np.int64),
        first=np.array(first, dtype=np.int64),
        counts=counts,
    )
    return cells, order


def make_priors(
    persons: float,
    unseen: float,
    *,
    concentration: tuple[float, float],
    captures: tuple[float, float],
) -> Priors:
    """Return the priors with what the bound on the unlisted needs."""
    return Priors(
        shape=float(concentration[0]),
        rate=float(concentration[1]),
        on=float(captures[0]),
        off=float(captures[1]),
        persons=float(persons),
        unseen=float(unseen),
        log_beta=float(betaln(persons, unseen + 1.0)),
    )


def prior_states(
    count: int, classes: int, lists: int, priors: Priors, random: np.random.Generator
) -> FloatArray:
    """Return states drawn from the prior, shape (count, K - 1 + J K).

    alpha may be so small that only its logarithm can be held: ln Gamma(a) is drawn as
    ln Gamma(a + 1) + ln U / a.
    """
    uniform = 1.0 - random.random(count)
    log_alpha = np.log(random.standard_gamma(priors.shape + 1.0, count))
    log_alpha += np.log(uniform) / priors.shape - np.log(priors.rate)
    sticks = np.log(random.standard_exponential((count, classes - 1))) - log_alpha[:, None]
    on = random.standard_gamma(priors.on, (count, lists * classes))
    off = random.standard_gamma(priors.off, (count, lists * classes))
    tiny = np.finfo(np.float64).tiny
    logits = np.log(np.maximum(on, tiny)) - np.log(np.maximum(off, tiny))
    return np.concatenate([sticks, logits], axis=1)


def draw_unseen(
    listed: FloatArray, persons: int, most: int, random: np.random.Generator
) -> IntArray:
    """Return the unlisted given the share listed: negative binomial, none above ``most``."""
    shares = listed.reshape(-1)
    found = random.negative_binomial(persons, shares)
    above = np.flatnonzero(found > most)
    for _ in range(1000):
        if not len(above):
            break
        found[above] = random.negative_binomial(persons, shares[above])
        above = above[found[above] > most]
    # what lies so far above the bound that a thousand draws miss it is at the bound
    found[above] = most
    return found.astype(np.int64).reshape(listed.shape)
