"""Power-scaling slopes that the authors of the method print for their example."""

from __future__ import annotations

import numpy as np

from asculum.losses.sensitivity import CONFLICT, LIKELIHOOD, sensitivities

#: priorsense (N. Kallioinen), R/example_powerscale_model.R: "univariate_normal", N = 25.
TOLD = np.array(
    [
        *(9.5, 10.2, 9.1, 9.1, 10.3, 10.9, 11.7, 10.3, 9.6, 8.6, 9.1, 11.1, 9.3),
        *(10.5, 9.7, 10.3, 10.0, 9.8, 9.6, 8.3, 10.2, 9.8, 10.0, 10.0, 9.1),
    ]
)
#: priorsense README, ``powerscale_sensitivity(fit)``: variable, prior, likelihood.
PRINTED = {"mu": (0.433, 0.641), "sigma": (0.358, 0.671)}
#: What is printed comes of 4,000 draws by Stan, and scatters as any 4,000 draws do.
OF_DRAWS, BATCHES = 4000, 16


def draws(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw mu ~ N(0, 1), sigma ~ N+(0, 2.5) given TOLD ~ N(mu, sigma), from a fine grid."""
    mu = np.linspace(6, 11, 1201)[:, None]
    sigma = np.linspace(0.3, 6, 1401)[None, :]
    squares = ((TOLD - TOLD.mean()) ** 2).sum()
    log = -0.5 * mu**2 - 0.5 * (sigma / 2.5) ** 2 - len(TOLD) * np.log(sigma)
    log = log - 0.5 * (squares + len(TOLD) * (TOLD.mean() - mu) ** 2) / sigma**2
    weights = np.exp(log - log.max()).ravel()
    rng = np.random.default_rng(1)
    at = rng.choice(weights.size, size=count, p=weights / weights.sum())
    rows, columns = np.unravel_index(at, log.shape)
    jitter = rng.uniform(-0.5, 0.5, (2, count))
    return (
        mu[rows, 0] + jitter[0] * (mu[1, 0] - mu[0, 0]),
        sigma[0, columns] + jitter[1] * (sigma[0, 1] - sigma[0, 0]),
    )


def slopes(mu: np.ndarray, sigma: np.ndarray) -> list[float]:
    prior = -0.5 * mu**2 - 0.5 * (sigma / 2.5) ** 2
    squares = ((TOLD[:, None] - mu) ** 2).sum(axis=0)
    said = -0.5 * squares / sigma**2 - len(TOLD) * np.log(sigma)
    found = sensitivities(
        {("mu", "", ""): mu, ("sigma", "", ""): sigma},
        {"level": prior, LIKELIHOOD: said},
        chains=4,
    )
    assert [item.diagnosis for item in found] == [CONFLICT, "", CONFLICT, ""]
    return [item.value for item in found]


def test_the_univariate_normal_of_the_authors() -> None:
    mu, sigma = draws(OF_DRAWS * BATCHES)
    values = np.array(
        [
            slopes(m, s)
            for m, s in zip(mu.reshape(BATCHES, -1), sigma.reshape(BATCHES, -1), strict=True)
        ]
    )
    printed = np.array([*PRINTED["mu"], *PRINTED["sigma"]])
    # Monte Carlo: 4 standard errors of one such run
    assert (np.abs(values.mean(axis=0) - printed) < 4 * values.std(axis=0)).all()
    assert (4 * values.std(axis=0) < 0.6 * printed).all(), "a tolerance that could not fail"
