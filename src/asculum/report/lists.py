"""What overlapping lists of the dead say, as data: totals, what each list holds, the curve of ξ."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.evidence.claims import CIVILIANS
from asculum.evidence.dossier import Dossier
from asculum.report.restating import side_name
from asculum.report.wording import rounded
from asculum.terms.period import Period
from asculum.terms.speech import number, say
from asculum.terms.status import Status


@dataclass(frozen=True, kw_only=True)
class ListShare:
    """A list, the persons on it, and the share of all that it holds: lower, middle, upper."""

    name: str
    persons: int
    share: tuple[float, float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class ListTotal:
    """One total in persons; ``lower`` to ``upper`` are ``None`` where it is refused."""

    label: str
    listed: int
    status: Status
    lower: float | None = None
    median: float | None = None
    upper: float | None = None


@dataclass(frozen=True, kw_only=True)
class XiCurve:
    """Totals by ξ, what ξ = 1 is, and the ξ that the estimate comes to."""

    xi: tuple[float, ...]
    total: tuple[float, ...]
    base: str
    implied: float | None


@dataclass(frozen=True, kw_only=True)
class ListsLook:
    """One overlap table of a dossier and what it says.

    ``whose`` is the id of a side, or civilians. ``completeness`` are the 5 % and 95 % points of
    the share of all the dead that the lists hold, as the losses take it; ``None`` where those
    listed are a floor alone.
    """

    file: str
    whose: str
    force: str
    period: Period
    prob: float
    total: ListTotal
    parts: tuple[ListTotal, ...]
    shares: tuple[ListShare, ...]
    method: str
    assumption: str
    curve: XiCurve | None = None
    completeness: tuple[float, float] | None = None
    draws: int = 0

    @property
    def civilians(self) -> bool:
        """Whether the lists hold civilians, who stand by themselves."""
        return self.whose == CIVILIANS


def lists_title(look: ListsLook, dossier: Dossier) -> str:
    """Return whose dead a table holds, in words."""
    if look.civilians:
        return say("Civilians")
    return dossier.side(look.whose).force_name(look.force) or side_name(dossier, look.whose)


def curve_message(look: ListsLook) -> str:
    """Return what the curve of ξ shows, in words."""
    assert look.curve is not None, "a message is made of what there is"
    curve = look.curve
    ends = (min(curve.total), max(curve.total))
    low, high = (rounded(value, value, value).median for value in ends)
    told = say(
        "Every ξ fits the lists equally well; the total runs from {low} at ξ = {xi} "
        "to {high} at ξ = {xi_2}.",
        low=low,
        xi=number(curve.xi[0], "g"),
        high=high,
        xi_2=number(curve.xi[-1], "g"),
    )
    if curve.implied is not None:
        told += " " + say("The estimate has ξ = {implied}.", implied=number(curve.implied, ".2f"))
    return told
