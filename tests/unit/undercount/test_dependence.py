"""The default estimate: recovery in short, its prior, its bound, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from overlap_tables import KOSOVO, TABLES, table
from undercount_recovery import allowed, out_of_reach, tried

from asculum.terms.status import StatusCode
from asculum.undercount.calibration import calibrate, known_populations
from asculum.undercount.dependence import (
    Dependence,
    DependencePrior,
    prior_of,
    terms_in,
    unseen_posterior,
    with_dependence,
)
from asculum.undercount.published import PUBLISHED

#: Four binomial standard errors of 120 intervals of 90 %.
POPULATIONS, MARGIN = 120, 4 * np.sqrt(0.9 * 0.1 / 120)


def test_intervals_cover_where_lists_depend_as_the_prior_says() -> None:
    covered = [covers for covers, _, _ in tried(allowed, POPULATIONS)]
    assert np.mean(covered) == pytest.approx(0.9, abs=MARGIN)


def test_persons_out_of_reach_of_every_list_are_missed() -> None:
    rows = list(tried(out_of_reach, 20))
    assert np.mean([covers for covers, _, _ in rows]) < 0.5
    assert np.mean([error for _, error, _ in rows]) < -0.2


def test_the_evidence_of_the_grid_is_that_of_a_plain_sum() -> None:
    # three lists, no interactions to speak of: the posterior is that of independent lists, whose
    # likelihood given the number on no list is a product of binomials
    seen = table({"100": 60, "010": 50, "001": 40, "110": 14, "101": 12, "011": 10, "111": 3})
    tight = DependencePrior(
        alone_mean=0.0,
        alone_shared=0.0,
        alone_own=50.0,
        pair_mean=0.0,
        pair_shared=0.0,
        pair_own=1e-4,
        triple_mean=0.0,
        triple_own=1e-4,
    )
    grid, share = unseen_posterior(seen, Dependence(prior=tight))
    log_mean = float((grid * share).sum())
    sd = float(np.sqrt((share * (grid - log_mean) ** 2).sum()))
    from asculum.undercount.hierarchical import main_effects
    from asculum.undercount.loglinear import fit_log_linear

    fits = fit_log_linear(seen, main_effects(3)[None])
    assert log_mean == pytest.approx(float(fits.log_unseen[0]), abs=0.3 * float(fits.log_se[0]))
    assert sd == pytest.approx(float(fits.log_se[0]), rel=0.1)


def test_the_precision_is_the_inverse_of_shared_and_own() -> None:
    prior = DependencePrior()
    terms = terms_in(3)
    mean, precision, log_determinant = prior_of(terms, prior)
    pairs = [at for at, term in enumerate(terms) if int(term).bit_count() == 2]
    covariance = prior.pair_own**2 * np.eye(3) + prior.pair_shared**2
    assert np.linalg.inv(precision[np.ix_(pairs, pairs)]) == pytest.approx(covariance)
    assert mean[pairs] == pytest.approx([prior.pair_mean] * 3)
    assert log_determinant == pytest.approx(np.linalg.slogdet(precision[1:, 1:])[1])


def test_the_bound_is_a_finding_where_it_is_touched() -> None:
    total = with_dependence(KOSOVO, options=Dependence(bound=1.5))
    assert total.status.code is StatusCode.DOUBTFUL
    assert "UND023" in [item.code for item in total.findings]
    assert with_dependence(KOSOVO).findings == ()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"100": 0}, "nobody is on any list"),
        ({"100": 1}, "only 1 list holds anybody"),
        ({"110": 1}, "only 2 lists hold anybody"),
        ({"100": 5, "010": 5, "001": 5}, "nobody is on two lists"),
    ],
)
def test_tables_too_thin_are_refused(cells: dict[str, int], words: str) -> None:
    total = with_dependence(table(cells))
    assert total.status.code is StatusCode.NOT_IDENTIFIED
    assert words in total.status.sentence
    assert total.point is None
    assert total.draws is None
    assert total.capture() == {}


@pytest.mark.parametrize(
    "cells",
    [
        {"111": 1},
        {"100": 7, "110": 3, "111": 2},
        {"100": 900_000_000, "010": 800_000_000, "001": 700_000_000, "110": 50_000_000},
        {"100": 4, "010": 3, "001": 5, "110": 1},
    ],
)
def test_odd_tables_get_a_finite_answer(cells: dict[str, int]) -> None:
    total = with_dependence(table(cells))
    assert total.point is not None
    assert total.lower is not None
    assert total.upper is not None
    assert total.listed <= total.lower <= total.point <= total.upper < np.inf


def test_the_prior_is_that_of_the_published_tables() -> None:
    # the means to three digits, standard deviations likewise: what the code holds is what the
    # published tables give
    found = calibrate(
        [one for item in PUBLISHED for one in known_populations(item.study, item.table)]
    )
    shipped = DependencePrior()
    for name in ("alone", "pair", "triple", "more"):
        assert getattr(found, f"{name}_mean") == pytest.approx(
            getattr(shipped, f"{name}_mean"), abs=0.02
        )
        assert getattr(found, f"{name}_own") == pytest.approx(
            getattr(shipped, f"{name}_own"), abs=0.02
        )


def test_the_methods_page_tells_the_prior_that_is_used() -> None:
    page = (Path(__file__).parents[3] / "docs" / "methods" / "undercount.md").read_text("utf-8")
    prior = DependencePrior()
    told = page.replace("−", "-")
    for name in ("alone_mean", "alone_shared", "alone_own", "pair_mean", "pair_shared"):
        assert f"| {getattr(prior, name):.3f} |" in told, name
    for name in ("pair_own", "triple_mean", "more_mean", "more_own"):
        assert f"| {getattr(prior, name):.3f} |" in told, name
    assert f"| {prior.triple_own} (stated) |" in told


def test_published_tables_add_up_to_what_their_studies_print() -> None:
    printed = {
        "kosovo": 4400,
        "uk": 2744,
        "new-orleans": 185,
        "rome": 1896,
        "scotland": 5670,
        "casale": 2069,
        "massachusetts": 537,
    }
    assert {name: TABLES[name].persons for name in printed} == printed


def test_a_total_travels_on_as_draws_that_name_their_lists() -> None:
    total = with_dependence(KOSOVO)
    passed = total.estimate()
    assert passed is not None
    assert passed.interval(0.9) == (total.lower, total.point, total.upper)
    assert passed.sources == KOSOVO.lists
    assert with_dependence(table({"100": 1})).estimate() is None
