"""Ask each part of a reckoning for its answer to one of the seven questions."""

from __future__ import annotations

from collections.abc import Callable

from asculum.options import wording as ledger_words
from asculum.options.ledger import PyrrhicLedger
from asculum.report import aftermath, seven_parts
from asculum.report.answers import Answer, SevenAnswers, Told, seven_answers
from asculum.report.reckoning import Reckoning
from asculum.report.restating import category_word
from asculum.report.summary import what_of
from asculum.report.wording import approximate, capital, percent, rounded
from asculum.terms.estimate import Estimate
from asculum.terms.speech import Message, forwarded, retold, say, together

#: Each part answers for itself; ``None`` is "nothing was reckoned of it".
ANSWERERS: tuple[Callable[[Reckoning], Answer | None], ...] = (
    lambda reckoning: lost(reckoning),
    seven_parts.fought,
    seven_parts.worth,
    seven_parts.options,
    aftermath.answer,
    seven_parts.deal,
    lambda reckoning: pyrrhic(reckoning),
)


def seven(reckoning: Reckoning) -> SevenAnswers:
    """Return the answers to the seven questions, built from what the reckoning holds."""
    return seven_answers([answer(reckoning) for answer in ANSWERERS])


def lost(reckoning: Reckoning) -> Answer:
    """Answer how many were lost: the killed of each side, else the first category reckoned."""
    told: list[str | Told] = []
    for side in reckoning.dossier.sides:
        whole = [
            item
            for item in reckoning.totals
            if item.side == side.id and not item.force and item.status.ok
        ]
        whole.sort(key=lambda item: item.quantity != "killed")
        if not whole:
            told += ["; " if told else "", say("what {name} lost cannot be told", name=side.name)]
            continue
        words = rounded(*whole[0].interval())
        told += [
            "; " if told else "",
            (say("{name} lost", name=side.name) + " "),
            Told(
                words=say(
                    "about {median} {category}",
                    median=words.median,
                    category=category_word(whole[0].quantity),
                ),
                sources=whole[0].sources,
                what=f"{retold(side.name)}, {category_word(whole[0].quantity)}",
            ),
            (" " + say("({span} in 9 of 10 draws)", span=words.span)),
        ]
    if not any(isinstance(part, Told) for part in told):
        return Answer(
            key="lost",
            refusal=forwarded(reckoning.losses_status.sentence),
            change=say("A claim that gives one side’s own losses as a figure or a range."),
        )
    return Answer(
        key="lost",
        sentence=(*told, "."),
        definition=what_of(reckoning),
        change=say(
            "Claims on the same losses by sources of another kind, or other assumptions "
            "of how far sources lean: asculum losses {id} --explain tells which matter.",
            id=reckoning.dossier.id,
        ),
    )


def pyrrhic(reckoning: Reckoning) -> Answer | None:
    """Answer whether the victory was pyrrhic, with the pools at which the word would change."""
    ledger = reckoning.ledger
    if ledger is None:
        return None
    if not ledger.label:
        return Answer(
            key="pyrrhic",
            refusal=forwarded(_without_definition(ledger.sentence)),
            definition=f"{retold(ledger_words.DEFINITION_IN_SHORT)}.",
            change=say("What is missing: {missing}.", missing="; ".join(ledger.missing)),
        )
    index = next((item for item in ledger.indices if item.key == "SER"), None)
    sentence: tuple[str | Told, ...] = (ledger.short or ledger.sentence,)
    if index is not None and index.estimate is not None:
        sentence = _larger_share(ledger, index.estimate, index.above or 0)
    curve = ledger.curve
    change = say("Another pair of pools, or other losses.")
    if curve is not None:
        change = (
            say(
                "Other pools. That {winner} lost the larger share is sure only below "
                "{sure_below} times {loser}’s pool, and surely wrong above {sure_above} times",
                winner=ledger.winner,
                sure_below=approximate(curve.sure_below),
                loser=ledger.loser,
                sure_above=approximate(curve.sure_above),
            )
            + (
                (" " + say("(stated: {stated} times)", stated=approximate(curve.stated[1])))
                if curve.stated
                else ""
            )
            + say(
                "; and its burden reaches {share} surely only if its pool is below {pool_below}.",
                share=percent(curve.burden),
                pool_below=approximate(curve.pool_below),
            )
        )
    return Answer(
        key="pyrrhic",
        sentence=sentence,
        definition=f"{retold(ledger_words.DEFINITION_IN_SHORT)}.",
        change=change,
    )


def _without_definition(told: str) -> str:
    """Return the ledger's sentence without the definition, which is shown apart."""
    last = f"{ledger_words.DEFINITION_IN_SHORT}."
    parts = (
        [part for part in told.values.values() if isinstance(part, str)]
        if isinstance(told, Message)
        else []
    )
    return together(*parts[:-1]) if parts[-1:] == [last] else told.removesuffix(f" {last}")


def _larger_share(ledger: PyrrhicLedger, ser: Estimate, above: float) -> tuple[str | Told, ...]:
    """Return the label with how much larger the winner's share of its pool was."""
    words = rounded(*ser.interval())
    return (
        (
            say(
                "{label}: {winner} lost",
                label=capital(ledger.label),
                winner=ledger.winner,
            )
            + " "
        ),
        Told(
            words=say("about {median} times", median=words.median),
            sources=ser.sources,
            what=say("pool-adjusted exchange ratio"),
        ),
        (
            " "
            + say(
                "the share of its pool that {loser} lost ({span} in 9 of 10 draws), the "
                "larger share in {share} of draws.",
                loser=ledger.loser,
                span=words.span,
                share=percent(above),
            )
        ),
    )
