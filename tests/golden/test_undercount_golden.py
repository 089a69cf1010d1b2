"""Undercounts that others printed, or that other programs gave.

[P] printed in the work named; [R] printed by the program named, run for this project's reference;
[H] by hand from the formula. Tolerances: printed (half of the last digit), Monte Carlo (four
standard errors of a bootstrap's end).
"""

from __future__ import annotations

import numpy as np
import pytest
from overlap_tables import KOSOVO, NEW_ORLEANS, ROME, TABLES, UK, joined, table
from scipy.special import gammaln

from asculum.undercount.coverage import coverage_estimate, lower_bound
from asculum.undercount.decomposable import (
    Decomposable,
    average_of_graphs,
    decomposable_graphs,
    graph_posterior,
)
from asculum.undercount.hierarchical import all_of_order, hierarchical_models, main_effects
from asculum.undercount.loglinear import (
    Criterion,
    average_of_models,
    best_model,
    fit_log_linear,
)
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.sensitivity import saturated_unseen, sensitivity
from asculum.undercount.sparse import SparsePairs, existence, sparse_pairs
from asculum.undercount.two_lists import chapman, lincoln_petersen

#: Half of the last printed digit.
WHOLE, TENTH, HUNDREDTH, THOUSANDTH = 0.5, 0.05, 0.005, 0.0005
ARTIFICIAL = table({"100": 40, "010": 30, "001": 20, "110": 6})
WALD = SparsePairs(replicates=0)


def row(table_: OverlapTable, name: str) -> tuple[float, float, float, float, float]:
    """Return total, SE, deviance, degrees of freedom and AIC of a model."""
    fits = fit_log_linear(table_)
    at = next(row for row in range(len(fits.models)) if fits.name(row) == name)
    aic = fits.criterion(Criterion.AIC)[at]
    return fits.total[at], fits.se[at], fits.deviance[at], fits.freedom[at], aic


def test_the_table_of_kosovo_is_that_of_the_report() -> None:
    # [P] Ball et al. 2002: 4,400 persons; 1,910, 1,528, 1,786 and 685 on the lists
    assert KOSOVO.persons == 4400
    assert KOSOVO.sizes.tolist() == [1910, 1528, 1786, 685]


def test_two_lists_of_kosovo() -> None:
    # [R] Chapman on EXH and ABA: 7,231.5 (SE 273.8)
    total = chapman(KOSOVO, "EXH", "ABA")
    assert total.point == pytest.approx(7231.5, abs=TENTH)
    assert total.se == pytest.approx(273.8, abs=TENTH)


@pytest.mark.parametrize(
    ("pair", "petersen", "printed", "se"),
    [
        # [P] CARE1, help page of Diabetes: pairs of lists
        (("clinic", "hospital"), 2353, 2351, 58),
        (("clinic", "prescriptions"), 2185, 2185, 22),
        (("clinic", "strips"), 2264, 2261, 88),
        (("hospital", "prescriptions"), 2060, 2057, 77),
        (("hospital", "strips"), 806, 803, 47),
        (("prescriptions", "strips"), 1558, 1555, 67),
    ],
)
def test_pairs_of_the_lists_of_casale(
    pair: tuple[str, str], petersen: float, printed: float, se: float
) -> None:
    assert lincoln_petersen(TABLES["casale"], *pair).point == pytest.approx(petersen, abs=WHOLE)
    total = chapman(TABLES["casale"], *pair)
    assert total.point == pytest.approx(printed, abs=WHOLE)
    assert total.se == pytest.approx(se, abs=WHOLE)


def test_the_lower_bound_of_kosovo() -> None:
    # [R] f = (3218, 882, 273, 27): 10,270.48, bias-corrected 10,262.01
    assert KOSOVO.by_times_listed().tolist() == [3218, 882, 273, 27]
    assert lower_bound(KOSOVO, corrected=False, alike=True).point == pytest.approx(
        10270.48, abs=HUNDREDTH
    )
    assert lower_bound(KOSOVO, alike=True).point == pytest.approx(10262.01, abs=HUNDREDTH)


def test_sample_coverage_of_the_hepatitis_lists_by_hand() -> None:
    # [H] C = 1 − (69/135 + 55/122 + 63/126)/3; the one-step estimate from D = 271 − 187/3
    counts = np.array([0, 69, 55, 21, 63, 17, 18, 28], dtype=float)
    coverage = 1 - (69 / 135 + 55 / 122 + 63 / 126) / 3
    apart, both = (48 + 37, 52 + 35, 38 + 45), (49, 45, 46)
    sizes = (135 * 122, 135 * 126, 122 * 126)
    apart = ((69 + 21) + (55 + 21), (69 + 17) + (63 + 17), (55 + 18) + (63 + 18))
    first = (271 - 187 / 3) / coverage
    total = first
    for _ in range(2):
        ties = [total * b / s - 1 for b, s in zip(both, sizes, strict=True)]
        total = first + sum(a * t for a, t in zip(apart, ties, strict=True)) / (3 * coverage)
    assert coverage_estimate(counts) == pytest.approx((total, coverage), rel=1e-12)


