"""A linkage made by hand: four pairs of two lists, with weights in whole bits."""

from __future__ import annotations

import numpy as np

from asculum.evidence.persons import PersonList
from asculum.linkage.linked import Linkage
from asculum.linkage.scored import LevelWeight, Scored
from asculum.study.linking import Linked
from asculum.terms.status import Status, StatusCode

BITS = np.array([2.5, 7.25, 7.75, 9.5])
TOGETHER = np.array([0.0, 0.5, 0.25, 1.0])
LEVELS = (
    LevelWeight(comparison="name", level="the same", m=0.8, u=0.1),
    LevelWeight(comparison="name", level="else", m=0.2, u=0.9),
    LevelWeight(comparison="sex", level="the same", m=0.98, u=0.49),
    LevelWeight(comparison="sex", level="else", m=0.02, u=0.51),
)


def scored(bits: np.ndarray = BITS, levels: tuple[LevelWeight, ...] = LEVELS) -> Scored:
    """Return the scored pairs."""
    many = len(bits)
    return Scored(
        first=np.arange(many),
        second=np.arange(many) + 4,
        weight=bits * np.log(2.0),
        frequency=np.zeros(many),
        by=np.full(many, 3, dtype=np.int8),
        gammas={name: np.zeros(many, dtype=np.int8) for name in ("name", "sex")},
        rules=(),
        levels=levels,
        prior=-3.0,
        findings=(),
    )


def linkage(together: np.ndarray = TOGETHER) -> Linkage:
    """Return draws in which the pairs are together as often as told."""
    return Linkage(
        lists=("one", "other <b>"),
        sizes=np.array([4, 4]),
        tables=((np.array([1, 2, 3]), np.array([3, 3, 1])),),
        setting=np.array([0]),
        outcomes=(),
        repeats=np.zeros(2),
        clustered=7,
        likeliest=np.arange(8),
        together=together,
        faults=None,
        status=Status(code=StatusCode.DOUBTFUL, sentence="made by hand"),
    )


def linked(pairs: Scored | None = None, draws: Linkage | None = None) -> Linked:
    """Return both with lists that hold nothing."""
    none: tuple[PersonList, ...] = ()
    return Linked(
        lists=none,
        of=np.repeat([0, 1], 4),
        scored=pairs or scored(),
        linkage=draws or linkage(),
        findings=(),
    )
