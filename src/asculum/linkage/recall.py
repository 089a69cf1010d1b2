"""Recall: the share of the pairs of one person that some blocking rule looks at.

Rules of names and rules of days and places catch the pairs of one person like two lists catch
persons. Of T pairs, n11 are found by both kinds, n10 by names alone, n01 by days and places alone,
and n00 by rules that mix the two. Where the two kinds miss independently,

    pairs that names miss and days miss = n10 n01 / n11,

of which n00 were found after all. ``ratio`` is the odds by which faults go together; above 1 the
kinds miss the same records and more is missing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def missing_pairs(counts: IntArray, *, ratio: float, rng: np.random.Generator) -> int:
    """Return a draw of how many pairs of one person no rule looked at.

    With p the chance that names find a pair, p | n11, n01 ~ Beta(1 + n11, 1 + n01), and the pairs
    that days miss too ~ Negative binomial(n10, p), times ``ratio``. Where either kind found
    nothing there is nothing to learn from, and 0 comes back: see ``recall``.

    Parameters
    ----------
    counts
        Linked pairs by how they were found: neither kind, names, days, both; shape (4,).
    ratio
        The odds ratio of missing between the two kinds.
    rng
        Where the draw comes from.

    Examples
    --------
    >>> import numpy as np
    >>> draws = [missing_pairs(np.array([0, 100, 100, 800]), ratio=1.0,
    ...                        rng=np.random.default_rng(seed)) for seed in range(400)]
    >>> 12.0 < float(np.mean(draws)) < 13.5    # 100 * 100 / 800 = 12.5
    True
    """
    mixed, names, days, both = (int(count) for count in counts)
    if both == 0 or names + both == 0:
        return 0
    p = rng.beta(1 + both, 1 + days)
    missed = rng.negative_binomial(names, p) * ratio if names else 0.0
    return max(0, round(missed) - mixed)


def recall(counts: IntArray, *, ratio: float = 1.0) -> float:
    """Return the estimated share of the pairs of one person that some rule looked at.

    ``nan`` where one of the two kinds found nothing.

    Examples
    --------
    >>> import numpy as np
    >>> round(recall(np.array([0, 100, 100, 800])), 4)
    0.9877
    """
    mixed, names, days, both = (float(count) for count in counts)
    if both == 0.0:
        return float("nan")
    seen = mixed + names + days + both
    return seen / (seen + max(0.0, ratio * names * days / both - mixed))
