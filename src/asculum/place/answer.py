"""What the place of a dossier was worth to each side, on the first and the last day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from asculum.evidence.check_network import place_node
from asculum.evidence.dossier import Dossier
from asculum.place.by_hand import ByHand, by_hand
from asculum.place.disagreement import Disagreement, disagreement
from asculum.place.drawn import DRAWS, SideNetwork, Unsure, side_network
from asculum.place.implied import Unexplained, unexplained
from asculum.place.network import Network
from asculum.place.resting import Resting
from asculum.place.worth import PlaceWorth, worth_of
from asculum.terms.errors import UsageError
from asculum.terms.estimate import Estimate, FloatArray
from asculum.terms.period import Period
from asculum.terms.sheets import Sheet, Tabular, estimates_sheet
from asculum.terms.speech import message
from asculum.terms.status import Status, StatusCode, worst
from asculum.terms.streams import stream
from asculum.terms.trees import draws_tree

if TYPE_CHECKING:
    from xarray import DataTree

METHOD = "the supply network with the place and without it"


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """The place to one side on one day.

    ``main`` is the day on which it matters most to the side: the last for who attacked it, the
    first for who held it. ``price`` is set on that day where the losses are reckoned. ``standing``
    and ``middle`` are ``None`` where the worth is refused; ``resting`` where every way that the
    side may use is certain.
    """

    side: str
    day: date
    main: bool
    network: SideNetwork
    worth: PlaceWorth
    standing: Disagreement | None
    middle: ByHand | None
    price: Unexplained | None
    resting: Resting | None = None
    sources: tuple[str, ...] = ()

    def estimates(self) -> Iterator[Estimate]:
        """Yield what was reckoned, as draws with labels; nothing where it was refused."""
        price = self.price
        yield from self.measured(self.worth)
        if not self.worth.status.ok:
            return
        worth, told = self.worth, []
        if price is not None and len(price.cost):
            told.append(("cost", price.cost, "persons", worth.status))
            told.append(
                ("per_tonne", price.per_tonne, "persons for each tonne a day", worth.status)
            )
            if price.status.ok:
                told.append(("explained", price.explained, "persons", price.status))
                told.append(("unexplained", price.left, "persons", price.status))
        for quantity, draws, unit, status in told:
            yield self._estimate(quantity, draws, unit, status)

    def measured(self, worth: PlaceWorth) -> Iterator[Estimate]:
        """Yield the measures of a worth of this side and day; nothing where it was refused."""
        if not worth.status.ok:
            return
        order = worth.order_free
        for quantity, draws, unit in (
            ("need_beyond", worth.need, "tonnes a day"),
            ("need_at", worth.own_need if worth.cut_off else None, "tonnes a day"),
            ("arrives_with", worth.flow_with, "tonnes a day"),
            ("arrives_without", worth.flow_without, "tonnes a day"),
            ("arrives_only_with", worth.flow, "tonnes a day"),
            ("share_only_with", worth.flow_share, "share"),
            ("order_free", order.draws if order is not None else None, "tonnes a day"),
            ("hauling_spared", worth.haul, "tonne-kilometres a day"),
            ("access_lost", worth.access_share, "share"),
        ):
            if draws is not None:
                yield self._estimate(quantity, draws, unit, worth.status)

    def _estimate(self, quantity: str, draws: FloatArray, unit: str, status: Status) -> Estimate:
        return Estimate(
            quantity=quantity,
            draws=draws,
            unit=unit,
            method=METHOD,
            status=status,
            side=self.side,
            period=Period(start=self.day, end=self.day + timedelta(days=1)),
            sources=self.sources,
        )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PlaceAnswer(Tabular):
    """What the place was worth: one reading a side and day, in the order of the sides."""

    node: str
    name: str
    status: Status
    readings: tuple[Reading, ...]

    def sheet(self) -> Sheet:
        """Return what was reckoned of each side on each day."""
        return estimates_sheet(
            (one for item in self.readings for one in item.estimates()),
            title=f"{self.name} in the supply networks",
            note=f"{self.status.code.value}: {self.status.sentence}",
        )

    def to_datatree(self) -> DataTree:
        """Return what was reckoned as joint draws, by side and day.

        ``order_free`` is left out: it rests on fewer draws. Raises ``ValueError`` where the worth
        was refused.
        """
        told = (one for item in self.readings for one in item.estimates())
        return draws_tree(one for one in told if one.quantity != "order_free")

    @property
    def main(self) -> tuple[Reading, ...]:
        """One reading a side, of the day on which the place matters most to it."""
        return tuple(item for item in self.readings if item.main)


def place_answer(
    dossier: Dossier,
    *,
    seed: int,
    costs: Mapping[str, FloatArray],
    days: Sequence[date] = (),
    draws: int = DRAWS,
) -> PlaceAnswer:
    """Set the network of each side with the place beside that without it.

    Parameters
    ----------
    dossier
        With its network; who held what follows from its table of control.
    seed
        Of the whole run; each row of the network draws from a stream of its own.
    costs
        What each side paid [persons], as draws; a side that is missing has no price.
    days
        The days; the first and the last of the battle, up to the as-of day, unless given.
    draws
        How many capacities and needs are drawn.

    Raises ``UsageError`` PLA005 where the dossier holds no network, PLA003 where the place fought
    over is not in it, PLA006 for a day outside the battle or ahead.

    Assumes, is biased and is not to be used as ``worth_of`` and ``unexplained`` say.
    """
    if not dossier.network_nodes or not dossier.network_edges:
        raise UsageError(
            "PLA005",
            f"the dossier {dossier.id} holds no supply network",
            why="what a place was worth for supply is told by the ways that lead through it",
            fix="add network_nodes.csv and network_edges.csv, or give lines: --lines FILE.geojson",
        )
    node = place_node(dossier)
    if not node:
        raise UsageError(
            "PLA003",
            f"no node of the network is {dossier.place.node or dossier.place.name!r}",
            why="the place fought over is the one place that is asked about",
            fix="name its node in dossier.toml: place.node",
        )
    first, last = _span(dossier)
    readings = []
    for side in dossier.sides:
        key = last if side.role == "attacker" else first
        asked = tuple(dict.fromkeys(_within(first, last, days))) or tuple(
            dict.fromkeys((first, last))
        )
        key = key if key in asked else asked[0]
        for day in asked:
            cost = costs.get(side.id) if day == key else None
            readings.append(
                _reading(dossier, node, side.id, day, day == key, cost, seed=seed, draws=draws)
            )
    told = [item.worth.status for item in readings if item.worth.status.ok]
    status = worst(told) if told else readings[0].worth.status
    name = next(item.name for item in dossier.network_nodes if item.id == node)
    return PlaceAnswer(node=node, name=name, status=status, readings=tuple(readings))


def _span(dossier: Dossier) -> tuple[date, date]:
    """Return the first and the last day that can be asked about, up to the as-of day."""
    if dossier.behind is None:
        raise UsageError(
            "PLA006",
            f"as of {dossier.until} the battle had not begun",
            why="the place is weighed while it was fought over",
            fix=f"ask as of {dossier.period.start} or a later day",
        )
    return dossier.behind.start, dossier.behind.end - timedelta(days=1)


def _within(first: date, last: date, days: Sequence[date]) -> Sequence[date]:
    for day in days:
        if not first <= day <= last:
            raise UsageError(
                "PLA006",
                f"{day} is no day of the battle up to the as-of day",
                why="the place is weighed while it was fought over, and nothing looks forward",
                fix=f"name a day from {first} to {last}",
            )
    return days


def _reading(
    dossier: Dossier,
    node: str,
    side: str,
    day: date,
    main: bool,
    cost: FloatArray | None,
    *,
    seed: int,
    draws: int,
) -> Reading:
    def drawing(unsure: Unsure) -> SideNetwork:
        return side_network(
            dossier.network_nodes,
            dossier.network_edges,
            control=dossier.control,
            side=side,
            day=day,
            streams=lambda name: stream(seed, f"place/{name}"),
            draws=draws,
            unsure=unsure,
        )

    def bare(unsure: Unsure) -> PlaceWorth:
        return worth_of(_opened(drawing(unsure).network, node), place=node)

    drawn = drawing(Unsure.DRAWN)
    held = _opened(drawn.network, node)
    worth = worth_of(held, place=node, rng=stream(seed, f"place/{side}/order"))
    if worth.status.ok:
        worth = replace(worth, status=_status(drawn, draws))
    price = None
    if cost is not None:
        price = unexplained(
            worth,
            cost=cost,
            worths=[item for item in dossier.worths if item.side == side],
            rng=stream(seed, f"place/{side}/worth"),
        )
    named = [item.source for item in dossier.network_nodes]
    named += [item.source for item in dossier.network_edges]
    return Reading(
        side=side,
        day=day,
        main=main,
        network=drawn,
        worth=worth,
        standing=disagreement(held, place=node) if worth.status.ok else None,
        middle=by_hand(held, place=node) if worth.status.ok else None,
        price=price,
        resting=Resting(ways=drawn.unsure, there=bare(Unsure.THERE), gone=bare(Unsure.GONE))
        if drawn.unsure
        else None,
        sources=tuple(dict.fromkeys(named)),
    )


def _opened(network: Network, node: str) -> Network:
    """Return the network with the place open, whoever held it."""
    passable = network.passable.copy()
    passable[network.nodes.index(node)] = True
    return replace(network, open=passable)


def _status(drawn: SideNetwork, draws: int) -> Status:
    if drawn.unknown:
        count = len(drawn.unknown)
        assert drawn.assumed is not None, "an unknown capacity is drawn from an assumed range"
        low, high = (f"{float(f'{end:.2g}'):,g}" for end in drawn.assumed)
        sentence = message(
            "The capacity of {count} of the ways is unknown and was drawn between {low} and "
            "{high} tonnes a day.",
            count=count,
            low=low,
            high=high,
        )
        return Status(code=StatusCode.DOUBTFUL, sentence=sentence)
    return Status(
        code=StatusCode.OK,
        sentence=message("{draws} draws of what the ways could carry.", draws=f"{draws:,}"),
    )
