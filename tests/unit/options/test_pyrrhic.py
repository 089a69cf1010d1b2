"""The label rule and every refusal of the pyrrhic ledger."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from asculum.evidence.dossier import Outcome, VerdictTerms
from asculum.evidence.history.victories import victories
from asculum.options import wording
from asculum.options.account import SideAccount, combine
from asculum.options.history import compare
from asculum.options.ledger import CONTESTED, PYRRHIC, PyrrhicLedger
from asculum.options.pyrrhic import pyrrhic_ledger
from asculum.options.two_sided import TwoSidedTotal, break_even_losses
from asculum.terms.errors import EvidenceError, UsageError
from asculum.terms.status import Status, StatusCode

TERMS = VerdictTerms(category="killed", horizon="one year", burden=0.05)
OUTCOME = Outcome(victor="w", source="chronicle")


def account(name: str, losses: object, *, pool: float | None = 1000.0) -> SideAccount:
    draws = np.atleast_1d(np.asarray(losses, dtype=np.float64))
    return SideAccount(
        name=name.upper(),
        side=name,
        losses=draws,
        committed=np.full(draws.size, 900.0),
        pool=None if pool is None else np.full(draws.size, pool),
        losses_sources=(f"{name}-told",),
        pool_sources=("census",),
    )


def weigh(winner: SideAccount, loser: SideAccount, **changes: object) -> PyrrhicLedger:
    settings = {"terms": TERMS, "outcome": OUTCOME, **changes}
    return pyrrhic_ledger(winner=winner, loser=loser, **settings)  # type: ignore[arg-type]


def shares(above: int, *, low: float = 60.0, high: float = 200.0) -> np.ndarray:
    """Losses of W in 100 draws, of which ``above`` exceed the loser's 100."""
    return np.where(np.arange(100) < above, high, low)


LOSER = account("l", np.full(100, 100.0))


def test_the_word_is_used_where_both_conditions_are_sure() -> None:
    ledger = weigh(account("w", shares(90)), LOSER)
    assert ledger.label == PYRRHIC
    assert ledger.missing == ()
    assert ledger.index("SER").above == 0.9
    assert "W was pyrrhic in the replacement sense. Next to what each" in ledger.sentence
    assert "W lost more than L in 90 of 100 draws" in ledger.sentence
    assert "more such battles" in ledger.sentence
    assert "Break-even pool ratio" in ledger.sentence
    assert "this package's definition, after Plutarch's reason" in ledger.sentence


def test_one_draw_short_is_contested() -> None:
    ledger = weigh(account("w", shares(89)), LOSER)
    assert ledger.label == CONTESTED
    assert "the evidence leans towards the word" in ledger.sentence


@pytest.mark.parametrize(
    ("above", "words"),
    [
        (100, "W lost more than L in more than 99 of 100 draws"),
        (2, "the evidence points away from the word “pyrrhic”. Next to"),
        (0, "in fewer than 1 of 100 draws"),
        (30, "the evidence leans away from the word, but not surely"),
        (50, "the evidence points neither way"),
    ],
)
def test_the_sentence_says_which_way_the_evidence_points(above: int, words: str) -> None:
    assert words in weigh(account("w", shares(above)), LOSER).sentence


def test_a_light_burden_keeps_the_word_away() -> None:
    heavy_enough = weigh(account("w", shares(100)), LOSER, terms=replace(TERMS, burden=0.2))
    assert heavy_enough.label == PYRRHIC
    light = weigh(account("w", shares(100)), LOSER, terms=replace(TERMS, burden=0.21))
    assert light.label == CONTESTED
    assert "the evidence points towards the word" in light.sentence
    assert "it is not sure that it lost the share of its pool (21 %)" in light.sentence


