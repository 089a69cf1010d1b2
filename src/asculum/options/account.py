"""What one side of a battle lost, fielded and could replace, as draws with their sources.

Codes: LED001 draws that cannot be used · LED002 accounts that do not fit each other ·
LED003 a range that cannot be drawn from · LED004 a threshold out of range.
(The reader of battle tables has LED010 to LED022; see ``asculum.evidence.battle``.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.terms.errors import UsageError
from asculum.terms.status import Status, StatusCode, worst

FloatArray = npt.NDArray[np.float64]

_STATED = Status(code=StatusCode.OK, sentence="Taken as stated.")


@dataclass(frozen=True, kw_only=True, eq=False)
class SideAccount:
    """One side's account: losses, committed force and pool as joint draws.

    ``losses``, ``committed`` and ``pool`` have shape (draw,) in [persons] and share one draw
    index, within a side and between the sides; ``None`` is "not known", which is not zero.
    ``per_battle`` is the replacements [persons] that arrive during one such battle, a number or
    draws. ``side`` is the id that an outcome names, by default the name. ``losses_status`` comes
    from the estimator of the losses: where it refuses, the losses count as not known.
    ``pool_sources`` empty means that nobody is shown to have stated the pool; ``pool_scopes`` says
    whom its rows count, as far as that is stated. ``engagements`` is
    how many sub-battles were added up.

    Raises ``UsageError`` LED001 where draws are not one-dimensional, not finite, negative, of
    unequal length, or where a force or pool is of nobody.
    """

    name: str
    side: str = ""
    losses: FloatArray | None = None
    committed: FloatArray | None = None
    pool: FloatArray | None = None
    per_battle: FloatArray | float = 0.0
    losses_status: Status = _STATED
    losses_sources: tuple[str, ...] = ()
    committed_sources: tuple[str, ...] = ()
    pool_sources: tuple[str, ...] = ()
    pool_scopes: tuple[str, ...] = ()
    engagements: int = 1

    def __post_init__(self) -> None:
        lengths = set()
        for label in ("losses", "committed", "pool", "per_battle"):
            values = getattr(self, label)
            if values is None:
                continue
            array = np.asarray(values, dtype=np.float64)
            if label != "per_battle" or array.ndim:
                self._check_shape(label, array)
                lengths.add(array.size)
            self._check_values(label, array)
            object.__setattr__(self, label, array if array.ndim else float(array))
        if len(lengths) > 1:
            raise UsageError(
                "LED001",
                f"{self.name}: draws of unequal length ({', '.join(map(str, sorted(lengths)))})",
                why="losses, force and pool share one draw index",
                fix="draw every quantity with the same number of draws",
            )

    @property
    def id(self) -> str:
        """The id that an outcome names: ``side``, or the name where that is empty."""
        return self.side or self.name

    @property
    def known_losses(self) -> FloatArray | None:
        """The losses, unless they are missing or their estimator refused them."""
        return self.losses if self.losses_status.ok else None

    @property
    def draws(self) -> int | None:
        """The number of draws; ``None`` where nothing is known as draws."""
        for values in (self.losses, self.committed, self.pool, self.per_battle):
            if isinstance(values, np.ndarray):
                return values.size
        return None

    def _check_shape(self, label: str, array: FloatArray) -> None:
        if array.ndim != 1 or array.size == 0:
            raise UsageError(
                "LED001",
                f"{self.name}: {label} has shape {array.shape}",
                why="draws are a list of numbers, one for each draw",
                fix="pass an array of shape (draw,), or None where nothing is known",
            )

    def _check_values(self, label: str, array: FloatArray) -> None:
        positive = label in ("committed", "pool")
        bad = ~np.isfinite(array) | (array < 0) | (positive & (array <= 0))
        if not bad.any():
            return
        first = np.atleast_1d(array)[np.atleast_1d(bad)][0]
        raise UsageError(
            "LED001",
            f"{self.name}: {label} of {first:g} persons in {int(bad.sum()):,} draw(s)",
            why="a force or pool holds at least somebody"
            if positive
            else "losses and replacements are finite and not negative",
            fix="pass None where the number is not known: missing is not zero",
        )


def from_range(
    low: float | None,
    best: float | None,
    high: float | None,
    *,
    n: int,
    stream: np.random.Generator,
) -> FloatArray:
    """Draw a stated figure: uniform on [low, high], or the point where there is no range.

    x ~ Uniform(low, high) where both ends are given; x = best where only that is given; x = low
    where low = high. ``best`` inside a range is not used: a source that gives a range and a
    favourite says nothing of how sure it is of the favourite.

    Parameters
    ----------
    low, high
        Ends of the range [persons], not negative.
    best
        The figure stated [persons], used only where there is no range.
    n
        Number of draws, at least 1.
    stream
        The named stream of this quantity; a point does not consume it.

    Returns
    -------
    Draws [persons], shape (n,).

    Raises
    ------
    UsageError
        LED003 where no figure is given, one end is missing, an end is negative or not finite,
        ``low`` lies above ``high``, ``best`` lies outside the range, or ``n`` is below 1.

    Notes
    -----
    Assumes every value of the range is as likely as any other and none outside it.
    Biased when the ends are cautious bounds (too wide) or rival best guesses (too narrow).
    Do not use when the losses have been estimated: take the posterior's own draws.

    References
    ----------
    The package's own choice; see ``docs/examples/heraclea.csv`` for what it does to two rival
    figures of antiquity.

    Examples
    --------
    >>> from asculum.options.account import from_range
    >>> from asculum.terms.streams import stream
    >>> from_range(None, 6000, None, n=3, stream=stream(1, "rome"))
    array([6000., 6000., 6000.])
    >>> drawn = from_range(4000, None, 13000, n=1000, stream=stream(1, "pyrrhus"))
    >>> bool(drawn.min() >= 4000 and drawn.max() <= 13000)
    True
    """
    fault = _range_fault(low, best, high)
    if n < 1:
        fault = f"{n} draws"
    if fault:
        raise UsageError(
            "LED003",
            f"cannot draw from low {low}, best {best}, high {high}: {fault}",
            why="a figure is a point (best) or a range (low and high, with low not above high)",
            fix="give both ends, or best alone",
        )
    if low is not None and high is not None:
        if low == high:
            return np.full(n, float(low))
        return np.asarray(stream.uniform(low, high, size=n), dtype=np.float64)
    assert best is not None
    return np.full(n, float(best))


def _range_fault(low: float | None, best: float | None, high: float | None) -> str:
    given = [value for value in (low, best, high) if value is not None]
    if not given:
        return "no figure"
    if not all(np.isfinite(value) and value >= 0 for value in given):
        return "a negative or infinite figure"
    if (low is None) != (high is None):
        return "only one end"
    if low is not None and high is not None:
        if low > high:
            return "low lies above high"
        if best is not None and not low <= best <= high:
            return "best lies outside the range"
    return ""


def combine(parts: Sequence[SideAccount]) -> SideAccount:
    """Add up one side's accounts of successive sub-battles.

    L = Σ L_i and ρτ = Σ ρτ_i. The pool must be the same in every part and is taken once. The
    committed force is left unknown, because the same men may have fought in several parts: LER is
    additive over sub-battles (a mean of the parts weighted by the losses below the line), FER is
    not. Put a force in with ``dataclasses.replace`` where it is known for the whole; the ledger
    then flags FER.

    Parameters
    ----------
    parts
        Accounts of one side, in any order, with one draw index.

    Returns
    -------
    One account whose losses [persons] are the sum, unknown where any part's are.

    Raises
    ------
    UsageError
        LED002 where there are no parts, they are of different sides or of different pools.

    Notes
    -----
    Assumes the sub-battles do not overlap, so that nobody is counted twice.
    Biased when losses between the sub-battles are left out.
    Do not use when the parts are rival accounts of the same fight: those are claims, not parts.

    References
    ----------
    Additivity: L_W/L_L = Σ w_i (L_W,i/L_L,i) with w_i = L_L,i/L_L.

    Examples
    --------
    >>> import numpy as np
    >>> from asculum.options.account import SideAccount, combine
    >>> day = SideAccount(name="Rome", losses=np.array([3000.0]), committed=np.array([40000.0]))
    >>> both = combine([day, day])
    >>> both.losses, both.committed, both.engagements
    (array([6000.]), None, 2)
    """
    if not parts:
        raise UsageError("LED002", "no accounts to add up", fix="pass at least one account")
    first = parts[0]
    if any(part.id != first.id for part in parts):
        names = ", ".join(sorted({part.id for part in parts}))
        raise UsageError(
            "LED002",
            f"accounts of different sides: {names}",
            why="losses are added up within a side, never across sides",
            fix="add up each side on its own",
        )
    if not all(_same(part.pool, first.pool) for part in parts):
        raise UsageError(
            "LED002",
            f"{first.name}: the parts have different pools",
            why="the sub-battles draw on one pool, which must be counted once",
            fix="give every part the same pool, or none",
        )
    losses = [part.known_losses for part in parts]
    known = [item for item in losses if item is not None]
    return SideAccount(
        name=first.name,
        side=first.side,
        losses=np.sum(known, axis=0) if len(known) == len(parts) else None,
        pool=first.pool,
        per_battle=sum((part.per_battle for part in parts), start=0.0),
        losses_status=worst([part.losses_status for part in parts]),
        losses_sources=_merged(part.losses_sources for part in parts),
        pool_sources=_merged(part.pool_sources for part in parts),
        engagements=sum(part.engagements for part in parts),
    )


def _same(one: FloatArray | None, other: FloatArray | None) -> bool:
    if one is None or other is None:
        return one is other
    return bool(np.array_equal(one, other))


def _merged(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))
