"""Why the losses came out as they did: from the store where it was worked out before, else anew."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from asculum import __version__
from asculum.losses.contraction import Beside
from asculum.losses.estimate import Losses
from asculum.losses.explanation import Explanation, TotalBeside, explain
from asculum.losses.influence import REWEIGHTED, SOURCE, UNKNOWN, LeftOut, Pull, Unit, refit
from asculum.losses.learnt import Learnt, Moved
from asculum.losses.predictive import SourceCheck, Told
from asculum.losses.sensitivity import Sensitivity
from asculum.store.keys import run_key
from asculum.store.payload import pack, unpack
from asculum.store.store import Store
from asculum.study.runs import not_kept
from asculum.study.settings import Settings
from asculum.terms.errors import StoreError
from asculum.terms.findings import Finding

#: Sources refitted without being asked for: those with most claims that cannot be reweighted.
REFITS = 1


def explained(
    losses: Losses,
    settings: Settings,
    *,
    run: str,
    folder: Path | None,
    now: datetime,
    refit_all: bool = False,
) -> tuple[Explanation | None, tuple[Finding, ...]]:
    """Return the explanation of a run, ``None`` where its losses were refused, and findings.

    ``run`` is the key of the losses. With a ``folder`` the explanation is looked up in its store,
    and kept there; what was refitted once is not refitted again. ``refit_all`` refits every
    source whose pull is not known, instead of the ``REFITS`` with most claims.
    """
    key = _key(run, settings)
    found, findings = _kept(folder, key)
    fresh = found is None
    if found is None:
        found = explain(losses, seed=settings.seed, prob=settings.prob)
    if found is None:
        return None, findings
    for item in _to_refit(found, most=None if refit_all else REFITS):
        fresh = True
        better = refit(losses, item, seed=settings.seed, prob=settings.prob)
        found = found.with_left_out(better)
    if fresh and folder is not None:
        payload = pack({}, {"explanation": _plain(asdict(found))})
        try:
            with Store.open(folder) as store:
                store.save_run(
                    key,
                    command="explain",
                    dossier=losses.dossier.id,
                    created=now,
                    version=__version__,
                    seed=settings.seed,
                    settings=settings.as_json(),
                    payload=payload,
                )
        except StoreError as error:
            findings = (*findings, not_kept("what moved the answer is not kept", error))
    return found, findings


def _to_refit(found: Explanation, *, most: int | None) -> Iterator[LeftOut]:
    """Yield the sources to refit: those with most claims, fewer by those refitted before."""
    sources = [item for item in found.left_out if item.unit.kind == SOURCE]
    unsure = [item for item in sources if item.how != REWEIGHTED]
    unsure.sort(key=lambda item: -len(item.unit.claims))
    yield from (item for item in unsure[:most] if item.how == UNKNOWN)


def _key(run: str, settings: Settings) -> str:
    return run_key(
        files={},
        settings={"command": "explain", "losses": run, "prob": settings.prob},
        seed=settings.seed,
        version=__version__,
    )


def _kept(folder: Path | None, key: str) -> tuple[Explanation | None, tuple[Finding, ...]]:
    if folder is None:
        return None, ()
    with Store.open(folder) as store:
        payload = store.load_run(key)
        findings = store.findings
    if payload is None:
        return None, findings
    _, meta = unpack(payload)
    return restored(meta["explanation"]), findings


def restored(stored: dict[str, Any]) -> Explanation:
    """Return an explanation from the plain values that were kept of it."""
    return Explanation(
        left_out=tuple(_left_out(item) for item in stored["left_out"]),
        sensitivities=tuple(
            Sensitivity(**{**item, "khat": _number(item["khat"])})
            for item in stored["sensitivities"]
        ),
        totals=tuple(
            TotalBeside(**{**item, "beside": Beside(**_tuples(item["beside"]))})
            for item in stored["totals"]
        ),
        learnt=tuple(
            Learnt(**{**_tuples(item), "moves": tuple(Moved(**moved) for moved in item["moves"])})
            for item in stored["learnt"]
        ),
        told=tuple(Told(**{**item, "khat": _number(item["khat"])}) for item in stored["told"]),
        checks=tuple(SourceCheck(**item) for item in stored["checks"]),
    )


def _left_out(item: dict[str, Any]) -> LeftOut:
    unit = item["unit"]
    return LeftOut(
        **{
            **item,
            "khat": _number(item["khat"]),
            "unit": Unit(**{**unit, "claims": tuple(unit["claims"])}),
            "pulls": tuple(Pull(**pull) for pull in item["pulls"]),
        }
    )


def _tuples(item: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in item.items()}


def _number(value: float | None) -> float:
    """Return a number that JSON could not spell: infinity."""
    return math.inf if value is None else value


def _plain(value: Any) -> Any:
    """Return plain JSON values; infinity becomes ``None``."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
