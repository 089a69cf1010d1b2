"""dossier.toml: keys, types, sides, period and assumptions, each problem on its line."""

from __future__ import annotations

import re
from datetime import date

import pytest
from ford import TODAY, Ford

from asculum.evidence.assumptions import default_assumptions
from asculum.evidence.dossier import Assumption
from asculum.evidence.key_lines import key_lines
from asculum.evidence.reading import inspect_dossier

TOML = '''\
# a comment with [brackets] and "quotes"
title = "a \\" # not a comment"
[place]
"name" = 'x'  # y
note = """
[not.a.table]
key = 1
"""
[[sides]]
id = "a"
[[sides.forces]]
id = "f"
[[sides]]
id = "b"
forces = [
  { id = "g", name = "[]{}" }, # one
  { id = "h" },
]
[assumptions]
spread.a = { low = 1, high = 2 }
last = [1, [2, 3], 1979-05-27T07:32:00Z]
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("place",), 3),
        (("place", "name"), 4),
        (("place", "note"), 5),
        (("sides", 0), 9),
        (("sides", 0, "forces", 0, "id"), 12),
        (("sides", 1), 13),
        (("sides", 1, "forces", 0, "name"), 16),
        (("sides", 1, "forces", 1, "id"), 17),
        (("assumptions", "spread", "a", "high"), 20),
        (("last",), 1),
        (("assumptions", "last"), 21),
        (("sides", 1, "role"), 13),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_lines_of_keys(path: tuple[str | int, ...], line: int, ends: str) -> None:
    lines = key_lines(TOML.replace("\n", ends), name="dossier.toml")
    assert lines.line(path) == line
    assert lines.where(path) == f"dossier.toml:{line}"


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("[period]", "[periods]", "EVI031", "did you mean period?"),
        ('role = "attacker"', 'rol = "attacker"', "EVI031", "did you mean role?"),
        ('role = "attacker"', 'role = "atacker"', "EVI013", "did you mean attacker?"),
        ("start = 1807-04-03", 'start = "3.4.1807"', "EVI011", "period.start"),
        ("start = 1807-04-03", "start = 1807-04-03T00:00:00", "EVI033", "period.start"),
        ("start = 1807-04-03", "start = 18070403", "EVI033", "period.start"),
        ("low = 20000", 'low = "20000"', "EVI033", "without quotes"),
        ("low = 20000", "low = -1", "EVI012", "below zero"),
        ("low = 20000", "low = nan", "EVI012", "not a finite number"),
        ("low = 20000", "low = true", "EVI033", "without quotes"),
        ("low = 20000", "low = 0x" + "F" * 2000, "EVI033", "ordinary size"),
        ("low = 20000", "low = " + "9" * 5000, "EVI030", ""),
        ("format = 1", "format = 1.0", "EVI033", "a whole number"),
        ('name = "Example Ford"', 'name = " "', "EVI032", "place.name"),
        ("[place]", "[[place]]", "EVI033", "[place]"),
        ('victor = "north"', 'victor = "nroth"', "EVI051", "did you mean north?"),
        ('id = "militia"', 'id = "guard"', "EVI036", "twice"),
        ('id = "south"', 'id = "north"', "EVI036", "twice"),
        ('id = "guard"', 'id = "guard"\nwithin = "guard"', "EVI037", "guard in guard"),
        ("start = 1806-09-01", "start = 1807-09-01", "EVI038", "the war begins"),
        ("# latitude = 0", "latitude = 95", "EVI012", "beyond 90 degrees"),
        ("# burden = 0.05", "burden = 5", "EVI012", "between 0 and 1"),
        ('claim = "s3"', 'claim = "s33"', "EVI059", "did you mean s3?"),
        ("low = 1.5, ", "", "EVI042", "low of wounded_per_killed is missing"),
        ("low = 1.5", 'low = "1.5"', "EVI042", "low of wounded_per_killed is '1.5'"),
        ("low = 1.5", "low = 0", "EVI042", "above zero"),
        (
            "# share_of_front = { low = 0.02, high = 0.6",
            "share_of_front = { low = 0.02, high = 1",
            "EVI042",
            "0.99",
        ),
        ("# spread_between = { high", "spread_between = { low = 0.1, high", "EVI042", "delete low"),
        ("# spread_between = {", "spread_betwen = {", "EVI040", "did you mean spread_between?"),
        ("# bias_own = {", "bias_own.north = {", "EVI041", "both sides alike"),
        (
            '# bias_own = { low = 0.15, high = 1.1, why = ""',
            'bias_own = { source = "nobody", low = 0.15, high = 1.1, why = "x"',
            "EVI050",
            "nobody",
        ),
        ("wounded_per_killed = {", "wounded_per_killed.south.guard = {", "EVI041", "no forces"),
        (
            "wounded_per_killed = {",
            "wounded_per_killed.north.gard = {",
            "EVI041",
            "did you mean guard?",
        ),
        ("wounded_per_killed = { low", "wounded_per_killed = { lo", "EVI041", "did you mean low?"),
        (
            "wounded_per_killed = { low",
            "wounded_per_killed.north.guard = { lo",
            "EVI031",
            "did you mean low?",
        ),
    ],
)
def test_what_is_wrong_is_told_on_its_line(
    old: str, new: str, code: str, words: str, ford: Ford
) -> None:
    where = ford.toml(old, new)
    line = int(where.partition(":")[2])
    found = ford.findings(code)
    places = [item.where for item in found]
    assert {where, f"dossier.toml:{line + new.count(chr(10))}"} & set(places), places
    assert any(words in f"{item.what} {item.fix}" for item in found), found


def test_cycle_of_forces_is_refused(ford: Ford) -> None:
    ford.toml('id = "guard"', 'id = "guard"\nwithin = "militia"')
    ford.toml('id = "militia"', 'id = "militia"\nwithin = "guard"')
    dossier, findings = ford.inspect()
    assert dossier is None
    assert {item.code for item in findings} == {"EVI037"}


def test_deep_nesting_is_no_traceback(ford: Ford) -> None:
    ford.write("dossier.toml", "title = " + "[" * 50_000)
    assert [item.code for item in ford.findings()] == ["EVI030"]


def test_every_key_of_the_template_may_be_used(ford: Ford) -> None:
    text = ford.text("dossier.toml")
    used = re.sub(r"(?m)^# (?=[a-z_]+ = )", "", text)
    assert used != text
    ford.write("dossier.toml", used.replace('why = ""', 'why = "x"'))
    assert [str(item) for item in ford.findings()] == []


def test_a_year_must_have_passed(ford: Ford) -> None:
    def codes(today: date) -> set[str]:
        return {item.code for item in inspect_dossier(ford.folder, today=today)[1]}

    assert codes(date(1808, 6, 13)) == set()
    assert codes(date(1808, 6, 12)) == {"EVI039"}
    assert codes(date(1, 1, 1)) == {"EVI039"}
    ford.toml("end = 1807-06-13", "end = 2023-03-01")
    assert "EVI039" in codes(date(2024, 2, 29))


def test_assumptions_are_read_for_all_by_side_and_by_force(ford: Ford) -> None:
    ford.toml(
        "wounded_per_killed =",
        "wounded_per_killed.low = 1\n"
        "wounded_per_killed.high = 3\n"
        'wounded_per_killed.why = "all"\n'
        'wounded_per_killed.south = { low = 2, high = 4, why = "south" }\n'
        'wounded_per_killed.north.guard = { low = 3, high = 5, why = "g", source = "envoy" }\n'
        'share_change = { high = 0.2, why = "calm" }\n#',
    )
    dossier = ford.dossier()
    assert dossier.findings == ()
    stated = {key: (item.low, item.high) for key, item in dossier.assumptions.items()}
    assert stated == {
        ("wounded_per_killed", "", ""): (1, 3),
        ("wounded_per_killed", "south", ""): (2, 4),
        ("wounded_per_killed", "north", "guard"): (3, 5),
        ("share_change", "", ""): (0.2, 0.2),
    }


def test_defaults_are_the_dictionary_s() -> None:
    defaults = default_assumptions()
    assert "killed_per_day" not in defaults
    assert defaults["spread_between"].low == defaults["spread_between"].high == 0.4
    assert isinstance(defaults["spread"], Assumption)
    assert not any(item.stated for item in defaults.values())


def test_the_example_is_read_as_it_is_written(ford: Ford) -> None:
    dossier = ford.dossier()
    assert dossier.id == "ford"
    assert dossier.side("north").leaves() == ("guard", "militia")
    assert dossier.outcome.victor == "north"
    assert dossier.verdict.burden == 0.05
    assert [pool.high for pool in dossier.pools] == [30_000, 45_000]
    assert dossier.claim("g1").derives_from == ("e3",)
    assert dossier.claim("g1").line == 11
    assert set(dossier.files) == {path.name for path in ford.folder.iterdir()}
    assert all(len(digest) == 64 for digest in dossier.files.values())
    assert TODAY.year - dossier.period.end.year > 1


def test_dates_left_out_are_filled_in(ford: Ford) -> None:
    ford.add("claims", id="x1", start="", end="")
    ford.add("claims", id="x2", start="", end="", scope="war", side="north")
    ford.add("claims", id="x3", published="1807-05-01", start="", end="", best="7")
    dossier = ford.dossier()
    periods = [dossier.claim(item).period for item in ("x1", "x2", "x3")]
    spans = [(period.start, period.end) for period in periods]
    assert spans == [
        (date(1807, 4, 3), date(1807, 6, 13)),
        (date(1806, 9, 1), date(1807, 7, 2)),
        (date(1807, 4, 3), date(1807, 5, 1)),
    ]
    assert not dossier.claim("x1").start_given
    assert not dossier.claim("x1").end_given
    assert dossier.claim("n1").start_given
