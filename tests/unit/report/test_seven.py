"""The seven answers, who else paid, the curve and the history as the page shows them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from builders import reckoning

from asculum.evidence.dossier import Outcome, VerdictTerms
from asculum.options.account import SideAccount
from asculum.options.pyrrhic import pyrrhic_ledger
from asculum.report import render
from asculum.report.anchors import anchors
from asculum.report.answers import QUESTIONS, Answer, Told, cited, seven_answers
from asculum.report.label import curve_figure, history_figure
from asculum.report.reckoning import Reckoning
from asculum.report.seven import seven
from asculum.terms.status import Status, StatusCode

RECKONING = reckoning()


def with_ledger(pools: bool) -> Reckoning:
    """Return the reckoning with a ledger of its own totals."""
    killed = {
        item.side: item for item in RECKONING.totals if item.quantity == "killed" and not item.force
    }
    size = {"ru": 3e5, "ua": 2e5}
    sides = {
        side: SideAccount(
            name=RECKONING.dossier.side(side).name,
            side=side,
            losses=item.draws,
            pool=item.draws * 0 + size[side] if pools else None,
            pool_sources=("west",),
            losses_sources=item.sources,
        )
        for side, item in killed.items()
    }
    ledger = pyrrhic_ledger(
        winner=sides["ru"],
        loser=sides["ua"],
        terms=VerdictTerms(category="killed", horizon="a year"),
        outcome=Outcome(victor="ru", source="west"),
    )
    return replace(RECKONING, ledger=ledger)


def test_every_question_has_an_answer_or_the_reason_there_is_none() -> None:
    found = seven(with_ledger(True))
    assert [item.key for item in found.answers] == [item.key for item in QUESTIONS]
    assert len(found.given) + len(found.silent) == 7
    for answer in found.answers:
        assert bool(answer.sentence) != bool(answer.refusal)
        if answer.sentence:
            assert answer.definition
            assert answer.change
            assert answer.sources


def test_civilians_and_soldiers_are_answered_apart() -> None:
    by_key = {item.key: item for item in seven(RECKONING).answers}
    assert "civilian" in by_key["others"].text
    assert "civilian" not in by_key["lost"].text
    assert not set(by_key["others"].sources) & {claim.id for claim in RECKONING.dossier.claims}


def test_a_refused_part_says_why_and_what_would_help() -> None:
    refusal = Status(code=StatusCode.NOT_IDENTIFIED, sentence="Only a total of both is known.")
    bare = replace(RECKONING, totals=(), losses_status=refusal, ledger=None, aftermath=None)
    by_key = {item.key: item for item in seven(bare).answers}
    assert by_key["lost"].refusal == refusal.sentence
    assert by_key["lost"].change
    silent = {question.key for question in seven(bare).silent}
    assert {"others", "pyrrhic"} <= silent
    missing = {item.key: item for item in seven(with_ledger(False)).answers}["pyrrhic"]
    assert "cannot be told" in missing.refusal
    assert "the pool of Russia" in missing.change


def test_a_question_is_answered_once_and_is_one_of_the_seven() -> None:
    one = Answer(key="deal", sentence=("x",))
    assert seven_answers([one, None]).given[0][1] == one
    for wrong in ([one, one], [Answer(key="weather", sentence=("x",))]):
        with pytest.raises(ValueError, match="is no question, or one answered twice"):
            seven_answers(wrong)


def test_numbers_of_an_answer_lead_to_their_rows() -> None:
    found = anchors(RECKONING)
    row = RECKONING.dossier.claims[0].id
    (word, number) = cited(
        Answer(key="deal", sentence=("x ", Told(words="7", sources=(row,)))), found
    )
    assert word == "x "
    assert not isinstance(number, str)
    assert number.evidence.href == f"#claim-{row}"


def test_the_page_shows_answers_curve_history_and_who_else_paid() -> None:
    page = render(with_ledger(True))
    for question, answer in seven(with_ledger(True)).given:
        assert f'<a href="#{question.section}">{question.words}</a>' in page
        assert f'id="{question.section}"' in page
        assert answer.key
    for name in ("label-curve", "history", "others"):
        assert f'id="{name}"' in page
    assert page.index('id="others"') < page.index('id="pyrrhic"')
    for battle in ("Heraclea", "Bunker Hill", "Waterloo"):
        assert battle in page
    targets = set(re.findall(r'\bid="([^"]+)"', page))
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert anchor in targets


def test_without_pools_the_curve_marks_nothing_and_without_losses_there_is_none() -> None:
    found = curve_figure(with_ledger(False))
    assert found is not None
    assert found.curve.stated is None
    assert "No pair of pools is stated" in render(with_ledger(False))
    assert curve_figure(replace(RECKONING, ledger=None)) is None
    assert history_figure(replace(RECKONING, ledger=None)) is None


def test_a_dossier_silent_about_people_has_no_such_section() -> None:
    dossier = replace(RECKONING.dossier, people=(), control=(), economy=())
    page = render(replace(RECKONING, dossier=dossier, aftermath=None))
    assert 'id="others"' not in page
    assert "Who else paid?" in page.partition('class="seven"')[2].partition("</section>")[0]
