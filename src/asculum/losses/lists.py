"""Lists of names whose completeness is stated: how much of the truth each printing holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from asculum.losses import codes as k
from asculum.losses.observations import Leaf, Observation
from asculum.losses.priors import Normal, Priors

#: The delay over which a list grows as it does between its first weeks [days].
MONTH = 28

ListKey = tuple[str, tuple[Leaf, ...], str, int]


@dataclass(frozen=True, kw_only=True)
class Printing:
    """What is assumed of the completeness of one printing of a list, on the log-odds scale.

    ``place`` is the number of the list and ``prior`` that of its first printing; ``delay``
    multiplies the growth.
    """

    place: int
    prior: Normal
    delay: float


def list_of(item: Observation) -> ListKey:
    """Return what makes two printings the same list: source, forces, category and scope."""
    return (item.source, item.forces, item.category, item.scope)


def grows(found: Sequence[Observation]) -> bool:
    """Whether any list was printed at different delays."""
    listed = [item for item in found if item.bind == k.LISTED]
    delays = {(list_of(item), item.delay) for item in listed}
    return len(delays) > len({list_of(item) for item in listed})


def printings(found: Sequence[Observation], priors: Priors) -> tuple[Printing | None, ...]:
    """Return what is assumed of each observation that is a printing of a list, else ``None``."""
    first: dict[ListKey, int] = {}
    for item in found:
        if item.bind == k.LISTED:
            key = list_of(item)
            first[key] = min(item.delay, first.get(key, item.delay))
    lists = list(first)
    made: list[Printing | None] = []
    for item in found:
        if item.bind != k.LISTED:
            made.append(None)
            continue
        key = list_of(item)
        delay = math.log1p(item.delay / MONTH) - math.log1p(first[key] / MONTH)
        prior = priors.normal("list_completeness", item.source)
        made.append(Printing(place=lists.index(key), prior=prior, delay=delay))
    return tuple(made)
