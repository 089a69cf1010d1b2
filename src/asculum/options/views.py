"""A decision seen twice: with hindsight, and with what could be known on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from asculum.evidence.choices import Option
from asculum.options.deals import WeighedDeal
from asculum.options.elsewhere import WeighedFronts, WeighedResolve
from asculum.options.settling import FloatArray, WeighedScreen, WeighedShift, WeighedWalk
from asculum.options.weighing import Weighed
from asculum.terms.estimate import Estimate
from asculum.terms.period import Period
from asculum.terms.status import Status


@dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """A decision weighed from one place in time, or the reason that it is not.

    ``known`` is the day whose claims it rests on, ``claims`` how many there were. ``own`` and
    ``enemy`` are the losses that it goes by: those after the decision as they happened, or those
    that the four weeks before it would have come to in ``length`` days, which are draws where the
    end could not be known.
    """

    known: date
    claims: int
    status: Status
    weighed: Weighed | None = None
    own: Estimate | None = None
    enemy: Estimate | None = None
    length: FloatArray | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class TwoViews:
    """The options of a side on a day: ``after`` with hindsight, ``before`` as of the day itself.

    ``period`` are the days weighed. ``spent`` are the losses before the decision, own and enemy:
    they are shown and enter nothing. ``before`` is ``None`` where it was not asked for.
    """

    side: str
    day: date
    category: str
    period: Period
    options: tuple[Option, ...]
    after: View
    before: View | None = None
    spent: tuple[Estimate, ...] = ()

    @property
    def key(self) -> str:
        """The name of the decision."""
        return f"{self.side}-{self.day.isoformat()}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighing:
    """What else could have been done, as far as a dossier states it.

    ``left_out`` says in words which decisions and deals were not weighed, and why.
    """

    decisions: tuple[TwoViews, ...] = ()
    deals: tuple[WeighedDeal, ...] = ()
    shifts: tuple[WeighedShift, ...] = ()
    screens: tuple[WeighedScreen, ...] = ()
    walks: tuple[WeighedWalk, ...] = ()
    fronts: tuple[WeighedFronts, ...] = ()
    resolves: tuple[WeighedResolve, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def terms(self) -> bool:
        """Whether anything is told of how the sides could have come to terms."""
        return bool(self.deals or self.shifts or self.screens or self.walks)

    @property
    def answered(self) -> bool:
        """Whether anything of what could have been done is told."""
        decided = any(item.after.weighed for item in self.decisions)
        return bool(decided or self.fronts or self.resolves)
