"""How much of a place's worth rests on ways that are not certain: three answers side by side."""

from __future__ import annotations

from dataclasses import dataclass

from asculum.evidence.dossier import Dossier
from asculum.place.answer import Reading
from asculum.report.place_lines import lines
from asculum.report.wording import Spoken, listed
from asculum.terms.speech import forwarded, number, plural, retold, say

#: The measures that are set side by side.
ASKED = ("arrives_only_with", "hauling_spared", "access_lost")
#: So many ways are named in a sentence at most.
LISTED = 6


@dataclass(frozen=True, kw_only=True)
class RestingLine:
    """One measure: as drawn, with all ways that are not certain, and with none of them."""

    label: str
    drawn: Spoken
    there: Spoken
    gone: Spoken
    unit: str


@dataclass(frozen=True, kw_only=True)
class RestingPart:
    """A sentence first, then the measures; ``refusal`` where one of the two has no answer.

    ``ends`` says between what the tonnes that arrive only with the place lie.
    """

    sentence: str
    ends: str
    lines: tuple[RestingLine, ...]
    refusal: str


def resting_part(dossier: Dossier, reading: Reading) -> RestingPart | None:
    """Return the three answers of a side and day; ``None`` where every way is certain."""
    resting = reading.resting
    if resting is None or not reading.worth.status.ok:
        return None
    refused = next(
        (worth.status for worth in (resting.gone, resting.there) if not worth.status.ok), None
    )
    words = [
        {line.quantity: line for line in lines(reading.measured(worth))}
        for worth in (reading.worth, resting.there, resting.gone)
    ]
    if refused is not None:
        why = say("Without these ways there is no answer. {why}", why=forwarded(refused.sentence))
        return RestingPart(
            sentence=_sentence(dossier, resting.ways), ends=why, lines=(), refusal=why
        )
    drawn, there, gone = (words_of[ASKED[0]].words for words_of in words)
    return RestingPart(
        sentence=_sentence(dossier, resting.ways),
        ends=ends(drawn, there, gone),
        lines=tuple(
            RestingLine(
                label=words[0][key].label,
                drawn=words[0][key].words,
                there=words[1][key].words,
                gone=words[2][key].words,
                unit=words[0][key].unit,
            )
            for key in ASKED
        ),
        refusal="",
    )


def ends(drawn: Spoken, there: Spoken, gone: Spoken) -> str:
    """Return what arrives only with the place with none and with all of the uncertain ways."""
    if all(words.lower == words.upper == "0" for words in (drawn, there, gone)):
        return say("That holds with all and with none of the ways that are not certain.")
    return say(
        "It rests on which ways there were: in tonnes a day, {gone} without those that are not "
        "certain and {there} with all of them.",
        gone=_span(gone),
        there=_span(there),
    )


def _span(words: Spoken) -> str:
    """Return the ends of an interval in words, or the one figure that both are."""
    if words.lower == words.upper:
        return say("none") if words.lower == "0" else words.lower
    return say("{lower} to {upper}", lower=words.lower, upper=words.upper)


def _sentence(dossier: Dossier, ways: tuple[str, ...]) -> str:
    """Say how many ways are not certain, and which, as far as they can be told in a sentence."""
    nodes = {node.id: retold(node.name) for node in dossier.network_nodes}
    edges = [edge for edge in dossier.network_edges if edge.id in ways]
    told = [
        say(
            "{a}–{b} ({chance} %)",
            a=nodes[edge.a],
            b=nodes[edge.b],
            chance=number(100 * edge.chance, ".0f"),
        )
        for edge in edges[:LISTED]
    ]
    if len(edges) > LISTED:
        told = [say("which and by what chance stands in the table of the ways")]
    return plural(
        len(edges),
        "Of the ways that the side could use, {count} is not certain to have been there: {ways}. "
        "It is taken to have been there in that share of the draws. Whoever knows better changes "
        "chance in network_edges.csv.",
        "Of the ways that the side could use, {count} are not certain to have been there: {ways}. "
        "Each is taken to have been there in that share of the draws. Whoever knows better changes "
        "chance in network_edges.csv.",
        count=len(edges),
        ways=listed(told),
    )
