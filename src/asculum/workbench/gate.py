"""The gate: who may speak to the workbench, how much they may send, what a browser may do with it.

One secret link, printed where the workbench was started, opens one session; from then on a cookie
that no script can read stands for it. Requests under another name than the workbench's own, from
another page, or without the session are turned away before any of them is read.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from html import escape
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
#: The largest form [bytes], and the largest file that may be sent in.
FORM, UPLOAD = 1 << 20, 256 << 20
#: Where files are sent to.
UPLOADS = "/import"
STATIC = "/static/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # a page without a referrer would send its forms with the origin "null"
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


_ENTERED = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Asculum</title>'
    '<link rel="icon" href="data:,">'
    '<meta http-equiv="refresh" content="0; url={0}"><p><a href="{0}">To the workbench</a></p>'
)


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass
class Session:
    """One start of the workbench: its port, and the secrets of its link, cookie and forms.

    ``used`` says that the link has opened the session; it opens no second one.
    """

    port: int
    start: str = "/"
    token: str = field(default_factory=_secret)
    cookie: str = field(default_factory=_secret)
    forms: str = field(default_factory=_secret)
    used: bool = False

    @property
    def host(self) -> str:
        """The only name under which the workbench answers."""
        return f"{HOST}:{self.port}"

    @property
    def origin(self) -> str:
        """The only place that forms may come from."""
        return f"http://{self.host}"

    @property
    def link(self) -> str:
        """The link that opens the session, once."""
        return f"{self.origin}/?token={self.token}"

    @property
    def cookie_name(self) -> str:
        """The cookie's name; browsers share cookies between the ports of a host."""
        return f"asculum-{self.port}"


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing."""
    return secrets.compare_digest(one.encode(), other.encode())


class Gate:
    """Lets through what the session may ask, and puts the headers on what is answered."""

    def __init__(self, app: ASGIApp, *, session: Session) -> None:
        self.app, self.session = app, session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        limit = UPLOAD if scope["path"].endswith(UPLOADS) else FORM
        answer = self._turned_away(scope, limit) or self.app
        await answer(scope, _counted(receive, limit), _dressed(send))

    def _turned_away(self, scope: Scope, limit: int) -> Response | None:
        """Return why a request is not let through; ``None`` where it is."""
        headers, session = Headers(scope=scope), self.session
        if headers.get("host") != session.host:
            return _no(421, f"this is {session.host} and answers to no other name")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _no(405, "only GET, HEAD and POST are answered here")
        if scope["path"].startswith(STATIC):
            return None
        entering = self._entry(scope)
        if entering is not None:
            return entering
        if not self._known(headers):
            return _no(
                403,
                "open the link that asculum open printed where it was started. The link opens "
                "one browser, once: for another, start asculum open again",
            )
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _no(403, "the request comes from another page")
        if scope["method"] == "POST":
            origin = headers.get("origin")
            told = headers.get("sec-fetch-site")
            if origin != session.origin and not (origin is None and told == "same-origin"):
                return _no(403, "the form comes from another page")
            length = headers.get("content-length", "0")
            if not length.isascii() or not length.isdigit():
                return _no(400, "the length of the form is no number")
            if int(length) > limit:
                return too_large(limit)
        return None

    def _entry(self, scope: Scope) -> Response | None:
        """Answer the secret link: a session the first time, nothing after."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["path"] != "/" or scope["method"] != "GET" or not given:
            return None
        session = self.session
        if self._known(Headers(scope=scope)):
            return RedirectResponse(session.start, status_code=303)
        if session.used or not same(given, session.token):
            return None
        session.used = True
        # a page that leads on, for after a redirect from elsewhere a strict cookie is not sent
        answer = HTMLResponse(_ENTERED.format(escape(session.start, quote=True)))
        answer.set_cookie(
            session.cookie_name, session.cookie, httponly=True, samesite="strict", path="/"
        )
        return answer

    def _known(self, headers: Headers) -> bool:
        try:
            jar = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        morsel = jar.get(self.session.cookie_name)
        return morsel is not None and same(morsel.value, self.session.cookie)


def too_large(limit: int) -> Response:
    """Return the answer to what is larger than may be sent."""
    return _no(413, f"more than {limit >> 20:,} MiB was sent, the most that is taken here")


def _no(status: int, why: str) -> Response:
    return PlainTextResponse(f"asculum: {why}.\n", status_code=status)


def _counted(receive: Receive, limit: int) -> Receive:
    """Return ``receive`` that stops where a body grows past its limit, whatever length it told."""
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, f"more than {limit >> 20:,} MiB was sent")
        return message

    return receiving


def _dressed(send: Send) -> Send:
    """Return ``send`` that puts the headers on every answer."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", POLICY)
        await send(message)

    return sending
