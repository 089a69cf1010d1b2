"""Undercounts as the JSON contract spells them: totals, each list left out, the curve of ξ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from asculum.terms.findings import Finding
from asculum.undercount.benchmark import Score
from asculum.undercount.estimate import Undercount
from asculum.undercount.strata import StratifiedUndercount
from asculum.undercount.total import Total

Json = dict[str, object]

#: What a row is: an estimate, one without a list, the sum of strata.
ESTIMATE, WITHOUT, SUM = "estimate", "without", "sum"


def total_result(total: Total, *, stratum: str, role: str, left_out: str = "") -> Json:
    """Return one total as a result; a refused one has no numbers and says why."""
    return {
        "quantity": "persons",
        "side": None,
        "force": None,
        "scope": None,
        "start": None,
        "end": None,
        "unit": "persons",
        "prob": total.prob,
        "lower": total.lower,
        "median": total.point,
        "upper": total.upper,
        "method": total.method,
        "sources": list(total.lists),
        "stratum": stratum,
        "role": role,
        "left_out": left_out,
        "listed": total.listed,
        "status": total.status.code.value,
        "sentence": total.status.sentence,
        "assumption": total.assumption,
    }


def undercount_results(
    strata: Mapping[str, Undercount], whole: StratifiedUndercount | None
) -> Iterator[Json]:
    """Yield every total: the sum first, then each stratum with its lists left out."""
    if whole is not None:
        yield total_result(whole.total, stratum="", role=SUM)
    for name, found in strata.items():
        yield total_result(found.total, stratum=name, role=ESTIMATE)
        for left_out, total in found.without.items():
            yield total_result(total, stratum=name, role=WITHOUT, left_out=left_out)


def curves(strata: Mapping[str, Undercount]) -> list[Json]:
    """Return the curve of ξ of every stratum that has one."""
    return [
        {
            "stratum": name,
            "base": found.curve.base,
            "xi": [float(value) for value in found.curve.xi],
            "total": [float(value) for value in found.curve.total],
            "implied": found.curve.implied,
        }
        for name, found in strata.items()
        if found.curve is not None
    ]


def captures(strata: Mapping[str, Undercount]) -> list[Json]:
    """Return the share of all persons that each list holds, by stratum."""
    return [
        {"stratum": name, "list": held, "lower": low, "middle": middle, "upper": high}
        for name, found in strata.items()
        for held, (low, middle, high) in found.total.capture().items()
    ]


def findings_of(strata: Mapping[str, Undercount]) -> list[Finding]:
    """Return the findings of all strata, those of a named stratum with its name."""
    return [
        Finding(
            code=item.code,
            severity=item.severity,
            what=f"{name}: {item.what}" if name else item.what,
            where=item.where,
            why=item.why,
            fix=item.fix,
        )
        for name, found in strata.items()
        for item in found.findings
    ]


def score_results(scores: Iterable[Score]) -> list[Json]:
    """Return the benchmark's scores as results."""
    return [
        {
            "method": score.method,
            "answered": score.answered,
            "asked": score.asked,
            "coverage": score.coverage,
            "rmse": score.rmse,
            "bias": score.bias,
            "width": score.width,
            "below": score.below,
            "above": score.above,
        }
        for score in scores
    ]
