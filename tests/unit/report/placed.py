"""A made-up network around the made-up Bakhmut, and what the place was worth in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from asculum.evidence.dossier import Dossier
from asculum.evidence.network import NetworkEdge, NetworkNode, Worth
from asculum.place.answer import PlaceAnswer, place_answer

NODES = (
    NetworkNode(
        id="rail", name="Railhead", source="wiki", latitude=48.5, longitude=37.4, supplies="ua"
    ),
    NetworkNode(id="hill", name="Hill", source="wiki", latitude=48.62, longitude=37.9, holder="ua"),
    NetworkNode(
        id="town",
        name="Bakhmut",
        source="wiki",
        latitude=48.59,
        longitude=38.0,
        needs="ua",
        best=200,
    ),
    NetworkNode(
        id="salt", name="Soledar", source="wiki", latitude=48.68, longitude=38.09, holder="ua"
    ),
    NetworkNode(
        id="line",
        name="Line in the north",
        source="wiki",
        latitude=48.75,
        longitude=38.1,
        holder="ua",
        needs="ua",
        low=100,
        best=150,
        high=400,
    ),
    NetworkNode(
        id="depot", name="Depot", source="wiki", latitude=48.4, longitude=38.4, supplies="ru"
    ),
    NetworkNode(
        id="siege",
        name="Line in the west",
        source="wiki",
        latitude=48.6,
        longitude=37.95,
        holder="ru",
        needs="ru",
        low=80,
        high=300,
    ),
)


def way(a: str, b: str, kind: str = "road", **more: float) -> NetworkEdge:
    return NetworkEdge(id=f"{a}-{b}", a=a, b=b, kind=kind, source="wiki", **more)  # type: ignore[arg-type]


EDGES = (
    way("rail", "hill", low=200, high=900),
    way("hill", "town", low=100, high=500),
    way("town", "salt", low=100, high=500),
    way("salt", "line", "minor", low=80, high=300),
    way("hill", "line", "track", best=60),
    way("depot", "town", low=100, high=500),
    way("town", "siege", "minor"),
    way("depot", "siege", "rail", low=20, high=40),
)


def with_place(files: Dossier) -> tuple[Dossier, PlaceAnswer]:
    """Return the dossier with a network and a stated worth for one side, and the answer."""
    held = replace(
        files,
        place=replace(files.place, node="town"),
        network_nodes=NODES,
        network_edges=EDGES,
        worths=(Worth(side="ua", measure="tonnes", low=10, high=40),),
    )
    return held, answer_of(held)


def answer_of(files: Dossier) -> PlaceAnswer:
    rng = np.random.default_rng(1)
    costs = {"ru": rng.uniform(40e3, 90e3, 500), "ua": rng.uniform(15e3, 40e3, 500)}
    return place_answer(files, seed=1, costs=costs, draws=60)


def renamed(files: Dossier, words: Sequence[str]) -> Dossier:
    """Return the dossier with other words in every free field of its network."""
    nodes = tuple(
        replace(node, name=words[n % len(words)], note=words[0])
        for n, node in enumerate(files.network_nodes)
    )
    edges = tuple(
        replace(edge, name=words[n % len(words)]) for n, edge in enumerate(files.network_edges)
    )
    return replace(files, network_nodes=nodes, network_edges=edges)