def test_there_are_as_many_hierarchical_models_as_counted() -> None:
    # labelled simplicial complexes that cover their points, less the full one
    assert [len(hierarchical_models(lists)) for lists in (3, 4, 5)] == [8, 113, 6893]


def test_the_model_of_kosovo_that_icty_was_shown() -> None:
    # [P] Ball et al. 2002: 10,356; [R] SE 785.9, deviance 9.323 on 4 df, AIC 132.747, BIC 203.03
    total, se, deviance, freedom, aic = row(KOSOVO, "[EXH·ABA·OSCE, EXH·HRW, OSCE·HRW]")
    assert total == pytest.approx(10356.5, abs=TENTH)
    assert se == pytest.approx(785.9, abs=TENTH)
    assert deviance == pytest.approx(9.323, abs=THOUSANDTH)
    assert freedom == 4
    assert aic == pytest.approx(132.747, abs=THOUSANDTH)
    fits = fit_log_linear(KOSOVO)
    best = fits.best(Criterion.BIC)
    assert fits.name(best) == "[EXH·ABA·OSCE, EXH·HRW, OSCE·HRW]"
    assert fits.criterion(Criterion.BIC)[best] == pytest.approx(203.03, abs=HUNDREDTH)


def test_the_profile_interval_of_kosovo() -> None:
    # [R] Rcapture: 8,994 to 12,110
    total = best_model(KOSOVO, prob=0.95)
    assert total.lower == pytest.approx(8994, abs=WHOLE)
    assert total.upper == pytest.approx(12110, abs=WHOLE)


def test_averages_over_models_of_kosovo() -> None:
    # [R] best AIC 12,741.0; averages 14,015.5 (AIC) and 13,183.7 (BIC, .371/.356/.233)
    assert best_model(KOSOVO, by=Criterion.AIC).point == pytest.approx(12741.0, abs=TENTH)
    by_aic = average_of_models(KOSOVO, by=Criterion.AIC)
    assert by_aic.point == pytest.approx(14015.5, abs=TENTH)
    assert average_of_models(KOSOVO).point == pytest.approx(13183.7, abs=TENTH)
    fits = fit_log_linear(KOSOVO)
    weights = fits.weights(Criterion.BIC)
    top = np.argsort(weights)[::-1][:3]
    assert weights[top] == pytest.approx([0.371, 0.356, 0.233], abs=THOUSANDTH)
    assert fits.total[top] == pytest.approx([10357, 12741, 18393], abs=WHOLE)


def test_independent_and_saturated_models_of_kosovo() -> None:
    # [R] 7,394.6 (129.6); [H] 16,941.88, n0 = 12,541.8804
    total, se, *_ = row(KOSOVO, "[EXH, ABA, OSCE, HRW]")
    assert total == pytest.approx(7394.6, abs=TENTH)
    assert se == pytest.approx(129.6, abs=TENTH)
    assert saturated_unseen(KOSOVO) == pytest.approx(12541.8804, abs=0.00005)
    curve = sensitivity(KOSOVO, xi=(1.0,))
    assert curve is not None
    assert curve.total[0] == pytest.approx(16941.88, abs=HUNDREDTH)


def test_the_pair_model_of_the_lists_of_rome() -> None:
    # [R] Rcapture, Mt[1,2]: 12,318.5 (1,188.7), deviance 7.614 on 9 df, AIC 86.65
    total, se, deviance, freedom, aic = row(ROME, "[c1·c2, c3, c4]")
    assert total == pytest.approx(12318.5, abs=TENTH)
    assert se == pytest.approx(1188.7, abs=TENTH)
    assert deviance == pytest.approx(7.614, abs=THOUSANDTH)
    assert freedom == 9
    assert aic == pytest.approx(86.65, abs=HUNDREDTH)


UK_5 = joined(UK, "PF", "NCA")
NEW_ORLEANS_5 = joined(NEW_ORLEANS, "B", "E", "F", "G")


