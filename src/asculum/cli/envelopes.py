"""Printing the JSON envelope of a study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from asculum.cli.options import print_json
from asculum.options.ledger import PyrrhicLedger
from asculum.terms.estimate import Estimate

if TYPE_CHECKING:
    from asculum.study.study import Study


def print_reckoning(
    command: str,
    study: Study,
    totals: Iterable[Estimate],
    *,
    ledger: PyrrhicLedger | None = None,
    more: Iterable[Mapping[str, object]] = (),
    beside: Mapping[str, object] | None = None,
) -> None:
    """Print totals, and the ledger where there is one, as the JSON envelope.

    ``more`` are results of the command's own, ``beside`` keys that it adds to the envelope.
    """
    from asculum.study.envelope import envelope, ledger_results, losses_results

    prob = study.settings.prob
    results = losses_results(totals, prob) + [dict(result) for result in more]
    keys: dict[str, object] = {}
    if ledger is not None:
        results += ledger_results(ledger, prob)
        keys |= {
            "label": ledger.label,
            "sentence": ledger.sentence,
            "missing": list(ledger.missing),
        }
    keys |= beside or {}
    value = envelope(
        command,
        dossier=study.dossier.id,
        status=study.losses().status.as_json(),
        results=results,
        findings=study.findings,
        as_of=study.settings.as_of.isoformat(),
        seed=study.settings.seed,
        run=study.run,
        **keys,
    )
    print_json(value)
