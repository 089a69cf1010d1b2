"""The JSON envelope: plain numbers, ISO dates, infinity as a word, and never NaN."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import asculum
from asculum.options.ledger import Index, PyrrhicLedger
from asculum.study.envelope import envelope, ledger_results, losses_results, text
from asculum.terms.estimate import Estimate
from asculum.terms.findings import Finding
from asculum.terms.status import Status, StatusCode

OK = Status(code=StatusCode.OK, sentence="fine")


def estimate(draws: object, **more: object) -> Estimate:
    return Estimate(
        quantity="killed",
        draws=np.asarray(draws, dtype=float),
        unit="persons",
        method="made up",
        status=OK,
        **more,  # type: ignore[arg-type]
    )


def made(**more: object) -> dict[str, object]:
    return envelope("losses", dossier="x", status=OK.as_json(), **more)  # type: ignore[arg-type]


def test_keys_and_their_order() -> None:
    value = made()
    assert list(value) == [
        *("asculum", "command", "dossier", "as_of", "seed", "run", "status", "results", "findings")
    ]
    assert value["asculum"] == asculum.__version__
    assert (value["as_of"], value["seed"], value["run"]) == (None, None, None)


def test_infinity_is_a_word() -> None:
    results = losses_results([estimate([1.0, math.inf, math.inf])])
    value = made(results=results)
    assert value["results"][0]["upper"] == "inf"  # type: ignore[index]
    assert json.loads(text(value))["results"][0]["median"] == "inf"
    assert made(results=[{"quantity": "x", "lower": -math.inf}])["results"] == [
        {"quantity": "x", "lower": "-inf"}
    ]


def test_what_is_not_a_number_never_leaves() -> None:
    with pytest.raises(ValueError, match="not numbers"):
        losses_results([estimate([1.0, math.nan])])
    with pytest.raises(ValueError, match="median of killed is not a number"):
        made(results=[{"quantity": "killed", "median": math.nan}])
    with pytest.raises(ValueError, match="not JSON compliant"):
        text(made(label=math.nan))


def test_letters_stay_and_half_letters_do_not() -> None:
    assert '"Бахмут"' in text(made(label="Бахмут"))
    assert json.loads(text(made(label="caf\udce9")))["label"] == "caf?"


def test_findings_and_extras() -> None:
    finding = Finding(code="X001", severity="note", what="seen", where="claims.csv:2")
    value = made(findings=[finding], label="contested")
    assert value["findings"] == [
        {
            "code": "X001",
            "severity": "note",
            "where": "claims.csv:2",
            "what": "seen",
            "why": "",
            "fix": "",
        }
    ]
    assert list(value)[-1] == "label"


def test_a_refused_index_has_no_numbers_and_says_why() -> None:
    index = Index(
        key="SER",
        name="pool-adjusted ratio",
        direction="N to S",
        formula="…",
        estimate=None,
        reading="",
        refusal="the pool of N is not known",
    )
    shown = Index(
        key="LER",
        name="loss ratio",
        direction="N to S",
        formula="L_W/L_L",
        estimate=estimate([0.5, 1.0, 1.5]),
        reading="…",
        above=0.33,
    )
    ledger = PyrrhicLedger(
        winner="N", loser="S", category="killed", indices=(index, shown), label="", sentence="…"
    )
    refused, told = ledger_results(ledger)
    assert list(refused) == list(told) or set(refused) == set(told)
    assert [refused[key] for key in ("lower", "median", "upper")] == [None, None, None]
    assert refused["refusal"] == "the pool of N is not known"
    assert (told["quantity"], told["median"], told["above_one"]) == ("LER", 1.0, 0.33)
    assert json.loads(text(made(results=[refused, told])))["results"][1]["refusal"] == ""
