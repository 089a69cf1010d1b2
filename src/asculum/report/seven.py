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
from asculum.report.wording import approximate, percent, rounded
from asculum.terms.estimate import Estimate

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
            told += ["; " if told else "", f"what {side.name} lost cannot be told"]
            continue
        words = rounded(*whole[0].interval())
        told += [
            "; " if told else "",
            f"{side.name} lost ",
            Told(
                words=f"about {words.median} {category_word(whole[0].quantity)}",
                sources=whole[0].sources,
                what=f"{side.name}, {category_word(whole[0].quantity)}",
            ),
            f" ({words.span} in 9 of 10 draws)",
        ]
    if not any(isinstance(part, Told) for part in told):
        return Answer(
            key="lost",
            refusal=reckoning.losses_status.sentence,
            change="A claim that gives one side’s own losses as a figure or a range.",
        )
    return Answer(
        key="lost",
        sentence=(*told, "."),
        definition=what_of(reckoning),
        change="Claims on the same losses by sources of another kind, or other assumptions of how "
        f"far sources lean: asculum losses {reckoning.dossier.id} --explain tells which matter.",
    )


def pyrrhic(reckoning: Reckoning) -> Answer | None:
    """Answer whether the victory was pyrrhic, with the pools at which the word would change."""
    ledger = reckoning.ledger
    if ledger is None:
        return None
    if not ledger.label:
        return Answer(
            key="pyrrhic",
            refusal=ledger.sentence.removesuffix(f" {ledger_words.DEFINITION_IN_SHORT}."),
            definition=f"{ledger_words.DEFINITION_IN_SHORT}.",
            change=f"What is missing: {'; '.join(ledger.missing)}.",
        )
    index = next((item for item in ledger.indices if item.key == "SER"), None)
    sentence: tuple[str | Told, ...] = (ledger.short or ledger.sentence,)
    if index is not None and index.estimate is not None:
        sentence = _larger_share(ledger, index.estimate, index.above or 0)
    curve = ledger.curve
    change = "Another pair of pools, or other losses."
    if curve is not None:
        change = (
            f"Other pools. That {ledger.winner} lost the larger share is sure only below "
            f"{approximate(curve.sure_below)} times {ledger.loser}’s pool, and surely wrong above "
            f"{approximate(curve.sure_above)} times"
            + (f" (stated: {approximate(curve.stated[1])} times)" if curve.stated else "")
            + f"; and its burden reaches {percent(curve.burden)} surely only if its pool is below "
            f"{approximate(curve.pool_below)}."
        )
    return Answer(
        key="pyrrhic",
        sentence=sentence,
        definition=f"{ledger_words.DEFINITION_IN_SHORT}.",
        change=change,
    )


def _larger_share(ledger: PyrrhicLedger, ser: Estimate, above: float) -> tuple[str | Told, ...]:
    """Return the label with how much larger the winner's share of its pool was."""
    words = rounded(*ser.interval())
    return (
        f"{ledger.label[0].upper()}{ledger.label[1:]}: {ledger.winner} lost ",
        Told(
            words=f"about {words.median} times",
            sources=ser.sources,
            what="pool-adjusted exchange ratio",
        ),
        f" the share of its pool that {ledger.loser} lost ({words.span} in 9 of 10 draws), the "
        f"larger share in {percent(above)} of draws.",
    )
