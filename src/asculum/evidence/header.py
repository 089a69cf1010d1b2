"""The header of a dossier: sides, forces, period and pools made from dossier.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from asculum.evidence.assumptions import PRIOR_KEYS, read_assumptions
from asculum.evidence.claims import BOTH, CIVILIANS, CONTESTED, THIRD
from asculum.evidence.codes import found
from asculum.evidence.dossier import (
    Dossier,
    Force,
    ListTable,
    Outcome,
    Place,
    Pool,
    Side,
    Statement,
    VerdictTerms,
)
from asculum.evidence.key_lines import KeyLines, Path
from asculum.evidence.keys import Keys, Section
from asculum.evidence.network import Worth
from asculum.evidence.read_choices import read_choices
from asculum.evidence.spelling import Speller, shown
from asculum.terms.findings import Finding
from asculum.terms.period import Period

#: The format of dossiers that this version reads.
FORMAT = 1

_LIST_FILE = re.compile(r"[A-Za-z0-9_-]{1,60}\.csv")
_TAKEN = {BOTH, CIVILIANS, THIRD, CONTESTED, *PRIOR_KEYS}


def read_header(
    keys: Keys, *, dossier_id: str, today: date
) -> tuple[Dossier | None, tuple[Finding, ...]]:
    """Return a dossier without tables, and what is wrong with its terms.

    ``None`` where place, period or the two sides cannot be told.
    """
    section = keys.section
    if section is None:
        return None, ()
    row, lines = section.row, keys.lines
    findings: list[Finding] = []
    version = row.number("format")
    if version is not None and version != FORMAT:
        what = f"format is {version:g}"
        fix = f"write format = {FORMAT}, or install the version of Asculum that wrote the dossier"
        findings.append(found("EVI034", what, where=lines.where(("format",)), fix=fix))
    sides = _sides(section, lines, findings)
    period = _period(section, lines, today, findings)
    assumptions, wrong = read_assumptions(keys.assumptions, sides=sides, lines=lines)
    if sides:
        findings.extend(wrong)
    if not sides or period is None:
        return None, tuple(findings)
    known = Speller(side.id for side in sides)
    pools = tuple(_pools(section, known, lines, findings))
    worths = tuple(_worths(section, known, lines, findings))
    choices, wrong = read_choices(section, sides=sides, period=period, lines=lines)
    findings.extend(wrong)
    victor = row.text("outcome.victor")
    if victor and victor not in known.known:
        findings.append(_unknown_side(known, victor, ("outcome", "victor"), lines))
        victor = ""
    dossier = Dossier(
        id=dossier_id,
        title=row.text("title"),
        place=Place(
            name=row.text("place.name"),
            country=row.text("place.country"),
            latitude=row.number("place.latitude"),
            longitude=row.number("place.longitude"),
            node=row.text("place.node"),
        ),
        period=period,
        sides=sides,
        about=row.text("about"),
        period_note=row.text("period.note"),
        war_name=row.text("war.name"),
        war_start=row.day("war.start"),
        outcome=Outcome(
            victor=victor,
            disputed=row.flag("outcome.disputed"),
            source=row.text("outcome.source"),
            note=row.text("outcome.note"),
            line=lines.line(("outcome", "source")),
        ),
        verdict=VerdictTerms(
            category=row.text("verdict.category"),
            horizon=row.text("verdict.horizon"),
            burden=row.number("verdict.burden") or 0.0,
            break_share=row.number("verdict.break_share") or 0.0,
        ),
        pools=pools,
        worths=worths,
        lists=tuple(_lists(section, sides, period, lines, findings)),
        statements=tuple(
            Statement(
                text=item.row.text("text"),
                claim=item.row.text("claim"),
                about=item.row.text("about"),
                line=lines.line((*item.path, "claim")),
            )
            for item in section.parts.get("statements", ())
        ),
        assumptions=assumptions,
        choices=choices,
    )
    return dossier, tuple(findings)


def _period(
    section: Section, lines: KeyLines, today: date, findings: list[Finding]
) -> Period | None:
    start, end = section.row.day("period.start"), section.row.day("period.end")
    if start is None or end is None:
        return None
    where = lines.where(("period", "end"))
    if end <= start:
        what = f"the battle ends on {end}, not after its start on {start}"
        findings.append(found("EVI038", what, where=where, fix="swap or correct the two dates"))
        return None
    if end > a_year_before(today):
        what = f"the battle ends on {end}, less than a year before {today}"
        fix = "reckon it once a year has passed since its end"
        findings.append(found("EVI039", what, where=where, fix=fix))
    war = section.row.day("war.start")
    if war is not None and war > start:
        what = f"the war begins on {war}, after the battle's start on {start}"
        where = lines.where(("war", "start"))
        why = "a battle lies within its war"
        findings.append(found("EVI038", what, where=where, why=why, fix="correct one of the dates"))
    return Period(start=start, end=end)


def a_year_before(today: date) -> date:
    """Return the day by which a battle must have ended to be looked back on from ``today``."""
    if today.year == date.min.year:
        return date.min
    try:
        return today.replace(year=today.year - 1)
    except ValueError:  # 29 February
        return today.replace(year=today.year - 1, day=28)


def _sides(section: Section, lines: KeyLines, findings: list[Finding]) -> tuple[Side, ...]:
    """Return the two sides; nothing where they cannot be told apart or forces nest badly."""
    parts = section.parts.get("sides", ())
    before = len(findings)
    if len(parts) != 2:
        names = ", ".join(item.row.text("id") or "?" for item in parts) or "none"
        what = f"{len(parts)} sides ({names})"
        fix = "give two [[sides]]; allies are forces of a side: [[sides.forces]]"
        path: Path = ("sides", 2) if len(parts) > 2 else ("sides",)
        findings.append(found("EVI035", what, where=lines.where(path), fix=fix))
    findings.extend(_id_findings(parts, "side", _TAKEN, lines))
    sides = []
    for part in parts:
        forces = part.parts.get("forces", ())
        findings.extend(_id_findings(forces, "force", set(PRIOR_KEYS), lines))
        findings.extend(_nesting_findings(forces, lines))
        sides.append(
            Side(
                id=part.row.text("id"),
                name=part.row.text("name"),
                role=part.row.text("role"),
                forces=tuple(
                    Force(
                        id=item.row.text("id"),
                        name=item.row.text("name"),
                        within=item.row.text("within"),
                    )
                    for item in forces
                ),
            )
        )
    unnamed = any(not side.id or any(not force.id for force in side.forces) for side in sides)
    return () if unnamed or len(findings) > before else tuple(sides)


def _id_findings(
    parts: Sequence[Section], noun: str, taken: set[str], lines: KeyLines
) -> Iterator[Finding]:
    seen: set[str] = set()
    for part in parts:
        own, where = part.row.text("id"), lines.where((*part.path, "id"))
        if own in taken:
            what = f"{noun} id {shown(own)} has a meaning of its own"
            yield found("EVI036", what, where=where, fix="give it another short name")
        elif own and own in seen:
            what = f"{noun} id {shown(own)} is there twice"
            yield found("EVI036", what, where=where, fix=f"give each {noun} its own id")
        seen.add(own)


def _nesting_findings(forces: Sequence[Section], lines: KeyLines) -> Iterator[Finding]:
    within = {item.row.text("id"): item.row.text("within") for item in forces}
    for item in forces:
        own, outer = item.row.text("id"), item.row.text("within")
        where = lines.where((*item.path, "within"))
        if outer and outer not in within:
            fix = Speller(name for name in within if name != own).fix(outer)
            yield found(
                "EVI037",
                f"{own} lies within {shown(outer)}, not a force of its side",
                where=where,
                fix=fix,
            )
            continue
        trail = [own]
        while outer and outer not in trail and outer in within:
            trail.append(outer)
            outer = within[outer]
        if outer and outer == own:
            what = f"forces lie within each other: {' in '.join([*trail, own])}"
            yield found("EVI037", what, where=where, fix="delete within from the widest of them")


def _pools(
    section: Section, known: Speller, lines: KeyLines, findings: list[Finding]
) -> Iterator[Pool]:
    for part in section.parts.get("pools", ()):
        row = part.row
        side, low, high = row.text("side"), row.number("low"), row.number("high")
        if side and side not in known.known:
            findings.append(_unknown_side(known, side, (*part.path, "side"), lines))
        elif low is not None and high is not None and low > high:
            what = f"the pool's low is {low:g}, above its high {high:g}"
            where = lines.where((*part.path, "low"))
            findings.append(found("EVI044", what, where=where, fix="swap them"))
        elif side and low is not None and high is not None:
            yield Pool(
                side=side,
                low=low,
                high=high,
                source=row.text("source"),
                scope=row.text("scope"),
                per_battle=row.number("per_battle") or 0.0,
                url=row.text("url"),
                note=row.text("note"),
                line=lines.line((*part.path, "source")),
            )


def _worths(
    section: Section, known: Speller, lines: KeyLines, findings: list[Finding]
) -> Iterator[Worth]:
    for part in section.parts.get("worths", ()):
        row = part.row
        side, low, high = row.text("side"), row.number("low"), row.number("high")
        if side and side not in known.known:
            findings.append(_unknown_side(known, side, (*part.path, "side"), lines))
        elif low is not None and high is not None and low > high:
            where = lines.where((*part.path, "low"))
            what = f"the worth's low is {low:g}, above its high {high:g}"
            findings.append(found("EVI044", what, where=where, fix="swap them"))
        elif side and low is not None and high is not None and row.text("measure"):
            line = lines.line((*part.path, "low"))
            yield Worth(
                side=side,
                measure=row.text("measure"),
                low=low,
                high=high,
                why=row.text("why"),
                line=line,
            )


def _lists(
    section: Section,
    sides: Sequence[Side],
    period: Period,
    lines: KeyLines,
    findings: list[Finding],
) -> Iterator[ListTable]:
    known = Speller((*(side.id for side in sides), CIVILIANS))
    forces = {(side.id, force.id) for side in sides for force in side.forces}
    taken: set[str] = set()
    for part in section.parts.get("lists", ()):
        row = part.row
        file, side, force = row.text("file"), row.text("side"), row.text("force")
        published = row.day("published")
        start, end = row.day("start") or period.start, row.day("end") or period.end
        where = lines.where((*part.path, "file"))
        if not file or not side or published is None:
            continue
        if not _LIST_FILE.fullmatch(file) or file in taken:
            what = f"lists.file is {shown(file)}" + (" twice" if file in taken else "")
            fix = "name a CSV file in the folder lists, such as draws.csv"
            findings.append(found("EVI033", what, where=where, fix=fix))
        elif side not in known.known:
            findings.append(_unknown_side(known, side, (*part.path, "side"), lines))
        elif force and (side, force) not in forces:
            what = f"lists.force is {shown(force)}, which {side} does not have"
            fix = "name a force of that side, or leave force out"
            findings.append(found("EVI052", what, where=where, fix=fix))
        elif end <= start:
            what = f"lists from {start.isoformat()} to {end.isoformat()}"
            fix = "let end be the day after the last death"
            findings.append(found("EVI056", what, where=where, fix=fix))
        else:
            taken.add(file)
            yield ListTable(
                file=file,
                side=side,
                force=force,
                period=Period(start=start, end=end),
                published=published,
                source=row.text("source"),
                url=row.text("url"),
                note=row.text("note"),
                line=lines.line((*part.path, "source")),
            )


def _unknown_side(known: Speller, side: str, path: Path, lines: KeyLines) -> Finding:
    what = f"{'.'.join(str(part) for part in path if isinstance(part, str))} is {shown(side)}"
    return found("EVI051", what, where=lines.where(path), fix=known.fix(side))
