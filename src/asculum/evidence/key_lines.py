"""Lines of keys: where in a TOML text each key stands, which the parser does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}\n#]*")
_BASIC = re.compile(r'"(?:[^"\\]|\\.)*"')
_LITERAL = re.compile(r"'[^']*'")
_BASIC_BLOCK = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL)
_LITERAL_BLOCK = re.compile(r"'''.*?'{3,5}", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class KeyLines:
    """The line of each key and table of a TOML file, by its path such as ("sides", 0, "id")."""

    name: str
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Return the line of a key, or of the nearest table around it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1

    def where(self, path: Path) -> str:
        """Return ``file:line`` of a key, or of the nearest table around it."""
        return f"{self.name}:{self.line(path)}"


def key_lines(text: str, *, name: str) -> KeyLines:
    """Return the lines of the keys of ``text``, which must be TOML that parses."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return KeyLines(name=name, lines=scanner.lines)


@dataclass(frozen=True, kw_only=True)
class KeyPlaces:
    """Where things stand in a TOML text, line ends counted as one character each.

    ``values`` has the value of each key and ``keys`` where the key itself begins; ``headers`` has
    the end of each table's header and ``heads`` its beginning.
    """

    values: Mapping[Path, tuple[int, int]]
    keys: Mapping[Path, int]
    headers: Mapping[Path, int]
    heads: Mapping[Path, int]


def key_places(text: str) -> KeyPlaces:
    """Return where the values of ``text`` stand, which must be TOML that parses."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return KeyPlaces(
        values=scanner.values, keys=scanner.keys, headers=scanner.headers, heads=scanner.heads
    )


class _Scanner:
    """Walks over valid TOML once, noting where keys begin; values are skipped, not read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self.keys: dict[Path, int] = {}
        self.headers: dict[Path, int] = {}
        self.heads: dict[Path, int] = {}
        self._arrays: dict[Path, int] = {}
        self._counted, self._line = 0, 1

    def document(self) -> None:
        base: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                base = self._header(array=True)
            elif self.text[self.at] == "[":
                base = self._header(array=False)
            else:
                self._pair(base)
            self._skip(_BLANK)

    def _header(self, *, array: bool) -> Path:
        line, head = self._line_here(), self.at
        self.at += 2 if array else 1
        path: Path = ()
        keys = self._key()
        for depth, key in enumerate(keys):
            path = (*path, key)
            if array and depth == len(keys) - 1:
                self._arrays[path] = self._arrays.get(path, -1) + 1
                self.lines.setdefault(path, line)
            if path in self._arrays:
                path = (*path, self._arrays[path])
        self.at += 2 if array else 1
        self.lines.setdefault(path, line)
        self.headers.setdefault(path, self.at)
        self.heads.setdefault(path, head)
        return path

    def _pair(self, base: Path) -> None:
        line, head = self._line_here(), self.at
        path = base
        for key in self._key():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at += 1  # the equals sign
        self._skip(_SPACE)
        start = self.at
        self._value(path)
        stop = start + len(self.text[start : self.at].rstrip(" \t\r"))
        self.values.setdefault(path, (start, stop))
        self.keys.setdefault(path, head)

    def _key(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            if self.text[self.at] in "\"'":
                pattern = _BASIC if self.text[self.at] == '"' else _LITERAL
                keys.append(self._skip(pattern)[1:-1])
            else:
                keys.append(self._skip(_BARE_KEY))
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _value(self, path: Path) -> None:
        rest = self.text[self.at : self.at + 3]
        if rest == '"""':
            self._skip(_BASIC_BLOCK)
        elif rest == "'''":
            self._skip(_LITERAL_BLOCK)
        elif rest.startswith('"'):
            self._skip(_BASIC)
        elif rest.startswith("'"):
            self._skip(_LITERAL)
        elif rest.startswith("["):
            self._items(path)
        elif rest.startswith("{"):
            self._inline(path)
        else:
            self._skip(_BARE_VALUE)

    def _items(self, path: Path) -> None:
        self.at += 1
        self._skip(_BLANK)
        index = 0
        while self.text[self.at] != "]":
            self.lines.setdefault((*path, index), self._line_here())
            self._value((*path, index))
            index += 1
            self._separator()
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        self._skip(_BLANK)
        while self.text[self.at] != "}":
            self._pair(path)
            self._separator()
        self.at += 1

    def _separator(self) -> None:
        self._skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"not the TOML that was parsed, at {self.at}")
        self.at = match.end()
        return match.group()

    def _line_here(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line
