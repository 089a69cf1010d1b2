"""Run what README.md and docs/ tell a reader to run, and compare what it prints.

``uv run python scripts/run_docs.py`` says what no longer holds; ``--write`` puts what is printed
now into the pages. Each page is run in a fresh folder with the store of runs shared. In a page

- ``sh`` fences hold commands, one a line, run in order; ``# exit code 4`` after a command says how
  it leaves; ``make`` lines are held against the Makefile; ``git``, ``pip`` and ``uv`` are left out;
- ``python`` fences are run;
- a comment ``<!-- file: PATH -->`` before a fence writes the fence to that file; ``append`` adds
  it to the end;
- a comment ``<!-- not run: WHY -->`` before a fence has its commands parsed only;
- a ``text`` fence is what was printed, word by word (a line ``…`` stands for any lines);
  ``text estimate`` allows for another machine's draws: numbers within a quarter;
  ``text not-compared`` is an illustration;
- ``<!-- figures: DOSSIER [DATE] -->`` is followed by a table made from ``asculum losses``;
  ``hindcast``, ``newsroom`` and ``scores: DOSSIER [CLAIM]`` by one made from ``asculum hindcast``:
  the past days, what newsrooms would have printed on the last of them, and the mean scores.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SHELL = ("sh", "bash", "shell", "console")
#: Commands that prepare a machine: nothing of ours to try.
LEFT_OUT = ("git", "pip", "uv", "python3", "python", "cd", ".", "source", "export", "Rscript")
#: Of a number from sampling, how far another machine's may lie: four Monte Carlo standard errors
#: of an interval's end and the rounding of both.
TOLERANCE = 0.25
_FENCE = re.compile(r"^(?P<mark>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=mark)[ ]*$", re.M | re.S)
_COMMENT = re.compile(r"<!-- (file|append|not run): (.*?) -->\s*\Z")
_FIGURES = re.compile(r"<!-- figures: (\S+)(?: (\d{4}-\d\d-\d\d))? -->\n(.*?)(?=\n\n|\Z)", re.S)
_HINDCAST = re.compile(
    r"<!-- (hindcast|newsroom|scores): (\S+)(?: (\S+))? -->\n(.*?)(?=\n\n|\Z)", re.S
)
_EXIT = re.compile(r"\s+#.*\bexit code (\d)\b.*$")
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?|\.\d+)")


@dataclass(frozen=True, kw_only=True)
class Fence:
    """A fenced block of a page."""

    info: str
    body: str
    line: int
    start: int
    end: int
    before: tuple[str, str] = ("", "")

    @property
    def language(self) -> str:
        """The first word after the fence's marks."""
        return (self.info.split() or [""])[0]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something in a page that does not hold; ``mended`` is the fence's body as it would be."""

    where: str
    what: str
    fence: Fence | None = None
    mended: str = ""

    def __str__(self) -> str:
        """Say where and what."""
        return f"{self.where}: {self.what}"


