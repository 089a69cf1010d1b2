"""Write the file of all messages of the page: ``src/asculum/report/translation/messages.pot``.

    uv run python scripts/write_messages.py

A message is the first word of a call of ``say``, ``message``, ``template``, ``plural`` or
``counted`` in the package, or of ``_`` or ``counted`` in a template of the page. The file holds
the names of the files that say it and no lines, so that it changes only with the words.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from asculum.evidence.dictionary import assumption_terms
from asculum.report.translation.checking import NUMBER
from asculum.report.translation.po import Entry, Key, written_po
from asculum.terms.speech import wordless

ROOT = Path(__file__).parent.parent / "src" / "asculum"
FILE = ROOT / "report" / "translation" / "messages.pot"
#: What stands at the head of the file; a translation states its own language and rule of plurals.
HEADER = {
    "Project-Id-Version": "asculum",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
NOTE = "The messages of the report. Written by scripts/write_messages.py."
_SAYING = ("say", "message", "template")
#: Where the words of a call must come from, so that a namesake elsewhere is not taken for one.
_FROM = ("asculum.terms.speech", "asculum.report.wording")

Said = tuple[Key, str, str]


def extracted() -> list[Entry]:
    """Return every message once, with the files that say it."""
    found: dict[Key, tuple[str, list[str]]] = {
        NUMBER: ("", ["#. a number, as it is written: 1 then 234 then 5 with your marks"])
    }
    for key, plural, file in (*_templates(), *_modules(), *_assumptions()):
        if not key[0] and wordless(key[1]):
            continue  # values and signs are of every language
        known, files = found.setdefault(key, (plural, []))
        if f"#: {file}" not in files:
            files.append(f"#: {file}")
        if plural and not known:
            found[key] = (plural, files)
    return [
        Entry(key=key, line=0, plural=plural, comments=tuple(files))
        for key, (plural, files) in found.items()
    ]


def text() -> str:
    """Return the file as it should stand."""
    return written_po(HEADER, extracted(), note=NOTE)


def _templates() -> Iterator[Said]:
    from jinja2 import Environment, nodes

    made = Environment(trim_blocks=True, lstrip_blocks=True)
    folder = ROOT / "report" / "page"
    pages = sorted(folder.glob("*.j2"), key=lambda path: (path.name != "report.html.j2", path.name))
    for path in pages:
        name = f"report/page/{path.name}"
        for node in made.parse(path.read_text(encoding="utf-8")).find_all(
            (nodes.Call, nodes.Filter)
        ):
            if isinstance(node, nodes.Filter) and node.name == "counted":
                words = [each.value for each in node.args if isinstance(each, nodes.Const)]
                yield _counted(words, name)
            elif (
                isinstance(node, nodes.Call)
                and isinstance(node.node, nodes.Name)
                and node.node.name == "_"
            ):
                first = node.args[0]
                assert isinstance(first, nodes.Const), f"{name}:{node.lineno}: not a literal"
                yield ("", str(first.value)), "", name


def _assumptions() -> Iterator[Said]:
    """Yield what the assumptions are, as the dictionary describes them."""
    for term in assumption_terms().values():
        yield ("", term.description), "", "evidence/dictionary/assumptions.csv"


def _modules() -> Iterator[Said]:
    for path in sorted(ROOT.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not any(module in source for module in _FROM):
            continue
        name, tree = path.relative_to(ROOT).as_posix(), ast.parse(source)
        known = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module in _FROM
            for alias in node.names
        }
        for node in ast.walk(tree):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and isinstance(called, ast.Name) and called.id in known:
                yield from _call(node, called.id, name)


def _call(node: ast.Call, called: str, name: str) -> Iterator[Said]:
    words = [each.value if isinstance(each, ast.Constant) else None for each in node.args]
    if called in _SAYING and words and isinstance(words[0], str):
        context = next((each.value for each in node.keywords if each.arg == "context"), None)
        told = str(context.value) if isinstance(context, ast.Constant) else ""
        yield (told, words[0]), "", name
    elif called == "plural" and len(words) >= 3 and isinstance(words[1], str):
        yield ("", words[1]), str(words[2]), name
    elif called == "counted" and len(words) >= 2 and isinstance(words[1], str):
        yield _counted([str(each) for each in words[1:] if each is not None], name)


def _counted(words: list[str], name: str) -> Said:
    one, many = words[0], words[1] if len(words) > 1 else f"{words[0]}s"
    return ("", f"{{n}} {one}"), f"{{n}} {many}", name


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    print(f"{FILE}: {len(extracted())} messages")
