"""``asculum simulate``: a stylised battle, many times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from asculum.cli.courses import Joined, Joining, course_of
from asculum.cli.numbers import Real, Whole
from asculum.cli.options import print_json, progress
from asculum.cli.stylised import Battle, battle_options, chance_words, print_battle
from asculum.evidence.spelling import counted
from asculum.terms.errors import UsageError

if TYPE_CHECKING:
    from asculum.attrition.course import Course
    from asculum.attrition.simulate import Method, Simulation
    from asculum.attrition.tallies import Tally

STYLISED = "Simulations of a stylised battle of these numbers under this law, not of any real one"
SENTENCE = f"{STYLISED}; the exact odds, without the error of chance, are those of asculum odds."
#: What a click choice calls the methods.
METHODS = ("events", "outcomes", "diffusion")
#: What lies beyond either end of a 90 % interval.
TAIL = 0.05


@click.command("simulate")
@battle_options
@click.option(
    "--method",
    type=click.Choice(METHODS),
    help="Every loss with its time, who wins without a clock, or a diffusion of many men  "
    "[default: events where both rates are given, else outcomes]",
)
@click.option(
    "--runs",
    type=Whole(1, 100_000_000),
    default=10_000,
    show_default=True,
    help="How many battles.",
)
@click.option("--day", "days", type=Real(min=0), multiple=True, help="Tell strengths on this day.")
@click.option(
    "--join",
    "joins",
    type=Joined(),
    metavar="SIDE:PERSONS:FROM:TO",
    multiple=True,
    help="So many persons a day join a side from one day to another: attacker:300:3:9.",
)
@click.option(
    "--until",
    type=Real(min=0, min_open=True),
    help="Follow the battle to this day and no further.",
)
def command(
    *,
    battle: Battle,
    method: str | None,
    runs: int,
    days: tuple[float, ...],
    joins: tuple[Joining, ...],
    until: float | None,
    as_json: bool,
) -> int:
    """Simulate a stylised battle of the numbers given; never a real one to come."""
    from asculum.cli.caches import make_room

    make_room()
    from asculum.attrition.simulate import simulate

    chosen, seed = battle.chosen(), battle.seed
    course = course_of(until, joins)
    how = _method(method, days, clock=battle.attacker_rate is not None, course=course)
    # odds are those of a battle to its end that nobody joins
    sentence = SENTENCE if course is None else f"{STYLISED}."
    with progress("simulating") as tell:
        found = simulate(
            chosen, sides=battle.sides(), method=how, runs=runs, seed=seed, progress=tell
        )
    results = _results(found, type(how).__name__.lower())
    if as_json:
        from asculum.study.envelope import envelope

        status = {"code": "OK", "sentence": sentence}
        print_json(envelope("simulate", dossier="", status=status, results=results, seed=seed))
    else:
        _print(f"{battle.title(chosen)}, {counted(runs, 'run')}", results)
        click.echo(sentence)
    return 0


def _method(
    name: str | None, days: tuple[float, ...], *, clock: bool, course: Course | None
) -> Method:
    """Return the method; a clock needs rates, for a ratio has no unit of time."""
    from asculum.attrition.simulate import Diffusion, Events, Outcomes

    name = name or ("events" if clock or course is not None else "outcomes")
    if course is not None and name != "events":
        raise UsageError(
            "ATT048",
            f"--until or --join with --method {name}",
            why="only every loss with its time is followed along a course",
            fix="leave --method out",
        )
    if name != "outcomes" and not clock:
        raise UsageError(
            "ATT044",
            f"the {name} of a battle whose rates are not given",
            why="a ratio of rates has no unit of time, so no day can be told",
            fix="give --attacker-rate and --defender-rate, or --method outcomes",
        )
    if name == "outcomes" and days:
        raise UsageError(
            "ATT045",
            "--day without a clock",
            why="who wins is simulated without times",
            fix="give --attacker-rate and --defender-rate, or leave --day out",
        )
    every = tuple(sorted(set(days)))
    if name == "events":
        return Events(days=every, course=course)
    return Diffusion(days=every) if name == "diffusion" else Outcomes()


def _results(found: Simulation, method: str) -> list[dict[str, Any]]:
    """Return the answer in the keys of every result; of nothing, nothing."""
    how = f"simulated: {method}, {found.runs} runs"
    shares = [("attacker", found.win), ("defender", found.left_b.runs / found.runs)]
    results = []
    for side, share in shares:
        low, high = _within(round(share * found.runs), found.runs)
        ends: tuple[float, ...] = (low, share, high)
        results.append(_result("wins", side, "probability", ends, how))
    tallies: list[tuple[str, str, str, Tally]] = [
        ("left if it wins", "attacker", "persons", found.left_a),
        ("left if it wins", "defender", "persons", found.left_b),
    ]
    if found.end is not None:
        tallies.append(("day of the end", "", "days", found.end))
    for day, a, b in found.seen:
        tallies.append((f"strength on day {day:g}", "attacker", "persons", a))
        tallies.append((f"strength on day {day:g}", "defender", "persons", b))
    for quantity, side, unit, tally in tallies:
        if tally.runs:
            ends = tuple(tally.quantile(share) for share in (0.05, 0.5, 0.95))
            results.append(_result(quantity, side, unit, ends, how))
    if found.unended:
        share = found.unended / found.runs
        results.append(_result("still fought", "", "probability", (share, share, share), how))
    return results


def _within(wins: int, runs: int) -> tuple[float, float]:
    """Return the 90 % interval of a chance by Clopper and Pearson: wide where nothing came."""
    from scipy.special import betaincinv

    low = float(betaincinv(wins, runs - wins + 1, TAIL)) if wins else 0.0
    high = float(betaincinv(wins + 1, runs - wins, 1 - TAIL)) if wins < runs else 1.0
    return low, high


def _result(
    quantity: str, side: str, unit: str, ends: tuple[float, ...], method: str
) -> dict[str, Any]:
    return {
        "quantity": quantity,
        "side": side,
        "force": "",
        "scope": "battle",
        "start": None,
        "end": None,
        "unit": unit,
        "prob": 0.9,
        "lower": ends[0],
        "median": ends[1],
        "upper": ends[2],
        "method": method,
        "sources": [],
    }


def _print(title: str, results: list[dict[str, Any]]) -> None:
    """Print the answer as a table."""
    rows = []
    for result in results:
        cells = []
        for key in ("lower", "median", "upper"):
            value = float(result[key])
            if result["unit"] == "probability":
                cells.append(chance_words(value))
            else:
                cells.append(f"{value:,.0f}" if result["unit"] == "persons" else f"{value:.3g}")
        rows.append((result["side"], result["quantity"], *cells))
    print_battle(title, rows)
