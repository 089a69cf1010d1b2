"""One law fitted to one battle: draws of its parameters, and which of them the battle tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.attrition.fit_design import FitDesign
from asculum.attrition.observed import SideSeen
from asculum.attrition.sought import Changes
from asculum.terms.convergence import Convergence
from asculum.terms.estimate import Estimate
from asculum.terms.sheets import Sheet, Tabular, estimates_sheet
from asculum.terms.status import Status, StatusCode
from asculum.terms.trees import draws_tree

if TYPE_CHECKING:
    from xarray import DataTree

FloatArray = npt.NDArray[np.float64]

#: The least share of a parameter's prior variance that the battle must take away.
LEARNT = 0.5
NEIGHBOURS = "likeness of neighbouring periods"
#: What is said of a check whose figure is smaller, or larger, than those made up.
SHOWN = {
    NEIGHBOURS: (
        "neighbouring periods less alike",
        "neighbouring periods more alike",
    ),
    "the trend": ("a steeper fall against the law", "a steeper rise against the law"),
    "the largest departure": (
        "a smaller largest departure from the law (as averaged figures do)",
        "a larger departure from the law",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Check:
    """How the battle's figures look beside those the fitted law makes up.

    ``above`` is the share of made-up battles whose ``what`` is above that of the true one.
    """

    side: str
    what: str
    above: float

    @property
    def shown(self) -> str:
        """The figures' side of the comparison in words, as it goes before "than"."""
        less = self.above > 0.5
        return SHOWN[self.what][0 if less else 1]

    @property
    def odd(self) -> bool:
        """Whether fewer than one made-up battle in a hundred is so far out on its side."""
        return min(self.above, 1.0 - self.above) < 0.005


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LawFit(Tabular):
    """A law on a battle. ``theta`` are draws (draw, parameter) in units of the priors.

    ``learnt`` is, for each parameter, the share of the prior's variance that the battle took away.
    ``untold`` says of each parameter that the battle does not tell why. ``elpd`` is the expected
    log-density of each figure from all others, shape (figure,), and ``khat`` the worst tail of the
    weights it rests on; ``None`` where it was not asked for. ``anew`` is how many figures were left
    out and the law fitted anew, since no weights told them. ``score`` is a name and a number by
    which other methods judge. A refused fit has no draws.
    """

    design: FitDesign
    method: str
    status: Status
    theta: FloatArray
    learnt: Mapping[str, float] = field(default_factory=dict)
    untold: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    elpd: FloatArray | None = None
    khat: float = 0.0
    anew: int = 0
    convergence: Convergence | None = None
    score: tuple[str, float] | None = None
    changes: Changes | None = None

    @property
    def name(self) -> str:
        """The law's name."""
        return self.design.form.name

    @property
    def drifts(self) -> bool:
        """Whether losses of neighbouring periods lie off the law together, or more and more so."""
        return any(
            check.odd and (check.what == "the trend" or check.shown == SHOWN[NEIGHBOURS][1])
            for check in self.checks
        )

    @property
    def fitted(self) -> bool:
        """Whether there are draws at all."""
        return len(self.theta) > 0

    def sheet(self) -> Sheet:
        """Return what the battle tells of the law, and below it what it does not."""
        more = [self.changes.sentence(self.name)] if self.changes is not None else []
        told = f"{self.status.code.value}: {self.status.sentence}"
        note = " ".join([told, *more, *self._untold()])
        title = f"{self.name} law, {self.method}"
        return estimates_sheet(self.estimates(), title=title, note=note)

    def to_datatree(self) -> DataTree:
        """Return what the battle tells of the law as joint draws.

        Raises ``ValueError`` where it tells nothing.
        """
        chains = self.convergence.chains if self.convergence is not None else 1
        return draws_tree(self.estimates(), chains=chains)

    def _untold(self) -> list[str]:
        return [f"Not told: {'; '.join(self.untold.values())}."] if self.untold else []

    def estimates(self) -> tuple[Estimate, ...]:
        """Return what the battle tells of the law, as joint draws; what it does not is left out."""
        if not self.fitted or self.status.code is StatusCode.NOT_CONVERGED:
            return ()
        return tuple(
            Estimate(
                quantity=quantity,
                draws=draws,
                unit=unit,
                method=f"{self.name} law, {self.method}",
                status=self.status,
                side=side,
            )
            for quantity, side, draws, unit, needs in self._quantities()
            if not any(name in self.untold for name in needs) and np.isfinite(draws).all()
        )

    def _quantities(self) -> list[tuple[str, str, FloatArray, str, tuple[str, ...]]]:
        """Return all there is: quantity, side, draws, unit, and the parameters it hangs on."""
        held, powers = self.design.values(self.theta), self.design.form.powers
        by = {name: held[:, place] for place, name in enumerate(self.design.names)}
        e = self.design.exponents(self.theta)
        rate_a, rate_b = self.design.rates(self.theta)
        first = ("A's losses a day", "B's losses a day")
        found = [
            ("losses at mean strengths", "A", np.exp(held[:, 0]), "persons/day", first[:1]),
            ("losses at mean strengths", "B", np.exp(held[:, 1]), "persons/day", first[1:]),
            ("a", "A", rate_a, _unit(e[:, :2], powers), (first[0], *powers)),
            ("b", "B", rate_b, _unit(e[:, 2:], powers), (first[1], *powers)),
        ]
        if powers == ("p + q", "p - q"):
            found += [("p", "", e[:, 1], "1", powers), ("q", "", e[:, 0], "1", powers)]
        found += [(name, "", by[name], "1", (name,)) for name in powers]
        if self.name != "mixed":
            # draws of rates that are not told reach beyond all numbers, and are left out later
            with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
                ratio, needs = rate_a / rate_b, (*first, *powers[-1:])
                contrast = e[:, 1] - e[:, 3]
                parity = ratio ** (1.0 / (1.0 + contrast))
            found.append(("exchange ratio at equal numbers", "", ratio, "1", needs))
            if (contrast > -0.9).all():
                found.append(("worth of one of B", "", parity, "1", needs))
        for name, draws in by.items():
            if name == "ln d":
                found.append(("d", "", np.exp(draws), "1", (name,)))
            elif "rate from" in name:
                found.append((f"factor on {name}", name[0], np.exp(draws), "1", (name,)))
            elif name.startswith("first strength"):
                found.append(("first strength", name[-1], np.exp(draws), "persons", (name,)))
            elif (
                name.startswith("scatter") and self.design.observed.sides["AB".index(name[-1])].seen
            ):
                found.append(("scatter", name[-1], np.exp(draws), "1", (name,)))
        if self.changes is not None:
            for side, name in enumerate("AB"):
                if self.design.observed.sides[side].seen:
                    last = np.exp(self.changes.factors[:, :, side].sum(axis=1))
                    found.append(("rate at the end over the first", name, last, "1", ()))
        return found


