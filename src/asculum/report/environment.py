"""The templates of the page: filters, words for all of them, and what comes with the package."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import TYPE_CHECKING

from asculum.report import tables
from asculum.report.figures_asof import as_data
from asculum.report.figures_held import held_rows
from asculum.report.restating import (
    RELATION_WORDS,
    STATUS_WORDS,
    category_word,
    restate_people,
    side_name,
)
from asculum.report.stated import stands
from asculum.report.wording import (
    approximate,
    capitalised,
    clean,
    counted,
    day,
    host,
    percent,
    rounded,
    span,
    web_address,
)
from asculum.terms.speech import (
    Message,
    Told,
    english_of,
    filled,
    forwarded,
    number,
    retold,
    tongue,
    unmarked,
)

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


#: A message of a template that holds no value.
_BARE = re.compile(r"""\{\{ _\((['"])((?:(?!\1)[^{}\\])*)\1\) \}\}""")


def environment() -> Environment:
    """Return the templates; every string is cleaned and escaped on its way to the page."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        loader=FunctionLoader(_in_english if tongue() is None else asset),
        autoescape=True,
        finalize=_finalised,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words: dict[str, Callable[..., object]] = {
        "day": day,
        "span": span,
        "host": host,
        "web": web_address,
        "rounded": rounded,
        "counted": counted,
        "people_figure": restate_people,
        "share": percent,
        "rough": approximate,
        "category": category_word,
        "capitalize": capitalised,
        "told": forwarded,
        "status_word": lambda code: retold(STATUS_WORDS[code]),
        "zip_unique": _zip_unique,
        "stop_data": as_data,
        "held_rows": held_rows,
        "stands": stands,
    }
    made.filters.update(words)
    made.globals.update(
        side_name=side_name,
        relation_words=RELATION_WORDS,
        icon=_marked(tables.icon),
        json=lambda value: json.dumps(_bare(value), ensure_ascii=True),
        num=number,
        _=_told,
    )
    return made


def _told(template: str, **values: object) -> Markup:
    """Return a message of a template of the page; its values are cleaned and escaped here."""
    from markupsafe import Markup, escape

    spoken = tongue()
    if spoken is None:
        shown = {name: escape(_finalised(value)) for name, value in values.items()}
        return Markup(filled(template, shown))
    told = {
        name: Told(escape(_finalised(value)), escape(_finalised(_english(value))))
        for name, value in values.items()
    }
    return Markup(spoken.tell(template, told, escape=escape))


def _english(value: object) -> object:
    """Return the English of a value: of a message or of a name, what it was made from."""
    if isinstance(value, Message):
        return str(value)
    return english_of(value)


def _bare(value: object) -> object:
    """Return data for the script without marks of English, which have no meaning there."""
    if tongue() is None:
        return value
    if isinstance(value, str):
        return unmarked(retold(value))
    if isinstance(value, (list, tuple)):
        return [_bare(each) for each in value]
    return value


def _zip_unique(words: Iterable[str], values: Iterable[str]) -> list[tuple[str, str]]:
    """Return each value once with its words, in the order met."""
    return list(dict(zip(values, words, strict=True)).items())


def _marked(draw: Callable[..., str]) -> Callable[..., str]:
    from markupsafe import Markup

    return lambda *args, **named: Markup(draw(*args, **named))


def _finalised(value: object) -> object:
    """Clean every string on its way to the page; markup of our own passes."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return clean(retold(value))
    return "" if value is None else value


def asset(name: str) -> str:
    """Return a file of the page as it comes with the package."""
    return files("asculum.report").joinpath("page", name).read_text(encoding="utf-8")


def _in_english(name: str) -> str:
    """Return a template whose messages without values are the words that they are in English.

    It is the same page, read by the template engine in the time that plain words take.
    """
    return _BARE.sub(lambda found: found.group(2), asset(name))


def hash_of(text: str) -> str:
    """Return the hash by which a policy names a script or a style."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
