"""Large files: read by a process of their own, which says how far it is and can be cancelled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benching import Visitor
from small import CLAIMS
from test_parts import TABLE, edits, over, read

from asculum.evidence.formats.heads import read_records
from asculum.evidence.formats.opening import open_file, watched
from asculum.workbench import importing

ASKED = {
    "format": "csv",
    "table": "claims",
    "column-day of report": "published",
    "column-killed": "best",
    "same-side": "south",
    "same-category": "killed",
    "same-kind": "count",
    "same-scope": "battle",
    "same-end": "1807-05-01",
    "same-note": "<script>alert(1)</script>",
    "source": "envoy",
}


@pytest.fixture
def sent(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the fields of the form of a file that was sent in and counts as large."""
    monkeypatch.setattr(importing, "LARGE", 1)
    address = visitor.send_file("/d/mill/import", "reports.csv", TABLE).to
    return {**ASKED, "file": address.partition("file=")[2]}


def begun(visitor: Visitor, fields: dict[str, str]) -> str:
    answer = visitor.post("/d/mill/import/rows", fields)
    assert answer.to.startswith("/runs/"), answer.text
    return answer.to.split("?")[0].rpartition("/")[2]


def test_a_large_file_is_tried_then_put_in_and_taken_back(
    visitor: Visitor, root: Path, sent: dict[str, str]
) -> None:
    own = begun(visitor, {**sent, "do": "try"})
    assert over(visitor, [own]) == ["done"]
    tried = visitor.get(visitor.get(f"/runs/{own}").to)
    assert "1 row is new" in tried.text
    assert "<script>alert" not in tried.text
    assert 'value="1807-05-01"' in tried.text  # the form holds what was asked for
    assert read(root, "claims.csv") == CLAIMS
    own = begun(visitor, {**sent, "do": "import"})
    assert over(visitor, [own]) == ["done"]
    shown = visitor.get(visitor.get(f"/runs/{own}").to)
    assert shown.to == "/d/mill/t/claims?done=imported"
    assert "1807-07-02" in read(root, "claims.csv")
    assert "None yet" in visitor.get("/d/mill/report").text  # it is no reckoning
    visitor.post("/d/mill/history", {"edit": edits(visitor)[0]})
    assert read(root, "claims.csv") == CLAIMS


def test_a_large_file_that_cannot_be_put_in_is_told_as_a_small_one(
    visitor: Visitor, root: Path, sent: dict[str, str]
) -> None:
    own = begun(visitor, {**sent, "same-side": "nobody", "do": "import"})
    assert over(visitor, [own]) == ["refused"]
    told = visitor.get(visitor.get(f"/runs/{own}").to)
    assert told.status == 400
    assert "IMP012" in told.text
    assert "EVI051" in told.text
    assert read(root, "claims.csv") == CLAIMS


def test_an_import_is_cancelled_and_nothing_is_changed(
    visitor: Visitor, root: Path, sent: dict[str, str]
) -> None:
    own = begun(visitor, {**sent, "do": "import"})
    visitor.post(f"/runs/{own}/cancel", {})
    assert over(visitor, [own]) == ["cancelled"]
    page = visitor.get(f"/runs/{own}")
    assert "was cancelled" in page.text
    assert "Back to the file" in page.text
    assert read(root, "claims.csv") == CLAIMS
    kept = root / ".asculum" / "workbench" / "runs" / own / "end.json"
    assert json.loads(kept.read_text(encoding="utf-8"))["state"] == "cancelled"


def test_the_share_read_grows_to_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 700_000)
    shares: list[float] = []
    opened = watched(open_file(path), shares.append)
    assert opened.scan.newlines == 700_001
    assert shares == sorted(shares)
    assert len(shares) > 2
    assert shares[-1] == 1.0
    rows = sum(batch.rows for batch in read_records(opened).batches(["a"]))
    assert rows == 700_000
