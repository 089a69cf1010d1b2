"""The messages of the page, and a translation of them that the page can speak."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from asculum.report.translation.checking import NUMBER, checked, number_marks, plural_rule
from asculum.report.translation.po import Entry, Key, PoFile, read_po
from asculum.terms.errors import EvidenceError, UsageError
from asculum.terms.findings import Finding
from asculum.terms.speech import ENGLISH, NO_MORE, Message, Told, english_of, filled, wordless

#: Languages written from right to left, where the header does not say.
_RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}


@dataclass(frozen=True, kw_only=True)
class Translation:
    """A language as far as it is translated; ``told`` and ``untold`` are what a page asked for.

    It is a ``Tongue``: see ``asculum.terms.speech``.
    """

    lang: str
    called: str
    direction: str
    entries: Mapping[Key, tuple[str, ...]]
    rule: Callable[[int], int]
    group: str
    decimal: str
    known: int
    digest: str
    names: Mapping[str, str] = field(default_factory=dict)
    told: set[Key] = field(default_factory=set)
    untold: set[Key] = field(default_factory=set)

    def named(self, names: Mapping[str, str]) -> Translation:
        """Return the same language for another page, with the names of its places and sides."""
        given = {key: value for key, value in vars(self).items() if key not in ("told", "untold")}
        return Translation(**{**given, "names": names})

    def tell(
        self,
        template: str,
        values: Mapping[str, object],
        *,
        context: str = "",
        plural: str = "",
        count: int | None = None,
        escape: Callable[[str], str] | None = None,
    ) -> str:
        """Return a sentence in this language, or in English and marked so."""
        shown = {name: self._value(value) for name, value in values.items()}
        chosen = plural if plural and count != 1 else template
        english = filled(chosen, {name: english_of(value) for name, value in values.items()})
        key = (context, template)
        forms = self.entries.get(key)
        if forms is None and wordless(template):
            return Told(filled(template, shown), english)
        if forms is None:
            self.untold.add(key)
            return Told(f"{ENGLISH}{english}{NO_MORE}", english)
        self.told.add(key)
        form = forms[self.rule(count)] if plural and count is not None else forms[0]
        return Told(filled(escape(form) if escape else form, shown), english)

    def name(self, written: str) -> str:
        """Return the name of a place, a side or a battle, or what was given if it has none."""
        there = self.names.get(written)
        return written if there is None else Told(there, str(english_of(written)))

    def marks(self, written: str) -> str:
        """Return a number written in English with the marks of this language."""
        return written.translate({ord(","): self.group, ord("."): self.decimal})

    def forward(self, written: str) -> str:
        """Return a translation of words that came without their template, or mark them."""
        if not written or written in self.names:
            return self.name(written)
        forms = self.entries.get(("", written))
        return Told(forms[0] if forms else f"{ENGLISH}{written}{NO_MORE}", written)

    def _value(self, value: object) -> object:
        if isinstance(value, Message):
            return self.tell(
                value.template,
                value.values,
                context=value.context,
                plural=value.plural,
                count=value.tally,
            )
        if isinstance(value, str) and not hasattr(value, "__html__"):
            return self.name(value)
        return value


@cache
def catalogue() -> Mapping[Key, Entry]:
    """Return every message of the page, in the order of the parts that say them."""
    return {item.key: item for item in template_file().entries}


@cache
def template_file() -> PoFile:
    """Return the file of all messages, which comes with the package."""
    return read_po(_asset("messages.pot"), name="messages.pot")


def languages() -> tuple[str, ...]:
    """Return the languages that come with the package, besides English."""
    folder = files("asculum.report").joinpath("translation")
    return tuple(sorted(item.name[:-3] for item in folder.iterdir() if item.name.endswith(".po")))


def find_translation(lang: str | Path) -> Translation | None:
    """Return a language by its code, or a file of one by its path; ``None`` for English.

    Raises UsageError REP001 for a code that does not come with the package or a file that cannot
    be read, and EvidenceError for a file with errors, with every one of them.
    """
    import hashlib

    if str(lang) == "en":
        return None
    named = str(lang)
    if named in languages():
        file = read_po(_asset(f"{named}.po"), name=f"{named}.po")
        text = _asset(f"{named}.po")
    elif named.endswith((".po", ".pot")):
        file, text = read_file(Path(named))
    else:
        raise UsageError(
            "REP001",
            f"no report in the language {named!r}",
            why=f"with the package come {', '.join(('en', *languages()))}",
            fix=f"asculum translate new {named} -o {named}.po, then --lang {named}.po",
        )
    wrong = [item for item in checked(file, catalogue()) if item.severity == "error"]
    if wrong:
        raise EvidenceError(
            "REP012",
            "the translation has errors",
            where=file.name,
            why="a page is made only of sentences that say what the English says",
            fix=f"asculum translate check {file.name}",
            findings=wrong,
        )
    return _translation(file, hashlib.sha256(text.encode("utf-8")).hexdigest())


def read_file(path: Path) -> tuple[PoFile, str]:
    """Read a translator's file; raises UsageError REP001 where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(
            "REP001",
            f"the translation cannot be read: {error.strerror or error}",
            where=str(path),
            why="--lang takes the code of a language or a PO file",
            fix="asculum translate new LANG -o FILE.po begins one",
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            "REP001",
            f"byte {error.start:,} is not UTF-8",
            where=str(path),
            why="PO files are read as UTF-8",
            fix="save the file as UTF-8",
        ) from error
    return read_po(text, name=str(path)), text


def opened_file(lang: str) -> PoFile:
    """Read a PO file, or that of a language that comes with the package."""
    if lang in languages():
        return read_po(_asset(f"{lang}.po"), name=f"{lang}.po")
    return read_file(Path(lang))[0]


def coverage(file: PoFile) -> tuple[int, int]:
    """Return how many messages a file translates, and how many there are."""
    known = catalogue()
    return len({i.key for i in file.entries if i.key in known and i.translated}), len(known)


def findings(file: PoFile) -> list[Finding]:
    """Return everything that is wrong with a file."""
    return checked(file, catalogue())


def _translation(file: PoFile, digest: str) -> Translation:
    known = catalogue()
    entries = {i.key: i.strings for i in file.entries if i.key in known and i.translated}
    plural = plural_rule(file.header["Plural-Forms"])
    assert plural is not None  # a file without a sound rule has an error and does not get here
    lang = file.header["Language"].replace("_", "-")
    numbers = entries.get(NUMBER, (NUMBER[1],))
    group, decimal = number_marks(numbers[0]) or (",", ".")
    right = lang.partition("-")[0] in _RIGHT_TO_LEFT
    return Translation(
        lang=lang,
        called=file.header.get("X-Language-Name", "") or lang,
        direction=file.header.get("X-Direction", "rtl" if right else "ltr"),
        entries=entries,
        rule=plural[1],
        group=group,
        decimal=decimal,
        known=len(known),
        digest=digest,
    )


def _asset(name: str) -> str:
    return files("asculum.report").joinpath("translation", name).read_text(encoding="utf-8")
