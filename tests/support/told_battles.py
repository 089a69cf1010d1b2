"""Made-up battles as folders of files, drawn from what docs/methods/losses.md states.

A second program: it shares no line with the package and knows only the page and the data
dictionary. What it writes is read as any dossier is, so that the whole road from files to totals is
tried: reading, defaults of the assumptions, running totals, ranges, forces, lists of names.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

#: 95 % point of the standard normal.
Z95 = 1.6448536269514722
FIRST = date(2001, 3, 1)
SIDES = ("north", "south")
CATEGORIES = ("killed", "wounded", "casualties")
#: Killed a day in the middle week, 5 % and 95 %, as the dossier states them.
KILLED_A_DAY = (40.0, 400.0)
COMPLETENESS = (0.4, 0.85)

_CLAIM = [
    "id",
    "published",
    "source",
    "side",
    "force",
    "versus",
    "category",
    "kind",
    "low",
    "best",
    "high",
    "bound",
    "start",
    "end",
    "scope",
    "derives_from",
    "manner",
]


@dataclass(kw_only=True)
class Told:
    """A battle, its truths by (category, side), and the rows of its claims."""

    seed: int
    weeks: int
    truths: dict[tuple[str, str], float] = field(default_factory=dict)
    claims: list[dict[str, object]] = field(default_factory=list)


def battle(seed: int, folder: Path) -> Told:
    """Draw a battle, write it into ``folder``, and return what was true of it."""
    rng = np.random.default_rng([seed, 20261126])
    weeks = int(rng.integers(4, 13))
    told = Told(seed=seed, weeks=weeks)
    forces = ("guard", "militia") if rng.random() < 0.4 else ()
    killed = _killed(rng, weeks, bool(forces))
    ratios = {
        (side, at): {
            "wounded": _log(rng, 1.2, 6.0),
            "captured": _log(rng, 0.01, 0.3),
            "missing": _log(rng, 0.02, 0.5),
        }
        for side in SIDES
        for at in range(2)
    }

    def truth(side: str, category: str, first: int, last: int, force: int | None = None) -> float:
        """Return the losses of days ``[first, last)``."""
        total = 0.0
        for at in range(2):
            if force is not None and at != force:
                continue
            days = np.repeat(killed[side][at] / 7, 7)[first:last]
            one = ratios[side, at]
            factor = {
                "killed": 1.0,
                "wounded": one["wounded"],
                "casualties": 1.0 + sum(one.values()),
            }[category]
            total += float(np.sum(days)) * factor
        return total

    for side in SIDES:
        for category in CATEGORIES:
            told.truths[category, side] = truth(side, category, 0, 7 * weeks)

    kin = {"own": _log(rng, 0.15, 1.1), "enemy": _log(rng, 0.8, 5.0), "third": _log(rng, 0.7, 1.4)}
    between, apart = _log(rng, 0.15, 0.6), _log(rng, 0.05, 0.3)
    typical = _log(rng, 0.08, 0.5)
    thirds = int(rng.integers(1, 5))
    sources = [("north-staff", "north"), ("south-staff", "south")]
    sources += [(f"third-{at}", "third") for at in range(thirds)]
    told_day = 7 * weeks
    for source, allegiance in sources:
        scatter = typical * np.exp(0.4 * rng.standard_normal())
        for side in SIDES:
            if rng.random() < 0.15:
                continue
            how = "third" if allegiance == "third" else ("own" if allegiance == side else "enemy")
            own = np.log(kin[how]) + between * rng.standard_normal()
            more = {category: apart * rng.standard_normal() for category in CATEGORIES}
            change = _change(rng, weeks)

            def said(
                true: float,
                category: str,
                first: int,
                last: int,
                *,
                own: float = own,
                more: dict[str, float] = more,
                change: np.ndarray = change,
                scatter: float = scatter,
            ) -> float:
                moved = float(change[(first + last) // 2])
                return float(
                    true * np.exp(own + more[category] + moved + scatter * rng.standard_t(4))
                )

            for _ in range(int(rng.integers(1, 5))):
                told_day += 1
                category = str(rng.choice(CATEGORIES))
                force = int(rng.integers(2)) if forces and side == "north" else None
                if force is not None and rng.random() < 0.5:
                    force = None
                first, last = _span(rng, weeks)
                figure = said(truth(side, category, first, last, force), category, first, last)
                row = _row(told, source, side, category, "count", first, last, told_day)
                if force is not None:
                    row["force"] = forces[force]
                _write_figure(row, figure, rng)
            if rng.random() < 0.35:  # a running total, printed again and again
                category, held = str(rng.choice(CATEGORIES[:2])), 0.0
                ends = sorted(rng.choice(np.arange(1, weeks + 1), min(weeks, 4), replace=False))
                before = 0
                for end in ends:
                    last = 7 * int(end)
                    held += said(truth(side, category, before, last), category, before, last)
                    row = _row(told, source, side, category, "cumulative", 0, last, last)
                    row["best"] = round(held)
                    before = last
    listed = bool(rng.random() < 0.4)
    if listed:
        _list(told, rng, truth("south", "killed", 0, 7 * weeks))
    _write(told, folder, [*sources, *([("names", "third")] if listed else [])], forces)
    return told


def _killed(
    rng: np.random.Generator, weeks: int, forces: bool
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return killed of each week of two parts of each side; the second is nothing without them."""
    step = _log(rng, 0.06, 0.4)
    found = {}
    for side in SIDES:
        walk = np.cumsum(step * rng.standard_normal(weeks))
        walk -= walk[(weeks - 1) // 2]
        total = 7 * _log(rng, *KILLED_A_DAY) * np.exp(walk)
        share = np.ones(weeks)
        if forces and side == "north":
            knots = np.arange(0, weeks + 8, 4) - 4 * ((weeks - 1) // 2 // 4)
            steps = 0.5 * rng.standard_normal(len(knots))
            values = np.cumsum(steps)
            values -= np.interp(0.0, knots - knots[0], values)
            middle = _logit(0.05), _logit(0.95)
            start = (sum(middle) + (middle[1] - middle[0]) / Z95 * rng.standard_normal()) / 2
            at = np.arange(weeks, dtype=float)
            walked = np.interp(at, knots - knots[0], values)
            walked -= walked[(weeks - 1) // 2]
            share = 1 / (1 + np.exp(-(start + walked)))
        found[side] = (total * share, total * (1 - share))
    return found


def _change(rng: np.random.Generator, weeks: int) -> np.ndarray:
    """Return how a leaning has changed by each day: 0.1 over eight weeks, 0 in mid-battle."""
    days = 7 * weeks + 1
    walk = np.cumsum(0.1 * np.sqrt(1 / 56) * rng.standard_normal(days))
    return np.asarray(walk - walk[days // 2])


def _span(rng: np.random.Generator, weeks: int) -> tuple[int, int]:
    if weeks < 3 or rng.random() < 0.4:
        return 0, 7 * weeks
    first = int(rng.integers(0, weeks - 1))
    last = int(rng.integers(first + 1, weeks + 1))
    return 7 * first, 7 * last


def _row(
    told: Told,
    source: str,
    side: str,
    category: str,
    kind: str,
    first: int,
    last: int,
    day: int,
) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(_CLAIM, "")
    row |= {
        "id": f"c{len(told.claims)}",
        "published": FIRST + timedelta(day),
        "source": source,
        "side": side,
        "category": category,
        "kind": kind,
        "start": FIRST + timedelta(first),
        "end": FIRST + timedelta(last),
        "scope": "battle",
    }
    told.claims.append(row)
    return row


def _write_figure(row: dict[str, object], figure: float, rng: np.random.Generator) -> None:
    """Put a figure down as it is, rounded, or as the step of a ladder of ranges that holds it."""
    how = rng.random()
    if how < 0.25:
        ladder = 1.6
        low = ladder ** np.floor(np.log(figure) / np.log(ladder))
        row["low"], row["high"] = round(low), round(low * ladder)
    elif how < 0.5:
        last = 10 ** max(0, int(np.floor(np.log10(figure))) - 1)
        row["best"] = last * max(1, round(figure / last))
    else:
        row["best"] = max(1, round(figure))


def _list(told: Told, rng: np.random.Generator, dead: float) -> None:
    """A list of names, printed three times as it grows."""
    middle = (_logit(COMPLETENESS[0]) + _logit(COMPLETENESS[1])) / 2
    wide = (_logit(COMPLETENESS[1]) - _logit(COMPLETENESS[0])) / 2 / Z95
    a = middle + wide * rng.standard_normal()
    growth = _log(rng, 0.05, 0.5)
    last = 7 * told.weeks
    delays = (3, 12, 40)
    for delay in delays:
        grown = np.log1p(delay / 4) - np.log1p(delays[0] / 4)
        share = 1 / (1 + np.exp(-(a + growth * grown + 0.3 * rng.standard_normal())))
        row = _row(told, "names", "south", "killed", "named_minimum", 0, last, last + 7 * delay)
        row["best"] = round(share * dead)


def _write(
    told: Told, folder: Path, sources: Sequence[tuple[str, str]], forces: Sequence[str]
) -> None:
    folder.mkdir(parents=True)
    text = [
        "format = 1",
        f'title = "A made-up battle, {told.seed}"',
        '[place]\nname = "Nowhere"',
        f"[period]\nstart = {FIRST}\nend = {FIRST + timedelta(7 * told.weeks)}",
    ]
    for side in SIDES:
        text.append(f'[[sides]]\nid = "{side}"\nname = "{side.title()}"')
        if side == "north":
            text += [f'[[sides.forces]]\nid = "{one}"\nname = "{one.title()}"' for one in forces]
    for side in SIDES:
        low, high = KILLED_A_DAY
        text.append(
            f'[assumptions.killed_per_day.{side}]\nlow = {low}\nhigh = {high}\nwhy = "made up"'
        )
    if any(source == "names" for source, _ in sources):
        low, high = COMPLETENESS
        text.append(
            f'[assumptions.list_completeness.names]\nlow = {low}\nhigh = {high}\nwhy = "made up"'
        )
    (folder / "dossier.toml").write_text("\n".join(text) + "\n", encoding="utf-8")
    with (folder / "sources.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [(source, source.title(), allegiance) for source, allegiance in sources]
        csv.writer(file).writerows([("id", "name", "allegiance"), *rows])
    with (folder / "claims.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, _CLAIM)
        table.writeheader()
        table.writerows(told.claims)


def _log(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw from the lognormal with these 5 % and 95 % points."""
    middle, wide = np.log(low * high) / 2, np.log(high / low) / 2 / Z95
    return float(np.exp(middle + wide * rng.standard_normal()))


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))
