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
    "nutpie": "Seyboldt, A., & the PyMC developers. nutpie: a fast sampler for Bayesian models.",
    "helmbold1993": (
        "Helmbold, R. L. (1993). Combat Data Base, release CDB90. US Army Concepts Analysis "
        "Agency; patched edition by J. B. Arnold, jrnold/CDB90, ODC-BY 1.0."
    ),
    "lanchester1916": "Lanchester, F. W. (1916). Aircraft in Warfare. Constable, London.",
    "kingman2003": (
        "Kingman, J. F. C., & Volkov, S. E. (2003). Solution to the OK Corral model via decoupling "
        "of Friedman's urn. Journal of Theoretical Probability, 16(1), 267–276."
    ),
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
