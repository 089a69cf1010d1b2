"""How the page came to its numbers and what it cannot say, in words for a sceptical reader."""

from __future__ import annotations

from asculum.report.reckoning import Reckoning
from asculum.report.wording import counted, span
from asculum.terms.speech import say


def method(reckoning: Reckoning) -> tuple[tuple[str, str], ...]:
    """Return the method as pairs of a short heading and a paragraph."""
    dossier = reckoning.dossier
    roles = [item.role for item in reckoning.readings]
    return (
        (
            say("One story for all claims"),
            say(
                "No claim is taken as the truth and none is thrown away. The model looks for "
                "the weekly losses under which everything that was said would have been most "
                "to be expected, given who said it. Here it read {claims} from {sources}; "
                "{roles} count as evidence.",
                claims=counted(len(dossier.claims), "claim"),
                sources=counted(len({c.source for c in dossier.claims}), "source"),
                roles=roles.count("evidence"),
            ),
        ),
        (
            say("Losses change from week to week"),
            say(
                "For every force, the killed a week from {period} follow a random walk on "
                "the logarithm: next week is likely to resemble this one, and a doubling is "
                "as likely as a halving. Wounded, captured and missing follow from the "
                "killed by ratios that are themselves uncertain.",
                period=span(dossier.answered),
            ),
        ),
        (
            say("Every source leans"),
            say(
                "A source multiplies the truth by its own factor. Factors of sources of one "
                "allegiance (a side on its own losses, a side on its enemy’s, third parties) "
                "scatter around a common mean. On top of that, each single claim scatters."
            ),
        ),
        (
            say("Repeating adds nothing"),
            say(
                "A claim that repeats, rounds, misquotes or alters another is shown and "
                "linked to its origin, but it does not count a second time."
            ),
        ),
        (
            say("Bounds, ranges and named dead"),
            say(
                "“At least” and “at most” bind on one side only. A list of names is a "
                "minimum. A range is read as a range."
            ),
        ),
        (
            say("Wider claims"),
            say(
                "Claims about the sector, the front or the war say something about the "
                "battle only through the share of those losses that fell in it. That share "
                "is uncertain, so such claims are weak evidence for the battle."
            ),
        ),
        (
            say("Draws"),
            say(
                "The answer is not a number but a few thousand equally credible versions of "
                "what happened, called draws. A range on this page holds 9 of 10 of them "
                "(the 90 % interval, 5 % cut off at either end); “about” is the middle draw, "
                "the median."
            ),
        ),
        (
            say("What fixes the level"),
            say(
                "Leanings and losses cannot both be learnt from the same claims. What "
                "anchors the level is an assumption: that third parties, taken together, "
                "lean little. If you do not share it, the totals shift in proportion. It "
                "stands in the table of assumptions."
            ),
        ),
    )


def limits(reckoning: Reckoning) -> tuple[str, ...]:
    """Return what the page cannot say and what it refuses."""
    place = reckoning.dossier.place.name
    return (
        say(
            "The ranges hold only if the assumptions do. An error that all sources share "
            "cannot be seen from within them."
        ),
        say(
            "Weekly figures are mostly the model’s. Claims about long periods fix the "
            "total far better than the timing."
        ),
        say(
            "A total of both sides together says nothing about how it divides; no ratio "
            "is drawn from one."
        ),
        say(
            "Missing evidence is not zero: a force, a week or a category without claims "
            "is uncertain, not spared."
        ),
        (
            say(
                "Civilian figures are recorded counts. They are a floor and are never added "
                "to soldiers;"
            )
            + " "
        )
        + (
            say("a total of civilians is estimated from their lists alone.")
            if any(look.civilians for look in reckoning.lists)
            else say("they are not estimated here.")
        ),
        say(
            "Whether {place} was worth it is not a question that losses alone can "
            "answer, and hindsight is not what anyone had at the time.",
            place=place,
        ),
        say(
            "Refused: battles still being fought, anything that would help to aim, and "
            "anything about single persons."
        ),
    )
