"""The codes of everything ``asculum.linkage`` reports: how grave each is and the rule of it."""

from __future__ import annotations

from asculum.terms.findings import Finding, Severity

#: Each code with its gravity and the rule that a reader is told as ``why``.
CODES: dict[str, tuple[Severity, str]] = {
    "LNK001": ("error", "records are linked within the lists that are given, each with its name"),
    "LNK002": ("error", "the scores are made by Splink"),
    "LNK003": (
        "error",
        "who is who is learned from pairs that agree on some columns and not others",
    ),
    "LNK010": ("note", "a rule that looks at more pairs than the budget allows is left out"),
    "LNK011": ("warning", "one comparison's weights were learned in a search that did not settle"),
    "LNK012": ("warning", "a level that was never seen has a bounded weight, not a learned one"),
    "LNK013": ("warning", "agreement should be commoner among records of one person than of two"),
    "LNK014": ("warning", "with one kind of rule there is nothing to tell what it misses"),
    "LNK015": ("warning", "pairs that no rule looks at are guessed from those of either kind"),
    "LNK016": ("warning", "weights that are stated are a judgement of how often clerks err"),
    "LNK017": ("note", "records that no blocking rule brings together are never one person"),
    "LNK018": (
        "warning",
        "the faults of a record are taken to come independently of each other",
    ),
    "LNK019": (
        "warning",
        "intervals were tried where blocking looks at more of the true pairs",
    ),
    "LNK020": ("warning", "chains that disagree on the number of persons have not settled"),
    "LNK021": ("warning", "intervals were tried on lists that tell more of more persons"),
    "LNK022": ("warning", "a link by a level that was never seen has a bounded weight behind it"),
    "LNK023": ("warning", "a person of so many records is many persons whom nothing tells apart"),
    "LNK030": ("error", "labels are pairs of records with match or different"),
    "LNK031": ("error", "who is one with a second person is one with whoever the second is"),
    "LNK040": ("error", "a table of pre-matched records has a list and a person in every row"),
    "LNK050": ("error", "a fault among records of persons is told without what it was about"),
}


def found(code: str, what: str, *, where: str = "", why: str = "", fix: str = "") -> Finding:
    """Return the finding ``code`` with the gravity and, unless ``why`` is given, the rule of it."""
    severity, rule = CODES[code]
    return Finding(code=code, severity=severity, what=what, where=where, why=why or rule, fix=fix)
