"""What the evidence cannot say: a list made from the statuses of what was estimated."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from asculum.losses.influence import SOURCE
from asculum.losses.predictive import FITS, UNCHECKED
from asculum.report.learnt import higher, most_moved, named, signed
from asculum.report.moved import killed, unknown
from asculum.report.reckoning import Reckoning
from asculum.report.restating import category_word, whose
from asculum.report.wording import capital, day, listed, percent
from asculum.terms.speech import forwarded, retold, say
from asculum.terms.status import StatusCode

#: Below this share of variance taken away an assumption counts as not told by the claims.
UNTOLD = 0.5
#: A step of an assumption that moves a total by less than this is not worth a sentence.
WORTH = 0.05
#: The assumption that leanings and losses are told apart by: all totals shift with it.
FIXES_LEVEL = "bias_third"
#: Assumptions named in the list before the reader is sent to the table.
NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Unsaid:
    """One thing that the evidence cannot say, and what would change it."""

    what: str
    change: str = ""


def cannot_say(reckoning: Reckoning) -> tuple[Unsaid, ...]:
    """Return what the evidence of this dossier cannot say, from the statuses of its estimates."""
    return (*_ahead(reckoning), *_refused(reckoning), *_assumed(reckoning), *_alone(reckoning))


def _ahead(reckoning: Reckoning) -> Iterator[Unsaid]:
    dossier = reckoning.dossier
    if not dossier.over:
        yield Unsaid(
            what=say(
                "What the days after {day} brought, and how the battle ended: it was not "
                "over on the as-of date, and nothing here looks forward.",
                day=day(reckoning.as_of),
            ),
            change=say("A later as-of date."),
        )


def _refused(reckoning: Reckoning) -> Iterator[Unsaid]:
    dossier = reckoning.dossier
    if not reckoning.losses_status.ok:
        yield Unsaid(
            what=forwarded(reckoning.losses_status.sentence),
            change=say("A claim that gives one side’s own losses as a figure or a range."),
        )
        return
    told = {item.side for item in reckoning.totals}
    for side in dossier.sides:
        if side.id not in told:
            yield Unsaid(
                what=say("How many {name} lost.", name=side.name),
                change=say(
                    "A claim on {name} alone that gives a figure, a range or both bounds.",
                    name=side.name,
                ),
            )
    doubts: dict[str, list[str]] = {}
    for item in reckoning.totals:
        if item.status.code is StatusCode.DOUBTFUL:
            what = say(
                "{category} of {whose}",
                category=category_word(item.quantity),
                whose=whose(dossier, item.side, item.force),
            )
            doubts.setdefault(forwarded(item.status.sentence), []).append(what)
    for why, totals in doubts.items():
        yield Unsaid(
            what=say("Doubtful: {totals}. {why}", totals=listed(totals), why=why),
            change=say("Claims on the same losses by sources of another kind."),
        )
    parts = [
        say("the captured and missing of {name}", name=side.name)
        for side in dossier.sides
        if side.id in told and not _apart(reckoning, side.id)
    ]
    if parts:
        yield Unsaid(
            what=say("{parts}: no claim counts them apart.", parts=_opening(listed(parts))),
            change=say("A count of prisoners, or of exchanges."),
        )


def _apart(reckoning: Reckoning, side: str) -> bool:
    return any(item.side == side and item.quantity == "irrecoverable" for item in reckoning.totals)


def _assumed(reckoning: Reckoning) -> Iterator[Unsaid]:
    """Yield what is mostly assumed: totals first, then assumptions on which much hangs."""
    explanation, dossier = reckoning.explanation, reckoning.dossier
    if explanation is None:
        return
    for total in explanation.totals:
        if total.beside.mostly_assumed:
            left = percent(1 - total.beside.contraction)
            what = say(
                "{category} of {whose}",
                category=category_word(total.quantity),
                whose=whose(dossier, total.side, total.force),
            )
            yield Unsaid(
                what=say(
                    "{what}: mostly what was assumed. Of the variance that was assumed before "
                    "any claim, {left} is left.",
                    what=_opening(what),
                    left=left,
                ),
                change=say(
                    "A claim on this force and category by a source that did not speak yet."
                ),
            )
    totals = killed(explanation)
    open_questions = [
        (item, size)
        for item in explanation.learnt
        if item.contraction < UNTOLD and (size := most_moved(item, totals)) >= math.log1p(WORTH)
    ]
    # what fixes the level of all totals stands first, however small its step
    open_questions.sort(key=lambda pair: (pair[0].name != FIXES_LEVEL, -pair[1]))
    for item, _ in open_questions[:NAMED]:
        moves = [
            f"{whose(dossier, move.side, move.force)} {signed(move.factor)}"
            for move in item.moves
            if move.quantity == "killed" and abs(math.log(move.factor)) >= math.log1p(WORTH / 2)
        ]
        told = named(dossier, item)
        away = say("hardly anything") if item.contraction < 0.05 else percent(item.contraction)
        yield Unsaid(
            what=say(
                "{told}: the claims took away {away} of what was open. Assume it {item}, and "
                "the killed come out otherwise: {moves}.",
                told=_opening(told),
                away=away,
                item=higher(item),
                moves=listed(moves),
            ),
            change=_remedy(item.name),
        )


def _alone(reckoning: Reckoning) -> Iterator[Unsaid]:
    """Yield totals that one source alone tells, and pulls that are not known."""
    explanation, dossier = reckoning.explanation, reckoning.dossier
    if explanation is None:
        return
    sources = [item for item in explanation.left_out if item.unit.kind == SOURCE]
    for item in sources:
        lost = [
            whose(dossier, pull.side, pull.force)
            for pull in item.pulls
            if pull.factor is None and pull.quantity == "killed"
        ]
        if lost:
            label = dossier.sources[item.unit.source].label
            yield Unsaid(
                what=say(
                    "Without {label} nothing could be said of the killed of {lost}.",
                    label=label,
                    lost=listed(lost),
                ),
                change=say("A second source on them."),
            )
    labels = [dossier.sources[item.unit.source].label for item in unknown(sources)]
    if labels:
        yield Unsaid(
            what=say(
                "What the totals would be without {labels}: the draws at hand cannot be "
                "weighed for that.",
                labels=listed(labels),
            ),
            change=say(
                "Sampling without each: asculum losses {id} --explain --refit.", id=dossier.id
            ),
        )
    odd = [
        f"{dossier.sources[item.source].label} ({retold(item.verdict)})"
        for item in explanation.checks
        if item.verdict not in (FITS, UNCHECKED)
    ]
    if odd:
        yield Unsaid(
            what=say("Why these said what they said: {odd}.", odd=listed(odd)),
            change=say(
                "Reading their claims again: other days, another scope, an echo of another."
            ),
        )


def _opening(words: str) -> str:
    return capital(words)


def _remedy(name: str) -> str:
    if name.startswith("bias"):
        return say(
            "One source whose leaning is known from elsewhere, stated as assumptions.bias_source."
        )
    if name.startswith("share") or name in ("sector_rest", "front_of_war"):
        return say(
            "Claims about the battle itself, or counts that tell where on the front men fell."
        )
    if name.endswith("per_killed"):
        return say("Claims that give both categories for the same days.")
    return say("More claims on the weeks in question.")
