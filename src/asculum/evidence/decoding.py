"""Decoding: the bytes of a file as text, or what they are instead."""

from __future__ import annotations

import codecs
import re

from asculum.evidence.codes import found
from asculum.terms.findings import Finding

#: The largest file that is read [bytes].
LARGEST = 64 * 1024 * 1024

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes, *, name: str) -> str | Finding:
    """Return the text of a file in UTF-8 (a BOM is taken off), or why it is not that."""
    if len(data) > LARGEST:
        what = f"the file has {len(data):,} bytes, more than {LARGEST:,}"
        return found("EVI022", what, where=name, fix="is this the right file?")
    if data.startswith(b"PK\x03\x04"):
        what = "the file is a ZIP archive or a workbook of a spreadsheet, not text"
        fix = "open it in the spreadsheet and save it as CSV UTF-8"
        return found("EVI004", what, where=name, fix=fix)
    for marks, encoding in ((_UTF_32, "UTF-32"), (_UTF_16, "UTF-16")):
        if data.startswith(marks):
            what = f"the file is {encoding}, by its first bytes"
            return found("EVI003", what, where=f"{name}:1", fix=_convert(encoding, name))
    if (nul := data.find(b"\0")) >= 0:
        return _nul(data, nul, name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # the codec counts from after the BOM
        at = error.start + (len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0)
        line = _line(data, at)
        guess = "WINDOWS-1251" if re.search(rb"[\xc0-\xff]{3}", data) else "WINDOWS-1252"
        what = f"byte 0x{data[at]:02X} at offset {at:,} (line {line}) is not UTF-8"
        fix = _convert(guess, name) + " (or whichever encoding it was saved in)"
        return found("EVI003", what, where=f"{name}:{line}", fix=fix)
    if control := _CONTROL.search(text):
        at = control.start()
        line = _line(text[:at].encode(), None)
        what = f"control character 0x{ord(control.group()):02X} on line {line}"
        fix = "delete it; it cannot be seen in most editors"
        return found("EVI004", what, where=f"{name}:{line}", fix=fix)
    return text


def _nul(data: bytes, at: int, name: str) -> Finding:
    line = _line(data, at)
    what = f"NUL byte at offset {at:,} (line {line})"
    head = data[:400]
    if 0.3 < head.count(b"\0") / len(head) < 0.7:
        encoding = "UTF-16LE" if head[1::2].count(b"\0") > head[::2].count(b"\0") else "UTF-16BE"
        fix = _convert(encoding, name)
        return found(
            "EVI003", f"{what}: the file is probably UTF-16", where=f"{name}:{line}", fix=fix
        )
    fix = "save the table again as CSV UTF-8: the file is binary or damaged"
    return found("EVI004", what, where=f"{name}:{line}", fix=fix)


def _line(data: bytes, end: int | None) -> int:
    head = data if end is None else data[:end]
    return head.count(b"\n") + head.count(b"\r") - head.count(b"\r\n") + 1


def _convert(encoding: str, name: str) -> str:
    return f"iconv -f {encoding} -t UTF-8 {name} > {name}.utf8 && mv {name}.utf8 {name}"
