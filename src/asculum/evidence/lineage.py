"""Lineage: which claims are evidence, and which only hand on what another said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from asculum.evidence.claims import CIVILIANS, Claim, Manner, Scope
from asculum.evidence.dossier import Dossier
from asculum.evidence.running import running_totals
from asculum.terms.speech import message

#: The manners that hand on another's figure.
ECHOES = frozenset({Manner.REPEATS, Manner.ROUNDS, Manner.MISQUOTES})
#: The manners in which a figure was changed on the way, so that it never carries weight.
ALTERED = frozenset({Manner.MISQUOTES, Manner.DOCTORS})

EVIDENCE, ECHO, DOCTORED = "evidence", "echo", "doctored"
SUPERSEDED, UNUSED, CIVILIAN = "superseded", "unused", "civilian"


@dataclass(frozen=True, kw_only=True)
class Role:
    """What becomes of a claim: ``role`` is one of the six words above, ``why`` says so in words.

    ``origin`` is the claim an echo or a doctored copy goes back to, whether or not it is there.
    """

    role: str
    why: str
    origin: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Lineage:
    """The graph of claims by ``derives_from``; claims it points to may be missing."""

    claims: Mapping[str, Claim]

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> Lineage:
        """Return the lineage of ``claims``."""
        return cls(claims={claim.id: claim for claim in claims})

    def is_echo(self, claim: str) -> bool:
        """Return whether a claim hands on another's figure (repeats, rounds or misquotes it)."""
        return self.claims[claim].manner in ECHOES and bool(self.claims[claim].derives_from)

    def is_doctored(self, claim: str) -> bool:
        """Return whether a claim is a copy whose figure was altered on purpose."""
        return self.claims[claim].manner is Manner.DOCTORS

    def includes(self, claim: str) -> tuple[str, ...]:
        """Return the claims whose numbers are a part of this one's."""
        item = self.claims[claim]
        return item.derives_from if item.manner is Manner.INCLUDES else ()

    def children(self, claim: str) -> tuple[str, ...]:
        """Return the claims that go back to ``claim`` directly, the earliest first."""
        return self._children.get(claim, ())

    def origin(self, claim: str) -> str:
        """Return the claim that ``claim`` goes back to in the end; itself where it goes to none."""
        return self._ends[claim][0]

    def altered_by(self, claim: str) -> str:
        """Return the claim on the way to the origin (or this one) that altered what it said."""
        return self._ends[claim][1]

    def parent(self, claim: str) -> str:
        """Return the claim whose figure is handed on: of several the earliest that is here."""
        item = self.claims[claim]
        if item.manner is None or item.manner is Manner.INCLUDES or not item.derives_from:
            return ""
        here = [self.claims[origin] for origin in item.derives_from if origin in self.claims]
        return min(here, key=_order).id if here else item.derives_from[0]

    @cached_property
    def _ends(self) -> Mapping[str, tuple[str, str]]:
        """Origin and alterer of every claim; each is walked over once."""
        ends: dict[str, tuple[str, str]] = {}
        for claim in self.claims:
            trail: dict[str, None] = {}
            item = claim
            while item in self.claims and item not in ends and item not in trail:
                trail[item] = None
                item = self.parent(item)
            steps = list(trail)
            origin, altered = ends.get(item, (item or steps[-1], "")) if steps else ("", "")
            if item in trail:  # a cycle, which the checks refuse: its earliest claim is the origin
                loop = [self.claims[step] for step in steps[steps.index(item) :]]
                origin = min(loop, key=_order).id
                altered = min((step.id for step in loop if step.manner in ALTERED), default="")
                ends.update((step.id, (origin, altered)) for step in loop)
                steps = steps[: steps.index(item)]
            for step in reversed(steps):
                altered = step if self.claims[step].manner in ALTERED else altered
                ends[step] = (origin, altered)
        return ends

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        children: dict[str, list[str]] = defaultdict(list)
        for claim in sorted(self.claims.values(), key=_order):
            for parent in claim.derives_from:
                children[parent].append(claim.id)
        return {parent: tuple(ids) for parent, ids in children.items()}


