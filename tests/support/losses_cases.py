"""Made-up dossiers for the tests of the losses model: every way a claim can be made, by chance."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from asculum.evidence.claims import Bound, Category, Claim, Kind, Manner, Scope, Source
from asculum.evidence.dossier import Assumption, Dossier, Force, Place, Side
from asculum.evidence.located import LocatedCount
from asculum.losses.process import Process
from asculum.terms.period import Period

START = date(1907, 4, 2)
WAR = date(1906, 11, 5)

SOURCES = {
    item.id: item
    for item in (
        Source(id="staff", name="Northern staff", allegiance="north"),
        Source(id="court", name="Southern court", allegiance="south"),
        Source(id="envoy", name="A neutral envoy", allegiance="third"),
        Source(id="consul", name="A consul", allegiance="third"),
        Source(id="ally", name="An ally of the north", allegiance="third", backs="north"),
        Source(id="patron", name="A patron of the south", allegiance="third", backs="south"),
    )
}
FORCES = (
    Force(id="line", name="Line"),
    Force(id="guard", name="Guard"),
    Force(id="old-guard", name="Old Guard", within="guard"),
    Force(id="young-guard", name="Young Guard", within="guard"),
)
STATED = {
    ("bias_source", "envoy", ""): (0.8, 1.2),
    ("list_completeness", "consul", ""): (0.3, 0.9),
    ("killed_per_day", "north", ""): (3.0, 90.0),
    ("force_share", "north", "old-guard"): (0.05, 0.6),
    ("force_share", "north", "line"): (0.2, 0.8),
    ("share_of_front", "south", ""): (0.1, 0.7),
    ("wounded_per_killed", "north", ""): (1.0, 4.0),
    ("weekly_change", "", ""): (0.1, 0.5),
}


def make_dossier(
    claims: list[Claim],
    *,
    weeks: float = 8,
    forces: bool = False,
    assumptions: dict[tuple[str, str, str], tuple[float, float]] | None = None,
    sources: dict[str, Source] | None = None,
    located: list[LocatedCount] | None = None,
) -> Dossier:
    """Return a dossier of a battle of so many weeks between north and south."""
    stated = assumptions or {}
    return Dossier(
        id="test",
        title="A battle that never was",
        place=Place(name="Nowhere"),
        period=Period(start=START, end=START + timedelta(days=max(1, round(7 * weeks)))),
        war_start=WAR,
        sides=(
            Side(id="north", name="The North", forces=FORCES if forces else ()),
            Side(id="south", name="The South"),
        ),
        sources=SOURCES if sources is None else sources,
        claims=tuple(claims),
        located=tuple(located or ()),
        assumptions={
            key: Assumption(name=key[0], low=low, high=high, why="for the test")
            for key, (low, high) in stated.items()
        },
    )


def make_claim(
    number: int,
    source: str,
    side: str,
    best: float | None = None,
    *,
    low: float | None = None,
    high: float | None = None,
    start: date = START,
    days: int = 56,
    published: date | None = None,
    category: str = "killed",
    kind: str = "count",
    bound: str = "about",
    scope: str = "battle",
    force: str = "",
    versus: str = "",
    versus_force: str = "",
    derives_from: tuple[str, ...] = (),
    manner: str = "",
) -> Claim:
    """Return a claim about ``days`` days from ``start``, published on its own day."""
    period = Period(start=start, end=start + timedelta(days=days))
    return Claim(
        id=f"c{number}",
        published=published or period.end + timedelta(days=number),
        source=source,
        side=side,
        force=force,
        versus=versus,
        versus_force=versus_force,
        category=Category(category),
        kind=Kind(kind),
        low=low,
        best=best,
        high=high,
        bound=Bound(bound),
        period=period,
        scope=Scope(scope),
        derives_from=derives_from,
        manner=Manner(manner) if manner else None,
    )


def random_dossier(
    seed: int,
    *,
    claims: int = 14,
    weeks: float = 6,
    forces: bool = True,
    wide: bool = True,
    stated: bool = True,
    series: bool = True,
    located: bool = True,
    printings: bool = True,
    more: dict[tuple[str, str, str], tuple[float, float]] | None = None,
) -> Dossier:
    """Return a dossier whose claims are drawn by chance from everything a table can say.

    Figures lie around 30 killed a day, with small counts among them; ``more`` is assumed as well.
    With ``series`` a source
    counts one side week by week, so that its leaning may change. With ``located`` there are counts
    of what lay near the battle, with ``printings`` a list of names is printed more than once.
    """
    rng = np.random.default_rng(seed)
    days = max(1, round(7 * weeks))
    end = START + timedelta(days=days)
    made: list[Claim] = []
    if series:
        category = str(rng.choice(["killed", "casualties", "wounded"]))
        made += [
            make_claim(
                week,
                "staff",
                "south",
                round(float(rng.lognormal(np.log(210), 0.3))),
                start=START + timedelta(days=7 * week),
                days=7,
                category=category,
            )
            for week in range(min(14, max(4, int(weeks))))
            if 7 * (week + 1) <= max(days, 28)
        ]
    while len(made) < claims:
        made.append(_any_claim(len(made), rng, end, forces=forces, wide=wide))
    if printings:
        made += _printings(len(made), rng, days)
    rows = _located(rng, days) if located else []
    chosen = {key: value for key, value in STATED.items() if stated and rng.random() < 0.6}
    stated_too = chosen | (more or {})
    return make_dossier(made, weeks=weeks, forces=forces, assumptions=stated_too, located=rows)


def _printings(number: int, rng: np.random.Generator, days: int) -> list[Claim]:
    """Return two or three printings of a list of southern dead, of the same days or of more."""
    made = []
    for printing in range(int(rng.integers(2, 4))):
        length = days if rng.random() < 0.5 else max(1, days * (printing + 1) // 4)
        delay = int(rng.integers(0, 300))
        made.append(
            make_claim(
                number + printing,
                "consul",
                "south",
                float(max(2, round(8.0 * length * rng.uniform(0.6, 1.0)))),
                days=length,
                published=START + timedelta(days=length + delay),
                kind="named_minimum",
            )
        )
    return made


def _located(rng: np.random.Generator, days: int) -> list[LocatedCount]:
    """Return a few counts of what lay near the battle, by two sources."""
    made = []
    for number in range(int(rng.integers(1, 5))):
        first = int(rng.integers(0, days))
        whole = int(rng.integers(1, 60))
        start = START + timedelta(days=first - int(rng.integers(0, 20)))
        made.append(
            LocatedCount(
                id=f"d{number}",
                published=START + timedelta(days=days + 40),
                source=str(rng.choice(["consul", "envoy"])),
                counted=str(rng.choice(["days", "deaths"])),
                near=int(rng.integers(0, whole + 1)),
                all=whole,
                period=Period(start=start, end=START + timedelta(days=first + 15)),
                side=str(rng.choice(["", "north", "south"])),
            )
        )
    return made


def _any_claim(
    number: int, rng: np.random.Generator, end: date, *, forces: bool, wide: bool
) -> Claim:
    """Return one claim of any kind."""
    source = str(rng.choice(list(SOURCES)))
    side = str(rng.choice(["north", "south", "both"], p=[0.45, 0.45, 0.1]))
    scope = str(rng.choice(["battle", "sector", "front", "war"])) if wide else "battle"
    inside = scope in ("battle", "sector")
    first = START if inside else WAR
    span = (end - first).days
    begin = int(rng.integers(0, max(1, span)))
    length = int(rng.integers(1, span - begin + 1))
    force = ""
    if forces and side == "north":
        force = str(rng.choice(["", "line", "guard", "old-guard"]))
    kind = str(rng.choice(["count", "per_day", "named_minimum", "ratio"], p=[0.6, 0.15, 0.1, 0.15]))
    versus = ""
    if kind == "ratio":
        if side == "both":
            side = "north"
        versus = "south" if side == "north" else "north"
    category = str(rng.choice([item.value for item in Category]))
    size = 30.0 * length * (1 + 2 * (category in ("wounded", "casualties")))
    size = {"ratio": 1.3, "per_day": size / length, "named_minimum": size / 4}.get(kind, size)
    figure = float(size * rng.lognormal(0, 0.5))
    figure = max(figure, 0.2)
    if kind == "count" and side != "both" and rng.random() < 0.15:
        # a small count is one of a day or two
        figure, length, scope, category = float(rng.integers(0, 20)), 1, "battle", "killed"
        first, begin = START, int(rng.integers(0, (end - START).days))
    if kind in ("count", "named_minimum"):
        figure = float(round(figure, -1)) if figure > 200 else float(max(0, round(figure)))
    shape = str(rng.choice(["about", "exactly", "at_least", "at_most", "range"]))
    low = high = None
    if kind == "named_minimum" or figure == 0:
        shape = "exactly"
    if shape == "range":
        low, high = figure * 0.8, figure * 1.3
    return make_claim(
        number,
        source,
        side,
        None if low is not None else figure,
        low=low,
        high=high,
        start=first + timedelta(days=begin),
        days=length,
        published=first + timedelta(days=begin + length + int(rng.integers(0, 2))),
        category=category,
        kind=kind,
        bound="about" if shape == "range" else shape,
        scope=scope,
        force=force,
        versus=versus,
    )


def random_process(seed: int, dossier: Dossier) -> Process:
    """Return a process of two parameters that drives both sides up and down."""
    rng = np.random.default_rng([seed, 9])
    weeks = -(-dossier.period.days // 7)
    return Process(
        name="made-up law",
        middle={side: rng.normal(0, 0.5, weeks) for side in ("north", "south")},
        by={side: rng.normal(0, 0.5, (weeks, 2)) for side in ("north", "south")},
        names=("p + q", "p - q"),
        means=(1.0, 0.0),
        sds=(1.0, 1.0),
    )
