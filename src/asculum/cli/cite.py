"""``asculum cite``: the package, the sources of a dossier, the methods."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from asculum import __version__
from asculum.cli.options import json_option, print_json
from asculum.terms.strangers import tamed


@click.command("cite")
@click.argument("dossier")
@json_option
def command(dossier: str, *, as_json: bool) -> int:
    """Say how to cite the package, the sources of DOSSIER and the methods that its report uses."""
    from asculum.evidence.bundled import find
    from asculum.evidence.reading import read_dossier
    from asculum.study.citing import citations

    whole = read_dossier(find(dossier), today=datetime.now(UTC).date())
    found = citations(whole)
    if as_json:
        from asculum.study.envelope import envelope

        status = {"code": "OK", "sentence": f"Asculum {__version__} and {len(found) - 1} more"}
        results = [
            {"kind": item.kind, "key": item.key, "reference": item.reference} for item in found
        ]
        print_json(envelope("cite", dossier=whole.id, status=status, results=results))
        return 0
    kinds = {"software": "Software", "dossier": "Dossier", "source": "Sources", "method": "Methods"}
    for kind, heading in kinds.items():
        lines = [item.reference for item in found if item.kind == kind]
        if lines:
            click.echo(heading)
            for line in lines:
                click.echo(f"  {tamed(line)}")
    return 0
