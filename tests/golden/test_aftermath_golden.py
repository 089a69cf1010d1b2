"""The Basque Country without terrorism: weights, loss and gap as others printed them.

``basque.csv`` holds figures of Abadie and Gardeazabal (2003), American Economic Review 93(1),
113–132, as their data are handed round with the programs for the method: output a head of the
regions of Spain 1955 to 1997 and the means of the predictors over the years that the standard
example uses (schooling and investment 1964–69, sectors 1961–69, density 1969).
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from asculum.aftermath.panel import Panel, Predictor, panel
from asculum.aftermath.synthetic import SAME, SyntheticControl, synthetic_control

BASQUE = "Basque Country (Pais Vasco)"
YEARS = range(1955, 1998)
#: Half of the last digit of a weight printed to three places, and of a loss to six.
PRINTED, PRINTED_LOSS = 0.0005, 5e-7


def table(*, without: str = "") -> tuple[Panel, list[Predictor]]:
    """Return the regions as a long table; a trait holds for every year."""
    path = Path(__file__).with_name("basque.csv")
    with path.open(encoding="utf-8", newline="") as file:
        wide = [row for row in csv.DictReader(file) if row["region"] != without]
    traits = [name for name in wide[0] if name != "region" and not name.isdigit()]
    rows = [
        {
            "region": row["region"],
            "year": year,
            "gdpcap": row[str(year)],
            **{t: row[t] for t in traits},
        }
        for row in wide
        for year in YEARS
    ]
    predictors = [Predictor(column=name, times=(1969,)) for name in traits]
    predictors.append(Predictor(column="gdpcap", times=tuple(range(1960, 1970))))
    return panel(rows, unit="region", time="year", columns=["gdpcap", *traits]), predictors


def fitted(*, starts: int, without: str = "") -> SyntheticControl:
    found, predictors = table(without=without)
    return synthetic_control(
        found,
        outcome="gdpcap",
        treated=BASQUE,
        since=1970,
        predictors=predictors,
        fitted=range(1960, 1970),
        starts=starts,
        placebos=False,
    )


def eighties(found: SyntheticControl) -> float:
    """Return the mean gap of the 1980s as a share of the synthetic level."""
    regions, _ = table()
    own = regions.column("gdpcap")[regions.row(BASQUE)]
    chosen = [year in range(1980, 1990) for year in found.times]
    return float(np.mean(found.gaps[chosen] / (own - found.gaps)[chosen]))


def test_one_search_from_equal_predictors_gives_the_published_weights() -> None:
    """Weights .851 and .149 as printed in the paper; .8508 and .1492 by the program pysyncon."""
    found = fitted(starts=1)
    weights = dict(found.weights)
    assert weights["Cataluna"] == pytest.approx(0.8508, abs=PRINTED)
    assert weights["Madrid (Comunidad De)"] == pytest.approx(0.1492, abs=PRINTED)
    assert found.loss == pytest.approx(0.008865, abs=PRINTED_LOSS)
    assert eighties(found) == pytest.approx(-0.100, abs=PRINTED)


def test_several_starts_find_a_loss_less_than_half_of_the_published() -> None:
    """The published weights are a local minimum: more starts never do worse, and here do better."""
    found = fitted(starts=6)
    assert found.loss < 0.0045
    assert found.floor <= found.loss
    assert min(start.loss for start in found.starts) == found.loss
    assert any(start.loss == pytest.approx(0.008865, abs=PRINTED_LOSS) for start in found.starts)
    assert eighties(found) < -0.12


def test_leaving_out_a_donor_without_weight_needs_more_than_one_start() -> None:
    """Without Spain as a donor, one start ends far off; several end where they did with it."""
    once, often = fitted(starts=1, without="Spain (Espana)"), fitted(starts=6)
    again = fitted(starts=6, without="Spain (Espana)")
    assert once.loss > 10 * again.loss
    assert again.loss == pytest.approx(often.loss, rel=SAME)
    assert max(again.loss, often.loss) < (1 + SAME) * often.floor


#: Weights at which single searches of pysyncon 1.7.0 end (``scripts/basque_by_pysyncon.py``), from
#: equal predictors: by Nelder and Mead and by BFGS, each with and without Spain as a donor; then
#: loss and gap of the 1980s as it prints them.
ENDS = (
    ({"Cataluna": 0.8508, "Madrid (Comunidad De)": 0.1492}, 0.008865, -0.100),
    (
        {"Cataluna": 0.9221, "Cantabria": 0.0496, "Madrid (Comunidad De)": 0.0283},
        0.038263,
        -0.088,
    ),
    ({"Cataluna": 0.7568, "Cantabria": 0.2432}, 0.208755, -0.050),
    (
        {
            "Cantabria": 0.4614,
            "Cataluna": 0.4543,
            "Principado De Asturias": 0.0439,
            "Baleares (Islas)": 0.0342,
            "Madrid (Comunidad De)": 0.0063,
        },
        0.619422,
        -0.002,
    ),
)


@pytest.mark.parametrize(("weights", "loss", "gap"), ENDS)
def test_where_single_searches_of_another_program_end(
    weights: dict[str, float], loss: float, gap: float
) -> None:
    """One start finds a loss 4 to 140 times the least, and a gap from -10.0 % to hardly any.

    An earlier run of that program ended at .917, .053 and .029 with a loss of .0396 (-8.7 %) and,
    by BFGS without Spain, at +1.9 %: where a single search ends hangs on the machine as well.
    """
    regions, _ = table()
    output = regions.column("gdpcap")
    years = np.array(regions.times)
    made = sum(share * output[regions.row(name)] for name, share in weights.items())
    own = output[regions.row(BASQUE)]
    fitted_years, late = (years >= 1960) & (years < 1970), (years >= 1980) & (years < 1990)
    # weights printed to four places
    assert np.mean((own - made)[fitted_years] ** 2) == pytest.approx(loss, rel=0.002)
    assert np.mean((own / made - 1)[late]) == pytest.approx(gap, abs=2 * PRINTED)
    assert fitted(starts=6).loss < loss / 2
