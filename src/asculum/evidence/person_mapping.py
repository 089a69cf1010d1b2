"""Which column of a list of persons is which: the data dictionary's own names, and a mapping."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from asculum.evidence.codes import found
from asculum.evidence.dictionary import columns
from asculum.evidence.person_cells import DAY_FIRST, MONTH_FIRST
from asculum.evidence.spelling import Speller, listed, shown
from asculum.terms.errors import EvidenceError
from asculum.terms.findings import Finding


@dataclass(frozen=True, kw_only=True)
class PersonColumns:
    """Which column of a file is which of the dictionary; the same name where nothing is said."""

    names: Mapping[str, str] = field(default_factory=dict)
    by_list: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    days: str = ""

    def of(self, name: str) -> Mapping[str, str]:
        """Return the columns of the dictionary with their column in the list's file."""
        own = self.by_list.get(name, {})
        return {**{word: word for word in known()}, **self.names, **own}


def known() -> tuple[str, ...]:
    """Return the columns of a list in the data dictionary."""
    return tuple(column.name for column in columns("lists"))


def read_mapping(path: str | Path) -> PersonColumns:
    """Read which columns are which from a TOML file; raises ``EvidenceError`` EVI103.

    ``days`` is ``"day first"`` or ``"month first"``; ``[columns]`` gives columns of the files as
    keys and columns of the dictionary as values; ``[lists.NAME]`` does so for one list alone.
    """
    file = Path(path)
    fix = 'write lines such as "First name" = "given" under [columns]'
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not TOML in UTF-8"
        raise refusal("EVI103", f"the mapping cannot be read: {reason}", file.name, fix) from None
    problems: list[Finding] = []
    if strange := sorted(set(told) - {"days", "columns", "lists"}):
        what = f"unknown keys {listed([shown(key) for key in strange])}"
        problems.append(found("EVI103", what, where=file.name, fix=fix))
    days = told.get("days", "")
    if days not in ("", DAY_FIRST, MONTH_FIRST):
        mend = f'days = "{DAY_FIRST}" or days = "{MONTH_FIRST}"'
        problems.append(found("EVI103", "days is neither", where=file.name, fix=mend))
    lists = told.get("lists", {})
    names = _turned(told.get("columns", {}), file.name, problems)
    by_list = {
        str(name): _turned(table, file.name, problems)
        for name, table in (lists.items() if isinstance(lists, dict) else ())
    }
    refuse(problems)
    return PersonColumns(names=names, by_list=by_list, days=str(days))


def _turned(table: object, where: str, problems: list[Finding]) -> dict[str, str]:
    turned: dict[str, str] = {}
    speller = Speller(known())
    for theirs, ours in table.items() if isinstance(table, dict) else ():
        if ours not in known():
            what = f"no column {shown(ours)} in a list"
            problems.append(found("EVI103", what, where=where, fix=speller.fix(str(ours))))
        elif ours in turned:
            what = f"two columns are mapped to {ours}"
            problems.append(found("EVI103", what, where=where, fix="keep one of them"))
        else:
            turned[ours] = str(theirs)
    return turned


def refusal(code: str, what: str, where: str, fix: str) -> EvidenceError:
    """Return the error ``code`` with the rule of it."""
    item = found(code, what, where=where, fix=fix)
    return EvidenceError(code, what, where=where, why=item.why, fix=fix)


def refuse(problems: Sequence[Finding]) -> None:
    """Raise all problems together where there are any."""
    if not problems:
        return
    first = problems[0]
    if len(problems) == 1:
        raise refusal(first.code, first.what, first.where, first.fix)
    raise EvidenceError(first.code, f"{len(problems):,} problems with lists", findings=problems)
