"""``asculum new``: begin a dossier."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new")
@click.argument("name")
def command(name: str) -> int:
    """Begin a dossier: the folder NAME with commented tables and a made-up example to replace."""
    from asculum.evidence.template import new_dossier

    asked = Path(name)
    made = new_dossier(asked.parent, asked.name)
    click.echo(str(made))
    click.echo(f"Its rows are made up: replace them, then run: asculum check {made}", err=True)
    return 0
