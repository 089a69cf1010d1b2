"""Options and words that ``asculum odds`` and ``asculum simulate`` share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from asculum.cli.numbers import Real, Whole, written_otherwise
from asculum.cli.options import json_option, seed_option
from asculum.evidence.spelling import counted
from asculum.terms.errors import UsageError

if TYPE_CHECKING:
    from asculum.attrition.breaks import Break
    from asculum.attrition.laws import Law, Number
    from asculum.attrition.odds import Sides

LAWS = ("square", "linear", "logarithmic", "mixed", "general", "helmbold", "osipov")
#: The 95 % point of a standard normal.
Z95 = 1.6448536269514722
#: The farthest that the logarithm of an exchange ratio may lie from 0.
FARTHEST = 300.0
#: Draws of what is given as a range; fewer where each is averaged over a shock.
DRAWS, SHAKEN_DRAWS = 1000, 200


@dataclass(frozen=True, kw_only=True)
class Range:
    """A number, or a range given as LOW:HIGH."""

    low: float
    high: float

    @property
    def single(self) -> bool:
        """Whether both ends are one number."""
        return self.low == self.high

    def __str__(self) -> str:
        return f"{self.low:g}" if self.single else f"{self.low:g}:{self.high:g}"


class Spread(click.ParamType[Range]):
    """A number above 0, or LOW:HIGH; with ``zero`` the number may be 0."""

    name = "number"

    def __init__(self, *, zero: bool = False) -> None:
        self.zero = zero

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Range:
        """Return the range."""
        if isinstance(value, Range):
            return value
        low, _, high = str(value).partition(":")
        try:
            found = Range(low=float(low), high=float(high or low))
        except ValueError:
            meant = ":".join(written_otherwise(end) or end for end in str(value).split(":"))
            such = f"write {meant}" if meant != str(value) else "such as 0.2:0.4"
            self.fail(f"{value!r} is neither a number nor LOW:HIGH, {such}", param, ctx)
        nothing = self.zero and found.low == found.high == 0
        if not nothing and not 0 < found.low <= found.high < float("inf"):
            self.fail(f"{value!r}: numbers lie above 0, the lower one first", param, ctx)
        return found


@dataclass(frozen=True, kw_only=True)
class Battle:
    """A stylised battle as the options state it."""

    attacker: int
    defender: int
    law: str
    exchange: Range | None
    attacker_rate: float | None
    defender_rate: float | None
    p: float | None
    q: float | None
    d: float | None
    w: float | None
    break_attacker: Range | None
    break_defender: Range | None
    seed: int

    def chosen(self, draws: int = DRAWS) -> Law:
        """Return the law, of so many draws where its rates are a range."""
        return law_of(
            self.law,
            exchange=self.exchange,
            rates=(self.attacker_rate, self.defender_rate),
            powers={"p": self.p, "q": self.q, "d": self.d, "w": self.w},
            seed=self.seed,
            draws=draws,
        )

    def sides(self) -> Sides:
        """Return the strengths and the break points; A attacks."""
        from asculum.attrition.odds import Sides

        return Sides(
            a=self.attacker,
            b=self.defender,
            break_a=break_of(self.break_attacker),
            break_b=break_of(self.break_defender),
        )

    def title(self, law: Law) -> str:
        """Return the battle in a line."""
        sides = counted(self.attacker, "attacker"), counted(self.defender, "defender")
        return f"{', '.join(sides)}, {law.name} law"


def battle_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what decides a stylised battle, handed on as ``battle``; and seed and JSON."""

    @wraps(function)
    def gathered(**options: Any) -> Any:
        stated = {each.name: options.pop(each.name) for each in fields(Battle)}
        return function(battle=Battle(**stated), **options)

    men = Whole(min=1)
    rate = Real(min=0, min_open=True)
    decorators = (
        click.option("--attacker", type=men, required=True, metavar="N", help="Attackers."),
        click.option("--defender", type=men, required=True, metavar="N", help="Defenders."),
        click.option(
            "--law",
            type=click.Choice(LAWS),
            default="square",
            show_default=True,
            help="The attrition law; in the mixed one the attackers are hidden.",
        ),
        click.option(
            "--exchange",
            type=Spread(),
            metavar="R|LOW:HIGH",
            help="Attackers lost for each defender while both are equally many; a range is the "
            "5 % and 95 % points of a lognormal  [default: 1]",
        ),
        click.option(
            "--attacker-rate",
            type=rate,
            metavar="RATE",
            help="What each attacker puts out of action a day, in the unit of the law.",
        ),
        click.option(
            "--defender-rate",
            type=rate,
            metavar="RATE",
            help="What each defender puts out of action a day, in the unit of the law.",
        ),
        click.option("--p", type=Real(), help="Power of the enemy's strength (general law)."),
        click.option("--q", type=Real(), help="Power of one's own strength (general law)."),
        click.option(
            "--d",
            type=rate,
            help="Multiplies the attackers' losses, divides the defenders' (general law).",
        ),
        click.option("--w", type=Real(), help="Helmbold's W, from 0 to 1 (helmbold law)."),
        click.option(
            "--break-attacker",
            type=Spread(),
            metavar="SHARE|LOW:HIGH",
            help="Share lost at which the attackers give up; a range is drawn from  [default: 1]",
        ),
        click.option(
            "--break-defender",
            type=Spread(),
            metavar="SHARE|LOW:HIGH",
            help="Share lost at which the defenders give up; a range is drawn from  [default: 1]",
        ),
        seed_option,
        json_option,
    )
    for decorator in reversed(decorators):
        gathered = decorator(gathered)
    return gathered


