"""A planted name never leaves: not by an answer, a log, an error, a trace or a file."""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import traceback
from pathlib import Path

import pytest
from calling import Command

from asculum.study import linking
from asculum.terms.errors import AsculumError, ModelError

PLANTED = "Zqxwelda"
FIELDS = ("full_name", "given", "family", "patronymic", "sex", "age", "birth_date", "death_date")
FIELDS = (*FIELDS, "place", "id")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Lists with the name planted in every field: alone, and among others."""
    pytest.importorskip("splink", reason="linking needs the extra lists")
    from victim_lists import make_lists

    made = make_lists(tmp_path_factory.mktemp("lists"), seed=3, persons=700)
    for path in made.files:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for at, field in enumerate(FIELDS):
            rows[at][field] = PLANTED
            rows[20 + at][field] = f"{rows[20 + at][field]} {PLANTED}"
        rows[40] |= dict.fromkeys(FIELDS, PLANTED)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return list(made.files)


def holds(text: str) -> bool:
    """Whether the name, or a key made of it, stands in a text."""
    lower = text.casefold()
    return any(word in lower for word in (PLANTED.casefold(), "zkksvi", "zqxvelda", "zkswild"))


def files_under(folder: Path) -> dict[Path, str]:
    return {
        path: path.read_bytes().decode("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.slow
def test_a_planted_name_is_in_no_answer_log_or_file(
    planted: list[Path],
    tmp_path: Path,
    asculum: Command,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    monkeypatch.chdir(work)
    named = [str(path) for path in planted]
    out, review, page = (work / name for name in ("overlap.csv", "review.csv", "weights.html"))
    with caplog.at_level(logging.DEBUG):
        words = ["--debug", "lists", "link", *named, "--draws", "24", "--json"]
        words += ["--out", str(out), "--review", str(review), "--charts", str(page)]
        done = asculum(*words)
    told = done.out + done.err + caplog.text
    assert done.code in (0, 4)
    assert f"48 overlap tables in {out}; next: asculum lists estimate" in done.err
    assert json.loads(done.out)["results"][0]["median"] > 300
    assert not holds(told)
    assert out.exists()
    assert review.exists()
    assert "What agreement counts for" in page.read_text(encoding="utf-8")
    told_scores = json.loads(done.out)["scores"]
    assert sum(one["pairs"] for one in told_scores) > 300
    assert json.loads(done.out)["faults"]["ratio"] > 0
    assert [path for path, text in files_under(work).items() if holds(text)] == []
    assert os.listdir(scratch) == []

    private = work / "mine.csv"
    lists = linking.read_lists(planted)
    linked = linking.link_lists(lists, draws=24)
    private.write_text(linking.review_text(linked, names=True), encoding="utf-8")
    header = next(csv.reader(io.StringIO(private.read_text(encoding="utf-8"))))
    assert "left_family" in header
    assert not holds(repr(linked) + repr(lists) + repr(linked.scored) + repr(linked.linkage))


@pytest.mark.parametrize("fault", [ValueError, RuntimeError, KeyError])
def test_an_error_of_another_package_is_told_without_its_words(fault: type[Exception]) -> None:
    with pytest.raises(ModelError) as caught, linking.guarded():
        raise fault(f"Could not convert string '{PLANTED}' to INT32")
    assert caught.value.code == "LNK050"
    whole = "".join(traceback.format_exception(caught.value))
    assert fault.__name__ in whole
    assert PLANTED not in whole


@pytest.mark.parametrize(
    "module", ["asculum.linkage.features.features", "asculum.linkage.scoring.score_pairs"]
)
def test_faults_half_way_repeat_no_cell(
    module: str, tmp_path: Path, asculum: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*words: object, **named: object) -> None:
        raise OSError(f"{PLANTED} is on line 3")

    path = tmp_path / "one.csv"
    path.write_text(f"given,family\n{PLANTED},b\nc,d\n", encoding="utf-8")
    monkeypatch.setattr(module, fail)
    for words in (("lists",), ("--debug", "lists")):
        done = asculum(*words, "link", str(path))
        assert done.code == 4
        assert not holds(done.out + done.err)
        assert "LNK050" in done.err


@pytest.mark.parametrize(
    "text",
    [
        f"{PLANTED},b\n1,2\n",
        f"given,family\n{PLANTED}\n",
        f'given,family\n"{PLANTED},b\n',
        f"given,family\n{PLANTED},b\n",
        f"list,family\na,x\na,y\n{PLANTED},z\n",
    ],
)
def test_bad_lists_are_told_without_their_cells(
    tmp_path: Path, asculum: Command, text: str
) -> None:
    path = tmp_path / "one.csv"
    path.write_text(text, encoding="utf-8")
    for words in (("lists",), ("--debug", "lists")):
        done = asculum(*words, "link", str(path))
        assert done.code in (3, 4, 5)
        assert not holds(done.out + done.err)


def test_labels_and_matched_tables_repeat_no_cell(tmp_path: Path, asculum: Command) -> None:
    path = tmp_path / "one.csv"
    path.write_text("id,given,family\nr1,a,b\nr2,c,d\n", encoding="utf-8")
    lists = linking.read_lists([path])
    labels = tmp_path / "labels.csv"
    for row in (
        f"one,{PLANTED},one,r2,,,match",
        f"one,r1,one,r2,,,{PLANTED}",
        f"{PLANTED},r1,one,r2,,,match",
    ):
        labels.write_text("left_list,left,right_list,right,weight,share,label\n" + row + "\n")
        with pytest.raises(AsculumError) as caught:
            linking.read_labels(labels, lists)
        assert caught.value.code == "LNK030"
        assert PLANTED not in str(caught.value)
    matched = tmp_path / "matched.csv"
    for text in (f"{PLANTED},b\n", f"list,person\na,{PLANTED}\n,{PLANTED}\n"):
        matched.write_text(text, encoding="utf-8")
        done = asculum("--debug", "lists", "link", str(matched), "--matched")
        assert done.code == 3
        assert not holds(done.out + done.err)


def test_a_matched_table_gives_its_overlaps(tmp_path: Path) -> None:
    matched = tmp_path / "matched.csv"
    rows = "record,list,person\n1,a,x\n2,b,x\n3,a,y\n4,a,y\n5,c,z\n"
    matched.write_text(rows, encoding="utf-8")
    table = linking.matched_table(matched)
    assert table.lists == ("a", "b", "c")
    assert table.persons == 3
    assert table.on_both("a", "b") == 1
    assert linking.overlap_text([table]) == "a,b,c,count\n1,0,0,1\n1,1,0,1\n0,0,1,1\n"
