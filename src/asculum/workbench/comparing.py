"""Comparing: two runs of a dossier side by side, with what differs between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from asculum.evidence.reading import inspect_dossier, read_dossier
from asculum.workbench.calls import Call, seen
from asculum.workbench.desk import Place
from asculum.workbench.library import frame
from asculum.workbench.pages import page, spoken
from asculum.workbench.reading import start_run
from asculum.workbench.runs import DONE, TRIAL, Run

#: What makes two results the same question.
ASKED = ("quantity", "side", "force", "scope", "direction", "against")
#: What the thresholds of a decision are of.
THRESHOLDS = {
    "day": "worth of a day held",
    "place": "worth of the place",
    "enemy": "worth of an enemy loss",
    "ratio": "enemy losses for each own",
    "rate": "losses of that course",
    "freed": "worth of a man freed",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question with both answers; ``moved`` says how far the middle went, ``far`` that the
    new middle lies outside the old interval.
    """

    question: str
    one: str
    two: str
    moved: str
    far: bool


def compare(call: Call) -> Response:
    """Show two runs beside each other; what is not over yet is waited for."""
    place = call.place
    dossier, _ = inspect_dossier(place.folder, today=call.today)
    runs = call.bench.runs.of(call.workplace(place).name)
    known = {run.job.id: run for run in runs}
    one, two = known.get(call.asked("a")), known.get(call.asked("b"))
    if two is None and one is None and len(runs) > 1:
        two, one = runs[0], runs[1]
    sides = {side.id: side.name for side in dossier.sides} if dossier else {}
    both = one is not None and two is not None and one.state == two.state == DONE
    return page(
        "compare.html.j2",
        call.bench.session,
        **frame(call, place, "compare", dossier),
        runs=runs,
        one=one,
        two=two,
        pair=[run for run in (one, two) if run is not None],
        lines=lines(one, two, sides) if one and two and both else None,
        differ=differences(one, two) if one and two and both else (),
    )


def begin(call: Call) -> Response:
    """Reckon a dossier as of two days, and lead to both beside each other."""
    place = call.place
    read_dossier(place.folder, today=call.today)
    one = _as_of(call, place, call.given("one"))
    two = _as_of(call, place, call.given("two"))
    return seen(f"{place.address}/compare?{urlencode({'a': one, 'b': two})}")


def _as_of(call: Call, place: Place, day: str) -> str:
    address = start_run(call, place, place.folder, kind=TRIAL, as_of=day)
    return address.split("?")[0].rpartition("/")[2]


def lines(one: Run, two: Run, sides: Mapping[str, str]) -> tuple[Line, ...]:
    """Return every question that either run answers, with both answers."""
    first, second = _by_question(one), _by_question(two)
    names = {**one.answer.get("names", {}), **two.answer.get("names", {})}
    return tuple(
        _line(key, first.get(key), second.get(key), {**sides, **names})
        for key in dict.fromkeys([*first, *second])
    )


def differences(one: Run, two: Run) -> tuple[str, ...]:
    """Return in words what the two runs were asked for differently."""
    found = []
    for name, word in (("as_of", "as of"), ("seed", "seed")):
        if one.answer.get(name) != two.answer.get(name):
            found.append(f"{word} {one.answer.get(name)} and {two.answer.get(name)}")
    files, others = one.answer.get("files", {}), two.answer.get("files", {})
    changed = sorted(name for name in {*files, *others} if files.get(name) != others.get(name))
    if changed:
        found.append(f"other content of {', '.join(changed)}")
    for run in (one, two):
        found += [f"tried with {change}" for change in run.job.changes]
    return tuple(found)


def _by_question(run: Run) -> dict[tuple[str, ...], Mapping[str, Any]]:
    return {
        tuple(str(item.get(name) or "") for name in ASKED): item
        for item in run.answer.get("results", [])
    }


def _line(
    key: tuple[str, ...],
    one: Mapping[str, Any] | None,
    two: Mapping[str, Any] | None,
    words: Mapping[str, str],
) -> Line:
    quantity, side, force, _, direction, against = key
    whose = direction or ", ".join(word for word in (words.get(side, side), force) if word)
    middles = [item.get("median") if item else None for item in (one, two)]
    named = words.get(quantity, quantity.replace("_", " "))
    if against:
        unit = (one or two or {}).get("unit", "")
        other, what = words.get(against, against), THRESHOLDS.get(quantity, quantity)
        named = f"threshold against “{other}”, {what} [{unit}]"
    moved, far = "", False
    if one and all(isinstance(value, int | float) for value in middles):
        before, after = float(middles[0]), float(middles[1])  # type: ignore[arg-type]
        moved = f"{(after / before - 1):+.1%}" if before and after != before else "the same"
        low, high = one.get("lower"), one.get("upper")
        if isinstance(low, int | float) and isinstance(high, int | float):
            far = not low <= after <= high
    return Line(
        question=f"{named}: {whose}" if whose else named,
        one=spoken(one) if one else "not asked",
        two=spoken(two) if two else "not asked",
        moved=moved,
        far=far,
    )
