"""UNHCR: refugees and displaced people by year and country, from the Refugee Data Finder."""

from __future__ import annotations

from datetime import date

from asculum.evidence.dossier import Dossier
from asculum.evidence.formats.batch import number
from asculum.evidence.formats.claimed import Nothing, gather
from asculum.evidence.formats.days import DAY_FIRST, Days
from asculum.evidence.formats.frame import Cells, Format, Reading, Wanted, figure, plain_id
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import listed, shown

NAME = "unhcr"
REQUIRED = ("year", "coo_name", "refugees", "idps")
#: The columns as the API names them and as files downloaded from the site do.
_NAMES = {
    "year": ("year",),
    "coo_name": ("coo_name", "country of origin"),
    "coo": ("coo",),
    "coo_iso": ("coo_iso", "country of origin (iso)", "country of origin iso"),
    "coa_name": ("coa_name", "country of asylum"),
    "coa": ("coa", "country of asylum (iso)", "country of asylum iso"),
    "refugees": (
        "refugees",
        "refugees under unhcr's mandate",
        "refugees under unhcr’s mandate",
        "refugees under unhcr mandate",
    ),
    "idps": ("idps", "idps of concern to unhcr", "internally displaced persons"),
}
_MEASURES = {"refugees": "refugees", "idps": "displaced"}
SOURCE: Cells = {
    "id": "unhcr",
    "name": "UN refugee agency (UNHCR)",
    "short": "UNHCR",
    "allegiance": "third",
    "kind": "monitor",
    "url": "https://www.unhcr.org/refugee-statistics/",
    "note": "Refugee Data Finder, CC BY 4.0",
}


def read(records: Records, dossier: Dossier, wanted: Wanted) -> Reading:
    """Read the figures of the dossier's country of origin into people.csv.

    A figure is of the end of its year. Where --published does not say when the file came out, it
    is taken to be June of the year after, when the yearly report appears.
    """
    at = _columns(records)
    records.require(*(at.get(name, name) for name in REQUIRED), format=NAME)
    wanted.refuse_place(NAME)
    wanted.refuse_dyad(NAME)
    country = wanted.places[0] if wanted.places else dossier.place.country
    if not country:
        fix = "say it: --place Ukraine (or place.country in dossier.toml)"
        raise refusal("IMP011", "which country people fled is not said", fix=fix)

    def make(said_cells: Cells, days: Days) -> list[Cells] | Nothing:
        del days
        cells = {name: said_cells[own] for name, own in at.items()}
        names = {cells.get(name, "").casefold() for name in ("coo_name", "coo", "coo_iso")}
        if country.casefold() not in names:
            return "left out", f"of another country than {country}"
        year = number(cells["year"])
        if not 1900 <= year <= 2200 or not year.is_integer():
            return "refused", f"whose year is none: {shown(cells['year'])}"
        published = wanted.published or date(int(year) + 1, 6, 30)
        asylum = cells.get("coa_name", "")
        asylum = "" if asylum == "-" else asylum
        made = []
        for column, measure in _MEASURES.items():
            said = cells[column]
            if said in ("", "-", "0"):
                continue
            count = number(said)
            if not 0 <= count <= 1e10:
                return "refused", f"whose {column} is no count of persons: {shown(said)}"
            if measure == "displaced" and asylum and asylum != cells["coo_name"]:
                continue
            note = f"End of {int(year)}"
            if asylum and asylum != cells["coo_name"]:
                note += f", in {asylum}"
            if not wanted.published:
                note += "; the day of publication is taken to be 30 June of the year after"
            made.append(
                {
                    "id": plain_id(
                        "unhcr", f"{int(year)}", measure, cells.get("coa", "").strip("-")
                    ),
                    "published": published.isoformat(),
                    "source": SOURCE["id"],
                    "place": cells["coo_name"],
                    "measure": measure,
                    "end": f"{int(year)}-12-31",
                    "best": figure(count),
                    "bound": "about",
                    "checked": "excerpt",
                    "url": SOURCE["url"],
                    "note": note,
                }
            )
        return made or ("left out", "without refugees or displaced people")

    return gather(
        records,
        wanted,
        make,
        name=NAME,
        wanted_columns=tuple(at.values()),
        day_columns=(),
        usual=DAY_FIRST,
        table="people",
        day_of="end",
        sources=(SOURCE,),
    )


def _columns(records: Records) -> dict[str, str]:
    """Return the file's own name of each column that it has."""
    found = {}
    for name, known in _NAMES.items():
        own = [item for item in known if item in records.names]
        if own:
            found[name] = own[0]
    return found


def _knows(records: Records) -> str:
    at = _columns(records)
    if all(name in at for name in REQUIRED):
        return f"it has the columns {listed([at[name] for name in REQUIRED])}"
    return ""


FORMAT = Format(
    name=NAME,
    title="UNHCR populations by year",
    read=read,
    knows=_knows,
    licence="CC BY 4.0",
)
