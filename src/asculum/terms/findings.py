"""Findings: what a reader must know about the evidence or the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing a reader must know, with the place it was seen and a way to mend it.

    ``error`` stops a run, ``warning`` says that an answer may mislead, ``note`` says how a row
    was read. ``where`` is ``file:line`` where there is a line.
    """

    code: str
    severity: Severity
    what: str
    where: str = ""
    why: str = ""
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        lines = [f"{self.code} {self.severity}: {place}{self.what}"]
        if self.why:
            lines.append(f"  why: {self.why}")
        if self.fix:
            lines.append(f"  fix: {self.fix}")
        return "\n".join(lines)

    def as_json(self) -> dict[str, str]:
        """Return the finding as the JSON contract spells it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "where": self.where,
            "what": self.what,
            "why": self.why,
            "fix": self.fix,
        }
