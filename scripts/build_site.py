"""Build the pages as a site that needs no server and asks nothing of anybody: ``site/index.html``.

``uv run python scripts/build_site.py [FOLDER]``. The pages are put together in a scratch folder,
those outside ``docs`` among them; then Sphinx builds them, and any warning, a link that leads
nowhere above all, fails the build. Menus follow the lists of docs/index.md.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SITE = DOCS / "site"
#: Pages that lie elsewhere in the checkout, and where they stand on the site.
ELSEWHERE = {
    ROOT / "CONTRIBUTING.md": "contributing.md",
    ROOT / "CHANGELOG.md": "changelog.md",
    ROOT / "src/asculum/dossiers/bakhmut/SOURCES.md": "sources/bakhmut.md",
    ROOT / "src/asculum/dossiers/ukraine-first-year/SOURCES.md": "sources/ukraine-first-year.md",
    ROOT / "src/asculum/evidence/history/SOURCES.md": "sources/battles.md",
}
_LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?(?=\))")
_FENCE = re.compile(r"^```(csv)\b.*$", re.M)
_COMMENT = re.compile(r"^<!--.*?-->\n", re.M | re.S)
_ASKS = re.compile(
    r"""(?:src|srcset|data|poster)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//"""
    r"""|<link\b[^>]*\bhref\s*=\s*["']?(?:https?:)?//|@import\s+["'](?:https?:)?//"""
)


def places() -> dict[Path, str]:
    """Return each file of the site's source with its place there."""
    own = {
        path: path.relative_to(DOCS).as_posix()
        for path in sorted(DOCS.rglob("*"))
        if path.is_file() and SITE not in path.parents
    }
    return own | {path: place for path, place in ELSEWHERE.items() if path.is_file()}


def stage(folder: Path) -> None:
    """Put the site's source into ``folder``, with links as they lead there."""
    known = places()
    for path, place in known.items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            text = moved(path.read_text(encoding="utf-8"), path, place, known)
            target.write_text(text, encoding="utf-8")
        else:
            shutil.copy(path, target)
    index = folder / "index.md"
    text = index.read_text(encoding="utf-8")
    index.write_text(text + "\n" + "\n".join(menus(text, known)), encoding="utf-8")
    (folder / "_static").mkdir()
    shutil.copy(SITE / "asculum.css", folder / "_static")
    shutil.copy(SITE / "conf.py", folder)


def moved(text: str, path: Path, place: str, known: dict[Path, str]) -> str:
    """Return a page's text as it stands at ``place``: links led anew, comments left out.

    A link to a file that is not on the site is left as it is, and fails the build.
    """

    def led(match: re.Match[str]) -> str:
        there = known.get((path.parent / match[1]).resolve())
        if there is None:
            return match[0]
        here = os.path.relpath(there, Path(place).parent.as_posix() or ".")
        return Path(here).as_posix() + (match[2] or "")

    return _COMMENT.sub("", _FENCE.sub("```text", _LINK.sub(led, text)))


def menus(index: str, known: dict[Path, str]) -> Iterator[str]:
    """Yield a menu for each bold heading of the index, its links in order; then the sources."""
    named = {"index.md"}
    for caption, items in re.findall(r"^\*\*(.+?)\*\*\n\n((?:- .*\n(?:  .*\n)*)+)", index, re.M):
        links = re.findall(r"\[([^\]]+)\]\(([^)#\s]+)\.md\)", items)
        named.update(f"{page}.md" for _, page in links)
        yield _menu(caption, [f"{title[0].upper()}{title[1:]} <{page}>" for title, page in links])
    rest = [place for place in known.values() if place.endswith(".md") and place not in named]
    yield _menu("Sources of what is bundled", [place.removesuffix(".md") for place in rest])


def _menu(caption: str, entries: list[str]) -> str:
    lines = "\n".join(entries)
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{lines}\n```\n"


def build(source: Path, target: Path) -> int:
    """Build the site and return Sphinx's exit code; every warning is an error."""
    words = ["-q", "-W", "--keep-going", "-b", "html", "-d", str(source / "_doctrees")]
    done = subprocess.run([sys.executable, "-m", "sphinx", *words, str(source), str(target)])
    return done.returncode


def asking(target: Path) -> list[str]:
    """Return every place of the built site that would fetch something from elsewhere."""
    found = []
    for path in sorted(target.rglob("*")):
        if path.suffix in (".html", ".css", ".js"):
            for match in _ASKS.finditer(path.read_text(encoding="utf-8", errors="replace")):
                found.append(f"{path.relative_to(target)}: {match[0]}")
    return found


def main() -> int:
    """Build the site into the folder asked for; say what is amiss."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "site")
    target = parser.parse_args().folder.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "source"
        source.mkdir()
        stage(source)
        if code := build(source, target):
            return code
    shutil.rmtree(target / "_sources", ignore_errors=True)
    faults = asking(target)
    for fault in faults:
        print(f"asks another server: {fault}", file=sys.stderr)
    if not faults:
        print(f"The site is {target / 'index.html'} - open it in a browser.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
