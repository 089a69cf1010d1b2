"""``asculum verdict``: was the victory pyrrhic."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from asculum.cli.envelopes import print_reckoning
from asculum.cli.options import opened, print_json, reckoning_options, remark, remark_findings
from asculum.options.ledger import PyrrhicLedger
from asculum.terms.strangers import tamed


@click.command("verdict")
@click.argument("dossier")
@reckoning_options
def command(
    dossier: str,
    *,
    as_of: date | None,
    seed: int,
    store: Path | None,
    no_store: bool,
    as_json: bool,
) -> int:
    """Weigh the victory of DOSSIER: a folder, a bundled name, or a two-row CSV of a battle."""
    if dossier.lower().endswith(".csv"):
        if as_of is not None:
            raise click.UsageError("--as-of needs a dossier: a table of a battle has no dates")
        return _table(Path(dossier), seed=seed, as_json=as_json)
    with opened(dossier, as_of=as_of, seed=seed, store=store, no_store=no_store) as study:
        ledger = study.verdict()
    if ledger is None:
        from asculum.terms.errors import ModelError

        if not study.dossier.over:
            raise ModelError(
                "LED006",
                f"the battle was not over on {study.settings.as_of.isoformat()}",
                why="a victory is weighed once there is one; nothing looks forward",
                fix=f"ask for {study.dossier.period.end.isoformat()} or a later day",
            )
        raise ModelError(
            "LED005",
            "the dossier names no victor",
            why="every index of the ledger sets the winner over the loser",
            fix='add to dossier.toml: [outcome] victor = "…" and source = "…"',
        )
    if as_json:
        print_reckoning("verdict", study, (), ledger=ledger)
    else:
        _print(ledger)
        remark_findings(study)
    return 0 if ledger.label else 4


def _table(path: Path, *, seed: int, as_json: bool) -> int:
    """Weigh a historic battle from its two-row table."""
    from asculum.evidence.battle import read_battle
    from asculum.options.battle import battle_ledger
    from asculum.study.envelope import envelope, ledger_results

    battle = read_battle(path)
    ledger = battle_ledger(battle, seed=seed)
    if as_json:
        status = {"code": "OK" if ledger.label else "NOT_IDENTIFIED", "sentence": ledger.sentence}
        print_json(
            envelope(
                "verdict",
                dossier=path.stem.encode(errors="replace").decode(),
                status=status,
                results=ledger_results(ledger),
                seed=seed,
                label=ledger.label,
                sentence=ledger.sentence,
                missing=list(ledger.missing),
            )
        )
    else:
        _print(ledger)
    return 0 if ledger.label else 4


def _print(ledger: PyrrhicLedger) -> None:
    """Print the ledger: the indices, the sentence, and what it rests on."""
    from rich.table import Table
    from rich.text import Text

    from asculum.cli.terminal import Terminal

    console = Terminal()
    table = Table(caption="90 % intervals")
    for name in ("index", "direction"):
        table.add_column(name)
    for name in ("from", "middle", "to", "above 1"):
        table.add_column(name, justify="right")
    refused = []
    for index in ledger.indices:
        if index.estimate is None:
            refused.append(f"{index.key}: refused. {index.refusal}")
            continue
        low, median, high = (f"{value:.3g}" for value in index.estimate.interval())
        above = "" if index.above is None else f"{index.above:.0%}"
        table.add_row(index.key, Text(tamed(index.direction)), low, median, high, above)
    if table.rows:
        console.print(table)
    for line in (*refused, "", ledger.sentence, *(f"- {term}" for term in ledger.terms)):
        console.print(tamed(line), markup=False, highlight=False, soft_wrap=True)
    if not ledger.label:
        remark("no label: " + "; ".join(ledger.missing))