def pages() -> list[Path]:
    """Return every page that is tried."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def fences(text: str) -> list[Fence]:
    """Return the fenced blocks of a page, with the comment right before each."""
    found = []
    for match in _FENCE.finditer(text):
        comment = _COMMENT.search(text[: match.start()])
        found.append(
            Fence(
                info=match["info"].strip(),
                body=match["body"],
                line=text.count("\n", 0, match.start()) + 1,
                start=match.start("body"),
                end=match.end("body"),
                before=(comment[1], comment[2]) if comment else ("", ""),
            )
        )
    return found


def environment(store: Path) -> dict[str, str]:
    """Return the environment of a reader whose runs are kept in ``store``."""
    kept = {
        key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "PYTHONPATH")
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    return kept | {
        "PATH": path,
        "ASCULUM_STORE": str(store),
        "NO_COLOR": "1",
        "TERM": "dumb",
        "COLUMNS": "80",
    }


def run_page(page: Path, folder: Path, store: Path, *, exact: bool = False) -> list[Problem]:
    """Run a page's blocks in ``folder`` and return what does not hold.

    ``exact`` allows estimates no tolerance, so that all figures of the pages are of one run.
    """
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(ROOT).as_posix()
    env = environment(store)
    # what a reader has around them: the checkout's examples, and the store that Python asks for
    (folder / "docs").symlink_to(ROOT / "docs")
    (store / ".asculum").mkdir(parents=True, exist_ok=True)
    (folder / ".asculum").symlink_to(store / ".asculum")
    problems: list[Problem] = []
    printed: str | None = None
    for fence in fences(text):
        where = f"{name}:{fence.line}"
        kind, value = fence.before
        if kind in ("file", "append"):
            target = folder / value
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("a" if kind == "append" else "w", encoding="utf-8") as file:
                file.write("\n" * (kind == "append") + fence.body)
            printed = None
        elif fence.language in SHELL:
            printed = ""
            for line in commands(fence):
                said, faults = run_command(line, folder, env, run=kind != "not run")
                printed += said
                problems += [Problem(where=where, what=fault) for fault in faults]
            printed = None if kind == "not run" else printed
        elif fence.language == "python" and kind == "not run":
            compile(fence.body, where, "exec")
            printed = None
        elif fence.language == "python":
            done = _run([sys.executable, "-c", fence.body], folder, env)
            printed = done.stdout
            if done.returncode:
                problems.append(Problem(where=where, what=f"the block fails:\n{done.stdout}"))
        elif fence.language == "text":
            if printed is not None and "not-compared" not in fence.info:
                fault = compare(
                    fence.body, printed, estimate="estimate" in fence.info and not exact
                )
                if fault:
                    partly = "…" in fence.body.splitlines() and fence.body.strip() != "…"
                    mended = "" if partly else tidy(printed)
                    problems.append(Problem(where=where, what=fault, fence=fence, mended=mended))
            printed = None
        else:
            printed = None
    return problems


def commands(fence: Fence) -> list[str]:
    """Return the commands of a shell fence, prompts and comment lines left out."""
    body = fence.body.replace("\\\n", " ")
    lines = [line.strip().removeprefix("$ ") for line in body.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def run_command(
    line: str, folder: Path, env: dict[str, str], *, run: bool
) -> tuple[str, list[str]]:
    """Run one command, or hold it against what there is; return what it said and its faults."""
    words = shlex.split(line, comments=True)
    while words and re.match(r"[A-Z_]+=", words[0]):
        words = words[1:]
    expected = int(match[1]) if (match := _EXIT.search(line)) else 0
    if not words:
        return "", []
    if words[0] == "make":
        return "", [f"{line}: no such target" for word in words[1:] if not _target(word)]
    if words[0] in LEFT_OUT:
        files = [word for word in words[1:] if word.endswith(".py")]
        return "", [f"{line}: no {file}" for file in files if not (ROOT / file).is_file()]
    if not run:
        return "", [] if words[0] != "asculum" else _parsed(words[1:], line)
    done = _run(["bash", "-c", line], folder, env)
    if done.returncode != expected:
        return done.stdout, [
            f"{line}: leaves with {done.returncode}, not {expected}:\n{done.stdout}"
        ]
    return done.stdout, []


def _run(words: list[str], folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def _target(word: str) -> bool:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return "=" in word or bool(re.search(rf"^{re.escape(word)}:", makefile, re.M))


def _parsed(words: list[str], line: str) -> list[str]:
    """Hold a command that is not run against the options there are."""
    import click

    from asculum.cli.main import cli

    context = click.Context(cli, info_name="asculum", **cli.context_settings)
    command = cli.get_command(context, words[0]) if words else None
    if command is None:
        return [f"{line}: no such command"]
    try:
        command.make_context(words[0], list(words[1:]), parent=context)
    except click.ClickException as error:
        return [f"{line}: {error.format_message()}"]
    return []


def tidy(printed: str) -> str:
    """Return what was printed without trailing spaces and empty lines around it."""
    lines = [line.rstrip() for line in printed.splitlines()]
    return "\n".join(lines).strip("\n") + "\n"


def compare(shown: str, printed: str, *, estimate: bool) -> str:
    """Return what differs between the words a page shows and those printed; empty if nothing."""
    if shown.strip() == "…":
        return "nothing is shown yet"
    got = _words(printed, estimate=estimate)
    parts = [_words(part, estimate=estimate) for part in re.split(r"^…$", shown, flags=re.M)]
    place = 0
    for index, part in enumerate(parts):
        if not part:
            place = len(got) if index == len(parts) - 1 else place
            continue
        last = len(got) - len(part)
        starts = range(place, last + 1)
        if index == 0:
            starts = range(min(1, last + 1))
        elif index == len(parts) - 1:
            starts = range(max(place, last), last + 1)
        at = next((i for i in starts if _alike(part, got[i : i + len(part)], estimate)), None)
        if at is None:
            return f"shown:\n{shown}\nprinted:\n{tidy(printed)}"
        place = at + len(part)
    return "" if place == len(got) else f"more is printed than shown:\n{tidy(printed)}"


def _words(text: str, *, estimate: bool) -> list[str]:
    plain = re.sub(r"[\u2500-\u257f]", " ", text)
    if estimate:  # how well the chains mixed is another machine's business
        plain = re.sub(r"^(OK|DOUBTFUL): .*$", r"\1", plain, flags=re.M)
    return plain.split()


def _alike(shown: list[str], got: list[str], estimate: bool) -> bool:
    return len(shown) == len(got) and all(
        one == other or (estimate and _close(one, other))
        for one, other in zip(shown, got, strict=True)
    )


def _close(one: str, other: str) -> bool:
    if _NUMBER.sub("#", one) != _NUMBER.sub("#", other):
        return False
    slack = 4.0 if "%" in one else 0.05
    pairs = zip(_numbers(one), _numbers(other), strict=True)
    return all(abs(a - b) <= slack + TOLERANCE * max(a, b) for a, b in pairs)


def _numbers(word: str) -> list[float]:
    return [float(item.replace(",", "")) for item in _NUMBER.findall(word)]


def figures(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each table of figures of a page: dossier, as-of date or empty, the table's text."""
    for match in _FIGURES.finditer(text):
        yield match[1], match[2] or "", match[3]


