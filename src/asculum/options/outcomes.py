"""What each option of a decision would have brought, draw by draw, under common random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from asculum.evidence.choices import Option, Price
from asculum.options.account import from_range
from asculum.terms.errors import UsageError
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

#: The names of what is known of the days after the decision, before any option is applied.
OWN, ENEMY = "own", "enemy"


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """What one option brings, shape (draw,) each; ``None`` where nothing is known or stated.

    ``own`` and ``enemy`` are losses [persons] after the decision, ``days`` how long the enemy is
    kept out, ``keeps`` the share of the place held at the end, ``freed`` men free for elsewhere.
    """

    own: FloatArray
    enemy: FloatArray | None
    days: FloatArray | None
    keeps: FloatArray | None
    freed: FloatArray | None

    def part(self, name: str) -> FloatArray | None:
        """Return ``enemy``, ``days``, ``keeps`` or ``freed`` by name."""
        found = {"enemy": self.enemy, "days": self.days, "keeps": self.keeps, "freed": self.freed}
        return found[name]


@dataclass(frozen=True, kw_only=True, eq=False)
class Decision:
    """A side on a day, with every number that its options rest on as draws of one index.

    ``inputs`` holds the losses after the day as they happened (``own``, and ``enemy`` where they
    are known), what each option states (``ID.own_rate`` …) and prices (``price.day`` …). ``length``
    are the days weighed, one number, or draws where it could not be known; ``defends`` says whether
    the side holds the place, so that what happened kept the enemy out for ``length`` days unless
    stated otherwise. What was lost before the day is no input: it is the same whatever is chosen.
    """

    side: str
    options: tuple[Option, ...]
    inputs: Mapping[str, FloatArray]
    length: float | FloatArray
    defends: bool
    assumed: Mapping[str, str] = field(default_factory=dict)

    @property
    def happened(self) -> Option:
        """The option that happened."""
        return next(option for option in self.options if option.happened)

    @property
    def others(self) -> tuple[Option, ...]:
        """The options that did not."""
        return tuple(option for option in self.options if not option.happened)

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.inputs[OWN].size)

    def fixed(self, name: str, value: float) -> Decision:
        """Return the decision with one input set to a single value."""
        return replace(self, inputs={**self.inputs, name: np.full(self.draws, value)})

    def outcome(self, option: Option) -> Outcome:
        """Return what an option brings: once + rate × what happened, draw by draw.

        own = once + ρ·own as it happened and enemy = ε·enemy as it happened, with ρ = ε = 1 and
        nothing once for what did happen.
        """
        own, enemy = self.inputs[OWN], self.inputs.get(ENEMY)
        if not option.happened:
            once = self._stated(option, "own_once")
            own = self.inputs[f"{option.id}.own_rate"] * own + (0.0 if once is None else once)
            enemy = None if enemy is None else self.inputs[f"{option.id}.enemy_rate"] * enemy
        days, freed = self._stated(option, "days"), self._stated(option, "freed")
        if option.happened and days is None and self.defends:
            days = np.zeros(self.draws) + self.length
        if option.happened and freed is None:
            freed = np.zeros(self.draws)
        return Outcome(
            own=own, enemy=enemy, days=days, keeps=self._stated(option, "keeps"), freed=freed
        )

    def _stated(self, option: Option, key: str) -> FloatArray | None:
        found = self.inputs.get(f"{option.id}.{key}")
        if found is not None and key == "days":
            return np.minimum(found, self.length)
        return found


def decision(
    options: Sequence[Option],
    *,
    own: FloatArray,
    enemy: FloatArray | None,
    length: float | FloatArray,
    defends: bool,
    seed: int,
    price: Price | None = None,
    enemy_weight: FloatArray | None = None,
) -> Decision:
    """Return a decision: the joint draws of what happened, and a draw of every stated range.

    Parameters
    ----------
    options
        The options of one side on one day, exactly one of which happened.
    own, enemy
        Losses after the day as they happened [persons], shape (draw,); ``enemy`` may be unknown.
    length
        Days from the decision to the end of what is weighed, or draws of them, shape (draw,).
    defends
        Whether the side holds the place.
    seed
        Each range is drawn evenly from a stream named after its option and key, so that options,
        days and reruns meet the same numbers (common random numbers).
    price
        What the side would have given, where the dossier states it.
    enemy_weight
        Own losses for one enemy loss where ``price`` states none: pool over pool, shape (draw,).

    Raises
    ------
    UsageError
        OPT001 where not exactly one option happened or the draws do not fit.

    Assumes: an option multiplies what happened, day for day; its ranges are independent.
    Biased when: a rate that is low for one side is low for the other (spreads are then too wide).
    Do not use when: the battle would have been another one altogether.

    References: the measure as a transformation of inputs, Aznar-Siguan & Bresch 2019, Geoscientific
    Model Development 12.
    """
    if sum(option.happened for option in options) != 1:
        raise UsageError(
            "OPT001",
            f"{sum(option.happened for option in options)} of {len(options)} options happened",
            why="every other option is a change of what happened",
            fix="mark exactly one as happened",
        )
    count = own.size
    spans = length if isinstance(length, np.ndarray) else None
    weights = [item for item in (enemy, enemy_weight, spans) if item is not None]
    if own.ndim != 1 or any(item.shape != own.shape for item in weights):
        raise UsageError(
            "OPT001",
            f"draws of shapes {own.shape} and {', '.join(str(item.shape) for item in weights)}",
            why="losses and weights share one draw index",
            fix="pass arrays of one shape (draw,)",
        )
    inputs: dict[str, FloatArray] = {OWN: own}
    assumed: dict[str, str] = {}
    if enemy is not None:
        inputs[ENEMY] = enemy
    ranges = {f"{option.id}.{key}": r for option in options for key, r in option.ranges().items()}
    if price is not None:
        ranges |= {f"price.{key}": r for key, r in price.ranges().items()}
    for name, item in ranges.items():
        generator = stream(seed, f"options/{options[0].side}/{name}")
        inputs[name] = from_range(item.low, None, item.high, n=count, stream=generator)
        assumed[name] = item.why
    if "price.enemy" not in inputs and enemy_weight is not None:
        inputs["price.enemy"] = enemy_weight
    return Decision(
        side=options[0].side,
        options=tuple(options),
        inputs=inputs,
        length=length,
        defends=defends,
        assumed=assumed,
    )
