"""One law set against one battle: its parameters, their priors, and the packed vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.attrition.fit_forms import Form, Priors
from asculum.attrition.fit_packing import packed
from asculum.attrition.observed import Z95, Observed
from asculum.attrition.sought import Sought
from asculum.terms.errors import UsageError

if TYPE_CHECKING:
    from asculum.attrition.coordinates import Coordinates

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What is fitted beside a law's rates and exponents.

    ``changes`` are numbers of periods, from 1 on, at whose start both rates may change, or
    ``Sought`` where the battle itself must tell them.
    ``defence`` is whether to estimate d where the attacker changes. ``free`` lets the strengths run
    on from the first instead of taking each as it was seen.
    """

    priors: Priors = field(default_factory=Priors)
    changes: tuple[int, ...] | Sought = ()
    defence: bool = True
    free: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class FitDesign:
    """A law's parameters on a battle, in order: θ in units of their priors.

    α and β (ln losses a day at the strengths of reference), the exponents', the covariates', the
    uncertain first strengths of A and B, and the logarithms of both scatters. ``middle`` and
    ``scale`` carry θ to the parameters: middle + scale · θ.
    """

    form: Form
    observed: Observed
    setting: Setting
    names: tuple[str, ...]
    middle: FloatArray
    scale: FloatArray
    means: tuple[float, float]
    covariates: tuple[str, ...]
    drivers: FloatArray

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return len(self.names)

    @property
    def runs_on(self) -> bool:
        """Whether the law itself carries on a side's strength from one period to the next."""
        return self.setting.free or not all(
            np.isfinite(side.at(0)[0][1:]).all() for side in self.observed.sides
        )

    def pack(self, draw: int = 0, *, prior: bool = True, whiten: Coordinates | None) -> FloatArray:
        """Return the packed vector of one draw of the figures, as the kernels read it.

        ``whiten`` are the coordinates in which the sampler moves.
        """
        return packed(self, draw, prior=prior, whiten=whiten)

    def values(self, theta: FloatArray) -> FloatArray:
        """Return the parameters in their own units, shape (draw, parameter)."""
        found = np.asarray(self.middle + self.scale * theta, dtype=np.float64)
        if self.form.between:
            from scipy.special import ndtr

            found[:, 2:3] = ndtr(theta[:, 2:3])
        return found

    def exponents(self, theta: FloatArray) -> FloatArray:
        """Return (ax, ay, bx, by), shape (draw, 4)."""
        powers = len(self.form.powers)
        return self.form.exponents(self.values(theta)[:, 2 : 2 + powers])

    def rates(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the law's a and b, shape (draw,) each, free of the strengths of reference."""
        held, e = self.values(theta), self.exponents(theta)
        lx, ly = np.log(self.means[0]), np.log(self.means[1])
        return (
            np.exp(held[:, 0] - e[:, 0] * lx - e[:, 1] * ly),
            np.exp(held[:, 1] - e[:, 2] * lx - e[:, 3] * ly),
        )


def design(form: Form, observed: Observed, setting: Setting) -> FitDesign:
    """Return the design of a law on a battle."""
    priors = setting.priors
    means = (observed.a.mean_strength, observed.b.mean_strength)
    names = ["A's losses a day", "B's losses a day"]
    middle = [np.log(priors.share * mean) for mean in means]
    scale = [priors.share_sd, priors.share_sd]
    for name in form.powers:
        names.append(name)
        at = {"p + q": priors.product, "p - q": priors.contrast}.get(name, (0.0, 1.0))
        middle.append(at[0])
        scale.append(at[1])
    covariates, drivers = _drivers(observed, setting)
    for name in covariates:
        names.append(name)
        middle.append(0.0)
        scale.append(priors.defence_sd if name == "ln d" else priors.change_sd)
    for side, held in zip("AB", observed.sides, strict=True):
        if held.first is not None and not held.first.known:
            names.append(f"first strength of {side}")
            low, high = np.log(held.first.low), np.log(held.first.high)
            middle.append(0.5 * (low + high))
            scale.append((high - low) / (2 * Z95))
    for side in "AB":
        names.append(f"scatter of {side}")
        middle.append(np.log(priors.scatter))
        scale.append(priors.scatter_sd)
    return FitDesign(
        form=form,
        observed=observed,
        setting=setting,
        names=tuple(names),
        middle=np.array(middle),
        scale=np.array(scale),
        means=means,
        covariates=tuple(covariates),
        drivers=drivers,
    )


def _drivers(observed: Observed, setting: Setting) -> tuple[list[str], FloatArray]:
    """Return what else moves the rates, and by how much in each period: (period, covariate, 2)."""
    names: list[str] = []
    columns: list[FloatArray] = []
    attacker = observed.attacker
    if setting.defence and np.unique(attacker[attacker != 0]).size > 1:
        names.append("ln d")
        columns.append(np.column_stack([attacker, -attacker]))
    known = () if isinstance(setting.changes, Sought) else setting.changes
    for change in _checked(known, attacker.size):
        later = (np.arange(attacker.size) + 1 >= change).astype(float)
        names += [f"A's rate from period {change}", f"B's rate from period {change}"]
        columns += [np.column_stack([later, 0 * later]), np.column_stack([0 * later, later])]
    if not columns:
        return [], np.zeros((attacker.size, 0, 2))
    return names, np.stack(columns, axis=1)


def _checked(changes: Sequence[int], periods: int) -> tuple[int, ...]:
    for change in changes:
        if not 2 <= change <= periods:
            raise UsageError(
                "ATT056",
                f"a change at the start of period {change}",
                why=f"rates can change at the start of period 2 to {periods}",
                fix=f"give --change {max(2, periods // 2)}",
            )
    return tuple(sorted(set(changes)))
