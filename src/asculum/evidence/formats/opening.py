"""Opening: what a file is by its first bytes, which encoding it is in, and a stream of its text."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from asculum.evidence.formats.refusals import refusal
from asculum.evidence.formats.wide import recoded, wide_encoding
from asculum.evidence.spelling import listed

CSV, JSON, WORKBOOK = "csv", "json", "workbook"

#: What is said of a text whose last line has no end.
NO_END = "the last line has no line end: if the file was cut off there, its last cell is not whole"

_CHUNK = 1 << 20
#: Bytes that Windows-1252 does not have.
_NOT_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
#: Runs of letters beyond ASCII: common in Cyrillic text of one byte a letter, rare in Western text.
_CYRILLIC = re.compile(rb"[\xc0-\xff]{5}")
#: Tables that publishers put into an archive beside the one of records.
_BESIDE = ("footnotes.csv",)
_BINARY = (b"\x1f\x8b", b"%PDF", b"\x89PNG", b"PAR1", b"\xd0\xcf\x11\xe0", b"SQLite", b"BZh", b"7z")


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What one look at the whole text tells: encoding, line ends, quotes.

    ``ends`` tells whether the last line has its end; ``note`` says what a reader must know.
    """

    encoding: str
    newlines: int
    quotes: int
    ends: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file that can be read again from the start with ``stream``; ``asked`` is an encoding."""

    path: Path
    name: str
    kind: str
    stream: Callable[[], IO[bytes]]
    asked: str = ""
    notes: tuple[str, ...] = ()
    recoded: bool = False

    @property
    def plain(self) -> bool:
        """Whether the bytes are those of the file itself, in no archive and as they stand."""
        return self.name == self.path.name and not self.recoded

    @cached_property
    def scan(self) -> Scan:
        """The whole text looked at once; raises IMP003, IMP004 or IMP005."""
        watch = Watch(name=self.name, asked=self.asked)
        newlines = quotes = 0
        last = b""
        with self.stream() as file, told(self.path):
            while chunk := file.read(_CHUNK):
                watch.see(chunk)
                newlines += chunk.count(b"\n")
                quotes += chunk.count(b'"')
                last = chunk[-1:]
        return Scan(
            encoding=watch.encoding,
            newlines=newlines,
            quotes=quotes,
            ends=last in (b"\n", b"\r"),
            note=watch.note,
        )


class Watch:
    """Watches the bytes of a text go by and tells its encoding at the end."""

    def __init__(self, *, name: str, asked: str = "") -> None:
        self._name, self._asked = name, asked
        self._decoder = codecs.getincrementaldecoder(asked or "utf-8")()
        self._decodes, self._western, self._cyrillic, self._at = True, True, 0, 0
        self._midway = False

    def see(self, chunk: bytes) -> None:
        """Look at the next bytes; raises IMP004 at a NUL."""
        if (nul := chunk.find(b"\0")) >= 0:
            what = f"a NUL byte at offset {self._at + nul:,}: the file is binary or damaged"
            raise refusal("IMP004", what, where=self._name, fix="save it as CSV UTF-8")
        self._at += len(chunk)
        if chunk.isascii() and not self._midway:
            return
        if self._decodes:
            try:
                self._decoder.decode(chunk)
                self._midway = bool(self._decoder.getstate()[0])
            except UnicodeError:
                self._decodes = self._midway = False
        if self._western:
            self._western = not _NOT_1252.search(chunk)
            self._cyrillic += len(_CYRILLIC.findall(chunk))

    @property
    def encoding(self) -> str:
        """The encoding of what was seen; raises IMP003 where it cannot be told."""
        if self._decodes and self._midway:
            what = f"the text ends within a character of {self._asked or 'UTF-8'}: it is cut off"
            fix = "download it again, or say --encoding cp1252 if it is no UTF-8"
            raise refusal("IMP005", what, where=self._name, fix=fix)
        if self._asked or self._decodes:
            return codecs.lookup(self._asked or "utf-8").name
        if self._western and not self._cyrillic:
            return "cp1252"
        what = "the text is neither UTF-8 nor Windows-1252"
        fix = "say which it is, such as --encoding cp1251"
        raise refusal("IMP003", what, where=self._name, fix=fix)

    @property
    def note(self) -> str:
        """What a reader must know of the encoding."""
        if self._decodes:
            return ""
        if self._asked:
            return f"bytes that {self._asked} does not have stand as �"
        return "the text is not UTF-8 and was read as Windows-1252"


def open_file(path: Path, *, encoding: str = "") -> Opened:
    """Return a file ready to be read; raises IMP001 to IMP004 and IMP013."""
    _check_encoding(encoding, path.name)
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        with path.open("rb") as file:
            head = file.read(4096)
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        fix = "give the path of the file as it was downloaded"
        raise refusal("IMP001", f"{path} cannot be read: {reason}", fix=fix) from error
    if not head:
        raise refusal("IMP002", "the file is empty", where=path.name, fix="download it again")
    if head.startswith(b"PK\x03\x04"):
        return _archive(path, encoding)
    return _text(path, path.name, lambda: path.open("rb"), encoding, ())


def _check_encoding(encoding: str, name: str) -> None:
    try:
        codecs.getincrementaldecoder(encoding or "utf-8")
    except LookupError as error:
        fix = "use a name such as utf-8, cp1252 or cp1251"
        raise refusal("IMP003", f"no encoding {encoding!r}", where=name, fix=fix) from error


def watched(opened: Opened, see: Callable[[float], None]) -> Opened:
    """Return a file that tells how far it has been read: the share of the pass under way.

    Nothing is told of the inside of an archive, whose length is not known beforehand.
    """
    size = opened.path.stat().st_size if opened.plain else 0
    if not size:
        return opened
    return replace(
        opened,
        stream=lambda: io.BufferedReader(_Counted(opened.stream(), size, see), _CHUNK),
    )


class _Counted(io.RawIOBase):
    """Bytes on their way to a reader, counted."""

    def __init__(self, inner: IO[bytes], size: int, see: Callable[[float], None]) -> None:
        self._inner, self._size, self._see, self._read = inner, size, see, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self._read += len(data)
        self._see(min(self._read / self._size, 1.0))
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


def _archive(path: Path, encoding: str) -> Opened:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        what = f"the archive is damaged or cut off ({error})"
        raise refusal("IMP005", what, where=path.name, fix="download it again") from error
    if "[Content_Types].xml" in names:
        return Opened(path=path, name=path.name, kind=WORKBOOK, stream=lambda: path.open("rb"))
    tables = [
        name
        for name in names
        if name.lower().endswith((".csv", ".json")) and not name.startswith("__MACOSX/")
    ]
    notes: tuple[str, ...] = ()
    if len(tables) > 1:
        aside = [name for name in tables if name.lower().rpartition("/")[2] in _BESIDE]
        tables = [name for name in tables if name not in aside]
        notes = tuple(f"{name} in the archive is no table of records" for name in aside)
    if len(tables) != 1:
        what = f"the archive holds {len(tables)} tables: {listed(tables, most=6) or 'none'}"
        fix = "unpack it and import one of its files"
        raise refusal("IMP013", what, where=path.name, fix=fix)
    inner = tables[0]

    def stream() -> IO[bytes]:
        return zipfile.ZipFile(path).open(inner)

    with told(path):
        return _text(path, f"{path.name}/{inner}", stream, encoding, (f"read from {inner}", *notes))


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn the errors of a damaged archive into IMP005."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        what = f"the archive cannot be unpacked ({error}): it is damaged, cut off or locked"
        raise refusal("IMP005", what, where=path.name, fix="download it again") from error
    except OSError as error:
        what = f"{path} cannot be read: {error.strerror or error}"
        raise refusal("IMP001", what, fix="check the file and the disk") from error


def _text(
    path: Path,
    name: str,
    stream: Callable[[], IO[bytes]],
    encoding: str,
    notes: tuple[str, ...],
) -> Opened:
    """Look at the first bytes: nothing, binary, JSON or a table."""
    with stream() as file:
        first = file.read(4096)
    wide = wide_encoding(first, encoding)
    if wide:
        stream = recoded(stream, wide, name)
        notes = (*notes, f"the text is {wide.upper()}")
        with stream() as file:
            first = file.read(4096)
    if not first.strip():
        raise refusal("IMP002", "the file is empty", where=name, fix="download it again")
    _refuse_binary(first, name)
    begins = first.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return Opened(
        path=path,
        name=name,
        kind=JSON if begins in (b"{", b"[") else CSV,
        stream=stream,
        asked="" if wide else encoding,
        notes=notes,
        recoded=bool(wide),
    )


def _refuse_binary(head: bytes, name: str) -> None:
    if head.startswith(b"\x1f\x8b"):
        fix = f"unpack it first: gunzip {name}"
        raise refusal("IMP004", "the file is packed with gzip", where=name, fix=fix)
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        fix = "download the file itself, not the page that tells of it"
        raise refusal("IMP004", "the file is a web page", where=name, fix=fix)
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if head.startswith(_BINARY) or controls > len(head) // 50:
        fix = "export the table as CSV UTF-8"
        raise refusal("IMP004", "the file is binary", where=name, fix=fix)


def text_stream(opened: Opened, encoding: str = "") -> io.TextIOWrapper:
    """Return the text of a file; bytes that the encoding does not have become a mark."""
    encoding = encoding or opened.scan.encoding
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    return io.TextIOWrapper(opened.stream(), encoding=encoding, errors="replace", newline="")
