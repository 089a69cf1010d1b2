"""Power-scaling: the parts of the density add up, and slopes known in closed form."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from losses_cases import random_dossier

from asculum.losses import movements, walls
from asculum.losses.density import Density
from asculum.losses.explanation import log_likelihood
from asculum.losses.layout import make_design
from asculum.losses.leanings import scales, standard
from asculum.losses.observations import observations
from asculum.losses.sensitivity import (
    CONFLICT,
    FINE,
    LIKELIHOOD,
    STRONG_PRIOR,
    diagnose,
    log_priors,
    sensitivities,
)

#: Two programs that add up the same terms in other orders.
ROUND_OFF = 1e-9


@pytest.mark.parametrize("seed", range(12))
def test_groups_and_claims_add_up_to_the_density(seed: int) -> None:
    # located counts are no claims: their likelihood is in no row
    dossier = replace(random_dossier(seed), located=())
    design = make_design(dossier, observations(dossier))
    theta = np.random.default_rng(seed).normal(0, 0.7, (5, design.size))
    groups = log_priors(design, theta)
    said = log_likelihood(design, theta).sum(axis=1)
    _, leanings = standard(design, theta, scales(design, theta))
    stretched = movements.stretch(design, theta) + walls.stretch(design, theta)
    total = sum(groups.values()) + said + leanings - stretched
    grad = np.empty(design.size)
    for draw, value in zip(theta, total, strict=True):
        density = Density(design.pack)(draw.copy(), grad)
        assert value == pytest.approx(density, rel=ROUND_OFF)


def test_a_group_is_there_only_where_the_design_has_it() -> None:
    wide, narrow = random_dossier(3), random_dossier(3, forces=False, wide=False, stated=False)
    for dossier, present in ((wide, True), (narrow, False)):
        design = make_design(dossier, observations(dossier))
        groups = log_priors(design, np.zeros((1, design.size)))
        assert ("wider_scopes" in groups) is present
        assert ("force_share" in groups) is present
        assert {"third_parties", "weekly_change", "level", "between_sources"} <= set(groups)


def normal_case(prior_sd: float, error: float, told: float) -> tuple[np.ndarray, dict]:
    """Return draws of x ~ N(0, prior_sd²) given told ~ N(x, error²), and both log-densities."""
    precision = 1 / prior_sd**2 + 1 / error**2
    mean = told / error**2 / precision
    x = mean + np.random.default_rng(1).standard_normal(20_000) / math.sqrt(precision)
    prior, said = -0.5 * (x / prior_sd) ** 2, -0.5 * ((told - x) / error) ** 2
    return x, {"level": prior, LIKELIHOOD: said}


def test_the_centre_moves_as_the_closed_form_says() -> None:
    x, parts = normal_case(2.0, 1.0, 3.0)
    found = {item.component: item for item in sensitivities({("k", "s", ""): x}, parts, chains=4)}
    # mean(α) = told / (1 + α error² / prior²): d mean / d ln α = -told r / (1 + r)², r = 1/4
    slope = -3.0 * 0.25 / 1.25**2
    error = 4 * 1.0 / math.sqrt(len(x))
    assert math.log2(found["level"].factor) == pytest.approx(slope, abs=4 * error)
    # the likelihood pulls the other way by as much
    assert math.log2(found[LIKELIHOOD].factor) == pytest.approx(-slope, abs=4 * error)


def test_slopes_are_those_of_arviz() -> None:
    from arviz_base import from_dict
    from arviz_stats.psense import psense

    x, parts = normal_case(1.0, 0.5, 2.0)
    found = {item.component: item for item in sensitivities({("k", "s", ""): x}, parts, chains=4)}
    shape = (4, -1)
    tree = from_dict(
        {
            "posterior": {"x": x.reshape(shape)},
            "log_prior": {"x": parts["level"].reshape(shape)},
            "log_likelihood": {"y": parts[LIKELIHOOD].reshape(shape)},
        }
    )
    for component, group in (("level", "prior"), (LIKELIHOOD, "likelihood")):
        peer = float(psense(tree, group=group)["x"])
        # the two differ in the size of the tail that they smooth
        assert found[component].value == pytest.approx(peer, rel=0.02)


def test_a_flat_prior_is_not_followed_and_a_far_one_is() -> None:
    flat, parts = normal_case(1000.0, 1.0, 1.0)
    found = sensitivities({("k", "s", ""): flat}, parts, chains=4)
    assert [item.diagnosis for item in found] == [FINE, ""]
    pulled, parts = normal_case(1.0, 1.0, 6.0)
    found = sensitivities({("k", "s", ""): pulled}, parts, chains=4)
    assert found[0].diagnosis == CONFLICT


def test_diagnosis_is_that_of_the_paper() -> None:
    assert diagnose(0.01, 0.01) == FINE
    assert diagnose(0.01, 0.3) == FINE
    assert diagnose(0.1, 0.3) == CONFLICT
    assert diagnose(0.1, 0.01) == STRONG_PRIOR
