"""Opening: what a file is by its first bytes, which encoding it is in, and a stream of its text."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from asculum.evidence.formats.refusals import refusal
from asculum.evidence.spelling import listed

CSV, JSON, WORKBOOK = "csv", "json", "workbook"

_CHUNK = 1 << 20
#: Bytes that Windows-1252 does not have.
_NOT_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
#: Runs of letters beyond ASCII: common in Cyrillic text of one byte a letter, rare in Western text.
_CYRILLIC = re.compile(rb"[\xc0-\xff]{5}")
_BINARY = (b"\x1f\x8b", b"%PDF", b"\x89PNG", b"PAR1", b"\xd0\xcf\x11\xe0", b"SQLite", b"BZh", b"7z")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file that can be read again from the start with ``stream``.

    ``newlines`` and ``quotes`` count bytes of the whole text; ``ends`` tells whether the last
    line has its end.
    """

    path: Path
    name: str
    kind: str
    stream: Callable[[], IO[bytes]]
    encoding: str = "utf-8"
    newlines: int = 0
    quotes: int = 0
    ends: bool = True
    notes: tuple[str, ...] = ()


def open_file(path: Path, *, encoding: str = "") -> Opened:
    """Return a file ready to be read; raises IMP001 to IMP004 and IMP013."""
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
    if len(tables) != 1:
        what = f"the archive holds {len(tables)} tables: {listed(tables, most=6) or 'none'}"
        fix = "unpack it and import one of its files"
        raise refusal("IMP013", what, where=path.name, fix=fix)
    inner = tables[0]

    def stream() -> IO[bytes]:
        return zipfile.ZipFile(path).open(inner)

    try:
        return _text(path, f"{path.name}/{inner}", stream, encoding, (f"read from {inner}",))
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        what = f"the archive cannot be unpacked ({error})"
        fix = "download it again; an archive with a password is not read"
        raise refusal("IMP005", what, where=path.name, fix=fix) from error
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        what = f"the archive is damaged ({error})"
        raise refusal("IMP005", what, where=path.name, fix="download it again") from error


def _text(
    path: Path,
    name: str,
    stream: Callable[[], IO[bytes]],
    encoding: str,
    notes: tuple[str, ...],
) -> Opened:
    """Scan the whole text once: its encoding, its line ends, its quotes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    newlines = quotes = at = 0
    last = first = b""
    utf8, western, cyrillic = True, True, 0
    with stream() as file:
        while chunk := file.read(_CHUNK):
            if not at:
                first = chunk[:4096]
                _refuse_binary(first, name)
            if (nul := chunk.find(b"\0")) >= 0:
                what = f"a NUL byte at offset {at + nul:,}: the file is binary, UTF-16 or damaged"
                fix = "save it as CSV UTF-8"
                raise refusal("IMP004", what, where=name, fix=fix)
            if utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
            if western and not chunk.isascii():
                western = not _NOT_1252.search(chunk)
                cyrillic += len(_CYRILLIC.findall(chunk))
            newlines += chunk.count(b"\n")
            quotes += chunk.count(b'"')
            at += len(chunk)
            last = chunk[-1:]
    if not first.strip():
        raise refusal("IMP002", "the file is empty", where=name, fix="download it again")
    if encoding:
        try:
            encoding = codecs.lookup(encoding).name
        except LookupError as error:
            fix = "use a name such as utf-8, cp1252 or cp1251"
            raise refusal("IMP003", f"no encoding {encoding!r}", where=name, fix=fix) from error
    elif utf8:
        encoding = "utf-8"
    elif western and cyrillic < 3:
        encoding = "cp1252"
        notes = (*notes, "the text is not UTF-8 and was read as Windows-1252")
    else:
        what = "the text is neither UTF-8 nor Windows-1252"
        fix = "say which it is, such as --encoding cp1251"
        raise refusal("IMP003", what, where=name, fix=fix)
    begins = first.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return Opened(
        path=path,
        name=name,
        kind=JSON if begins in (b"{", b"[") else CSV,
        stream=stream,
        encoding=encoding,
        newlines=newlines,
        quotes=quotes,
        ends=last in (b"\n", b"\r"),
        notes=notes,
    )


def _refuse_binary(head: bytes, name: str) -> None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        fix = f"iconv -f UTF-16 -t UTF-8 {name} > {name}.utf8"
        raise refusal("IMP003", "the file is UTF-16, by its first bytes", where=name, fix=fix)
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if head.startswith(_BINARY) or controls > len(head) // 50:
        fix = "export the table as CSV UTF-8"
        raise refusal("IMP004", "the file is binary", where=name, fix=fix)


def text_stream(opened: Opened) -> io.TextIOWrapper:
    """Return the text of a file; bytes that the encoding does not have become a mark."""
    encoding = "utf-8-sig" if opened.encoding == "utf-8" else opened.encoding
    return io.TextIOWrapper(opened.stream(), encoding=encoding, errors="replace", newline="")
