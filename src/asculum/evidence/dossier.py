"""The dossier: everything that was gathered about one battle, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from asculum.evidence.choices import Choices
from asculum.evidence.claims import Claim, Control, PeopleFigure, Source, Strength
from asculum.evidence.economy import EconomyFigure
from asculum.evidence.events import Event
from asculum.evidence.located import LocatedCount
from asculum.evidence.names import NameElsewhere
from asculum.evidence.network import NetworkEdge, NetworkNode, Worth
from asculum.terms.findings import Finding
from asculum.terms.period import Period


@dataclass(frozen=True, kw_only=True)
class Force:
    """A part of a side; ``within`` names the force it is a part of, if any."""

    id: str
    name: str
    within: str = ""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two sides of a battle, with the forces it is made of."""

    id: str
    name: str
    role: str = ""
    forces: tuple[Force, ...] = ()

    def leaves(self, force: str = "") -> tuple[str, ...]:
        """Return the smallest forces that make up ``force`` (or the whole side).

        A side without forces has the one leaf ``""``. Raises ``KeyError`` for an unknown force.
        """
        if not self.forces:
            if force:
                raise KeyError(force)
            return ("",)
        known = {item.id for item in self.forces}
        if force and force not in known:
            raise KeyError(force)
        parents = {item.within for item in self.forces if item.within}
        return tuple(
            item.id
            for item in self.forces
            if item.id not in parents and (not force or self._lies_within(item.id, force))
        )

    def force_name(self, force: str) -> str:
        """Return the name of a force, or of the side for the empty id."""
        return next((item.name for item in self.forces if item.id == force), self.name)

    def _lies_within(self, force: str, ancestor: str) -> bool:
        within = {item.id: item.within for item in self.forces}
        while force:
            if force == ancestor:
                return True
            force = within[force]
        return False


@dataclass(frozen=True, kw_only=True)
class Place:
    """The place fought over."""

    name: str
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    node: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Who is said to have won, and on what that rests."""

    victor: str = ""
    disputed: bool = False
    source: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Manpower a side could still draw on, as the range [persons] that a source states.

    ``scope`` says whom it counts (``PoolScope``); empty where that is not stated.
    """

    side: str
    low: float
    high: float
    source: str
    scope: str = ""
    per_battle: float = 0.0
    url: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class ListTable:
    """An overlap table of lists of the dead: the file in ``lists``, and whose dead they hold."""

    file: str
    side: str
    period: Period
    published: date
    source: str
    force: str = ""
    url: str = ""
    note: str = ""
    line: int = 0

    @property
    def id(self) -> str:
        """What the table is called: its file without the ending."""
        return self.file.removesuffix(".csv")


@dataclass(frozen=True, kw_only=True)
class VerdictTerms:
    """What the pyrrhic ledger weighs: the losses, the horizon and the thresholds."""

    category: str = "irrecoverable"
    horizon: str = ""
    burden: float = 0.05
    break_share: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A sentence that the report sets beside the evidence.

    ``about`` says what it is held against: the figure of its claim unless it is ``population``
    (the people of the place) or ``pyrrhic`` (the ledger).
    """

    text: str
    claim: str = ""
    about: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """A prior as its 5 % and 95 % points; ``stated`` is false for a default of the package."""

    name: str
    low: float
    high: float
    why: str = ""
    source: str = ""
    stated: bool = True
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """One battle as gathered: terms, tables, and what was found while reading them.

    ``assumptions`` maps ``(name, side, force)`` (empty strings where it holds for all) to the
    stated prior. ``files`` maps a file's name to the SHA-256 of its bytes. ``until`` is the
    day as of which it is known, ``None`` for all that was gathered.
    """

    id: str
    title: str
    place: Place
    period: Period
    sides: tuple[Side, ...]
    about: str = ""
    period_note: str = ""
    war_name: str = ""
    war_start: date | None = None
    outcome: Outcome = field(default_factory=Outcome)
    verdict: VerdictTerms = field(default_factory=VerdictTerms)
    pools: tuple[Pool, ...] = ()
    worths: tuple[Worth, ...] = ()
    lists: tuple[ListTable, ...] = ()
    statements: tuple[Statement, ...] = ()
    assumptions: Mapping[tuple[str, str, str], Assumption] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)
    sources: Mapping[str, Source] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    strengths: tuple[Strength, ...] = ()
    control: tuple[Control, ...] = ()
    people: tuple[PeopleFigure, ...] = ()
    economy: tuple[EconomyFigure, ...] = ()
    events: tuple[Event, ...] = ()
    located: tuple[LocatedCount, ...] = ()
    network_nodes: tuple[NetworkNode, ...] = ()
    network_edges: tuple[NetworkEdge, ...] = ()
    names: tuple[NameElsewhere, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    until: date | None = None

    def side(self, side: str) -> Side:
        """Return a side by id; raises ``KeyError`` where there is none."""
        for item in self.sides:
            if item.id == side:
                return item
        raise KeyError(side)

    def other(self, side: str) -> Side:
        """Return the side that is not ``side``."""
        return next(item for item in self.sides if item.id != side)

    def claim(self, claim: str) -> Claim:
        """Return a claim by id; raises ``KeyError`` where there is none."""
        for item in self.claims:
            if item.id == claim:
                return item
        raise KeyError(claim)

    def names_in(self, lang: str) -> Mapping[str, str]:
        """Return what the dossier's names are called in a language; empty where none is told."""
        wanted = (lang, lang.partition("-")[0])
        rows = [item for code in reversed(wanted) for item in self.names if item.lang == code]
        return {item.name: item.written for item in rows}

    @property
    def behind(self) -> Period | None:
        """The days of the battle up to and with the as-of day; ``None`` where it had not begun.

        Nothing looks forward: as of a day within the battle only the days behind it are answered.
        """
        battle = self.period
        if self.until is None or self.until >= battle.end:
            return battle
        if self.until < battle.start:
            return None
        return Period(start=battle.start, end=self.until + timedelta(days=1))

    @property
    def answered(self) -> Period:
        """The days that answers are of: those behind the as-of day, or else the battle."""
        return self.behind or self.period

    @property
    def over(self) -> bool:
        """Whether the battle was over on the as-of day."""
        return self.behind == self.period

    def as_of(self, day: date) -> Dossier:
        """Return the dossier as it could be known on ``day``: rows published later are left out.

        An event whose day of publication is not known is left out where it ended after ``day``.
        """
        return replace(
            self,
            until=day,
            claims=tuple(item for item in self.claims if item.published <= day),
            strengths=tuple(item for item in self.strengths if item.published <= day),
            people=tuple(item for item in self.people if item.published <= day),
            economy=tuple(item for item in self.economy if item.published <= day),
            lists=tuple(item for item in self.lists if item.published <= day),
            events=tuple(item for item in self.events if item.known_by(day)),
            located=tuple(item for item in self.located if item.published <= day),
        )
