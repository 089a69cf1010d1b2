"""Fits of attrition laws, kept in the store under all that decides them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from asculum import __version__
from asculum.attrition.fit import Bayes, Fitted, Method, fit, joined
from asculum.attrition.fit_design import Setting, design
from asculum.attrition.fit_forms import FORMS, Form
from asculum.attrition.fit_law import Check, LawFit
from asculum.attrition.observed import Observed
from asculum.attrition.sought import Changes
from asculum.store.keys import run_key
from asculum.store.payload import pack, unpack
from asculum.store.store import Store
from asculum.study.runs import code_fingerprint, convergence_of
from asculum.terms.errors import StoreError
from asculum.terms.status import Status, StatusCode

#: The parts of the package whose code decides a fit.
DECIDING = ("terms", "attrition")
#: What is kept of changes as arrays.
CHANGED = ("by_day", "begin", "factors")


def fit_or_restore(
    observed: Observed,
    *,
    forms: Sequence[Form],
    method: Method | None = None,
    setting: Setting | None = None,
    seed: int = 1,
    folder: Path | None,
    now: datetime,
) -> Fitted:
    """Return the fit of laws to a battle: from the store of a folder, else anew and kept there.

    A store that cannot be written costs nothing but the time of the next fit.
    """
    chosen, asked = method or Bayes(), setting or Setting()
    if folder is None or any(FORMS.get(form.name) != form for form in forms):
        return fit(observed, forms=forms, method=chosen, setting=asked, seed=seed)
    told = {
        "command": "fit",
        "laws": [form.name for form in forms],
        "method": [type(chosen).__name__, asdict(chosen)],
        "setting": asdict(asked),
        "code": code_fingerprint(DECIDING),
    }
    key = run_key(
        files={"battle": _digest(observed)}, settings=told, seed=seed, version=__version__
    )
    with Store.open(folder) as store:
        payload = store.load_run(key)
    if payload is not None:
        arrays, meta = unpack(payload)
        laws = [
            _law(form, observed, asked, arrays.get(f"{form.name}/elpd"), arrays, meta[form.name])
            for form in forms
        ]
        return joined(observed, laws)
    fitted = fit(observed, forms=forms, method=chosen, setting=asked, seed=seed)
    try:
        with Store.open(folder) as store:
            store.save_run(
                key,
                command="fit",
                dossier=observed.name,
                created=now,
                version=__version__,
                seed=seed,
                settings=told,
                payload=_packed(fitted),
            )
    except StoreError:
        return fitted
    return fitted


def _digest(observed: Observed) -> str:
    """Return a digest of all that was seen of a battle."""
    digest = hashlib.sha256(observed.name.encode())
    arrays = [observed.days, observed.attacker]
    for side in observed.sides:
        first = (-1.0, -1.0) if side.first is None else (side.first.low, side.first.high)
        arrays += [side.strength, side.losses, side.joined]
        arrays.append(np.array([*first, float(side.worked_out)]))
    for array in arrays:
        held = np.ascontiguousarray(array, dtype=np.float64)
        digest.update(str(held.shape).encode() + held.tobytes())
    return digest.hexdigest()


def _packed(fitted: Fitted) -> bytes:
    arrays = {f"{law.name}/theta": law.theta for law in fitted.laws}
    arrays |= {f"{law.name}/elpd": law.elpd for law in fitted.laws if law.elpd is not None}
    for law in fitted.laws:
        if law.changes is not None:
            arrays |= {f"{law.name}/{name}": getattr(law.changes, name) for name in CHANGED}
    return pack(
        arrays,
        {
            law.name: {
                "method": law.method,
                "status": law.status.as_json(),
                "learnt": dict(law.learnt),
                "untold": dict(law.untold),
                "checks": [asdict(check) for check in law.checks],
                "khat": law.khat if np.isfinite(law.khat) else None,
                "anew": law.anew,
                "convergence": asdict(law.convergence) if law.convergence is not None else None,
                "score": list(law.score) if law.score is not None else None,
                "changes": _kept_changes(law.changes),
            }
            for law in fitted.laws
        },
    )


def _kept_changes(changes: Changes | None) -> dict[str, Any] | None:
    if changes is None:
        return None
    return {
        "chances": list(changes.chances),
        "prior": list(changes.prior),
        "days": list(changes.days),
        "evidence": changes.evidence,
    }


def _changes(name: str, arrays: Mapping[str, Any], meta: Mapping[str, Any]) -> Changes:
    by_day, begin, factors = (arrays[f"{name}/{each}"] for each in CHANGED)
    return Changes(
        chances=tuple(meta["chances"]),
        prior=tuple(meta["prior"]),
        days=tuple(meta["days"]),
        by_day=by_day,
        begin=begin,
        factors=factors,
        evidence=meta["evidence"],
    )


def _law(
    form: Form,
    observed: Observed,
    setting: Setting,
    elpd: Any,
    arrays: Mapping[str, Any],
    meta: Mapping[str, Any],
) -> LawFit:
    """Return a law's fit as it was kept."""
    status, settled, score = meta["status"], meta["convergence"], meta["score"]
    return LawFit(
        design=design(form, observed, setting),
        method=meta["method"],
        status=Status(code=StatusCode(status["code"]), sentence=status["sentence"]),
        theta=arrays[f"{form.name}/theta"],
        learnt=meta["learnt"],
        untold=meta["untold"],
        checks=tuple(Check(**check) for check in meta["checks"]),
        elpd=elpd,
        khat=np.inf if meta["khat"] is None else meta["khat"],
        anew=meta["anew"],
        convergence=None if settled is None else convergence_of(settled),
        score=None if score is None else (score[0], score[1]),
        changes=_changes(form.name, arrays, meta["changes"]) if meta["changes"] else None,
    )
