"""``asculum dossiers``: what comes with the package."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from asculum.cli.options import json_option, print_json


@click.command("dossiers")
@json_option
def command(*, as_json: bool) -> int:
    """List the dossiers that come with the package."""
    from asculum.evidence.bundled import bundled
    from asculum.evidence.reading import inspect_dossier

    today = datetime.now(UTC).date()
    found = []
    for name, folder in sorted(bundled().items()):
        dossier, _ = inspect_dossier(folder, today=today)
        if dossier is not None:
            found.append((name, dossier))
    if as_json:
        from asculum.study.envelope import envelope

        results = [
            {
                "dossier": name,
                "title": dossier.title,
                "start": dossier.period.start.isoformat(),
                "end": dossier.period.end.isoformat(),
                "claims": len(dossier.claims),
            }
            for name, dossier in found
        ]
        status = {"code": "OK", "sentence": f"{len(found)} bundled"}
        print_json(envelope("dossiers", dossier="", status=status, results=results))
        return 0
    for name, dossier in found:
        period = f"{dossier.period.start.isoformat()} to {dossier.period.end.isoformat()}"
        click.echo(f"{name}\t{dossier.title}\t{period}\t{len(dossier.claims)} claims")
    return 0
