"""The baseline of event data: the deaths that a data set's events give a side."""

from __future__ import annotations

from asculum.evidence.dossier import Dossier
from asculum.evidence.events import Event
from asculum.losses.baseline_terms import Baseline, Echoes, Question

#: How well an event's place must be known for it to count as the battle's.
PLACED = ("exact", "near", "district", "")


def ucdp(dossier: Dossier, question: Question) -> Baseline:
    """Return the deaths that a data set of events gives a side, with the events' own bounds.

    point = Σ deaths of the side; low = Σ max(0, deaths − (best − low)); high = Σ deaths +
    deaths of unknown side + (high − best). Bounds are published for an event and not by side, so
    the whole of them is given to the side: they are the widest that the events allow.

    **Assumes** that the dossier's events are those of the battle (``asculum import --near``).
    **Biased when** deaths went unreported, which is the rule: low.
    **Do not use when** the doubt of those who code events is wanted: ``baseline_widened``.

    Reference: Sundberg & Melander 2013 (GED).
    """
    known, refusal = events_of(dossier, question)
    make = Baseline(name="UCDP", echoes=Echoes.AS_PRINTED, question=question, refusal=refusal)
    if refusal:
        return make
    low = point = high = 0.0
    for event in known:
        own = _deaths(event, question.side)
        best = event.best if event.best is not None else own
        point += own
        low += max(0.0, own - max(0.0, best - (event.low if event.low is not None else best)))
        high += own + (event.deaths_unknown or 0.0)
        high += max(0.0, (event.high if event.high is not None else best) - best)
    return Baseline(
        name="UCDP",
        echoes=Echoes.AS_PRINTED,
        question=question,
        low=low,
        point=point,
        high=high,
        claims=tuple(event.id for event in known),
    )


def events_of(dossier: Dossier, question: Question) -> tuple[list[Event], str]:
    """Return the events that count, or why none does."""
    if not dossier.events:
        return [], "the dossier holds no events (asculum import ucdp-ged FILE --into DOSSIER)"
    if question.category != "killed":
        return [], "events count deaths only"
    if question.force:
        return [], "events do not tell the forces of a side apart"
    known = [
        event
        for event in dossier.events
        if question.side in (event.side_a, event.side_b)
        and event.place_precision in PLACED
        and 2 * event.period.overlap(question.period) >= event.period.days
        and _told(event, question.side)
    ]
    if not known:
        return [], "no event of these days gives this side's deaths at a place"
    return known, ""


def _told(event: Event, side: str) -> bool:
    own = event.deaths_a if event.side_a == side else event.deaths_b
    return own is not None


def _deaths(event: Event, side: str) -> float:
    return float((event.deaths_a if event.side_a == side else event.deaths_b) or 0.0)
