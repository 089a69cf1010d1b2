"""The works that the methods rest on, by key, so that citations follow from the methods used."""

from __future__ import annotations

from collections.abc import Iterable

_WORKS: dict[str, str] = {
    "radford2023": (
        "Radford, B. J., Dai, Y., Stoehr, N., Schein, A., Fernandez, M., & Sajid, H. (2023). "
        "Estimating conflict losses and reporting biases. Proceedings of the National Academy of "
        "Sciences, 120(34)."
    ),
    "hoffman2014": (
        "Hoffman, M. D., & Gelman, A. (2014). The No-U-Turn Sampler. Journal of Machine Learning "
        "Research, 15, 1593–1623."
    ),
    "papaspiliopoulos2007": (
        "Papaspiliopoulos, O., Roberts, G. O., & Sköld, M. (2007). A general framework for the "
        "parametrization of hierarchical models. Statistical Science, 22(1), 59–73."
    ),
    "vehtari2021": (
        "Vehtari, A., Gelman, A., Simpson, D., Carpenter, B., & Bürkner, P.-C. (2021). "
        "Rank-normalization, folding, and localization: an improved R-hat. Bayesian Analysis, "
        "16(2), 667–718."
    ),
    "talts2018": (
        "Talts, S., Betancourt, M., Simpson, D., Vehtari, A., & Gelman, A. (2018). Validating "
        "Bayesian inference algorithms with simulation-based calibration. arXiv:1804.06788."
    ),
    "vehtari2017": (
        "Vehtari, A., Gelman, A., & Gabry, J. (2017). Practical Bayesian model evaluation using "
        "leave-one-out cross-validation and WAIC. Statistics and Computing, 27, 1413–1432."
    ),
    "vehtari2024": (
        "Vehtari, A., Simpson, D., Gelman, A., Yao, Y., & Gabry, J. (2024). Pareto smoothed "
        "importance sampling. Journal of Machine Learning Research, 25(72)."
    ),
    "kallioinen2024": (
        "Kallioinen, N., Paananen, T., Bürkner, P.-C., & Vehtari, A. (2024). Detecting and "
        "diagnosing prior and likelihood sensitivity with power-scaling. Statistics and "
        "Computing, 34(57)."
    ),
    "gustafson1996": (
        "Gustafson, P. (1996). Local sensitivity of posterior expectations. The Annals of "
        "Statistics, 24(1), 174–195."
    ),
    "nutpie": "Seyboldt, A., & the PyMC developers. nutpie: a fast sampler for Bayesian models.",
    "plutarch": (
        "Plutarch. Life of Pyrrhus, 17 and 21 (the losses at Heraclea and Asculum, and why such "
        "victories ruin)."
    ),
}


def work(key: str) -> str:
    """Return one work as a reference; raises ``KeyError`` for an unknown key."""
    return _WORKS[key]


def works(keys: Iterable[str]) -> tuple[str, ...]:
    """Return works in the order asked for, each once."""
    return tuple(_WORKS[key] for key in dict.fromkeys(keys))
