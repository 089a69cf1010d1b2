"""Checks of the supply network: what its links join, and whether it holds the place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asculum.evidence.codes import found
from asculum.evidence.dossier import Dossier
from asculum.evidence.gathered import Gathered, at
from asculum.evidence.network import NetworkNode
from asculum.evidence.spelling import counted, listed, shown
from asculum.terms.findings import Finding


def place_node(dossier: Dossier, nodes: Sequence[NetworkNode] | None = None) -> str:
    """Return the id of the node that is the place fought over; ``""`` where there is none.

    ``nodes`` are those of another network than the dossier's own.
    """
    known = dossier.network_nodes if nodes is None else nodes
    for node in known:
        if node.id == dossier.place.node:
            return node.id
    name = dossier.place.name.casefold()
    return next((node.id for node in known if node.name.casefold() == name), "")


def unknown_ends(case: Gathered) -> Iterator[Finding]:
    """Both ends of a link are nodes."""
    for edge in case.dossier.network_edges:
        for end, known in case.unknown("network_nodes", (edge.a, edge.b)):
            fix = known.fix(end, otherwise=f"add a row {shown(end)} to network_nodes.csv")
            yield at(edge, "EVI120", f"unknown node {end}", fix=fix)


def lengths(case: Gathered) -> Iterator[Finding]:
    """A link without a length has both ends on the map."""
    nodes = {node.id: node for node in case.dossier.network_nodes}
    for edge in case.dossier.network_edges:
        if edge.a in nodes and edge.b in nodes and not edge.kilometres(nodes):
            what = "no length, and an end without coordinates (or both at one point)"
            yield at(edge, "EVI121", what, fix="fill in length, in kilometres")


def place_without_node(case: Gathered) -> Iterator[Finding]:
    """The place fought over is a node of the network."""
    dossier = case.dossier
    if dossier.network_nodes and "network_nodes" in case.ids and not place_node(dossier):
        what = f"no node is {shown(dossier.place.node or dossier.place.name)}"
        fix = "add it, or name its node in dossier.toml: place.node"
        yield found("EVI124", what, where="network_nodes.csv", fix=fix)


def apart_from_the_rest(case: Gathered) -> Iterator[Finding]:
    """Every node has a link."""
    dossier = case.dossier
    linked = {end for edge in dossier.network_edges for end in (edge.a, edge.b)}
    whole = {"network_nodes", "network_edges"} <= set(case.ids)
    alone = sorted(node.id for node in dossier.network_nodes if node.id not in linked)
    if alone and whole:
        what = f"reached by no link: {counted(len(alone), 'node')}: {listed(alone)}"
        fix = "add their links to network_edges.csv"
        yield found("EVI125", what, where="network_nodes.csv", fix=fix)
