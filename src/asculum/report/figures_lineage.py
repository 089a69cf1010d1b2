"""How claims go back to one another, as data: trees from what was said first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from asculum.evidence.claims import Claim, Manner
from asculum.report.reckoning import Reckoning
from asculum.report.restating import ROLE_WORDS, compact, relation, restate
from asculum.report.wording import day
from asculum.terms.speech import message, plural, retold, say

MANNER_WORDS = {
    Manner.REPEATS: message("repeats"),
    Manner.ROUNDS: message("rounds"),
    Manner.MISQUOTES: message("misquotes"),
    Manner.DOCTORS: message("doctors"),
    Manner.INCLUDES: message("contains"),
}
#: Where the manner is not stated.
UNSTATED = message("goes back to")


@dataclass(frozen=True, kw_only=True)
class Node:
    """A claim in a tree: how deep it stands, on which line, and the line of its first origin.

    ``manner`` says how it goes back to it; ``others`` are the lines of further origins.
    """

    claim: str
    depth: int
    line: int
    parent: int | None
    manner: str
    others: tuple[int, ...]
    relation: str
    role: str
    who: str
    says: str
    tip: str


@dataclass(frozen=True, kw_only=True)
class LineageRow:
    """One edge in words: a claim, how it goes back, to what, and what became of it."""

    claim: str
    says: str
    manner: str
    origin: str
    origin_says: str
    role: str


@dataclass(frozen=True, kw_only=True)
class LineageFigure:
    """Every claim with an origin or an echo, tree by tree, with its edges as a table."""

    nodes: tuple[Node, ...]
    edges: tuple[LineageRow, ...]
    message: str


def lineage_figure(reckoning: Reckoning) -> LineageFigure | None:
    """Return how claims go back to one another; ``None`` where none does."""
    claims = {claim.id: claim for claim in reckoning.dossier.claims}
    origins = {
        claim.id: [name for name in claim.derives_from if name in claims and name != claim.id]
        for claim in claims.values()
    }
    children: dict[str, list[str]] = {}
    for name, found in origins.items():
        if found:
            children.setdefault(found[0], []).append(name)
    edges = [(name, origin) for name, found in origins.items() for origin in found]
    if not edges:
        return None
    told = {name for edge in edges for name in edge}
    roots = [name for name in claims if name in told and not origins[name]]
    roots.sort(key=lambda name: (claims[name].published, name))
    order: list[tuple[str, int]] = []
    seen: set[str] = set()
    for root in roots:
        _walk(root, 0, children, claims, order, seen)
    # what goes round in a circle has no root; it stands by itself rather than not at all
    for name in claims:
        if name in told and name not in seen:
            _walk(name, 0, children, claims, order, seen)
    lines = {name: number for number, (name, _) in enumerate(order)}
    roles = {item.claim: item.role for item in reckoning.readings}
    return LineageFigure(
        nodes=tuple(
            _node(reckoning, claims[name], deep, origins, lines, roles) for name, deep in order
        ),
        edges=tuple(
            _edge(reckoning, claims[name], claims[origin], roles) for name, origin in edges
        ),
        message=_message(reckoning, edges, claims, roots),
    )


def _walk(
    name: str,
    depth: int,
    children: Mapping[str, list[str]],
    claims: Mapping[str, Claim],
    order: list[tuple[str, int]],
    seen: set[str],
) -> None:
    """Add a claim and what goes back to it, first said first."""
    waiting = [(name, depth)]
    while waiting:
        item, deep = waiting.pop()
        if item in seen:
            continue
        seen.add(item)
        order.append((item, deep))
        after = sorted(children.get(item, ()), key=lambda one: (claims[one].published, one))
        waiting += [(one, deep + 1) for one in reversed(after)]


def manner_words(claim: Claim) -> str:
    """Return how a claim goes back to its origin, in words."""
    return retold(MANNER_WORDS[claim.manner] if claim.manner else UNSTATED)


def _who(reckoning: Reckoning, claim: Claim) -> str:
    return f"{reckoning.dossier.sources[claim.source].label}, {day(claim.published)}"


def _node(
    reckoning: Reckoning,
    claim: Claim,
    depth: int,
    origins: Mapping[str, list[str]],
    lines: Mapping[str, int],
    roles: Mapping[str, str],
) -> Node:
    found = origins[claim.id] if depth else []
    return Node(
        claim=claim.id,
        depth=depth,
        line=lines[claim.id],
        parent=lines[found[0]] if found else None,
        manner=manner_words(claim) if found else "",
        others=tuple(lines[name] for name in found[1:]),
        relation=relation(reckoning.dossier, claim),
        role=roles.get(claim.id, ""),
        who=_who(reckoning, claim),
        says=compact(reckoning.dossier, claim),
        tip=f"{_who(reckoning, claim)}: {restate(reckoning.dossier, claim)}",
    )


def _edge(
    reckoning: Reckoning, claim: Claim, origin: Claim, roles: Mapping[str, str]
) -> LineageRow:
    role = roles.get(claim.id, "")
    return LineageRow(
        claim=claim.id,
        says=f"{_who(reckoning, claim)}: {compact(reckoning.dossier, claim)}",
        manner=manner_words(claim),
        origin=origin.id,
        origin_says=f"{_who(reckoning, origin)}: {compact(reckoning.dossier, origin)}",
        role=ROLE_WORDS.get(role, role or say("not read")),
    )


def _message(
    reckoning: Reckoning,
    edges: list[tuple[str, str]],
    claims: Mapping[str, Claim],
    roots: list[str],
) -> str:
    told = "; ".join(
        f"{_who(reckoning, claims[name])} {manner_words(claims[name])} "
        f"{_who(reckoning, claims[origin])}"
        for name, origin in edges
    )
    number = len({name for name, _ in edges})
    return plural(
        number,
        "{n} claim goes back to {roots} said before: {told}.",
        "{n} claims go back to {roots} said before: {told}.",
        roots=len(roots),
        told=told,
    )
