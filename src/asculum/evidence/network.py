"""The supply network of a dossier: towns and lines of troops, and the ways between them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from asculum.evidence.claims import Checked

#: Mean radius of the Earth [km].
RADIUS = 6371.0088


@dataclass(frozen=True, kw_only=True)
class NetworkNode:
    """A town, a junction or a line of troops.

    ``supplies`` is the side whose supplies enter here, ``needs`` the side whose troops need them
    here; ``low``, ``best`` and ``high`` [tonnes a day] are what can enter or is needed. ``holder``
    is a side, contested, or empty where both may pass.
    """

    id: str
    name: str
    source: str
    latitude: float | None = None
    longitude: float | None = None
    holder: str = ""
    supplies: str = ""
    needs: str = ""
    low: float | None = None
    best: float | None = None
    high: float | None = None
    start: date | None = None
    end: date | None = None
    checked: Checked = Checked.EXCERPT
    url: str = ""
    note: str = ""
    line: int = 0

    def active(self, day: date) -> bool:
        """Whether supplies enter or troops stand here on ``day``."""
        return within(self.start, self.end, day)


@dataclass(frozen=True, kw_only=True)
class NetworkEdge:
    """A road, railway or other way between two nodes, open both ways.

    ``length`` is in [km], ``None`` where the straight line between the ends stands for it;
    ``low``, ``best`` and ``high`` [tonnes a day, one way] are what it could carry, all ``None``
    where that is unknown. ``chance`` (0, 1] is the chance that it was there and of use at all.
    """

    id: str
    a: str
    b: str
    kind: str
    source: str
    name: str = ""
    length: float | None = None
    low: float | None = None
    best: float | None = None
    high: float | None = None
    start: date | None = None
    end: date | None = None
    chance: float = 1.0
    checked: Checked = Checked.EXCERPT
    url: str = ""
    note: str = ""
    line: int = 0

    def usable(self, day: date) -> bool:
        """Whether the way is open on ``day``."""
        return within(self.start, self.end, day)

    @property
    def vouched(self) -> bool:
        """Whether a source says that it was there, or the dossier takes it as a premise."""
        return self.checked is not Checked.MEMORY

    def kilometres(self, nodes: Mapping[str, NetworkNode]) -> float | None:
        """Return its length [km], ``None`` where neither length nor coordinates are known."""
        if self.length is not None:
            return self.length
        return apart(nodes[self.a], nodes[self.b])


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What a user holds one unit of a measure to have been worth to a side [persons]."""

    side: str
    measure: str
    low: float
    high: float
    why: str = ""
    line: int = 0


def within(start: date | None, end: date | None, day: date) -> bool:
    """Whether ``day`` lies in a half-open period whose ends may be open."""
    return (start is None or start <= day) and (end is None or day < end)


def apart(one: NetworkNode, other: NetworkNode) -> float | None:
    """Return the distance of two nodes on the sphere [km], by the haversine formula."""
    points = (one.latitude, one.longitude, other.latitude, other.longitude)
    if any(value is None for value in points):
        return None
    a, b, c, d = (math.radians(value) for value in points if value is not None)
    chord = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * RADIUS * math.asin(math.sqrt(chord))