def test_the_burden_must_be_sure_and_not_only_its_median() -> None:
    mixed = shares(60, low=101.0, high=300.0)
    ledger = weigh(account("w", mixed), LOSER, terms=replace(TERMS, burden=0.2))
    burden = ledger.index("burden").estimate
    assert burden is not None
    assert burden.interval()[1] > 0.2
    assert ledger.index("SER").above == 1
    assert ledger.label == CONTESTED


def test_a_pool_without_a_source_keeps_the_word_away() -> None:
    ledger = weigh(replace(account("w", shares(100)), pool_sources=()), LOSER)
    assert ledger.label == CONTESTED
    assert "No source is shown for the pool of W" in ledger.sentence
    assert any("no source shown" in line for line in ledger.terms)


def test_more_men_lost_than_were_to_be_had_keep_the_word_away() -> None:
    sure = account("w", shares(100))
    assert sure.known_losses is not None
    assert sure.pool is not None
    short = replace(sure, pool=np.where(np.arange(100) < 51, sure.known_losses / 2, sure.pool))
    ledger = weigh(short, LOSER)
    assert ledger.label == CONTESTED
    assert "The losses of W exceed the pool in most draws" in ledger.sentence
    # in half of the draws the range of the pool may be too low, and the word stands
    half = replace(sure, pool=np.where(np.arange(100) < 50, sure.known_losses / 2, sure.pool))
    assert weigh(half, LOSER).label == PYRRHIC
    # men who were replaced while it was fought were to be had
    assert weigh(replace(short, per_battle=1e6), LOSER).label != ""
    assert "exceed the pool" not in weigh(replace(short, per_battle=1e6), LOSER).short


def test_unlike_pools_make_no_ratio_and_no_label() -> None:
    nation = replace(account("w", shares(95)), pool_scopes=("nation",))
    told = weigh(nation, replace(LOSER, pool_scopes=("campaign",)))
    assert told.label == ""
    for key in ("SER", "BER"):
        assert told.estimate(key) is None
        assert "unlike" in told.index(key).refusal
    assert "unlike" in told.missing[0]
    # what needs one pool alone, or none, is told all the same
    assert told.estimate("burden") is not None
    assert told.estimate("LER") is not None
    assert told.curve is not None
    assert told.curve.stated is None
    alike = weigh(nation, replace(LOSER, pool_scopes=("nation",)))
    assert alike.label == PYRRHIC
    assert alike.pool_scope == "nation"
    assert weigh(nation, LOSER).pool_scope == ""


def test_ser_is_set_beside_victories_whose_pools_count_the_same() -> None:
    sets = [(item.repute, item.battle) for item in victories()]
    of_a_nation = replace(account("w", shares(95)), pool_scopes=("nation",))
    ours = weigh(of_a_nation, replace(LOSER, pool_scopes=("nation",)))
    found = {item.name: item for item in compare(sets, ledger=ours)}
    assert found["Verdun"].ser_above is not None
    assert found["Bunker Hill"].ser_above is None
    assert found["Bunker Hill"].ler_above is not None


def test_without_a_pool_there_is_no_label_but_a_break_even() -> None:
    ledger = weigh(account("w", shares(100), pool=None), LOSER)
    assert (ledger.label, ledger.missing) == ("", ("the pool of W",))
    for key in ("SER", "BER", "V2R", "burden"):
        assert ledger.index(key).estimate is None
        assert ledger.index(key).refusal == "the pool of W is not known"
        assert ledger.index(key).reading == ""
    assert ledger.index("V2R_loser").estimate is not None
    assert "its pool was less than 2.0 times L's" in ledger.sentence


def test_without_a_horizon_there_is_no_label() -> None:
    ledger = weigh(account("w", shares(100)), LOSER, terms=replace(TERMS, horizon=" "))
    assert ledger.label == ""
    assert ledger.missing == ("the horizon over which losses could be replaced",)
    assert ledger.index("SER").estimate is not None


def test_without_a_victor_there_is_no_label() -> None:
    ledger = weigh(account("w", shares(100)), LOSER, outcome=Outcome())
    assert ledger.label == ""
    assert ledger.missing == ("who won, and on whose word",)
    assert any("No victor is stated" in line for line in ledger.terms)


