"""Checks of what rows point to: sources, sides and forces."""

from __future__ import annotations

from collections.abc import Iterator

from asculum.evidence.claims import (
    BOTH,
    CIVILIANS,
    CONTESTED,
    THIRD,
    Kind,
)
from asculum.evidence.codes import found
from asculum.evidence.dictionary import assumption_terms
from asculum.evidence.gathered import Gathered, Stated, at, sourced
from asculum.evidence.spelling import Speller, counted, listed, shown
from asculum.terms.findings import Finding


def unknown_sources(case: Gathered) -> Iterator[Finding]:
    """Rows, pools, outcome and assumptions name sources of sources.csv."""
    dossier = case.dossier
    for row in (*sourced(dossier), *dossier.names):
        for source, known in case.unknown("sources", (row.source,)):
            yield at(row, "EVI050", f"unknown source {source}", fix=_add_source(known, source))
    named = [(pool.source, pool.line, "pools.source") for pool in dossier.pools]
    named += [(item.source, item.line, "lists.source") for item in dossier.lists]
    named.append((dossier.outcome.source, dossier.outcome.line, "outcome.source"))
    for prior in dossier.assumptions.values():
        named.append((prior.source, prior.line, f"source of assumptions.{prior.name}"))
    for table, item in dossier.choices.stated:
        for key, part in item.ranges().items():
            named.append((part.source, part.line, f"source of {table}.{key}"))
    for (name, subject, _), prior in dossier.assumptions.items():
        if assumption_terms()[name].by == "source":
            named.append((subject, prior.line, f"assumptions.{name}"))
    for name, line, what in named:
        for source, known in case.unknown("sources", (name,)):
            fix, where = _add_source(known, source), f"dossier.toml:{line}"
            yield found("EVI050", f"{what} is {shown(source)}, unknown", where=where, fix=fix)


def unknown_sides(case: Gathered) -> Iterator[Finding]:
    """Rows name the two sides, or the words their column allows besides."""
    dossier, sides = case.dossier, set(case.sides.known)
    stated: list[tuple[Stated, str, str, set[str]]] = []
    for claim in dossier.claims:
        stated.append((claim, "side", claim.side, {BOTH, CIVILIANS}))
        stated.append((claim, "versus", claim.versus, set()))
    stated += [(row, "side", row.side, set()) for row in dossier.strengths]
    stated += [(row, "status", row.status, {CONTESTED}) for row in dossier.control]
    for event in dossier.events:
        stated.append((event, "side_a", event.side_a, set()))
        stated.append((event, "side_b", event.side_b, set()))
    stated += [(row, "side", row.side, set()) for row in dossier.located]
    for node in dossier.network_nodes:
        stated.append((node, "holder", node.holder, {CONTESTED}))
        stated.append((node, "supplies", node.supplies, set()))
        stated.append((node, "needs", node.needs, set()))
    for source in dossier.sources.values():
        stated.append((source, "allegiance", source.allegiance, {THIRD}))
        stated.append((source, "backs", source.backs, set()))
    spellers: dict[str, Speller] = {}
    for row, column, side, others in stated:
        if side and side not in sides and side not in others:
            speller = spellers.setdefault(column, Speller(sides | others))
            yield at(row, "EVI051", f"{column} is {shown(side)}", fix=speller.fix(side))


def unknown_forces(case: Gathered) -> Iterator[Finding]:
    """Forces are those of the row's side; both sides together and civilians have none."""
    stated: list[tuple[Stated, str, str, str]] = []
    for claim in case.dossier.claims:
        stated.append((claim, "force", claim.force, claim.side))
        stated.append((claim, "versus_force", claim.versus_force, claim.versus))
    stated += [(row, "force", row.force, row.side) for row in case.dossier.strengths]
    for row, column, force, side in stated:
        if not force:
            continue
        what = f"{column} is {shown(force)}"
        if side in case.forces and force not in case.forces[side].known:
            none = f"add it to [[sides.forces]] of {side} in dossier.toml, or leave it empty"
            yield at(
                row,
                "EVI052",
                f"{what}, not a force of {side}",
                fix=case.forces[side].fix(force, otherwise=none),
            )
        elif side in (BOTH, CIVILIANS):
            yield at(row, "EVI052", f"{what}, yet side is {side}", fix=f"leave {column} empty")


def ratios(case: Gathered) -> Iterator[Finding]:
    """A ratio has a side below the line that is the other side; nothing else has one."""
    for claim in case.dossier.claims:
        if claim.kind is not Kind.RATIO:
            if claim.versus or claim.versus_force:
                what = f"versus is given, yet kind is {claim.kind}"
                fix = "write ratio in kind, or leave versus and versus_force empty"
                yield at(claim, "EVI070", what, fix=fix)
        elif claim.side in (BOTH, CIVILIANS):
            fix = "write the side on top in side and the other in versus"
            yield at(claim, "EVI069", f"a ratio of {claim.side}", fix=fix)
        elif not claim.versus:
            fix = (
                f"write {listed(side for side in case.sides.known if side != claim.side)} in versus"
            )
            yield at(claim, "EVI069", "a ratio without versus", fix=fix)
        elif claim.versus == claim.side:
            fix = (
                f"write {listed(side for side in case.sides.known if side != claim.side)} in versus"
            )
            yield at(claim, "EVI069", f"a ratio of {claim.side} to itself", fix=fix)


def backing(case: Gathered) -> Iterator[Finding]:
    """Only third parties back a side."""
    for source in case.dossier.sources.values():
        if source.backs and source.allegiance != THIRD:
            what = f"backs is {shown(source.backs)}, yet allegiance is {shown(source.allegiance)}"
            yield at(source, "EVI079", what, fix="leave backs empty, or write third in allegiance")


def sides_without_claims(case: Gathered) -> Iterator[Finding]:
    """Each side has at least one claim of its own losses."""
    claimed = {claim.side for claim in case.dossier.claims}
    for side in case.dossier.sides:
        if side.id not in claimed and case.claims_whole:
            what = f"no claim speaks of the losses of {side.id}"
            fix = "add what was claimed of it, by any source"
            yield found("EVI077", what, where="claims.csv", fix=fix)


def unused_sources(case: Gathered) -> Iterator[Finding]:
    """Every source is named by some row."""
    dossier = case.dossier
    used = {
        *(row.source for row in sourced(dossier)),
        *(pool.source for pool in dossier.pools),
        *(item.source for item in dossier.lists),
        *(prior.source for prior in dossier.assumptions.values()),
        *dossier.choices.sources,
        dossier.outcome.source,
    }
    idle = sorted(set(dossier.sources) - used)
    if idle and case.claims_whole:
        what = f"named by no row: {counted(len(idle), 'source')}: {listed(idle)}"
        yield found("EVI078", what, where="sources.csv", fix="delete them, or name them in a row")


def outcome_without_source(case: Gathered) -> Iterator[Finding]:
    """A victor is named by someone."""
    outcome = case.dossier.outcome
    if outcome.victor and not outcome.source:
        what = f"{outcome.victor} is said to have won, by no source"
        fix = "add source to [outcome], an id from sources.csv"
        yield found("EVI081", what, where=f"dossier.toml:{outcome.line}", fix=fix)


def _add_source(known: Speller, source: str) -> str:
    return known.fix(source, otherwise=f"add a row {shown(source)} to sources.csv")
