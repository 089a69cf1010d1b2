"""Rows in forms: hostile words come back as they were, two tabs do not overwrite each other."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path

from benching import Visitor
from small import CLAIMS

from asculum.evidence.dictionary import columns

ROW = "/d/mill/t/claims/row"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://evil","click")',
    "\u202egnp.exe",
    "{{ 7 * 7 }}",
    'two\nlines, "quoted"',
    "a" * 10_000,
    "\U0001f600 \u0633\u0644\u0627\u0645",
)


def opened(visitor: Visitor, own: str, table: str = "claims") -> dict[str, str]:
    """Return the fields of a row's form as a browser would send them."""
    return opened_at(visitor, f"/d/mill/t/{table}/row?id={own}")


def opened_at(visitor: Visitor, address: str) -> dict[str, str]:
    """Return the fields of the form at an address as a browser would send them."""
    text = visitor.get(address).text
    found = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', text)
    }
    for name, value in re.findall(
        r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', text, re.S
    ):
        found[name] = unescape(value)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)".*?>(.*?)</select>', text, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = unescape(chosen.group(1)) if chosen else ""
    found.pop("form-secret")
    return found


def claims(root: Path) -> str:
    return (root / "mill" / "claims.csv").read_bytes().decode()


def test_a_form_holds_every_column_with_its_help(visitor: Visitor) -> None:
    text = unescape(visitor.get(ROW).text)
    for column in columns("claims"):
        assert f'name="cell-{column.name}"' in text
        assert f"{column.description}." in text
        assert f'for="cell-{column.name}"' in text


def test_saving_what_was_opened_changes_nothing(visitor: Visitor, root: Path) -> None:
    for own in ("e1", "n1"):
        answer = visitor.post(ROW, {**opened(visitor, own), "do": "save"})
        assert answer.status == 303
    assert claims(root) == CLAIMS
    assert "No edits yet" in visitor.get("/d/mill/history").text


def test_an_edit_is_saved_and_taken_back(visitor: Visitor, root: Path) -> None:
    answer = visitor.post(ROW, {**opened(visitor, "n1"), "cell-best": "750", "do": "save"})
    assert answer.to.startswith("/d/mill/t/claims/row?id=n1")
    assert claims(root) == CLAIMS.replace(",,700,,", ",,750,,")
    (edit,) = re.findall(r'name="edit" value="(\d+)"', visitor.get("/d/mill/history").text)
    assert visitor.post("/d/mill/history", {"edit": edit}).status == 303
    assert claims(root) == CLAIMS
    assert visitor.post("/d/mill/history", {"edit": "x"}).status == 400
    assert visitor.post("/d/mill/history", {"edit": "99"}).status == 400


def test_hostile_words_are_kept_and_obeyed_by_nobody(visitor: Visitor) -> None:
    for words in HOSTILE:
        kept(visitor, words)


def kept(visitor: Visitor, words: str) -> None:
    """Save a note and find it again as it was, and nowhere as markup."""
    answer = visitor.post(ROW, {**opened(visitor, "n1"), "cell-note": words, "do": "save"})
    assert answer.status == 303, answer.text
    form = visitor.get(f"{ROW}?id=n1").text
    assert opened(visitor, "n1")["cell-note"] == words
    assert words not in form or "<" not in words
    for address in ("/d/mill/t/claims", "/d/mill/history"):
        page = visitor.get(address).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "\u202e" not in page


def test_a_form_survives_anything_in_any_field(visitor: Visitor, root: Path) -> None:
    for column in columns("claims"):
        tried(visitor, root, column.name)


def tried(visitor: Visitor, root: Path, column: str) -> None:
    """Put hostile words into a field: they are refused in words, or kept and taken back."""
    row = opened(visitor, "n1")
    long = "a" * 10_001 if column == "note" else "=1+1"
    for words in ("<script>alert(1)</script>", "\u202e\x00\x1b", long):
        fields = {**row, f"cell-{column}": words}
        answer = visitor.post(ROW, {**fields, "do": "save"})
        if answer.status == 303:
            edits = re.findall(r'name="edit" value="(\d+)"', visitor.get("/d/mill/history").text)
            visitor.post("/d/mill/history", {"edit": edits[0]})
        else:
            assert answer.status == 400
            assert "Not saved" in answer.text
            assert "<script>alert" not in answer.text
        assert claims(root) == CLAIMS


