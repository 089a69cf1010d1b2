"""What single claims say of the losses, at the edges."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small import CLAIMS, small_dossier

from asculum.evidence.reading import read_dossier
from asculum.losses import codes as k
from asculum.losses.observations import observations


@pytest.mark.parametrize("figures", ["0,,0", "0,0,0", ",0,", ",0,0"])
def test_nobody_lost_is_a_count_of_none(tmp_path: Path, figures: str) -> None:
    claims = CLAIMS.replace("800,1000,1200", figures)
    dossier = read_dossier(small_dossier(tmp_path / "mill", claims=claims), today=date(2026, 1, 1))
    first = observations(dossier)[0]
    assert (first.claim, first.bind, first.count) == ("e1", k.COUNT, 0)
