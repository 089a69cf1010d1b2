"""``asculum bargain``: was there a deal, by models with stated assumptions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from asculum.cli import terms
from asculum.cli.numbers import Real, Whole
from asculum.cli.options import json_option, print_json, seed_option

if TYPE_CHECKING:
    from asculum.options.bargaining.answer import Answer


class Span(click.ParamType[tuple[float, float]]):
    """A number, or a range written as LOW..HIGH, every value of which is as likely."""

    name = "number or low..high"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Return the ends of the range, alike for a number."""
        if isinstance(value, tuple):
            return value
        low, dots, high = str(value).partition("..")
        try:
            ends = float(low), float(high if dots else low)
        except ValueError:
            self.fail(f"{value!r} is neither a number nor a range such as 0.4..0.6", param, ctx)
        if math.isnan(sum(ends)) or math.inf in map(abs, ends):
            self.fail(f"{value!r} is not a finite number, nor a range of such", param, ctx)
        if not ends[0] <= ends[1]:
            self.fail(f"{value!r} begins above its end; write the lower end first", param, ctx)
        return ends

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the placeholder of the value."""
        del param, ctx
        return "NUMBER|LOW..HIGH"


class Models(click.Group):
    """The models by name; any other word is a dossier, whose deals are weighed."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take a word that is no model for a dossier."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["dossier", *args]
        return super().resolve_command(ctx, args)


@click.group("bargain", cls=Models)
def command() -> None:
    """Was there a deal? Small models, each with its assumptions, for teaching and checking.

    `asculum bargain DOSSIER` weighs what a dossier states of coming to terms; the models take
    numbers of the user's own. They look back, and an answer holds under the assumptions that are
    printed with it. Where a model has many equilibria, no single one is given.
    """
    from asculum.cli.caches import make_room

    make_room()


