"""What becomes of claims, sources and statements, told from draws that are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from small import CLAIMS, HEADER, small_dossier

from asculum.evidence.claims import Bound, Claim, PeopleFigure
from asculum.evidence.dossier import Dossier, Statement
from asculum.options.ledger import CONTESTED, PYRRHIC
from asculum.study import readings as told
from asculum.study.study import Study

TODAY = date(2026, 11, 23)
PROB = 0.9
#: Draws whose 90 % interval is 500 to 9,500 by the inverted distribution function.
DRAWS = np.linspace(100, 10_000, 100)

FIELDS = CLAIMS.splitlines()[0] + ",bound,versus,derives_from,manner,force\n"
THEN = "1807-04-03,1807-05-08,battle"
ROWS = {
    "plain": "p1,1807-07-01,envoy,north,killed,count,,1000,,1807-04-03,1807-05-08,battle",
    "other": "p2,1807-07-01,envoy,south,killed,count,1500,2000,2500,1807-04-03,1807-05-08,battle",
    "echo": f"e1,1807-07-09,envoy,north,killed,count,,1100,,{THEN},,,p1,rounds",
    "forged": f"d1,1807-07-09,envoy,north,killed,count,,9,,{THEN},,,p1,doctors",
    "outside": "o1,1807-07-09,envoy,north,killed,count,,55,,1807-05-10,1807-06-08,battle",
    "civil": "c1,1807-07-09,envoy,civilians,killed,count,,55,,1807-04-03,1807-05-08,battle",
    "zero": "z1,1807-07-09,envoy,north,killed,count,,0,,1807-04-03,1807-05-08,battle,at_least",
    "both": "b1,1807-07-09,envoy,both,killed,count,,3000,,1807-04-03,1807-05-08,battle",
    "ratio": "r1,1807-07-09,envoy,north,killed,ratio,,0.5,,1807-04-03,1807-05-08,battle,,south",
    "daily": "y1,1807-07-09,envoy,north,killed,per_day,,30,,1807-04-03,1807-05-08,battle",
}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("told") / "mill"
    rows = "".join(f"{row}{',' * (FIELDS.count(',') - row.count(','))}\n" for row in ROWS.values())
    return Study(small_dossier(folder, claims=FIELDS + rows), today=TODAY)


@pytest.fixture(scope="module")
def reading(study: Study) -> dict[str, told.ClaimReading]:
    return {item.claim: item for item in told.readings(study.dossier, study.losses(), PROB)}


@pytest.mark.parametrize(
    ("claim", "role"),
    [
        ("p1", "evidence"),
        ("e1", "echo"),
        ("d1", "doctored"),
        ("o1", "unused"),
        ("c1", "civilian"),
        ("z1", "unused"),
        ("b1", "evidence"),
        ("r1", "evidence"),
    ],
)
def test_every_claim_has_its_role_and_a_reason(
    reading: dict[str, told.ClaimReading], claim: str, role: str
) -> None:
    assert reading[claim].role == role
    assert reading[claim].why


def test_an_echo_names_its_origin(reading: dict[str, told.ClaimReading]) -> None:
    assert (reading["e1"].origin, reading["d1"].origin, reading["p1"].origin) == ("p1", "p1", "")


@pytest.mark.parametrize(
    ("claim", "reached"),
    [
        *(("p1", True), ("e1", True), ("d1", True), ("b1", True), ("r1", True), ("y1", True)),
        *(("c1", False), ("o1", False)),
    ],
)
def test_truth_is_told_only_where_it_is_reached(
    reading: dict[str, told.ClaimReading], claim: str, reached: bool
) -> None:
    item = reading[claim]
    assert (item.truth_median is not None) == reached
    if item.truth_lower is not None and item.truth_upper is not None:
        assert 0 < item.truth_lower < item.truth_upper


def test_truth_is_the_very_quantity_that_is_claimed(study: Study) -> None:
    losses = study.losses()
    known = {claim.id: claim for claim in study.dossier.claims}
    north, south = (losses.total(side) for side in ("north", "south"))
    assert north is not None
    assert south is not None

    def draws(claim: str) -> np.ndarray:
        found = told.truth(study.dossier, losses, known[claim])
        assert found is not None
        return found

    np.testing.assert_allclose(draws("p1"), north.draws)
    np.testing.assert_allclose(draws("e1"), north.draws)
    np.testing.assert_allclose(draws("b1"), north.draws + south.draws)
    np.testing.assert_allclose(draws("r1"), north.draws / south.draws)
    np.testing.assert_allclose(draws("y1"), north.draws / study.dossier.period.days)


def test_categories_that_nobody_claims_are_out_of_reach(study: Study) -> None:
    wounded = replace(study.dossier.claims[0], category=told_category("wounded"))
    assert told.truth(study.dossier, study.losses(), wounded) is None


def told_category(name: str) -> object:
    from asculum.evidence.claims import Category

    return Category(name)


def test_leanings_have_an_interval_and_what_was_assumed(study: Study) -> None:
    leans = told.leans(study.losses(), PROB)
    assert {(item.source, item.side) for item in leans} == {("envoy", "north"), ("envoy", "south")}
    for item in leans:
        assert 0 < item.lower < item.median < item.upper
        assert 0 < item.prior_lower < item.prior_median < item.prior_upper
        assert item.relation == "third"
    (north,) = (item for item in leans if item.side == "north")
    assert north.claims == 4


def claim_of(study: Study, **changes: object) -> Claim:
    figures = {"low": None, "best": None, "high": None}
    return replace(study.dossier.claim("p1"), **(figures | changes))  # type: ignore[arg-type]


def judged(study: Study, monkeypatch: pytest.MonkeyPatch, claim: Claim) -> told.StatementReading:
    """Return the reading of a statement on ``claim`` where the truth is ``DRAWS``."""
    monkeypatch.setattr(told, "truth", lambda *_: DRAWS)
    dossier: Dossier = replace(
        study.dossier, claims=(claim,), statements=(Statement(text="“…”", claim=claim.id),)
    )
    (found,) = told.statements(dossier, study.losses(), None, PROB)
    return found


@pytest.mark.parametrize(
    ("figures", "bound", "verdict"),
    [
        # the 90 % interval of DRAWS runs from 500 to 9,500
        ({"best": 5000.0}, Bound.ABOUT, "supported"),
        ({"best": 500.0}, Bound.ABOUT, "supported"),
        ({"best": 9500.0}, Bound.ABOUT, "supported"),
        ({"best": 400.0}, Bound.ABOUT, "contradicted"),
        ({"best": 9600.0}, Bound.EXACTLY, "contradicted"),
        ({"low": 9400.0, "high": 20000.0}, Bound.ABOUT, "supported"),
        ({"low": 9600.0, "high": 20000.0}, Bound.ABOUT, "contradicted"),
        ({"low": 1.0, "high": 499.0}, Bound.ABOUT, "contradicted"),
        # at least: 90 % of draws are 1,100 or more, 10 % are 9,100 or more
        ({"best": 1100.0}, Bound.AT_LEAST, "supported"),
        ({"best": 1200.0}, Bound.AT_LEAST, "cannot be told"),
        ({"best": 9000.0}, Bound.AT_LEAST, "cannot be told"),
        ({"best": 9200.0}, Bound.AT_LEAST, "contradicted"),
        ({"low": 1100.0}, Bound.AT_LEAST, "supported"),
        # at most: 90 % of draws are 9,000 or fewer, 10 % are 1,000 or fewer
        ({"best": 9000.0}, Bound.AT_MOST, "supported"),
        ({"best": 8900.0}, Bound.AT_MOST, "cannot be told"),
        ({"best": 900.0}, Bound.AT_MOST, "contradicted"),
        # one end of a range is a bound, whether or not the row says so
        ({"low": 200.0}, Bound.ABOUT, "supported"),
        ({"low": 9900.0}, Bound.ABOUT, "contradicted"),
        ({"high": 20000.0}, Bound.ABOUT, "supported"),
        ({"high": 200.0}, Bound.ABOUT, "contradicted"),
    ],
)
def test_statements_are_held_against_the_draws(
    study: Study,
    monkeypatch: pytest.MonkeyPatch,
    figures: dict[str, float],
    bound: Bound,
    verdict: str,
) -> None:
    found = judged(study, monkeypatch, claim_of(study, **figures, bound=bound))
    assert found.verdict == verdict
    assert found.sentence.startswith("The evidence makes it about ")


def test_the_side_on_which_a_figure_lies_is_named(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    low = judged(study, monkeypatch, claim_of(study, best=1.0)).sentence
    high = judged(study, monkeypatch, claim_of(study, best=99_999.0)).sentence
    assert low.endswith("the figure lies below.")
    assert high.endswith("the figure lies above.")


def test_a_total_of_both_says_nothing_of_its_parts(study: Study) -> None:
    dossier = replace(study.dossier, statements=(Statement(text="“…”", claim="b1"),))
    (found,) = told.statements(dossier, study.losses(), None, PROB)
    assert found.verdict == "supported"
    assert "How it divides between the sides is another matter." in found.sentence


def test_what_cannot_be_told_says_why(study: Study) -> None:
    texts = {"none": "", "later": "not-there", "civil": "c1"}
    dossier = replace(
        study.dossier,
        statements=tuple(Statement(text=text, claim=claim) for text, claim in texts.items()),
    )
    found = {
        item.text: item for item in told.statements(dossier, study.losses(), study.verdict(), PROB)
    }
    assert {item.verdict for item in found.values()} == {"cannot be told"}
    assert found["none"].sentence.startswith("It carries no number")
    assert found["later"].sentence == "Its claim was not yet published on this date."
    assert "does not let this quantity be estimated" in found["civil"].sentence


@pytest.mark.parametrize(
    ("label", "above", "verdict"),
    [
        (PYRRHIC, 0.97, "supported"),
        (CONTESTED, 0.95, "cannot be told"),
        (CONTESTED, 0.5, "cannot be told"),
        (CONTESTED, 0.1, "contradicted"),
        ("", 0.0, "cannot be told"),
    ],
)
def test_a_statement_about_the_word_is_held_against_the_ledger(
    study: Study, label: str, above: float, verdict: str
) -> None:
    ledger = study.verdict()
    assert ledger is not None
    indices = tuple(
        replace(item, above=above) if item.key == "SER" else item for item in ledger.indices
    )
    made = replace(ledger, label=label, indices=indices, short="So the ledger says.")
    dossier = replace(study.dossier, statements=(Statement(text="“…”", about="pyrrhic"),))
    (found,) = told.statements(dossier, study.losses(), made, PROB)
    assert (found.verdict, found.sentence) == (verdict, "So the ledger says.")
    assert found.rule.startswith("Rule: supported if the ledger uses the word")
    (none,) = told.statements(dossier, study.losses(), None, PROB)
    assert none.sentence == "The dossier names no victor."


@pytest.mark.parametrize(
    ("people", "verdict"),
    [
        # the 90 % interval of DRAWS runs from 500 to 9,500
        ((9500.0, 12_000.0), "supported"),
        ((9600.0, 12_000.0), "contradicted"),
        ((100.0, 499.0), "contradicted"),
        ((100.0, 20_000.0), "supported"),
    ],
)
def test_a_statement_about_the_people_of_the_place_is_held_against_their_number(
    study: Study, monkeypatch: pytest.MonkeyPatch, people: tuple[float, float], verdict: str
) -> None:
    monkeypatch.setattr(told, "truth", lambda *_: DRAWS)
    rows = tuple(
        PeopleFigure(
            id=f"p{number}",
            published=date(1807, 1, 1),
            source="envoy",
            place="The mill",
            measure="population",
            best=best,
        )
        for number, best in enumerate(people)
    )
    statement = Statement(text="“…”", claim="p1", about="population")
    dossier = replace(study.dossier, people=rows, statements=(statement,))
    (found,) = told.statements(dossier, study.losses(), None, PROB)
    assert found.verdict == verdict
    (none,) = told.statements(replace(dossier, people=()), study.losses(), None, PROB)
    assert none.verdict == "cannot be told"


def test_statements_reach_the_reckoning(tmp_path: Path) -> None:
    header = HEADER + '\n[[statements]]\ntext = "seven hundred fell"\nclaim = "n1"\n'
    study = Study(small_dossier(tmp_path / "mill", header=header), today=TODAY)
    (found,) = study.reckon().statements
    assert (found.text, found.claim, found.verdict) == ("seven hundred fell", "n1", "supported")
