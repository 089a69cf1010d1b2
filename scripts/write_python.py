"""Write docs/reference/python.md from the signatures and docstrings of the public names.

Run as ``uv run python scripts/write_python.py`` after a change to one of them.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "docs" / "reference" / "python.md"

INTRODUCTION = """\
# The Python interface

The names that stay: changes of them stand in the [changelog](../../CHANGELOG.md). Everything has
type hints. Errors are of `asculum.terms.errors`, each with a code and one step that mends it.
[In a notebook](../howto/notebook.md) shows them at work.

This page is generated from the code.
"""

#: What stands on the page: a heading, the words below it, and the names in their order.
PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("The package", "", ("asculum:open", "asculum:table")),
    (
        "A study",
        "What `asculum.open` returns. Each answer is reckoned once and remembered.",
        tuple(
            f"asculum.study.study:Study.{name}"
            for name in (
                *("losses", "losses_by", "weekly", "fit", "place", "weigh", "deals", "aftermath"),
                *("verdict", "history", "hindcast", "explanation", "answers", "report"),
            )
        ),
    ),
    (
        "Results",
        "Every result is `Tabular`: it shows itself, and becomes a data frame.",
        (
            *("asculum.terms.sheets:Tabular", "asculum.terms.sheets:Sheet"),
            *("asculum.terms.estimate:Estimate", "asculum.terms.status:Status"),
            *("asculum.losses.estimate:Losses", "asculum.losses.datatree:to_datatree"),
            *("asculum.options.ledger:PyrrhicLedger", "asculum.options.views:Weighing"),
            *("asculum.place.answer:PlaceAnswer", "asculum.attrition.fit:Fitted"),
            *("asculum.attrition.fit_law:LawFit", "asculum.undercount.estimate:Undercount"),
            *("asculum.undercount.total:Total", "asculum.study.scored:Hindcast"),
            *("asculum.report.fought:Fought", "asculum.report.answers:SevenAnswers"),
            *("asculum.aftermath.account:Aftermath", "asculum.losses.explanation:Explanation"),
        ),
    ),
    (
        "Charts",
        "`from asculum import charts`; they need the extra `notebook`.",
        tuple(
            f"asculum.charts:{name}"
            for name in (
                *("weekly", "losses", "leans", "exchange", "laws", "place", "options", "ledger"),
                *("lists", "unlisted", "hindcast", "weights", "scores"),
            )
        ),
    ),
    (
        "Estimators",
        "They take values and give values: no files, no clock, and a seed for every stream.",
        (
            *("asculum.losses.estimate:estimate", "asculum.undercount.estimate:estimate"),
            *("asculum.undercount.strata:estimate_strata", "asculum.attrition.fit:fit"),
            *("asculum.attrition.odds:odds", "asculum.place.answer:place_answer"),
            *("asculum.options.weighing:weigh", "asculum.options.pyrrhic:pyrrhic_ledger"),
            "asculum.study.lists:read_overlap_file",
        ),
    ),
)
#: Headings of NumPy docstrings whose entries are names with words below them.
NAMED = ("Parameters", "Raises")
_UNDERLINE = re.compile(r"^-{3,}$")


def page() -> str:
    """Return the page."""
    parts = [INTRODUCTION]
    for heading, words, names in PARTS:
        parts.append(f"## {heading}\n")
        parts += [f"{words}\n"] if words else []
        parts += [_entry(name) for name in names]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def _entry(name: str) -> str:
    """Return the section of one name: its signature and its docstring."""
    module, _, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for word in path.split("."):
        found = getattr(found, word)
    title = path if path.startswith("Study.") else f"{module}.{path}"
    signature = "" if inspect.isclass(found) else f"```py\n{_call(path, found)}\n```\n\n"
    if inspect.isclass(found):
        methods = ", ".join(f"`.{word}`" for word in _public(found))
        signature = f"Offers {methods}.\n\n" if methods else ""
    return f"### {title}\n\n{signature}{_markdown(inspect.getdoc(found) or '')}\n"


def _call(path: str, function: Any) -> str:
    """Return how a function is called, on lines of their own where one would be too long."""
    told = inspect.signature(function)
    kept = [item for name, item in told.parameters.items() if name != "self"]
    words = str(told.replace(parameters=kept))
    line = f"{path.rpartition('.')[2]}{words}".replace("'", "")
    if len(line) <= 96:
        return line
    inside, _, back = line.rpartition(") -> ")
    name, _, inside = inside.partition("(")
    items = re.split(r", (?![^\[\(]*[\]\)])", inside)
    return f"{name}(\n" + "".join(f"    {item},\n" for item in items) + f") -> {back}"


def _public(found: type) -> list[str]:
    """Return the methods and properties of a class and what it is built on, of ours."""
    own = [base for base in found.__mro__ if base.__module__.startswith("asculum")]
    names: dict[str, None] = {}
    for base in own:
        for name, value in vars(base).items():
            is_method = inspect.isfunction(value) or isinstance(value, property | classmethod)
            if not name.startswith("_") and (is_method or hasattr(value, "func")):
                names.setdefault(name)
    return list(names)


def _markdown(text: str) -> str:
    """Return a docstring as Markdown: headings in bold, entries as lists, examples in fences."""
    blocks = []
    for heading, lines in _sections(text.splitlines()):
        body = "\n".join(lines).strip("\n")
        if heading == "Examples":
            body = f"```pycon\n{body}\n```"
        elif heading in NAMED or (heading and _has_entries(lines)):
            body = "\n".join(_entries(lines))
        if heading:
            blocks.append(f"**{heading}**\n")
        blocks.append(f"{body}\n")
    return "\n".join(blocks)


def _sections(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield (heading, lines) of a docstring; the first has no heading."""
    heading, held = "", []
    for at, line in enumerate(lines):
        if at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1]):
            yield heading, held
            heading, held = line.strip(), []
        elif not _UNDERLINE.match(line):
            held.append(line)
    yield heading, held


def _has_entries(lines: list[str]) -> bool:
    return any(line.startswith("    ") for line in lines)


def _entries(lines: list[str]) -> Iterator[str]:
    """Yield a line of a list for each name with the words below it."""
    name, words = "", []
    for line in [*lines, "end"]:
        if line.startswith("    "):
            words.append(line.strip())
        elif line.strip():
            if name:
                yield f"- `{name}`: {' '.join(words)}" if words else f"- {name}"
            name, words = line.strip(), []


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
