"""A decision seen twice: with hindsight, and with what could be known on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from asculum.evidence.choices import Option
from asculum.options.deals import WeighedDeal
from asculum.options.elsewhere import WeighedFronts, WeighedResolve
from asculum.options.settling import WeighedScreen, WeighedShift, WeighedWalk
from asculum.options.weighing import Weighed
from asculum.terms.estimate import PROB, Estimate, FloatArray, interval
from asculum.terms.period import Period
from asculum.terms.rounding import rounded
from asculum.terms.sheets import Sheet, Tabular
from asculum.terms.status import Status
from asculum.terms.trees import draws_tree

if TYPE_CHECKING:
    from xarray import DataTree

#: What an option brings: the part, and its unit.
PARTS = (
    *(("own", "persons"), ("enemy", "persons"), ("days", "days"), ("keeps", "share")),
    ("freed", "persons"),
)


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
class Brought:
    """One part of what an option brings, with hindsight, as draws in ``unit``: see ``Outcome``."""

    decision: TwoViews
    option: Option
    part: str
    unit: str
    draws: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Weighing(Tabular):
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

    def sheet(self) -> Sheet:
        """Return what each option of each decision would have brought, with hindsight.

        Losses are those after the decision; they stand side by side and are not added up.
        """
        rows, printed = [], []
        for item in self.brought():
            key, option, ends = item.decision.key, item.option, interval(item.draws)
            spoken = rounded(*ends)
            rows.append((key, option.id, option.happened, item.part, *ends, PROB, item.unit))
            name = f"{option.name} (happened)" if option.happened else option.name
            shown = (spoken.lower, spoken.median, spoken.upper, item.unit)
            printed.append((key, name, item.part, *shown))
        return Sheet(
            title="What else could have been done",
            names=(
                *("decision", "option", "happened", "part", "lower", "median", "upper", "prob"),
                "unit",
            ),
            rows=tuple(rows),
            heads=("decision", "option", "part", "from", "middle", "to", "unit"),
            printed=tuple(printed),
            note=" ".join(self.left_out),
        )

    def to_datatree(self) -> DataTree:
        """Return what the options would have brought as joint draws, ``of`` decision and option.

        Raises ``ValueError`` where no decision is weighed.
        """
        return draws_tree(
            Estimate(
                quantity=item.part,
                draws=item.draws,
                unit=item.unit,
                method="options weighed under common random numbers",
                status=item.decision.after.status,
                side=item.decision.key,
                force=item.option.id,
            )
            for item in self.brought()
        )

    def brought(self) -> tuple[Brought, ...]:
        """Return what each option brings, part by part, as far as it is known or stated."""
        found = []
        for decision in self.decisions:
            if decision.after.weighed is None:
                continue
            for option in decision.options:
                outcome = decision.after.weighed.outcomes[option.id]
                for part, unit in PARTS:
                    draws = outcome.own if part == "own" else outcome.part(part)
                    if draws is not None:
                        found.append(
                            Brought(
                                decision=decision, option=option, part=part, unit=unit, draws=draws
                            )
                        )
        return tuple(found)

    @property
    def terms(self) -> bool:
        """Whether anything is told of how the sides could have come to terms."""
        return bool(self.deals or self.shifts or self.screens or self.walks)

    @property
    def answered(self) -> bool:
        """Whether anything of what could have been done is told."""
        decided = any(item.after.weighed for item in self.decisions)
        return bool(decided or self.fronts or self.resolves)
