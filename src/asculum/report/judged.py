"""What the criteria make of the options, in words: who is named, and what would turn it."""

from __future__ import annotations

from collections.abc import Mapping

from asculum.evidence.choices import Option
from asculum.options.outcomes import ENEMY, OWN
from asculum.options.weighing import Judgement
from asculum.report.stated import RANGE_WORDS
from asculum.report.wording import clean, listed, rounded
from asculum.terms.speech import message, plural, retold, say

#: The criteria by which options are judged, and what one could know of beforehand.
CRITERIA = {
    "the mean": message("the mean"),
    "a bad case": message("a bad case"),
    "regret": message("regret"),
    "draws won": message("draws won"),
}
KNOWN = {
    "losses": message("losses"),
    "what would have followed": message("what would have followed"),
    "prices": message("prices"),
}
#: What a price is of.
PRICE_WORDS = {
    "enemy": message("an enemy loss"),
    "day": message("a day held"),
    "place": message("the place"),
    "freed": message("a man freed"),
}


def verdict_words(told: Judgement, words: Mapping[str, str]) -> str:
    """Say what the criteria name; a single option only where all of them do."""
    counted = listed([say("own losses"), *(retold(PRICE_WORDS[key]) for key in told.counted)])
    others = [retold(text) for key, text in PRICE_WORDS.items() if key not in told.counted]
    text = say("Counted: {counted}", counted=counted)
    text += (say("; nothing for {others}.", others=listed(others)) + " ") if others else ". "
    if told.agreed:
        return text + (
            say(
                "So counted every criterion names {words}. That holds at these prices and no "
                "others; see what would turn it.",
                words=words[told.agreed],
            )
        )
    by: dict[str, list[str]] = {}
    for criterion, option in told.choices.items():
        by.setdefault(option, []).append(criterion)
    named = [
        plural(
            len(criteria),
            "{criteria} names {option}",
            "{criteria} name {option}",
            criteria=listed([retold(CRITERIA.get(name, name)) for name in criteria]),
            option=words[option],
        )
        for option, criteria in by.items()
    ]
    return text + say(
        "The criteria disagree: {named}. No single answer is given.", named="; ".join(named)
    )


def learning_words(told: Judgement) -> str:
    """Say what knowing things beforehand would have been worth."""

    def loss(value: float) -> str:
        return rounded(value, value, value).median if value >= 0.5 else say("less than 1")

    groups = [
        f"{retold(KNOWN.get(name, name))} {loss(value)}" for name, value in told.known.items()
    ]
    text = say(
        "Knowing everything beforehand would have been worth {evpi} own losses on "
        "average; knowing only one thing: {groups}.",
        evpi=loss(told.evpi),
        groups=listed(groups),
    )
    if told.report is not None:
        text += " " + say(
            "One more report of the losses by a third party, as far off as those are "
            "assumed to be, would have been worth {report}.",
            report=loss(told.report),
        )
    return text


def turn_words(
    told: Judgement, options: tuple[Option, ...], words: Mapping[str, str]
) -> tuple[str, ...]:
    """Say which inputs turn what the mean names, and at which ends of their ranges."""
    names = {option.id: option for option in options}
    found = []
    for turn in told.turns:
        if not turn.turns:
            continue
        ends = rounded(turn.low, (turn.low + turn.high) / 2, turn.high)
        what = _input_words(turn.name, names)
        found.append(
            say(
                "{what}: at {lower} the mean names {words}, at {upper} {words_2}.",
                what=what,
                lower=ends.lower,
                words=words[turn.at_low],
                upper=ends.upper,
                words_2=words[turn.at_high],
            )
        )
    return tuple(found)


def _input_words(name: str, options: Mapping[str, Option]) -> str:
    if name in (OWN, ENEMY):
        return (
            say("own losses that followed")
            if name == OWN
            else say("the enemy’s losses that followed")
        )
    head, _, key = name.rpartition(".")
    if head == "price":
        return say("what {price_words} counts", price_words=PRICE_WORDS[key])
    return f"“{clean(options[head].name)}”, {retold(RANGE_WORDS[key])}"
