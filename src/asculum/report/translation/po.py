"""PO files as translators' programs write them, read with the line of every entry.

The format is that of GNU gettext: ``msgctxt``, ``msgid``, ``msgid_plural``, ``msgstr`` and
``msgstr[N]``, each a string in double quotes that goes on over the lines below. Comments start
with ``#``; an entry flagged ``fuzzy`` is a guess of a program and is not used; what stands after
``#~`` is out of use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from asculum.terms.findings import Finding

#: A message is known by its context and its English.
Key = tuple[str, str]
_FIELD = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d{1,2})\])?)\s*(".*")\s*$')
_STRING = re.compile(r'^"((?:[^"\\]|\\.)*)"$')
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One message with its translation; ``strings`` has a form for each number of plurals."""

    key: Key
    line: int
    plural: str = ""
    strings: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def translated(self) -> bool:
        """Whether every form is there and none of them is a program's guess."""
        return not self.fuzzy and bool(self.strings) and all(self.strings)


@dataclass(frozen=True, kw_only=True)
class PoFile:
    """A file as read: its header, its entries in order, and what was wrong with its form."""

    name: str
    header: Mapping[str, str] = field(default_factory=dict)
    header_line: int = 1
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_po(text: str, *, name: str) -> PoFile:
    """Read a PO file; what is out of form is told with its line and left out."""
    reader = _Reader(name=name)
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        reader.take(number, line.strip())
    reader.close()
    head = next((item for item in reader.entries if item.key == ("", "")), None)
    return PoFile(
        name=name,
        header=_header(head.strings[0] if head and head.strings else ""),
        header_line=head.line if head else 1,
        entries=tuple(item for item in reader.entries if item.key != ("", "")),
        findings=tuple(sorted(reader.findings, key=line_of)),
    )


def line_of(finding: Finding) -> int:
    """Return the line of a finding, 0 where there is none."""
    line = finding.where.rpartition(":")[2]
    return int(line) if line.isdecimal() else 0


def written_po(header: Mapping[str, str], entries: Iterable[Entry], *, note: str = "") -> str:
    """Return a PO file as text."""
    lines = [f"# {line}" for line in note.splitlines()]
    lines += ['msgid ""', 'msgstr ""']
    lines += [_quoted(f"{name}: {value}\n") for name, value in header.items()]
    for item in entries:
        lines += ["", *item.comments]
        if item.fuzzy:
            lines.append("#, fuzzy")
        if item.key[0]:
            lines.append(f"msgctxt {_quoted(item.key[0])}")
        lines += _written("msgid", item.key[1])
        if item.plural:
            lines += _written("msgid_plural", item.plural)
            for number, text in enumerate(item.strings or ("", "")):
                lines += _written(f"msgstr[{number}]", text)
        else:
            lines += _written("msgstr", item.strings[0] if item.strings else "")
    return "\n".join(lines) + "\n"


@dataclass(kw_only=True)
class _Reader:
    """Lines as they come: the entry that is open, the field that is open, what was found."""

    name: str
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    open: str = ""
    line: int = 1

    def take(self, number: int, line: str) -> None:
        if not line:
            self.close()
        elif line.startswith("#"):
            if self.fields:
                self.close()
            if not line.startswith("#~"):
                self.comments.append(line)
        elif line.startswith('"') and self.open:
            self.fields[self.open] += self._string(number, line)
        else:
            self._field(number, line)

    def _field(self, number: int, line: str) -> None:
        found = _FIELD.match(line)
        if found is None:
            self._wrong(number, f"not a line of a PO file: {line[:60]}")
            self.open = ""
            return
        word = found.group(1)
        begins = word == "msgctxt" or (word == "msgid" and "msgctxt" not in self.fields)
        if self.fields and (begins or (word == "msgid" and "msgid" in self.fields)):
            self.close()
        if word in self.fields:
            self._wrong(number, f"{word} stands twice in one message")
        if not self.fields:
            self.line = number
        self.open = word
        self.fields[word] = self._string(number, found.group(3))

    def _string(self, number: int, line: str) -> str:
        found = _STRING.match(line)
        if found is None:
            self._wrong(number, f"a string that does not end as it should: {line[:60]}")
            return ""
        return re.sub(r"\\(.)", lambda each: _ESCAPES.get(each[1], each[1]), found.group(1))

    def _wrong(self, number: int, what: str) -> None:
        self.findings.append(
            Finding(
                code="REP004",
                severity="error",
                where=f"{self.name}:{number}",
                what=what,
                why="a PO file holds msgctxt, msgid, msgid_plural and msgstr, each with a string "
                "in double quotes",
                fix='write msgstr "…", with \\" for a quotation mark within',
            )
        )

    def close(self) -> None:
        """End the entry that is open."""
        if "msgid" in self.fields:
            forms = sorted(
                (int(word[7:-1] or 0) if word != "msgstr" else 0, text)
                for word, text in self.fields.items()
                if word.startswith("msgstr")
            )
            flags = [each for each in self.comments if each.startswith("#,")]
            self.entries.append(
                Entry(
                    key=(self.fields.get("msgctxt", ""), self.fields["msgid"]),
                    line=self.line,
                    plural=self.fields.get("msgid_plural", ""),
                    strings=tuple(text for _, text in forms),
                    comments=tuple(each for each in self.comments if not each.startswith("#,")),
                    fuzzy=any("fuzzy" in each for each in flags),
                )
            )
        elif self.fields:
            self._wrong(self.line, "a translation without its msgid")
        if self.fields:
            self.comments = []
        self.fields, self.open = {}, ""


def _header(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _quoted(text: str) -> str:
    told = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{told}"'


def _written(word: str, text: str) -> list[str]:
    """Return a field, broken at spaces where it is long."""
    if len(text) <= 76:
        return [f"{word} {_quoted(text)}"]
    lines, line = [], ""
    for piece in re.findall(r"\S*\s*", text):
        if line and len(line) + len(piece) > 80:
            lines.append(line)
            line = ""
        line += piece
    return [f'{word} ""', *(_quoted(each) for each in (*lines, line) if each)]
