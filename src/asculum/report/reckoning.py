"""What a report is made from: every figure as data, before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from asculum.aftermath.account import Aftermath
from asculum.evidence.boundaries import Boundaries
from asculum.evidence.dossier import Assumption, Dossier
from asculum.losses.explanation import Explanation
from asculum.options.history import Compared
from asculum.options.ledger import PyrrhicLedger
from asculum.options.views import Weighing
from asculum.place.answer import PlaceAnswer
from asculum.report.fought import Fought
from asculum.report.lists import ListsLook
from asculum.terms.estimate import Estimate
from asculum.terms.findings import Finding
from asculum.terms.period import Period
from asculum.terms.status import Status


@dataclass(frozen=True, kw_only=True, eq=False)
class WeeklySeries:
    """Weekly losses of one side or force: quantiles of the posterior, week by week.

    ``periods`` has one entry a week (the last may be shorter); ``quantiles`` has shape
    (week, prob) in [persons in that period], in the order of ``probs``.
    """

    side: str
    force: str
    category: str
    periods: tuple[Period, ...]
    probs: tuple[float, ...]
    quantiles: npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Lean:
    """How far a source leans: the factor between what it says and what was, with its interval.

    Above 1 it says more than there was. ``prior_lower`` … ``prior_upper`` is what was assumed of
    it before its claims were read.
    """

    source: str
    side: str
    relation: str
    claims: int
    lower: float
    median: float
    upper: float
    prior_lower: float
    prior_median: float
    prior_upper: float


@dataclass(frozen=True, kw_only=True)
class ClaimReading:
    """What became of one claim.

    ``role`` is evidence, echo, doctored, superseded, unused or civilian; ``why`` says so in words.
    ``truth_*`` is what the posterior makes of the very quantity the claim speaks of (same side,
    force, category, scope and period; for a ratio the ratio), in the claim's own unit; ``None``
    where the model does not reach it. ``origin`` is the claim an echo goes back to.
    """

    claim: str
    role: str
    why: str
    origin: str = ""
    truth_lower: float | None = None
    truth_median: float | None = None
    truth_upper: float | None = None


@dataclass(frozen=True, kw_only=True)
class StatementReading:
    """One sentence of the dossier beside what the evidence says of it.

    ``verdict`` is supported, contradicted or cannot be told; ``rule`` says when each is said.
    """

    text: str
    claim: str
    verdict: str
    sentence: str
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """How the page was made, so that it can be made again."""

    version: str
    run: str
    seed: int
    as_of: date
    made: datetime
    files: Mapping[str, str]
    packages: Mapping[str, str]
    platform: str
    settings: Mapping[str, object]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Diagnostics:
    """How the sampler fared, worst values over every parameter and reported quantity."""

    chains: int
    draws: int
    rhat: float
    ess_bulk: float
    ess_tail: float
    divergences: int
    worst: str


@dataclass(frozen=True, kw_only=True)
class PastPoint:
    """Losses of the battle up to and with one day [persons], as an interval."""

    day: date
    lower: float
    median: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class PastDate:
    """A past day from which the battle was reckoned: what was known, and why it says nothing.

    ``arrived`` are the claims published since the past day before it, ``weekly`` the losses week by
    week as they were reckoned then; none where ``refusal`` says why.
    """

    day: date
    claims: int
    arrived: tuple[str, ...]
    refusal: str = ""
    weekly: tuple[WeeklySeries, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PastSeries:
    """Losses of one side up to each day: as reckoned on past days, and as reckoned now.

    ``then`` has one point for each past day with an answer, ``now`` one for each week of the
    battle and ``again`` one for each point of ``then``, of the same days.
    """

    side: str
    category: str
    then: tuple[PastPoint, ...]
    again: tuple[PastPoint, ...]
    now: tuple[PastPoint, ...]


@dataclass(frozen=True, kw_only=True)
class PastLook:
    """How the estimate moved as claims arrived."""

    dates: tuple[PastDate, ...]
    series: tuple[PastSeries, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Reckoning:
    """A dossier reckoned: everything the page shows.

    ``dossier`` is already narrowed to ``as_of``. ``totals`` holds the battle's totals by side,
    force and category. ``losses_status`` may refuse, and then ``totals``, ``weekly`` and ``leans``
    are empty and the page says why. ``assumptions`` are those used, stated or default. ``past`` is
    the battle as reckoned on a few past days; ``None`` where there is none to look back from.
    ``explanation`` says what moved the answer, where that was asked for. ``aftermath`` is who else
    paid, ``history`` the well-known victories that this one is set beside, ``place`` what the place
    was worth, where the dossier holds a supply network, ``weighing`` what else could have been
    done, and which deals there were. ``boundaries`` are those of the file that the user named, to
    be drawn on the maps.
    """

    dossier: Dossier
    as_of: date
    status: Status
    losses_status: Status
    totals: tuple[Estimate, ...]
    weekly: tuple[WeeklySeries, ...]
    leans: tuple[Lean, ...]
    readings: tuple[ClaimReading, ...]
    statements: tuple[StatementReading, ...]
    ledger: PyrrhicLedger | None
    assumptions: Mapping[tuple[str, str, str], Assumption]
    findings: tuple[Finding, ...]
    manifest: Manifest
    diagnostics: Diagnostics | None
    methods: tuple[str, ...] = ()
    past: PastLook | None = None
    explanation: Explanation | None = None
    aftermath: Aftermath | None = None
    history: tuple[Compared, ...] = ()
    place: PlaceAnswer | None = None
    weighing: Weighing | None = None
    fought: Fought | None = None
    lists: tuple[ListsLook, ...] = ()
    boundaries: Boundaries | None = None
