"""The dossier of the first year in Ukraine is what the script makes of the published claims."""

from __future__ import annotations

import csv
import importlib.util
import os
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from asculum.evidence.bundled import find
from asculum.evidence.lineage import roles
from asculum.evidence.reading import inspect_dossier
from asculum.losses.observations import observations

ROOT = Path(__file__).parents[3]
FOLDER = find("ukraine-first-year")
DATA = Path(os.environ.get("ASCULUM_SHARED_DATA") or ROOT.parent / "shared" / "data")
FILE = DATA / "claims" / "radford2023_ukraine_first_year_4609_claims.csv"


def test_the_script_makes_the_tables_again() -> None:
    if not FILE.is_file():
        pytest.skip(f"{FILE} is not here: set ASCULUM_SHARED_DATA to the folder of the shared data")
    path = ROOT / "scripts" / "digest_radford.py"
    spec = importlib.util.spec_from_file_location("digest_radford", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, text in module.digest(FILE, FOLDER).items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text


def test_the_running_total_enters_through_its_increments() -> None:
    dossier, findings = inspect_dossier(FOLDER, today=date(2026, 11, 23))
    assert dossier is not None
    assert not [item for item in findings if item.severity != "note"]
    running = [claim for claim in dossier.claims if claim.kind == "cumulative"]
    assert {(claim.source, claim.side, claim.category) for claim in running} == {
        ("radford-ua", "ru", "killed")
    }
    named = {claim.id for claim in running}
    spans = sorted(
        (item.period for item in observations(dossier) if item.claim in named),
        key=lambda period: period.start,
    )
    assert len(spans) == len(running) == 13
    assert all(one.end == other.start for one, other in pairwise(spans))
    assert spans[-1].end == date(2023, 2, 24)


def test_three_echoes_carry_no_weight() -> None:
    dossier, _ = inspect_dossier(FOLDER, today=date(2026, 11, 23))
    assert dossier is not None
    counts = Counter(role.role for role in roles(dossier).values())
    assert counts == {"evidence": 140, "echo": 3}


def test_no_row_names_a_person_or_holds_civilians() -> None:
    with (FOLDER / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["side"] for row in rows} == {"ru", "ua"}
    assert {row["scope"] for row in rows} == {"battle"}
