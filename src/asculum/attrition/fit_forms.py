"""The laws that are fitted: how their exponents follow from what is estimated.

A loses e^α (x/x̄)^ax (y/ȳ)^ay a day and B e^β (x/x̄)^bx (y/ȳ)^by, x̄ and ȳ being the strengths of
reference. Centred in this way the rates do not depend on the exponents, nor on the unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from asculum.attrition import laws
from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Priors:
    """What is held of a battle before its figures are read; every one is a normal distribution.

    ``share`` is what a side loses of itself a day while both have their strengths of reference, as
    the middle of a lognormal whose logarithm has the standard deviation ``share_sd``. ``product``
    and ``contrast`` are means and standard deviations of p + q and p − q. ``defence_sd`` is that of
    ln d, ``change_sd`` that of the logarithm of a change of rate. ``scatter`` is the middle, and
    ``scatter_sd`` the standard deviation of the logarithm, of the coefficient of variation of a
    period's losses about the law, beyond Poisson's.
    """

    share: float = 0.01
    share_sd: float = 1.5
    product: tuple[float, float] = (1.0, 1.0)
    contrast: tuple[float, float] = (0.0, 1.0)
    defence_sd: float = 0.5
    change_sd: float = 0.7
    scatter: float = 0.3
    scatter_sd: float = 0.7

    def __post_init__(self) -> None:
        above = (self.share, self.share_sd, self.product[1], self.contrast[1], self.scatter)
        if not min(*above, self.defence_sd, self.change_sd, self.scatter_sd) > 0:
            raise UsageError(
                "ATT054",
                f"priors {self}",
                why="middles of lognormals and standard deviations are above 0",
                fix="use Priors() unless you know better",
            )


@dataclass(frozen=True, kw_only=True)
class Form:
    """A law to be fitted: exponents (ax, ay, bx, by) = ``base`` + ``matrix`` · parameters.

    ``powers`` names the exponents' parameters. ``between`` says that they lie between 0 and 1,
    evenly before the data; else they are normal as ``Priors`` says.
    """

    name: str
    base: tuple[float, float, float, float]
    matrix: tuple[tuple[float, ...], ...] = field(default_factory=lambda: ((), (), (), ()))
    powers: tuple[str, ...] = ()
    between: bool = False

    def exponents(self, values: FloatArray) -> FloatArray:
        """Return (ax, ay, bx, by), shape (draw, 4), for parameters (draw, power)."""
        matrix = np.array(self.matrix, dtype=np.float64).reshape(4, len(self.powers))
        return np.asarray(np.array(self.base) + values @ matrix.T, dtype=np.float64)

    def law(self, a: laws.Number, b: laws.Number, exponents: FloatArray) -> laws.Law:
        """Return the law with rates ``a`` and ``b``; exponents are (4,), those of one draw."""
        if self.name == "helmbold":
            return laws.Helmbold(a=a, b=b, W=float(np.clip(exponents[1], 0.0, 1.0)))
        if self.name == "generalised":
            return laws.General(a=a, b=b, p=float(exponents[1]), q=float(exponents[0]))
        return FIXED[self.name](a=a, b=b)


FIXED: Mapping[str, Callable[..., laws.Law]] = {
    "square": laws.Square,
    "linear": laws.Linear,
    "logarithmic": laws.Logarithmic,
    "mixed": laws.Ambush,
    "osipov": laws.Osipov,
}
#: What is fitted to a battle, by name, from the simplest on.
FORMS = {
    name: Form(name=name, base=law(a=1.0, b=1.0).exponents()) for name, law in FIXED.items()
} | {
    "helmbold": Form(
        name="helmbold",
        base=(1.0, 0.0, 0.0, 1.0),
        matrix=((-1.0,), (1.0,), (1.0,), (-1.0,)),
        powers=("W",),
        between=True,
    ),
    "generalised": Form(
        name="generalised",
        base=(0.0, 0.0, 0.0, 0.0),
        matrix=((0.5, -0.5), (0.5, 0.5), (0.5, 0.5), (0.5, -0.5)),
        powers=("p + q", "p - q"),
    ),
}


def form(name: str) -> Form:
    """Return the form of a law by name; raises ``UsageError`` ATT055 for an unknown one."""
    if name not in FORMS:
        raise UsageError(
            "ATT055",
            f"no law {name!r} can be fitted",
            why="the laws that can be fitted are separable",
            fix=f"use one of: {', '.join(FORMS)}",
        )
    return FORMS[name]
