"""Gathered: a dossier while it is being checked, with what its tables hold beyond good rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from asculum.evidence.claims import Claim, Control, PeopleFigure, Source, Strength
from asculum.evidence.codes import found
from asculum.evidence.dossier import Dossier
from asculum.evidence.economy import EconomyFigure
from asculum.evidence.events import Event
from asculum.evidence.lineage import Role, roles
from asculum.evidence.located import LocatedCount
from asculum.evidence.names import NameElsewhere
from asculum.evidence.network import NetworkEdge, NetworkNode
from asculum.evidence.spelling import Speller
from asculum.terms.findings import Finding

_FILES: dict[type, str] = {
    Claim: "claims.csv",
    Control: "control.csv",
    EconomyFigure: "economy.csv",
    Event: "events.csv",
    LocatedCount: "located.csv",
    NameElsewhere: "names.csv",
    NetworkEdge: "network_edges.csv",
    NetworkNode: "network_nodes.csv",
    PeopleFigure: "people.csv",
    Source: "sources.csv",
    Strength: "strengths.csv",
}

#: Rows that say how they were checked against their source.
Checkable = (
    Claim | EconomyFigure | LocatedCount | NetworkEdge | NetworkNode | PeopleFigure | Strength
)
#: Rows that name the source of what they say.
Sourced = Checkable | Control | Event
Stated = Sourced | Source | NameElsewhere


def sourced(dossier: Dossier) -> tuple[Sourced, ...]:
    """Return every row of a dossier that names a source."""
    return (
        *dossier.claims,
        *dossier.strengths,
        *dossier.control,
        *dossier.people,
        *dossier.economy,
        *dossier.events,
        *dossier.located,
        *dossier.network_nodes,
        *dossier.network_edges,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Gathered:
    """A dossier and every id its tables hold, also of rows that could not be read.

    A table is missing from ``ids`` where it could not be read whole: then nothing can be said of
    an id that was not seen.
    """

    dossier: Dossier
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """The role of every claim."""
        return roles(self.dossier)

    @cached_property
    def sides(self) -> Speller:
        """The ids of the two sides."""
        return Speller(side.id for side in self.dossier.sides)

    @cached_property
    def forces(self) -> Mapping[str, Speller]:
        """The ids of each side's forces."""
        return {side.id: Speller(force.id for force in side.forces) for side in self.dossier.sides}

    def unknown(self, table: str, ids: Iterable[str]) -> Iterator[tuple[str, Speller]]:
        """Yield each id that ``table`` does not hold, with what can tell the nearest one."""
        if table in self.ids:
            known = self._spellers[table]
            for item in ids:
                if item and item not in self.ids[table]:
                    yield item, known

    @cached_property
    def claims_whole(self) -> bool:
        """Whether every row of claims.csv was read, so that what is not claimed can be told."""
        return "claims" in self.ids and len(self.ids["claims"]) == len(self.dossier.claims)

    @cached_property
    def _spellers(self) -> Mapping[str, Speller]:
        return {table: Speller(ids) for table, ids in self.ids.items()}


def at(row: Stated, code: str, what: str, *, why: str = "", fix: str = "") -> Finding:
    """Return a finding at the file and line of ``row``."""
    return found(code, what, where=f"{_FILES[type(row)]}:{row.line}", why=why, fix=fix)
