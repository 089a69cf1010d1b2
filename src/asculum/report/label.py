"""How the word hangs on the pools, and where the victory stands among others, as data."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.evidence.pools import scope_words
from asculum.options.curve import LabelCurve
from asculum.options.history import Compared
from asculum.options.ledger import PyrrhicLedger
from asculum.report.figures_rows import DotRow, RowsFigure
from asculum.report.reckoning import Reckoning
from asculum.report.restating import category_word
from asculum.report.wording import approximate, listed, percent, rounded
from asculum.terms.speech import forwarded, message, say

#: Pool ratios of the table beside the curve, where they lie on it.
ROUND = (0.1, 0.2, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0, 20.0)
REPUTES = {
    "pyrrhic": message("Commonly called pyrrhic"),
    "control": message("Commonly called plain victories"),
}


@dataclass(frozen=True, kw_only=True)
class CurveFigure:
    """The curve with its words; ``rows`` are the table: pool ratio, chance, where it lies."""

    curve: LabelCurve
    winner: str
    loser: str
    message: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """One victory of the set in words."""

    name: str
    date: str
    repute: str
    category: str
    winner: str
    pools: str
    ler: str
    ser: str
    burden: str
    label: str
    missing: str
    above: str
    sources: tuple[str, ...]


def curve_figure(reckoning: Reckoning) -> CurveFigure | None:
    """Return how the label hangs on the pools; ``None`` where a loss is not known."""
    ledger = reckoning.ledger
    if ledger is None or ledger.curve is None:
        return None
    curve = ledger.curve
    inside = [k for k in ROUND if curve.ratios[0] <= k <= curve.ratios[-1]]
    rows = [(k, _where(curve, k)) for k in inside]
    if curve.stated is not None:
        names = (say("least of 9 in 10 draws"), say("middle"), say("most of 9 in 10 draws"))
        rows += [
            (k, say("stated, {name}", name=name))
            for k, name in zip(curve.stated, names, strict=True)
        ]
    rows.sort()
    stated = ""
    if curve.stated is not None:
        words = rounded(*curve.stated)
        ends = "" if words.lower == words.upper else f" ({words.span})"
        stated = " " + say(
            "The stated pools make the ratio {median}{ends}, where it is {share}.",
            median=words.median,
            ends=ends,
            share=percent(curve.at(curve.stated[1])),
        )
    return CurveFigure(
        curve=curve,
        winner=ledger.winner,
        loser=ledger.loser,
        message=say(
            "The probability that {winner} lost the larger share of its pool falls from "
            "{share} at a pool ratio of {sure_below} over one half at {even} to "
            "{share_2} at {sure_above}.{stated}",
            winner=ledger.winner,
            share=percent(curve.sure),
            sure_below=approximate(curve.sure_below),
            even=approximate(curve.even),
            share_2=percent(1 - curve.sure),
            sure_above=approximate(curve.sure_above),
            stated=stated,
        ),
        rows=tuple((approximate(k), percent(curve.at(k)), where) for k, where in rows),
    )


def history_rows(history: tuple[Compared, ...]) -> tuple[HistoryRow, ...]:
    """Return the victories of the set in words."""
    found = []
    for item in history:
        ledger = item.ledger
        sources = [
            name
            for index in ledger.indices
            if index.estimate is not None
            for name in index.estimate.sources
        ]
        above = []
        if item.ler_above is not None:
            above.append(say("LER larger in {share}", share=percent(item.ler_above)))
        if item.ser_above is not None:
            above.append(say("SER larger in {share}", share=percent(item.ser_above)))
        found.append(
            HistoryRow(
                name=item.name,
                date=item.date,
                repute=item.repute,
                category=category_word(item.category),
                winner=ledger.winner,
                pools=_pools(ledger),
                ler=_index(ledger, "LER"),
                ser=_index(ledger, "SER"),
                burden=_index(ledger, "burden", share=True),
                label=ledger.label,
                missing="; ".join(forwarded(gap) for gap in ledger.missing),
                above="; ".join(above),
                sources=tuple(dict.fromkeys(sources)),
            )
        )
    return tuple(found)


def history_pools(reckoning: Reckoning) -> str:
    """Say beside which victories SER is set, and why not beside the others."""
    ledger = reckoning.ledger
    if ledger is None or not reckoning.history:
        return ""
    if not ledger.pool_scope:
        return say(
            "Whom the pools of this battle count is not stated alike for both sides, so "
            "its SER is set beside no other: men of a garrison, of a campaign and of a "
            "nation make unlike ratios."
        )
    alike = [item.name for item in reckoning.history if item.ser_above is not None]
    others = say("that of {alike}", alike=listed(alike)) if alike else say("none of these")
    return say(
        "The pools of this battle count {pool_scope}. Its SER is set beside "
        "{others}: only beside victories whose pools count the same, since men of a "
        "campaign are no nation. LER needs no pools and is set beside all.",
        pool_scope=scope_words(ledger.pool_scope),
        others=others,
    )


def _pools(ledger: PyrrhicLedger) -> str:
    known = [key for key in ("SER", "BER") if ledger.estimate(key) is not None]
    if known:
        return scope_words(ledger.pool_scope)
    return ""


def history_figure(reckoning: Reckoning) -> RowsFigure | None:
    """Return the loss ratios of the set with this victory's on top."""
    ledger = reckoning.ledger
    if ledger is None or not reckoning.history:
        return None
    rows = []
    own = ledger.estimate("LER")
    if own is not None and own.status.ok:
        rows.append(_row(say("This battle"), reckoning.dossier.place.name, ledger, own.sources))
    for item in reckoning.history:
        group = REPUTES.get(item.repute, item.repute)
        if item.ledger.estimate("LER") is not None:
            rows.append(_row(group, f"{item.name} {item.date}", item.ledger, ()))
    if not rows:
        return None
    told = "; ".join(f"{row.label} {row.value}" for row in rows)
    return RowsFigure(
        key="history",
        title=say("The winner’s losses for each one of the loser’s"),
        message=say("Loss exchange ratio, winner to loser, with 9 in 10 draws. {told}.", told=told),
        axis=say("losses of the winner for each one of the loser"),
        rows=tuple(rows),
        one=True,
    )


def _row(group: str, name: str, ledger: PyrrhicLedger, claims: tuple[str, ...]) -> DotRow:
    estimate = ledger.estimate("LER")
    assert estimate is not None, "asked only where there is a ratio"
    lower, median, upper = estimate.interval()
    words = rounded(lower, median, upper)
    value = words.median if words.lower == words.upper else f"{words.median} ({words.span})"
    return DotRow(
        label=name,
        group=group,
        relation="whole",
        lower=lower,
        median=median,
        upper=upper,
        value=value.replace(" to ", "–"),
        claims=claims,
        tip=f"{name}, {category_word(ledger.category)}",
    )


def _where(curve: LabelCurve, ratio: float) -> str:
    if ratio <= curve.sure_below:
        return say("surely the larger share")
    if ratio >= curve.sure_above:
        return say("surely the smaller share")
    return say("not sure")


def _index(ledger: PyrrhicLedger, key: str, *, share: bool = False) -> str:
    estimate = ledger.estimate(key)
    if estimate is None:
        return ""
    lower, median, upper = (100 * end if share else end for end in estimate.interval())
    words = rounded(lower, median, upper)
    unit = " %" if share else ""
    if words.lower == words.upper:
        return f"{words.median}{unit}"
    return f"{words.median}{unit} ({words.lower}–{words.upper}{unit})"