def numbers(*names: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Add required numbers, each ``name: what it is``."""

    def add(function: Callable[..., int]) -> Callable[..., int]:
        for line in reversed(names):
            name, about = line.split(": ", 1)
            option = click.option(f"--{name}", type=Real(), required=True, help=about)
            function = option(function)
        return json_option(function)

    return add


command.add_command(terms.command, "dossier")


@command.command("range")
@click.option("--chance-by-a", type=Span(), required=True, help="A's chance as A sees it, 0 to 1.")
@click.option("--chance-by-b", type=Span(), required=True, help="A's chance as B sees it, 0 to 1.")
@click.option("--cost-a", type=Span(), required=True, help="What war costs A, as a share.")
@click.option("--cost-b", type=Span(), required=True, help="What war costs B, as a share.")
@click.option("--draws", type=Whole(1, 1_000_000), default=10_000, show_default=True)
@seed_option
@json_option
def range_(
    *,
    chance_by_a: tuple[float, float],
    chance_by_b: tuple[float, float],
    cost_a: tuple[float, float],
    cost_b: tuple[float, float],
    draws: int,
    seed: int,
    as_json: bool,
) -> int:
    """Which divisions both sides should have preferred to fighting on.

    Costs and divisions are shares of what is fought over.
    """
    from asculum.options.bargaining.answer import range_answer

    answer = range_answer(
        chance_by_a=chance_by_a,
        chance_by_b=chance_by_b,
        cost_a=cost_a,
        cost_b=cost_b,
        draws=draws,
        seed=seed,
    )
    return _tell("range", answer, as_json, seed=seed)


@command.command("demand")
@numbers(
    "chance: A's chance of winning, 0 to 1.",
    "cost-a: What war costs A, as a share.",
    "most-b: The highest cost that B may bear, as a share.",
)
def demand(*, chance: float, cost_a: float, most_b: float, as_json: bool) -> int:
    """What to demand once of an enemy whose cost of war is hidden, and the chance of war."""
    from asculum.options.bargaining.answer import demand_answer
    from asculum.options.bargaining.ranges import risk_return

    found = risk_return(chance=chance, cost_a=cost_a, most_b=most_b)
    return _tell("demand", demand_answer(found), as_json)


@command.command("shift")
@numbers(
    "chance-now: A's chance of winning before the shift.",
    "chance-later: A's chance after it; A is the side that grows stronger.",
    "patience: The weight of the next period, above 0 and below 1.",
    "cost-a: What war costs A, in goods of one period.",
    "cost-b: What war costs B, in goods of one period.",
)
def shift(
    *,
    chance_now: float,
    chance_later: float,
    patience: float,
    cost_a: float,
    cost_b: float,
    as_json: bool,
) -> int:
    """Whether any deal could be kept while power shifts, or B would rather fight at once."""
    from asculum.options.bargaining.answer import shift_answer
    from asculum.options.bargaining.ranges import commitment

    found = commitment(
        chance_now=chance_now,
        chance_later=chance_later,
        patience=patience,
        cost_a=cost_a,
        cost_b=cost_b,
    )
    return _tell("shift", shift_answer(found), as_json)


@command.command("screen")
@numbers(
    "most: The highest cost of war that B may still avoid.",
    "cost: What war still costs A, in the same unit; 0 has a solution of its own.",
    "keep: The share of that cost which is still avoidable one round later, 0 to 1.",
)
def screen(*, most: float, cost: float, keep: float, as_json: bool) -> int:
    """Which falling demands A makes while they fight, if B's cost of war is hidden."""
    from asculum.options.bargaining.answer import screen_answer
    from asculum.options.bargaining.screening import screening

    return _tell("screen", screen_answer(screening(most=most, cost=cost, keep=keep)), as_json)


@command.command("walk")
@click.option("--forts", type=Whole(), required=True, help="How many forts there are in all.")
@click.option("--held", type=Whole(), required=True, help="How many A holds at first.")
@click.option("--belief-a", type=(float, float), help="A's belief in itself: battles won and lost.")
@click.option("--belief-b", type=(float, float), help="B's belief in A: battles won and lost.")
@click.option("--cost-a", type=Real(), default=0.0, show_default=True, help="A's cost of a battle.")
@click.option("--cost-b", type=Real(), default=0.0, show_default=True, help="B's cost of a battle.")
@click.option("--chance", type=Real(), required=True, help="A's true chance of winning a battle.")
@click.option(
    "--horizon", type=Whole(), default=500, show_default=True, help="Battles looked ahead."
)
@json_option
def walk(
    *,
    forts: int,
    held: int,
    belief_a: tuple[float, float] | None,
    belief_b: tuple[float, float] | None,
    cost_a: float,
    cost_b: float,
    chance: float,
    horizon: int,
    as_json: bool,
) -> int:
    """A war as a walk between forts: with beliefs when they settle, without who is ruined."""
    from asculum.options.bargaining.answer import ruin_answer, walk_answer
    from asculum.options.bargaining.walk import belief_walk, ruin

    if belief_a is None and belief_b is None:
        lost = ruin(chance=chance, held=held, forts=forts)
        return _tell("walk", ruin_answer(lost), as_json)
    if belief_a is None or belief_b is None:
        raise click.UsageError("give --belief-a and --belief-b, or neither: a war to the end")
    found = belief_walk(
        forts=forts,
        held=held,
        belief_a=belief_a,
        belief_b=belief_b,
        cost_a=cost_a,
        cost_b=cost_b,
        chance=chance,
        horizon=horizon,
    )
    return _tell("walk", walk_answer(found), as_json)


@command.command("wait")
@click.option("--demands", type=(float, float), required=True, help="Shares that A and B demand.")
@click.option("--discounts", type=(float, float), required=True, help="Discount rates of A and B.")
@click.option("--obstinate", type=(float, float), help="Chances that A and B never give in.")
@json_option
def wait(
    *,
    demands: tuple[float, float],
    discounts: tuple[float, float],
    obstinate: tuple[float, float] | None,
    as_json: bool,
) -> int:
    """A war of attrition: who gives in first, if either may be of a kind that never does."""
    from asculum.options.bargaining.answer import wait_answer

    return _tell("wait", wait_answer(demands, discounts, obstinate), as_json)


@command.command("tug")
@click.option("--states", type=Whole(), required=True, help="Steps from A's prize to B's.")
@numbers(
    "prize-a: What all is worth to A.",
    "prize-b: What all is worth to B.",
    "patience: What a step leaves of a prize, above 0 and below 1.",
)
def tug(*, states: int, prize_a: float, prize_b: float, patience: float, as_json: bool) -> int:
    """A tug of war: at which state nearly all effort is spent."""
    from asculum.options.bargaining.answer import tug_answer
    from asculum.options.bargaining.tug import tug_of_war

    found = tug_of_war(states=states, prize_a=prize_a, prize_b=prize_b, patience=patience)
    return _tell("tug", tug_answer(found), as_json)


def _tell(model: str, answer: Answer, as_json: bool, *, seed: int | None = None) -> int:
    """Print an answer as a table with its sentence and assumptions, or as the JSON envelope."""
    if as_json:
        from asculum.study.envelope import envelope

        print_json(
            envelope(
                "bargain",
                dossier="",
                status=answer.status.as_json(),
                results=answer.results(),
                seed=seed,
                model=model,
                sentence=answer.sentence,
                assumes=list(answer.assumes),
            )
        )
        return 0
    from rich.table import Table

    from asculum.cli.terminal import Terminal

    console = Terminal()
    table = Table()
    table.add_column("quantity")
    spread = any(number.lower != number.upper for number in answer.numbers)
    for name in ("from", "middle", "to") if spread else ("value",):
        table.add_column(name, justify="right")
    for number in answer.numbers:
        ends = (number.lower, number.median, number.upper) if spread else (number.median,)
        table.add_row(number.quantity, *(f"{value:.4g}" for value in ends))
    console.print(table)
    lines: Sequence[str] = (answer.sentence, *(f"- assumes {item}" for item in answer.assumes))
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if answer.status.code.value != "OK":
        console.print(answer.status.sentence, markup=False, highlight=False, soft_wrap=True)
    return 0
