"""What a law makes of the course of losses where strengths are stated: for the losses model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.attrition.fit_forms import Form, Priors
from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Driven:
    """ln losses a day of both sides by week, up to levels: middle + by · standard normals.

    ``middle`` has shape (2, week) and ``by`` (2, week, parameter); ``means`` and ``sds`` carry the
    normals to the parameters' own units.
    """

    middle: FloatArray
    by: FloatArray
    names: tuple[str, ...]
    means: tuple[float, ...]
    sds: tuple[float, ...]


def driven(
    form: Form, middle: FloatArray, width: FloatArray, priors: Priors | None = None
) -> Driven:
    """Return what a law makes of both sides' losses, given their strengths.

    ln A's losses a day = level + ax ln x + ay ln y, and B's likewise with bx and by.

    Parameters
    ----------
    form
        The law. The one parameter of Helmbold's is no normal, and it is refused.
    middle, width
        Middle and standard deviation of ln x and ln y in each week, shape (2, week). One standard
        normal a side moves its strength in all weeks, as those who count it err alike. Where the
        exponents are estimated too, that would be a product, and the middle is taken.
    priors
        Of p + q and p − q.

    Assumes: strengths are those in reach of the enemy, and hardly move within a week. Biased when:
    reserves came and went between two statements. Do not use when: strengths were themselves worked
    out from the losses.
    Reference: docs/methods/fitting.md.
    """
    if form.between:
        raise UsageError(
            "ATT064",
            f"the {form.name} law as the process of the losses",
            why="its W lies between 0 and 1, and the process takes normal parameters",
            fix="name a law without it, such as generalised",
        )
    held = priors or Priors()
    logs = middle - middle.mean(axis=1, keepdims=True)
    base = np.array(form.base).reshape(2, 2)
    names = list(form.powers)
    means = [{"p + q": held.product, "p - q": held.contrast}[name][0] for name in names]
    sds = [{"p + q": held.product, "p - q": held.contrast}[name][1] for name in names]
    matrix = np.array(form.matrix, dtype=np.float64).reshape(2, 2, len(names))
    course = (base + matrix @ np.array(means, dtype=np.float64)) @ logs
    by = [np.einsum("se,ew->sw", matrix[:, :, i], logs) * sds[i] for i in range(len(names))]
    if not names:
        for side in range(2):
            if np.ptp(width[side]) > 1e-9:
                names.append(f"count of {'AB'[side]}")
                by.append(np.outer(base[:, side], width[side]))
                means.append(0.0)
                sds.append(1.0)
    shape = (2, middle.shape[1], 0)
    return Driven(
        middle=course,
        by=np.stack(by, axis=-1) if by else np.zeros(shape),
        names=tuple(names),
        means=tuple(means),
        sds=tuple(sds),
    )
