"""``asculum open``: the workbench in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from asculum.cli.numbers import Whole
from asculum.cli.options import remark, working_folder
from asculum.terms.errors import StoreError


@click.command("open")
@click.argument("dossier", required=False, default="")
@click.option(
    "--port",
    type=Whole(0, 65535),
    default=0,
    metavar="PORT",
    help="The port on this machine  [default: any that is free]",
)
@click.option("--no-browser", is_flag=True, help="Print the link and open no browser.")
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="ASCULUM_STORE",
    help="Working folder with your dossiers, and with .asculum/  [default: the current folder]",
)
def command(dossier: str, *, port: int, no_browser: bool, store: Path | None) -> int:
    """Open the workbench: DOSSIER (a folder or a bundled name), or the library without one.

    A web app on this machine alone, until it is interrupted (Ctrl-C). The link works once.
    """
    from asculum.cli.caches import make_room
    from asculum.evidence.bundled import find
    from asculum.workbench.serving import check_extra, serve

    check_extra()
    asked = find(dossier) if dossier else None
    root = working_folder(store)
    if root is None:
        raise StoreError(
            "STO001",
            "no working folder can be written here",
            why="edits, copies and runs are kept in the working folder",
            fix="name one: asculum open --store FOLDER",
        )
    make_room()

    def ready(link: str) -> None:
        click.echo(link)
        remark("The workbench is open; Ctrl-C ends it. The link opens one browser, once.")
        if not no_browser:
            click.launch(link)

    serve(root, asked, port=port, ready=ready)
    return 0
