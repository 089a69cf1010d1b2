"""The bundled battles are those of the repaired file, defender victories among them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from shared_data import shared

from asculum.evidence.history.cdb90 import NEEDED, read_cdb90
from asculum.evidence.history.table import BUNDLED, POSTURES, Winner, bundled, era, write
from asculum.terms.errors import EvidenceError


def test_the_217_defender_victories_are_there() -> None:
    # the common tidy copy of CDB90 has lost them all
    found = Counter(battle.winner for battle in bundled())
    assert found == {Winner.ATTACKER: 398, Winner.DEFENDER: 217, Winner.DRAW: 43, None: 2}


def test_figures_are_missing_or_above_nothing() -> None:
    held = bundled()
    assert len(held) == 660
    assert len({battle.id for battle in held}) == 660
    assert sum(battle.whole for battle in held) == 654
    for battle in held:
        assert battle.posture in POSTURES
        assert battle.era
        for strength in (battle.attacker_strength, battle.defender_strength):
            assert strength is None or strength > 0
        for losses in (battle.attacker_losses, battle.defender_losses):
            assert losses is None or losses >= 0
        assert battle.year is None or era(battle.year) == battle.era


def test_the_bundled_table_is_written_from_the_full_file(tmp_path: Path) -> None:
    write(read_cdb90(shared("history/cdb90_flat_repaired.csv")), tmp_path / "battles.csv")
    assert (tmp_path / "battles.csv").read_bytes() == BUNDLED.read_bytes()


def test_years_fall_into_eras() -> None:
    assert [era(year) for year in (1600, 1699, 1791, 1792, 1914, 1973)] == [
        *("1600-1699", "1600-1699", "1700-1791", "1792-1815", "1914-1918", "1946 on")
    ]


def made(folder: Path, **cells: str) -> Path:
    whole = dict.fromkeys(NEEDED, "1") | {"yr1": "9999", "war": "A WAR (1700)", "post1": "HD"}
    path = folder / "cdb90.csv"
    path.write_text(f"{','.join(NEEDED)}\n{','.join((whole | cells)[name] for name in NEEDED)}\n")
    return path


def test_a_row_of_ones_is_read(tmp_path: Path) -> None:
    (battle,) = read_cdb90(made(tmp_path, casd="-1", wina="-9"))
    assert (battle.year, battle.era, battle.winner) == (1700, "1700-1791", None)
    assert (battle.attacker_losses, battle.defender_losses) == (1.0, None)
    assert not battle.whole


@pytest.mark.parametrize(
    "cells", [{"stra": "many"}, {"casa": "-5"}, {"wina": "2"}, {"strd": "nan"}]
)
def test_bad_figures_are_told_with_their_line(tmp_path: Path, cells: dict[str, str]) -> None:
    (name,) = cells
    with pytest.raises(EvidenceError, match=rf"HIS003[\s\S]*cdb90.csv:2: {name} is"):
        read_cdb90(made(tmp_path, **cells))


def test_another_table_and_no_table_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(EvidenceError, match="HIS002"):
        read_cdb90(tmp_path / "other.csv")
    with pytest.raises(EvidenceError, match="HIS001"):
        read_cdb90(tmp_path / "nothing.csv")
