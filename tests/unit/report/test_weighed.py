"""What else could have been done, and deals, on the page: words, charts, hostile names, absence."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from builders import HOSTILE, reckoning
from choosing import BATTLE, DAY, daily, dossier, ends, options, point

from asculum.evidence.choices import Choices, Front, Resolve
from asculum.evidence.terms import Deal
from asculum.options.views import View, Weighing
from asculum.report import render
from asculum.report.choices import choices_context
from asculum.report.dealt import deals
from asculum.report.reckoning import Reckoning
from asculum.report.thresholds import threshold_line
from asculum.report.weighed import decisions, others
from asculum.study.weighing import weigh_dossier
from asculum.terms.status import Status, StatusCode


def weighing(choices: Choices, **more: Any) -> tuple[Any, Weighing]:
    case = replace(dossier(**more), choices=choices)
    return case, weigh_dossier(case, daily(400), as_of=BATTLE.end, seed=1)  # type: ignore[arg-type]


def deal(name: str = "the ford") -> Deal:
    wide = ends(0.2, 0.9)
    return Deal(
        id="truce",
        side="north",
        date=DAY,
        over=name,
        chance_by_a=wide,
        chance_by_b=wide,
        worth_a=ends(2000, 9000),
        worth_b=ends(2000, 9000),
        note=name,
    )


def page(choices: Choices) -> str:
    case, found = weighing(choices)
    made = reckoning()
    joined = replace(made.dossier, sides=case.sides, choices=choices)
    context = replace(made, weighing=found)
    return render(_with_sides(context, joined))


def _with_sides(made: Reckoning, joined: Any) -> Reckoning:
    """Return the reckoning with the sides of the choices beside its own."""
    sides = (*made.dossier.sides, *(side for side in joined.sides))
    return replace(made, dossier=replace(made.dossier, sides=sides))


def test_the_sections_stand_in_order_and_every_id_is_there_once() -> None:
    text = page(Choices(options=options(), deals=(deal(),)))
    order = [text.index(f'<section id="{name}"') for name in ("weighed", "deal", "pyrrhic")]
    assert order == sorted(order)
    ids = Counter(re.findall(r'\bid="([^"]+)"', text))
    assert [name for name, count in ids.items() if count > 1] == []
    assert "style=" not in text.partition("<main")[2].partition("<script")[0]
    assert 'href="#weighed"' in text


def test_a_dossier_without_choices_has_neither_section() -> None:
    text = render(reckoning())
    assert 'id="weighed"' not in text
    assert 'id="deal"' not in text
    assert choices_context(replace(reckoning(), weighing=Weighing()))["weighed"] is None


@pytest.mark.parametrize("odd", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_stay_words(odd: str) -> None:
    kept, left = options()
    named = (replace(kept, name=odd), replace(left, name=odd, after=odd))
    text = page(Choices(options=named, deals=(deal(odd),)))
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "\u202e" not in text
    assert "x" * 2000 not in text
    # a template within a name is never evaluated
    assert text.count("{{ 7 * 7 }}") >= 2 * ("7 * 7" in odd)


def test_words_of_a_threshold_that_holds_at_nothing() -> None:
    cheap = options(own_rate=ends(1.2, 2.0), enemy_rate=point(0.5))
    case, found = weighing(Choices(options=cheap))
    (words,) = decisions(case, found)
    assert "even if a day held was worth nothing" in words.lead
    assert "less than nothing" in words.lead
    assert "−" not in words.lead


def test_what_a_dear_option_that_happened_needs() -> None:
    case, found = weighing(Choices(options=options(own_once=point(0))))
    (words,) = decisions(case, found)
    assert words.lead.startswith("“hold the ford” beats “leave the ford” only if a day held")
    assert words.verdict.startswith("Counted: own losses and an enemy loss; nothing for")
    assert [line.happened for line in words.options] == [True, False]
    # the arithmetic is that of the middles: one can follow it
    own, rate, once, total = (
        float(number.replace(",", ""))
        for number in (
            re.findall(r"[\d,]+(?:\.\d+)?", words.by_hand[0])[-1:]
            + re.findall(r"[\d,]+(?:\.\d+)?", words.by_hand[1].partition(": ")[2])[0:1]
            + re.findall(r"[\d,]+(?:\.\d+)?", words.by_hand[1])[-2:]
        )
    )
    assert total == pytest.approx(rate * own + once, rel=0.02)


def test_the_words_say_where_the_criteria_disagree_or_agree() -> None:
    case, found = weighing(Choices(options=options()))
    (words,) = decisions(case, found)
    told = found.decisions[0].after.weighed
    assert told is not None
    assert told.judgement is not None
    if told.judgement.agreed:
        assert "every criterion names" in words.verdict
    else:
        assert "No single answer is given" in words.verdict


def test_a_refused_view_is_told_with_its_reason() -> None:
    case, found = weighing(Choices(options=options()))
    item = found.decisions[0]
    gone = View(known=DAY, claims=0, status=replace(item.after.status, sentence="nobody counted"))
    told = Weighing(decisions=(replace(item, after=gone, before=gone),))
    (words,) = decisions(case, told)
    assert words.refusal == "nobody counted"
    assert any("nobody counted" in note for note in words.notes)


def test_where_the_enemy_cannot_be_told_the_page_says_that_it_counts_nothing() -> None:
    case = replace(dossier(), choices=Choices(options=options()))
    losses = daily(400)
    losses.unknown = {"north": Status(code=StatusCode.NOT_IDENTIFIED, sentence="no claim")}
    found = weigh_dossier(case, losses, as_of=BATTLE.end, seed=1)  # type: ignore[arg-type]
    (item,) = decisions(case, found)
    assert any(note.startswith("The enemy’s losses after that day cannot") for note in item.notes)
    # and a known enemy leaves the note out
    known = weigh_dossier(case, daily(400), as_of=BATTLE.end, seed=1)  # type: ignore[arg-type]
    (other,) = decisions(case, known)
    assert not any("enemy’s losses after" in note for note in other.notes)


def test_a_threshold_of_either_sign_is_told_as_refused() -> None:
    case, found = weighing(Choices(options=options(enemy_rate=ends(0.5, 1.5))))
    item = found.decisions[0]
    assert item.after.weighed is not None
    wanted = next(one for one in item.after.weighed.thresholds if one.key == "enemy")
    line = threshold_line(item, item.options[0], wanted, None)
    assert line.now is None
    assert "cannot be told" in line.sentence
    assert decisions(case, found)[0].lead


def test_fronts_and_leaders_are_told_in_a_sentence_each() -> None:
    def front(name: str, own: float, here: bool) -> Front:
        stated = {"own": point(own), "enemy": point(10), "worth": point(1)}
        return Front(side="south", name=name, here=here, **stated)

    stake = Resolve(
        side="south",
        date=DAY,
        steps=6,
        held=3,
        won=5,
        lost=5,
        chance=point(0.4),
        cost=point(0.02),
        keeps=point(0.6),
        bonus=point(1.0),
    )
    choices = Choices(
        fronts=(front("ford", 30, True), front("bridge", 5, False)), resolves=(stake,)
    )
    case, found = weighing(choices)
    told = others(case, found)
    assert "Other fronts, South" in told[0]
    assert "gambling for resurrection" in told[1]
    assert found.answered


def test_a_deal_in_words() -> None:
    case, found = weighing(Choices(deals=(deal(),)))
    (words,) = deals(case, found)
    share = found.deals[0].empty
    assert f"{100 * share:.0f} %" in words.sentence
    assert words.title.startswith("The ford")
    assert "Costs from losses (North and South)" in words.by_hand
    assert np.isclose(words.numbers[2][2], np.median(found.deals[0].optimism), atol=0.01)
