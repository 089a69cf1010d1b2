"""What a baseline is asked and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from asculum.terms.period import Period


class Echoes(StrEnum):
    """Whether a newsroom knows which claims repeat others."""

    AS_PRINTED = "as printed"
    LINEAGE_KNOWN = "lineage known"


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whose losses are asked for: a side or force, a category, and days of the battle."""

    side: str
    category: str
    period: Period
    force: str = ""


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """The answer of one rule [persons], or ``refusal`` with its reason.

    ``point`` is ``None`` for a rule that gives a range only; ``claims`` are the claims or events
    it rests on.
    """

    name: str
    echoes: Echoes
    question: Question
    low: float | None = None
    point: float | None = None
    high: float | None = None
    claims: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is an answer."""
        return not self.refusal


#: What each rule does, in one sentence.
RULES = {
    "median of all claims": "The middle figure, each source once; its range is that of the claims.",
    "mean of the two sides": "Half way between what the two sides say; they are its range.",
    "third parties only": "The middle figure of those who belong to no side.",
    "UCDP": "Deaths that the events give the side; the events' own low and high as bounds.",
    "UCDP, widened": "The same with the doubt of those who code such events (Vesco et al. 2026).",
    "range": "From the lowest figure to the highest, no figure between (Every Casualty).",
    "majority": "What more than half of the sources agree on (Every Casualty).",
    "source hierarchy": "The best kind of source that spoke, and nobody else (Every Casualty).",
}