def with_figures(text: str, store: Path) -> str:
    """Return a page with its tables of figures made anew."""

    def table(match: re.Match[str]) -> str:
        head = match[0][: match.start(3) - match.start()]
        return head + figures_table(match[1], match[2] or "", store)

    def past(match: re.Match[str]) -> str:
        head = match[0][: match.start(4) - match.start()]
        return head + PAST_TABLES[match[1]](hindcast(match[2], match[3] or "", store))

    return _HINDCAST.sub(past, _FIGURES.sub(table, text))


@cache
def hindcast(dossier: str, claim: str, store: Path) -> dict[str, Any]:
    """Return what ``asculum hindcast`` prints of a dossier, held against a claim where named."""
    words = ["asculum", "hindcast", dossier, "--json", *(["--truth", claim] if claim else [])]
    told = subprocess.run(
        words, env=environment(store), capture_output=True, text=True, check=True, cwd=store
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def _days_table(told: dict[str, Any]) -> str:
    """Return the past days, whole sides only."""
    asked = dict.fromkeys((r["side"], r["quantity"]) for r in told["results"] if not r["force"])
    heads = [f"{_side(told, side)}, {quantity}" for side, quantity in asked]
    rows = [["as of", "claims", *heads]]
    cells = {
        (r["as_of"], r["side"], r["quantity"]): _spoken(r["lower"], r["median"], r["upper"])
        for r in told["results"]
        if not r["force"]
    }
    for day in told["days"]:
        own = [cells.get((day["as_of"], *key), "–") for key in asked]
        rows.append([day["as_of"], str(day["claims"]), *own])
    return _markdown(rows, words=1)


def _newsroom_table(told: dict[str, Any]) -> str:
    """Return what newsrooms would have printed on the last day, side by side.

    Rules that refuse both ways are left out.
    """
    last = told["days"][-1]["as_of"]
    found: dict[tuple[str, str], dict[str, str]] = {}
    answered: set[tuple[str, str]] = set()
    for score in told["scores"]:
        if score["as_of"] != last or score["method"] == "Asculum":
            continue
        whose = _side(told, score["side"]) + (f" ({score['force']})" if score["force"] else "")
        cell = "" if score["low"] is None else _range(score)
        key = (f"{whose}, {score['quantity']}", score["method"])
        found.setdefault(key, {})[score["echoes"]] = cell or f"refused: {score['refusal']}"
        answered.update([key] if cell else [])
    rows = [["losses", "rule", "as printed", "lineage known"]]
    for key, cells in found.items():
        if key in answered:
            printed = cells.get("as printed", cells.get("", ""))
            rows.append([*key, printed, cells.get("lineage known", printed)])
    return _markdown(rows, words=4)


def _scores_table(told: dict[str, Any]) -> str:
    """Return the mean scores by method, beside the model's on the same cases."""
    rows = [["method", "echoes", "cases", "CRPS", "Asculum's", "in range", "Asculum's"]]
    for item in told["summary"]:
        rows.append(
            [
                item["method"],
                item["echoes"],
                str(item["cases"]),
                f"{item['crps_log']:.2f}",
                f"{item['model_crps_log']:.2f}",
                f"{100 * item['covered']:.0f} %",
                f"{100 * item['model_covered']:.0f} %",
            ]
        )
    return _markdown(rows, words=2)


PAST_TABLES = {"hindcast": _days_table, "newsroom": _newsroom_table, "scores": _scores_table}


def _spoken(low: float, point: float | None, high: float) -> str:
    from asculum.report.wording import rounded

    middle = (low + high) / 2 if point is None else point
    words = rounded(low, middle, high)
    return words.span if point is None else f"{words.median} ({words.lower}–{words.upper})"


def _range(score: dict[str, Any]) -> str:
    if score["low"] == score["high"]:
        return f"{score['low']:,.0f}"
    return _spoken(score["low"], score["point"], score["high"])


def _side(told: dict[str, Any], side: str) -> str:
    from asculum.evidence.bundled import find
    from asculum.evidence.reading import read_dossier

    return read_dossier(find(told["dossier"]), today=date.today()).side(side).name


def _markdown(rows: list[list[str]], *, words: int) -> str:
    """Return rows as a table; columns after the first ``words`` are set to the right."""
    width = len(rows[0])
    marks = "|" + "".join("---|" if column < words else "--:|" for column in range(width))
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], marks, *lines[1:]])


