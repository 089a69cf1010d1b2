"""What the overlaps of a table warn of: empty lists, lists in others, lists that share nobody."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from asculum.evidence.spelling import counted
from asculum.terms.findings import Finding
from asculum.undercount.codes import found
from asculum.undercount.overlap import OverlapTable

#: More pairs of lists without anybody in common than these are told together.
MOST_APART = 4


def remarks(table: OverlapTable) -> tuple[Finding, ...]:
    """Return what the overlaps themselves warn of, in the order of the lists.

    UND006 a single list, UND014 nobody at all, UND010 empty lists, UND008 a list inside another,
    UND009 lists that share nobody.
    """
    sizes, pairs = table.sizes, table.pairs
    said: list[Finding] = []
    apart: list[tuple[str, str]] = []
    if table.persons == 0:
        return (found("UND014", "nobody is on any list", fix="check the counts of the table"),)
    if len(table.valid) == 1:
        what = f"{table.valid[0]} is the only list that holds anybody"
        said.append(found("UND006", what, fix="add lists made apart from this one"))
    for at, name in enumerate(table.lists):
        if sizes[at] == 0:
            said.append(found("UND010", f"{name} holds nobody", fix="leave the list out"))
    for at in range(len(sizes)):
        for other in range(at + 1, len(sizes)):
            if min(sizes[at], sizes[other]) == 0:
                continue
            if pairs[at, other] == 0:
                apart.append(
                    (
                        f"{table.lists[at]} ({sizes[at]:,})",
                        f"{table.lists[other]} ({sizes[other]:,})",
                    )
                )
            elif pairs[at, other] == min(sizes[at], sizes[other]):
                inner, outer = (at, other) if sizes[at] <= sizes[other] else (other, at)
                said.append(_inside(table.lists[inner], table.lists[outer], *sizes[[inner, outer]]))
    return (*said, *_apart(apart))


def _inside(inner: str, outer: str, held: int, most: int) -> Finding:
    """Return UND008 of a list all of whose ``held`` persons are on another."""
    fix = f"was {inner} copied from {outer}? leave it out"
    if held == most:
        what = f"{inner} and {outer} hold the same {counted(held, 'person')}"
        fix = "was one copied from the other? leave it out"
    elif held == 1:
        what = f"the one person of {inner} is on {outer}"
    else:
        what = f"all {held:,} of {inner} are on {outer}"
    return found("UND008", what, fix=fix)


def of_two_lists(table: OverlapTable) -> tuple[Finding, ...]:
    """Return UND015, what can be asked of a table in which two lists alone hold anybody."""
    held = [table.index(name) for name in table.valid]
    if len(held) != 2 or table.pairs[held[0], held[1]] == 0:
        return ()
    one, other = table.valid
    what = f"{one} and {other} are the only lists that hold anybody"
    pair = shlex.quote(f"{one},{other}")
    fix = f"add a third; if these were made independently: --method two-lists --pair {pair}"
    return (found("UND015", what, fix=fix),)


def _apart(pairs: Sequence[tuple[str, str]]) -> tuple[Finding, ...]:
    """Return UND009 for pairs of lists that share nobody, one by one or, if many, together."""
    fix = "check that they cover the same persons"
    told = [f"{one} and {other}" for one, other in pairs]
    if len(told) > MOST_APART:
        what = f"{len(told)} pairs of lists share nobody: {'; '.join(told[:MOST_APART])}; …"
        return (found("UND009", what, fix=fix),)
    return tuple(found("UND009", f"{pair} share nobody", fix=fix) for pair in told)


def telling_lists(table: OverlapTable) -> tuple[str, ...]:
    """Return the lists that lie wholly within no other and share somebody with one.

    Of equal lists it is the first. A list that shares nobody says of no other how much it misses.
    """
    sizes, pairs = table.sizes, table.pairs

    def inner(at: int) -> bool:
        return any(
            pairs[at, other] == sizes[at] and (sizes[other] > sizes[at] or other < at)
            for other in range(len(sizes))
            if other != at
        )

    def shares(at: int) -> bool:
        return any(pairs[at, other] > 0 for other in range(len(sizes)) if other != at)

    held = [at for at in range(len(sizes)) if shares(at) and not inner(at)]
    return tuple(table.lists[at] for at in held)
