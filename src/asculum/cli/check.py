"""``asculum check``: everything that is wrong with a dossier."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from asculum.cli.options import json_option, print_json
from asculum.terms.errors import SHOWN
from asculum.terms.strangers import tamed


@click.command("check")
@click.argument("dossier")
@click.option("--all", "show_all", is_flag=True, help="Print every finding, not the first 20.")
@json_option
def command(dossier: str, *, show_all: bool, as_json: bool) -> int:
    """Say everything that is wrong with DOSSIER (a folder or a bundled name), by file and line."""
    from asculum.evidence.bundled import find
    from asculum.evidence.reading import dossier_id, inspect_dossier

    folder = find(dossier)
    _, findings = inspect_dossier(folder, today=datetime.now(UTC).date())
    counts = {
        severity: sum(item.severity == severity for item in findings)
        for severity in ("error", "warning", "note")
    }
    told = ", ".join(f"{count:,} {word}{'s' * (count != 1)}" for word, count in counts.items())
    bad = counts["error"] > 0
    if as_json:
        from asculum.study.envelope import envelope

        code = "OK" if not bad else "EVI000"
        value = envelope(
            "check",
            dossier=dossier_id(folder),
            status={"code": code, "sentence": f"{told}."},
            findings=findings,
        )
        print_json(value)
        return 3 if bad else 0
    shown = findings if show_all else findings[:SHOWN]
    for finding in shown:
        click.echo(tamed(str(finding)))
    if len(findings) > len(shown):
        click.echo(f"… and {len(findings) - len(shown):,} more (--all prints them)")
    click.echo(f"{tamed(dossier_id(folder))}: {told}")
    return 3 if bad else 0
