"""Lists in a dossier: what they add to the losses, civilians apart, and no name in any refusal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from asculum.evidence.dossier import Dossier
from asculum.evidence.reading import inspect_dossier, read_dossier
from asculum.evidence.template import new_dossier
from asculum.losses import codes as k
from asculum.losses.observations import observations
from asculum.study.dossier_lists import answer_lists, with_lists
from asculum.terms.errors import EvidenceError

TODAY = date(2026, 1, 1)
TABLE = "a,b,c,count\n1,0,0,310\n0,1,0,280\n0,0,1,270\n1,1,0,130\n1,0,1,125\n0,1,1,120\n1,1,1,80\n"
PLANTED = "Zqxwelda"


def dossier(folder: Path, *, side: str = "north", table: str = TABLE) -> tuple[Dossier, Path]:
    home = new_dossier(folder, "ford")
    (home / "lists").mkdir()
    (home / "lists" / "overlap.csv").write_text(table, encoding="utf-8")
    header = home / "dossier.toml"
    told = f'[[lists]]\nfile = "overlap.csv"\nside = "{side}"\npublished = 1807-09-01\n'
    before, mark, after = header.read_text(encoding="utf-8").partition("[assumptions")
    header.write_text(before + told + 'source = "envoy"\n\n' + mark + after, encoding="utf-8")
    return read_dossier(home, today=TODAY), home


def test_lists_of_a_side_are_one_list_of_known_completeness(tmp_path: Path) -> None:
    gathered, home = dossier(tmp_path)
    (answer,) = answer_lists(gathered, home)
    joined = with_lists(gathered, [answer])
    (seen,) = [item for item in observations(joined) if item.claim == "lists-overlap"]
    assert seen.bind == k.LISTED
    assert answer.total.lower is not None
    assert answer.total.upper is not None
    held = joined.assumptions["list_completeness", "lists-overlap", ""]
    # the 5 % and 95 % points of listed / total are those of the 90 % interval, turned over
    assert held.low == pytest.approx(1315 / answer.total.upper, rel=0.01)
    assert held.high == pytest.approx(1315 / answer.total.lower, rel=0.01)
    assert not joined.as_of(date(1807, 8, 1)).lists
    assert "lists-overlap" not in {item.id for item in joined.as_of(date(1807, 8, 1)).claims}


def test_civilians_never_enter_the_losses(tmp_path: Path) -> None:
    gathered, home = dossier(tmp_path, side="civilians")
    answers = answer_lists(gathered, home)
    assert answers[0].total.point is not None
    joined = with_lists(gathered, answers)
    assert joined.claims == gathered.claims
    assert joined.assumptions == gathered.assumptions


def test_lists_without_a_total_are_a_floor(tmp_path: Path) -> None:
    gathered, home = dossier(tmp_path, table="a,b,count\n1,0,40\n0,1,30\n1,1,12\n")
    answers = answer_lists(gathered, home)
    joined = with_lists(gathered, answers)
    (seen,) = [item for item in observations(joined) if item.claim == "lists-overlap"]
    assert seen.bind == k.FLOOR


@pytest.mark.parametrize(
    "table",
    [
        f"full_name,count\n{PLANTED},1\n",
        f"a,b,Name,count\n1,0,{PLANTED},4\n",
        f"a,b,c,count\n1,0,1,{PLANTED}\n",
        f"{PLANTED} Who,1,1,0\n{PLANTED} Other,1,0,0\n",
    ],
)
def test_a_list_of_persons_is_refused_without_a_name(tmp_path: Path, table: str) -> None:
    gathered, home = dossier(tmp_path, table=table)
    with pytest.raises(EvidenceError) as refused:
        answer_lists(gathered, home)
    told = str(refused.value) + repr(refused.value.findings)
    assert PLANTED.casefold() not in told.casefold()


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    _, home = dossier(tmp_path)
    (home / "lists" / "overlap.csv").unlink()
    _, findings = inspect_dossier(home, today=TODAY)
    assert "EVI088" in {item.code for item in findings}
