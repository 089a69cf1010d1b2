"""Totals from lists, printed; and a line on stderr where the first answer takes its time."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from asculum.cli.options import remark
from asculum.evidence.spelling import listed
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from asculum.terms.findings import Finding
    from asculum.undercount.estimate import Undercount
    from asculum.undercount.strata import StratifiedUndercount
    from asculum.undercount.total import Total

#: How long an answer may take before a line says why [seconds].
PATIENCE = 3.0
#: The most rows of one status that are named.
MOST_LABELS = 8


@contextlib.contextmanager
def compiling() -> Iterator[None]:
    """Say on a terminal that the first answer is compiled, where one takes more than a moment."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    words = "reckoning; the first time on a machine compiles what it needs, some 30 seconds"
    timer = threading.Timer(PATIENCE, remark, args=(words,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def print_estimate(
    findings: Sequence[Finding],
    strata: Mapping[str, Undercount],
    whole: StratifiedUndercount | None,
) -> None:
    """Print a table of totals, what they assume, and what the reader must know."""
    from rich.table import Table

    from asculum.cli.terminal import Terminal

    console = Terminal()
    some = next(iter(strata.values())).total
    table = Table(caption=f"{some.prob:.0%} intervals; {some.method}")
    table.add_column("persons")
    for name in ("listed", "from", "estimate", "to"):
        table.add_column(name, justify="right")
    rows: list[tuple[str, Total]] = []
    if whole is not None:
        rows.append(("all strata", whole.total))
    for name, found in strata.items():
        rows.append((name or "in all", found.total))
        if whole is None:
            rows += [(f"without {held}", total) for held, total in found.without.items()]
    for label, total in rows:
        three = (total.lower, total.point, total.upper)
        ends = ("" if end is None else f"{end:,.0f}" for end in three)
        table.add_row(tamed(label), f"{total.listed:,}", *ends)
    console.print(table)

    def say(text: str) -> None:
        """Print a line of text as it is."""
        console.print(tamed(text), markup=False, highlight=False, soft_wrap=True)

    say("")
    for labels, total in _alike(rows, some):
        named, status = listed(labels, most=MOST_LABELS), total.status
        say(f"{named}: {status.code.value}: {status.sentence}.")
    if any(total.point is not None for _, total in rows):
        say(f"Assumed: {some.assumption}.")
    for name, found in strata.items():
        if found.curve is not None:
            say(f"{name or 'Sensitivity'}: {found.curve.sentence}.")
    for name, found in strata.items():
        for held, (low, middle, high) in found.total.capture().items():
            if whole is None:
                say(f"{held} holds {middle:.0%} of all ({low:.0%} to {high:.0%}).")
        for item in found.findings:
            remark(tamed(f"{name}: {item}" if name else str(item)))
    for item in (*findings, *(whole.total.findings if whole is not None else ())):
        remark(tamed(str(item)))


def _alike(rows: Sequence[tuple[str, Total]], some: Total) -> list[tuple[list[str], Total]]:
    """Return the rows whose status is told: the first, and every one that is not OK.

    Rows that follow each other with the same status are told together.
    """
    told: list[tuple[list[str], Total]] = []
    for label, total in rows:
        if total is not some and label != "all strata" and total.status.code.value == "OK":
            continue
        if told and told[-1][1] is not some and told[-1][1].status == total.status:
            told[-1][0].append(label)
        else:
            told.append(([label], total))
    return told
