"""The library of dossiers, and the first page of each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.responses import Response

from asculum.evidence.assumptions import PRIOR_KEYS
from asculum.evidence.claims import BOTH, CIVILIANS, CONTESTED, THIRD
from asculum.evidence.dictionary import TABLES
from asculum.evidence.dossier import Dossier
from asculum.evidence.key_edits import Written
from asculum.evidence.reading import HEADER, inspect_dossier
from asculum.evidence.template import bare_files, new_dossier, write_dossier
from asculum.terms.errors import AsculumError, EvidenceError
from asculum.terms.findings import Finding
from asculum.workbench.calls import Call, seen
from asculum.workbench.desk import Place
from asculum.workbench.forms import NOUNS, TITLES
from asculum.workbench.pages import page
from asculum.workbench.runs import Run

#: Names that no side may have, for they have a meaning of their own.
_TAKEN = (BOTH, CIVILIANS, CONTESTED, THIRD, *PRIOR_KEYS)


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """A dossier as the library shows it."""

    place: Place
    dossier: Dossier | None = None
    counts: Mapping[str, int] | None = None
    error: str = ""


def library(call: Call) -> Response:
    """Show every dossier that can be opened."""
    shelves = [_shelved(place, call) for place in call.bench.desk.places().values()]
    return page(
        "library.html.j2",
        call.bench.session,
        title="Library",
        own=[item for item in shelves if not item.place.bundled],
        bundled=[item for item in shelves if item.place.bundled],
        folder=str(call.bench.desk.root),
    )


def begin(call: Call) -> Response:
    """Begin a new dossier in the working folder: with an example in every table, or bare."""
    name = call.given("name").strip()
    root = call.bench.desk.root
    if call.given("example"):
        made = new_dossier(root, name)
    else:
        files = bare_files(*_asked(call))
        with TemporaryDirectory() as beside:  # looked at before it is there
            trial = write_dossier(Path(beside), name, files)
            _, findings = inspect_dossier(trial, today=call.today)
        if errors := tuple(item for item in findings if item.severity == "error"):
            raise EvidenceError(
                "WBE003",
                "a dossier cannot begin so; nothing was written",
                fix="go back, correct what follows and send the form again",
                findings=errors,
            )
        made = write_dossier(root, name, files)
    places = call.bench.desk.places().values()
    place = next(item for item in places if item.folder.resolve() == made.resolve())
    return seen(f"{place.address}?done={'new' if call.given('example') else 'bare'}")


def _asked(call: Call) -> tuple[dict[str, Written], list[dict[str, Written]]]:
    """Return what the form says of a new battle: keys of dossier.toml, and its two sides."""
    values: dict[str, Written] = {}
    for key in ("title", "place.name", "period.start", "period.end"):
        if given := call.given(key).strip():
            values[key] = _day_or_text(given) if key.startswith("period.") else given
    sides: list[dict[str, Written]] = []
    for at, role in enumerate(("attacker", "defender")):
        if named := call.given(f"side-{at}").strip():
            sides.append({"id": _short(named, sides), "name": named, "role": role})
    return values, sides


def _short(name: str, sides: list[dict[str, Written]]) -> str:
    """Return a short name for a side, in plain letters, that no other side has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    own = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:20].strip("-")
    if not own or own in _TAKEN or own in {str(side["id"]) for side in sides}:
        own = f"side-{len(sides) + 1}"
    return own


def _day_or_text(given: str) -> Written:
    """Return a day; what is none stays text, of which the checks speak."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        return given


def overview(call: Call) -> Response:
    """Show a dossier: what is in it, what is amiss, what was reckoned of it."""
    place = call.place
    dossier, findings = inspect_dossier(place.folder, today=call.today)
    last = latest(call, place)
    return page(
        "overview.html.j2",
        call.bench.session,
        **frame(call, place, "overview", dossier),
        findings=findings,
        counts=counts(findings),
        tables=[table for table in TABLES if (place.folder / f"{table}.csv").is_file()],
        missing=[table for table in TABLES if not (place.folder / f"{table}.csv").is_file()],
        nouns=NOUNS,
        titles=TITLES,
        sizes=_sizes(dossier),
        last=last,
        stale=stale(last, dossier),
        header=HEADER,
    )


def frame(call: Call, place: Place, part: str, dossier: Dossier | None) -> dict[str, Any]:
    """Return what every page of a dossier shows around its own part."""
    return {
        "title": dossier.title if dossier else place.name,
        "place": place,
        "part": part,
        "dossier": dossier,
        "done": call.asked("done"),
    }


def latest(call: Call, place: Place) -> Run | None:
    """Return the latest run of a dossier that made a page."""
    name = call.workplace(place).name
    return next((run for run in call.bench.runs.of(name) if run.page), None)


def stale(run: Run | None, dossier: Dossier | None) -> bool:
    """Whether the dossier is no longer what a run was made of."""
    return bool(run and dossier and dict(run.answer.get("files", {})) != dict(dossier.files))


def counts(findings: tuple[Finding, ...]) -> Mapping[str, int]:
    """Return how many findings there are of each gravity."""
    return {
        gravity: sum(item.severity == gravity for item in findings)
        for gravity in ("error", "warning", "note")
    }


def _shelved(place: Place, call: Call) -> Shelved:
    try:
        dossier, findings = inspect_dossier(place.folder, today=call.today)
    except AsculumError as error:
        return Shelved(place=place, error=error.what)
    return Shelved(place=place, dossier=dossier, counts=counts(findings))


def _sizes(dossier: Dossier | None) -> Mapping[str, int]:
    if dossier is None:
        return {}
    return {table: len(getattr(dossier, table)) for table in TABLES}
