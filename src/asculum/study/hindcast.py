"""A dossier reckoned again as of past days: what could have been said on each of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from asculum.evidence.claims import CIVILIANS, Bound, Claim, Kind, Scope
from asculum.evidence.dossier import Dossier
from asculum.losses.estimate import Losses
from asculum.store.store import Store
from asculum.study.ahead import Ahead
from asculum.study.bands import weekly_bands
from asculum.study.past import PastDay, keep_day, recall_day
from asculum.study.readings import truth
from asculum.study.runs import losses_key, reckon_losses, run_losses
from asculum.study.settings import Progress, Settings
from asculum.terms.estimate import Estimate
from asculum.terms.findings import Finding
from asculum.terms.period import Period
from asculum.terms.status import Status, StatusCode

#: The categories that are followed through time.
FOLLOWED = ("killed", "casualties")
#: How far back the recent losses of a past day reach [days].
RECENT = 28


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """Where and how past days are reckoned; the same for all of them.

    ``final`` is today's reckoning with the key of its run, where it is there already: days since
    which nothing was published need none of their own. ``recent`` holds the last one made.
    """

    whole: Dossier
    settings: Settings
    folder: Path | None
    clock: Callable[[], datetime]
    final: tuple[str, Losses] | None = None
    recent: dict[str, Losses] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Begun:
    """A past day before it is reckoned: what is there of it already, or what it takes.

    ``item`` is whole where the day is refused or was kept; its ``run`` is the key of its losses.
    """

    item: PastDay
    settings: Settings
    whole: bool


def begin_days(run: Run, days: Sequence[date]) -> tuple[Begun, ...]:
    """Look what there is of each day: refused, kept in the store, or yet to be reckoned."""
    found: list[Begun] = []
    before: set[str] = set()
    for day in days:
        known = run.whole.as_of(day)
        arrived = tuple(claim.id for claim in known.claims if claim.id not in before)
        before.update(arrived)
        found.append(_begin(run, day, known, arrived))
    return tuple(found)


def ahead_of(days: Sequence[Begun], *, folder: Path | None, today: str) -> Ahead:
    """Return the runs of days yet to be reckoned, to be begun beside other work.

    ``today`` is the key of a run that is made or at hand anyway.
    """
    wanted = {
        each.item.run: partial(reckon_losses, each.item.dossier, each.settings)
        for each in days
        if not each.whole and each.item.run != today and not _has_run(folder, each.item.run)
    }
    return Ahead(wanted)


def reckon_days(
    run: Run,
    days: Sequence[date],
    *,
    progress: Progress | None = None,
) -> tuple[tuple[PastDay, ...], tuple[Finding, ...]]:
    """Reckon the dossier as of each day, one after another, and say what befell the store.

    Each is the very run that ``asculum losses --as-of`` makes of that day, with the same plan and
    seed, started afresh and judged by the same gate. Of each the store keeps the draws that are
    shown or scored, and not the whole posterior, which is thirty times as large.
    """
    return finish_days(run, begin_days(run, days), progress=progress)


def finish_days(
    run: Run,
    days: Sequence[Begun],
    *,
    ahead: Ahead | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[PastDay, ...], tuple[Finding, ...]]:
    """Reckon the days that were begun, in their order; see ``reckon_days``.

    Runs that are made ``ahead`` are waited for.
    """
    found: list[PastDay] = []
    findings: list[Finding] = []
    for number, each in enumerate(days):
        if each.whole:
            found.append(each.item)
            continue
        item, said = _reckon(run, each, ahead, _share(progress, number, len(days)))
        found.append(item)
        findings += said
    return tuple(found), tuple(dict.fromkeys(findings))


def fit(claim: Claim) -> bool:
    """Return whether a claim can be held against an answer about the battle.

    It must be about the battle itself and give a figure or a range of soldiers' losses: a bound or
    a count by name cannot tell how near an answer is.
    """
    one_sided = claim.bound in (Bound.AT_LEAST, Bound.AT_MOST)
    open_ended = claim.best is None and (claim.low is None or claim.high is None)
    soldiers = claim.side != CIVILIANS and claim.kind is not Kind.NAMED_MINIMUM
    return soldiers and claim.scope is Scope.BATTLE and not one_sided and not open_ended


def _share(progress: Progress | None, number: int, count: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done: progress((number + done) / count)


def _begin(run: Run, day: date, known: Dossier, arrived: tuple[str, ...]) -> Begun:
    period = known.behind
    settings = replace(run.settings, as_of=day)
    refusal = _refused(known, period)
    code = StatusCode.NOT_IDENTIFIED if refusal else StatusCode.OK
    blank = PastDay(
        day=day,
        dossier=known,
        arrived=arrived,
        period=period,
        status=Status(code=code, sentence=refusal),
        run="" if refusal else losses_key(known, settings),
    )
    if refusal:
        return Begun(item=blank, settings=settings, whole=True)
    kept = None if run.folder is None else recall_day(run.folder, blank)
    return Begun(item=kept or blank, settings=settings, whole=kept is not None)


def _has_run(folder: Path | None, key: str) -> bool:
    """Whether the whole posterior of a run is kept, as ``asculum losses --as-of`` does."""
    if folder is None:
        return False
    with Store.open(folder) as store:
        return store.load_run(key) is not None


def _reckon(
    run: Run, begun: Begun, ahead: Ahead | None, progress: Progress | None
) -> tuple[PastDay, tuple[Finding, ...]]:
    blank, known, period = begun.item, begun.item.dossier, begun.item.period
    key = blank.run
    assert period is not None, "a day without a period is refused"
    started = time.perf_counter()
    findings: tuple[Finding, ...] = ()
    losses = run.final[1] if run.final and run.final[0] == key else run.recent.get(key)
    if losses is None:
        losses, _, findings = run_losses(
            known,
            begun.settings,
            folder=run.folder,
            now=run.clock(),
            progress=progress,
            keep=False,
            begun=partial(ahead.take, key, progress=progress) if ahead and key in ahead else None,
        )
        run.recent.clear()  # one posterior at a time; days with the same claims follow each other
        run.recent[key] = losses
    later = [claim for claim in run.whole.claims if claim.published > blank.day and fit(claim)]
    draws = {claim.id: truth(known, losses, claim) for claim in later}
    item = replace(
        blank,
        status=losses.status,
        estimates=followed(losses, period),
        asked={name: value for name, value in draws.items() if value is not None},
        lately=recent(losses, period),
        weekly=weekly_bands(losses),
        seconds=time.perf_counter() - started,
    )
    if run.folder is not None:
        findings += keep_day(run.folder, item, settings=begun.settings, now=run.clock())
    return item, findings


def _refused(known: Dossier, period: Period | None) -> str:
    """Say why nothing can be reckoned of a day, before anything is run; empty where it can."""
    if not known.claims:
        return "No claim had been published by this day."
    if period is None:
        return "The battle had not begun; nothing lies behind this day."
    return ""


def followed(losses: Losses, period: Period) -> tuple[Estimate, ...]:
    """Return killed and casualties of each side and force over the days behind."""
    wanted = [item for item in losses.totals if item.quantity in FOLLOWED]
    found = (
        losses.total(item.side, force=item.force, category=item.quantity, period=period)
        for item in wanted
    )
    return tuple(item for item in found if item is not None)


def recent(losses: Losses, period: Period) -> dict[str, Estimate]:
    """Return by side the losses that the ledger weighs in the last four weeks behind."""
    start = max(period.start, period.end - timedelta(days=RECENT))
    weeks = Period(start=start, end=period.end)
    found = {
        side.id: losses.total(side.id, category=losses.dossier.verdict.category, period=weeks)
        for side in losses.dossier.sides
    }
    return {side: item for side, item in found.items() if item is not None}
