"""What a newsroom would write: each rule on claims small enough to be done by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from losses_cases import SOURCES, START, make_claim, make_dossier
from scipy.stats import gumbel_r

from asculum.evidence.claims import Claim, Source
from asculum.evidence.dossier import Dossier
from asculum.evidence.events import Event
from asculum.losses.baseline_terms import RULES, Baseline, Echoes, Question
from asculum.losses.baseline_widened import DRAWS, parameters
from asculum.losses.baselines import baselines, witnesses
from asculum.terms.period import Period

BATTLE = Period(start=START, end=START + timedelta(days=56))
SOUTH = Question(side="south", category="killed", period=BATTLE)
KINDS = {
    **SOURCES,
    "monitor": Source(id="monitor", name="A monitor", allegiance="third", kind="monitor"),
    "paper": Source(id="paper", name="A paper", allegiance="third", kind="media"),
}
PRINTED, KNOWN = Echoes.AS_PRINTED, Echoes.LINEAGE_KNOWN


def told(
    claims: list[Claim], question: Question = SOUTH, *, dossier: Dossier | None = None
) -> dict[tuple[str, Echoes], Baseline]:
    found = baselines(dossier or make_dossier(claims, sources=KINDS), question)
    return {(item.name, item.echoes): item for item in found}


def four() -> list[Claim]:
    """Four sources on the dead of the south: 400 to 500, 1,000, 1,020 and 2,000."""
    return [
        make_claim(0, "monitor", "south", low=400.0, high=500.0),
        make_claim(1, "envoy", "south", 1000.0),
        make_claim(2, "court", "south", 1020.0),
        make_claim(3, "staff", "south", 2000.0),
    ]


@pytest.mark.parametrize("echoes", Echoes)
@pytest.mark.parametrize(
    ("rule", "low", "point", "high"),
    [
        ("median of all claims", 400, 1010, 2000),
        ("mean of the two sides", 1020, 1510, 2000),
        ("third parties only", 400, 725, 1000),
        ("range", 400, None, 2000),
        ("source hierarchy", 400, 450, 500),
    ],
)
def test_each_rule_by_hand(
    rule: str, echoes: Echoes, low: float, point: float | None, high: float
) -> None:
    answer = told(four())[rule, echoes]
    assert (answer.low, answer.point, answer.high, answer.refusal) == (low, point, high, "")


def test_a_majority_is_more_than_half_of_the_sources() -> None:
    answer = told(four())["majority", PRINTED]
    assert "more than half of 4 sources" in answer.refusal
    three = [item for item in four() if item.source != "staff"]
    answer = told(three)["majority", PRINTED]
    # 1,000 and 1,020 agree within 5 % of each: from 1020 × 0.95 to 1000 × 1.05
    assert (answer.low, answer.high) == (pytest.approx(969), pytest.approx(1050))
    assert answer.point == pytest.approx(1009.5)
    assert answer.claims == ("c1", "c2")


def test_one_source_alone_is_no_majority() -> None:
    assert (
        "no majority" in told([make_claim(0, "envoy", "south", 9.0)])["majority", PRINTED].refusal
    )


def test_every_rule_is_described_and_answers_for_both_sorts_of_newsroom() -> None:
    found = told(four())
    assert {name for name, _ in found} == set(RULES)
    assert {name for name, echoes in found if echoes is KNOWN} == set(RULES) - {
        "UCDP",
        "UCDP, widened",
    }


def test_a_source_speaks_once_with_its_latest_total() -> None:
    claims = [*four(), make_claim(7, "envoy", "south", 600.0)]
    known = witnesses(make_dossier(claims, sources=KINDS), SOUTH, PRINTED)
    assert [item.id for item in known if item.source == "envoy"] == ["c7"]


@pytest.mark.parametrize(
    "change",
    [
        {"scope": "front"},
        {"category": "wounded"},
        {"kind": "per_day"},
        {"kind": "ratio", "versus": "north"},
        {"days": 27},
        {"days": 56, "start": START + timedelta(days=29)},
        {"days": 113, "start": START - timedelta(days=57)},
        {"kind": "named_minimum"},
    ],
    ids=str,
)
def test_what_would_have_to_be_scaled_is_not_used(change: dict[str, object]) -> None:
    claim = make_claim(9, "paper", "south", 7.0, **change)  # type: ignore[arg-type]
    known = witnesses(make_dossier([*four(), claim], sources=KINDS), SOUTH, PRINTED)
    assert "c9" not in [item.id for item in known]


@pytest.mark.parametrize("manner", ["repeats", "rounds", "misquotes", "doctors"])
def test_an_echo_counts_as_printed_and_not_where_the_lineage_is_known(manner: str) -> None:
    echo = make_claim(9, "paper", "south", 9000.0, derives_from=("c1",), manner=manner)
    before, after = told(four()), told([*four(), echo])
    for (rule, echoes), answer in after.items():
        if echoes is KNOWN:
            assert answer == before[rule, echoes]
    assert after["range", PRINTED].high == 9000.0
    assert after["median of all claims", PRINTED].point == 1020.0


def test_the_order_of_claims_changes_nothing() -> None:
    claims = [*four(), make_claim(7, "envoy", "south", 600.0)]
    assert told(claims[::-1]) == told(claims)


def test_persons_by_name_raise_the_low_end_of_the_range_only() -> None:
    floor = make_claim(9, "paper", "south", 700.0, kind="named_minimum")
    before, after = told(four()), told([*four(), floor])
    assert after["range", KNOWN].low == 700.0
    assert after["range", KNOWN].claims[-1] == "c9"
    assert after["median of all claims", KNOWN] == before["median of all claims", KNOWN]


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ([make_claim(0, "envoy", "north", 5.0)], "no claim on this side's losses"),
        ([make_claim(0, "envoy", "south", 5.0, category="wounded")], "counts the killed"),
        ([make_claim(0, "envoy", "south", 5.0, scope="war")], "1 claim of a wider scope"),
        ([make_claim(0, "envoy", "south", 5.0, days=3)], "no total over about these days"),
    ],
)
def test_a_refusal_says_what_is_wanting(claims: list[Claim], why: str) -> None:
    for (rule, _), answer in told(claims).items():
        assert not answer.ok
        assert rule.startswith("UCDP") or why in answer.refusal


def test_half_a_pair_is_refused() -> None:
    only = [item for item in four() if item.source != "court"]
    found = told(only)
    assert found["mean of the two sides", PRINTED].refusal == (
        "no source of The South gave a total"
    )


def event(number: int, **change: object) -> Event:
    plain = Event(
        id=f"e{number}",
        source="ged",
        date_start=START + timedelta(days=number),
        date_end=START + timedelta(days=number),
        side_a="north",
        side_b="south",
        low=8.0,
        best=10.0,
        high=15.0,
        deaths_a=3.0,
        deaths_b=5.0,
        deaths_unknown=2.0,
        place_precision="near",
    )
    return replace(plain, **change)  # type: ignore[arg-type]


def ucdp(events: list[Event], question: Question = SOUTH) -> Baseline:
    dossier = replace(make_dossier(four(), sources=KINDS), events=tuple(events))
    return told([], question, dossier=dossier)["UCDP", PRINTED]


def test_events_give_a_side_its_deaths_and_all_of_the_doubt() -> None:
    answer = ucdp([event(0), event(1, side_a="south", side_b="north")])
    # 5 + 3 of the south; 2 below best in each event, and 2 of unknown side and 5 above best
    assert (answer.low, answer.point, answer.high) == (3 + 1, 8, 12 + 10)
    assert answer.claims == ("e0", "e1")


def test_events_that_break_their_own_order_never_turn_the_range_around() -> None:
    answer = ucdp([event(0, low=12.0, high=9.0)])
    assert answer.low is not None
    assert answer.point is not None
    assert answer.high is not None
    assert answer.low <= answer.point <= answer.high


@pytest.mark.parametrize(
    "change",
    [
        {"place_precision": "country"},
        {"side_b": ""},
        {"deaths_b": None},
        {"date_start": date(1900, 1, 1), "date_end": date(1900, 1, 1)},
    ],
    ids=str,
)
def test_events_that_are_not_the_battle_s(change: dict[str, object]) -> None:
    assert ucdp([event(0), event(1, **change)]).claims == ("e0",)
    assert "no event of these days" in ucdp([event(1, **change)]).refusal


def test_events_count_deaths_and_know_no_forces() -> None:
    assert "deaths only" in ucdp([event(0)], replace(SOUTH, category="casualties")).refusal
    assert "forces" in ucdp([event(0)], replace(SOUTH, force="line")).refusal
    assert "holds no events" in ucdp([]).refusal


def widened(events: list[Event]) -> Baseline:
    dossier = replace(make_dossier(four(), sources=KINDS), events=tuple(events))
    return told([], dossier=dossier)["UCDP, widened", PRINTED]


def test_widened_events_have_the_quantiles_of_their_mixture() -> None:
    # the package's formulas (loc = expm1(fit), scale = exp(fit), w = plogis(fit)) with its
    # coefficients for 100 deaths, in scipy: w at the figure, else Gumbel
    location, scale = np.expm1(0.60921 + 0.93245 * math.log(101)), 101**0.82264 * math.exp(-0.30443)
    chance = 1 / (1 + math.exp(0.08570 + 0.05274 * math.log(101)))
    single = widened([event(0, best=100.0, deaths_a=0.0, deaths_b=100.0, deaths_unknown=0.0)])
    gumbel = gumbel_r(location, scale)
    error = 4 * math.sqrt(0.25 / DRAWS)
    for value, share in ((single.low, 0.05), (single.point, 0.5), (single.high, 0.95)):
        assert value is not None
        below = (1 - chance) * gumbel.cdf(value) + (chance if value > 100.0 else 0.0)
        upto = below + (chance if value == 100.0 else 0.0)
        assert below - error <= share <= upto + error
    # coders think that more died than was reported
    assert single.high is not None
    assert single.high > 150


def test_a_side_has_its_part_of_a_widened_event() -> None:
    whole = widened([event(0, best=100.0, deaths_a=0.0, deaths_b=100.0, deaths_unknown=0.0)])
    half = widened([event(0, best=100.0, deaths_a=40.0, deaths_b=40.0, deaths_unknown=20.0)])
    assert whole.point is not None
    assert half.point == pytest.approx(whole.point / 2)
    # nobody's deaths told apart: no part of them is the side's
    unknown = event(1, deaths_a=0.0, deaths_b=0.0, deaths_unknown=10.0)
    assert "tells whose its deaths are" in widened([unknown]).refusal
    assert widened([event(0), unknown]).claims == ("e0",)


@pytest.mark.parametrize(
    ("deaths", "location", "scale", "reported"),
    [
        # uncertainUCDP 0.7.6: its formulas on the coefficients of its fitted models, to every digit
        (10, 16.2038, 5.30247, 0.447160),
        (2, 4.55323, 2.04306, 0.568746),
        (1001, 1105.665, 178.4178, 0.386219),
    ],
)
def test_parameters_are_those_of_the_package(
    deaths: int, location: float, scale: float, reported: float
) -> None:
    found = parameters(np.array([float(deaths)]))
    assert [float(item[0]) for item in found] == pytest.approx(
        [location, scale, reported], rel=2e-4
    )
