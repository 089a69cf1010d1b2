"""The page as a PDF, printed by a Chromium that is on the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from asculum.terms.errors import AsculumError, MissingExtraError

#: Programs that print, in the order of preference; ``ASCULUM_CHROMIUM`` names another.
PROGRAMS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "msedge"),
)
#: How long printing may take [s].
PATIENCE = 180


def find_printer() -> str:
    """Return the Chromium to print with.

    Raises MissingExtraError REP002 where none is installed.
    """
    named = os.environ.get("ASCULUM_CHROMIUM", "")
    found = (shutil.which(name) for name in ((named,) if named else PROGRAMS))
    program = next(filter(None, found), None)
    if program is None:
        raise MissingExtraError(
            "REP002",
            f"{named!r} is no program" if named else "no Chromium, Chrome or Edge was found",
            why="a PDF of the page is printed by a browser, and Asculum brings none",
            fix="install Chromium, or open the HTML page and print it into a file",
        )
    return program


def print_page(html: str, to: Path, *, program: str) -> Path:
    """Print a page as ``to``, which is whole or not there.

    The browser starts with a profile of its own, which is thrown away, and resolves no name.

    Raises AsculumError REP003 where it does not print.
    """
    with tempfile.TemporaryDirectory(prefix="asculum-") as folder:
        page, made = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html, encoding="utf-8")
        words = [
            *(program, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions"),
            *(f"--user-data-dir={folder}/profile", "--host-resolver-rules=MAP * ~NOTFOUND"),
            *("--no-pdf-header-footer", f"--print-to-pdf={made}", page.as_uri()),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # Chromium refuses to be run by root in its sandbox
            words.insert(1, "--no-sandbox")
        try:
            done = subprocess.run(words, capture_output=True, timeout=PATIENCE, check=False)
            said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        except (OSError, subprocess.TimeoutExpired) as problem:
            said = str(problem)
        if not made.is_file() or made.read_bytes()[:5] != b"%PDF-":
            raise AsculumError(
                "REP003",
                f"{program} printed no PDF: {said[:200] or 'it said nothing'}",
                why="the page itself was written",
                fix="open the HTML page in a browser and print it into a file",
            )
        beside = to.with_name(f".{to.name}.{os.getpid()}.tmp")
        try:
            shutil.copyfile(made, beside)
            beside.replace(to)
        finally:
            beside.unlink(missing_ok=True)
    return to
