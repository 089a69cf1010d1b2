"""Nothing on the page is English that is not a message: shown by a language of wide letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import builders
import pytest
import translating
from choosing import BATTLE, DAY, daily, dossier, ends, options

from asculum.evidence.choices import Choices
from asculum.evidence.terms import Deal
from asculum.report import render
from asculum.report.reckoning import Reckoning
from asculum.report.restating import battle_name
from asculum.report.translation.catalogue import catalogue
from asculum.study.weighing import weigh_dossier
from asculum.terms.speech import Message

#: What is the same in every language: formats, units, indices by their letters, the program.
OF_ALL = {
    "SVG",
    "PNG",
    "CSV",
    "LER",
    "SER",
    "FER",
    "BER",
    "SHA-256",
    "JSON",
    "PDF",
    "Asculum",
    "BC",
}
#: What the test's own language is called.
OF_ALL |= {translating.HEADER["X-Language-Name"]}


def weighed() -> Reckoning:
    """Return a reckoning with options weighed and a deal, told by the package's own code."""
    wide = ends(0.2, 0.9)
    deal = Deal(
        id="truce",
        side="north",
        date=DAY,
        over="the ford",
        chance_by_a=wide,
        chance_by_b=wide,
        worth_a=ends(2000, 9000),
        worth_b=ends(2000, 9000),
    )
    choices = Choices(options=options(), deals=(deal,))
    case = replace(dossier(), choices=choices)
    found = weigh_dossier(case, daily(400), as_of=BATTLE.end, seed=1)  # type: ignore[arg-type]
    made = builders.reckoning()
    sides = (*made.dossier.sides, *case.sides)
    joined = replace(made.dossier, sides=sides, choices=choices)
    return replace(made, dossier=joined, weighing=found)


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("po") / "wide.po"
    path.write_text(translating.pseudo(), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "make",
    [
        builders.reckoning,
        builders.moved,
        builders.refused,
        builders.ledger_refused,
        builders.bare,
        weighed,
    ],
    ids=lambda make: make.__name__,
)
def test_whatever_is_english_is_a_message_or_somebodys_own_words(
    make: Callable[[], Reckoning], wide: Path
) -> None:
    made = make()
    left = translating.english(render(made, lang=wide), free(made))
    assert left == [], "say these with asculum.terms.speech.say, or _ in a template"


def free(made: Reckoning) -> set[str]:
    """Return what is free text: all of the reckoning that is no message of the page."""
    found = {text for text in _plain(made) if ("", text) not in catalogue()}
    hosts = {(urlsplit(text).hostname or "").removeprefix("www.") for text in found if "//" in text}
    capitals = {text[:1].upper() + text[1:] for text in found}
    lists = {f"{text}." for text in found}
    return (found | hosts | capitals | lists | OF_ALL | {battle_name(made.dossier)}) - {""}


def _plain(made: Reckoning) -> Iterator[str]:
    for text in translating.texts(made):
        if not isinstance(text, Message):
            yield text
