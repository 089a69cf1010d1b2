"""Roads to a total that need no overlaps: tables of a registry read, reckoned and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from asculum.evidence.cells import Row
from asculum.evidence.dictionary import columns
from asculum.evidence.spelling import shown
from asculum.evidence.table import read_table
from asculum.evidence.vintages import Triangle, Vintage
from asculum.losses.nowcast import Nowcast, nowcast
from asculum.terms.errors import EvidenceError
from asculum.terms.estimate import PROB, Estimate, FloatArray, interval
from asculum.terms.findings import Finding
from asculum.terms.period import Period
from asculum.undercount.codes import found
from asculum.undercount.excess import AgeBand, Excess, excess_of_men
from asculum.undercount.overlap import together
from asculum.undercount.registry import BeyondRegistry, Share, beyond_registry

Json = dict[str, object]

#: The years that a table may tell of.
YEARS = (1800, 2200)
#: What a row of an answer is: the sum, a band in all years, a year of all bands.
SUM, BAND, YEAR, MONTH = "sum", "band", "year", "month"


@dataclass(frozen=True, kw_only=True, eq=False)
class Registered:
    """A registry's excess with the share of a list it has, and how it will yet grow."""

    excess: Excess
    dead: BeyondRegistry
    grown: Nowcast | None
    findings: tuple[Finding, ...]


def read_deaths(path: Path, *, war_from: int, line_to: int | None = None) -> tuple[AgeBand, ...]:
    """Read deaths by band, year and sex (``dictionary/deaths.csv``).

    Years after ``line_to`` and before ``war_from`` are left out: a pandemic, say. Raises
    ``EvidenceError`` with codes of reading, UND050 and UND051.
    """
    held: dict[str, dict[int, tuple[float, float, int]]] = {}
    problems: list[Finding] = []
    for row in _rows(path, "deaths"):
        year, where = _year(row, path, problems), f"{path.name}:{row.line}"
        if year is None or (line_to is not None and line_to < year < war_from):
            continue
        own = held.setdefault(row.text("band"), {})
        if year in own:
            what = f"band {shown(row.text('band'))} has {year} on line {own[year][2]} already"
            problems.append(found("UND050", what, where=where, fix="keep one row, or add them up"))
        own[year] = (row.number("men") or 0.0, row.number("women") or 0.0, row.line)
    _refuse(problems)
    bands = []
    for name, years in held.items():
        ordered = sorted(years)
        try:
            bands.append(
                AgeBand(
                    name=name,
                    years=tuple(ordered),
                    men=tuple(years[year][0] for year in ordered),
                    women=tuple(years[year][1] for year in ordered),
                    war_from=war_from,
                )
            )
        except EvidenceError as error:
            problems += error.findings or [
                found(error.code, error.what, where=path.name, fix=error.fix)
            ]
    _refuse(problems)
    return tuple(bands)


def read_shares(path: Path) -> tuple[Share, ...]:
    """Read how many of a list a registry has (``dictionary/registered.csv``).

    Raises ``EvidenceError`` with codes of reading and UND053.
    """
    shares: list[Share] = []
    problems: list[Finding] = []
    for row in _rows(path, "registered"):
        where = f"{path.name}:{row.line}"
        year = _year(row, path, problems) if row.number("year") is not None else None
        listed, told = row.number("listed") or 0.0, row.number("found") or 0.0
        if listed != int(listed) or told != int(told):
            what = f"listed is {listed:g} and found {told:g}"
            problems.append(found("UND053", what, where=where, fix="give whole persons"))
            continue
        try:
            shares.append(
                Share(band=row.text("band"), listed=int(listed), found=int(told), year=year)
            )
        except EvidenceError as error:
            problems.append(found(error.code, error.what, where=where, fix=error.fix))
    _refuse(problems)
    return tuple(shares)


def read_vintages(path: Path) -> Triangle:
    """Read counts of months by day of publication (``dictionary/vintages.csv``).

    Raises ``EvidenceError`` with codes of reading and UND054.
    """
    held: dict[tuple[Period, date], Vintage] = {}
    problems: list[Finding] = []
    for row in _rows(path, "vintages"):
        where, month = f"{path.name}:{row.line}", _month(row.text("month"))
        published, count = row.day("published"), row.number("count") or 0.0
        if month is None:
            what = f"month is {shown(row.text('month'))}"
            problems.append(found("UND054", what, where=where, fix="write it as 2022-05"))
        elif published is None or published < month.end:
            what = f"counted by {published}, before the month was over"
            problems.append(found("UND054", what, where=where, fix="leave the row out"))
        elif (month, published) in held:
            what = f"{row.text('month')} has a count of {published} already"
            problems.append(found("UND054", what, where=where, fix="keep one of the two rows"))
        elif count != int(count):
            what = f"count is {count:g}"
            problems.append(found("UND054", what, where=where, fix="give whole persons"))
        else:
            held[month, published] = Vintage(month=month, published=published, count=int(count))
    _refuse(problems)
    vintages = tuple(held[key] for key in sorted(held))
    return Triangle(source=path.stem, place="", measure="counted", vintages=vintages)


