"""Numbers, dates and strangers' words."""

from __future__ import annotations

import math
from datetime import date

import pytest

from asculum.report.wording import (
    clean,
    counted,
    figure,
    host,
    listed,
    percent,
    rounded,
    sentence,
    span,
    web_address,
)
from asculum.terms.period import Period


@pytest.mark.parametrize(
    ("interval", "shown"),
    [
        ((14_321, 20_123, 28_765), ("14,000", "20,000", "29,000")),
        ((19_812, 20_077, 20_344), ("19,800", "20,100", "20,300")),
        ((120, 1_940, 9_812), ("120", "1,900", "9,800")),
        ((56_400, 80_020, 116_300), ("56,000", "80,000", "120,000")),
        ((1.234, 2.06, 4.13), ("1.2", "2.1", "4.1")),
        ((0.05, 0.31, 0.9), ("0.050", "0.31", "0.90")),
        ((0, 3, 12), ("0", "3.0", "12")),
        ((20_000, 20_000, 20_000), ("20,000", "20,000", "20,000")),
        ((4.2, 9.7, math.inf), ("4.2", "9.7", "∞")),
        ((-1_520, 310, 2_960), ("−1,500", "310", "3,000")),
    ],
)
def test_an_interval_keeps_the_digits_it_supports(
    interval: tuple[float, float, float], shown: tuple[str, str, str]
) -> None:
    words = rounded(*interval)
    assert (words.lower, words.median, words.upper) == shown


@pytest.mark.parametrize("scale", [1e-3, 1, 1e3, 1e6])
def test_rounding_moves_no_number_by_more_than_a_sixth_of_the_interval(scale: float) -> None:
    for width in (0.01, 0.1, 0.3, 1.0, 3.0):
        low, middle, high = (scale * value for value in (7.0, 7.0 + width / 3, 7.0 + width))
        words = rounded(low, middle, high)
        for shown, value in zip(
            (words.lower, words.median, words.upper), (low, middle, high), strict=True
        ):
            assert abs(float(shown.replace(",", "")) - value) <= (high - low) / 6 + 1e-9 * scale


def test_a_stated_figure_is_shown_as_it_was_stated() -> None:
    assert [figure(value) for value in (22816.0, 7.5, 204, 0.31)] == [
        "22,816",
        "7.5",
        "204",
        "0.31",
    ]


def test_shares_of_draws_never_claim_certainty() -> None:
    assert percent(1.0) == "over 99 %"
    assert percent(0.0) == "under 1 %"
    assert percent(0.884) == "88 %"


def test_periods_show_their_last_day() -> None:
    battle = Period(start=date(2022, 8, 1), end=date(2023, 5, 21))
    assert span(battle) == "1 Aug 2022 – 20 May 2023"
    assert span(Period(start=date(2023, 3, 11), end=date(2023, 3, 12))) == "11 Mar 2023"


def test_clean_shows_what_it_took_out() -> None:
    assert clean("a\u202eb\x00c\nd") == "a\ufffdb\ufffdc\nd"
    assert clean("x" * 2_000).endswith("(800 more characters not shown)")
    assert clean("\ud800") == "\ufffd"


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://www.example.org/a?b=1#c", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        (" https://example.org", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("//example.org", False),
        ('https://example.org/"><b>', False),
        ("https://[::1", False),
        ("ftp://example.org", False),
        ("", False),
    ],
)
def test_only_plain_web_addresses_are_linked(url: str, linked: bool) -> None:
    assert bool(web_address(url)) is linked


def test_small_words() -> None:
    assert host("https://good.org@www.bad.org/x") == "bad.org"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert counted(1, "claim") == "1 claim"
    assert counted(1200, "claim") == "1,200 claims"
    assert sentence("it holds") == "It holds."
