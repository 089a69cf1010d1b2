"""A translation begun: every message with its place for the words, and what is known already."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from asculum import __version__
from asculum.report.translation.catalogue import read_file, template_file
from asculum.report.translation.checking import checked_language, plural_rule
from asculum.report.translation.po import Entry, written_po

#: Rules of plurals as GNU gettext lists them, for the languages likeliest to be asked for.
_SLAVIC = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);"
)
RULES = {
    **dict.fromkeys(("uk", "ru", "be", "sr", "hr", "bs"), _SLAVIC),
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    **dict.fromkeys(("cs", "sk"), "nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2;"),
    **dict.fromkeys(("fr", "pt-BR", "tr"), "nplurals=2; plural=(n > 1);"),
    **dict.fromkeys(("ja", "zh", "ko", "vi", "th"), "nplurals=1; plural=0;"),
}
_OTHERS = "nplurals=2; plural=(n != 1);"
NOTE = """\
A translation of the report of Asculum. Leave a msgstr empty to keep the English.
A name in braces, such as {side}, stands for a value: keep each one, and move it where it belongs.
Check it with: asculum translate check FILE"""


def begun(lang: str, known: Path | None) -> tuple[str, int, int]:
    """Return the text of a PO file for a language, how much is translated, and of how many.

    What ``known`` translates is taken over where the English is the same. What it translates of
    other English is lost. Raises UsageError REP013 for what is no code of a language.
    """
    code = checked_language(lang)
    header = {
        "Project-Id-Version": f"asculum {__version__}",
        "Language": code,
        "X-Language-Name": "",
        "Plural-Forms": RULES.get(code, RULES.get(code.partition("-")[0], _OTHERS)),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    there: dict[tuple[str, str], Entry] = {}
    if known is not None:
        file, _ = read_file(known)
        there = {item.key: item for item in file.entries if any(item.strings)}
        header |= {name: told for name, told in file.header.items() if told}
        header |= {"Project-Id-Version": f"asculum {__version__}", "Language": code}
    rule = plural_rule(header["Plural-Forms"])
    forms = rule[0] if rule else 2
    entries = [_entry(item, there.get(item.key), forms) for item in template_file().entries]
    kept = sum(item.translated for item in entries)
    return written_po(header, entries, note=NOTE), kept, len(entries)


def _entry(item: Entry, known: Entry | None, forms: int) -> Entry:
    empty = ("",) * forms if item.plural else ("",)
    if known is None or bool(known.plural) != bool(item.plural):
        return replace(item, strings=empty)
    return replace(item, strings=known.strings, fuzzy=known.fuzzy)
