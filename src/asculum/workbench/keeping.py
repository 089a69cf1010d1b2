"""Keeping: the history of edits with undo, and the dossier as one ZIP file."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import quote

from starlette.responses import Response

from asculum.evidence.reading import inspect_dossier
from asculum.study.undoing import history, undo
from asculum.terms.errors import UsageError
from asculum.workbench.calls import Call, seen
from asculum.workbench.library import frame
from asculum.workbench.pages import page

#: Edits shown, the latest.
SHOWN = 200


def edits(call: Call) -> Response:
    """Show every edit of a dossier with what stood there before."""
    place = call.place
    dossier, _ = inspect_dossier(place.folder, today=call.today)
    kept = history(call.workplace(place))
    taken_back = {edit.undoes for edit in kept if edit.undoes}
    return page(
        "history.html.j2",
        call.bench.session,
        **frame(call, place, "history", dossier),
        edits=list(reversed(kept))[:SHOWN],
        taken_back=taken_back,
        total=len(kept),
    )


def take_back(call: Call) -> Response:
    """Take an edit back."""
    place, number = call.place, call.given("edit")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        raise UsageError("WBE003", "no edit was named", why="each edit has its number")
    undo(call.workplace(place), int(number))
    return seen(f"{place.address}/history?done=undone")


def export(call: Call) -> Response:
    """Return the folder of a dossier as a ZIP file; hidden files and links stay behind."""
    place = call.place
    packed, home = io.BytesIO(), place.folder.resolve()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(place.folder.rglob("*")):
            part = path.relative_to(place.folder)
            hidden = any(word.startswith(".") for word in part.parts)
            linked = path.is_symlink() or not path.resolve().is_relative_to(home)
            if path.is_file() and not hidden and not linked:
                archive.write(path, f"{place.name}/{part.as_posix()}")
    return Response(
        packed.getvalue(),
        media_type="application/zip",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(place.name, safe='')}.zip"
        },
    )
