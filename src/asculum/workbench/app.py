"""The app: every address of the workbench and the page behind it."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from asculum.terms.errors import AsculumError, UsageError
from asculum.workbench import (
    assuming,
    comparing,
    echoes,
    heading,
    importing,
    keeping,
    library,
    reading,
    rows,
)
from asculum.workbench.calls import Bench, Call, Page, endpoint
from asculum.workbench.gate import STATIC, Gate
from asculum.workbench.pages import asset, error_page

ASSETS = {
    "report.css": "text/css",
    "workbench.css": "text/css",
    "workbench.js": "text/javascript",
}
#: Method, address, page.
PAGES: tuple[tuple[str, str, Page], ...] = (
    ("GET", "/", library.library),
    ("POST", "/new", library.begin),
    ("GET", "/d/{key}", library.overview),
    ("GET", "/d/{key}/t/{table}", rows.listing),
    ("GET", "/d/{key}/t/{table}/row", rows.form),
    ("POST", "/d/{key}/t/{table}/row", rows.save),
    ("POST", "/d/{key}/t/{table}/told", rows.told),
    ("GET", "/d/{key}/battle", heading.listing),
    ("GET", "/d/{key}/part/{name}", heading.form),
    ("POST", "/d/{key}/part/{name}", heading.save),
    ("POST", "/d/{key}/part/{name}/told", heading.told),
    ("GET", "/d/{key}/report", reading.report),
    ("POST", "/d/{key}/report", reading.begin),
    ("GET", "/d/{key}/echoes", echoes.listing),
    ("POST", "/d/{key}/echoes", echoes.confirm),
    ("GET", "/d/{key}/import", importing.choose_file),
    ("POST", "/d/{key}/import", importing.receive),
    ("POST", "/d/{key}/import/rows", importing.put_in),
    ("GET", "/d/{key}/assume", assuming.assume),
    ("POST", "/d/{key}/assume", assuming.move),
    ("GET", "/d/{key}/compare", comparing.compare),
    ("POST", "/d/{key}/compare", comparing.begin),
    ("GET", "/d/{key}/history", keeping.edits),
    ("POST", "/d/{key}/history", keeping.take_back),
    ("GET", "/d/{key}/export.zip", keeping.export),
    ("GET", "/runs/{id}", reading.watch),
    ("GET", "/runs/{id}/state", reading.state),
    ("GET", "/runs/{id}/page", reading.made),
    ("POST", "/runs/{id}/cancel", reading.cancel),
)


def application(bench: Bench) -> Starlette:
    """Return the workbench as an ASGI app behind its gate."""

    def static(call: Call) -> Response:
        name = call.part("name")
        if name not in ASSETS:
            raise UsageError("WBE002", f"there is no file {name!r}")
        return Response(asset(name), media_type=ASSETS[name])

    def refused(request: Request, problem: Exception) -> Response:
        del request
        assert isinstance(problem, HTTPException), "registered for these alone"
        code = "WBE002" if problem.status_code in (404, 405) else "WBE003"
        what = "there is no such page" if code == "WBE002" else str(problem.detail)
        fix = "go back and try again, or go to the library"
        error = AsculumError(code, what, fix=fix)
        return error_page(error, bench.session, status=problem.status_code)

    def broken(request: Request, problem: Exception) -> Response:
        del request
        what = f"{type(problem).__name__}: {problem}"
        why = "this is a fault of the program, not of your evidence; nothing was lost"
        return error_page(AsculumError("BUG001", what, why=why), bench.session, status=500)

    routes = [
        Route(address, endpoint(bench, made), methods=[method]) for method, address, made in PAGES
    ]
    routes.append(Route(f"{STATIC}{{name}}", endpoint(bench, static)))
    return Starlette(
        routes=routes,
        middleware=[Middleware(Gate, session=bench.session)],
        exception_handlers={HTTPException: refused, Exception: broken},
    )
