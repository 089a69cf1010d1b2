"""What the place of a dossier was worth: its network beside what the fighting cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from asculum.evidence.dossier import Dossier
from asculum.evidence.network_lines import read_lines
from asculum.losses.estimate import Losses
from asculum.place.answer import PlaceAnswer, Reading, place_answer
from asculum.place.disagreement import MEASURES

#: What a side paid is counted in these.
COST = "casualties"


def place_of(
    dossier: Dossier,
    losses: Losses | None,
    *,
    seed: int,
    days: Sequence[date] = (),
    lines: Path | None = None,
) -> PlaceAnswer:
    """Return the answer of a dossier, or of lines on a map in the place of its network.

    ``losses`` set the price; ``None``, or a refusal, sets none.
    """
    if lines is not None:
        drawn = read_lines(lines, source="lines")
        dossier = replace(dossier, network_nodes=drawn.nodes, network_edges=drawn.edges)
    costs = {}
    for side in dossier.sides if losses is not None else ():
        assert losses is not None, "costs are taken from losses"
        total = losses.total(side.id, category=COST)
        if total is not None:
            costs[side.id] = total.draws
    return place_answer(dossier, seed=seed, costs=costs, days=days)


def place_results(found: PlaceAnswer, prob: float) -> list[dict[str, object]]:
    """Return what was reckoned as results of the JSON envelope."""
    return [item.as_json(prob) for reading in found.readings for item in reading.estimates()]


def place_more(found: PlaceAnswer, prob: float) -> dict[str, object]:
    """Return what the command prints beside the envelope: each side and day, and its standing."""
    return {"place": found.name, "readings": [_reading(item, prob) for item in found.readings]}


def _resting(item: Reading, prob: float) -> dict[str, object] | None:
    """Return the worth with all and with none of the ways that are not certain."""
    resting = item.resting
    if resting is None:
        return None
    told = {"there": resting.there, "gone": resting.gone}
    return {
        "ways": list(resting.ways),
        **{
            name: {
                "status": worth.status.as_json(),
                "results": [one.as_json(prob) for one in item.measured(worth)],
            }
            for name, worth in told.items()
        },
    }


def _reading(item: Reading, prob: float) -> dict[str, object]:
    standing, order = item.standing, item.worth.order_free
    table = standing.correlations if standing is not None else None
    pairs: list[tuple[str, str, float]] = []
    if table is not None:
        pairs = [
            (MEASURES[b], MEASURES[a], float(table[a, b]))
            for a in range(len(MEASURES))
            for b in range(a)
        ]
    return {
        "side": item.side,
        "day": item.day.isoformat(),
        "main": item.main,
        "status": item.worth.status.as_json(),
        "price": item.price.status.as_json() if item.price is not None else None,
        "unknown": list(item.network.unknown),
        "resting": _resting(item, prob),
        "order_free_others": order.others if order is not None else None,
        "order_free_error": order.error if order is not None else None,
        "nodes": standing.nodes if standing is not None else None,
        "standing": [asdict(one) for one in standing.standings] if standing is not None else [],
        "agreement": [
            {"measures": [one, other], "rank_correlation": None if math.isnan(rank) else rank}
            for one, other, rank in pairs
        ],
    }
