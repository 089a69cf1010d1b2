"""Where on the page the evidence behind a number stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from asculum.report.reckoning import Reckoning
from asculum.terms.speech import say

#: Claim ids printed after a number on paper before the rest is counted.
PRINTED = 4


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What lies behind one number: rows of the claims table, other rows, and ids without a row."""

    href: str = ""
    rows: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    loose: tuple[str, ...] = ()

    @property
    def printed(self) -> str:
        """The ids as paper shows them."""
        names = [*self.ids, *(name for name, _ in self.others), *self.loose]
        more = len(names) - PRINTED
        return ", ".join(names[:PRINTED]) + (
            (" " + say("and {more} more", more=more)) if more > 0 else ""
        )


@dataclass(frozen=True, kw_only=True)
class Anchors:
    """The anchor of every row that a number can rest on, by the row's id in the dossier."""

    claims: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    economy: dict[str, str] = field(default_factory=dict)
    strengths: dict[str, str] = field(default_factory=dict)
    assumptions: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def evidence(self, ids: Iterable[str]) -> Evidence:
        """Return where the rows with these ids stand, in the order of the page."""
        wanted = list(dict.fromkeys(ids))
        claims = sorted((item for item in wanted if item in self.rows), key=self.rows.__getitem__)
        others: list[tuple[str, str]] = []
        loose: list[str] = []
        for item in wanted:
            if item in self.rows:
                continue
            anchor = self._other(item)
            if anchor:
                others.append((item, anchor))
            else:
                loose.append(item)
        href = ""
        if len(claims) == 1:
            href = f"#{self.claims[claims[0]]}"
        elif claims:
            href = "#claims"
        elif others:
            href = f"#{others[0][1]}"
        return Evidence(
            href=href,
            rows=tuple(self.rows[item] for item in claims),
            ids=tuple(claims),
            others=tuple(others),
            loose=tuple(loose),
        )

    def _other(self, item: str) -> str:
        plain = re.sub(r"^assumptions?[:./]", "", item).replace("/", ".").replace(":", ".")
        return (
            self.people.get(item)
            or self.economy.get(item)
            or self.strengths.get(item)
            or self.assumptions.get(plain)
            or self.sources.get(item)
            or ""
        )


def anchors(reckoning: Reckoning) -> Anchors:
    """Return the anchors of a reckoning's rows; none occurs twice on the page."""
    dossier = reckoning.dossier
    claims = [item.id for item in dossier.claims]
    keys = [".".join(filter(None, key)) for key in reckoning.assumptions]
    strengths = [item.id for item in dossier.strengths]
    return Anchors(
        claims=_named("claim", claims),
        rows={name: index for index, name in enumerate(claims)},
        people=_named("people", [item.id for item in dossier.people]),
        economy=_named("economy", [item.id for item in dossier.economy]),
        strengths=_named("strength", strengths),
        assumptions=_named("assumption", keys),
        sources=_named("source", list(dossier.sources)),
    )


def _named(prefix: str, ids: Sequence[str]) -> dict[str, str]:
    """Return an anchor for each id: the id itself where it is plain, else its number."""
    found: dict[str, str] = {}
    for number, item in enumerate(ids):
        plain = re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", item) is not None
        # an ordinary id never starts with "row.", so numbered anchors cannot collide with it
        plain = plain and not item.startswith("row.")
        found[item] = f"{prefix}-{item}" if plain else f"{prefix}-row.{number}"
    return found
