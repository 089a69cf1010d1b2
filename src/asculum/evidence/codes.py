"""The codes of every finding about evidence: how grave each is and the rule behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from asculum.terms.findings import Finding, Severity


@dataclass(frozen=True, kw_only=True)
class Code:
    """A stable code, how grave it is, and the rule a reader is told as ``why``."""

    code: str
    severity: Severity
    rule: str


def _table(*rows: tuple[str, Severity, str]) -> Mapping[str, Code]:
    codes = {code: Code(code=code, severity=severity, rule=rule) for code, severity, rule in rows}
    assert len(codes) == len(rows), "a code is used twice"
    return MappingProxyType(codes)


#: Every code that ``asculum.evidence`` reports, in order.
CODES: Mapping[str, Code] = _table(
    # the dossier as a whole
    ("EVI000", "error", "a reckoning stands on every row; none is left out in silence"),
    ("EVI001", "error", "a dossier is a folder that can be read"),
    ("EVI002", "error", "a dossier needs dossier.toml, sources.csv and claims.csv"),
    # files and tables
    ("EVI003", "error", "tables and dossier.toml are UTF-8 text, with or without a BOM"),
    ("EVI004", "error", "a text file holds no NUL bytes or control characters"),
    ("EVI005", "error", "a table begins with a row of column names"),
    ("EVI006", "error", "the column is required by the data dictionary"),
    ("EVI007", "error", "only columns of the data dictionary are read; others would be dropped"),
    ("EVI008", "error", "each column has one name, and each name one column"),
    ("EVI009", "error", "every row has as many cells as the first row has names"),
    ("EVI010", "error", "a quote that is opened must be closed, and quotes within are doubled"),
    ("EVI011", "error", "dates are written YYYY-MM-DD, so that no one can misread them"),
    (
        "EVI012",
        "error",
        "numbers are plain (digits, a decimal point, no separators, units or signs), and a share "
        "is at most 1",
    ),
    ("EVI013", "error", "only the words of the data dictionary are understood"),
    ("EVI014", "error", "the cell is required by the data dictionary"),
    ("EVI015", "error", "a cell this long is nearly always a quote that was never closed"),
    ("EVI016", "error", "an id names one row of its table"),
    ("EVI017", "error", "an id is made of letters a-z, digits, - and _"),
    ("EVI018", "error", "a web address begins with http:// or https:// and has no spaces"),
    ("EVI019", "error", "columns are separated by commas"),
    ("EVI020", "warning", "a file whose name is not one of the dossier's tables is not read"),
    ("EVI021", "note", "only the tables of the data dictionary are read"),
    ("EVI022", "error", "a table written by hand is never this large"),
    ("EVI023", "warning", "a spreadsheet takes what begins with =, +, - or @ for a formula"),
    # dossier.toml
    ("EVI030", "error", "dossier.toml must be valid TOML"),
    ("EVI031", "error", "only keys of the data dictionary are read; others would be dropped"),
    ("EVI032", "error", "the key is required by the data dictionary"),
    ("EVI033", "error", "each key has one type in the data dictionary"),
    ("EVI034", "error", "this version reads format 1"),
    ("EVI035", "error", "a battle is reckoned between exactly two sides"),
    ("EVI036", "error", "every row points to sides and forces by these names"),
    (
        "EVI037",
        "error",
        "forces nest: each lies within a force of its own side, and none in itself",
    ),
    ("EVI038", "error", "the battle's end is the day after its last day, later than its start"),
    (
        "EVI039",
        "error",
        "Asculum looks back: battles still being fought or ended within a year are refused",
    ),
    ("EVI040", "error", "only the assumptions of the data dictionary are used"),
    ("EVI041", "error", "an assumption is stated for all, or where it differs by force for those"),
    ("EVI042", "error", "a prior is stated as its 5 % and 95 % points, the lower one first"),
    ("EVI043", "warning", "a number that needs judgement is stated with its reason"),
    ("EVI044", "error", "a range is given with its lower end first"),
    # what rows point to
    ("EVI050", "error", "every row names its source, and sources.csv says who that is"),
    ("EVI051", "error", "the sides are those of dossier.toml"),
    ("EVI052", "error", "the forces of a side are those of dossier.toml"),
    ("EVI053", "error", "figures are ordered: low, then best, then high"),
    ("EVI054", "error", "a row needs a figure: low, best or high"),
    ("EVI055", "error", "a ratio between losses is above zero"),
    ("EVI056", "error", "end is the day after the last day spoken of, later than start"),
    ("EVI057", "error", "a claim speaks of what was, up to the day it was published"),
    ("EVI058", "error", "a claim about the whole war begins with the war unless it says when"),
    ("EVI059", "error", "lineage and statements point to rows by their id"),
    # lineage
    ("EVI060", "error", "a row cannot go back to itself"),
    ("EVI061", "error", "of two rows that go back to each other, neither is the first"),
    (
        "EVI062",
        "warning",
        "an echo comes after what it echoes; as of a day in between the earliest echo stands in",
    ),
    ("EVI063", "error", "derives_from says what a row goes back to, manner says how: both or none"),
    ("EVI064", "warning", "the later one adds no evidence and carries no weight"),
    ("EVI065", "note", "a figure copied from another claim would count as evidence twice"),
    ("EVI066", "warning", "the part outside the battle's days is reckoned apart"),
    ("EVI067", "note", "what they say of the battle rests on an assumed share"),
    ("EVI068", "note", "from a total of both sides together no ratio between them can be had"),
    ("EVI069", "error", "a ratio sets the losses of one side over those of the other"),
    ("EVI070", "error", "versus and versus_force have a meaning for a ratio only"),
    ("EVI071", "note", "claims that misquote or doctor another are shown but carry no weight"),
    ("EVI072", "warning", "rows written from memory must be checked before they are cited"),
    (
        "EVI073",
        "warning",
        "a running total can only grow, so the earlier published one is set aside",
    ),
    ("EVI074", "warning", "casualties include the killed"),
    ("EVI075", "error", "civilians are counted as killed or wounded only, never with soldiers"),
    (
        "EVI076",
        "note",
        "the dates were filled in: the first day of the battle, the day of publication",
    ),
    ("EVI077", "warning", "losses of a side without a claim rest on assumptions alone"),
    ("EVI078", "note", "a source that no row names changes nothing"),
    ("EVI079", "error", "only a third party backs a side; a source of a side speaks for its own"),
    ("EVI080", "warning", "a place has one status on any one day"),
    ("EVI081", "warning", "who won is a judgement, so the dossier says whose"),
    ("EVI082", "warning", "a claim about other days says nothing of this battle and is not used"),
    ("EVI089", "error", "what a claim goes back to it does not stand apart from"),
    # events
    (
        "EVI083",
        "note",
        "events are read and checked; the reckoning of losses does not rest on them",
    ),
    ("EVI084", "warning", "a range runs from low over best to high; rows are kept as published"),
    ("EVI085", "note", "events of other days say nothing of this battle"),
    # located counts
    ("EVI086", "error", "what lay near the battle is a part of what was counted in all"),
    ("EVI087", "warning", "a count of other days, or one that no wider claim needs, moves nothing"),
    # the supply network
    ("EVI120", "error", "a link joins two nodes of network_nodes.csv"),
    ("EVI121", "error", "a link joins two different nodes and has a length"),
    ("EVI122", "error", "tonnes a day are above zero: a best figure, or both ends of a range"),
    (
        "EVI123",
        "error",
        "supplies enter at one node and are needed at another, with a figure of what is needed",
    ),
    ("EVI124", "warning", "what the place was worth is told where the network holds it"),
    ("EVI125", "note", "a node that no link reaches plays no part"),
    ("EVI140", "note", "a name is shown in another language where the dossier writes it just so"),
    ("EVI141", "error", "a name has one form in a language"),
    (
        "EVI142",
        "error",
        "a language is known by its code of two or three letters",
    ),
    ("EVI126", "error", "lines on a map are GeoJSON: points and lines with their properties"),
    ("EVI127", "error", "boundaries are lines or areas of a GeoJSON file in degrees on WGS 84"),
    ("EVI128", "error", "the chance that a way was there is above 0 and at most 1"),
    # what else could have been done
    (
        "EVI110",
        "error",
        "a number that needs judgement is a range of two ends, the lower one first",
    ),
    (
        "EVI111",
        "error",
        "options are weighed against what happened: one of a side on a day, and no other",
    ),
    (
        "EVI112",
        "error",
        "what happened is reckoned from the claims; of anything else the dossier states the losses",
    ),
    ("EVI113", "error", "a choice lies within the battle, and options run to one end"),
    ("EVI114", "error", "what fighting costs a side is stated once, as a share or by its worth"),
    (
        "EVI115",
        "error",
        "fronts are contested, men of one's own stand on one, and one is worth something",
    ),
    ("EVI116", "error", "a walk needs steps both ways, and a belief"),
    ("EVI117", "error", "a model of terms has ends that it can be solved at"),
    ("EVI088", "error", "an overlap table that dossier.toml names lies in the folder lists"),
    # lists of persons
    ("EVI100", "error", "a list is a CSV file in UTF-8"),
    ("EVI101", "error", "persons are told apart by their names; cells are never repeated here"),
    ("EVI102", "error", "every record is on one list and has as many cells as there are columns"),
    ("EVI103", "error", "a mapping says which column of the files is which of the dictionary"),
    ("EVI104", "warning", "a cell that cannot be read says nothing of who the person is"),
    ("EVI105", "warning", "what a column tells is lost where it is looked for by another name"),
    # calls
    ("EVI090", "error", "a dossier is the path of a folder or the name of a bundled dossier"),
    ("EVI091", "error", "a dossier's name is its folder's: letters a-z, digits, - and _"),
    ("EVI092", "error", "a new dossier never overwrites what is there"),
    ("EVI093", "error", "the folder must be writable"),
)


def found(code: str, what: str, *, where: str = "", why: str = "", fix: str = "") -> Finding:
    """Return the finding ``code`` with the gravity and, unless ``why`` is given, the rule of it."""
    entry = CODES[code]
    return Finding(
        code=code, severity=entry.severity, what=what, where=where, why=why or entry.rule, fix=fix
    )
