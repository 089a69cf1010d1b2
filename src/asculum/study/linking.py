"""Linking files of persons: reading, linking, and what is written; no name leaves this module."""

from __future__ import annotations

import contextlib
import csv
import io
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from asculum.evidence.person_mapping import PersonColumns, read_mapping
from asculum.evidence.persons import PersonList, read_persons
from asculum.evidence.spelling import counted, listed, shown
from asculum.linkage.codes import found
from asculum.linkage.labels import Labels
from asculum.linkage.linked import Linkage
from asculum.linkage.scored import Plan, Scored
from asculum.terms.errors import AsculumError, EvidenceError, ModelError
from asculum.terms.findings import Finding
from asculum.undercount.overlap import MOST_LISTS, OverlapTable

#: Pairs in a review file, and the shares of draws between which a pair is worth a look.
REVIEWED, DOUBT = 200, (0.02, 0.98)
REVIEW_COLUMNS = ("left_list", "left", "right_list", "right", "weight", "share", "label")
SAME, DIFFERENT = "match", "different"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Linked:
    """Linked files: the lists, the scored pairs and the draws of who is who."""

    lists: tuple[PersonList, ...]
    of: np.ndarray
    scored: Scored
    linkage: Linkage
    findings: tuple[Finding, ...]

    @property
    def cleaning(self) -> dict[str, dict[str, int]]:
        """What was changed in each list, and how often."""
        return {one.name: dict(one.cleaning) for one in self.lists}


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Let no error of another package through: its words could repeat a cell.

    What is told is the kind of the error and the place in this package; no chain of causes is
    kept, so that no trace can show it.
    """
    failed = ""
    try:
        yield
    except (AsculumError, KeyboardInterrupt):
        raise
    except Exception as error:
        own = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if "asculum" in frame.filename
        ]
        last = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "another package"
        failed = f"{type(error).__name__} at {last}"
    if failed:
        item = found("LNK050", failed, fix="report this line as it stands; it holds no person")
        raise ModelError(item.code, item.what, why=item.why, fix=item.fix) from None


def read_lists(paths: Sequence[Path], *, mapping: Path | None = None) -> tuple[PersonList, ...]:
    """Read the lists of all files; a folder stands for the CSV files of its ``lists``.

    Raises ``EvidenceError`` with codes EVI100 to EVI103, or LNK001.
    """
    with guarded():
        columns = read_mapping(mapping) if mapping is not None else PersonColumns()
        lists = [one for path in _files(paths) for one in read_persons(path, mapping=columns)]
    names = [one.name for one in lists]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not 1 <= len(lists) <= MOST_LISTS:
        what = f"two lists {shown(twice[0])}" if twice else counted(len(lists), "list")
        item = found("LNK001", what, fix="give each list a file or a name of its own")
        raise EvidenceError(item.code, item.what, why=item.why, fix=item.fix)
    return tuple(lists)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            home = path / "lists" if (path / "lists").is_dir() else path
            yield from sorted(home.glob("*.csv"))
        else:
            yield path


def link_lists(
    lists: Sequence[PersonList],
    *,
    draws: int = 240,
    budget: int = Plan.budget,
    labels: Path | None = None,
    one_per_list: bool = False,
    seed: int = 1,
    told: Callable[[str], None] | None = None,
) -> Linked:
    """Link lists and return the draws of who is who; the records stay in a database of a moment."""
    from asculum.linkage.features import features
    from asculum.linkage.link import link
    from asculum.linkage.scoring import score_pairs
    from asculum.store.scratch import scratch

    with guarded():
        judged = read_labels(labels, lists) if labels is not None else None
        if told is not None:
            told("looking at pairs")
        table = features(lists)
        with scratch() as connection:
            scored = score_pairs(table, connection, plan=Plan(budget=budget), seed=seed)
        of = table.of
        del table
        linkage = link(
            scored,
            of=of,
            lists=[one.name for one in lists],
            draws=draws,
            labels=judged,
            one_per_list=one_per_list,
            seed=seed,
            told=told,
        )
    more = tuple(item for one in lists for item in one.findings)
    return Linked(
        lists=tuple(lists),
        of=of,
        scored=scored,
        linkage=linkage,
        findings=(*more, *linkage.findings),
    )


def overlap_tables(linkage: Linkage) -> tuple[OverlapTable, ...]:
    """Return the overlap table of every draw."""
    return tuple(
        OverlapTable(
            lists=linkage.lists,
            patterns=((codes[:, None] >> np.arange(len(linkage.lists))) & 1).astype(np.int8),
            counts=counts,
        )
        for codes, counts in linkage.tables
    )


def overlap_text(tables: Sequence[OverlapTable]) -> str:
    """Return overlap tables as CSV; several have a column ``draw`` in front."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    several = len(tables) > 1
    writer.writerow([*(["draw"] if several else []), *tables[0].lists, "count"])
    for number, table in enumerate(tables, start=1):
        for pattern, count in zip(table.patterns.tolist(), table.counts.tolist(), strict=True):
            writer.writerow([*([number] if several else []), *pattern, count])
    return text.getvalue()


