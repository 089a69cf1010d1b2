"""Laws of reading: order does not matter, an echo adds nothing, and no bytes raise a traceback."""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asculum.evidence.claims import Bound, Category, Claim, Kind, Manner, Scope
from asculum.evidence.dictionary import TABLES, columns
from asculum.evidence.dossier import Dossier
from asculum.evidence.lineage import EVIDENCE, roles
from asculum.evidence.reading import inspect_dossier, read_dossier
from asculum.evidence.running import running_totals
from asculum.evidence.table import read_table
from asculum.evidence.template import dossier_files
from asculum.terms.errors import EvidenceError
from asculum.terms.period import Period

TODAY = date(2026, 11, 23)
FILES = dossier_files()
CLAIMS = FILES["claims.csv"].splitlines()
SPOILED = (
    "x1,1807-07-01,envoy,south,,,,killed,count,,1200,,,,,battle,,,memory,,",
    "x2,1807-07-02,gazette,south,,,,killed,count,,1200,,,1807-04-03,1807-06-13,battle,,,,,",
    "x3,1807-07-02,nobody,west,,,,killed,count,5,4,,,1807-04-03,1807-06-13,front,x4,repeats,,,",
    "x4,1807-07-03,envoy,north,,,,killed,count,5,6,,,1807-04-03,1807-06-13,battle,x3,rounds,,,",
    "x5,1807-07-02,envoy,both,,,,killed,count,,9,,,1807-04-03,1807-06-13,sector,,,,,",
    "x6,1807-05-20,north-staff,north,,,,killed,cumulative,,20,,,1807-04-03,1807-05-20,battle,,,,,",
    "x7,1807-07-02,gazette,north,,,,killed,ratio,,9,,,1807-04-03,1807-06-13,battle,,,,,",
)


def inspect(files: dict[str, bytes]) -> tuple[Dossier | None, tuple[object, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        return inspect_dossier(Path(folder), today=TODAY)


@given(order=st.permutations([*CLAIMS[1:], *SPOILED]))
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_changes_only_line_numbers(order: list[str]) -> None:
    def reading(rows: list[str]) -> tuple[Counter[str], object, set[Claim]]:
        files = FILES | {"claims.csv": "\n".join([CLAIMS[0], *rows]) + "\n"}
        dossier, findings = inspect({name: text.encode() for name, text in files.items()})
        assert dossier is not None
        seen = Counter(f"{item.code} {item.what} {item.fix}" for item in dossier.findings)
        assert len(dossier.findings) == len(findings)
        return seen, roles(dossier), {replace(item, line=0) for item in dossier.claims}

    assert reading(order) == reading([*CLAIMS[1:], *SPOILED])


DAYS = st.integers(0, 30).map(lambda day: date(1807, 6, 1) + timedelta(days=day))


@st.composite
def claim_lists(draw: st.DrawFn) -> list[Claim]:
    claims: list[Claim] = []
    for number in range(draw(st.integers(1, 12))):
        earlier = [item.id for item in claims] + ["missing"]
        manner = draw(st.none() | st.sampled_from(Manner))
        claims.append(
            Claim(
                id=f"c{number}",
                published=draw(DAYS),
                source=draw(st.sampled_from(["s", "t"])),
                side=draw(st.sampled_from(["north", "south", "both", "civilians"])),
                category=Category.KILLED,
                kind=draw(st.sampled_from([Kind.COUNT, Kind.CUMULATIVE])),
                period=Period(start=date(1807, 4, 3), end=draw(DAYS)),
                scope=Scope.BATTLE,
                best=float(draw(st.integers(1, 5))),
                bound=draw(st.sampled_from(Bound)),
                derives_from=(draw(st.sampled_from(earlier)),) if manner else (),
                manner=manner,
            )
        )
    return claims


def _dossier(claims: list[Claim]) -> Dossier:
    dossier, _ = inspect({name: text.encode() for name, text in FILES.items()})
    assert dossier is not None
    return replace(dossier, claims=tuple(claims))


EXAMPLE = _dossier([])


@given(claims=claim_lists(), data=st.data())
@settings(max_examples=200, deadline=None)
def test_an_echo_adds_nothing(claims: list[Claim], data: st.DataObject) -> None:
    origin = data.draw(st.sampled_from(claims))
    manner = data.draw(st.sampled_from([m for m in Manner if m is not Manner.INCLUDES]))
    echo = replace(
        origin,
        id="an-echo",
        published=origin.published + timedelta(days=40),
        source=data.draw(st.sampled_from(["s", "t", "a-third"])),
        derives_from=(origin.id,),
        manner=manner,
    )
    before = roles(replace(EXAMPLE, claims=tuple(claims)))
    after = roles(replace(EXAMPLE, claims=(*claims, echo)))
    assert after.pop("an-echo").role != EVIDENCE
    assert after == before


@given(claims=claim_lists())
@settings(max_examples=200, deadline=None)
def test_running_totals_add_up(claims: list[Claim]) -> None:
    found = running_totals(claims)
    own = {item.id: item for item in claims}
    cumulative = {item.id for item in claims if item.kind is Kind.CUMULATIVE}
    assert {item.claim for item in found.increments} | set(found.superseded) == cumulative
    assert len(found.increments) + len(found.superseded) == len(cumulative)
    totals: dict[str | None, float] = {None: 0.0}
    for item in sorted(found.increments, key=lambda item: item.period.end):
        assert item.best is not None
        assert item.best >= 0
        totals[item.claim] = totals[item.previous] + item.best
        assert totals[item.claim] == own[item.claim].figure


@given(data=st.binary(max_size=300), table=st.sampled_from(TABLES))
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise_from_a_table(data: bytes, table: str) -> None:
    read_table(data, name=f"{table}.csv", columns=columns(table))


WORDS = st.sampled_from(
    [
        *(
            "",
            ",",
            '"',
            "\n",
            "\r",
            ";",
            "id",
            "n1",
            "north",
            "1807-04-03",
            "9e999",
            "-1",
            "killed",
        ),
        *(
            "[",
            "]",
            "{",
            "}",
            "=",
            ".",
            "#",
            "'",
            '"""',
            "sides",
            "assumptions",
            "low",
            "true",
            "é",
        ),
    ]
)


@given(
    name=st.sampled_from(sorted(FILES)),
    cut=st.tuples(st.integers(0, 4000), st.integers(0, 40)),
    put=st.lists(WORDS, max_size=8).map("".join).map(str.encode) | st.binary(max_size=20),
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_damage_to_a_file_raises_anything_but_a_finding(
    name: str, cut: tuple[int, int], put: bytes
) -> None:
    data = {file: text.encode() for file, text in FILES.items()}
    at = min(cut[0], len(data[name]))
    data[name] = data[name][:at] + put + data[name][at + cut[1] :]
    dossier, findings = inspect(data)
    assert dossier is not None or findings
    for finding in findings:
        assert str(finding)
    if dossier is not None:
        roles(dossier)
    with tempfile.TemporaryDirectory() as folder:
        for file, content in data.items():
            (Path(folder) / file).write_bytes(content)
        with suppress(EvidenceError):
            read_dossier(Path(folder), today=TODAY)
