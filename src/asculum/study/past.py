"""A past day as it was reckoned, and what the store keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from asculum import __version__
from asculum.evidence.dossier import Dossier
from asculum.losses.estimate import METHOD
from asculum.report.reckoning import WeeklySeries
from asculum.store.keys import run_key
from asculum.store.payload import pack, unpack
from asculum.store.store import Store
from asculum.study.bands import labels, recalled
from asculum.study.runs import not_kept
from asculum.study.settings import Settings
from asculum.terms.errors import StoreError
from asculum.terms.estimate import Estimate, FloatArray
from asculum.terms.findings import Finding
from asculum.terms.period import Period
from asculum.terms.status import Status, StatusCode

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


def _day_key(run: str, period: Period) -> str:
    """Return the key under which a day's draws are kept: of the run they are from, and the days."""
    days = [period.start.isoformat(), period.end.isoformat()]
    settings = {"command": "hindcast", "run": run, "days": days, "kept": KEPT}
    return run_key(files={}, settings=settings, seed=0, version=__version__)


def keep_day(
    folder: Path, item: PastDay, *, settings: Settings, now: datetime
) -> tuple[Finding, ...]:
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
                created=now,
                version=__version__,
                seed=settings.seed,
                settings=settings.as_json(),
                payload=pack(arrays, meta),
            )
    except StoreError as error:
        return (not_kept("what was reckoned of a past day is not kept", error),)
    return ()


def recall_day(folder: Path, blank: PastDay) -> PastDay | None:
    """Return a day as it was kept; ``None`` where it was not."""
    assert blank.period is not None, "only a day with an answer is looked for"
    with Store.open(folder) as store:
        payload = store.load_run(_day_key(blank.run, blank.period))
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
