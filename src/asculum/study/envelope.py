"""The JSON envelope that every answering command prints; its keys are a contract."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from asculum import __version__
from asculum.options.ledger import PyrrhicLedger
from asculum.terms.estimate import PROB, Estimate
from asculum.terms.findings import Finding

Json = dict[str, Any]


def envelope(
    command: str,
    *,
    dossier: str,
    status: Mapping[str, str],
    results: Iterable[Mapping[str, object]] = (),
    findings: Iterable[Finding] = (),
    as_of: str | None = None,
    seed: int | None = None,
    run: str | None = None,
    **more: object,
) -> Json:
    """Return the envelope: plain numbers, ISO dates, ``null`` where there is nothing."""
    return {
        "asculum": __version__,
        "command": command,
        "dossier": dossier,
        "as_of": as_of,
        "seed": seed,
        "run": run,
        "status": dict(status),
        "results": [_plain(result) for result in results],
        "findings": [finding.as_json() for finding in findings],
        **more,
    }


def text(value: Json) -> str:
    """Return an envelope as JSON text; half characters of odd file names become ``?``."""
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)
    return written.encode(errors="replace").decode()


def losses_results(totals: Iterable[Estimate], prob: float = PROB) -> list[Json]:
    """Return estimates as results."""
    return [total.as_json(prob) for total in totals]


def ledger_results(ledger: PyrrhicLedger, prob: float = PROB) -> list[Json]:
    """Return the indices of a ledger as results; a refused one has no numbers and says why."""
    found: list[Json] = []
    for index in ledger.indices:
        if index.estimate is not None:
            numbers: Json = index.estimate.as_json(prob)
        else:
            blank = ("quantity", "side", "force", "scope", "start", "end", "unit", "prob")
            numbers = dict.fromkeys((*blank, "lower", "median", "upper", "method"))
            numbers["sources"] = []
        numbers |= {
            "quantity": index.key,
            "direction": index.direction,
            "formula": index.formula,
            "above_one": index.above,
            "reading": index.reading,
            "refusal": index.refusal,
        }
        found.append(numbers)
    return found


def _plain(result: Mapping[str, object]) -> Json:
    """Write what JSON cannot spell, infinity, as the word ``inf``.

    Raises ``ValueError`` for what is not a number at all: no answer holds one.
    """
    found: Json = {}
    for key, value in result.items():
        if isinstance(value, float) and math.isnan(value):
            raise ValueError(f"{key} of {result.get('quantity', 'a result')} is not a number")
        found[key] = str(value) if isinstance(value, float) and math.isinf(value) else value
    return found
