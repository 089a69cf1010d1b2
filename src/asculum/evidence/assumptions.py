"""Assumptions: the priors a dossier states, held against the data dictionary."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from asculum.evidence.codes import found
from asculum.evidence.dictionary import AssumptionTerm, assumption_terms
from asculum.evidence.dossier import Assumption, Side
from asculum.evidence.key_lines import KeyLines, Path
from asculum.evidence.spelling import Speller, listed, shown
from asculum.terms.findings import Finding

#: The keys of one prior; no side or force may bear these names.
PRIOR_KEYS = ("low", "high", "why", "source")

Stated = dict[tuple[str, str, str], Assumption]


def default_assumptions() -> dict[str, Assumption]:
    """Return the package's own priors by name, as not stated; those that claims imply are left out.

    A fixed one has its single number as both ``low`` and ``high``.
    """
    return {
        term.name: Assumption(
            name=term.name,
            low=term.high if term.low is None else term.low,
            high=term.high,
            why=term.description,
            stated=False,
        )
        for term in assumption_terms().values()
        if term.high is not None
    }


def read_assumptions(
    stated: Mapping[str, object], *, sides: Sequence[Side], lines: KeyLines
) -> tuple[Stated, tuple[Finding, ...]]:
    """Return the priors a dossier states, by (name, side, force), and what is wrong with them."""
    priors: Stated = {}
    findings: list[Finding] = []
    terms = assumption_terms()
    for name, table in stated.items():
        path: Path = ("assumptions", name)
        if name not in terms:
            fix = Speller(terms).fix(name)
            what = f"unknown assumption {shown(name)}"
            findings.append(found("EVI040", what, where=lines.where(path), fix=fix))
            continue
        for side, force, prior, inner in _places(name, table, terms[name], sides, lines, findings):
            where = lines.where(inner)
            problems = tuple(_problems(terms[name], prior, ".".join(map(str, inner[1:])), where))
            findings.extend(problems)
            if not any(item.severity == "error" for item in problems):
                line = int(where.rpartition(":")[2])
                priors[name, side, force] = _assumption(terms[name], prior, line)
    return priors, tuple(findings)


def _places(
    name: str,
    table: object,
    term: AssumptionTerm,
    sides: Sequence[Side],
    lines: KeyLines,
    findings: list[Finding],
) -> Iterator[tuple[str, str, Mapping[str, object], Path]]:
    """Yield each prior that stands under a name: for all, for a side, for a force of a side."""
    path: Path = ("assumptions", name)

    def refuse(what: str, at: Path, fix: str) -> None:
        findings.append(found("EVI041", what, where=lines.where(at), fix=fix))

    def not_a_table(value: object, at: Path) -> None:
        what = f"{'.'.join(map(str, at))} is {shown(value)}, not a table"
        fix = 'write { low = …, high = …, why = "…" }'
        findings.append(found("EVI033", what, where=lines.where(at), fix=fix))

    if not isinstance(table, dict):
        not_a_table(table, path)
        return
    if term.by == "source":
        yield from _by_source(name, table, path, refuse, not_a_table)
        return
    prior, by_side = _split(table)
    if prior or not by_side:
        yield "", "", prior, path
    known = {side.id: side for side in sides}
    for side, inner in by_side.items():
        at = (*path, side)
        if side not in known:
            fix = Speller((*known, *PRIOR_KEYS)).fix(side)
            refuse(f"{name} is stated for {shown(side)}, not a side", at, fix)
        elif term.by not in ("side", "leaf"):
            refuse(f"{name} holds for both sides alike", at, f"state it once as assumptions.{name}")
        elif not isinstance(inner, dict):
            not_a_table(inner, at)
        else:
            prior, by_force = _split(inner)
            if prior or not by_force:
                yield side, "", prior, at
            leaves = tuple(leaf for leaf in known[side].leaves() if leaf)
            if by_force and term.by == "side":
                fix = f"state it once as assumptions.{name}.{side}"
                refuse(f"{name} holds for all forces of a side alike", at, fix)
                continue
            for force, own in by_force.items():
                if force not in leaves:
                    what = f"{name} is stated for {shown(force)}, not a smallest force of {side}"
                    none = "the side has no forces: state it for the side"
                    fix = Speller((*leaves, *PRIOR_KEYS)).fix(
                        force, otherwise="" if leaves else none
                    )
                    refuse(what, (*at, force), fix)
                elif not isinstance(own, dict):
                    not_a_table(own, (*at, force))
                else:
                    yield side, force, own, (*at, force)


def _by_source(
    name: str,
    table: Mapping[str, object],
    path: Path,
    refuse: Callable[[str, Path, str], None],
    not_a_table: Callable[[object, Path], None],
) -> Iterator[tuple[str, str, Mapping[str, object], Path]]:
    """Yield each prior that is stated for one source; the sources are checked with the tables."""
    prior, by_source = _split(table)
    if prior or not by_source:
        refuse(f"{name} is stated for no source", path, f"state it as assumptions.{name}.SOURCE")
    for source, own in by_source.items():
        if not isinstance(own, dict):
            not_a_table(own, (*path, source))
        else:
            yield source, "", own, (*path, source)


def _split(table: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    prior = {key: value for key, value in table.items() if key in PRIOR_KEYS}
    return prior, {key: value for key, value in table.items() if key not in PRIOR_KEYS}


def _problems(
    term: AssumptionTerm, prior: Mapping[str, object], name: str, where: str
) -> Iterator[Finding]:
    for key in prior:
        if key not in PRIOR_KEYS:
            fix = Speller(PRIOR_KEYS).fix(key)
            yield found("EVI031", f"unknown key {key} in {name}", where=where, fix=fix)
    for key in ("why", "source"):
        if not isinstance(prior.get(key, ""), str):
            what = f"{key} of {name} is {shown(prior[key])}"
            yield found("EVI033", what, where=where, fix="write text in double quotes")
    ends = ("high",) if term.shape == "fixed" else ("low", "high")
    numbers = {key: _number(prior.get(key)) for key in ends}
    for key, value in numbers.items():
        if value is None:
            seen = f"is {shown(prior[key])}" if key in prior else "is missing"
            fix = f"write {key} = a plain number [{term.unit}]"
            yield found("EVI042", f"{key} of {name} {seen}", where=where, fix=fix)
    if term.shape == "fixed" and "low" in prior:
        what = f"{name} is a single number, yet low is given"
        yield found("EVI042", what, where=where, fix="delete low; high is the number used")
    low, high = numbers.get("low"), numbers["high"]
    if low is not None and high is not None and low >= high:
        what = f"low of {name} is {low:g}, not below its high {high:g}"
        yield found("EVI042", what, where=where, fix="swap them, or widen the range")
    top = 1.0 if term.shape == "logitnormal" else math.inf
    for key, value in numbers.items():
        if value is not None and not 0 < value < top:
            what = f"{key} of {name} is {value:g}"
            why = (
                "a share lies between 0 and 1" if top == 1 else "the number cannot be zero or below"
            )
            fix = "0.01 and 0.99 are usable ends" if top == 1 else "give a number above zero"
            yield found("EVI042", what, where=where, why=why, fix=fix)
    reason = prior.get("why", "")
    if isinstance(reason, str) and not reason.strip():
        what = f"{name} is stated without a reason"
        fix = f'add why = "…" beside {listed(ends)}'
        yield found("EVI043", what, where=where, fix=fix)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _assumption(term: AssumptionTerm, prior: Mapping[str, object], line: int) -> Assumption:
    high = _number(prior["high"])
    low = high if term.shape == "fixed" else _number(prior["low"])
    assert low is not None, "checked before"
    assert high is not None, "checked before"
    why, source = str(prior.get("why", "")).strip(), str(prior.get("source", "")).strip()
    return Assumption(name=term.name, low=low, high=high, why=why, source=source, line=line)
