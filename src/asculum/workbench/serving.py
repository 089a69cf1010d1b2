"""Serving: a socket on this machine alone, and the workbench behind it until it is interrupted."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from asculum.terms.errors import MissingExtraError, UsageError
from asculum.workbench.desk import Desk

INSTALL = "pip install 'asculum[workbench]'  (from a clone: uv sync --extra workbench)"


def check_extra() -> None:
    """Raise ``MissingExtraError`` WBE001 where what serves the pages is not installed."""
    import importlib.util

    missing = [
        name
        for name in ("starlette", "uvicorn", "python_multipart")
        if importlib.util.find_spec(name) is None
    ]
    if missing:
        raise MissingExtraError(
            "WBE001",
            f"the workbench needs {', '.join(missing)}",
            why="what serves its pages is an extra, so that the package stays small without it",
            fix=INSTALL,
        )


def serve(root: Path, asked: Path | None, *, port: int = 0, ready: Callable[[str], None]) -> None:
    """Serve the workbench on 127.0.0.1 until it is interrupted; ``ready`` is told the link.

    ``port`` 0 takes any that is free. Raises ``MissingExtraError`` WBE001 without the extra and
    ``UsageError`` WBE004 where the port is taken.
    """
    check_extra()
    import uvicorn

    from asculum.workbench.app import application
    from asculum.workbench.calls import Bench
    from asculum.workbench.gate import HOST, Session
    from asculum.workbench.runs import Runs

    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen(128)  # who opens the link at once waits, and is not turned away
        except OSError as error:
            raise UsageError(
                "WBE004",
                f"the port {port} cannot be had: {error.strerror}",
                why="one program at a time listens on a port",
                fix="leave --port out, and any free port is taken",
            ) from error
        desk = Desk(root=root, asked=asked)
        session = Session(port=listening.getsockname()[1])
        if asked is not None:
            place = next(
                item for item in desk.places().values() if item.folder.resolve() == asked.resolve()
            )
            session.start = place.address
        runs = Runs(root)
        config = uvicorn.Config(
            application(Bench(desk=desk, session=session, runs=runs)),
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
        ready(session.link)
        try:
            uvicorn.Server(config).run(sockets=[listening])
        except KeyboardInterrupt:
            pass  # the way in which the workbench is closed
        finally:
            runs.close()
