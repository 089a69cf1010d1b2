"""Tables of a registry: read, refused with their lines, and answered on the command line."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asculum.study.registry import growth_by_year, read_deaths, read_shares, read_vintages
from asculum.terms.errors import EvidenceError

if TYPE_CHECKING:
    from calling import Command

DEATHS = "band,year,men,women\n" + "".join(
    f"{band},{year},{men},100\n"
    for band in ("20 to 24", "25 to 29")
    for year, men in zip(
        (2015, 2016, 2017, 2018, 2019, 2020, 2022), (300, 306, 294, 303, 297, 900, 500), strict=True
    )
)
SHARES = "band,year,listed,found\n20 to 24,,400,160\n25 to 29,2022,300,150\n"
VINTAGES = "month,published,count\n" + "".join(
    f"2022-{month:02d},2022-{10 + step}-01,{count}\n"
    for month, counts in ((6, (90, 99, 100)), (7, (70, 85, 90)), (8, (30, 60, 75)))
    for step, count in enumerate(counts)
)
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "json.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deaths.csv").write_text(DEATHS)
    (tmp_path / "shares.csv").write_text(SHARES)
    (tmp_path / "vintages.csv").write_text(VINTAGES)
    return tmp_path


WAR = ("--war-from", "2022")
LINE = (*WAR, "--line-to", "2019")


def test_years_between_the_line_and_the_war_are_left_out(folder: Path) -> None:
    bands = read_deaths(folder / "deaths.csv", war_from=2022, line_to=2019)
    assert [band.years for band in bands] == [(2015, 2016, 2017, 2018, 2019, 2022)] * 2
    assert 2020 in read_deaths(folder / "deaths.csv", war_from=2022)[0].years


def test_excess_of_a_table(asculum: Command, folder: Path) -> None:
    value = asculum("lists", "excess", "deaths.csv", *LINE, "--json").json
    total, year, *bands = value["results"]
    assert total["role"] == "sum"
    assert total["lower"] < 400 < total["upper"]
    assert (year["start"], year["end"]) == ("2022-01-01", "2023-01-01")
    assert [band["band"] for band in bands] == ["20 to 24", "25 to 29"]
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"`{key}`" in page for key in (*total, "assumption"))


def test_registry_with_and_without_growth(asculum: Command, folder: Path) -> None:
    words = ("lists", "registry", "deaths.csv", "--shares", "shares.csv", *LINE)
    plain = asculum(*words, "--json").json
    # 200 over 0.4 and 200 over 0.5
    assert plain["results"][0]["median"] == pytest.approx(900, rel=0.05)
    assert [item["code"] for item in plain["findings"]] == ["UND055"]
    grown = asculum(*words, "--vintages", "vintages.csv", "--json").json
    assert grown["results"][0]["median"] > plain["results"][0]["median"]
    assert not grown["findings"]
    said = asculum(*words)
    assert said.code == 0
    assert "DOUBTFUL" in said.out


def test_vintages_grow_and_thin_ones_are_refused(asculum: Command, folder: Path) -> None:
    value = asculum("lists", "vintages", "vintages.csv", "--json").json
    total, june, *_ = value["results"]
    assert total["counted"] == 265
    assert total["lower"] >= 265
    assert june["start"] == "2022-06-01"
    (folder / "thin.csv").write_text("\n".join(VINTAGES.splitlines()[:3]) + "\n")
    said = asculum("lists", "vintages", "thin.csv")
    assert said.code == 4
    assert "cannot be told" in said.out
    words = ("lists", "registry", "deaths.csv", "--shares", "shares.csv", *LINE)
    assert "UND054" in asculum(*words, "--vintages", "thin.csv").err


def test_growth_is_of_all_months_of_a_year(folder: Path) -> None:
    from asculum.losses.nowcast import nowcast

    found = nowcast(read_vintages(folder / "vintages.csv"), maturity=180)
    (factors,) = growth_by_year(found).values()
    assert factors.min() >= 1
    assert factors.mean() * 265 == pytest.approx(
        sum(float(month.draws.mean()) for month in found.months)
    )


@pytest.mark.parametrize(
    ("table", "text", "code", "where"),
    [
        ("deaths", "band,year,men,women\na,2015,1,2\na,2015,1,2\n", "UND050", ":3"),
        ("deaths", "band,year,men,women\na,2015.5,1,2\n", "UND050", ":2"),
        ("deaths", "band,year,men,women\na,2015,-1,2\n", "EVI012", ":2"),
        ("deaths", "band,year,men\na,2015,1\n", "EVI006", ":1"),
        ("deaths", "band,year,men,women\na,2015,1,2\n", "UND051", ""),
        ("deaths", "band,year,men,women\n", "UND030", ""),
        ("shares", "band,listed,found\na,4,9\n", "UND053", ":2"),
        ("shares", "band,listed,found\na,4.5,2\n", "UND053", ":2"),
        ("vintages", "month,published,count\nMay,2022-06-01,4\n", "UND054", ":2"),
        ("vintages", "month,published,count\n2022-05,2022-05-20,4\n", "UND054", ":2"),
        ("vintages", "month,published,count\n2022-05,2022-06-01,4\n2022-05,2022-06-01,5\n",
         "UND054", ":3"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_line(
    folder: Path, table: str, text: str, code: str, where: str
) -> None:
    path = folder / f"{table}.csv"
    path.write_text(text)
    read = {
        "deaths": partial(read_deaths, war_from=2022),
        "shares": read_shares,
        "vintages": read_vintages,
    }
    with pytest.raises(EvidenceError) as told:
        read[table](path)
    said = str(told.value)
    assert code in said
    assert f"{table}.csv{where}" in said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("excess", "deaths.csv"), 2),
        (("excess", "deaths.csv", *WAR, "--line-to", "2022"), 2),
        (("excess", "nowhere.csv", *WAR), 3),
        (("registry", "deaths.csv", *LINE), 2),
        (("registry", "deaths.csv", *LINE, "--shares", "deaths.csv"), 3),
    ],
)
def test_exit_codes(asculum: Command, folder: Path, words: tuple[str, ...], code: int) -> None:
    said = asculum("lists", *words)
    assert said.code == code
    assert "Traceback" not in said.err
