"""What the lists of a dossier say, as the report takes it."""

from __future__ import annotations

from collections.abc import Sequence

from asculum.evidence.claims import CIVILIANS
from asculum.report.lists import ListShare, ListsLook, ListTotal, XiCurve
from asculum.study.dossier_lists import ListAnswer, completeness
from asculum.undercount.total import Total


def lists_looks(answers: Sequence[ListAnswer]) -> tuple[ListsLook, ...]:
    """Return what the page shows of each overlap table."""
    return tuple(_look(answer) for answer in answers)


def _look(answer: ListAnswer) -> ListsLook:
    table, total = answer.table, answer.total
    captured = total.capture()
    held = None if table.side == CIVILIANS else completeness(answer)
    return ListsLook(
        file=table.file,
        whose=table.side,
        force=table.force,
        period=table.period,
        prob=total.prob,
        total=_total("in all", total, listed=answer.listed),
        parts=_parts(answer),
        shares=tuple(
            ListShare(name=name, persons=size, share=captured.get(name))
            for name, size in zip(total.lists, total.sizes, strict=True)
        ),
        method=total.method,
        assumption=total.assumption,
        curve=_curve(answer),
        completeness=(held.low, held.high) if held is not None else None,
        draws=len(answer.read.tables) if answer.read.drawn else 0,
    )


def _total(label: str, total: Total, *, listed: int | None = None) -> ListTotal:
    return ListTotal(
        label=label,
        listed=total.listed if listed is None else listed,
        status=total.status,
        lower=total.lower,
        median=total.point,
        upper=total.upper,
    )


def _parts(answer: ListAnswer) -> tuple[ListTotal, ...]:
    if answer.whole is not None:
        return tuple(_total(name, item.total) for name, item in answer.strata.items())
    (only,) = answer.strata.values()
    return tuple(_total(f"without {name}", total) for name, total in only.without.items())


def _curve(answer: ListAnswer) -> XiCurve | None:
    if answer.whole is not None:
        return None
    (only,) = answer.strata.values()
    if only.curve is None:
        return None
    return XiCurve(
        xi=tuple(float(value) for value in only.curve.xi),
        total=tuple(float(value) for value in only.curve.total),
        base=only.curve.base,
        implied=only.curve.implied,
    )
