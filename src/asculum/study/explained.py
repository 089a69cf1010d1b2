"""What moved the answer as rows of the JSON contract."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from asculum.losses.explanation import Explanation, TotalBeside
from asculum.losses.influence import LeftOut
from asculum.losses.learnt import Learnt

Json = dict[str, Any]
_NUMBERS = ("quantity", "side", "force", "lower", "median", "upper", "factor", "error")


def explanation_results(explanation: Explanation | None) -> dict[str, list[Json]]:
    """Return the explanation under its keys; each is an array of flat rows, empty where refused."""
    if explanation is None:
        return {key: [] for key in KEYS}
    return {
        "left_out": [row for item in explanation.left_out for row in _left_out(item)],
        "sensitivity": [_plain(asdict(item)) for item in explanation.sensitivities],
        "beside": [_beside(item) for item in explanation.totals],
        "learnt": [_learnt(item) for item in explanation.learnt],
        "told": [_plain(asdict(item)) for item in explanation.told],
        "checks": [asdict(item) for item in explanation.checks],
    }


#: The keys that an explanation adds to the envelope.
KEYS = ("left_out", "sensitivity", "beside", "learnt", "told", "checks")


def _left_out(item: LeftOut) -> list[Json]:
    """Return one row for each total of a unit; the last without any where they are not known."""
    unit = item.unit
    head: Json = {
        "unit": unit.kind,
        "name": unit.name,
        "source": unit.source,
        "claims": list(unit.claims),
        "how": item.how,
        "khat": item.khat,
    }
    pulls: list[Json] = [asdict(pull) for pull in item.pulls]
    if not item.known:
        pulls.append(dict.fromkeys(_NUMBERS))
    rows = [{**head, **{key: pull[key] for key in _NUMBERS}} for pull in pulls]
    return [_plain({**row, "sentence": item.sentence}) for row in rows]


def _beside(item: TotalBeside) -> Json:
    return {
        "quantity": item.quantity,
        "side": item.side,
        "force": item.force,
        **_six(item.beside.prior, item.beside.posterior),
        "contraction": item.beside.contraction,
    }


def _learnt(item: Learnt) -> Json:
    return {
        "name": item.name,
        "side": item.side,
        "force": item.force,
        **_six(item.prior, item.posterior),
        "contraction": item.contraction,
        "step": item.step,
        "moves": [asdict(move) for move in item.moves],
    }


def _six(prior: tuple[float, float, float], posterior: tuple[float, float, float]) -> Json:
    names = ("prior_lower", "prior_median", "prior_upper", "lower", "median", "upper")
    return dict(zip(names, (*prior, *posterior), strict=True))


def _plain(row: Json) -> Json:
    """Write what JSON cannot spell, infinity, as the word ``inf``."""
    return {
        key: "inf" if isinstance(value, float) and math.isinf(value) else value
        for key, value in row.items()
    }
