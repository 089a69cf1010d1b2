"""Linking files end to end: persons, repeats, labels and repeatable draws."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("splink", reason="linking needs the extra lists")
from victim_lists import Lists, make_lists

from asculum.linkage.standing import DOUBTFUL
from asculum.study import linking
from asculum.terms.status import StatusCode


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Lists:
    return make_lists(tmp_path_factory.mktemp("made"), seed=11, persons=900)


@pytest.mark.slow
def test_a_list_and_a_copy_of_a_part_of_it(tmp_path: Path) -> None:
    """Blocks of days and places alone are large enough to learn from: they teach no days."""
    made = make_lists(tmp_path, seed=5, persons=800)
    text = made.files[0].read_text(encoding="utf-8").splitlines(keepends=True)
    copy = tmp_path / "copy.csv"
    copy.write_text("".join(text[:151]), encoding="utf-8")
    linked = linking.link_lists(linking.read_lists([made.files[0], copy]), draws=48)
    low, _, high = linked.linkage.interval(0.9)
    assert low <= len(np.unique(made.persons[0])) <= high
    told = {item.code: item.what for item in linked.findings}
    assert "no block teaches death, place" in told["LNK016"]
    assert "LNK013" not in told
    same = [item for item in linked.scored.levels if item.level in ("the same", "the same day")]
    assert len(same) == 6
    assert all(item.m > item.u for item in same)
    assert linked.linkage.status.code is StatusCode.DOUBTFUL


@pytest.mark.slow
def test_persons_are_found_and_labels_hold(made: Lists, tmp_path: Path) -> None:
    lists = linking.read_lists(made.files)
    linked = linking.link_lists(lists, draws=48, seed=2)
    low, middle, high = linked.linkage.interval(0.9)
    assert low <= made.listed <= high
    assert middle == pytest.approx(made.listed, rel=0.03)
    records = sum(len(one) for one in lists)
    assert made.listed < linked.linkage.clustered < records
    repeated = sum(len(one) - len(np.unique(one)) for one in made.persons)
    assert linked.linkage.repeats.sum() == pytest.approx(repeated, rel=0.35)
    # made of faults that come apart: the ratio is measured, and is near one
    assert linked.linkage.faults is not None
    assert linked.linkage.faults.low < 1.5
    assert linked.linkage.faults.high > 0.7
    doubts = {item.code for item in linked.linkage.findings} & set(DOUBTFUL)
    assert (linked.linkage.status.code is StatusCode.OK) == (not doubts)
    for table in linking.overlap_tables(linked.linkage):
        assert np.all(table.sizes <= [len(one) for one in lists])

    review = list(csv.DictReader(io.StringIO(linking.review_text(linked))))
    assert review
    labels = tmp_path / "labels.csv"
    first, second = review[0], review[1]
    first["label"], second["label"] = "match", "different"
    with labels.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerows([first, second])
    judged = linking.link_lists(lists, draws=48, labels=labels, seed=2)
    places = linking.read_labels(labels, lists)
    share = {
        pair: judged.linkage.together[at]
        for at, pair in enumerate(
            zip(judged.scored.first.tolist(), judged.scored.second.tolist(), strict=True)
        )
    }
    assert share[tuple(sorted(places.same[0]))] == 1.0
    assert share[tuple(sorted(places.different[0]))] == 0.0
