"""Claims shuffled, copied and told in other words: the answer neither moves nor sharpens."""

from __future__ import annotations

import csv
import math
import random
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from losses_cases import random_dossier

from asculum.evidence.bundled import find
from asculum.evidence.claims import Category, Claim, Manner
from asculum.evidence.dossier import Dossier
from asculum.evidence.echoes import proposals
from asculum.evidence.lineage import EVIDENCE, roles
from asculum.evidence.reading import inspect_dossier
from asculum.losses.observations import Observation, observations
from asculum.terms.findings import Finding

TODAY = date(2026, 11, 23)
COPY = "copy-"
Row = dict[str, str]


def claims_of(folder: Path) -> tuple[list[str], list[Row]]:
    with (folder / "claims.csv").open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return claims_of(find("bakhmut"))[1]


@pytest.fixture(scope="module")
def bakhmut() -> Dossier:
    dossier, _ = inspect_dossier(find("bakhmut"), today=TODAY)
    assert dossier is not None
    return dossier


def written(rows: list[Row], folder: Path) -> tuple[Dossier, tuple[Finding, ...]]:
    """Return the dossier with these rows for its claims, read from its files."""
    copy = folder / "bakhmut"
    shutil.copytree(find("bakhmut"), copy)
    names, _ = claims_of(copy)
    with (copy / "claims.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    dossier, findings = inspect_dossier(copy, today=TODAY)
    assert dossier is not None
    return dossier, findings


def evidence(dossier: Dossier) -> tuple[Counter[Observation], set[frozenset[str]]]:
    """Return what the claims add and which share an error, whatever their order and ids."""
    found = [replace(item, claim=item.claim.removeprefix(COPY)) for item in observations(dossier)]
    groups: dict[str, set[str]] = {}
    for item in found:
        if item.group:
            groups.setdefault(item.group, set()).add(item.claim)
    bare = Counter(replace(item, group="") for item in found)
    return bare, {frozenset(members) for members in groups.values()}


def test_the_order_of_rows_does_not_matter(
    rows: list[Row], bakhmut: Dossier, tmp_path: Path
) -> None:
    shuffled = rows.copy()
    random.Random(1).shuffle(shuffled)
    dossier, _ = written(shuffled, tmp_path)
    assert evidence(dossier) == evidence(bakhmut)
    assert roles(dossier) == roles(bakhmut)


@pytest.mark.parametrize("lag", [0, 9])
def test_every_row_copied_under_a_new_id_is_said_and_adds_nothing(
    lag: int, rows: list[Row], bakhmut: Dossier, tmp_path: Path
) -> None:
    """The copy may stand first in the alphabet, and may have come out later."""

    def copied(row: Row) -> Row:
        day = date.fromisoformat(row["published"]) + timedelta(days=lag)
        # where no last day is given it follows from the day of publication
        end = row["end"] or row["published"]
        words = {"note": "in other words", "url": "https://example.org/again"}
        return {**row, "id": COPY + row["id"], "published": str(day), "end": end, **words}

    dated = [{**row, "end": row["end"] or row["published"]} for row in rows]
    dossier, findings = written([*dated, *map(copied, dated)], tmp_path)
    plain, _ = written(dated, tmp_path / "plain")
    assert evidence(dossier) == evidence(plain)
    told = " ".join(f"{finding.what} {finding.where}" for finding in findings)
    role = roles(dossier)
    for claim in bakhmut.claims:
        silent = bool(claim.derives_from)  # its copy names where it comes from, as it does
        assert silent or claim.side == "civilians" or f"{COPY}{claim.id}" in told
    assert sum(item.role == EVIDENCE for item in role.values()) == sum(
        item.role == EVIDENCE for item in roles(plain).values()
    )


def reworded(claim: Claim, dossier: Dossier, *, lag: int, told: str) -> Claim:
    """Return a claim as another source may hand it on."""
    other = next(
        item.id
        for item in dossier.sources.values()
        if item.allegiance == "third" and item.id != claim.source
    )
    copy = replace(
        claim,
        id=COPY + claim.id,
        source=other,
        published=claim.published + timedelta(days=lag),
        url="https://example.org/story",
        note="Told in other words",
        derives_from=(),
        apart_from=(),
        manner=None,
    )
    if told == "category":
        killed = claim.category is Category.KILLED
        return replace(copy, category=Category.CASUALTIES if killed else Category.KILLED)
    if told == "rounded":
        return replace(copy, low=_two(claim.low), best=_two(claim.best), high=_two(claim.high))
    return copy


def _two(figure: float | None) -> float | None:
    """Return a figure to two leading digits, as a newspaper prints it."""
    if not figure:
        return figure
    unit = 10.0 ** (math.floor(math.log10(figure)) - 1)
    return math.floor(figure / unit + 0.5) * unit


@pytest.mark.parametrize(
    ("told", "lag", "least"),
    [("same", 2, 0.95), ("same", 30, 0.85), ("category", 2, 0.9), ("rounded", 2, 0.9)],
)
def test_what_another_source_tells_again_is_proposed(
    told: str, lag: int, least: float, bakhmut: Dossier
) -> None:
    role = roles(bakhmut)
    found = tried = 0
    for claim in bakhmut.claims:
        if role[claim.id].role != EVIDENCE:
            continue
        copy = reworded(claim, bakhmut, lag=lag, told=told)
        if told == "rounded" and (copy.low, copy.best, copy.high) == (
            claim.low,
            claim.best,
            claim.high,
        ):
            continue
        tried += 1
        found += any(
            item.later.id == copy.id and item.earlier.id == claim.id
            for item in proposals([*bakhmut.claims, copy])
        )
    assert tried > 60
    assert found >= least * tried, f"{found} of {tried}"


@pytest.mark.parametrize("manner", [Manner.REPEATS, Manner.ROUNDS, Manner.MISQUOTES])
@pytest.mark.parametrize("made", [None, 0, 1, 2, 3], ids=lambda seed: f"made {seed}")
def test_once_it_is_marked_the_answer_neither_moves_nor_sharpens(
    manner: Manner, made: int | None, bakhmut: Dossier
) -> None:
    """The observations, and so every number of the answer, are the very same."""
    dossier = bakhmut if made is None else random_dossier(made)
    told = {Manner.ROUNDS: "rounded", Manner.MISQUOTES: "category"}.get(manner, "same")
    role = roles(dossier)
    copies = [
        replace(reworded(claim, dossier, lag=5, told=told), derives_from=(claim.id,), manner=manner)
        for claim in dossier.claims
        if role[claim.id].role == EVIDENCE
    ]
    assert copies
    more = replace(dossier, claims=(*dossier.claims, *copies))
    assert observations(more) == observations(dossier)
