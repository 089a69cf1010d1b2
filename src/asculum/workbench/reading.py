"""Reading: a dossier reckoned in the background, watched, and its page read."""

from __future__ import annotations

import re
import secrets
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, JSONResponse, Response

from asculum.evidence.reading import inspect_dossier, read_dossier
from asculum.terms.errors import UsageError
from asculum.workbench.calls import Call, seen
from asculum.workbench.desk import Place
from asculum.workbench.library import frame, latest, stale
from asculum.workbench.pages import page
from asculum.workbench.runs import IMPORT, REPORT, STOPPED, Job, Run

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')
_BODY = "<body>"


def report(call: Call) -> Response:
    """Show the report as it was last reckoned, or how to reckon it first."""
    place = call.place
    last = latest(call, place)
    if last is not None and not call.asked("choose"):
        return _page(call, last, place)
    dossier, findings = inspect_dossier(place.folder, today=call.today)
    return page(
        "report.html.j2",
        call.bench.session,
        **frame(call, place, "report", dossier),
        errors=[item for item in findings if item.severity == "error"],
        runs=call.bench.runs.of(call.workplace(place).name),
        last=last,
        stale=stale(last, dossier),
    )


def begin(call: Call) -> Response:
    """Reckon a dossier in the background."""
    place = call.place
    read_dossier(place.folder, today=call.today)  # an error is told before anything is begun
    return seen(start_run(call, place, place.folder, kind=REPORT))


def new_id(call: Call) -> str:
    """Return the id of a run that begins now; ids sort by their time."""
    return f"{call.now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def start_run(
    call: Call,
    place: Place,
    folder: Path,
    *,
    kind: str,
    changes: tuple[str, ...] = (),
    id: str = "",
    as_of: str | None = None,
) -> str:
    """Begin a run of ``folder`` as one of ``place``, and return the address of its page.

    ``id`` names a run whose folder has been made, ``as_of`` a day that is not the form's. Raises
    ``UsageError`` WBE003 for a day or seed that is none.
    """
    runs, bench = call.bench.runs, call.bench
    day, seed = _day(call.given("as_of") if as_of is None else as_of), _seed(call.given("seed"))
    own = id or new_id(call)
    home = runs.folder / own if id else runs.new_folder(own)
    runs.begin(
        Job(
            id=own,
            name=place.name,
            place=call.workplace(place).name,
            dossier=str(folder.resolve()),
            store=str(bench.desk.root.resolve()),
            folder=str(home.resolve()),
            kind=kind,
            as_of=day,
            seed=seed,
            begun=call.now.isoformat(timespec="seconds"),
            changes=changes,
        ),
    )
    return f"/runs/{own}?of={quote(place.key, safe='')}"


def watch(call: Call) -> Response:
    """Show a run: how far it is, or what came of it."""
    run = call.bench.runs.run(call.part("id"))
    place = _of(call, run)
    if run.job.kind == IMPORT and run.over and place is not None and run.state not in STOPPED:
        return seen(f"{place.address}/import?{urlencode({'run': run.job.id})}")
    if run.page and run.over and call.asked("done") != "stay" and place is not None:
        return seen(f"/runs/{run.job.id}/page")
    return page(
        "run.html.j2",
        call.bench.session,
        title=_title(call, run, place),
        part="report",
        place=place,
        run=run,
    )


def state(call: Call) -> Response:
    """Return how far a run is, for its page to ask."""
    run = call.bench.runs.run(call.part("id"))
    return JSONResponse(
        {"state": run.state, "words": run.words, "stage": run.stage, "share": run.share}
    )


def cancel(call: Call) -> Response:
    """End a run."""
    run = call.bench.runs.run(call.part("id"))
    call.bench.runs.cancel(run.job.id)
    return seen(f"/runs/{run.job.id}")


def made(call: Call) -> Response:
    """Return the page that a run made."""
    run = call.bench.runs.run(call.part("id"))
    if not run.page:
        raise UsageError("WBE002", f"the run {run.job.id} made no page")
    return _page(call, run, _of(call, run))


def _of(call: Call, run: Run) -> Place | None:
    places = call.bench.desk.places().values()
    return next((item for item in places if call.workplace(item).name == run.job.place), None)


def _title(call: Call, run: Run, place: Place | None) -> str:
    dossier = inspect_dossier(place.folder, today=call.today)[0] if place else None
    return dossier.title if dossier else run.job.name


def _page(call: Call, run: Run, place: Place | None) -> Response:
    """Return a report under its own policy, with the way back to the workbench on top.

    The page may run its own script and nothing else: it reaches nothing and sends no form.
    """
    text = call.bench.runs.page(run)
    policy = _POLICY.search(text[:4000])
    rules = "default-src 'none'" if policy is None else policy.group(1).replace("&#39;", "'")
    headers = {"Content-Security-Policy": f"{rules}; frame-ancestors 'none'"}
    if place is not None:
        dossier, _ = inspect_dossier(place.folder, today=call.today)
        bar = _bar(run, place, old=stale(run, dossier))
        text = text.replace(_BODY, _BODY + bar, 1)
    return HTMLResponse(text, headers=headers)


def _bar(run: Run, place: Place, *, old: bool) -> str:
    told = "The dossier has changed since: " if old else ""
    links = [
        (place.address, "Back to the workbench"),
        (f"{place.address}/t/claims", "Claims"),
        (f"{place.address}/report?choose=1", f"{told}reckon again" if old else "Reckon again"),
    ]
    if run.job.changes:
        links.append((f"{place.address}/assume", f"Tried with: {'; '.join(run.job.changes)}"[:300]))
    items = Markup("").join(
        Markup('<li><a href="{}">{}</a></li>').format(escape(to), words) for to, words in links
    )
    made = Markup('<nav class="contents masthead" aria-label="Workbench"><ul>{}</ul></nav>')
    return str(made.format(items))


def _day(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        what = f"the as-of date is {text[:40]!r}"
        fix = "write year-month-day, such as 2023-03-21, or leave it empty for today"
        raise UsageError("WBE003", what, why="a day is written YYYY-MM-DD", fix=fix) from error


def _seed(text: str) -> int:
    plain = text.strip() or "1"
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 18):
        what = f"the seed is {text[:40]!r}"
        raise UsageError("WBE003", what, why="a seed is a whole number", fix="leave it at 1")
    return int(plain)
