"""The page of weights: what it shows, that it asks nothing of anybody, and that it escapes."""

from __future__ import annotations

import re

import numpy as np
from linked_pairs import linkage, linked, scored

from asculum.report.environment import hash_of
from asculum.report.figures_weights import weights_figure
from asculum.study.link_charts import charts_page


def test_levels_and_scores_are_told_in_numbers_and_words() -> None:
    figure = weights_figure(scored(), linkage())
    assert [round(row.bits, 3) for row in figure.levels] == [3.0, -2.17, 1.0, -4.672]
    assert [name for name, _ in figure.comparisons()] == ["name", "sex"]
    assert "name: the same (8 times likelier than of two persons)" in figure.levels_message
    assert "sex: else (25 times less likely)" in figure.levels_message
    assert "From a score of 9 bits on most pairs are one person" in figure.scores_message
    page = charts_page(linked())
    for words in ("+3.00", "−2.2", "37.5%", "7 to 8", "4 scored pairs", "made by hand"):
        assert words in page, words
    assert page.count('class="plot wide"') == page.count('class="plot narrow"') == 2


def test_the_page_makes_no_request_and_escapes_names_of_lists() -> None:
    page = charts_page(linked())
    (style,) = re.findall("<style>(.*?)</style>", page, re.S)
    assert f"style-src '{hash_of(style)}'" in page
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!data:,)""", page)
    assert "other &lt;b&gt;" in page
    assert "other <b>" not in page


def test_nothing_compared_is_a_page_without_charts() -> None:
    page = charts_page(linked(scored(np.zeros(0), ()), linkage(np.zeros(0))))
    assert "No level was compared" in page
    assert "There are no scored pairs" in page
    assert "<svg" not in page
