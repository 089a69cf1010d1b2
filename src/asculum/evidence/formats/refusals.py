"""Refusals: why a file is not imported. Columns are matched by name, and nothing is half taken.

====== ==== ======================================================================
code   exit meaning
====== ==== ======================================================================
IMP001 2    no such file, or it cannot be read
IMP002 3    the file is empty, or holds a header and no rows
IMP003 3    the text is in another encoding than UTF-8, -16, -32 or Windows-1252
IMP004 3    the file is binary, damaged or of a kind that is not read
IMP005 3    the file is cut off in the middle
IMP006 3    a column that the format needs is missing, or is there twice
IMP007 2    the format is not known, or the file does not tell which it is
IMP008 3    more rows are left than a dossier takes
IMP009 5    reading a workbook needs the extra ``excel``
IMP010 2    the mapping file is missing, or says what cannot be
IMP011 2    the call must say something that the file does not
IMP012 3    the dossier would have new errors with the rows in it
IMP013 3    the archive does not hold exactly one table
IMP014 3    the JSON is not a list of records
IMP015 2    a filter asks for what the file does not say
====== ==== ======================================================================
"""

from __future__ import annotations

from asculum.terms.errors import AsculumError, EvidenceError, MissingExtraError, UsageError

#: Each code with its class and the rule that a reader is told as ``why``.
CODES: dict[str, tuple[type[AsculumError], str]] = {
    "IMP001": (UsageError, "an import reads one file"),
    "IMP002": (EvidenceError, "a table has a row of names and at least one row under it"),
    "IMP003": (EvidenceError, "a wrong encoding changes names without a word"),
    "IMP004": (EvidenceError, "text, JSON, zipped CSV and XLSX are read, nothing else"),
    "IMP005": (EvidenceError, "a part of a file is never taken for the whole"),
    "IMP006": (EvidenceError, "columns are matched by name, never by position"),
    "IMP007": (UsageError, "each format has its own columns"),
    "IMP008": (EvidenceError, "a dossier holds one battle, not a world"),
    "IMP009": (MissingExtraError, "workbooks are read by python-calamine"),
    "IMP010": (UsageError, "a mapping says which of the file's columns is which of the dossier's"),
    "IMP011": (UsageError, "what a row means is stated, never guessed"),
    "IMP012": (EvidenceError, "an import leaves the dossier no worse than it found it"),
    "IMP013": (EvidenceError, "an archive is read where it holds one table"),
    "IMP014": (EvidenceError, "records are objects with the column names as keys"),
    "IMP015": (UsageError, "a filter that cannot be applied would be dropped in silence"),
}


def refusal(code: str, what: str, *, where: str = "", why: str = "", fix: str = "") -> AsculumError:
    """Return the error ``code``, to be raised by the caller."""
    kind, rule = CODES[code]
    return kind(code, what, where=where, why=why or rule, fix=fix)
