"""The registry: every format by name, and which one a file is."""

from __future__ import annotations

from asculum.evidence.formats import (
    acled,
    general_staff,
    hxl,
    mapped,
    named_counts,
    oryx,
    radford2023,
    ucdp_country_year,
    ucdp_ged,
    unhcr,
    viina,
)
from asculum.evidence.formats.frame import Format
from asculum.evidence.formats.records import Records
from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import Speller, listed

AUTO = "auto"

#: Every format; where several know a file, the first is taken.
FORMATS: dict[str, Format] = {
    item.name: item
    for item in (
        ucdp_ged.FORMAT,
        ucdp_country_year.FORMAT,
        acled.FORMAT,
        viina.FORMAT,
        general_staff.FORMAT,
        oryx.FORMAT,
        named_counts.FORMAT,
        unhcr.FORMAT,
        radford2023.FORMAT,
        hxl.FORMAT,
        mapped.FORMAT,
    )
}


def choose(name: str, records: Records) -> tuple[Format, str]:
    """Return a format by its name, or for ``auto`` the one that knows the file, and why.

    Raises IMP007 where the name is not known or no format knows the file.
    """
    if name in FORMATS:
        return FORMATS[name], "as asked"
    if name != AUTO:
        fix = Speller([*FORMATS, AUTO]).fix(name)
        raise refusal("IMP007", f"no format is called {name!r}", fix=fix)
    for item in FORMATS.values():
        if reason := item.knows(records):
            return item, reason
    what = f"no format knows its columns: {listed(records.names, most=12)}"
    fix = "name the format, or write a mapping: asculum import csv FILE --mapping MAPPING.toml"
    raise refusal("IMP007", what, where=records.name, fix=fix)


def check_name(name: str) -> None:
    """Raise IMP007 where no format has this name, before any file is opened."""
    if name not in FORMATS and name != AUTO:
        fix = Speller([*FORMATS, AUTO]).fix(name)
        raise refusal("IMP007", f"no format is called {name!r}", fix=fix)