def same_words(claim: Claim) -> tuple[object, ...]:
    """Return what makes two claims of one source the same claim counted twice."""
    return (
        claim.source,
        *(claim.side, claim.force, claim.versus, claim.versus_force),
        *(claim.category, claim.kind, claim.low, claim.best, claim.high),
        *(claim.period, claim.scope),
    )


def roles(dossier: Dossier) -> dict[str, Role]:
    """Return the role of every claim of a dossier, by id.

    Echoes carry no weight where their origin is among the claims; where it is not (an as-of date
    left it out) the earliest echo that repeats or rounds stands in for it. Misquotes and doctored
    copies never carry weight. The same claim made twice by one source counts once. Running totals
    that a later one contradicts are superseded. A claim of scope battle about other days is unused.
    Claims that include another's number stay evidence.

    Assumes: lineage without cycles; ``derives_from`` points to what a claim truly goes back to.
    Biased when: echoes are not marked as such, for each then counts as a witness of its own.
    """
    lineage = Lineage.of(dossier.claims)
    result, standing_in = _handed_on(lineage)
    _count_once(lineage, result)
    fresh = [claim for claim in dossier.claims if claim.id not in result]
    soldiers = [claim for claim in fresh if claim.side != CIVILIANS]
    totals = running_totals(soldiers)
    why: str
    for claim in fresh:
        origin = standing_in.get(claim.id, "")
        if claim.side == CIVILIANS:
            role, why = CIVILIAN, message("civilians are never summed with soldiers")
        elif claim.id in totals.superseded:
            role, why = SUPERSEDED, totals.superseded[claim.id]
        elif claim.scope is Scope.BATTLE and not claim.period.overlap(dossier.period):
            role, why = UNUSED, message("it speaks of days outside the battle")
        elif origin:
            role, why = (
                EVIDENCE,
                message("it stands in for {origin}, which is not known yet", origin=origin),
            )
        else:
            role, why = EVIDENCE, message("a claim of its own")
        result[claim.id] = Role(role=role, why=why, origin=origin)
    return {claim.id: result[claim.id] for claim in dossier.claims}


def _handed_on(lineage: Lineage) -> tuple[dict[str, Role], dict[str, str]]:
    """Return the roles of claims that hand on a figure, and the origin of each stand-in."""
    result: dict[str, Role] = {}
    first: dict[str, str] = {}
    for claim in sorted(lineage.claims.values(), key=_order):
        parent, origin = lineage.parent(claim.id), lineage.origin(claim.id)
        altered = lineage.altered_by(claim.id)
        role = ECHO
        if not parent or origin == claim.id:
            continue
        if lineage.is_doctored(claim.id):
            role, why = DOCTORED, message("it alters the figure of {parent}", parent=parent)
        elif altered == claim.id:
            why = message("it misquotes {parent}", parent=parent)
        elif altered:
            why = message(
                "it goes back to {altered}, which alters what {origin} said",
                altered=altered,
                origin=origin,
            )
        elif origin in lineage.claims:
            why = message(
                "it {manner} {parent} and adds no evidence", manner=claim.manner, parent=parent
            )
        elif origin in first:
            why = message(
                "{first} already stands in for {origin}, which is not known yet",
                first=first[origin],
                origin=origin,
            )
            origin = first[origin]
        else:
            first[origin] = claim.id
            continue
        result[claim.id] = Role(role=role, why=why, origin=origin)
    return result, {claim: origin for origin, claim in first.items()}


def _count_once(lineage: Lineage, result: dict[str, Role]) -> None:
    """Give a source's repetitions of its own claim the role of echoes of the first."""
    first: dict[tuple[object, ...], str] = {}
    for claim in sorted(lineage.claims.values(), key=_order):
        earlier = first.setdefault(same_words(claim), claim.id)
        if earlier == claim.id or claim.id in result:
            continue
        origin = result[earlier].origin if earlier in result else earlier
        if origin != claim.id:
            why = message("the same source said the same in {earlier}", earlier=earlier)
            result[claim.id] = Role(role=ECHO, why=why, origin=origin)


def _order(claim: Claim) -> tuple[object, ...]:
    return (claim.published, claim.id)
