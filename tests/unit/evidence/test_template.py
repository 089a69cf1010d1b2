"""New dossiers, bundled dossiers and the reference page."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from ford import TODAY

from asculum.evidence import bundled
from asculum.evidence.dictionary import TABLES, assumption_terms, columns
from asculum.evidence.reading import inspect_dossier, read_dossier
from asculum.evidence.template import dossier_files, header_text, new_dossier
from asculum.terms.errors import UsageError

ROOT = Path(__file__).parents[3]


def test_a_new_dossier_passes_the_checks(tmp_path: Path) -> None:
    path = new_dossier(tmp_path, "ford")
    assert path == tmp_path / "ford"
    assert read_dossier(path, today=TODAY).findings == ()
    assert [item.name for item in tmp_path.iterdir()] == ["ford"]


def test_headers_are_the_dictionary_s() -> None:
    files = dossier_files()
    for table in TABLES:
        head = files[f"{table}.csv"].splitlines()[0]
        assert head == ",".join(column.name for column in columns(table))
    text = header_text()
    assert all(column.description in text for column in columns("dossier")[:-1])
    by_source = {term.name for term in assumption_terms().values() if term.by == "source"}
    for name in assumption_terms():
        assert f"{name}{'.' if name in by_source else ' = '}" in text


@pytest.mark.parametrize("made", ["file", "folder", "link"])
def test_what_is_there_is_never_overwritten(made: str, tmp_path: Path) -> None:
    target = tmp_path / "ford"
    if made == "file":
        target.write_text("mine")
    elif made == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="EVI092"):
        new_dossier(tmp_path, "ford")
    assert [item.name for item in tmp_path.iterdir()] == ["ford"]


def test_nothing_is_left_behind_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match=r"EVI093.*No space left"):
        new_dossier(tmp_path, "ford")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a b", "Ä", "-x", "x" * 65])
def test_names_that_cannot_be_a_folder_s(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="EVI091"):
        new_dossier(tmp_path, name)


def test_find_takes_a_path_then_a_bundled_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, work = tmp_path / "dossiers", tmp_path / "work"
    root.mkdir()
    work.mkdir()
    new_dossier(root, "asculum")
    (root / "not-a-dossier").mkdir()
    monkeypatch.setattr(bundled, "ROOT", root)
    monkeypatch.chdir(work)
    assert bundled.bundled() == {"asculum": root / "asculum"}
    assert bundled.find("asculum") == root / "asculum"
    assert bundled.find(root / "not-a-dossier") == root / "not-a-dossier"
    new_dossier(work, "asculum")
    assert bundled.find("asculum") == Path("asculum")
    with pytest.raises(UsageError, match="did you mean asculum") as refusal:
        bundled.find("ascullum")
    assert "asculum dossiers" in refusal.value.fix
    with pytest.raises(UsageError, match="is a file"):
        bundled.find(root / "asculum" / "dossier.toml")
    for odd in ("", "x\0y", "x" * 5000):
        with pytest.raises(UsageError, match="EVI090"):
            bundled.find(odd)


def test_without_bundled_dossiers_there_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundled, "ROOT", tmp_path / "nowhere")
    assert bundled.bundled() == {}


def test_bundled_dossiers_have_no_errors() -> None:
    for folder in bundled.bundled().values():
        _, findings = inspect_dossier(folder, today=TODAY)
        assert [str(item) for item in findings if item.severity == "error"] == []


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "dossier.toml"
    path.write_text("")
    with pytest.raises(UsageError, match=r"EVI001: .*is a file"):
        inspect_dossier(path, today=TODAY)


def test_the_reference_page_is_up_to_date() -> None:
    script = ROOT / "scripts" / "write_reference.py"
    spec = importlib.util.spec_from_file_location("write_reference", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (ROOT / "docs" / "reference" / "dossier.md").read_text(encoding="utf-8")
    assert page == module.reference(), "run: uv run python scripts/write_reference.py"


def test_reading_a_dossier_needs_no_heavy_package() -> None:
    code = (
        "import sys, asculum.evidence.reading, asculum.evidence.template\n"
        "heavy = {'numpy', 'pandas', 'duckdb', 'pydantic', 'numba', 'xarray'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "above = [m for m in sys.modules if m.startswith('asculum.')\n"
        "         and m.split('.')[1] not in ('terms', 'evidence')]\n"
        "assert not above, above\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
