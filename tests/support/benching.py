"""A workbench that really listens, and a browser of few words to speak with it."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from asculum.workbench.desk import Desk

#: Seconds in which any answer must come, on however busy a machine.
PATIENCE = 120


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def to(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Visitor:
    """One browser: it keeps its cookie and knows where it came from."""

    port: int
    secret: str
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        address: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        plain: bool = False,
    ) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        own = {} if plain else {"Cookie": self.cookie, **self.headers}
        if method == "POST" and not plain:
            own.setdefault("Origin", f"http://127.0.0.1:{self.port}")
        own |= headers or {}
        try:
            link.request(method, address, body=body, headers=own)
            got = link.getresponse()
            told = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, told, got.read())
        finally:
            link.close()

    def get(self, address: str) -> Answer:
        return self.ask("GET", address)

    def post(self, address: str, fields: Mapping[str, str], **headers: str) -> Answer:
        body = urlencode({"form-secret": self.secret, **fields}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", address, body=body, headers={**kind, **headers})

    def send_file(
        self, address: str, name: str, data: bytes, fields: Mapping[str, str] | None = None
    ) -> Answer:
        mark = "x7d3b"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in {"form-secret": self.secret, **(fields or {})}.items()
        ]
        parts.append(
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join(parts).encode() + data + f"\r\n--{mark}--\r\n".encode()
        kind = f"multipart/form-data; boundary={mark}"
        return self.ask("POST", address, body=body, headers={"Content-Type": kind})


@contextmanager
def open_workbench(root: Path, asked: Path | None = None) -> Iterator[tuple[Visitor, str]]:
    """Serve the workbench of a folder; give a visitor who has not entered, and the secret link."""
    import uvicorn

    from asculum.workbench.app import application
    from asculum.workbench.calls import Bench
    from asculum.workbench.gate import Session
    from asculum.workbench.runs import Runs

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    session = Session(port=listening.getsockname()[1])
    runs = Runs(root)
    app = application(Bench(desk=Desk(root=root, asked=asked), session=session, runs=runs))
    config = uvicorn.Config(app, log_level="critical", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield Visitor(port=session.port, secret=session.forms), session.link
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        runs.close()
        listening.close()


def enter(visitor: Visitor, link: str) -> Visitor:
    """Open the secret link and keep the cookie."""
    answer = visitor.get(link.partition(f":{visitor.port}")[2])
    assert answer.status == 200, answer.text
    visitor.cookie = answer.headers["set-cookie"].partition(";")[0]
    return visitor
