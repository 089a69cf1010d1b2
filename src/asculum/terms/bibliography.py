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
    "ball2002": (
        "Ball, P., Betts, W., Scheuren, F., Dudukovich, J., & Asher, J. (2002). Killings and "
        "refugee flow in Kosovo, March–June 1999. A report to the International Criminal Tribunal "
        "for the Former Yugoslavia."
    ),
    "ball2019": (
        "Ball, P., Coronel, S., Padilla, M., & Mora, D. (2019). Drug-related killings in the "
        "Philippines. Human Rights Data Analysis Group."
    ),
    "bales2015": (
        "Bales, K., Hesketh, O., & Silverman, B. W. (2015). Modern slavery in the UK: how many "
        "victims? Significance, 12(3), 16–21."
    ),
    "bales2019": (
        "Bales, K., Murphy, L. T., & Silverman, B. W. (2019). How many trafficked people are "
        "there in Greater New Orleans? Journal of Human Trafficking, 6(4), 375–387."
    ),
    "abeni1994": (
        "Abeni, D. D., Brancato, G., & Perucci, C. A. (1994). Capture-recapture to estimate the "
        "size of the population with human immunodeficiency virus type 1 infection. Epidemiology, "
        "5(4), 410–414."
    ),
    "silverman2020": (
        "Silverman, B. W. (2020). Multiple-systems analysis for the quantification of modern "
        "slavery: classical and Bayesian approaches. Journal of the Royal Statistical Society A, "
        "183(3), 691–736."
    ),
    "farrell2019": (
        "Farrell, A., Dank, M., Kafafian, M., Lockwood, S., Pfeffer, R., Hughes, A., & Vincent, "
        "K. (2019). Capturing human trafficking victimization through crime reporting. National "
        "Institute of Justice."
    ),
    "king2013": (
        "King, R., Bird, S. M., Overstall, A. M., Hay, G., & Hutchinson, S. J. (2013). Injecting "
        "drug users in Scotland, 2006. Addiction Research & Theory, 21(3), 235–246."
    ),
    "bruno1994": (
        "Bruno, G., LaPorte, R. E., Merletti, F., Biggeri, A., McCarty, D., & Pagano, G. (1994). "
        "National diabetes programs: application of capture-recapture to count diabetes? Diabetes "
        "Care, 17(6), 548–556."
    ),
    "wittes1974": (
        "Wittes, J. T., Colton, T., & Sidel, V. W. (1974). Capture-recapture methods for "
        "assessing the completeness of case ascertainment when using multiple information "
        "sources. Journal of Chronic Diseases, 27, 25–36."
    ),
    "manriquevallier2016": (
        "Manrique-Vallier, D. (2016). Bayesian population size estimation using Dirichlet process "
        "mixtures. Biometrics, 72(4), 1246–1254."
    ),
    "aleshinguendel2024": (
        "Aleshin-Guendel, S., Sadinle, M., & Wakefield, J. (2024). The central role of the "
        "identifying assumption in population size estimation. Biometrics, 80(1), ujad028; "
        "arXiv:2101.09304."
    ),
    "dau2022": (
        "Dau, H.-D., & Chopin, N. (2022). Waste-free sequential Monte Carlo. Journal of the Royal "
        "Statistical Society: Series B, 84(1), 114–148."
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
    "helmbold1993": (
        "Helmbold, R. L. (1993). Combat Data Base, release CDB90. US Army Concepts Analysis "
        "Agency; patched edition by J. B. Arnold, jrnold/CDB90, ODC-BY 1.0."
    ),
    "lanchester1916": "Lanchester, F. W. (1916). Aircraft in Warfare. Constable, London.",
    "kingman2003": (
        "Kingman, J. F. C., & Volkov, S. E. (2003). Solution to the OK Corral model via decoupling "
        "of Friedman's urn. Journal of Theoretical Probability, 16(1), 267–276."
    ),
    "abadie2003": (
        "Abadie, A., & Gardeazabal, J. (2003). The economic costs of conflict: a case study of the "
        "Basque Country. American Economic Review, 93(1), 113–132."
    ),
    "federle2024": (
        "Federle, J., Meier, A., Müller, G. J., Mutschler, W., & Schularick, M. (2024). The price "
        "of war. CEPR Discussion Paper 18834, Kiel Working Paper 2262."
    ),
    "melander2007": (
        "Melander, E., & Öberg, M. (2007). The threat of violence and forced migration: "
        "geographical scope trumps intensity of fighting. Civil Wars, 9(2), 156–173."
    ),
    "simini2012": (
        "Simini, F., González, M. C., Maritan, A., & Barabási, A.-L. (2012). A universal model for "
        "mobility and migration patterns. Nature, 484, 96–100."
    ),
    "ford1956": (
        "Ford, L. R., & Fulkerson, D. R. (1956). Maximal flow through a network. Canadian Journal "
        "of Mathematics, 8, 399–404."
    ),
    "shapley1953": (
        "Shapley, L. S. (1953). A value for n-person games. In Contributions to the Theory of "
        "Games II, 307–317. Princeton University Press."
    ),
    "raiffa1961": (
        "Raiffa, H., & Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard "
        "University, Boston."
    ),
    "savage1951": (
        "Savage, L. J. (1951). The theory of statistical decision. Journal of the American "
        "Statistical Association, 46(253), 55–67."
    ),
    "strong2014": (
        "Strong, M., Oakley, J. E., & Brennan, A. (2014). Estimating multiparameter partial "
        "expected value of perfect information from a probabilistic sensitivity analysis sample. "
        "Medical Decision Making, 34(3), 311–326."
    ),
    "fearon1995": (
        "Fearon, J. D. (1995). Rationalist explanations for war. International Organization, "
        "49(3), 379–414."
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
