"""What else could have been done, in words: thresholds, options side by side, arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from asculum.evidence.choices import Option
from asculum.evidence.dossier import Dossier
from asculum.options.thresholds import Threshold
from asculum.options.views import TwoViews, Weighing
from asculum.options.weighing import Weighed
from asculum.report.fronts import fronts
from asculum.report.judged import learning_words, turn_words, verdict_words
from asculum.report.restating import category_word
from asculum.report.stated import RangeLine, by_hand, range_lines
from asculum.report.thresholds import ThresholdLine, threshold_line
from asculum.report.wording import clean, day, listed, percent, rounded
from asculum.terms.estimate import Estimate, interval
from asculum.terms.speech import forwarded, say


@dataclass(frozen=True, kw_only=True)
class OptionLine:
    """One option beside the others: what it cost by category, and how it fares by each criterion.

    Numbers are words already; empty where there are none.
    """

    name: str
    happened: bool
    after: str
    own: str
    enemy: str
    expected: str = ""
    bad: str = ""
    regret: str = ""
    best: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionWords:
    """A decision in words. ``lead`` is the first threshold, ``by_hand`` the arithmetic."""

    key: str
    title: str
    intro: str
    lead: str
    thresholds: tuple[ThresholdLine, ...]
    options: tuple[OptionLine, ...]
    verdict: str
    learning: str
    turns: tuple[str, ...]
    by_hand: tuple[str, ...]
    ranges: tuple[RangeLine, ...]
    notes: tuple[str, ...]
    refusal: str = ""


def decisions(dossier: Dossier, weighing: Weighing) -> tuple[DecisionWords, ...]:
    """Return every decision of a dossier in words, in the order of their days."""
    return tuple(_decision(dossier, item) for item in weighing.decisions)


def others(dossier: Dossier, weighing: Weighing, *, split: bool = True) -> tuple[str, ...]:
    """Return what is told of other fronts (unless not ``split``) and leaders, a sentence each."""
    found = []
    found += [item.sentence for item in fronts(dossier, weighing)] if split else []
    for item in weighing.resolves:
        name = dossier.side(item.resolve.side).name
        wedge, without = rounded(*interval(item.wedge)), rounded(*interval(item.battles))
        more = float(np.mean(item.collapses_leader - item.collapses))
        found.append(
            say(
                "A leader’s stake, {name}, {day}: a side that learns as it fights would have "
                "fought {median} battles more before it broke off ({span} in 9 of 10 draws); "
                "what victory gives its leader alone adds {median_2} ({span_2}), and {share} "
                "to the chance of losing all. That wedge is gambling for resurrection; it is "
                "no larger than the bonus that was stated.",
                name=name,
                day=day(item.resolve.date),
                median=without.median,
                span=without.span,
                median_2=wedge.median,
                span_2=wedge.span,
                share=percent(max(more, 0.0)),
            )
            + ("" if item.status.code.value == "OK" else f" {forwarded(item.status.sentence)}")
        )
    return tuple(found)


def _decision(dossier: Dossier, item: TwoViews) -> DecisionWords:
    side, view = dossier.side(item.side), item.after
    happened = next(option for option in item.options if option.happened)
    weighed = view.weighed
    title = f"{side.name}, {day(item.day, long=True)}: {_named(item.options)}"
    blank = DecisionWords(
        key=item.key,
        title=title,
        intro=_intro(dossier, item),
        lead="",
        thresholds=(),
        options=(),
        verdict="",
        learning="",
        turns=(),
        by_hand=(),
        ranges=range_lines(dossier, item.options),
        notes=_notes(item),
        refusal=forwarded(view.status.sentence) if weighed is None else "",
    )
    if weighed is None:
        return blank
    before = item.before.weighed if item.before is not None else None
    lines = tuple(
        threshold_line(item, happened, found, _same(before, found)) for found in weighed.thresholds
    )
    words = {option.id: f"“{clean(option.name)}”" for option in item.options}
    told = weighed.judgement
    return replace(
        blank,
        lead=next((line.sentence for line in lines if line.now is not None), ""),
        thresholds=lines,
        options=tuple(_option(weighed, option) for option in item.options),
        verdict=verdict_words(told, words) if told else forwarded(weighed.refusal),
        learning=learning_words(told) if told else "",
        turns=turn_words(told, item.options, words) if told else (),
        by_hand=tuple(
            step for option in weighed.decision.others for step in by_hand(weighed, option)
        ),
    )


def _named(options: tuple[Option, ...]) -> str:
    names = [clean(option.name) for option in options]
    return (
        say("{names} or {names_2}?", names=", ".join(names[:-1]), names_2=names[-1])
        if len(names) > 1
        else names[0]
    )


def _intro(dossier: Dossier, item: TwoViews) -> str:
    """Say what happened, what is weighed, and what had been spent by then."""
    word = category_word(item.category)
    told = [
        say(
            "{estimate} of {name}",
            estimate=_figures(estimate),
            name=dossier.side(estimate.side).name,
        )
        for estimate in (item.after.own, item.after.enemy)
        if estimate is not None
    ]
    spent = [
        say("{each} of {name}", each=_figures(each), name=dossier.side(each.side).name)
        for each in item.spent
    ]
    days = item.period.days
    text = (
        say(
            "In the {days} days that followed, the battle cost {told} ({word}).",
            days=days,
            told=listed(told),
            word=word,
        )
        if told
        else say("What the {days} days that followed cost cannot be told.", days=days)
    )
    if spent:
        text += " " + say(
            "What had been spent by then, {spent}, enters nowhere: it was the same "
            "whatever was chosen.",
            spent=listed(spent),
        )
    return text


def _figures(estimate: Estimate) -> str:
    words = rounded(*estimate.interval())
    return f"{words.median} ({words.span})"


def _notes(item: TwoViews) -> tuple[str, ...]:
    found = (
        [forwarded(item.after.status.sentence)]
        if item.after.status.code.value == "DOUBTFUL"
        else []
    )
    if item.after.weighed is not None and item.after.enemy is None:
        found.append(
            say(
                "The enemy’s losses after that day cannot be told: an enemy loss counts nothing "
                "here and has no threshold until claims of them are added."
            )
        )
    if item.before is None:
        found.append(say("It was not reckoned here as of that day: asculum weigh does."))
    elif item.before.weighed is None:
        found.append(
            say(
                "As of that day nothing can be said: {sentence}",
                sentence=forwarded(item.before.status.sentence),
            )
        )
    else:
        assert item.before.length is not None, "a view that is weighed has its days"
        days = rounded(*interval(item.before.length))
        found.append(
            say(
                "As of {day}: from the {claims} claims known by then, the losses of the four "
                "weeks before carried on for as long as the fight could be expected to last, "
                "{median} days ({span} in 9 of 10 draws). How long it did last, {days} days, "
                "and what was held in the end enter nothing there. What would have followed "
                "otherwise is assumed alike in both columns, and an enemy loss counts by the "
                "same pools or price, whenever those were stated.",
                day=day(item.day),
                claims=item.before.claims,
                median=days.median,
                span=days.span,
                days=item.period.days,
            )
        )
        keeps = any(option.happened and option.keeps for option in item.options)
        hoped = any(option.hoped for option in item.options)
        if keeps and not hoped:
            found.append(
                say(
                    "What share of the place could be expected on that day to be held at the end "
                    "is not stated (hoped): what the place had to be worth is not told as of that "
                    "day."
                )
            )
    return tuple(found)


def _same(before: Weighed | None, found: Threshold) -> Threshold | None:
    if before is None:
        return None
    wanted = (found.key, found.against)
    return next((one for one in before.thresholds if (one.key, one.against) == wanted), None)


def _option(weighed: Weighed, option: Option) -> OptionLine:
    outcome = weighed.outcomes[option.id]
    own = rounded(*interval(outcome.own))
    enemy = rounded(*interval(outcome.enemy)) if outcome.enemy is not None else None
    line = OptionLine(
        name=clean(option.name),
        happened=option.happened,
        after=clean(option.after),
        own=f"{own.median} ({own.span})",
        enemy=f"{enemy.median} ({enemy.span})" if enemy else say("not known"),
    )
    if weighed.judgement is None:
        return line
    score = next(item for item in weighed.judgement.scores if item.option.id == option.id)
    return replace(
        line,
        expected="0" if option.happened else _signed(score.expected),
        bad="0" if option.happened else _signed(score.bad),
        regret=rounded(score.regret, score.regret, score.regret).median,
        best=percent(score.best),
    )


def _signed(value: float) -> str:
    words = rounded(value, value, value).median
    return f"+{words}" if value > 0 else words
