"""Rows of the supply network as values: what nodes need, what links carry."""

from __future__ import annotations

from asculum.evidence.cells import Row
from asculum.evidence.claims import Checked
from asculum.evidence.network import NetworkEdge, NetworkNode
from asculum.evidence.rows import Refusal, figures, period_refusal


def network_node(row: Row) -> NetworkNode | Refusal:
    """Return a row of network_nodes.csv as a value; a need has a figure, one role a node."""
    supplies, needs = row.text("supplies"), row.text("needs")
    given = figures(row.number("low"), row.number("best"), row.number("high"))
    if supplies and needs:
        what = f"supplies is {supplies} and needs is {needs}"
        fix = "make two nodes of it, joined by a short link"
        return Refusal(code="EVI123", what=what, fix=fix)
    if bool(needs) > bool(given) or (given and not (supplies or needs)):
        what = "needs without a figure" if needs else "a figure without supplies or needs"
        fix = "fill in best, or low and high" if needs else "say whose they are, or empty it"
        return Refusal(code="EVI123", what=what, fix=fix)
    return (
        _range_refusal(row)
        or period_refusal(row.day("start"), row.day("end"))
        or NetworkNode(
            id=row.text("id"),
            name=row.text("name"),
            latitude=row.number("latitude"),
            longitude=row.number("longitude"),
            holder=row.text("holder"),
            supplies=supplies,
            needs=needs,
            low=row.number("low"),
            best=row.number("best"),
            high=row.number("high"),
            start=row.day("start"),
            end=row.day("end"),
            source=row.text("source"),
            checked=Checked(row.text("checked")),
            url=row.text("url"),
            note=row.text("note"),
            line=row.line,
        )
    )


def network_edge(row: Row) -> NetworkEdge | Refusal:
    """Return a row of network_edges.csv as a value."""
    length = row.number("length")
    if row.text("a") == row.text("b"):
        fix = "name the two nodes that it joins"
        return Refusal(code="EVI121", what=f"from {row.text('a')} to itself", fix=fix)
    if length is not None and length <= 0:
        fix = "give its length in kilometres, or leave it empty"
        return Refusal(code="EVI121", what=f"length is {length:g} km", fix=fix)
    chance = row.number("chance")
    if chance is not None and not 0 < chance <= 1:
        fix = "give a share above 0 and at most 1, or leave the way out"
        return Refusal(code="EVI128", what=f"chance is {chance:g}", fix=fix)
    return (
        _range_refusal(row)
        or period_refusal(row.day("start"), row.day("end"))
        or NetworkEdge(
            id=row.text("id"),
            a=row.text("a"),
            b=row.text("b"),
            name=row.text("name"),
            kind=row.text("kind"),
            length=length,
            low=row.number("low"),
            best=row.number("best"),
            high=row.number("high"),
            start=row.day("start"),
            end=row.day("end"),
            chance=1.0 if chance is None else chance,
            source=row.text("source"),
            checked=Checked(row.text("checked")),
            url=row.text("url"),
            note=row.text("note"),
            line=row.line,
        )
    )


def _range_refusal(row: Row) -> Refusal | None:
    """Refuse a range of tonnes a day that cannot be drawn from."""
    low, best, high = (row.number(name) for name in ("low", "best", "high"))
    given = figures(low, best, high)
    if any(value <= 0 for value in given):
        fix = "leave out what carries or needs nothing; leave unknown cells empty"
        return Refusal(code="EVI122", what=f"{min(given):g} tonnes a day", fix=fix)
    if list(given) != sorted(given):
        what = f"low, best and high are {', '.join(f'{value:g}' for value in given)}"
        return Refusal(code="EVI122", what=what, fix="put them in order")
    if (low is None) != (high is None):
        fix = f"fill in {'low' if low is None else 'high'}, or keep best alone"
        return Refusal(code="EVI122", what="one end of a range", fix=fix)
    return None
