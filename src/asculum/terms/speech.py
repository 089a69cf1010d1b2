"""Sentences that can be told in another language: templates with named values.

The page is written in English. Each of its sentences is a template with named values; while a
page is made in another language (``speaking``) the template is looked up in a translation, and the
values, numbers and dates are told as that language tells them. Outside of ``speaking``, so for
every command and for JSON, all of this is plain English.

``say`` tells at once. ``message`` keeps template and values beside the English, for words that are
made before the language is known: constants, and sentences of the estimators.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

#: A named value in a template, or a doubled brace that stands for itself.
SLOT = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Tongue(Protocol):
    """A language other than English, as far as it is translated."""

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

    def name(self, written: str) -> str:
        """Return the name of a place, a side or a battle, or what was given if it has none."""

    def marks(self, written: str) -> str:
        """Return a number written in English with the marks of this language."""

    def forward(self, written: str) -> str:
        """Return a translation of words that came without their template, or mark them."""


#: What stands around words that are told in English within another language, until the page is
#: whole: two characters that no text may hold.
ENGLISH, NO_MORE = "\ufdd0", "\ufdd1"
MARKS = ENGLISH + NO_MORE

_TONGUE: ContextVar[Tongue | None] = ContextVar("asculum_tongue", default=None)


@contextmanager
def speaking(tongue: Tongue | None) -> Iterator[None]:
    """Tell everything within in a language; ``None`` is English."""
    token = _TONGUE.set(tongue)
    try:
        yield
    finally:
        _TONGUE.reset(token)


def tongue() -> Tongue | None:
    """Return the language that is spoken now; ``None`` is English."""
    return _TONGUE.get()


class Message(str):
    """An English sentence that keeps its template and values, so that it can be told again.

    It is a ``str`` in every other respect. Joining or formatting it gives a plain string.
    """

    __slots__ = ("context", "plural", "tally", "template", "values")
    template: str
    values: Mapping[str, object]
    context: str
    plural: str
    tally: int | None

    def __new__(
        cls,
        template: str,
        values: Mapping[str, object],
        context: str = "",
        plural: str = "",
        tally: int | None = None,
    ) -> Message:
        """Return the English sentence with what it is made of."""
        chosen = plural if plural and tally != 1 else template
        made = super().__new__(cls, filled(chosen, values))
        made.template, made.values, made.context = template, dict(values), context
        made.plural, made.tally = plural, tally
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Let a sentence travel between processes whole."""
        return Message, (self.template, self.values, self.context, self.plural, self.tally)


class Told(str):
    """Words in another language that keep their English, for sentences that stay English."""

    __slots__ = ("english",)
    english: str

    def __new__(cls, words: str, english: str) -> Told:
        """Return the words with their English."""
        made = super().__new__(cls, words)
        made.english = english
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Let the words travel between processes whole."""
        return Told, (str(self), self.english)


def english_of(value: object) -> object:
    """Return the English of words that keep it; anything else as it is."""
    return value.english if isinstance(value, Told) else value


def message(template: str, /, *, context: str = "", **values: object) -> Message:
    """Return a sentence in English that the page can tell in another language later.

    Example: ``message("the losses of {side} were refused", side="Russia")``.
    """
    return Message(template, values, context)


def together(*parts: str, between: str = " ") -> Message:
    """Return sentences one after the other as one message, each told in its turn.

    Example: ``together(message("It was."), message("It was not."))``.
    """
    slots = between.join(f"{{p{number}}}" for number in range(len(parts)))
    return Message(slots, {f"p{number}": part for number, part in enumerate(parts)})


def wordless(template: str) -> bool:
    """Whether a template holds nothing but values and signs, so that it is of every language."""
    return not any(sign.isalpha() for sign in SLOT.sub("", template))


def say(template: str, /, *, context: str = "", **values: object) -> str:
    """Return a sentence in the language spoken now.

    Example: ``say("about {middle} killed", middle="20,000")``.
    """
    spoken = _TONGUE.get()
    if spoken is None:
        # the package's own words: nothing in them reaches for more than a value
        return template.format_map(values) if "{" in template else template
    return spoken.tell(template, values, context=context)


def template(words: str, /) -> str:
    """Return a constant as it is: a template whose values ``say`` is given later."""
    return words


def plural(count: int, one: str, many: str, /, **values: object) -> str:
    """Return a sentence in the form that a count asks for; ``{n}`` is the count itself.

    Example: ``plural(3, "{n} claim", "{n} claims")`` is ``3 claims``.
    """
    told = {"n": number(count, ","), **values}
    spoken = _TONGUE.get()
    if spoken is None:
        return (one if count == 1 else many).format_map(told)
    return spoken.tell(one, told, plural=many, count=count)


def joined(items: Sequence[str], between: str) -> str:
    """Return words with something between them, with their English where they keep it."""
    made = between.join(items)
    if _TONGUE.get() is None:
        return made
    return Told(made, between.join(str(english_of(item)) for item in items))


def number(value: float, spec: str = "", *, minus: str = "-") -> str:
    """Return a number in Python's format, with the marks of the language spoken now."""
    written = format(value, spec).replace("-", minus)
    spoken = _TONGUE.get()
    return written if spoken is None else Told(spoken.marks(written), written)


def retold(words: str) -> str:
    """Return words in the language spoken now: a kept message, a name, or the words themselves."""
    spoken = _TONGUE.get()
    if spoken is None or hasattr(words, "__html__"):
        return words
    if isinstance(words, Message):
        return spoken.tell(
            words.template,
            words.values,
            context=words.context,
            plural=words.plural,
            count=words.tally,
        )
    return spoken.name(words)


def forwarded(words: str) -> str:
    """Return a sentence of an estimator in the language spoken now; what has none is marked.

    Sentences of kept runs come without their template: they are found only if they hold no value.
    """
    spoken = _TONGUE.get()
    if spoken is None:
        return words
    return retold(words) if isinstance(words, Message) else spoken.forward(words)


def filled(template: str, values: Mapping[str, object]) -> str:
    """Return a template with its values; nothing but a bare name is looked up."""

    def one(found: re.Match[str]) -> str:
        name = found.group(1)
        return found.group(0)[0] if name is None else str(values[name])

    return SLOT.sub(one, template)


def unmarked(words: str) -> str:
    """Return words without the marks of English, as where their length counts."""
    return words.replace(ENGLISH, "").replace(NO_MORE, "")


def closing(words: str) -> str:
    """Return the marks that end what a cut has left open."""
    return NO_MORE * max(0, words.count(ENGLISH) - words.count(NO_MORE))


def slots(template: str) -> frozenset[str]:
    """Return the names of the values in a template."""
    return frozenset(name for name in SLOT.findall(template) if name)