def _unit(exponents: FloatArray, powers: tuple[str, ...]) -> str:
    """Return the unit of a rate: losses a day over powers of strengths."""
    if powers and powers != ("W",):
        return "person^(1-p-q)/day"
    return "1/day" if abs(float(exponents[0].sum()) - 1.0) < 1e-9 else "1/(person·day)"


def learnt_of(design: FitDesign, variances: FloatArray) -> dict[str, float]:
    """Return the share of each parameter's prior variance that is gone; priors have variance 1."""
    return {
        name: float(1.0 - variance) for name, variance in zip(design.names, variances, strict=True)
    }


def untold(design: FitDesign, learnt: Mapping[str, float]) -> dict[str, str]:
    """Return why the battle does not tell the parameters of which too little was learnt.

    With u = ln x/x̄ and v = ln y/ȳ the general law has ln A's losses = α + (p+q)(u+v)/2 −
    (p−q)(u−v)/2 and ln B's = β + (p+q)(u+v)/2 + (p−q)(u−v)/2: p + q is told by how far the product
    of the strengths moves, p − q by how far their ratio does, and a contrast of both by neither.
    """
    found = {}
    for name, share in learnt.items():
        # what is held of a first strength was said of this battle, not of battles at large
        if share >= LEARNT or name.startswith("first strength"):
            continue
        found[name] = f"{name}: {_reason(design, name)} ({max(share, 0.0):.0%} learnt)"
    return found


def _used_up(side: SideSeen) -> bool:
    """Return whether a side's strength is only the first one less all its losses so far."""
    strength, losses = side.at(0)
    return bool(np.allclose(strength[1:], strength[:-1] - losses[:-1], atol=0.5))


def _reason(design: FitDesign, name: str) -> str:
    seen = design.observed
    if name.startswith(("A's", "B's")) and "from" not in name:
        side = seen.sides["AB".index(name[0])]
        if side.seen and not np.nansum(side.losses) > 0:
            return f"{name[0]} lost nobody in any period, which rates of any smallness allow"
    blind = [side for side, held in zip("AB", seen.sides, strict=True) if not held.seen]
    if blind and name.startswith(("A's", "B's", "p", "W")):
        return f"the losses of {blind[0]} were not seen, and show through the other side's at most"
    if name in ("p + q", "p - q", "W"):
        x, y = (np.log(np.maximum(side.at(0)[0], 1.0)) for side in seen.sides)
        moved = x + y if name == "p + q" else x - y
        moved = moved[np.isfinite(moved)]
        what = "product" if name == "p + q" else "ratio"
        factor = float(np.exp(np.ptp(moved))) if moved.size else 1.0
        told = f"the {what} of the strengths, which tells it, moved by a factor of {factor:.2f}"
        alone = [side for side, held in zip("AB", seen.sides, strict=True) if _used_up(held)]
        if alone:
            told += f"; the strength of {' and '.join(alone)} is the first one less all losses"
        return told
    return "the figures are too few or too scattered"