def test_findings_are_told_as_a_row_is_filled_in(visitor: Visitor, root: Path) -> None:
    fields = {**opened(visitor, "n1"), "cell-published": "1 Aug 1807", "cell-source": "nobody"}
    told = visitor.post("/d/mill/t/claims/told", fields).text
    assert "EVI011" in told
    assert "nobody" not in told  # a row that cannot be read points to nothing yet
    fields["cell-published"], fields["cell-note"] = "1807-08-01", "<script>alert(1)</script>"
    told = visitor.post("/d/mill/t/claims/told", fields).text
    assert "EVI050" in told
    assert "<script>" not in told
    told = visitor.post("/d/mill/t/claims/told", opened(visitor, "n1")).text
    assert "Nothing is amiss" in told
    assert claims(root) == CLAIMS


def test_two_tabs_on_one_row_end_in_a_conflict_that_shows_both(
    visitor: Visitor, root: Path
) -> None:
    one, two = opened(visitor, "n1"), opened(visitor, "n1")
    assert visitor.post(ROW, {**one, "cell-best": "710", "do": "save"}).status == 303
    answer = visitor.post(ROW, {**two, "cell-best": "720", "do": "save"})
    assert answer.status == 409
    assert 'value="720"' in answer.text
    assert "<bdi>710</bdi>" in answer.text
    assert ",,710,," in claims(root)
    mark = re.search(r'name="mark" value="([^"]+)"', answer.text)
    assert mark is not None
    again = visitor.post(ROW, {**two, "cell-best": "720", "mark": mark.group(1), "do": "save"})
    assert again.status == 303
    assert ",,720,," in claims(root)


def test_a_row_deleted_in_another_tab_can_be_saved_as_new(visitor: Visitor, root: Path) -> None:
    mine = opened(visitor, "e2")
    assert visitor.post(ROW, {**mine, "do": "delete"}).status == 303
    answer = visitor.post(ROW, {**mine, "cell-best": "2100", "do": "save"})
    assert answer.status == 409
    assert re.search(r'name="id" value=""', answer.text)
    assert visitor.post(ROW, {**mine, "id": "", "mark": "", "do": "save"}).status == 303
    assert "e2," in claims(root)


def test_a_bundled_dossier_is_copied_before_it_is_edited(visitor: Visitor, root: Path) -> None:
    form = "/d/%40bakhmut/t/sources/row"
    fields = {
        "cell-id": "new-source",
        "cell-name": "A new source",
        "cell-allegiance": "third",
        "do": "save",
    }
    bad = visitor.post(form, {**fields, "cell-allegiance": "nobody"})
    assert bad.status == 400
    assert not (root / "bakhmut").exists()
    answer = visitor.post(form, fields)
    assert answer.to == "/d/bakhmut/t/sources/row?id=new-source&done=copied"
    assert "copy of the dossier" in visitor.get(answer.to).text
    assert "new-source" in (root / "bakhmut" / "sources.csv").read_text(encoding="utf-8")


def test_the_list_narrows(visitor: Visitor) -> None:
    assert "2 of 3 rows" in visitor.get("/d/mill/t/claims?side=north").text
    assert "1 of 3 rows" in visitor.get("/d/mill/t/claims?words=n1").text
    assert "No row fits" in visitor.get("/d/mill/t/claims?words=%3Cscript%3E").text


def test_a_new_dossier_is_begun_and_exported(visitor: Visitor, root: Path) -> None:
    assert visitor.post("/new", {"name": "../evil", "example": "1"}).status == 400
    answer = visitor.post("/new", {"name": "mine", "example": "1"})
    assert answer.to == "/d/mine?done=new"
    (root / "mine" / ".hidden").write_text("x")
    (root / "mine" / "link.csv").symlink_to("/etc/hosts")
    packed = visitor.get("/d/mine/export.zip")
    names = zipfile.ZipFile(io.BytesIO(packed.body)).namelist()
    assert "mine/claims.csv" in names
    assert not {"mine/.hidden", "mine/link.csv"} & set(names)
