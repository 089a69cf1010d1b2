"""Translations: read with lines, checked, told, marked where they are missing."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import replace
from pathlib import Path

import builders
import pytest
import translating

from asculum.evidence.names import NameElsewhere
from asculum.report import render
from asculum.report.environment import asset
from asculum.report.translation.beginning import begun
from asculum.report.translation.catalogue import (
    catalogue,
    coverage,
    find_translation,
    findings,
    languages,
    read_file,
)
from asculum.report.translation.checking import number_marks, plural_rule
from asculum.report.translation.marking import with_english_marked
from asculum.report.translation.po import Entry, read_po, written_po
from asculum.report.translation.script import script_in
from asculum.terms.errors import EvidenceError, UsageError
from asculum.terms.speech import ENGLISH, NO_MORE

ROOT = Path(__file__).parents[3]
HEAD = (
    'msgid ""\nmsgstr ""\n"Language: uk\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && '
    '(n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'
)


def _codes(text: str) -> list[tuple[str, str]]:
    found = findings(read_po(HEAD + text, name="uk.po"))
    return [(item.code, item.where) for item in found]


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("po") / "wide.po"
    path.write_text(translating.pseudo(), encoding="utf-8")
    return path


def test_the_catalogue_holds_what_the_package_says() -> None:
    path = ROOT / "scripts" / "write_messages.py"
    spec = importlib.util.spec_from_file_location("write_messages", path)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.FILE.read_text(encoding="utf-8") == script.text(), (
        "run: uv run python scripts/write_messages.py"
    )


def test_a_file_is_read_as_it_is_written() -> None:
    entries = [
        Entry(key=("", 'a "quoted" \\ sign'), line=0, strings=("ein",)),
        Entry(key=("list", "{first} and {last}"), line=0, strings=("",), fuzzy=True),
        Entry(key=("", "{n} claim"), line=0, plural="{n} claims", strings=("a", "b", "c")),
        Entry(key=("", "long " * 40), line=0, strings=("lang " * 40,), comments=("#: a/b.py",)),
    ]
    read = read_po(written_po({"Language": "de"}, entries), name="de.po")
    assert read.findings == ()
    assert read.header == {"Language": "de"}
    assert [replace(item, line=0) for item in read.entries] == entries
    assert [item.translated for item in read.entries] == [True, False, True, True]


def test_what_is_out_of_form_is_told_with_its_line() -> None:
    read = read_po('msgid "a"\nmsgstr "b\n\nmsgstr "c"\nnonsense\n#~ msgid "old"\n', name="x.po")
    assert [item.where for item in read.findings] == ["x.po:2", "x.po:4", "x.po:5"]
    assert {item.code for item in read.findings} == {"REP004"}


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ('msgid "Search"\nmsgstr "Пошук"\n', ""),
        ('msgid "about {median} times"\nmsgstr "разів"\n', "REP005"),
        ('msgid "about {median} times"\nmsgstr "у {median} {more}"\n', "REP005"),
        ('msgid "{n} claim"\nmsgid_plural "{n} claims"\nmsgstr[0] "{n} а"\n', "REP006"),
        (
            'msgid "{n} claim"\nmsgid_plural "{n} claims"\nmsgstr[0] "одна"\nmsgstr[1] "{n} б"\n'
            'msgstr[2] "{n} в"\n',
            "",
        ),
        ('msgid "No such message"\nmsgstr "нема"\n', "REP008"),
        ('msgid "Search"\nmsgstr "а"\n\nmsgid "Search"\nmsgstr "б"\n', "REP009"),
        ('msgctxt "number"\nmsgid "1,234.5"\nmsgstr "12345"\n', "REP010"),
        ('msgid "Search"\nmsgstr "По\u202eшук"\n', "REP011"),
        ('msgid "Search"\nmsgstr "По\\nшук"\n', "REP011"),
    ],
)
def test_a_message_is_checked_with_its_line(entry: str, code: str) -> None:
    found = _codes(entry)
    assert [each for each, _ in found] == ([code] if code else [])
    line = HEAD.count("\n") + (4 if code == "REP009" else 1)
    assert all(where == f"uk.po:{line}" for _, where in found)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "nplurals=2; plural=m;",
        "nplurals=2; plural=__import__('os');",
        "nplurals=1; plural=(n != 1);",
        "nplurals=2; plural=1/(n-5);",
        "nplurals=2; plural=" + "(" * 200 + "n" + ")" * 200,
    ],
)
def test_a_rule_of_plurals_is_parsed_and_never_trusted(told: str) -> None:
    assert plural_rule(told) is None


def test_plurals_and_numbers_follow_the_language() -> None:
    rule = plural_rule(read_po(HEAD, name="uk.po").header["Plural-Forms"])
    assert rule is not None
    assert [rule[1](count) for count in (1, 2, 5, 11, 12, 21, 22, 111)] == [0, 1, 2, 2, 2, 0, 1, 2]
    assert number_marks("1 234,5") == (" ", ",")
    assert number_marks("1234,5") == ("", ",")
    assert number_marks("1.234,5") == (".", ",")
    assert number_marks("<b>1234,5") is None


def test_a_file_with_errors_makes_no_page(tmp_path: Path) -> None:
    path = tmp_path / "uk.po"
    path.write_text(HEAD + 'msgid "about {median} times"\nmsgstr "x"\n', encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"REP012.*\n(.*\n)*.*REP005") as told:
        render(builders.bare(), lang=path)
    assert told.value.exit_code == 3
    assert [item.where for item in told.value.findings] == [f"{path}:{HEAD.count(chr(10)) + 1}"]


def test_a_translation_is_begun_and_taken_further(tmp_path: Path) -> None:
    text, kept, total = begun("uk", None)
    assert (kept, total) == (0, len(catalogue()))
    assert findings(read_po(text, name="uk.po")) == []
    path = tmp_path / "uk.po"
    path.write_text(text.replace('msgid "Search"\nmsgstr ""', 'msgid "Search"\nmsgstr "Пошук"'))
    again, kept, _ = begun("uk", path)
    assert kept == 1
    assert coverage(read_po(again, name="uk.po"))[0] == 1
    with pytest.raises(UsageError, match="REP013"):
        begun("Ukrainian", None)


@pytest.mark.parametrize("lang", languages())
def test_what_comes_with_the_package_is_sound(lang: str) -> None:
    assert find_translation(lang) is not None


def test_the_names_of_places_are_those_of_the_language(wide: Path) -> None:
    reckoning = builders.reckoning()
    names = (NameElsewhere(name="Bakhmut", lang="qps", written="Бахмут"),)
    page = render(
        replace(reckoning, dossier=replace(reckoning.dossier, names=names)), lang=str(wide)
    )
    assert "Бахмут" in page
    assert '<html lang="qps">' in page
    assert translating.wide("Skip to the reckoning") in page
    assert "Бахмут" not in render(replace(reckoning, dossier=replace(reckoning.dossier)))


def test_what_is_not_translated_is_english_and_marked(tmp_path: Path) -> None:
    path = tmp_path / "uk.po"
    path.write_text(HEAD + 'msgid "Search"\nmsgstr "Пошук"\n', encoding="utf-8")
    page = render(builders.reckoning(), lang=path)
    assert '<html lang="uk">' in page
    assert '<span lang="en">Skip to the reckoning</span>' in page
    assert "<tspan lang=" in page
    assert ENGLISH not in page
    assert NO_MORE not in page
    assert "\\ufdd" not in page
    shares = re.search(r"(\d+) of (\d+) messages on this page, 1 of (\d+) in all", page)
    assert shares is not None
    assert int(shares[1]) == 1 < int(shares[2]) < int(shares[3]) == len(catalogue())


def test_an_english_sentence_holds_english_values(tmp_path: Path) -> None:
    path = tmp_path / "uk.po"
    words = 'msgid "killed"\nmsgstr "убито"\n\nmsgctxt "number"\nmsgid "1,234.5"\n'
    path.write_text(HEAD + words + 'msgstr "1 234,5"\n', encoding="utf-8")
    reckoning = builders.reckoning()
    names = (NameElsewhere(name="Russia", lang="uk", written="Росія"),)
    dossier = replace(reckoning.dossier, names=names)
    page = render(replace(reckoning, dossier=dossier), lang=path)
    assert '<span lang="en">about 21,000 killed</span>' in page
    assert '<span lang="en">Russia lost</span>' in page
    assert re.search(r"<th scope=.row.>Убито</th><td>Росія</td>", page)
    assert "16 000–28 000" in page


def test_a_translation_is_escaped_as_any_stranger_is(tmp_path: Path) -> None:
    evil = '<script>alert(1)</script>\\" onload=x'
    path = tmp_path / "uk.po"
    known = [item for item in catalogue().values() if not item.plural and "{" not in item.key[1]]
    entries = [replace(item, strings=(evil,)) for item in known if item.key[0] != "number"]
    header = read_po(HEAD, name="uk.po").header
    path.write_text(written_po(header, entries), encoding="utf-8")
    page = render(builders.reckoning(), lang=path)
    assert "<script>alert" not in page
    assert page.count("<script") == render(builders.reckoning()).count("<script")
    assert not re.search(r'<[^>]*" onload=x', page)


def test_names_are_escaped_and_cleaned(wide: Path) -> None:
    reckoning = builders.reckoning()
    evil = f"<script>alert(1)</script>\u202e{ENGLISH}"
    names = [
        NameElsewhere(name=name, lang="qps", written=evil)
        for name in ("Russia", "Bakhmut", reckoning.dossier.title)
    ]
    dossier = replace(reckoning.dossier, names=tuple(names))
    page = render(replace(reckoning, dossier=dossier), lang=wide)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert ENGLISH not in page


@pytest.mark.parametrize(
    ("lang", "head", "shown"),
    [
        ("ar", "", '<html lang="ar" dir="rtl">'),
        ("de", "", '<html lang="de">'),
        ("de", '"X-Direction: rtl\\n"\n', '<html lang="de" dir="rtl">'),
        ("de", '"X-Direction: \\" onload=x\\n"\n', '<html lang="de">'),
    ],
)
def test_the_page_tells_its_language_and_its_direction(
    tmp_path: Path, lang: str, head: str, shown: str
) -> None:
    path = tmp_path / "some.po"
    text = HEAD.replace("Language: uk", f"Language: {lang}")
    path.write_text(text.rstrip() + "\n" + head, encoding="utf-8")
    assert shown in render(builders.bare(), lang=path)


def test_the_script_is_told_too(wide: Path) -> None:
    translation = find_translation(wide)
    assert translation is not None
    script = script_in(translation, asset("report.js"))
    assert "Show the other" not in script
    assert 'localeCompare(value(b), "qps"' in script
    assert "asculumSays(" in script


def test_english_is_marked_where_a_mark_can_stand() -> None:
    told = f"{ENGLISH}left{NO_MORE}"
    assert with_english_marked(f"<p>{told} и</p>") == '<p><span lang="en">left</span> и</p>'
    assert with_english_marked(f'<p title="{told}">a</p>') == '<p title="left">a</p>'
    assert with_english_marked(f"<svg><title>{told}</title></svg>") == (
        "<svg><title>left</title></svg>"
    )
    assert with_english_marked(f"<svg><text>{told}</text></svg>") == (
        '<svg><text><tspan lang="en">left</tspan></text></svg>'
    )
    open_ended = f"<p>{ENGLISH}a <a>b</a> c</p><p>d</p>"
    assert with_english_marked(open_ended) == (
        '<p><span lang="en">a </span><a><span lang="en">b</span></a>'
        '<span lang="en"> c</span></p><p>d</p>'
    )
    assert with_english_marked(f"<p>{ENGLISH}a {told} b{NO_MORE} c</p>") == (
        '<p><span lang="en">a </span><span lang="en">left</span><span lang="en"> b</span> c</p>'
    )


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="REP001"):
        read_file(tmp_path / "none.po")
    (tmp_path / "latin.po").write_bytes(b'msgid "\xe9"\n')
    with pytest.raises(UsageError, match="UTF-8"):
        read_file(tmp_path / "latin.po")
