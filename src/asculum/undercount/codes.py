"""The codes of everything ``asculum.undercount`` reports: how grave each is and the rule of it."""

from __future__ import annotations

from asculum.terms.findings import Finding, Severity

#: Each code with its gravity and the rule that a reader is told as ``why``.
CODES: dict[str, tuple[Severity, str]] = {
    # the table
    "UND001": ("error", "an overlap cannot exceed the shorter list"),
    "UND002": ("error", "persons are counted in whole numbers, from zero to a thousand million"),
    "UND003": ("error", "a pattern says of each list 1 (on it) or 0 (not on it)"),
    "UND004": ("error", "the number of persons on no list is what is to be estimated"),
    "UND005": ("note", "rows of one pattern count persons of one kind"),
    "UND006": ("warning", "a single list says nothing of the persons who are not on it"),
    "UND007": ("error", "each list has one name, and each name one list"),
    "UND008": ("warning", "who is on the inner list says nothing of who is on neither"),
    "UND009": ("warning", "lists that share nobody cannot tell how many are on neither"),
    "UND010": ("warning", "a list that holds nobody says nothing"),
    "UND011": ("error", "each cell has one pattern, and each pattern one entry for every list"),
    "UND012": ("error", "a pattern is held as one whole number of 64 bits"),
    "UND013": ("error", "a list is asked for by its name"),
    "UND014": ("warning", "where nobody is listed there is nothing to estimate from"),
    "UND015": ("note", "whether two lists depend on each other cannot be seen in them"),
    # estimates
    "UND020": ("warning", "below 55 % the authors of the method advise against it"),
    "UND021": ("warning", "a model chosen by the data it is fitted to looks surer than it is"),
    "UND022": ("note", "prior counts move the answer, so they are shown"),
    "UND023": ("warning", "a bound that the posterior reaches is part of the answer"),
    "UND024": ("note", "strata share lists, so what is wrong with one is wrong with others"),
    "UND025": ("note", "a stratum that is unlike the others is drawn towards them all the same"),
    "UND026": ("note", "a stratum may be missing where it was most dangerous to ask"),
    "UND027": (
        "note",
        "counts beyond that tell little more of those on no list, and take long",
    ),
    # files
    "UND030": ("error", "an overlap table is a CSV file"),
    "UND031": ("error", "a table has a column of 0s and 1s for each list and one of counts"),
    "UND033": ("error", "every row says which stratum it counts, or none does"),
    "UND034": (
        "error",
        "an overlap table counts persons and names none; lists of persons are linked first",
    ),
    "UND035": ("error", "lists join a dossier where dossier.toml says whose dead they hold"),
    "UND040": ("error", "a list is tried if it holds 10 persons and three other lists share some"),
    # excess deaths
    "UND050": ("error", "deaths are counted by sex, year and band of age, each once"),
    "UND051": ("error", "a line needs three years before the war, each with deaths of women"),
    "UND052": (
        "error",
        "every band and year of the war has one share of the listed in the registry",
    ),
    "UND053": ("error", "a share is told by persons looked for, some of whom were found"),
    "UND054": ("error", "counts of one month grow from one day of publication to the next"),
    "UND055": ("warning", "what a registry has yet to receive is not in its counts"),
}


def found(code: str, what: str, *, where: str = "", why: str = "", fix: str = "") -> Finding:
    """Return the finding ``code`` with the gravity and, unless ``why`` is given, the rule of it."""
    severity, rule = CODES[code]
    return Finding(code=code, severity=severity, what=what, where=where, why=why or rule, fix=fix)