def print_battle(title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Print an answer as a table: side, what, and the ends and middle of its interval."""
    from rich.table import Table

    from asculum.cli.terminal import Terminal

    table = Table(title=title, title_justify="left", caption="90 % intervals")
    for name in ("side", "what"):
        table.add_column(name)
    for name in ("from", "middle", "to"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*row)
    Terminal().print(table)


def law_of(
    name: str,
    *,
    exchange: Range | None,
    rates: tuple[float | None, float | None],
    powers: dict[str, float | None],
    seed: int,
    draws: int = DRAWS,
) -> Law:
    """Return the law that the options name; ``rates`` are the attackers' and the defenders'."""
    from asculum.attrition import laws

    b, a = _rates(name, exchange, rates, (seed, draws))
    wanted = {"general": {"p", "q", "d"}, "helmbold": {"w"}}.get(name, set())
    for option, value in powers.items():
        if value is not None and option not in wanted:
            raise UsageError(
                "ATT040",
                f"--{option} {value:g} with the {name} law",
                why=f"the {name} law has no {option}",
                fix=f"leave --{option} out, or choose --law {_LAW_OF.get(option, 'general')}",
            )
    if name == "general":
        p, q, d = (_needed(name, powers, option, default) for option, default in _GENERAL)
        return laws.General(a=a, b=b, p=p, q=q, d=d)
    if name == "helmbold":
        return laws.Helmbold(a=a, b=b, W=_needed(name, powers, "w", None))
    simple: dict[str, type[Any]] = {
        "square": laws.Square,
        "linear": laws.Linear,
        "logarithmic": laws.Logarithmic,
        "mixed": laws.Ambush,
        "osipov": laws.Osipov,
    }
    found: Law = simple[name](a=a, b=b)
    return found


_LAW_OF = {"w": "helmbold"}
_GENERAL = (("p", None), ("q", None), ("d", 1.0))


def _needed(
    name: str, powers: dict[str, float | None], option: str, default: float | None
) -> float:
    value = powers[option] if powers[option] is not None else default
    if value is None:
        raise UsageError(
            "ATT041",
            f"the {name} law without --{option}",
            why=f"the law is not known without its {option}",
            fix=f"add --{option} 0.5, or what you hold it to be",
        )
    return value


def _rates(
    name: str,
    exchange: Range | None,
    rates: tuple[float | None, float | None],
    stream: tuple[int, int],
) -> tuple[Number, Number]:
    """Return b and a, the attackers' and the defenders' rates."""
    given = [rate for rate in rates if rate is not None]
    if (exchange is not None and given) or len(given) == 1:
        raise UsageError(
            "ATT042",
            "an exchange ratio beside rates, or one rate alone",
            why="either both rates decide the battle or their ratio does",
            fix="give --exchange, or both --attacker-rate and --defender-rate",
        )
    if given:
        return given[0], given[1]
    if name == "mixed":
        raise UsageError(
            "ATT043",
            "the mixed law without rates",
            why="its two rates differ in kind, so that no ratio at equal numbers tells them",
            fix="give --attacker-rate [1/day] and --defender-rate [1/(person·day)]",
        )
    ratio = exchange or Range(low=1.0, high=1.0)
    return 1.0, ratio.low if ratio.single else _lognormal(ratio, *stream)


def _lognormal(ratio: Range, seed: int, draws: int) -> Number:
    """Return draws of a lognormal whose 5 % and 95 % points are the range's ends."""
    import numpy as np

    from asculum.terms.streams import stream

    low, high = np.log(ratio.low), np.log(ratio.high)
    normals = stream(seed, "attrition/exchange").standard_normal(draws)
    logs = 0.5 * (low + high) + normals * (high - low) / (2 * Z95)
    if np.abs(logs).max() > FARTHEST:
        raise UsageError(
            "ATT046",
            f"an exchange ratio from {ratio.low:g} to {ratio.high:g}",
            why="draws of such a range reach beyond the numbers that can be reckoned with",
            fix="give a narrower range, such as 0.5:2",
        )
    return np.asarray(np.exp(logs))


def break_of(share: Range | None) -> Break:
    """Return the break point that an option names."""
    from asculum.attrition.breaks import AtShare, BetweenShares, ToTheLast

    if share is None:
        return ToTheLast()
    return (
        AtShare(share=share.low) if share.single else BetweenShares(low=share.low, high=share.high)
    )


def chance_words(share: float) -> str:
    """Return a probability in words that neither hide nor invent digits."""
    if share < 0.0005:
        return "0" if share == 0 else f"{share:.0e}".replace("e-0", "e-")
    return f"{share:.1%}" if share <= 0.9995 else "over 99.9%"
