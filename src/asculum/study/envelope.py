"""The JSON envelope that every answering command prints; its keys are a contract."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from asculum import __version__
from asculum.options.history import Compared
from asculum.options.ledger import PyrrhicLedger
from asculum.terms.estimate import PROB, Estimate
from asculum.terms.findings import Finding

if TYPE_CHECKING:
    from asculum.study.scored import Hindcast, Score

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


def history_json(history: Iterable[Compared]) -> list[Json]:
    """Return the well-known victories: name, what each is called, indices, label or what lacks."""
    return [
        {
            "name": item.name,
            "date": item.date,
            "repute": item.repute,
            "category": item.category,
            "pool_scope": item.ledger.pool_scope,
            "winner": item.ledger.winner,
            "loser": item.ledger.loser,
            "label": item.ledger.label,
            "missing": list(item.ledger.missing),
            "ler_above": item.ler_above,
            "ser_above": item.ser_above,
            "indices": [_plain(result) for result in ledger_results(item.ledger)],
        }
        for item in history
    ]


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


def hindcast_results(found: Hindcast, prob: float = PROB) -> list[Json]:
    """Return what was reckoned on each day as results, each with its day."""
    return [
        {"as_of": day.day.isoformat(), **estimate.as_json(prob)}
        for day in found.days
        for estimate in day.estimates
    ]


def hindcast_more(found: Hindcast) -> dict[str, object]:
    """Return what a hindcast prints beside the envelope: its days, scores and their means."""
    return {
        "sentence": found.sentence,
        "days": [
            {
                "as_of": day.day.isoformat(),
                "claims": len(day.dossier.claims),
                "arrived": list(day.arrived),
                "start": day.period.start.isoformat() if day.period else None,
                "end": day.period.end.isoformat() if day.period else None,
                "run": day.run or None,
                "status": day.status.as_json(),
            }
            for day in found.days
        ],
        "scores": [_plain(_score(item)) for item in found.scores],
        "summary": [_plain(asdict(item)) for item in found.summaries],
    }


def _score(item: Score) -> Json:
    asked = item.question
    numbers = asdict(item)
    del numbers["day"], numbers["question"]
    return {
        "as_of": item.day.isoformat(),
        "quantity": asked.category,
        "side": asked.side,
        "force": asked.force,
        "start": asked.period.start.isoformat(),
        "end": asked.period.end.isoformat(),
        **numbers,
    }
