"""Which claims are evidence: echoes, stand-ins, doctored copies, repetitions, running totals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from ford import Ford

from asculum.evidence.claims import Bound, Category, Claim, Kind, Manner, Scope
from asculum.evidence.dossier import Dossier
from asculum.evidence.lineage import Lineage, roles
from asculum.evidence.running import running_totals
from asculum.terms.period import Period

START = date(1807, 4, 3)


def claim(name: str, day: int = 1, **changes: object) -> Claim:
    base = Claim(
        id=name,
        published=date(1807, 7, day),
        source=f"source-of-{name}",
        side="north",
        category=Category.KILLED,
        kind=Kind.COUNT,
        period=Period(start=START, end=date(1807, 6, 13)),
        scope=Scope.BATTLE,
        best=100.0,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def of(name: str, day: int, parent: str, manner: Manner = Manner.REPEATS) -> Claim:
    return claim(name, day, derives_from=tuple(parent.split(";")), manner=manner)


@pytest.fixture
def dossier(ford: Ford) -> Dossier:
    return ford.dossier()


def told(dossier: Dossier, *claims: Claim) -> dict[str, tuple[str, str]]:
    found = roles(replace(dossier, claims=claims))
    assert list(found) == [item.id for item in claims]
    assert all(role.why for role in found.values())
    return {name: (role.role, role.origin) for name, role in found.items()}


def test_echoes_of_a_known_origin_carry_no_weight(dossier: Dossier) -> None:
    claims = (
        claim("a"),
        of("b", 2, "a"),
        of("c", 3, "b", Manner.ROUNDS),
        of("d", 4, "a", Manner.MISQUOTES),
    )
    assert told(dossier, *claims) == {
        "a": ("evidence", ""),
        "b": ("echo", "a"),
        "c": ("echo", "a"),
        "d": ("echo", "a"),
    }


def test_the_earliest_echo_stands_in_for_an_origin_not_known_yet(dossier: Dossier) -> None:
    claims = of("c", 3, "a", Manner.ROUNDS), of("b", 2, "a"), of("m", 1, "a", Manner.MISQUOTES)
    assert told(dossier, *claims) == {
        "c": ("echo", "b"),
        "b": ("evidence", "a"),
        "m": ("echo", "a"),
    }


def test_what_goes_back_to_an_altered_copy_carries_no_weight(dossier: Dossier) -> None:
    claims = of("m", 1, "a", Manner.MISQUOTES), of("r", 2, "m"), of("d", 3, "a", Manner.DOCTORS)
    assert told(dossier, *claims) == {
        "m": ("echo", "a"),
        "r": ("echo", "a"),
        "d": ("doctored", "a"),
    }


def test_a_claim_that_includes_another_stays_evidence(dossier: Dossier) -> None:
    claims = claim("a"), of("b", 2, "a", Manner.INCLUDES)
    assert told(dossier, *claims) == {"a": ("evidence", ""), "b": ("evidence", "")}
    assert Lineage.of(claims).includes("b") == ("a",)
    assert Lineage.of(claims).children("a") == ("b",)
    assert Lineage.of(claims).origin("b") == "b"


def test_a_source_that_says_the_same_twice_counts_once(dossier: Dossier) -> None:
    claims = claim("b", 2, source="s"), claim("a", 1, source="s"), claim("c", 3, source="s")
    assert told(dossier, *claims) == {
        "b": ("echo", "a"),
        "a": ("evidence", ""),
        "c": ("echo", "a"),
    }


def test_a_misquote_said_again_is_no_evidence_either(dossier: Dossier) -> None:
    first = replace(of("m", 1, "a", Manner.MISQUOTES), source="s")
    assert told(dossier, claim("z", 2, source="s"), first)["z"] == ("echo", "a")


def test_an_early_echo_does_not_make_its_own_origin_an_echo(dossier: Dossier) -> None:
    early = replace(of("e", 1, "o"), source="s")
    found = told(dossier, claim("o", 2, source="s"), early)
    assert found == {"o": ("evidence", ""), "e": ("echo", "o")}


def test_civilians_and_other_days_are_told_apart(dossier: Dossier) -> None:
    later = Period(start=date(1807, 8, 1), end=date(1807, 9, 1))
    claims = (
        claim("c", side="civilians"),
        claim("o", period=later),
        claim("w", period=later, scope=Scope.WAR),
    )
    words = [role for role, _ in told(dossier, *claims).values()]
    assert words == ["civilian", "unused", "evidence"]


def test_cycles_end(dossier: Dossier) -> None:
    claims = of("a", 1, "b"), of("b", 2, "a"), of("c", 3, "c")
    assert set(told(dossier, *claims)) == {"a", "b", "c"}


def test_long_chains_are_quick_and_do_not_recurse(dossier: Dossier) -> None:
    chain = [claim("c0"), *(of(f"c{n}", 2, f"c{n - 1}") for n in range(1, 10_000))]
    assert told(dossier, *chain)["c9999"] == ("echo", "c0")


def total(name: str, best: float, end: int, day: int | None = None, **changes: object) -> Claim:
    given = {
        "kind": Kind.CUMULATIVE,
        "source": "s",
        "best": best,
        "period": Period(start=START, end=date(1807, 6, end)),
    }
    return claim(name, day or end, **(given | changes))


def steps(*claims: Claim) -> list[tuple[str, str | None, float | None, int]]:
    found = running_totals(claims).increments
    return [(item.claim, item.previous, item.best, item.period.days) for item in found]


def test_running_totals_become_what_each_adds() -> None:
    claims = total("b", 130, 10), total("a", 100, 3), total("c", 130, 12)
    assert steps(*claims) == [("a", None, 100, 61), ("b", "a", 30, 7), ("c", "b", 0, 2)]


def test_a_total_that_falls_sets_aside_those_it_corrects() -> None:
    claims = total("a", 100, 3), total("b", 150, 5), total("c", 160, 6), total("d", 120, 9)
    found = running_totals(claims)
    assert [(item.claim, item.best) for item in found.increments] == [("a", 100), ("d", 20)]
    assert set(found.superseded) == {"b", "c"}
    assert found.falls == (("b", "d"), ("c", "d"))


def test_a_total_published_earlier_does_not_correct_a_later_one() -> None:
    found = running_totals([total("a", 100, 3, day=20), total("b", 90, 5, day=5)])
    assert [item.claim for item in found.increments] == ["a"]
    assert "published later" in found.superseded["b"]


def test_of_two_totals_with_one_end_the_later_published_holds() -> None:
    claims = total("b", 90, 5, day=6), total("a", 100, 5, day=5), total("c", 110, 7)
    assert steps(*claims) == [("b", None, 90, 63), ("c", "b", 20, 2)]


def test_a_claim_that_is_itself_set_aside_sets_nothing_aside() -> None:
    claims = total("a", 100, 3, day=20), total("b", 120, 5, day=6), total("c", 90, 5, day=7)
    found = running_totals(claims)
    assert set(found.superseded) == {"c"}
    assert [item.claim for item in found.increments] == ["a", "b"]


def test_ranges_bounds_and_other_groups_stay_totals() -> None:
    claims = (
        total("a", 100, 3),
        total("r", 120, 5, low=110.0),
        total("m", 130, 6, bound=Bound.AT_LEAST),
        total("f", 140, 7, force="guard"),
        total("n", 150, 8, kind=Kind.NAMED_MINIMUM),
    )
    assert sorted(steps(*claims)) == [
        ("a", None, 100, 61),
        ("f", None, 140, 65),
        ("m", None, 130, 64),
        ("r", None, 120, 63),
    ]


def test_superseded_totals_have_that_role(dossier: Dossier) -> None:
    assert told(dossier, total("a", 100, 3), total("b", 90, 5)) == {
        "a": ("superseded", ""),
        "b": ("evidence", ""),
    }


def test_an_echo_of_a_running_total_sets_nothing_aside(dossier: Dossier) -> None:
    echo = replace(total("e", 90, 5), derives_from=("o",), manner=Manner.MISQUOTES)
    assert told(dossier, total("a", 100, 3), echo)["a"] == ("evidence", "")
