"""A dossier reckoned again as of past days: what could have been said on each of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from asculum import __version__
from asculum.evidence.claims import CIVILIANS, Bound, Claim, Kind, Scope
from asculum.evidence.dossier import Dossier
from asculum.losses.estimate import METHOD, Losses
from asculum.report.reckoning import WeeklySeries
from asculum.store.keys import run_key
from asculum.store.payload import pack, unpack
from asculum.store.store import Store
from asculum.study.bands import labels, recalled, weekly_bands
from asculum.study.readings import truth
from asculum.study.runs import losses_key, not_kept, run_losses
from asculum.study.settings import Progress, Settings
from asculum.terms.errors import StoreError
from asculum.terms.estimate import Estimate, FloatArray
from asculum.terms.findings import Finding
from asculum.terms.period import Period
from asculum.terms.status import Status, StatusCode

#: The categories that are followed through time.
FOLLOWED = ("killed", "casualties")
#: How far back the recent losses of a past day reach [days].
RECENT = 28
#: What is kept of a day; days kept with less are reckoned anew.
KEPT = ("totals", "later", "lately", "weekly")


@dataclass(frozen=True, kw_only=True, eq=False)
class PastDay:
    """What was reckoned of the battle as of one day, from the claims known by then.

    ``arrived`` are the claims published since the day before it in the series. ``period`` is the
    part of the battle that lay behind. ``estimates`` are empty where ``status`` refuses; ``asked``
    holds draws of what later claims about the battle speak of, where the day's evidence tells it.
    ``lately`` holds by side the losses that the ledger weighs in the four weeks up to the day, and
    ``weekly`` the bands of each week behind.
    """

    day: date
    dossier: Dossier
    arrived: tuple[str, ...]
    period: Period | None
    status: Status
    run: str = ""
    estimates: tuple[Estimate, ...] = ()
    asked: dict[str, FloatArray] = field(default_factory=dict)
    lately: dict[str, Estimate] = field(default_factory=dict)
    weekly: tuple[WeeklySeries, ...] = ()
    seconds: float = 0.0


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
    found: list[PastDay] = []
    findings: list[Finding] = []
    before: set[str] = set()
    for number, day in enumerate(days):
        tell = _share(progress, number, len(days))
        known = run.whole.as_of(day)
        arrived = tuple(claim.id for claim in known.claims if claim.id not in before)
        before.update(arrived)
        item, said = _reckon(run, day, known, arrived, tell)
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


def _reckon(
    run: Run,
    day: date,
    known: Dossier,
    arrived: tuple[str, ...],
    progress: Progress | None,
) -> tuple[PastDay, tuple[Finding, ...]]:
    period = known.behind
    refusal = _refused(known, period)
    if refusal or period is None:
        status = Status(code=StatusCode.NOT_IDENTIFIED, sentence=refusal)
        return PastDay(day=day, dossier=known, arrived=arrived, period=period, status=status), ()
    settings = replace(run.settings, as_of=day)
    key = losses_key(known, settings)
    blank = PastDay(
        day=day,
        dossier=known,
        arrived=arrived,
        period=period,
        status=Status(code=StatusCode.OK, sentence=""),
        run=key,
    )
    if run.folder is not None:
        kept = _recall(run.folder, key, blank)
        if kept is not None:
            return kept, ()
    started = time.perf_counter()
    findings: tuple[Finding, ...] = ()
    losses = run.final[1] if run.final and run.final[0] == key else run.recent.get(key)
    if losses is None:
        losses, _, findings = run_losses(
            known, settings, folder=run.folder, now=run.clock(), progress=progress, keep=False
        )
        run.recent.clear()  # one posterior at a time; days with the same claims follow each other
        run.recent[key] = losses
    later = [claim for claim in run.whole.claims if claim.published > day and fit(claim)]
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
        findings += _keep(run, run.folder, item)
    return item, findings


def _refused(known: Dossier, period: Period | None) -> str:
    """Say why nothing can be reckoned of a day, before anything is run."""
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


def _day_key(run: str, period: Period) -> str:
    """Return the key under which a day's draws are kept: of the run they are from, and the days."""
    days = [period.start.isoformat(), period.end.isoformat()]
    settings = {"command": "hindcast", "run": run, "days": days, "kept": KEPT}
    return run_key(files={}, settings=settings, seed=0, version=__version__)


def _keep(run: Run, folder: Path, item: PastDay) -> tuple[Finding, ...]:
    """Keep the draws of a day beside its run, so that the page needs no posterior for them."""
    assert item.period is not None, "only a day with an answer is kept"
    arrays = {str(place): each.draws for place, each in enumerate(item.estimates)}
    arrays |= {f"later/{name}": draws for name, draws in item.asked.items()}
    arrays |= {f"lately/{side}": each.draws for side, each in item.lately.items()}
    arrays |= {f"weekly/{place}": each.quantiles for place, each in enumerate(item.weekly)}
    meta: dict[str, object] = {
        "weekly": [labels(each) for each in item.weekly],
        "status": item.status.as_json(),
        "estimates": [_labels(each) for each in item.estimates],
        "lately": [_labels(each) for each in item.lately.values()],
    }
    try:
        with Store.open(folder) as store:
            store.save_run(
                _day_key(item.run, item.period),
                command="hindcast",
                dossier=item.dossier.id,
                created=run.clock(),
                version=__version__,
                seed=run.settings.seed,
                settings={**run.settings.as_json(), "as_of": item.day.isoformat()},
                payload=pack(arrays, meta),
            )
    except StoreError as error:
        return (not_kept("what was reckoned of a past day is not kept", error),)
    return ()


def _recall(folder: Path, key: str, blank: PastDay) -> PastDay | None:
    assert blank.period is not None, "only a day with an answer is looked for"
    with Store.open(folder) as store:
        payload = store.load_run(_day_key(key, blank.period))
    if payload is None:
        return None
    arrays, meta = unpack(payload)
    estimates = tuple(
        _estimate(each, arrays[str(place)]) for place, each in enumerate(meta["estimates"])
    )
    lately = {
        each["side"]: _estimate(each, arrays[f"lately/{each['side']}"]) for each in meta["lately"]
    }
    later = {
        name.removeprefix("later/"): draws
        for name, draws in arrays.items()
        if name.startswith("later/")
    }
    weekly = tuple(
        recalled(each, arrays[f"weekly/{place}"]) for place, each in enumerate(meta["weekly"])
    )
    return replace(
        blank,
        status=_status(meta["status"]),
        estimates=estimates,
        asked=later,
        lately=lately,
        weekly=weekly,
    )


def _labels(item: Estimate) -> dict[str, Any]:
    """Return all that is kept of an estimate but its draws."""
    assert item.period is not None, "what is reckoned of a past day is of a period"
    return {
        "quantity": item.quantity,
        "side": item.side,
        "force": item.force,
        "status": item.status.as_json(),
        "sources": list(item.sources),
        "start": item.period.start.isoformat(),
        "end": item.period.end.isoformat(),
    }


def _estimate(labels: Mapping[str, Any], draws: FloatArray) -> Estimate:
    return Estimate(
        quantity=labels["quantity"],
        draws=draws,
        unit="persons",
        method=METHOD,
        status=_status(labels["status"]),
        side=labels["side"],
        force=labels["force"],
        period=Period(
            start=date.fromisoformat(labels["start"]), end=date.fromisoformat(labels["end"])
        ),
        sources=tuple(labels["sources"]),
    )


def _status(kept: dict[str, str]) -> Status:
    return Status(code=StatusCode(kept["code"]), sentence=kept["sentence"])
