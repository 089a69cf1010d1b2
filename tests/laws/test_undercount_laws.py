"""Laws of undercounts: order of lists and rows, duplicate rows, empty lists, scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from overlap_tables import KOSOVO, TABLES, table

from asculum.undercount.coverage import lower_bound
from asculum.undercount.decomposable import Decomposable, graph_posterior
from asculum.undercount.dependence import with_dependence
from asculum.undercount.estimate import estimate
from asculum.undercount.hierarchical import hierarchical_models, main_effects
from asculum.undercount.loglinear import Criterion, fit_log_linear, observed
from asculum.undercount.overlap import OverlapTable, every_pattern
from asculum.undercount.sensitivity import saturated_unseen
from asculum.undercount.sparse import SparsePairs, existence, sparse_pairs
from asculum.undercount.strata import estimate_strata
from asculum.undercount.two_lists import chapman

CELLS = st.lists(st.integers(0, 60), min_size=7, max_size=7)
FEW = st.lists(st.integers(0, 4), min_size=15, max_size=15)


def of(cells: list[int]) -> OverlapTable:
    lists = (len(cells) + 1).bit_length() - 1
    return OverlapTable.from_dense(tuple("abcd"[:lists]), [0, *cells])


def turned(seen: OverlapTable, order: list[int]) -> OverlapTable:
    return OverlapTable(
        lists=tuple(seen.lists[at] for at in order),
        patterns=seen.patterns[:, order],
        counts=seen.counts,
    )


@settings(max_examples=20, deadline=None)
@given(cells=CELLS, order=st.permutations([0, 1, 2]))
def test_the_order_of_lists_does_not_matter(cells: list[int], order: list[int]) -> None:
    seen = of(cells)
    other = turned(seen, order)
    one, two = with_dependence(seen), with_dependence(other)
    assert one.status.code is two.status.code
    if one.point is not None:
        assert (two.lower, two.point, two.upper) == pytest.approx(
            (one.lower, one.point, one.upper), rel=0.01, abs=2
        )
    if seen.persons:
        here, there = fit_log_linear(seen), fit_log_linear(other)
        assert sorted(there.total) == pytest.approx(sorted(here.total), rel=1e-5)
        assert saturated_unseen(other) == pytest.approx(saturated_unseen(seen))
        assert lower_bound(other).point == lower_bound(seen).point


@settings(max_examples=20, deadline=None)
@given(cells=CELLS)
def test_a_row_told_in_two_parts_changes_nothing(cells: list[int]) -> None:
    seen = of(cells)
    parts = OverlapTable(
        lists=seen.lists,
        patterns=np.concatenate([seen.patterns, seen.patterns]),
        counts=np.concatenate([seen.counts - seen.counts // 2, seen.counts // 2]),
    )
    assert parts.dense().tolist() == seen.dense().tolist()
    assert with_dependence(parts).point == with_dependence(seen).point


def test_an_empty_list_adds_nothing() -> None:
    wider = OverlapTable(
        lists=(*KOSOVO.lists, "empty"),
        patterns=np.hstack([KOSOVO.patterns, np.zeros((len(KOSOVO.counts), 1))]),
        counts=KOSOVO.counts,
    )
    one, two = with_dependence(KOSOVO), with_dependence(wider)
    assert (one.lower, one.point, one.upper) == (two.lower, two.point, two.upper)
    told = [item.code for item in estimate(wider).findings]
    assert told == ["UND010"]
    independent = [
        fit_log_linear(seen, main_effects(len(seen.lists))[None]).total[0]
        for seen in (KOSOVO, wider)
    ]
    assert independent[1] == pytest.approx(independent[0], rel=1e-9)
    assert lower_bound(wider).point == lower_bound(KOSOVO).point


#: Chances of lists, unlike each other, and the odds by which persons differ on all of them.
CHANCES = st.lists(st.floats(0.05, 0.6), min_size=3, max_size=5)
ODDS = st.lists(st.floats(0.1, 10.0), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(chances=CHANCES, odds=ODDS)
def test_a_lower_bound_is_a_floor_where_persons_differ_on_all_lists_alike(
    chances: list[float], odds: list[float]
) -> None:
    """Of expected counts: the truth where persons are alike, less where they differ."""
    marks = every_pattern(len(chances))
    base = np.array(chances) / (1 - np.array(chances))
    cells = np.zeros(len(marks))
    for factor in odds:
        on = factor * base / (1 + factor * base)
        cells += np.where(marks == 1, on, 1 - on).prod(axis=1) / len(odds)
    persons = 10**9
    counts = np.round(persons * cells).astype(np.int64)
    seen = OverlapTable(lists=tuple("abcde"[: len(chances)]), patterns=marks[1:], counts=counts[1:])
    found = lower_bound(seen, corrected=False).point
    assert found is not None
    assert found <= persons * (1 + 1e-4)
    if len(set(odds)) == 1:
        assert found == pytest.approx(persons, rel=1e-4)
    for_lists_alike = lower_bound(seen, corrected=False, alike=True).point
    assert for_lists_alike is not None
    least = len(chances) / (len(chances) - 1) * (found - seen.persons)
    assert for_lists_alike - seen.persons >= least * (1 - 1e-9)


@pytest.mark.parametrize("times", [10, 1000])
def test_ten_times_as_many_of_everyone_is_ten_times_the_estimate(times: int) -> None:
    more = OverlapTable(lists=KOSOVO.lists, patterns=KOSOVO.patterns, counts=KOSOVO.counts * times)
    here, there = fit_log_linear(KOSOVO), fit_log_linear(more)
    assert there.total == pytest.approx(times * here.total, rel=1e-6)
    assert there.log_se == pytest.approx(here.log_se / np.sqrt(times), rel=1e-4)
    assert saturated_unseen(more) == pytest.approx(times * saturated_unseen(KOSOVO))


def test_a_larger_table_is_no_less_sure() -> None:
    more = OverlapTable(lists=KOSOVO.lists, patterns=KOSOVO.patterns, counts=KOSOVO.counts * 100)
    one, two = with_dependence(KOSOVO), with_dependence(more)
    assert np.log(two.upper / two.lower) < np.log(one.upper / one.lower)


@pytest.mark.parametrize("name", ["kosovo", "rome", "casale", "scotland"])
def test_graphs_do_not_care_for_the_order_of_lists(name: str) -> None:
    seen = TABLES[name]
    other = turned(seen, [3, 1, 0, 2])
    one, two = (graph_posterior(each, Decomposable()) for each in (seen, other))
    assert two.mean == pytest.approx(one.mean, rel=1e-9)
    assert np.sort(two.graphs) == pytest.approx(np.sort(one.graphs), abs=1e-12)


def test_every_graph_s_evidence_is_that_of_a_probability() -> None:
    # the prior predictive of all tables of three persons over two lists adds up to 1
    from itertools import product

    from asculum.undercount.decomposable import _subset_evidence, decomposable_graphs

    _, signs = decomposable_graphs(2)
    for row in signs:
        total = 0.0
        for cells in product(range(4), repeat=4):
            if sum(cells) == 3:
                logs = _subset_evidence(np.array([0, *cells[1:]]), np.array([float(cells[0])]), 0.7)
                ways = 6 / np.prod([float(np.prod(range(1, c + 1))) for c in cells])
                total += ways * float(np.exp(row @ logs)[0])
        assert total == pytest.approx(1.0)


@settings(max_examples=40, deadline=None)
@given(cells=FEW)
def test_the_kernel_tells_existence_as_the_linear_programme_does(cells: list[int]) -> None:
    seen = of(cells)
    if seen.persons == 0 or (seen.sizes == 0).any():
        return
    pairwise = [model for model in hierarchical_models(4) if model.sum() <= 8]
    fits = fit_log_linear(seen, np.array(pairwise[:25]))
    for model, total in zip(pairwise[:25], fits.total, strict=True):
        held = existence(seen, model)
        assert np.isfinite(total) == (held.exists and held.identified)


@settings(max_examples=25, deadline=None)
@given(cells=CELLS)
def test_fits_reproduce_the_totals_they_are_fitted_to(cells: list[int]) -> None:
    from asculum.undercount import _loglinear_kernels as kernels

    seen = of([count + 1 for count in cells])
    counts = seen.dense().astype(np.float64)
    for model in hierarchical_models(3):
        terms = np.flatnonzero(model)
        none = np.zeros((len(terms), len(terms)))
        beta = kernels.begin(counts, observed(3), terms, 3)
        kernels.newton(counts, observed(3), terms, none[0], none, beta, none.copy(), 3)
        means = kernels.predict(terms, beta, observed(3), 3)
        for term in terms:
            held = (np.arange(8) & term) == term
            assert means[held].sum() == pytest.approx(counts[held].sum(), rel=1e-5)


def test_the_best_model_is_the_one_with_the_least_criterion() -> None:
    fits = fit_log_linear(KOSOVO)
    for by in Criterion:
        assert fits.best(by) == int(np.argmin(fits.criterion(by)))


def test_seeds_move_draws_only() -> None:
    here = sparse_pairs(KOSOVO, options=SparsePairs(replicates=50), seed=1)
    again = sparse_pairs(KOSOVO, options=SparsePairs(replicates=50), seed=1)
    other = sparse_pairs(KOSOVO, options=SparsePairs(replicates=50), seed=2)
    assert (here.lower, here.upper) == (again.lower, again.upper)
    assert here.point == other.point
    assert here.lower != other.lower


def test_chapman_by_hand_and_its_floor() -> None:
    pair = OverlapTable.from_pair(("a", "b"), first=10, second=10, both=10)
    assert chapman(pair, "a", "b").point == 10
    inner = chapman(OverlapTable.from_pair(("a", "b"), first=4, second=12, both=4), "a", "b")
    assert (inner.lower, inner.point, inner.upper) == (12, 12, 12)


def test_strata_add_up_between_independence_and_the_sum_of_bounds() -> None:
    strata = {"north": TABLES["casale"].only(("clinic", "hospital", "prescriptions"))}
    strata["south"] = OverlapTable(
        lists=strata["north"].lists,
        patterns=strata["north"].patterns,
        counts=strata["north"].counts * 2,
    )
    sums = {rho: estimate_strata(strata, correlation=rho, n=4000).total for rho in (0.0, 0.5, 1.0)}
    widths = [total.upper - total.lower for total in sums.values()]
    assert widths[0] < widths[1] < widths[2]
    parts = [item.total for item in estimate_strata(strata, n=4000).strata.values()]
    assert sums[1.0].upper == pytest.approx(sum(part.upper for part in parts), rel=0.01)
    assert np.mean(sums[0.0].draws) == pytest.approx(
        sum(np.mean(part.draws) for part in parts), rel=1e-9
    )


def test_thin_strata_are_refused_and_said() -> None:
    lists = {"a": KOSOVO, "b": table({"1000": 5, "1100": 1})}
    lists["b"] = OverlapTable(
        lists=KOSOVO.lists, patterns=lists["b"].patterns, counts=lists["b"].counts
    )
    found = estimate_strata(lists)
    assert list(found.refused) == ["b"]
    assert "only 2 lists hold anybody" in found.refused["b"]
    assert "6 listed persons are not in the sum" in found.total.status.sentence
    assert found.total.listed == 4400
    assert "UND024" in [item.code for item in found.total.findings]
