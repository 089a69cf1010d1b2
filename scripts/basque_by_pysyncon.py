"""Weigh the Basque Country by pysyncon, from the table of the golden test; nothing of Asculum runs.

    pip install pysyncon
    python scripts/basque_by_pysyncon.py tests/golden/basque.csv

Prints for each optimiser, with and without the donor "Spain", which has no weight: the loss over
1960 to 1969, the mean gap of the 1980s as a share of the synthetic level, and the weights. These
are the figures of ``test_where_single_searches_of_another_program_end``; pysyncon (MIT) is no
dependency. It takes some minutes.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from pysyncon import Synth

BASQUE, SPAIN = "Basque Country (Pais Vasco)", "Spain (Espana)"


def main(path: Path) -> None:
    """Print a line for each of four searches."""
    with path.open(encoding="utf-8", newline="") as file:
        wide = {row["region"]: row for row in csv.DictReader(file)}
    traits = [name for name in wide[BASQUE] if name != "region" and not name.isdigit()]
    output = pd.DataFrame(
        {name: [float(row[str(year)]) for year in range(1955, 1998)] for name, row in wide.items()},
        index=range(1955, 1998),
    )
    means = pd.DataFrame(
        {name: [float(row[key]) for key in traits] for name, row in wide.items()}, index=traits
    )
    means.loc["gdpcap"] = output.loc[1960:1969].mean()
    for method in ("Nelder-Mead", "BFGS"):
        for without in (None, SPAIN):
            donors = [name for name in wide if name not in (BASQUE, without)]
            found = Synth()
            found.fit(
                X0=means[donors],
                X1=means[BASQUE],
                Z0=output.loc[1960:1969, donors],
                Z1=output.loc[1960:1969, BASQUE],
                optim_method=method,
                optim_initial="equal",
            )
            weights = pd.Series(np.asarray(found.W), index=donors)
            made = output.loc[1980:1989, donors] @ weights
            gap = ((output.loc[1980:1989, BASQUE] - made) / made).mean()
            loss = (output.loc[1960:1969, BASQUE] - output.loc[1960:1969, donors] @ weights) ** 2
            told = {name: round(float(w), 4) for name, w in weights.items() if w > 5e-4}
            print(f"{method}, without {without}: {loss.mean():.6f} {100 * gap:.1f} % {told}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
