"""The rendered report, kept in the store under all that decides it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from asculum import __version__
from asculum.evidence.boundaries import Boundaries
from asculum.evidence.dossier import Dossier
from asculum.report.reckoning import Reckoning
from asculum.store.keys import run_key
from asculum.store.payload import pack, unpack
from asculum.store.store import Store
from asculum.study.settings import Settings
from asculum.terms.errors import StoreError


@dataclass(frozen=True, kw_only=True)
class KeptPage:
    """A page, and the refusal that it shows where the losses were refused."""

    html: str
    refusal: str = ""


@cache
def package_fingerprint() -> str:
    """Return a hash of every file of the package: any of them may show on the page."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def page_key(
    dossier: Dossier,
    settings: Settings,
    *,
    told: str = "",
    boundaries: Boundaries | None = None,
) -> str:
    """Return the key of a report: dossier, settings, seed, code, version, what is drawn and told.

    ``told`` is the hash of the translation, empty for English.
    """
    language = {"told": told} if told else {}
    drawn = {} if boundaries is None else {"boundaries": [boundaries.name, boundaries.sha256]}
    made = {"command": "report", "code": package_fingerprint(), **settings.as_json()}
    return run_key(
        files=dossier.files,
        settings={**made, **language, **drawn},
        seed=settings.seed,
        version=__version__,
    )


def bounded(reckoning: Reckoning, boundaries: Boundaries | None) -> Reckoning:
    """Return a reckoning whose maps show the boundaries of a file, and whose manifest names it."""
    if boundaries is None:
        return reckoning
    manifest = reckoning.manifest
    files = {**manifest.files, f"--boundaries {boundaries.name}": boundaries.sha256}
    return replace(reckoning, boundaries=boundaries, manifest=replace(manifest, files=files))


def kept_page(folder: Path, key: str) -> KeptPage | None:
    """Return the page that was kept under a key, if there is one and it is whole."""
    with Store.open(folder) as store:
        payload = store.load_run(key)
    if payload is None:
        return None
    _, meta = unpack(payload)
    return KeptPage(html=str(meta["html"]), refusal=str(meta["refusal"]))


def keep_page(
    folder: Path, key: str, page: KeptPage, *, dossier: str, settings: Settings, now: datetime
) -> None:
    """Keep a page; a store that cannot be written has been told of by the run already."""
    try:
        with Store.open(folder) as store:
            store.save_run(
                key,
                command="report",
                dossier=dossier,
                created=now,
                version=__version__,
                seed=settings.seed,
                settings=settings.as_json(),
                payload=pack({}, asdict(page)),
            )
    except StoreError:
        return