def registered(
    bands: Sequence[AgeBand],
    shares: Sequence[Share],
    *,
    triangle: Triangle | None = None,
    maturity: int,
    prob: float = PROB,
    seed: int = 1,
) -> Registered:
    """Reckon a registry's excess, grown to ``maturity`` [days], over the share of a list it has.

    Raises ``EvidenceError`` UND050 to UND054; UND054 too where the vintages tell nothing.
    """
    excess = excess_of_men(bands, prob=prob, seed=seed)
    grown, factors = None, None
    if triangle is not None:
        grown = nowcast(triangle, maturity=maturity, seed=seed, draws=len(excess.total.draws))
        if not grown.months:
            what, fix = grown.status.sentence.rstrip("."), "leave --vintages out, or add to them"
            raise together([found("UND054", what, where=triangle.source, fix=fix)])
        factors = growth_by_year(grown)
    dead = beyond_registry(excess, shares, growth=factors, seed=seed)
    findings: list[Finding] = []
    if triangle is None and not all(share.year is not None for share in shares):
        what = "one share stands for all years, and nothing tells how the registry will grow"
        fix = "give the shares by year, or its growth: --vintages FILE"
        findings.append(found("UND055", what, fix=fix))
    return Registered(excess=excess, dead=dead, grown=grown, findings=tuple(findings))


def growth_by_year(grown: Nowcast) -> dict[int, FloatArray]:
    """Return by how much the counts of a year's months will grow in all, as draws by year."""
    years = sorted({month.last.month.start.year for month in grown.months})
    factors = {}
    for year in years:
        own = [month for month in grown.months if month.last.month.start.year == year]
        last = sum(month.last.count for month in own)
        if last > 0:
            factors[year] = np.sum([month.draws for month in own], axis=0) / last
    return factors


def results(each: Mapping[tuple[str, int], FloatArray], total: Estimate, prob: float) -> list[Json]:
    """Return the sum, each year and each band as results of the JSON contract."""
    years = sorted({year for _, year in each})
    bands = list(dict.fromkeys(band for band, _ in each))
    rows = [_result(total, total.draws, prob, role=SUM)]
    for year in years:
        draws = np.sum([own for (_, when), own in each.items() if when == year], axis=0)
        rows.append(_result(total, draws, prob, role=YEAR, year=year))
    for band in bands:
        draws = np.sum([own for (name, _), own in each.items() if name == band], axis=0)
        rows.append(_result(total, draws, prob, role=BAND, band=band))
    return rows


def vintage_results(found_: Nowcast, prob: float) -> list[Json]:
    """Return the sum of months and each month, as counted so far and at maturity."""
    whole = Estimate(
        quantity="counted",
        draws=np.sum([month.draws for month in found_.months], axis=0).astype(np.float64),
        unit="persons",
        method="counts grown to one age by how earlier ones grew",
        status=found_.status,
        scope="war",
        sources=(found_.triangle.source,),
    )
    last = sum(month.last.count for month in found_.months)
    rows = [_result(whole, whole.draws, prob, role=SUM) | {"counted": last}]
    for month in found_.months:
        row = _result(whole, month.draws.astype(np.float64), prob, role=MONTH)
        row |= {
            "start": month.last.month.start.isoformat(),
            "end": month.last.month.end.isoformat(),
            "counted": month.last.count,
        }
        rows.append(row)
    return rows


def _result(
    total: Estimate,
    draws: FloatArray,
    prob: float,
    *,
    role: str,
    band: str = "",
    year: int | None = None,
) -> Json:
    lower, median, upper = interval(draws, prob)
    row = total.as_json(prob) | {"side": None, "force": None, "scope": None}
    if year is not None:
        row |= {"start": f"{year}-01-01", "end": f"{year + 1}-01-01"}
    row |= {"lower": lower, "median": median, "upper": upper}
    return row | {"role": role, "band": band}


def _rows(path: Path, table: str) -> Sequence[Row]:
    """Return a table's rows; raises ``EvidenceError`` with all that is wrong with it."""
    name = path.name.encode(errors="replace").decode()
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"the file cannot be read: {error.strerror or error}"
        fix = f"name a CSV file with the columns {', '.join(c.name for c in columns(table))}"
        raise together([found("UND030", what, where=name, why=_WHY[table], fix=fix)]) from error
    read = read_table(data, name=name, columns=columns(table))
    _refuse([item for item in read.findings if item.severity == "error"])
    if not read.rows:
        what, fix = "no rows under the header", "add a row for each count"
        raise together([found("UND030", what, where=name, why=_WHY[table], fix=fix)])
    return read.rows


_WHY = {
    "deaths": "deaths are a CSV file by band, year and sex",
    "registered": "shares are a CSV file by band: persons looked for, and found",
    "vintages": "vintages are a CSV file by month and day of publication",
}


def _year(row: Row, path: Path, problems: list[Finding]) -> int | None:
    year = row.number("year")
    if year is not None and year == int(year) and YEARS[0] <= year <= YEARS[1]:
        return int(year)
    what, where = f"year is {year:g}" if year is not None else "year is empty", path.name
    fix = "write a calendar year, such as 2022"
    problems.append(found("UND050", what, where=f"{where}:{row.line}", fix=fix))
    return None


def _month(text: str) -> Period | None:
    try:
        start = date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        return None
    if not YEARS[0] <= start.year <= YEARS[1]:
        return None
    end = (start + timedelta(days=32)).replace(day=1)
    return Period(start=start, end=end)


def _refuse(problems: Sequence[Finding]) -> None:
    if problems:
        raise together(problems)
