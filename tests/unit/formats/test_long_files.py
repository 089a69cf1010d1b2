"""Files of more rows than a dossier takes: refused with what to do, before memory fills."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import ged, take

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats import claimed, located, mapped, named_counts
from asculum.terms.errors import AsculumError


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (claimed, mapped, named_counts):
        monkeypatch.setattr(module, "MOST_HELD", 10)
    monkeypatch.setattr(located, "MOST", 10)


def test_named_counts(dossier: Dossier, tmp_path: Path) -> None:
    days = "".join(f"2022-09-{day:02},{day}\n" for day in range(1, 13))
    with pytest.raises(AsculumError, match="IMP008"):
        take(f"date,named_dead\n{days}", dossier, tmp_path, side="ru")


@pytest.mark.parametrize("wanted", [{}, {"near": (48.59, 38.0), "within": 30.0}])
def test_events(wanted: dict[str, object], dossier: Dossier, tmp_path: Path) -> None:
    rows = [{"id": str(number)} for number in range(1, 13)]
    with pytest.raises(AsculumError, match="IMP008"):
        take(ged(*rows), dossier, tmp_path, **wanted)


def test_claims(dossier: Dossier, tmp_path: Path) -> None:
    names = "days,loss_count,loss_type,claim_source,source_target,time_frame,loss_country"
    row = "1,100,Deaths,UA Source,x,Day,Russia,0,0,Military Deaths\n"
    with pytest.raises(AsculumError, match="IMP008"):
        take(f"{names},minimum,maximum,category\n{row * 12}", dossier, tmp_path)