@cache
def figures_table(dossier: str, day: str, store: Path) -> str:
    """Return the table of a dossier's total losses as Markdown, in the report's own rounding."""
    from asculum.evidence.bundled import find
    from asculum.evidence.reading import read_dossier
    from asculum.report.wording import rounded

    words = ["asculum", "losses", dossier, "--json", *(["--as-of", day] if day else [])]
    told = subprocess.run(
        words, env=environment(store), capture_output=True, text=True, check=True, cwd=store
    )
    whole = read_dossier(find(dossier), today=date.today())
    lines = ["| side | losses | from | middle | to |", "|---|---|--:|--:|--:|"]
    for item in json.loads(told.stdout)["results"]:
        if item["quantity"] not in ("killed", "casualties") or item["force"]:
            continue
        spoken = rounded(item["lower"], item["median"], item["upper"])
        cells = (
            whole.side(item["side"]).name,
            item["quantity"],
            spoken.lower,
            spoken.median,
            spoken.upper,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> int:
    """Run every page, or those named; write where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--write", action="store_true", help="put what is printed into the pages")
    parser.add_argument("--store", type=Path, help="a folder that keeps runs between calls")
    asked = parser.parse_args()
    count = 0
    with tempfile.TemporaryDirectory() as scratch:
        store = (asked.store or Path(scratch) / "store").resolve()
        store.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate([path.resolve() for path in asked.pages] or pages()):
            folder = Path(scratch) / f"page{number}"
            folder.mkdir()
            problems = run_page(page, folder, store, exact=asked.write)
            if asked.write:
                text = page.read_text(encoding="utf-8")
                for problem in sorted(problems, key=lambda p: -p.fence.start if p.fence else 0):
                    if problem.fence is not None and problem.mended:
                        before, after = text[: problem.fence.start], text[problem.fence.end :]
                        text = before + problem.mended + after
                page.write_text(with_figures(text, store), encoding="utf-8")
                problems = [item for item in problems if not item.mended]
            for problem in problems:
                print(problem)
            count += len(problems)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
