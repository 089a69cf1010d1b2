"""``asculum verdict``: was the victory pyrrhic."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asculum.cli.answering import answers_json, print_answers, print_history
from asculum.cli.envelopes import print_reckoning
from asculum.cli.options import opened, print_json, reckoning_options, remark, remark_findings
from asculum.options.ledger import PyrrhicLedger
from asculum.report.reckoning import Reckoning
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from asculum.study.study import Study
    from asculum.terms.errors import ModelError


@click.command("verdict")
@click.argument("dossier", required=False, default="")
@click.option(
    "--history", is_flag=True, help="Set it beside ten well-known victories, or list those alone."
)
@reckoning_options
def command(
    dossier: str,
    *,
    history: bool,
    as_of: date | None,
    seed: int,
    store: Path | None,
    no_store: bool,
    as_json: bool,
) -> int:
    """Weigh the victory of DOSSIER: a folder, a bundled name, or a two-row CSV of a battle."""
    if not dossier and not history:
        raise click.UsageError("name a dossier, a table of a battle, or ask for --history")
    if not dossier or dossier.lower().endswith(".csv"):
        if as_of is not None:
            raise click.UsageError("--as-of needs a dossier: a table of a battle has no dates")
        if not dossier:
            return _history(None, seed=seed, as_json=as_json)
        return _table(Path(dossier), seed=seed, history=history, as_json=as_json)
    with opened(dossier, as_of=as_of, seed=seed, store=store, no_store=no_store) as study:
        ledger = study.verdict()
        if ledger is None:
            raise _no_ledger(study)
        reckoning = study.reckon(briefly=True)
    if as_json:
        print_reckoning("verdict", study, (), ledger=ledger, beside=_beside(reckoning, history))
    else:
        _print(ledger)
        print_answers(reckoning)
        if history:
            print_history(reckoning.history)
        remark_findings(study)
    return 0 if ledger.label else 4


def _no_ledger(study: Study) -> ModelError:
    """Return why a dossier has no ledger: the battle was not over, or nobody won."""
    from asculum.terms.errors import ModelError

    if not study.dossier.over:
        return ModelError(
            "LED006",
            f"the battle was not over on {study.settings.as_of.isoformat()}",
            why="a victory is weighed once there is one; nothing looks forward",
            fix=f"ask for {study.dossier.period.end.isoformat()} or a later day",
        )
    return ModelError(
        "LED005",
        "the dossier names no victor",
        why="every index of the ledger sets the winner over the loser",
        fix='add to dossier.toml: [outcome] victor = "…" and source = "…"',
    )


def _beside(reckoning: Reckoning, history: bool) -> dict[str, object]:
    """Return what a dossier's verdict prints beside the envelope: answers, statements, history."""
    from asculum.study.envelope import history_json

    found = answers_json(reckoning)
    return found | ({"history": history_json(reckoning.history)} if history else {})


def _history(ledger: PyrrhicLedger | None, *, seed: int, as_json: bool) -> int:
    """List the well-known victories alone."""
    from asculum.evidence.history.victories import victories
    from asculum.options.history import compare
    from asculum.study.envelope import envelope, history_json

    found = compare([(v.repute, v.battle) for v in victories()], ledger=ledger, seed=seed)
    if as_json:
        status = {"code": "OK", "sentence": "Each weighed by the same rule."}
        listed = history_json(found)
        print_json(envelope("verdict", dossier="", status=status, seed=seed, history=listed))
    else:
        print_history(found)
    return 0


def _table(path: Path, *, seed: int, history: bool, as_json: bool) -> int:
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
        if history:
            _history(ledger, seed=seed, as_json=False)
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
