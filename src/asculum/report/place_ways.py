"""The network of a place as tables: nodes, ways and worths, each with the row that holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from asculum.evidence.claims import CONTESTED, Checked
from asculum.evidence.dossier import Dossier
from asculum.evidence.network import NetworkEdge, NetworkNode
from asculum.evidence.ranges import Range
from asculum.place.drawn import holder
from asculum.report.restating import CHECKED_WORDS, side_name
from asculum.report.stated import RangeLine, range_line
from asculum.report.wording import counted, day, figure
from asculum.terms.speech import forwarded, message, number, plural, retold, say

KIND_WORDS = {
    "road": message("main road"),
    "minor": message("by-road"),
    "track": message("track"),
    "rail": message("railway"),
    "ferry": message("ferry"),
}
#: What a worth is of.
WORTH_WORDS = {
    "tonnes": message("a tonne a day that arrives only with the place, in casualties"),
    "tonne_km": message("a tonne-kilometre a day that it spares, in casualties"),
}


def drawn_words(dossier: Dossier, name: str) -> str:
    """Say that the network decides the answer, and how much of it anybody checked."""
    ways = dossier.network_edges
    unsure = sum(edge.checked is Checked.MEMORY for edge in ways)
    given = sum(edge.checked is Checked.ASSUMED for edge in ways)
    ranged = sum(edge.low is not None and edge.low != edge.high for edge in ways)
    unknown = sum(edge.low is None and edge.best is None for edge in ways)
    told = [
        say(
            "The network decides the answer, and somebody drew it. For {said} of its {ways} a "
            "source is named",
            said=len(ways) - unsure - given,
            ways=counted(len(ways), "way"),
        )
    ]
    if given:
        told.append(say("{given} are taken as given here, for no source is to be had", given=given))
    told.append(
        say("none rests on memory alone")
        if not unsure
        else plural(
            unsure,
            "{unsure} rests on memory alone",
            "{unsure} rest on memory alone",
            unsure=unsure,
        )
    )
    if ranged:
        told.append(say("what {ranged} of them could carry is a range", ranged=ranged))
    if unknown:
        told.append(say("of {unknown} nothing is known of what they carried", unknown=unknown))
    return say(
        "{told}. One good way around {name} that is not drawn would make it worth "
        "less, one that is drawn and was not there makes it worth too little. "
        "Whoever disagrees changes a row of network_edges.csv, or draws another "
        "network: asculum place --lines FILE.geojson.",
        told="; ".join(told),
        name=name,
    )


def node_rows(dossier: Dossier, days: Sequence[date]) -> tuple[tuple[str, ...], ...]:
    """Return each node: name, what it is, who held it on each day, tonnes, how checked, its row."""

    def held(node: NetworkNode, on: date) -> str:
        told = holder(node, dossier.control, on)
        if told == CONTESTED:
            return say("contested")
        return side_name(dossier, told) if told else say("open")

    return tuple(
        (
            node.name,
            _role(dossier, node),
            *(held(node, on) for on in days),
            _figures(node) if node.needs or node.supplies else "",
            CHECKED_WORDS[node.checked],
            _row("network_nodes.csv", node.line),
        )
        for node in dossier.network_nodes
    )


def link_rows(dossier: Dossier) -> tuple[tuple[str, ...], ...]:
    """Return each way: between, name, kind, km, tonnes, when open, source, how checked, its row."""
    nodes = {node.id: node for node in dossier.network_nodes}
    return tuple(_link(dossier, edge, nodes) for edge in dossier.network_edges)


def worth_lines(dossier: Dossier) -> tuple[RangeLine, ...]:
    """Return what the dossier states that supplies were worth, for a table."""
    return tuple(
        range_line(
            dossier,
            side_name(dossier, item.side),
            WORTH_WORDS[item.measure],
            Range(low=item.low, high=item.high, why=item.why, line=item.line),
            key="worths",
        )
        for item in dossier.worths
    )


def _role(dossier: Dossier, node: NetworkNode) -> str:
    if node.supplies:
        return say("supplies of {side} enter", side=side_name(dossier, node.supplies))
    if node.needs:
        return say("troops of {side}", side=side_name(dossier, node.needs))
    return say("passed")


def _figures(row: NetworkNode | NetworkEdge) -> str:
    if row.low is not None and row.high is not None:
        return say("{low} to {high}", low=number(row.low, ",.0f"), high=number(row.high, ",.0f"))
    if row.best is not None:
        return figure(row.best)
    return say("no limit") if isinstance(row, NetworkNode) else say("unknown")


def _link(dossier: Dossier, edge: NetworkEdge, nodes: Mapping[str, NetworkNode]) -> tuple[str, ...]:
    length = edge.kilometres(nodes)
    told = []
    if edge.start is not None:
        told.append(say("from {day}", day=day(edge.start)))
    if edge.end is not None:
        told.append(say("until {day}", day=day(edge.end)))
    source = dossier.sources.get(edge.source)
    return (
        f"{retold(nodes[edge.a].name)} – {retold(nodes[edge.b].name)}",
        edge.name,
        KIND_WORDS[edge.kind],
        number(length, ".0f") if length is not None else "",
        _figures(edge),
        " ".join(told) or say("throughout"),
        source.label if source is not None else edge.source,
        _checked(edge),
        _row("network_edges.csv", edge.line),
    )


def _checked(edge: NetworkEdge) -> str:
    words = CHECKED_WORDS[edge.checked]
    if edge.chance == 1:
        return words
    return say(
        "{checked}; there by a chance of {chance} %",
        checked=forwarded(words),
        chance=number(100 * edge.chance, ".0f"),
    )


def _row(file: str, line: int) -> str:
    return f"{file}:{line}" if line else file
