"""Make up a CSV of GED's shape: 400,000 events, about 250 MB; every figure is invented.

uv run python bench/make_ged.py TARGET.csv [--rows 400000] [--seed 1]
"""

from __future__ import annotations

import argparse
import csv
import random
from datetime import date, timedelta
from pathlib import Path

HEADER = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]
WORDS = [
    "fight",
    "shelling",
    "near",
    "the",
    "town",
    "of",
    "river",
    "post",
    "says",
    "army",
    "killed",
    "three,",
    "soldiers",
]


def make(target: Path, *, rows: int, seed: int) -> None:
    draw = random.Random(seed)

    def words(count: int) -> str:
        return " ".join(draw.choice(WORDS) for _ in range(count))

    articles = [
        ";".join(
            f'"Made-up Agency,{date(2000 + draw.randrange(24), 1, 1)},{words(11)}"'
            + ("\n" if draw.random() < 0.05 else "")
            for _ in range(draw.choice((1, 1, 2, 4)))
        )
        for _ in range(4000)
    ]
    headlines = [words(14) for _ in range(2000)]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for number in range(1, rows + 1):
            dyad = draw.randrange(1, 900)
            day = date(1989, 1, 1) + timedelta(days=draw.randrange(12700))
            best = int(draw.expovariate(0.2)) + 1
            high, low = best + draw.randrange(3), max(0, best - draw.randrange(2))
            latitude, longitude = draw.uniform(-35, 60), draw.uniform(-100, 130)
            if draw.random() < 0.02:
                latitude, longitude = draw.gauss(48.59, 0.1), draw.gauss(38.0, 0.1)
            writer.writerow(
                [
                    number,
                    f"MAD-{day.year}-1-{dyad}-{number}",
                    day.year,
                    1,
                    "Clear",
                    1,
                    dyad,
                    dyad,
                    f"Nowhere {dyad % 60}: Territory",
                    dyad,
                    dyad,
                    f"Government of Nowhere {dyad % 60} - Front {dyad}",
                    dyad % 60,
                    dyad % 60,
                    f"Government of Nowhere {dyad % 60}",
                    dyad,
                    dyad,
                    f"Front {dyad}",
                    2,
                    draw.choice(articles),
                    "Made-up Agency;Made-up Agency",
                    f"{day};{day}",
                    draw.choice(headlines),
                    "a spokesman",
                    draw.choice((1, 1, 1, 2, 2, 3, 4, 5, 6)),
                    f"Place {number % 5000} town",
                    f"Place {number % 5000} town, near the river",
                    f"Province {dyad % 30}",
                    f"District {dyad % 300}",
                    round(latitude, 5),
                    round(longitude, 5),
                    f"POINT ({longitude:.5f} {latitude:.5f})",
                    180000 + dyad,
                    f"Nowhere {dyad % 60}",
                    dyad % 60,
                    "Elsewhere",
                    1,
                    draw.choice((1, 1, 2, 3)),
                    f"{day} 00:00:00.000",
                    f"{day} 00:00:00.000",
                    best // 2,
                    best - best // 2,
                    0,
                    0,
                    best,
                    high,
                    low,
                    dyad % 60,
                    "",
                ]
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("target", type=Path)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    make(asked.target, rows=asked.rows, seed=asked.seed)
    print(f"{asked.target}: {asked.target.stat().st_size / 1e6:,.0f} MB")
