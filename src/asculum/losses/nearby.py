"""Located counts as the losses model reads them: what lay near the battle, of all on the front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from asculum.evidence.dossier import Dossier
from asculum.losses.observations import Leaf, leaves
from asculum.terms.period import Period

Counting = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Nearby:
    """Of ``all`` things counted on the front over a period, ``near`` lay at the battle.

    ``row`` is its id in located.csv and ``forces`` are the smallest forces whose losses it is
    taken to follow.
    """

    row: str
    source: str
    counted: str
    forces: tuple[Leaf, ...]
    period: Period
    near: int
    all: int
    side: str = ""

    @property
    def counting(self) -> Counting:
        """Who counted what of which side: what may be likelier near than elsewhere."""
        return (self.source, self.counted, self.side)


def nearby(
    dossier: Dossier, sides: Sequence[str], known: Sequence[Leaf], days: Period
) -> tuple[Nearby, ...]:
    """Return the located counts that overlap ``days``, of sides that are claimed.

    A count of both sides together follows the losses of those that the claims speak of.
    """
    made = []
    for row in dossier.located:
        wanted = [side for side in sides if row.side in ("", side)]
        forces = [leaf for side in wanted for leaf in leaves(dossier, side) if leaf in known]
        if forces and row.period.overlap(days):
            made.append(
                Nearby(
                    row=row.id,
                    source=row.source,
                    counted=row.counted,
                    forces=tuple(forces),
                    period=row.period,
                    near=row.near,
                    all=row.all,
                    side=row.side,
                )
            )
    return tuple(made)
