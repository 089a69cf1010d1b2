"""Running the losses model once: from the store where it was run before, else anew and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

from asculum import __version__
from asculum.evidence.dossier import Dossier
from asculum.evidence.raw import raw_rows
from asculum.losses.estimate import Losses, LossesModel, estimate, restore
from asculum.losses.process import Process
from asculum.losses.sampler import Sampling
from asculum.store.keys import run_key
from asculum.store.payload import pack, unpack
from asculum.store.store import Row, Store
from asculum.study.settings import Progress, Settings
from asculum.terms.convergence import Convergence
from asculum.terms.errors import StoreError
from asculum.terms.findings import Finding
from asculum.terms.status import Status

#: The parts of the package whose code decides the losses.
DECIDING = ("terms", "evidence", "losses", "undercount")


@cache
def code_fingerprint(parts: tuple[str, ...] = DECIDING) -> str:
    """Return a hash of the code of some parts, so that a changed model is run anew."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for part in parts:
        for file in sorted((root / part).rglob("*")):
            if file.suffix in (".py", ".csv"):
                digest.update(file.relative_to(root).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def losses_key(dossier: Dossier, settings: Settings) -> str:
    """Return the key of a losses run.

    The claims known on the as-of date stand for the date itself, so that asking again on another
    day does not sample again.
    """
    plan = {name: value for name, value in settings.as_json().items() if name not in UNDECIDING}
    return run_key(
        files=dossier.files,
        settings={
            "command": "losses",
            "claims": [claim.id for claim in dossier.claims],
            "code": code_fingerprint((*DECIDING, "attrition") if settings.law else DECIDING),
            **plan,
        },
        seed=settings.seed,
        version=__version__,
    )


#: Settings that do not move the draws.
UNDECIDING = ("as_of", "prob")


def run_losses(
    dossier: Dossier,
    settings: Settings,
    *,
    folder: Path | None,
    now: datetime,
    progress: Progress | None = None,
    keep: bool = True,
    begun: Callable[[], Losses] | None = None,
) -> tuple[Losses, str, tuple[Finding, ...]]:
    """Return the losses of a dossier narrowed to its as-of date, the run's key, and findings.

    With a ``folder`` the run is looked up in its store first, and kept there afterwards unless
    ``keep`` is false; without one nothing is written. ``begun`` hands over the same run where it
    was begun elsewhere. The store is open only while it is read or
    written. Once the losses are reckoned, a store that cannot be written costs a finding and not
    the answer.
    """
    key = losses_key(dossier, settings)
    findings: list[Finding] = []
    process = _process(dossier, settings)
    if isinstance(process, Status):
        return _refused(dossier, process), key, ()
    if folder is not None:
        with Store.open(folder) as store:
            payload = store.load_run(key)
            findings.extend(store.findings)
        if payload is not None:
            arrays, meta = unpack(payload)
            stored = meta["convergence"]
            assert isinstance(stored, dict), "a payload that passed its checksum is ours"
            return (
                restore(dossier, arrays["theta"], convergence_of(stored), process=process),
                key,
                tuple(findings),
            )
    losses = begun() if begun else reckon_losses(dossier, settings, progress)
    place = folder if keep else None
    if place is not None and losses.posterior is not None and losses.convergence is not None:
        payload = pack(
            {"theta": losses.posterior.theta}, {"convergence": asdict(losses.convergence)}
        )
        try:
            with Store.open(place) as store:
                store.save_run(
                    key,
                    command="losses",
                    dossier=dossier.id,
                    created=now,
                    version=__version__,
                    seed=settings.seed,
                    settings=settings.as_json(),
                    payload=payload,
                )
        except StoreError as error:
            findings.append(not_kept("this run is not kept", error))
    return losses, key, tuple(findings)


def reckon_losses(
    dossier: Dossier, settings: Settings, progress: Progress | None, halt: Event | None = None
) -> Losses:
    """Estimate the losses as the settings say."""
    process = _process(dossier, settings)
    if isinstance(process, Status):
        return _refused(dossier, process)
    model = LossesModel(sampling=settings.sampling, process=process)
    return estimate(dossier, model=model, seed=settings.seed, progress=progress, halt=halt)


def _process(dossier: Dossier, settings: Settings) -> Process | Status | None:
    """Return the law about which the losses walk, why there is none, or nothing if not asked."""
    if not settings.law:
        return None
    from asculum.study.driving import process_of

    return process_of(dossier, settings.law)


def _refused(dossier: Dossier, status: Status) -> Losses:
    from asculum.study.driving import refused

    return refused(dossier, status)


def convergence_of(stored: Mapping[str, Any]) -> Convergence:
    """Return what was kept of the sampler's account."""
    return Convergence(**{**stored, "plan": Sampling(**stored["plan"])})


def remember(dossier: Dossier, source: Path, *, folder: Path, now: datetime) -> tuple[Finding, ...]:
    """Append the dossier's rows to the ledger of a folder, unless these very files are there.

    Returns what the reader must know: that a file changed since it was read, or that the store
    cannot be written.
    """
    findings: list[Finding] = []
    try:
        with Store.open(folder) as store:
            for file, sha256 in dossier.files.items():
                if not _unchanged(source / file, sha256):
                    findings.append(_changed(file))
                    continue
                rows = [
                    Row(table=table, line=line, content=content)
                    for table, line, content in raw_rows(source, file)
                ]
                store.record_import(dossier.id, file, sha256, rows, now)
    except StoreError as error:
        findings.append(not_kept("the rows of the dossier are not kept", error))
    return tuple(findings)


def _unchanged(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def _changed(file: str) -> Finding:
    return Finding(
        code="RUN004",
        severity="warning",
        what=f"{file} changed while the dossier was reckoned",
        where=file,
        why="the answer is of the dossier as it was read; the store keeps no rows of this file",
        fix="run the command again",
    )


def not_kept(what: str, error: StoreError) -> Finding:
    """Say that the store could not be written; the answer itself is whole."""
    return Finding(
        code=error.code,
        severity="warning",
        what=f"{what}: {error.what}",
        where=error.where,
        why=error.why,
        fix=error.fix,
    )
