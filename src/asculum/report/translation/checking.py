"""What is wrong with a translation, message by message and line by line."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator, Mapping

from asculum.report.translation.po import Entry, Key, PoFile, line_of
from asculum.terms.errors import UsageError
from asculum.terms.findings import Finding
from asculum.terms.speech import MARKS, slots
from asculum.terms.strangers import UNSAFE

#: The one message that is a number: its translation shows how a language writes numbers.
NUMBER: Key = ("number", "1,234.5")
_NUMBER = re.compile(r"^1([^\d\w]?)234([^\d\w])5$")
_PLURALS = re.compile(r"^\s*nplurals\s*=\s*([1-6])\s*;\s*plural\s*=\s*([^;]+?)\s*;?\s*$")
#: Of a rule of plurals, these characters and no others.
_RULE = re.compile(r"^[n0-9\s?:&|=!<>%()+*-]{1,400}$")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
#: Counts that a rule of plurals is tried on.
_TRIED = range(201)

Rule = Callable[[int], int]


def checked(file: PoFile, catalogue: Mapping[Key, Entry]) -> list[Finding]:
    """Return everything that is wrong with a file, in the order of its lines."""
    found = [*file.findings, *_header(file)]
    rule = plural_rule(file.header.get("Plural-Forms", ""))
    seen: dict[Key, int] = {}
    for item in file.entries:
        where = f"{file.name}:{item.line}"
        known = catalogue.get(item.key)
        if item.key in seen:
            found.append(
                _error(
                    "REP009",
                    where,
                    f"the message of line {seen[item.key]} once more: {_short(item.key[1])}",
                    "a message has one translation",
                    "keep one of the two",
                )
            )
        seen.setdefault(item.key, item.line)
        if known is None:
            found.append(
                Finding(
                    code="REP008",
                    severity="warning",
                    where=where,
                    what=f"no message of this version: {_short(item.key[1])}",
                    why="the English has changed or the entry is of another version",
                    fix=f"asculum translate new {file.header.get('Language', 'LANG')} --from FILE",
                )
            )
        elif item.translated:
            found.extend(_entry(item, known, where, rule[0] if rule else 0))
    return sorted(found, key=line_of)


def checked_language(lang: str) -> str:
    """Return the code of a language as pages spell it; raises UsageError REP013 for other words."""
    code = lang.replace("_", "-")
    if not _LANGUAGE.match(code) or code == "en":
        raise UsageError(
            "REP013",
            f"{lang!r} is no code of a language to translate into",
            why="a language is known by two or three letters, with parts after a hyphen",
            fix="asculum translate new uk",
        )
    return code


def plural_rule(told: str) -> tuple[int, Rule] | None:
    """Return the number of forms and the rule; ``None`` where there is no sound one.

    The formula is an expression of C in ``n``, as in every PO file. It is parsed, never trusted.
    """
    found = _PLURALS.match(told)
    if found is None or not _RULE.match(found.group(2)):
        return None
    forms, formula = int(found.group(1)), found.group(2)
    try:
        rule: Rule = gettext.c2py(formula)
        if any(not 0 <= int(rule(count)) < forms for count in _TRIED):
            return None
    except (ValueError, ZeroDivisionError, RecursionError, OverflowError):
        return None
    return forms, lambda count: int(rule(abs(count)))


def number_marks(told: str) -> tuple[str, str] | None:
    """Return the mark of thousands and the decimal mark; ``None`` where they cannot be read."""
    found = _NUMBER.match(told)
    return (found.group(1), found.group(2)) if found else None


def _header(file: PoFile) -> Iterator[Finding]:
    where = f"{file.name}:{file.header_line}"
    if not _LANGUAGE.match(file.header.get("Language", "").replace("_", "-")):
        yield _error(
            "REP007",
            where,
            f"the header names no language: {file.header.get('Language', '')!r}",
            "the page tells browsers and screen readers its language",
            '"Language: uk\\n"',
        )
    charset = file.header.get("Content-Type", "charset=UTF-8").lower()
    if "charset=utf-8" not in charset:
        yield _error(
            "REP007",
            where,
            f"the header says {charset}",
            "the file is read as UTF-8",
            '"Content-Type: text/plain; charset=UTF-8\\n"',
        )
    if plural_rule(file.header.get("Plural-Forms", "")) is None:
        yield _error(
            "REP006",
            where,
            f"no rule of plurals can be read: {file.header.get('Plural-Forms', '')!r}",
            "counts need it, and it must give a form for every count",
            '"Plural-Forms: nplurals=2; plural=(n != 1);\\n", with the rule of the language',
        )


def _entry(item: Entry, known: Entry, where: str, forms: int) -> Iterator[Finding]:
    short = _short(item.key[1])
    if bool(item.plural) != bool(known.plural) or (known.plural and len(item.strings) != forms):
        yield _error(
            "REP006",
            where,
            f"{len(item.strings)} forms where {forms if known.plural else 1} are needed: {short}",
            "every form of the header’s rule must stand there",
            "write msgstr[0], msgstr[1] and so on, one for each form",
        )
    wanted = slots(item.key[1]) | slots(known.plural)
    for number, text in enumerate(item.strings):
        has = slots(text)
        # a form for one alone may leave out the count itself
        free = {"n"} if known.plural and number == 0 else set()
        lacks, invents = wanted - has - free, has - wanted
        if lacks or invents:
            told = [f"lacks {{{name}}}" for name in sorted(lacks)]
            told += [f"invents {{{name}}}" for name in sorted(invents)]
            yield _error(
                "REP005",
                where,
                f"the translation {', '.join(told)}: {short}",
                "a named value stands in the translation as it does in the English",
                f"use each of {_names(wanted)}, and no other",
            )
        if UNSAFE.search(text) or any(mark in text for mark in MARKS) or "\n" in text:
            yield _error(
                "REP011",
                where,
                f"a control character, a line break or a mark of direction: {short}",
                "it would disturb the page; the direction of text is stated in the header",
                "delete it",
            )
    if item.key == NUMBER and number_marks(item.strings[0]) is None:
        yield _error(
            "REP010",
            where,
            f"{item.strings[0]!r} does not show how numbers are written",
            "it must be 1, 234 and 5 with a mark of thousands (or none) and a decimal mark",
            'msgstr "1 234,5"',
        )


def _names(wanted: frozenset[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(wanted)) or "none"


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= 60 else f"“{text[:57]}…”"


def _error(code: str, where: str, what: str, why: str, fix: str) -> Finding:
    return Finding(code=code, severity="error", where=where, what=what, why=why, fix=fix)