def test_a_disputed_victory_is_told() -> None:
    ledger = weigh(account("w", shares(100)), LOSER, outcome=replace(OUTCOME, disputed=True))
    assert "That W won is disputed." in ledger.sentence


def test_a_missing_loss_is_undefined_not_zero() -> None:
    ledger = weigh(replace(account("w", shares(100)), losses=None), LOSER)
    assert ledger.missing == ("the losses of W",)
    for key in ("LER", "FER", "SER", "V2R", "burden"):
        assert ledger.index(key).estimate is None
        assert ledger.index(key).refusal == "the losses of W are not known"
    assert ledger.index("BER").estimate is not None
    assert ledger.index("burden_loser").estimate is not None


def test_refused_losses_carry_the_estimators_reason() -> None:
    refused = Status(code=StatusCode.NOT_CONVERGED, sentence="the chains disagree")
    ledger = weigh(replace(account("w", shares(100)), losses_status=refused), LOSER)
    assert ledger.index("LER").refusal == "the losses of W are not known (the chains disagree)"


def test_doubtful_losses_make_doubtful_indices() -> None:
    doubtful = Status(code=StatusCode.DOUBTFUL, sentence="two sources only")
    ledger = weigh(account("w", shares(100)), replace(LOSER, losses_status=doubtful))
    codes = {
        key: estimate.status.code
        for key in ("LER", "SER", "V2R", "BER", "V2R_loser")
        if (estimate := ledger.index(key).estimate)
    }
    assert codes == {
        "LER": StatusCode.DOUBTFUL,
        "SER": StatusCode.DOUBTFUL,
        "V2R": StatusCode.OK,
        "BER": StatusCode.OK,
        "V2R_loser": StatusCode.DOUBTFUL,
    }


def test_nothing_over_nothing_is_refused_with_its_share() -> None:
    winner = account("w", shares(75, low=0.0, high=100.0))
    loser = account("l", shares(75, low=0.0, high=100.0))
    ledger = weigh(winner, loser)
    assert ledger.label == ""
    assert "neither side lost anybody in 25 % of draws" in ledger.index("LER").refusal
    assert "a pool-adjusted ratio" in ledger.missing[0]


def test_something_over_nothing_is_infinite() -> None:
    ledger = weigh(account("w", np.full(100, 100.0)), account("l", np.zeros(100)))
    ler = ledger.index("LER").estimate
    assert ler is not None
    assert np.isinf(ler.draws).all()
    assert ledger.index("LER").reading.startswith("W lost ∞ for each one")
    assert ledger.label == PYRRHIC


def test_replacements_that_make_good_the_loss_are_told_in_words() -> None:
    ledger = weigh(replace(account("w", shares(100)), per_battle=200.0), LOSER)
    reading = ledger.index("V2R").reading
    assert "any number of such battles, since replacements make good the losses" in reading
    assert any("200 replacements arrive in one such battle" in line for line in ledger.terms)


def test_the_battles_left_respect_the_break_share() -> None:
    terms = replace(TERMS, break_share=0.5)
    estimate = weigh(account("w", np.full(9, 100.0)), account("l", np.full(9, 50.0)), terms=terms)
    lasting = estimate.index("V2R").estimate
    assert lasting is not None
    np.testing.assert_allclose(lasting.draws, 5.0)


def test_losses_beyond_the_force_are_flagged() -> None:
    winner = account("w", np.full(100, 950.0))
    assert any("losses exceed the committed force" in line for line in weigh(winner, LOSER).terms)


def test_sub_battles_flag_fer_which_does_not_add_up() -> None:
    day = account("w", np.full(100, 100.0))
    winner = combine([day, day])
    loser = combine([LOSER, LOSER])
    ledger = weigh(winner, loser)
    assert ledger.index("LER").estimate is not None
    assert "FER is not additive" in ledger.index("FER").refusal
    whole = [replace(item, committed=np.full(100, 900.0)) for item in (winner, loser)]
    ledger = weigh(whole[0], whole[1])
    assert "where FER does not add up" in ledger.index("FER").reading
    assert any("FER does not" in line for line in ledger.terms)


