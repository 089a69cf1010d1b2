"""The network around Bakhmut: what each way rests on, how long it is, which troops it feeds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from place_networks import access, carrying, most_delivered, passable, without

from asculum.evidence.bundled import find
from asculum.evidence.claims import CONTESTED, Checked
from asculum.evidence.dossier import Dossier
from asculum.evidence.network import NetworkNode, apart
from asculum.evidence.reading import read_dossier
from asculum.place.drawn import holder, side_network
from asculum.place.worth import worth_of
from asculum.terms.streams import stream

#: Lines of troops are surely joined to what lies so near, and to nothing further off [km].
NEAR, FAR = 6.0, 15.0


@pytest.fixture(scope="module")
def files() -> Dossier:
    return read_dossier(find("bakhmut"), today=date(2026, 11, 23))


def test_each_way_names_a_page_or_is_marked_as_given_or_doubted(files: Dossier) -> None:
    for edge in files.network_edges:
        if edge.checked is Checked.MEMORY:
            assert edge.chance == 0.5, edge.id
            assert not edge.url
        elif edge.checked is Checked.ASSUMED:
            assert edge.note.startswith("By rule: "), edge.id
        else:
            assert edge.url, edge.id
            assert edge.chance == 1.0
    told = Counter(edge.checked for edge in files.network_edges)
    assert told[Checked.MEMORY] <= 4
    assert all(node.checked is not Checked.MEMORY for node in files.network_nodes)


def test_lengths_are_the_straight_line_and_a_stated_part_more(files: Dossier) -> None:
    nodes = {node.id: node for node in files.network_nodes}
    for edge in files.network_edges:
        straight = apart(nodes[edge.a], nodes[edge.b])
        assert straight is not None
        longer = 1.15 if edge.kind == "rail" else 1.25
        assert edge.length == pytest.approx(straight * longer, abs=1.0), edge.id


def test_troops_are_joined_by_the_rule_and_by_nothing_else(files: Dossier) -> None:
    nodes = {node.id: node for node in files.network_nodes}
    lines = [node for node in files.network_nodes if node.checked is Checked.ASSUMED]
    assert all(node.needs for node in lines)
    told = {
        frozenset((edge.a, edge.b))
        for edge in files.network_edges
        if edge.checked not in (Checked.MEMORY, Checked.ASSUMED)
    }
    ruled = {
        frozenset((line.id, node.id)): chance
        for line in lines
        for node in files.network_nodes
        if node.id != line.id
        and (chance := _chance(line, node)) > 0
        and _own(files, line, node)
        and _together(line, node)
    }
    given = [edge for edge in files.network_edges if edge.checked is Checked.ASSUMED]
    assert {frozenset((edge.a, edge.b)) for edge in given} == set(ruled) - told
    for edge in given:
        assert edge.chance == pytest.approx(ruled[frozenset((edge.a, edge.b))], abs=1e-9)
        ends = [nodes[end] for end in (edge.a, edge.b) if nodes[end].checked is Checked.ASSUMED]
        assert (edge.start, edge.end) == _days(ends), edge.id
        assert (edge.low, edge.best, edge.high) == (50, None, 2500)


def _chance(line: NetworkNode, node: NetworkNode) -> float:
    """Return the chance of a way, in hundredths: 1 within NEAR, falling evenly to 0 at FAR."""
    far = apart(line, node)
    assert far is not None
    return round(min(1.0, max(0.0, (FAR - far) / (FAR - NEAR))), 2)


def _together(line: NetworkNode, node: NetworkNode) -> bool:
    """Whether there is a day on which both stood, where both are troops."""
    start, end = _days([one for one in (line, node) if one.checked is Checked.ASSUMED])
    return start is None or end is None or start < end


def _own(files: Dossier, line: NetworkNode, node: NetworkNode) -> bool:
    """Whether a node is a line of the same side, or a place that this side could pass."""
    if node.checked is Checked.ASSUMED:
        return node.needs == line.needs
    days = (files.period.end - files.period.start).days
    held = (
        holder(node, files.control, files.period.start + timedelta(days=at)) for at in range(days)
    )
    return any(status in ("", CONTESTED, line.needs) for status in held)


def _days(ends: list[NetworkNode]) -> tuple[date | None, date | None]:
    starts = [node.start for node in ends if node.start is not None]
    stops = [node.end for node in ends if node.end is not None]
    return max(starts, default=None), min(stops, default=None)


def test_the_direct_roads_close_when_they_are_told_as_cut(files: Dossier) -> None:
    cut = date(2023, 2, 14)
    for name in ("siversk-paraskoviivka", "orikhovo-vasylivka-bakhmut"):
        (edge,) = (edge for edge in files.network_edges if edge.id == name)
        assert edge.usable(cut - timedelta(days=1))
        assert not edge.usable(cut)


def test_railways_shut_by_the_front_are_of_unknown_capacity(files: Dossier) -> None:
    shut = [edge for edge in files.network_edges if edge.kind == "rail" and edge.end is not None]
    assert shut
    assert all(edge.low is None and edge.best is None for edge in shut)


@pytest.mark.parametrize("side", ["ru", "ua"])
@pytest.mark.parametrize("day", [date(2022, 8, 1), date(2023, 2, 20), date(2023, 5, 20)])
def test_what_arrives_in_each_draw_as_a_programme_finds_it(
    files: Dossier, side: str, day: date
) -> None:
    drawn = side_network(
        files.network_nodes,
        files.network_edges,
        control=files.control,
        side=side,
        day=day,
        streams=lambda name: stream(1, f"place/{name}"),
        draws=8,
    )
    network = drawn.network
    opened = network.passable.copy()
    opened[network.nodes.index("bakhmut")] = True
    network = replace(network, open=opened)
    found = worth_of(network, place="bakhmut")
    assert found.status.ok
    held = passable(network, place="bakhmut")
    lost = without(held, "bakhmut")
    for draw in range(8):
        assert found.flow_with[draw] == pytest.approx(most_delivered(held, draw), abs=1e-5)
        assert found.flow_without[draw] == pytest.approx(most_delivered(lost, draw), abs=1e-5)
        near = access(carrying(held, draw), draw)
        assert found.access_with[draw] == pytest.approx(near)