def persons_result(
    quantity: str,
    median: float,
    *,
    sources: tuple[str, ...],
    ends: tuple[float, float] | None = None,
    prob: float | None = None,
) -> dict[str, object]:
    """Return a count of persons as a result of the JSON contract; without ends it is exact."""
    low, high = ends or (median, median)
    return {
        **dict.fromkeys(("side", "force", "scope", "start", "end")),
        "quantity": quantity,
        "unit": "persons",
        "prob": prob,
        "lower": low,
        "median": median,
        "upper": high,
        "method": "record linkage" if ends else "matched before",
        "sources": list(sources),
    }


def likeliest_text(linked: Linked) -> str:
    """Return who is who by hard clustering at even odds: list, record and a number of the person.

    Records are called by their list's own number or by L and their line; no cell is written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["list", "record", "person"])
    _, persons = np.unique(linked.linkage.likeliest, return_inverse=True)
    at = 0
    for one in linked.lists:
        for ref in one.refs:
            writer.writerow([one.name, ref, f"p{persons[at] + 1}"])
            at += 1
    return text.getvalue()


def review_text(linked: Linked, *, names: bool = False) -> str:
    """Return the pairs that the draws are least sure of, as CSV for a person to judge.

    Records are called by their list's own number or by L and their line; ``names`` adds what the
    lists say of them, for a file that stays with its reader.
    """
    scored, share = linked.scored, linked.linkage.together[: len(linked.scored.first)]
    asked = np.flatnonzero((share >= DOUBT[0]) & (share <= DOUBT[1]))
    asked = asked[np.argsort(np.abs(share[asked] - 0.5), kind="stable")][:REVIEWED]
    begins = np.concatenate([[0], np.cumsum(linked.linkage.sizes)])
    level_names = {
        name: [item.level for item in scored.levels if item.comparison == name]
        for name in scored.gammas
    }
    told = sorted({name for one in linked.lists for name in one.texts}) if names else []
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    sides = [f"{side}_{name}" for name in told for side in ("left", "right")]
    writer.writerow([*REVIEW_COLUMNS, *scored.gammas, *sides])
    for e in asked.tolist():
        ends = [int(scored.first[e]), int(scored.second[e])]
        held = [linked.lists[int(linked.of[end])] for end in ends]
        rows = [end - int(begins[int(linked.of[end])]) for end in ends]
        cells: list[object] = []
        for one, row in zip(held, rows, strict=True):
            cells += [one.name, one.refs[row]]
        cells += [f"{scored.weight[e]:.2f}", f"{share[e]:.3f}", ""]
        for name, gammas in scored.gammas.items():
            cells.append(level_names[name][gammas[e]] if gammas[e] >= 0 else "")
        for name in told:
            cells += [_cell(one, name, row) for one, row in zip(held, rows, strict=True)]
        writer.writerow(cells)
    return text.getvalue()


def _cell(one: PersonList, name: str, row: int) -> str:
    return one.texts[name][row] if name in one.texts else ""


def read_labels(path: Path, lists: Sequence[PersonList]) -> Labels:
    """Read judged pairs from a review file; raises ``EvidenceError`` LNK030 or LNK031."""
    begins = dict(
        zip(
            (one.name for one in lists),
            np.concatenate([[0], np.cumsum([len(one) for one in lists])]).tolist(),
            strict=False,
        )
    )
    places = {
        (one.name, ref): begins[one.name] + row for one in lists for row, ref in enumerate(one.refs)
    }
    judged: dict[str, list[tuple[int, int]]] = {SAME: [], DIFFERENT: []}
    problems: list[Finding] = []
    for line, row in _told_rows(path, (*REVIEW_COLUMNS[:4], "label"), "LNK030"):
        label = row["label"].casefold()
        if not label:
            continue
        where = f"{path.name}:{line}"
        ends = [places.get((row[f"{side}_list"], row[side])) for side in ("left", "right")]
        if label not in judged:
            fix = f"write {SAME} or {DIFFERENT}, or leave the cell empty"
            problems.append(found("LNK030", "another word for a label", where=where, fix=fix))
        elif ends[0] is None or ends[1] is None:
            fix = "give the lists that the review was made from"
            problems.append(found("LNK030", "no such record", where=where, fix=fix))
        else:
            judged[label].append((int(ends[0]), int(ends[1])))
    _refuse("LNK030", problems)
    return Labels(same=tuple(judged[SAME]), different=tuple(judged[DIFFERENT]))


def matched_table(path: Path) -> OverlapTable:
    """Return the overlap table of records that were matched before: columns list and person.

    Raises ``EvidenceError`` LNK040.
    """
    with guarded():
        lists: dict[str, int] = {}
        masks: dict[str, int] = {}
        problems: list[Finding] = []
        for line, row in _told_rows(path, ("list", "person"), "LNK040"):
            if not row["list"] or not row["person"]:
                where = f"{path.name}:{line}"
                fix = "give both, or delete the row"
                problems.append(found("LNK040", "list or person is empty", where=where, fix=fix))
                continue
            at = lists.setdefault(row["list"], len(lists))
            masks[row["person"]] = masks.get(row["person"], 0) | 1 << at
            if len(lists) > MOST_LISTS:
                what = f"more than {MOST_LISTS} lists: is the column list the right one?"
                problems.append(found("LNK040", what, where=f"{path.name}:{line}"))
                break
        if not masks and not problems:
            problems.append(found("LNK040", "no rows", where=path.name, fix="add a row a record"))
        _refuse("LNK040", problems)
        held = Counter(masks.values())
        codes = np.array(list(held), dtype=np.int64)
        return OverlapTable(
            lists=tuple(lists),
            patterns=((codes[:, None] >> np.arange(len(lists))) & 1).astype(np.int8),
            counts=np.array(list(held.values()), dtype=np.int64),
        )


def _told_rows(
    path: Path, needed: Sequence[str], code: str
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the needed columns of each row that is not blank; raises ``EvidenceError`` code."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = [cell.strip() for cell in next(reader, [])]
            if lacking := [name for name in needed if name not in header]:
                what = f"no column {listed(lacking)} in the first row"
                _refuse(code, [found(code, what, where=f"{path.name}:1", fix="add it")])
            where = {name: header.index(name) for name in needed}
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    cells += [""] * (len(header) - len(cells))
                    yield reader.line_num, {name: cells[at].strip() for name, at in where.items()}
    except (OSError, UnicodeDecodeError, csv.Error):
        what = "the file cannot be read"
        item = found(code, what, where=path.name, fix="give a CSV file in UTF-8")
        raise EvidenceError(code, what, where=path.name, why=item.why, fix=item.fix) from None


def _refuse(code: str, problems: Sequence[Finding]) -> None:
    if not problems:
        return
    first = problems[0]
    if len(problems) == 1:
        raise EvidenceError(code, first.what, where=first.where, why=first.why, fix=first.fix)
    raise EvidenceError(code, f"{len(problems):,} problems", findings=problems)
