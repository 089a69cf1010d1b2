"""Numbers on the command line: how one that cannot be read is to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asculum.cli.numbers import written_otherwise

if TYPE_CHECKING:
    from calling import Command


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,000", "1000"),
        ("12,345,678", "12345678"),
        ("1 000", "1000"),
        ("1’000", "1000"),
        ("21\u202f500", "21500"),
        ("0,3", "0.3"),
        ("0,300", "0.300"),
        ("1,5", "1.5"),
        ("30%", "0.3"),
        ("12,5 %", "0.125"),
        ("many", ""),
        ("1,00,000", ""),
        ("%", ""),
        ("1000", ""),
    ],
)
def test_what_was_probably_meant(text: str, meant: str) -> None:
    assert written_otherwise(text) == meant


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--attacker", "1,000"), "'1,000' is not a whole number: write 1000"),
        (("--attacker", "1e3"), "'1e3' is not a whole number: write 1000"),
        (("--attacker", "1.5"), "'1.5' is not a whole number"),
        (("--attacker", "0"), "0 is not in the range x>=1"),
        (("--attacker", "9", "--attacker-rate", "0,01"), "'0,01' is not a number: write 0.01"),
        (("--attacker", "9", "--shock", "nan"), "'nan' is not a number that can be reckoned with"),
        (
            ("--attacker", "9", "--break-attacker", "30%"),
            "neither a number nor LOW:HIGH, write 0.3",
        ),
        (
            ("--attacker", "9", "--exchange", "1:x"),
            "neither a number nor LOW:HIGH, such as 0.2:0.4",
        ),
    ],
)
def test_a_number_written_otherwise_is_told_how(
    asculum: Command, words: tuple[str, ...], told: str
) -> None:
    answer = asculum("odds", "--defender", "8", *words)
    assert answer.code == 2
    assert told in " ".join(answer.err.split())
