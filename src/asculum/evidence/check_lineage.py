"""Checks of lineage: what goes back to what, and what is counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asculum.evidence.claims import Claim, PeopleFigure
from asculum.evidence.codes import found
from asculum.evidence.echoes import PROPOSED, proposals
from asculum.evidence.gathered import Gathered, at
from asculum.evidence.lineage import same_words
from asculum.evidence.spelling import shown
from asculum.terms.findings import Finding

Rows = Sequence[Claim] | Sequence[PeopleFigure]


def _tables(case: Gathered) -> tuple[tuple[str, Rows], ...]:
    return (("claims", case.dossier.claims), ("people", case.dossier.people))


def unknown_origins(case: Gathered) -> Iterator[Finding]:
    """Lineage and statements point to rows that are there."""
    for table, rows in _tables(case):
        for row in rows:
            for origin, known in case.unknown(table, row.derives_from):
                what = f"derives_from names {shown(origin)}, which is not in {table}.csv"
                fix = known.fix(origin, otherwise="add that row, or leave it out of derives_from")
                yield at(row, "EVI059", what, fix=fix)
    for row in case.dossier.claims:
        for other, known in case.unknown("claims", row.apart_from):
            what = f"apart_from names {shown(other)}, which is not in claims.csv"
            fix = known.fix(other, otherwise="leave it out of apart_from")
            yield at(row, "EVI059", what, fix=fix)
    for statement in case.dossier.statements:
        for claim, known in case.unknown("claims", (statement.claim,)):
            what, where = f"statements.claim is {shown(claim)}", f"dossier.toml:{statement.line}"
            fix = known.fix(claim, otherwise="add that claim, or delete the key")
            yield found("EVI059", f"{what}, which is not in claims.csv", where=where, fix=fix)


def apart_and_derived(case: Gathered) -> Iterator[Finding]:
    """No claim both goes back to another and stands apart from it."""
    for row in case.dossier.claims:
        for other in row.apart_from:
            if other in row.derives_from:
                what = f"{other} is in derives_from and in apart_from of {row.id}"
                fix = f"take {other} out of one of the two"
                yield at(row, "EVI089", what, fix=fix)


def self_references(case: Gathered) -> Iterator[Finding]:
    """No row goes back to itself."""
    for _, rows in _tables(case):
        for row in rows:
            if row.id in row.derives_from:
                fix = "leave its own id out of derives_from"
                yield at(row, "EVI060", f"{row.id} derives from itself", fix=fix)


def cycles(case: Gathered) -> Iterator[Finding]:
    """Following derives_from comes to an end."""
    for _, rows in _tables(case):
        by_id: dict[str, Claim | PeopleFigure] = {row.id: row for row in rows}
        graph = {
            name: [item for item in by_id[name].derives_from if item != name]
            for name in sorted(by_id)
        }
        for cycle in _cycles(graph):
            what = f"a cycle of lineage: {' from '.join([*cycle, cycle[0]])}"
            fix = "delete derives_from and manner of the one that was said first"
            yield at(by_id[cycle[0]], "EVI061", what, fix=fix)


def _cycles(graph: dict[str, list[str]]) -> Iterator[list[str]]:
    """Yield one cycle for each way back found in a walk over the graph, without recursion."""
    done: set[str] = set()
    for start in graph:
        if start in done:
            continue
        trail: dict[str, Iterator[str]] = {start: iter(graph[start])}
        while trail:
            name = next(reversed(trail))
            follow = next(trail[name], None)
            if follow is None:
                done.add(name)
                del trail[name]
            elif follow in trail:
                steps = list(trail)
                loop = steps[steps.index(follow) :]
                first = loop.index(min(loop))
                yield loop[first:] + loop[:first]
            elif follow in graph and follow not in done:
                trail[follow] = iter(graph[follow])


def echoes_before_origins(case: Gathered) -> Iterator[Finding]:
    """What a row goes back to was published before it."""
    for _, rows in _tables(case):
        published = {row.id: row.published for row in rows}
        for row in rows:
            for origin in row.derives_from:
                if origin in published and published[origin] > row.published:
                    what = f"published {row.published}, before {origin} on {published[origin]}"
                    fix = "correct published, or turn derives_from round"
                    yield at(row, "EVI062", what, fix=fix)


def manner_and_origin(case: Gathered) -> Iterator[Finding]:
    """Manner and derives_from come together."""
    for _, rows in _tables(case):
        for row in rows:
            if row.manner and not row.derives_from:
                fix = "name the row it goes back to in derives_from, or empty manner"
                yield at(row, "EVI063", f"manner is {row.manner}, derives_from is empty", fix=fix)
            elif row.derives_from and not row.manner:
                fix = "write repeats, rounds, misquotes, doctors or includes in manner"
                what = f"derives_from is {';'.join(row.derives_from)}, manner is empty"
                yield at(row, "EVI063", what, fix=fix)


def counted_twice(case: Gathered) -> Iterator[Finding]:
    """One source makes one claim once."""
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in case.dossier.claims:
        groups.setdefault(same_words(claim), []).append(claim)
    for group in groups.values():
        group.sort(key=lambda claim: (claim.published, claim.id))
        for later in group[1:]:
            if not later.derives_from:
                what = f"{later.source} said the same in {group[0].id}; {later.id} counts it twice"
                fix = (
                    f"write {group[0].id} in derives_from and repeats in manner, or delete the row"
                )
                yield at(later, "EVI064", what, fix=fix)


def possible_echoes(case: Gathered) -> Iterator[Finding]:
    """Another source's later claim of a figure may hand it on; proposed, never linked."""
    for proposal in proposals(case.dossier.claims):
        later, earlier = proposal.later, proposal.earlier
        what = (
            f"{later.id} may go back to {earlier.id}: {proposal.why} "
            f"(score {proposal.score:.1f} digits, proposed from {PROPOSED:g})"
        )
        fix = f"if it does: {proposal.edit}; if not: {proposal.refusal}"
        yield at(later, "EVI065", what, fix=fix)
