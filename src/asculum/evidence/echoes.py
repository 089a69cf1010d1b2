"""Echoes: claims that look as if they hand on another's figure, for a person to confirm.

A later claim of another source about the same side is set beside an earlier one where both give
the same figure, or the later one a rounded form of it. The pair is scored in decimal digits: what
the figure's own digits tell (22,816 said twice is telling, 20,000 said twice is not), more for the
same days and for being told soon after, less for a figure that is given for much else and for a
category, force or scope that changed on the way. Nothing is linked by this: it is proposed.

The score, in decimal digits:

====================================================  ======================================
part                                                  digits
====================================================  ======================================
the figure, or both ends of a range                   ``information`` of the one, plus half
                                                      that of the other end
a rounded form of the figure, or of both ends         ``information`` of the rounded form
                                                      less 0.5, for there are several
the very same days, both stated                       +1.0
nine tenths of the days shared                        +0.5
told within 3 days, within 14, within 60, later       +0.5, +0.25, 0, −0.5
category, force or scope changed, each                −0.25
n sources give the figure for another side or kind    −log10(1 + n)
====================================================  ======================================

Biased when: sources round alike, so that agreement looks like copying; or an echo alters the
figure (a doctored copy), which no figure can betray.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from asculum.evidence.claims import Claim, Kind, Manner
from asculum.evidence.lineage import Lineage

#: Digits at which a pair is proposed.
PROPOSED = 1.5
#: Days after the earlier claim within which a later one is looked for.
WINDOW = 180
#: Earlier claims of one figure that a later one is compared with, the latest of them.
MOST_COMPARED = 12

_Key = tuple[str, str, float, float]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """``later`` may go back to ``earlier`` in this manner; ``score`` in decimal digits."""

    later: Claim
    earlier: Claim
    manner: Manner
    score: float
    why: str

    @property
    def edit(self) -> str:
        """The cells to write where the proposal is right."""
        return f"derives_from = {self.earlier.id}, manner = {self.manner}"

    @property
    def refusal(self) -> str:
        """The cell to write where the proposal is wrong, after which it is made no more."""
        return f"apart_from = {';'.join((*self.later.apart_from, self.earlier.id))}"


@lru_cache(maxsize=4096)
def information(figure: float) -> float:
    """Return what the digits of a figure tell, in decimal digits: log10 of how many are as round.

    There are 9 figures of one leading digit at each size, 18 whose second digit is 0 or 5, 90 of
    two digits, 900 of three.

    Examples
    --------
    >>> [round(information(figure), 2) for figure in (20_000, 25_000, 23_000, 22_816)]
    [0.95, 1.26, 1.95, 4.95]
    """
    digits = f"{figure:.10g}".replace(".", "").lstrip("-0").split("e")[0].rstrip("0")
    if len(digits) <= 1:
        return math.log10(9)
    if len(digits) == 2 and digits[1] == "5":
        return math.log10(18)
    return math.log10(9 * 10.0 ** (len(digits) - 1))


def rounded_forms(figure: float) -> tuple[float, ...]:
    """Return a figure rounded to fewer leading digits, down to two; halves are rounded up.

    Examples
    --------
    >>> rounded_forms(22_816), rounded_forms(22_500)
    ((22820.0, 22800.0, 23000.0), (23000.0,))
    """
    forms = (_rounded(figure, digits) for digits in _DIGITS)
    return tuple(dict.fromkeys(form for form in forms if form not in (figure, 0)))


#: To how many leading digits a figure is rounded.
_DIGITS = (5, 4, 3, 2)


def _rounded(figure: float, digits: int) -> float:
    """Return a figure to so many leading digits; 0 for what is no count above 0."""
    if figure <= 0 or not math.isfinite(figure):
        return 0.0
    places = digits - 1 - math.floor(math.log10(figure))
    # powers of whole numbers, so that nothing is lost on the way
    times, unit = 10 ** max(places, 0), 10 ** max(-places, 0)
    return float(math.floor(figure * times / unit + 0.5) * unit / times)


def proposals(claims: Iterable[Claim]) -> tuple[Proposal, ...]:
    """Return the likeliest origin of each claim that looks like an echo, in order of publication.

    Claims that already go back to another are left alone, and so are pairs of one source. A claim
    is held apart from those that its ``apart_from`` names, and from what goes back to the same
    origin as they do. The work grows with the number of claims, not with its square: only claims of
    one figure are compared, and of those no more than ``MOST_COMPARED`` with each.
    """
    ordered = sorted(claims, key=lambda claim: (claim.published, -_width(claim), claim.id))
    lineage = Lineage.of(ordered)
    exact: dict[_Key, list[Claim]] = defaultdict(list)
    rounded: dict[_Key, list[Claim]] = defaultdict(list)
    for claim in ordered:
        exact[_key(claim)].append(claim)
        for key in _rounded_keys(claim):
            rounded[key].append(claim)
    elsewhere = _elsewhere(exact)
    place = {claim.id: at for at, claim in enumerate(ordered)}
    days = {
        id(group): [claim.published.toordinal() for claim in group]
        for groups in (exact, rounded)
        for group in groups.values()
    }
    found = []
    for later in ordered:
        if later.derives_from:
            continue
        key = _key(later)
        apart = {lineage.origin(name) if name in place else name for name in later.apart_from}
        best: tuple[float, int] | None = None
        rounds = False
        for group, is_rounded in ((exact[key], False), (rounded.get(key, []), True)):
            worth = _worth(key, elsewhere[key], is_rounded)
            if worth + _MOST_MORE < PROPOSED:
                continue
            for at in _before(later, group, days, place):
                earlier = ordered[at]
                if apart and lineage.origin(earlier.id) in apart:
                    continue
                if earlier.versus != later.versus or not later.period.overlap(earlier.period):
                    continue
                score = worth + _alike(earlier, later)
                if (best is None or (score, -at) > best) and lineage.origin(earlier.id) != later.id:
                    best, rounds = (score, -at), is_rounded
        if best is not None and best[0] >= PROPOSED:
            found.append(_proposal(ordered[-best[1]], later, best[0], is_rounded=rounds))
    return tuple(found)


def _elsewhere(exact: Mapping[_Key, list[Claim]]) -> dict[_Key, int]:
    """Return how many sources give the figure of each key for another side or kind."""
    giving: dict[tuple[float, float], dict[str, set[tuple[str, str]]]] = {}
    for (side, kind, *figure), group in exact.items():
        sources = giving.setdefault((figure[0], figure[1]), defaultdict(set))
        for claim in group:
            sources[claim.source].add((side, kind))
    only = {
        figure: Counter(next(iter(what)) for what in sources.values() if len(what) == 1)
        for figure, sources in giving.items()
    }
    return {key: len(giving[key[2:]]) - only[key[2:]][key[:2]] for key in exact}


def _worth(key: _Key, elsewhere: int, is_rounded: bool) -> float:
    """Return what the figure itself tells [decimal digits]."""
    _, _, low, high = key
    worth = information(high) + (information(low) / 2 if low != high else 0.0)
    return worth - 0.5 * is_rounded - math.log10(1 + elsewhere)


def _alike(earlier: Claim, later: Claim) -> float:
    """Return what days, lag and changes on the way add [decimal digits]."""
    lag = (later.published - earlier.published).days
    gain = next(gain for most, gain in _LAGS if lag <= most)
    return gain + _days_alike(earlier, later) - 0.25 * len(_changed(earlier, later))


def _key(claim: Claim) -> _Key:
    """Return what two claims of the same figure share: whose losses, what kind, which figure."""
    kind = {Kind.PER_DAY: "rate", Kind.RATIO: "ratio"}.get(claim.kind, "count")
    if claim.low is not None and claim.high is not None:
        low, high = claim.low, claim.high
    else:
        low = high = claim.figure
    return (claim.side, kind, low, high)


def _rounded_keys(claim: Claim) -> Iterator[_Key]:
    side, kind, low, high = _key(claim)
    if kind == "count":
        # both ends of a range are rounded alike
        forms = ((_rounded(low, digits), _rounded(high, digits)) for digits in _DIGITS)
        for form in dict.fromkeys(forms):
            if form != (low, high) and 0 not in form:
                yield (side, kind, *form)


def _before(
    later: Claim, group: list[Claim], days: Mapping[int, list[int]], place: Mapping[str, int]
) -> Iterator[int]:
    """Yield where the claims of a group lie that were told before ``later``, the latest first."""
    if not group:
        return
    told = days[id(group)]
    day = later.published.toordinal()
    first, end = bisect_left(told, day - WINDOW), bisect_left(told, day + 1)
    own, compared = place[later.id], 0
    # of one source's many tellings only the last few are walked over
    for claim in reversed(group[max(first, end - 4 * MOST_COMPARED) : end]):
        at = place[claim.id]
        if at < own and claim.source != later.source:
            yield at
            compared += 1
            if compared == MOST_COMPARED:
                return


def _changed(earlier: Claim, later: Claim) -> list[str]:
    changes = {
        "category": earlier.category is not later.category,
        "force": earlier.force != later.force,
        "scope": earlier.scope is not later.scope,
    }
    return [name for name, is_other in changes.items() if is_other]


def _proposal(earlier: Claim, later: Claim, score: float, *, is_rounded: bool) -> Proposal:
    changed = _changed(earlier, later)
    told = Manner.ROUNDS if is_rounded else Manner.REPEATS
    lag = (later.published - earlier.published).days
    alike = _days_alike(earlier, later)
    words = [
        "a rounded form of its figure" if is_rounded else "the same figure",
        {1.0: "for the same days", 0.5: "for nearly the same days"}.get(alike, ""),
        f"published {lag} days later" if lag else "published on the same day",
        *(f"another {name}" for name in changed),
    ]
    return Proposal(
        later=later,
        earlier=earlier,
        manner=Manner.MISQUOTES if changed else told,
        score=score,
        why=", ".join(filter(None, words)),
    )


#: Days between the two claims, and what that adds.
_LAGS = ((3, 0.5), (14, 0.25), (60, 0.0), (WINDOW, -0.5))
#: The most that days and lag can add.
_MOST_MORE = 1.5


def _days_alike(earlier: Claim, later: Claim) -> float:
    one, other = earlier.period, later.period
    stated = earlier.start_given and later.start_given
    if one == other and stated and earlier.end_given and later.end_given:
        return 1.0
    return 0.5 if one.overlap(other) >= 0.9 * max(one.days, other.days) else 0.0


def _width(claim: Claim) -> int:
    """Return how wide a claim reaches: of two on one day the wider is taken to be the first."""
    return list(type(claim.scope)).index(claim.scope)
