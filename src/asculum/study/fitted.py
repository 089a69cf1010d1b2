"""Fitted laws as results: what the JSON envelope and the tables print."""

from __future__ import annotations

from typing import Any

from asculum.attrition.fit import Fitted
from asculum.attrition.sought import Changes
from asculum.report.fought import Fought
from asculum.terms.estimate import PROB, Estimate


def law_results(fitted: Fitted, prob: float = PROB) -> list[dict[str, Any]]:
    """Return each law's estimates as results, with the law's name beside the contract's keys."""
    return [
        {"law": law.name, **estimate.as_json(prob)}
        for law in fitted.laws
        for estimate in law.estimates()
    ]


def laws_more(fitted: Fitted) -> dict[str, Any]:
    """Return what a fit prints beside the envelope: each law's status, weight and checks."""
    weighed = fitted.weighed
    told = []
    for law in fitted.laws:
        weights: tuple[float, float, float] | None = None
        if weighed is not None and law.name in weighed.names:
            place = weighed.names.index(law.name)
            weights = (weighed.weights[place], weighed.behind[place], weighed.errors[place])
        told.append(
            {
                "law": law.name,
                "method": law.method,
                "status": law.status.as_json(),
                "weight": weights[0] if weights else None,
                "behind": weights[1] if weights else None,
                "behind_error": weights[2] if weights else None,
                "khat": min(law.khat, 1e9) if law.elpd is not None else None,
                "fitted_anew": law.anew,
                "score": dict([law.score]) if law.score else None,
                "changes": _changes(law.changes) if law.changes is not None else None,
                "untold": dict(law.untold),
                "learnt": dict(law.learnt),
                "checks": [
                    {"side": check.side, "what": check.what, "above": check.above}
                    for check in law.checks
                ],
            }
        )
    return {
        "laws": told,
        "alike": list(weighed.alike) if weighed else [],
        "khat": min(weighed.khat, 1e9) if weighed else None,
    }


def _changes(found: Changes) -> dict[str, Any]:
    """Return what a battle tells of changes of the rates whose days were sought."""
    return {
        "chances": list(found.chances),
        "before": list(found.prior),
        "rows": [
            {"row": day, "chance": float(chance)}
            for day, chance in zip(found.days, found.by_day, strict=True)
        ],
        "found": [
            {
                "row": {"lower": row[0], "median": row[1], "upper": row[2]},
                "factors": [
                    {"side": side, "lower": ends[0], "median": ends[1], "upper": ends[2]}
                    for side, ends in zip("AB", sizes.tolist(), strict=True)
                ],
            }
            for row, sizes in zip(found.when(), found.sizes(), strict=True)
        ],
        "log_evidence": found.evidence,
    }


def fought_results(found: Fought, prob: float = PROB) -> list[dict[str, Any]]:
    """Return the exchange ratio, places in history and fitted laws of a dossier as results."""
    told = [found.exchange.whole] if found.exchange is not None else []
    told += [place.value for place in found.history[1:]]
    results = [{"law": "", **estimate.as_json(prob)} for estimate in told]
    return results + (law_results(found.fitted, prob) if found.fitted is not None else [])


def fought_more(found: Fought | None) -> dict[str, Any]:
    """Return what ``fit`` prints beside the envelope of a dossier."""
    none: dict[str, Any] = {"laws": [], "alike": [], "khat": None}
    laws = laws_more(found.fitted) if found is not None and found.fitted is not None else none
    if found is None:
        return {**laws, "exchange": [], "odds": [], "history": [], "refusals": []}
    exchange = found.exchange
    weeks = zip(exchange.periods, exchange.quantiles.tolist(), strict=True) if exchange else ()
    refusals = (found.no_exchange, found.no_laws, found.no_worth, found.no_odds, *found.no_history)
    return {
        **laws,
        "exchange": [
            {
                "start": period.start.isoformat(),
                "end": period.end.isoformat(),
                "lower": row[0],
                "median": row[1],
                "upper": row[2],
            }
            for period, row in weeks
        ],
        "odds": [
            {
                "day": item.day.isoformat(),
                "lower": item.lower,
                "median": item.median,
                "upper": item.upper,
            }
            for item in found.odds
        ],
        "history": [
            {
                "what": place.what,
                "below_lower": place.lower,
                "below_median": place.median,
                "below_upper": place.upper,
                "battles": place.battles,
            }
            for place in found.history
        ],
        "refusals": [why for why in dict.fromkeys(refusals) if why],
    }


def standings(fitted: Fitted) -> list[dict[str, Any]]:
    """Return for each law its weight and distance from the best, or its score, in words."""
    weighed = fitted.weighed
    rows = []
    for law in fitted.laws:
        scores = ["", ""]
        if law.score is not None:
            scores = [f"{law.score[1]:.4g}"]
        elif any(item.score for item in fitted.laws):
            scores = [""]
        elif weighed is not None and law.name in weighed.names:
            place = weighed.names.index(law.name)
            behind, error = weighed.behind[place], weighed.errors[place]
            scores = [f"{weighed.weights[place]:.2f}", f"{behind:.1f} ± {error:.1f}"]
        rows.append({"law": law.name, "scores": scores, "status": law.status.code.value})
    return rows


def wording(estimate: Estimate) -> tuple[str, str, str]:
    """Return an interval in digits that suit its size."""
    if estimate.unit in ("persons", "persons/day"):
        from asculum.report.wording import rounded

        spoken = rounded(*estimate.interval())
        return spoken.lower, spoken.median, spoken.upper
    low, middle, high = (f"{value:.3g}" for value in estimate.interval())
    return low, middle, high
