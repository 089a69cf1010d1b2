"""What scoring past days gives: scores, their means, and what they can show, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from asculum.evidence.spelling import counted
from asculum.losses.baseline_terms import Question
from asculum.study.past import PastDay
from asculum.terms.estimate import PROB
from asculum.terms.rounding import rounded
from asculum.terms.sheets import Sheet, Tabular
from asculum.terms.status import Status, StatusCode

#: The method whose rows are the model's own.
MODEL = "Asculum"
CLAIM, POSTERIOR = "claim", "posterior"


@dataclass(frozen=True, kw_only=True)
class Score:
    """One answer of one day held against one reference.

    ``low``, ``point`` and ``high`` are the answer: of the model its interval and median, of a
    baseline what it prints. ``reference_*`` is what it is held against. Penalties are lower where
    better; the ``_log`` ones are of natural logarithms, so that sides of different size compare.
    ``covered`` is the share of the reference inside the range. All are ``None`` where ``refusal``
    says why; some where an answer has no density or no range.
    """

    day: date
    method: str
    echoes: str
    question: Question
    unit: str
    reference: str
    claim: str
    prob: float
    low: float | None = None
    point: float | None = None
    high: float | None = None
    reference_low: float | None = None
    reference_point: float | None = None
    reference_high: float | None = None
    crps: float | None = None
    crps_log: float | None = None
    interval_score: float | None = None
    interval_score_log: float | None = None
    log_score: float | None = None
    log_score_log: float | None = None
    covered: float | None = None
    error_log: float | None = None
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How one method did over all days and quantities on which it could be scored.

    ``model_*`` is how the model did on the very same cases.
    """

    reference: str
    claim: str
    method: str
    echoes: str
    cases: int
    crps_log: float
    error_log: float | None
    covered: float
    model_crps_log: float
    model_covered: float


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Hindcast(Tabular):
    """Past days with what was reckoned on them, their scores, and what those were held against."""

    days: tuple[PastDay, ...]
    scores: tuple[Score, ...]
    summaries: tuple[Summary, ...]
    sentence: str

    def sheet(self) -> Sheet:
        """Return a row for each past day and quantity with what was reckoned on that day."""
        rows, printed = [], []
        for day in self.days:
            for item in day.estimates:
                ends = item.interval()
                spoken = rounded(*ends)
                key = (day.day, item.side, item.force, item.quantity)
                rows.append((*key, *ends, PROB, item.unit))
                whose = " ".join(word for word in (item.side, item.force) if word)
                told = (day.day.isoformat(), whose, item.quantity)
                printed.append((*told, spoken.lower, spoken.median, spoken.upper))
        names = ("as_of", "side", "force", "quantity", "lower", "median", "upper", "prob", "unit")
        return Sheet(
            title="As reckoned on past days",
            names=names,
            rows=tuple(rows),
            heads=("as of", "side", "quantity", "from", "middle", "to"),
            printed=tuple(printed),
            note=self.status.sentence,
        )

    @property
    def ok(self) -> bool:
        """Whether any day gave an answer."""
        return any(day.estimates for day in self.days)

    @property
    def status(self) -> Status:
        """How many of the days gave an answer."""
        told = sum(bool(day.estimates) for day in self.days)
        whole = told == len(self.days)
        code = StatusCode.OK if whole else StatusCode.DOUBTFUL
        return Status(
            code=code if told else StatusCode.NOT_IDENTIFIED,
            sentence=f"{told} of {counted(len(self.days), 'day')} gave an answer.",
        )

    @property
    def refusals(self) -> tuple[tuple[str, str], ...]:
        """Why the model's own answers were not scored, each with the days and quantities."""
        found: dict[str, list[Score]] = {}
        for score in self.scores:
            if score.method == MODEL and score.refusal:
                found.setdefault(score.refusal, []).append(score)
        return tuple(
            (why, counted(len({score.day for score in scores}), "day"))
            for why, scores in found.items()
        )


def summaries(found: Sequence[Score]) -> tuple[Summary, ...]:
    """Return how each method did on average, beside the model on the same days and quantities."""

    def case(score: Score) -> tuple[object, ...]:
        return (score.claim, score.day, score.question)

    model = {case(s): s for s in found if s.method == MODEL and s.crps_log is not None}
    groups: dict[tuple[str, str, str, str], list[Score]] = {}
    for score in found:
        if score.crps_log is not None and case(score) in model:
            key = (score.reference, score.claim, score.method, score.echoes)
            groups.setdefault(key, []).append(score)
    return tuple(
        Summary(
            reference=key[0],
            claim=key[1],
            method=key[2],
            echoes=key[3],
            cases=len(group),
            crps_log=_mean([s.crps_log for s in group]) or 0.0,
            error_log=_mean([s.error_log for s in group]),
            covered=_mean([s.covered for s in group]) or 0.0,
            model_crps_log=_mean([model[case(s)].crps_log for s in group]) or 0.0,
            model_covered=_mean([model[case(s)].covered for s in group]) or 0.0,
        )
        for key, group in groups.items()
    )


def _mean(values: Sequence[float | None]) -> float | None:
    told = [value for value in values if value is not None]
    return sum(told) / len(told) if told else None


def words(found: Sequence[Score]) -> str:
    """Return in one sentence what the scores were held against, and what that can show."""
    if any(score.reference == CLAIM for score in found):
        names = ", ".join(dict.fromkeys(score.claim for score in found))
        return (
            f"Held against what was claimed later ({names}). Each reference was left out of every "
            "day that is scored; it is a claim itself, and right only as far as its source is."
        )
    return (
        "Held against what the same model makes of the same days with all that is known now. That "
        "shows whether early answers agreed with later ones under the same assumptions; it is no "
        "truth, and an error that both share does not show."
    )
