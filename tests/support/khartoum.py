"""Khartoum State 2023–24: 25 ways of linking, mixed by how likely a score is a match."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np

from asculum.undercount.overlap import OverlapTable

SCORES = 5


def variants(path: Path, cause: str) -> dict[tuple[int, int], OverlapTable]:
    """Return the overlap table of each pair of thresholds, for duplicates and for overlaps."""
    cells: dict[tuple[int, int], list[tuple[list[int], int]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["cause"] == cause:
                pattern = [int(row[f"list{j}"]) for j in (1, 2, 3)]
                cells[int(row["dup"]), int(row["ovr"])].append((pattern, int(row["count"])))
    return {
        key: OverlapTable(
            lists=("list 1", "list 2", "list 3"),
            patterns=np.array([pattern for pattern, _ in rows], dtype=np.int8),
            counts=np.array([count for _, count in rows], dtype=np.int64),
        )
        for key, rows in cells.items()
    }


def chances(path: Path) -> dict[str, np.ndarray]:
    """Return how likely pairs of each score are one person, by kind, shape (opinion, score).

    Kinds are d (within a list) and o (between lists). A higher score is taken as no less likely.
    """
    told: dict[str, dict[float, list[float]]] = {"d": {}, "o": {}}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            own = told[row["par"]].setdefault(float(row["p_cum"]), [0.0] * (SCORES + 1))
            own[int(row["score"])] = float(row["prob"])
    return {
        kind: np.maximum.accumulate(np.array(list(rows.values()))[:, 1:], axis=1)
        for kind, rows in told.items()
    }


def mixed(
    tables: dict[tuple[int, int], OverlapTable],
    chance: dict[str, np.ndarray],
    draws: int,
    random: np.random.Generator,
) -> list[OverlapTable]:
    """Return draws of the table: of pairs with score s, a share that one opinion gives is linked.

    A threshold T with P(T <= s) = chance of score s links just so many pairs, all alike in a draw:
    the doubt about a score is about all of its pairs at once.
    """
    found = []
    for _ in range(draws):
        at = []
        for kind in ("d", "o"):
            own = chance[kind][int(random.integers(len(chance[kind])))]
            at.append(1 + int(np.searchsorted(own, random.random(), side="right")))
        found.append(tables[min(at[0], SCORES), min(at[1], SCORES)])
    return found
