"""How a run was made, so that it can be made again."""

from __future__ import annotations

import platform
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from asculum import __version__
from asculum.evidence.dossier import Dossier
from asculum.report.reckoning import Manifest
from asculum.study.settings import Settings

#: The packages that decide or carry the numbers.
PACKAGES = ("numpy", "numba", "nutpie", "arviz-stats", "duckdb")


def manifest(
    dossier: Dossier, settings: Settings, *, run: str, made: datetime, seconds: float
) -> Manifest:
    """Return the manifest of a run."""
    return Manifest(
        version=__version__,
        run=run,
        seed=settings.seed,
        as_of=settings.as_of,
        made=made,
        files=dict(dossier.files),
        packages={name: _version(name) for name in PACKAGES},
        platform=f"Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        settings=settings.as_json(),
        seconds=seconds,
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
