"""``asculum new``: begin a dossier."""

from __future__ import annotations

from pathlib import Path

import click

from asculum.cli.options import remark


@click.command("new")
@click.argument("name")
def command(name: str) -> int:
    """Begin a dossier: the folder NAME with commented tables and a made-up example to replace."""
    from asculum.evidence.template import new_dossier

    asked = Path(name)
    made = new_dossier(asked.parent, asked.name)
    click.echo(str(made))
    remark(f"Its rows are made up: replace them, then run: asculum check {made}")
    return 0
