"""A dossier's network drawn for a side and a day, and the price set against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from asculum.evidence.claims import Checked, Control
from asculum.evidence.dossier import Dossier, Place, Side
from asculum.evidence.network import NetworkEdge, NetworkNode, Worth
from asculum.place.answer import PlaceAnswer, place_answer
from asculum.place.by_hand import by_hand
from asculum.place.drawn import UNKNOWN, SideNetwork, Unsure, holder, side_network
from asculum.place.implied import unexplained
from asculum.place.network import Network
from asculum.place.worth import worth_of
from asculum.terms.errors import UsageError
from asculum.terms.estimate import Estimate
from asculum.terms.period import Period
from asculum.terms.status import StatusCode
from asculum.terms.streams import stream

START, END = date(1807, 4, 3), date(1807, 6, 13)


def node(name: str, **more: object) -> NetworkNode:
    return NetworkNode(id=name.lower(), name=name, source="envoy", **more)  # type: ignore[arg-type]


def edge(a: str, b: str, **more: object) -> NetworkEdge:
    parts: dict[str, object] = {"length": 10.0, "kind": "road", "best": 100.0}
    return NetworkEdge(id=f"{a}-{b}", a=a, b=b, source="envoy", **(parts | more))  # type: ignore[arg-type]


NODES = (
    node("Depot", holder="north", supplies="north"),
    node("Ford"),
    node("Mill", holder="south"),
    node("Hills", holder="north", needs="north", low=20.0, high=180.0),
)
EDGES = (
    edge("depot", "ford", low=40.0, best=None, high=90.0),
    edge("ford", "hills"),
    edge("depot", "hills", best=None, length=25.0),
    edge("mill", "hills"),
    edge("depot", "mill"),
)
CONTROL = (Control(place="Mill", start=date(1807, 5, 1), end=None, status="north", source="envoy"),)


def dossier(**changed: object) -> Dossier:
    parts: dict[str, object] = {
        "id": "ford",
        "title": "Ford",
        "place": Place(name="FORD"),
        "period": Period(start=START, end=END),
        "sides": (
            Side(id="north", name="North", role="attacker"),
            Side(id="south", name="South", role="defender"),
        ),
        "network_nodes": NODES,
        "network_edges": EDGES,
        "control": CONTROL,
    }
    return Dossier(**(parts | changed))  # type: ignore[arg-type]


def drawn(day: date = START, **changed: object) -> SideNetwork:
    parts: dict[str, object] = {"nodes": NODES, "edges": EDGES, "control": CONTROL} | changed
    nodes, edges = parts.pop("nodes"), parts.pop("edges")
    return side_network(
        nodes,  # type: ignore[arg-type]
        edges,  # type: ignore[arg-type]
        side="north",
        day=day,
        streams=lambda name: stream(1, name),
        draws=4000,
        **parts,  # type: ignore[arg-type]
    )


def answer(files: Dossier, **more: object) -> PlaceAnswer:
    parts: dict[str, object] = {"seed": 1, "costs": {}, "draws": 50} | more
    return place_answer(files, **parts)  # type: ignore[arg-type]


def test_a_side_passes_what_it_holds_on_the_day() -> None:
    assert drawn().network.passable.tolist() == [True, True, False, True]
    assert drawn(date(1807, 5, 1)).network.passable.tolist() == [True] * 4
    assert holder(NODES[2], CONTROL, START) == "south"
    assert holder(NODES[2], CONTROL, END) == "north"


def test_ways_and_troops_have_their_days() -> None:
    edges = (replace(EDGES[1], start=date(1807, 5, 1), end=date(1807, 5, 2)), *EDGES[2:])
    nodes = (*NODES[:3], replace(NODES[3], end=date(1807, 5, 2)))
    for day, ways, need in ((START, 3, True), (date(1807, 5, 1), 4, True), (END, 3, False)):
        found = drawn(day, nodes=nodes, edges=edges).network
        assert len(found.links) == ways
        assert (found.needed.sum() > 0) == need


def test_ranges_are_drawn_evenly_in_their_logarithm() -> None:
    found = drawn()
    need = found.network.needed[:, 3]
    assert 20 <= need.min() < need.max() <= 180
    # the middle of 20 to 180 in logarithms is 60; 4,000 draws: 4 standard errors of a quarter
    assert np.log(need).mean() == pytest.approx(np.log(60), abs=4 * np.log(9) / 12**0.5 / 4000**0.5)
    assert (found.network.capacities[:, 1] == 100).all()
    assert found.unknown == ("depot-hills",)
    share = found.network.capacities[:, 2] / need
    assert UNKNOWN <= share.min() < share.max() <= 1


def test_a_best_figure_is_the_peak_of_a_triangle() -> None:
    edges = (edge("depot", "ford", low=10.0, best=30.0, high=90.0),)
    told = np.log(drawn(edges=edges).network.capacities[:, 0])
    low, peak, high = np.log([10, 30, 90])
    # a triangle's mean is that of its corners
    assert told.mean() == pytest.approx((low + peak + high) / 3, abs=0.03)
    assert (told < peak).mean() == pytest.approx((peak - low) / (high - low), abs=0.035)


def test_adding_a_row_moves_no_other() -> None:
    more = drawn(edges=(*EDGES, edge("ford", "mill", best=None, low=3.0, high=9.0)))
    assert (more.network.capacities[:, :5] == drawn().network.capacities).all()
    assert (more.network.needed == drawn().network.needed).all()


def test_intervals_hold_what_was_drawn_from_the_same_ranges() -> None:
    """Truths drawn from the stated ranges: 90 % intervals hold about nine in ten of them."""
    low, _, high = _arrives(answer(dossier(), seed=1, draws=2000)).interval(0.9)
    truths = _arrives(answer(dossier(), seed=2, draws=400)).draws
    held = ((low <= truths) & (truths <= high)).mean()
    assert held == pytest.approx(0.9, abs=4 * (0.9 * 0.1 / 400) ** 0.5)


def _arrives(found: PlaceAnswer) -> Estimate:
    return next(item for item in found.main[0].estimates() if item.quantity == "arrives_only_with")


def test_each_side_on_its_day() -> None:
    found = answer(dossier(), costs={"north": np.full(7, 900.0), "south": np.full(7, 500.0)})
    assert [(item.side, item.day == START, item.main) for item in found.readings] == [
        ("north", True, False),
        ("north", False, True),
        ("south", True, True),
        ("south", False, False),
    ]
    north, south = found.main
    assert north.worth.status.code is StatusCode.DOUBTFUL
    assert "1 of the ways is unknown" in north.worth.status.sentence
    assert south.worth.status.code is StatusCode.NOT_IDENTIFIED
    assert found.status == north.worth.status
    assert [item.price is not None for item in found.readings] == [False, True, True, False]
    assert list(south.estimates()) == []
    units = {item.quantity: item.unit for item in north.estimates()}
    assert units["per_tonne"] == "persons for each tonne a day"
    assert "unexplained" not in units


def test_nothing_looks_ahead_of_the_as_of_day() -> None:
    found = answer(dossier().as_of(date(1807, 4, 10)))
    assert {item.day for item in found.readings} == {START, date(1807, 4, 10)}


@pytest.mark.parametrize(
    ("files", "more", "code"),
    [
        (dossier(network_edges=()), {}, "PLA005"),
        (dossier(place=Place(name="Bridge")), {}, "PLA003"),
        (dossier(), {"days": (END,)}, "PLA006"),
        (dossier().as_of(date(1807, 4, 10)), {"days": (date(1807, 4, 11),)}, "PLA006"),
        (dossier().as_of(date(1807, 3, 1)), {}, "PLA006"),
    ],
)
def test_what_is_not_asked_well_is_refused(
    files: Dossier, more: dict[str, object], code: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        answer(files, **more)
    assert refusal.value.code == code
    assert refusal.value.fix


def diamond() -> Network:
    return Network(
        nodes=("depot", "north", "south", "line"),
        links=(("depot", "north"), ("north", "line"), ("depot", "south"), ("south", "line")),
        length=[10, 10, 20, 20],
        capacity=[60, 60, 50, 50],
        supply=[np.inf, 0, 0, 0],
        need=[0, 0, 0, 80],
    )


def test_price_by_hand() -> None:
    worth = worth_of(diamond(), place="north", rng=np.random.default_rng(1))
    worths = [
        Worth(side="a", measure="tonnes", low=2, high=2),
        Worth(side="a", measure="tonne_km", low=0.1, high=0.1),
    ]
    found = unexplained(worth, cost=np.array([600.0]), worths=worths, rng=np.random.default_rng(1))
    assert found.per_tonne.tolist() == [20]
    assert found.explained.tolist() == pytest.approx([2 * 30 + 0.1 * 1000])
    assert found.left.tolist() == pytest.approx([440])


def test_no_price_without_a_worth_and_none_twice() -> None:
    worth = worth_of(diamond(), place="north", rng=np.random.default_rng(1))
    rng = np.random.default_rng(1)
    found = unexplained(worth, cost=np.array([600.0]), worths=[], rng=rng)
    assert found.status.code is StatusCode.NOT_IDENTIFIED
    assert found.left.size == 0
    assert found.per_tonne.tolist() == [20]
    twice = [Worth(side="a", measure="tonnes", low=1, high=2)] * 2
    for worths in (twice, [Worth(side="a", measure="symbol", low=1, high=2)]):
        with pytest.raises(UsageError, match="PLA004"):
            unexplained(worth, cost=np.array([600.0]), worths=worths, rng=rng)


def test_where_no_tonne_is_lost_no_worth_of_it_pays() -> None:
    spare = replace(diamond(), capacity=[60, 60, 90, 90])
    worth = worth_of(spare, place="north", rng=np.random.default_rng(1))
    cost = np.array([600.0])
    found = unexplained(worth, cost=cost, worths=[], rng=np.random.default_rng(1))
    assert found.per_tonne.tolist() == [np.inf]


def test_the_middle_of_the_ranges_for_a_reader() -> None:
    found = by_hand(diamond(), place="north")
    (fed,) = found.fed
    assert (fed.node, fed.need, fed.way_with, fed.way_without) == ("line", 80, 20, 40)
    assert found.worth.flow.tolist() == [30]


def doubted(chance: float = 0.3) -> tuple[NetworkEdge, ...]:
    """Return the ways, of which nobody vouches for the one from the depot to the ford."""
    return (replace(EDGES[0], checked=Checked.MEMORY, chance=chance), *EDGES[1:])


def test_a_way_of_a_chance_is_there_in_that_share_of_the_draws() -> None:
    for chance in (0.3, 0.5, 1.0):
        found = drawn(edges=doubted(chance))
        there = found.network.capacities[:, 0] > 0
        assert there.mean() == pytest.approx(chance, abs=1 / 4000)
        assert found.unsure == ("depot-ford",)
        # where it is there, and everywhere else, nothing is drawn otherwise
        assert (found.network.capacities[there] == drawn().network.capacities[there]).all()
        assert (found.network.capacities[:, 1:] == drawn().network.capacities[:, 1:]).all()
    halves = drawn(edges=doubted(0.5)).network.capacities[:, 0].reshape(2, -1) > 0
    assert abs(halves.mean(axis=1) - 0.5).max() < 4 * 0.5 / 2000**0.5


def test_ways_that_nobody_vouches_for_all_there_or_all_gone() -> None:
    there = drawn(edges=doubted(), unsure=Unsure.THERE).network
    gone = drawn(edges=doubted(), unsure=Unsure.GONE)
    assert (there.capacities == drawn().network.capacities).all()
    assert gone.network.links == drawn().network.links[1:]
    assert gone.unsure == ()
    sure = drawn(edges=(replace(EDGES[0], checked=Checked.ASSUMED), *EDGES[1:]))
    assert sure.unsure == ()


def test_what_rests_on_a_way_that_nobody_vouches_for() -> None:
    sure, doubt = answer(dossier()), answer(dossier(network_edges=doubted()))
    north = next(item for item in doubt.readings if item.side == "north" and item.main)
    same = next(item for item in sure.readings if item.side == "north" and item.main)
    assert same.resting is None
    assert north.resting is not None
    assert north.resting.ways == ("depot-ford",)
    assert (north.resting.there.flow == same.worth.flow).all()
    # without it the ford lies on no way from the depot, so nothing is lost with it
    assert (north.resting.gone.flow == 0).all()
    some = north.worth.flow > 0
    assert (north.worth.flow[some] == same.worth.flow[some]).all()
    assert some.mean() <= 0.3 + 1 / 50


def drawn_often(capacity: list[list[int]]) -> Network:
    """Return the diamond with what its ways carry in each draw."""
    one, draws = diamond(), len(capacity)
    return replace(
        one,
        capacity=capacity,
        supply=np.repeat(one.supplied, draws, axis=0),
        need=np.repeat(one.needed, draws, axis=0),
    )


def test_nearness_in_a_draw_goes_by_the_ways_of_that_draw() -> None:
    found = worth_of(
        drawn_often([[60, 60, 50, 50], [0, 60, 50, 50], [0, 60, 0, 50]]), place="north"
    )
    assert found.order_free is None
    assert found.access_with.tolist() == pytest.approx([1 / 20, 1 / 40, 0])
    assert found.access_without.tolist() == pytest.approx([1 / 40, 1 / 40, 0])
    assert found.access_share.tolist() == pytest.approx([0.5, 0, 0])


def test_the_middle_keeps_a_way_that_is_there_in_half_of_the_draws() -> None:
    whole = drawn_often([[10, 60, 50, 0], [30, 60, 50, 0], [0, 60, 50, 0], [0, 60, 50, 50]])
    assert whole.middle().capacities.tolist() == [[20, 60, 50, 0]]
    (fed,) = by_hand(whole, place="north").fed
    assert (fed.way_with, fed.way_without) == (20, np.inf)
