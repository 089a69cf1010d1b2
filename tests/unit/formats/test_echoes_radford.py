"""Echoes among the claims of Radford et al.: repeats of the running total, found again."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from samples import shared

from asculum.cli.main import run
from asculum.evidence.claims import Claim
from asculum.evidence.echoes import proposals
from asculum.evidence.reading import inspect_dossier


def test_repeats_of_the_general_staff_are_proposed(copy: Path) -> None:
    """The figures of docs/methods/echoes.md."""
    series = json.loads(shared("battle/russia_losses_personnel.json").read_text())
    said: dict[float, date] = {}
    for row in series:
        said.setdefault(float(row["personnel"]), date.fromisoformat(row["date"]))
    file = shared("claims/radford2023_ukraine_first_year_4609_claims.csv")
    assert run(["import", "radford2023", str(file), "--into", str(copy)]) == 0
    dossier, _ = inspect_dossier(copy, today=date(2026, 11, 23))
    assert dossier is not None
    claims = [claim for claim in dossier.claims if claim.id.startswith("rad-")]

    def is_known(claim: Claim) -> bool:
        day = said.get(claim.figure)
        own = claim.source == "radford-ua" or claim.side != "ru" or claim.kind != "cumulative"
        return not own and day is not None and timedelta(0) <= claim.published - day <= _MONTH

    known = {claim.id for claim in claims if is_known(claim)}
    found = proposals(claims)
    from_kyiv = {item.later.id for item in found if item.earlier.source == "radford-ua"}
    assert (len(claims), len(known), len(found)) == (824, 15, 50)
    assert len(known & {item.later.id for item in found}) == 9
    assert len(from_kyiv) == 15


_MONTH = timedelta(days=30)
