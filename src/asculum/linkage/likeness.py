"""What a score says: of the pairs with a score about so high, how many are of one person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from asculum.linkage.linked import Linkage
from asculum.linkage.scored import Scored


@dataclass(frozen=True, kw_only=True)
class ScoreBin:
    """Pairs whose score lies in ``[low, high)`` [bits], and the share of them that is one person.

    ``share`` is the mean over these pairs of the share of draws in which both are one person; the
    draws are those of the first setting, where judged pairs hold.
    """

    low: float
    high: float
    pairs: int
    share: float


def by_score(scored: Scored, linkage: Linkage, *, width: float = 1.0) -> tuple[ScoreBin, ...]:
    """Return the scored pairs by their score, from the lowest; scores of no pair are left out.

    A score is the log of m/u over all comparisons, without the prior. The share is no function of
    the score alone: a pair is also one where a third record joins both, or two where a likelier
    record takes the place. So it is counted in the draws and not reckoned from a formula.

    Parameters
    ----------
    scored
        The scored pairs; those that can be no person's at any prior are not among them.
    linkage
        The draws of who is who.
    width
        The width of a bin [bits].

    Returns
    -------
    The bins, with the pairs and the share of each.

    Examples
    --------
    See ``tests/unit/linkage/test_likeness.py``, which counts pairs by hand.
    """
    bits = scored.weight / np.log(2.0)
    place = np.floor(bits / width).astype(np.int64)
    share = linkage.together[: len(bits)]
    bins = []
    for at in np.unique(place).tolist():
        held = place == at
        bins.append(
            ScoreBin(
                low=at * width,
                high=(at + 1) * width,
                pairs=int(held.sum()),
                share=float(share[held].mean()),
            )
        )
    return tuple(bins)


def even_score(bins: tuple[ScoreBin, ...]) -> float | None:
    """Return the score [bits] above which at least half of the pairs are one person, in every bin.

    ``None`` where there is none.

    Examples
    --------
    >>> from asculum.linkage.likeness import ScoreBin, even_score
    >>> bins = [ScoreBin(low=at, high=at + 1.0, pairs=9, share=p)
    ...         for at, p in ((3.0, 0.1), (4.0, 0.6), (5.0, 0.4), (6.0, 0.9), (7.0, 1.0))]
    >>> even_score(tuple(bins))
    6.0
    """
    found = None
    for one in reversed(bins):
        if one.share < 0.5:
            break
        found = one.low
    return found
