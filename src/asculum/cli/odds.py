"""``asculum odds``: exact odds of a stylised battle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from asculum.cli.numbers import Real
from asculum.cli.options import print_json
from asculum.cli.stylised import (
    DRAWS,
    SHAKEN_DRAWS,
    Battle,
    battle_options,
    chance_words,
    print_battle,
)

if TYPE_CHECKING:
    from asculum.attrition.laws import Law
    from asculum.attrition.odds import Odds, Sides
    from asculum.terms.estimate import Estimate

#: Men of both sides up to which the survivors are told.
SURVIVORS = 60_000


@click.command("odds")
@battle_options
@click.option(
    "--shock",
    type=Real(min=0, max=10),
    default=0.0,
    help="Standard deviation of the logarithm of each side's effectiveness, one draw a battle: "
    "what numbers leave out; a note on 752 battles needed about 1.1  [default: 0, none]",
)
def command(*, battle: Battle, shock: float, as_json: bool) -> int:
    """Exact odds of a stylised battle of the numbers given; never of a real one to come."""
    from asculum.cli.caches import make_room

    make_room()
    from asculum.attrition.odds import Shock, odds

    draws, seed = SHAKEN_DRAWS if shock > 0 else DRAWS, battle.seed
    chosen, sides = battle.chosen(draws), battle.sides()
    found = odds(chosen, sides=sides, seed=seed, draws=draws)
    shaken = None
    if shock > 0:
        shaken = odds(chosen, sides=sides, shock=Shock(sd=shock), seed=seed, draws=draws)
    results = _results(chosen, sides, found, shaken, seed)
    status = (shaken or found).status
    if as_json:
        from asculum.study.envelope import envelope

        lines = [result.as_json() for result in results]
        print_json(envelope("odds", dossier="", status=status.as_json(), results=lines, seed=seed))
    else:
        _print(battle.title(chosen), results)
        click.echo(status.sentence)
    return 0


def _results(law: Law, sides: Sides, found: Odds, shaken: Odds | None, seed: int) -> list[Estimate]:
    """Return all that is told, as estimates whose draws are those of the parameters."""
    from asculum.terms.estimate import Estimate

    def told(quantity: str, draws: Any, unit: str, method: str, **more: Any) -> Estimate:
        return Estimate(
            quantity=quantity, draws=draws, unit=unit, method=method, status=found.status, **more
        )

    method = "exact: " + ", ".join(found.methods)
    results = [
        told("wins", found.a, "probability", method, side="attacker"),
        told("wins", found.b, "probability", method, side="defender"),
    ]
    if shaken is not None:
        how = "exact, averaged over a lognormal shock to each side"
        results += [
            told("wins, shock included", shaken.a, "probability", how, side="attacker"),
            told("wins, shock included", shaken.b, "probability", how, side="defender"),
        ]
    if found.a.size == 1 and sides.a + sides.b <= SURVIVORS:
        results += _left(law, sides, told, seed)
    results.append(_history(sides, told))
    return results


def _left(law: Law, sides: Sides, told: Any, seed: int) -> list[Estimate]:
    """Return the strength that the winner is left with, as even quantiles of its distribution."""
    import numpy as np

    from asculum.attrition.survivors import remaining

    low = sides.floors(1, seed)
    found = []
    for side, held in zip(
        ("attacker", "defender"),
        remaining(law, (sides.a, sides.b), (int(low[0][0]), int(low[1][0]))),
        strict=True,
    ):
        if held.win < 1e-12:
            continue
        upto = np.cumsum(held.probability[1:]) / held.win
        places = np.searchsorted(upto, (np.arange(2000) + 0.5) / 2000)
        draws = held.floor + 1.0 + np.minimum(places, upto.size - 1)
        found.append(told("left if it wins", draws, "persons", "exact distribution", side=side))
    return found


def _history(sides: Sides, told: Any) -> Estimate:
    """Return how often attackers won battles of about this ratio of strengths."""
    import numpy as np

    from asculum.attrition.battles import RATIOS, by_force_ratio
    from asculum.evidence.history.table import bundled

    ratio = sides.a / sides.b
    place = next(k for k, high in enumerate(RATIOS[1:]) if ratio < high)
    rate = by_force_ratio(bundled())[place]
    result: Estimate = told(
        "won in history",
        np.array([rate.share]),
        "share of battles",
        f"CDB90: {rate.battles} battles, attacker to defender {rate.label}",
        side="attacker",
        sources=("helmbold1993",),
    )
    return result


def _exact(chance: float) -> str:
    """Return an exact chance in words: it is never 0, if below the smallest number there is."""
    return chance_words(chance) if chance > 0 else "under 1e-300"


def _print(title: str, results: list[Estimate]) -> None:
    """Print the answer as a table."""
    rows = []
    for result in results:
        spell = (lambda v: f"{v:,.0f}") if result.unit == "persons" else _exact
        low, middle, high = (spell(value) for value in result.interval())
        alone = result.draws.size == 1
        ends = ("", middle, "") if alone else (low, middle, high)
        rows.append((result.side, result.quantity, *ends))
    print_battle(title, rows)
    click.echo(results[-1].method)
