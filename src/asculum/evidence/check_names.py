"""Checks of names.csv: what places and sides are called in other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from asculum.evidence.dossier import Dossier
from asculum.evidence.gathered import Gathered, at
from asculum.evidence.spelling import Speller
from asculum.terms.findings import Finding

_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


def names_of_nothing(case: Gathered) -> Iterator[Finding]:
    """A name in another language is of something that the dossier names."""
    known = _names(case.dossier)
    speller = Speller(known)
    for row in case.dossier.names:
        if row.name not in known:
            yield at(row, "EVI140", f"nothing is called {row.name}", fix=speller.fix(row.name))


def names_told_twice(case: Gathered) -> Iterator[Finding]:
    """A name has one form in a language, and the language is known by its code."""
    seen: dict[tuple[str, str], int] = {}
    for row in case.dossier.names:
        if not _LANGUAGE.match(row.lang):
            what = f"{row.lang} is no code of a language"
            yield at(row, "EVI142", what, fix="write two or three letters: uk, ru, de")
        first = seen.setdefault((row.name, row.lang), row.line)
        if first != row.line:
            what = f"{row.name} has a name in {row.lang} on line {first} already"
            yield at(row, "EVI141", what, fix="keep one of the two")


def _names(dossier: Dossier) -> set[str]:
    """Return every name that the dossier writes."""
    sides = [(side.name, *(force.name for force in side.forces)) for side in dossier.sides]
    names = {name for group in sides for name in group}
    names |= {dossier.title, dossier.place.name, dossier.place.country, dossier.war_name}
    names |= {row.place for row in dossier.control} | {row.place for row in dossier.people}
    names |= {row.place for row in dossier.events}
    names |= {node.name for node in dossier.network_nodes}
    names |= {row.subject for row in dossier.economy}
    return names - {""}
