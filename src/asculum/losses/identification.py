"""What the claims can tell at all, before anything is sampled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from asculum.evidence.dossier import Dossier
from asculum.evidence.spelling import counted
from asculum.losses import codes as k
from asculum.losses.observations import Observation
from asculum.terms.status import Status, StatusCode

#: Observations that hold a figure from both sides.
TWO_SIDED = k.FIGURES
#: With fewer observations of a side its estimate leans on a claim or two, and says so.
FEW = 3


@dataclass(frozen=True, kw_only=True)
class Identified:
    """Which sides' losses can be told, and for each side how surely."""

    sides: dict[str, Status]
    categories: dict[str, frozenset[str]]

    @property
    def any(self) -> bool:
        """Whether the losses of any side can be told."""
        return any(status.ok for status in self.sides.values())


def identify(dossier: Dossier, found: Sequence[Observation]) -> Identified:
    """Tell for each side whether the claims hold its losses from above and below.

    A side is held where a claim of its own gives a figure or a range, or bounds from above and
    from below; or where a ratio ties it to a side that is held. A total of two sides together
    holds neither: any split of it fits as well.
    """
    held = {side.id: _held_alone(side.id, found) for side in dossier.sides}
    for item in found:
        if item.join == k.RATIO and item.bind in TWO_SIDED:
            first, second = item.forces[0][0], item.below[0][0]
            held[first], held[second] = (
                held[first] or held[second],
                held[second] or held[first],
            )
    sides, categories = {}, {}
    for side in dossier.sides:
        own = [item for item in found if side.id in item.sides]
        alone = [item for item in own if item.join != k.SUM]
        sides[side.id] = _status(side.name, own, alone, held=held[side.id])
        categories[side.id] = frozenset(item.category for item in own)
    return Identified(sides=sides, categories=categories)


def _held_alone(side: str, found: Sequence[Observation]) -> bool:
    own = [item for item in found if item.join == k.SINGLE and item.sides == (side,)]
    above = any(item.bind in (*TWO_SIDED, k.AT_MOST) for item in own)
    below = any(item.bind in (*TWO_SIDED, k.AT_LEAST, *k.NAMED) for item in own)
    return above and below


def _status(
    name: str, own: Sequence[Observation], alone: Sequence[Observation], *, held: bool
) -> Status:
    if not own:
        return Status(
            code=StatusCode.NOT_IDENTIFIED,
            sentence=f"No claim counts the losses of {name}; nothing can be said of them.",
        )
    if not alone:
        return Status(
            code=StatusCode.NOT_IDENTIFIED,
            sentence=(
                f"The losses of {name} are claimed only in totals of both sides together, and any "
                "split of such a total fits it as well."
            ),
        )
    if not held:
        return Status(
            code=StatusCode.NOT_IDENTIFIED,
            sentence=(
                f"No claim holds the losses of {name} both from above and from below; an estimate "
                "would only hand back what was assumed."
            ),
        )
    if len(own) < FEW:
        return Status(
            code=StatusCode.DOUBTFUL,
            sentence=(
                f"The losses of {name} rest on {counted(len(own), 'claim')} and what was assumed."
            ),
        )
    return Status(code=StatusCode.OK, sentence=f"{counted(len(own), 'claim')} to go by for {name}.")
