"""Calls: one request with its form read, handed to a page; errors become pages that help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from asculum.study.editing import Workplace
from asculum.terms.errors import AsculumError, StoreError, UsageError
from asculum.workbench.desk import Desk, Place
from asculum.workbench.gate import Session, same
from asculum.workbench.pages import error_page
from asculum.workbench.runs import Runs

#: The name of the secret that every form carries.
SECRET = "form-secret"
#: The most fields and files that a form may hold.
FIELDS, FILES = 400, 1


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What the pages share: the desk, the session, the runs and the clock."""

    desk: Desk
    session: Session
    runs: Runs
    clock: Callable[[], datetime] = field(default=_now)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request: what was asked, and the form that came with it."""

    bench: Bench
    request: Request
    form: FormData = field(default_factory=FormData)

    @property
    def now(self) -> datetime:
        """The moment of the call."""
        return self.bench.clock()

    @property
    def today(self) -> date:
        """The day of the call."""
        return self.now.date()

    def part(self, name: str) -> str:
        """Return a part of the address."""
        return str(self.request.path_params[name])

    def asked(self, name: str) -> str:
        """Return a word behind the question mark of the address."""
        return self.request.query_params.get(name, "")

    def given(self, name: str) -> str:
        """Return a field of the form; ``""`` where it is not there or is a file."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def file(self, name: str) -> UploadFile | None:
        """Return a file of the form; ``None`` where none was chosen."""
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    @property
    def place(self) -> Place:
        """The dossier that the address names."""
        return self.bench.desk.place(self.part("key"))

    def workplace(self, place: Place) -> Workplace:
        """Return where the dossier is edited."""
        return self.bench.desk.workplace(place, self.now)


Page = Callable[[Call], Response]


def endpoint(bench: Bench, page: Page) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers a request with a page, in a thread of its own."""

    async def answering(request: Request) -> Response:
        form = FormData()
        try:
            if request.method == "POST":
                form = await _form(request)
                secret = form.get(SECRET) or request.headers.get("x-asculum-form", "")
                if not isinstance(secret, str) or not same(secret, bench.session.forms):
                    return error_page(
                        UsageError(
                            "WBE003",
                            "the form is not of this session",
                            why="asculum open was started anew since the page was made, "
                            "or another page sent it",
                            fix="open the page again and copy over what you wrote",
                        ),
                        bench.session,
                        status=403,
                    )
            call = Call(bench=bench, request=request, form=form)
            return await run_in_threadpool(_answered, page, call)
        finally:
            await form.close()

    return answering


def seen(address: str) -> Response:
    """Send the browser on to another page, which it may load again without a form."""
    return RedirectResponse(address, status_code=303)


def _answered(page: Page, call: Call) -> Response:
    try:
        return page(call)
    except AsculumError as error:
        status = 404 if error.code == "WBE002" else 503 if isinstance(error, StoreError) else 400
        return error_page(error, call.bench.session, status=status)
    except OSError as error:
        what = f"the system refused to read or write: {error.strerror or error}"
        return error_page(AsculumError("SYS001", what), call.bench.session, status=500)


async def _form(request: Request) -> FormData:
    """Read a form; raises ``HTTPException`` where it is too large, cut off or no form at all."""
    from python_multipart.exceptions import FormParserError

    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise HTTPException(400, "what was sent is no form")
    try:
        return await request.form(max_files=FILES, max_fields=FIELDS, max_part_size=1 << 20)
    except HTTPException:
        raise
    except OSError as error:
        what = f"what was sent cannot be kept: {error.strerror or error}"
        raise HTTPException(507, what) from error
    except ClientDisconnect as error:
        raise HTTPException(400, "the form was cut off") from error
    except (FormParserError, ValueError, KeyError, LookupError) as error:
        raise HTTPException(400, "the form cannot be read: it is damaged") from error
