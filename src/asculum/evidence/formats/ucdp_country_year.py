"""UCDP country-year: deaths by country and year, all of them and by type of violence."""

from __future__ import annotations

from datetime import date

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.batch import number
from asculum.evidence.formats.claimed import Nothing, gather
from asculum.evidence.formats.days import DAY_FIRST, Days
from asculum.evidence.formats.frame import (
    Cells,
    Format,
    Reading,
    Wanted,
    figure,
    has,
    plain_id,
    version_of,
)
from asculum.evidence.formats.ledger import Tally
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import shown

NAME = "ucdp-country-year"
_BEST, _LOW, _HIGH = (f"sb_total_deaths_{name}_cy" for name in ("best", "low", "high"))
REQUIRED = ("country_cy", "year_cy", _BEST, _LOW, _HIGH)
SOURCE: Cells = {
    "id": "ucdp-country-year",
    "name": "Uppsala Conflict Data Program, country-year dataset on organized violence",
    "short": "UCDP by year",
    "allegiance": "third",
    "kind": "scholar",
    "url": "https://ucdp.uu.se/downloads/",
    "note": "CC BY 4.0; deaths of both sides and of civilians together",
}


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Read state-based deaths in the dossier's country into claims of both sides together.

    Where the published range does not hold the best figure the range is left out and said in the
    note. Where --published is not given, the 30 June of the version's year is taken.
    """
    records.require(*REQUIRED, format=NAME)
    wanted.refuse_place(NAME)
    wanted.refuse_dyad(NAME)
    country = wanted.places[0] if wanted.places else dossier.place.country
    if not country:
        fix = "say it: --place Ukraine (or place.country in dossier.toml)"
        raise refusal("IMP011", "which country is meant is not said", fix=fix)
    stated = wanted.version or version_of(records.name)
    tally = Tally()

    def make(cells: Cells, days: Days) -> list[Cells] | Nothing:
        del days
        if cells["country_cy"].casefold() != country.casefold():
            return "left out", f"of another country than {country}"
        year = number(cells["year_cy"])
        if not 1900 <= year <= 2200 or not year.is_integer():
            return "refused", f"whose year_cy is none: {shown(cells['year_cy'])}"
        if dossier.war_start and int(year) < dossier.war_start.year:
            return "left out", "of years before the war"
        version = cells.get("version") or stated
        published = wanted.published
        note = "State-based deaths, civilians among them"
        if published is None:
            known = version.split(".")[0]
            if not known.isdigit():
                what = "when the file was published is not said"
                raise refusal("IMP011", what, fix="say it: --published DATE, or --version 25.1")
            published = max(date(2000 + int(known) % 100, 6, 30), date(int(year) + 1, 1, 1))
            note += "; the day of publication is taken to be in June of the version's year"
        best, low, high = (number(cells[name]) for name in (_BEST, _LOW, _HIGH))
        if not best >= 0:
            return "refused", f"whose {_BEST} is no count of persons: {shown(cells[_BEST])}"
        row = {"low": figure(low), "best": figure(best), "high": figure(high)}
        if not low <= best <= high:
            tally.fact("rows that break low ≤ best ≤ high, taken without their range", 1)
            row = {"low": "", "best": figure(best), "high": ""}
            note += f"; the published range {figure(low)} to {figure(high)} does not hold it"
        return [
            {
                "id": plain_id("ucdp-cy", cells["country_cy"], figure(year)),
                "published": published.isoformat(),
                "source": SOURCE["id"],
                "side": "both",
                "category": "killed",
                "kind": "count",
                **row,
                "bound": "about",
                "start": f"{int(year)}-01-01",
                "end": f"{int(year) + 1}-01-01",
                "scope": "war",
                "checked": "excerpt",
                "url": SOURCE["url"],
                "note": note + (f"; version {version}" if version else ""),
            }
        ]

    return gather(
        records,
        wanted,
        make,
        name=NAME,
        wanted_columns=(*REQUIRED, "version"),
        day_columns=(),
        usual=DAY_FIRST,
        day_of="start",
        sources=(SOURCE,),
        tally=tally,
        version=stated,
    )


FORMAT = Format(
    name=NAME,
    title="UCDP deaths by country and year",
    read=read,
    knows=has("country_cy", "year_cy", _BEST),
    licence="CC BY 4.0",
)
