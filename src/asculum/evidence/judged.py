"""What a dossier judges, read from a table: whose it is, of which day, and its ranges."""

from __future__ import annotations

from datetime import date

from asculum.evidence.codes import found
from asculum.evidence.key_lines import KeyLines
from asculum.evidence.keys import Section
from asculum.evidence.ranges import Range
from asculum.evidence.spelling import Speller, shown
from asculum.terms.findings import Finding
from asculum.terms.period import Period


class Judged:
    """Reads what a dossier judges: side, day and ranges of a table, collecting what is wrong."""

    def __init__(self, *, sides: Speller, period: Period, lines: KeyLines) -> None:
        self.sides, self.period, self.lines = sides, period, lines
        self.findings: list[Finding] = []

    def line(self, part: Section) -> int:
        """Return the line on which a table begins."""
        return self.lines.line(part.path)

    def side(self, part: Section) -> str:
        """Return the side that a table is of, or nothing."""
        side = part.row.text("side")
        if side and side not in self.sides.known:
            self.say("EVI051", part, "side", f"side is {shown(side)}", self.sides.fix(side))
            return ""
        return side

    def day(self, part: Section) -> date | None:
        """Return the day that a table is of, where it lies within the battle."""
        day = part.row.day("date")
        if day is not None and not self.period.start <= day < self.period.end:
            what = f"date is {day}, outside the battle ({self.period})"
            fix = "give a day of the battle"
            self.say("EVI113", part, "date", what, fix)
            return None
        return day

    def range(self, part: Section, key: str) -> Range | None:
        """Return a range with its reason, where it is stated and in order."""
        low, high = part.row.number(f"{key}.low"), part.row.number(f"{key}.high")
        if low is None and high is None:
            return None
        if low is None or high is None or not 0 <= low <= high:
            ends = " to ".join("nothing" if end is None else f"{end:g}" for end in (low, high))
            fix = f"write {key} = {{ low = …, high = …, why = … }} with ends from 0 up"
            self.say("EVI110", part, key, f"{key} runs from {ends}", fix)
            return None
        why = part.row.text(f"{key}.why")
        if not why:
            what = f"{key} is stated without a reason"
            self.say("EVI043", part, key, what, f'add why = "…" to {key}')
        return Range(
            low=low,
            high=high,
            why=why,
            source=part.row.text(f"{key}.source"),
            line=self.lines.line((*part.path, key)),
        )

    def say(self, code: str, part: Section, key: str, what: str, fix: str) -> None:
        """Add a finding about a key of a table."""
        where = self.lines.where((*part.path, key))
        self.findings.append(found(code, what, where=where, fix=fix))