def test_only_a_two_sided_total_gives_arithmetic_and_no_ratio() -> None:
    ledger = weigh(
        SideAccount(name="W", side="w"),
        SideAccount(name="L", side="l"),
        total=TwoSidedTotal(persons=70_000, sources=("article",)),
    )
    assert ledger.label == ""
    for key in ("LER", "FER", "SER"):
        assert "it holds no ratio" in ledger.index(key).refusal
    assert "known (70,000; article), and no ratio" in ledger.sentence
    assert "more than 0.75 of the total: 52,500 of 70,000; at 4, 56,000" in ledger.sentence


def test_a_two_sided_total_with_pools_uses_their_ratio() -> None:
    winner = replace(account("w", np.ones(9), pool=4000.0), losses=None)
    loser = replace(account("l", np.ones(9)), losses=None)
    ledger = weigh(winner, loser, total=TwoSidedTotal(persons=70_000))
    assert "At a pool ratio of 4 (W : L)" in ledger.sentence
    assert "56,000 of 70,000" in ledger.sentence


@pytest.mark.parametrize(
    ("total", "ratio"), [(0, 3), (-1, 3), (np.nan, 3), (70_000, 0), (1, np.inf)]
)
def test_a_break_even_of_nonsense_is_refused(total: float, ratio: float) -> None:
    with pytest.raises(UsageError, match="LED003"):
        break_even_losses(total, pool_ratio=ratio)


def test_sources_are_carried() -> None:
    ser = weigh(account("w", shares(100)), LOSER).index("SER").estimate
    assert ser is not None
    assert ser.sources == ("w-told", "l-told", "census")


def test_names_with_braces_are_harmless() -> None:
    winner = replace(account("w", shares(100)), name="W {} {x}")
    assert "W {} {x} lost 2.0 for each" in weigh(winner, LOSER).index("LER").reading


@pytest.mark.parametrize(
    ("winner", "loser", "outcome"),
    [
        (account("w", [1.0]), account("w", [1.0]), OUTCOME),
        (account("w", [1.0]), account("l", [1.0]), Outcome(victor="l")),
        (account("w", [1.0]), account("l", [1.0, 2.0]), OUTCOME),
    ],
)
def test_accounts_that_do_not_fit_are_refused(
    winner: SideAccount, loser: SideAccount, outcome: Outcome
) -> None:
    with pytest.raises(UsageError) as caught:
        weigh(winner, loser, outcome=outcome)
    assert caught.value.code == "LED002"


@pytest.mark.parametrize(
    "change", [{"burden": 0.0}, {"burden": 1.5}, {"break_share": 1.0}, {"break_share": -0.1}]
)
def test_thresholds_out_of_range_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(EvidenceError, match="LED004"):
        weigh(account("w", [1.0]), account("l", [1.0]), terms=replace(TERMS, **change))  # type: ignore[arg-type]


def test_fifty_thousand_draws_take_under_a_fifth_of_a_second() -> None:
    chance = np.random.default_rng(1)
    winner = account("w", chance.uniform(100, 200, 50_000))
    loser = account("l", chance.uniform(100, 200, 50_000))
    weigh(winner, loser)
    began = time.process_time()
    weigh(winner, loser)
    assert time.process_time() - began < 0.2


def test_a_pool_is_told_with_the_digits_that_are_known() -> None:
    drawn = np.linspace(1_150_000, 1_330_000, 1_001)
    assert wording.spread(drawn, "persons") == "1,240,000 (90 % interval 1,160,000 to 1,320,000)"
    # what is stated as one number is told as it was stated
    assert wording.spread(np.full(4, 253_117.0), "persons") == "253,117"
