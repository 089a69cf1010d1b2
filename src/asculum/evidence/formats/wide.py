"""Wide: text of two or four bytes a character, handed on as UTF-8 while it is read."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from typing import IO, Any

from asculum.evidence.formats.refusals import refusal

_CHUNK = 1 << 20
#: Marks of order at the beginning; those of four bytes begin like those of two.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def wide_encoding(head: bytes, asked: str = "") -> str:
    """Return the wide encoding of a text by its first bytes or as asked for; ``""`` where none.

    Without a mark of order, text mostly of ASCII has a zero in every other byte.

    Examples
    --------
    >>> wide_encoding("id,name".encode("utf-16")), wide_encoding(b"id,name")
    ('utf-16', '')
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    plain = asked.casefold().replace("_", "-")
    if plain.startswith(("utf-16", "utf-32", "utf16", "utf32")):
        try:
            return codecs.lookup(asked).name
        except LookupError:  # a name that only looks like one
            return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    most = len(head) // 2
    if most >= 8 and max(even, odd) > most * 0.7 and min(even, odd) < most * 0.05:
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def recoded(stream: Callable[[], IO[bytes]], encoding: str, name: str) -> Callable[[], IO[bytes]]:
    """Return a stream of the same text as UTF-8; reading raises IMP005 where it is no such text."""
    return lambda: io.BufferedReader(_Recoded(stream(), encoding, name), _CHUNK)


class _Recoded(io.RawIOBase):
    """Bytes on their way to a reader, decoded and encoded anew."""

    def __init__(self, inner: IO[bytes], encoding: str, name: str) -> None:
        self._inner, self._name, self._encoding = inner, name, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._held, self._ended = b"", False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._held and not self._ended:
            data = self._inner.read(_CHUNK)
            self._ended = not data
            try:
                text = self._decoder.decode(data, final=self._ended)
            except UnicodeError as error:
                if self._ended:
                    what = f"the text ends within a character of {self._encoding}: it is cut off"
                    fix = "download it again"
                    raise refusal("IMP005", what, where=self._name, fix=fix) from error
                what = f"the text is not {self._encoding} ({error})"
                fix = "leave --encoding out, or say which it is"
                raise refusal("IMP003", what, where=self._name, fix=fix) from error
            self._held = text.encode("utf-8", "replace")
        part, self._held = self._held[: len(buffer)], self._held[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._inner.close()
        super().close()
