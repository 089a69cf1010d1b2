"""Undoing: an edit of a dossier taken back by another edit; the ledger only grows."""

from __future__ import annotations

from asculum.evidence.dictionary import key_of
from asculum.evidence.splices import TableText
from asculum.store.edits import Edit
from asculum.store.store import Store
from asculum.study import editing
from asculum.study.editing import Workplace
from asculum.study.trying import findings_with, new_errors
from asculum.terms.errors import EvidenceError


def history(place: Workplace) -> tuple[Edit, ...]:
    """Return the edits of a dossier, oldest first; none where the folder has no store yet."""
    if not (place.store / ".asculum" / "store.duckdb").exists():
        return ()
    with Store.open(place.store) as store:
        return store.edits(place.name)


def undo(place: Workplace, number: int) -> Edit:
    """Take an edit back and return it; the inverse is a new edit of the ledger.

    Raises ``EvidenceError`` EDT004 where what the edit wrote has been changed since, and EDT002
    where the dossier would have new errors without it (a source that rows have come to name).
    """
    with editing.held(place):
        edit = next((item for item in history(place) if item.number == number), None)
        if edit is None:
            raise EvidenceError("EDT004", f"there is no edit {number} of this dossier")
        now = editing.text_of(place.folder, edit.file)
        then = _without(edit, now)
        if then is None:
            raise EvidenceError(
                "EDT004",
                f"edit {number} ({edit.what}) cannot be taken back: {edit.file} was changed since",
                why="taking it back would overwrite the later change",
                fix="take the later edits back first, newest to oldest, or edit by hand",
            )
        today = place.now.date()
        told = findings_with(place.folder, {}, today=today)
        tried = findings_with(place.folder, {edit.file: then}, today=today)
        if errors := new_errors(told, tried):
            raise editing.refused(errors)
        gone = edit.before is None and not edit.row
        editing.write(
            place,
            None if gone else then,
            file=edit.file,
            row=edit.row,
            before=edit.after,
            after=edit.before,
            behind=edit.behind,
            what=f"took back: {edit.what}",
            undoes=edit.number,
        )
        return edit


def _without(edit: Edit, now: str | None) -> str | None:
    """Return the text of the file without an edit; ``None`` where a later one stands in its way.

    A table that the edit began is left with its row of names for the trial.
    """
    if not edit.row:
        if now != edit.after:
            return None
        return edit.before if edit.before is not None else _names_only(edit.after or "")
    text = TableText.of(now or "", key=key_of(edit.file.removesuffix(".csv")))
    if text is None:
        return None
    if edit.after is None:
        own = edit.before or ""
        there = any(text.raw(record) == own for record in text.rows) or text.find(edit.row)
        return None if there else text.insert(own, after=edit.behind)
    record = next((item for item in text.rows if text.raw(item) == edit.after), None)
    if record is None:
        return None
    return text.without(record) if edit.before is None else text.put(record, edit.before)


def _names_only(text: str) -> str:
    taken = TableText.of(text)
    return text[: taken.head.end] if taken else text