@pytest.mark.parametrize(
    ("seen", "printed", "lower", "upper", "digit"),
    [
        # [R] SparseMSE, stepwise; [P] the totals: Chan, Silverman and Vincent 2021
        (UK, 11418, 9977.3, 13145.7, TENTH),
        (UK_5, 11313, 9884.4, 13027.4, TENTH),
        (NEW_ORLEANS, 1183.7, 720.9, 2046.1, TENTH),
        (NEW_ORLEANS_5, 1034.2, 658.3, 1708.6, TENTH),
        # table 2 of the paper: main effects; 278.6499, on the edge of the printed 278.7
        (ARTIFICIAL, 539.1, 278.7, 1170.9, TENTH + 0.0002),
    ],
)
def test_sparse_pairs(
    seen: OverlapTable, printed: float, lower: float, upper: float, digit: float
) -> None:
    total = sparse_pairs(seen, options=WALD, prob=0.95)
    assert total.point == pytest.approx(printed, abs=WHOLE if printed > 10_000 else TENTH)
    assert total.lower == pytest.approx(lower, abs=digit)
    assert total.upper == pytest.approx(upper, abs=digit)


def test_sparse_pairs_of_kosovo_leave_out_one() -> None:
    # [R] SparseMSE: 14,341.7, every pair but ABA·HRW
    total = sparse_pairs(KOSOVO, options=WALD)
    assert total.point == pytest.approx(14341.7, abs=TENTH)
    assert "ABA·HRW" not in total.status.sentence
    assert total.status.sentence.count("·") == 5


@pytest.mark.parametrize(
    ("seen", "lower", "upper"),
    [(KOSOVO, 12484, 16623), (UK_5, 8785, 14701), (NEW_ORLEANS_5, 589, 1704)],
)
def test_bootstrap_intervals(seen: OverlapTable, lower: float, upper: float) -> None:
    # [R] SparseMSE, BCa of 1,000 tables; ours of 4,000, both ends random: a tenth, for the peer's
    # end is the 25th of 1,000 and its own standard error is not printed
    total = sparse_pairs(seen, options=SparsePairs(replicates=4000), prob=0.95)
    assert total.upper == pytest.approx(upper, rel=0.1)
    assert total.lower == pytest.approx(lower, rel=0.2)


def test_which_estimates_exist() -> None:
    # [P] Chan, Silverman and Vincent 2021, table 2
    exists = {
        name: existence(ARTIFICIAL, model)
        for model, name in (
            (main_effects(3), "none"),
            (with_pairs(3), "AB"),
            (with_pairs(3, 5), "AB AC"),
            (with_pairs(3, 6), "AB BC"),
        )
    }
    assert [item.exists for item in exists.values()] == [True, False, False, False]
    assert not existence(ARTIFICIAL, all_of_order(3, 2)).identified


def with_pairs(*pairs: int) -> np.ndarray:
    model = main_effects(3)
    model[list(pairs)] = True
    return model


def test_there_are_as_many_decomposable_graphs_as_printed() -> None:
    # [P] Madigan and York 1997
    assert [len(decomposable_graphs(lists)[0]) for lists in (3, 4, 5)] == [8, 61, 822]


def test_spina_bifida_by_madigan_and_york() -> None:
    # [R] dga's example of Madigan and York 1997: δ = 1, negative binomial prior of the total,
    # 1 to 300 on no list: median 731, mode 728, probability of the top graph .3738
    a, b = 13.14, 55.17

    def prior(total: np.ndarray) -> np.ndarray:
        logs = total * np.log(b) - (total + a) * np.log(1 + b)
        return logs + gammaln(total + a) - gammaln(total + 1) - gammaln(a)

    seen = OverlapTable.from_dense(("a", "b", "c"), [0, 60, 49, 4, 247, 112, 142, 12])
    assert seen.persons == 626
    found = graph_posterior(
        seen, Decomposable(delta=1.0, least=1, bound=300 / 626, log_prior=prior)
    )
    assert 626 + found.quantile(0.5) == 731
    assert 626 + found.mode == 728
    assert found.graphs.max() == pytest.approx(0.3738, abs=0.00005)


def test_decomposable_graphs_of_kosovo() -> None:
    # [R] dga, δ = 2^-4: median 12,594, mean 12,749.3 [9,826 to 16,543]; its quantiles are the
    # number before ours, which is the first whose share is reached
    total = average_of_graphs(KOSOVO, prob=0.95)
    assert (total.lower, total.point, total.upper) == (9827, 12595, 16544)
    posterior = graph_posterior(KOSOVO, Decomposable())
    assert 4400 + posterior.mean == pytest.approx(12749.3, abs=TENTH)


def test_a_prior_count_of_one_decides_the_answer_of_kosovo() -> None:
    # [R] δ = 1 gives 4,617
    total = average_of_graphs(KOSOVO, options=Decomposable(delta=1.0))
    assert total.point == pytest.approx(4617, abs=1)
