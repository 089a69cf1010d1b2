"""The library of dossiers, and the first page of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from asculum.evidence.dossier import Dossier
from asculum.evidence.reading import HEADER, inspect_dossier
from asculum.evidence.template import new_dossier
from asculum.study.editing import EDITABLE
from asculum.terms.errors import AsculumError
from asculum.terms.findings import Finding
from asculum.workbench.calls import Call, seen
from asculum.workbench.desk import Place
from asculum.workbench.forms import NOUNS
from asculum.workbench.pages import page
from asculum.workbench.runs import Run


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
    """Begin a new dossier in the working folder."""
    made = new_dossier(call.bench.desk.root, call.given("name").strip())
    places = call.bench.desk.places().values()
    place = next(item for item in places if item.folder.resolve() == made.resolve())
    return seen(f"{place.address}?done=new")


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
        tables=[table for table in EDITABLE if (place.folder / f"{table}.csv").is_file()],
        missing=[table for table in EDITABLE if not (place.folder / f"{table}.csv").is_file()],
        nouns=NOUNS,
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
    return {table: len(getattr(dossier, table)) for table in EDITABLE}
