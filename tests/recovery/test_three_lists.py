"""Three lists, by how they depend: which intervals hold the truth, and where none can.

A short run of the default is part of ``make test``; the long one of every method is run by
``make recovery`` and prints a table of docs/methods/undercount.md.
"""

from __future__ import annotations

import os

import pytest
from three_lists import KINDS, MODELS, Fared, fared

POPULATIONS = int(os.environ.get("ASCULUM_RECOVERY_POPULATIONS", "500"))
#: Methods that sample are tried on so many times fewer.
SAMPLED, FEWER = ("sparse", "decomposable", "coverage", "latent"), 5
#: Populations of the short run.
FEW = 60


def margin(count: int) -> float:
    """Four binomial standard errors of so many intervals of 90 %."""
    return 4 * float((0.9 * 0.1 / count) ** 0.5)


@pytest.mark.parametrize("kind", ["one pair", "as the prior", "propensity"])
def test_the_default_covers_where_lists_depend_in_a_way_it_allows(kind: str) -> None:
    found = fared(KINDS[kind], MODELS["dependence"], FEW)
    assert found.answered == FEW
    assert found.covered >= 0.9 - margin(FEW)


def test_intervals_of_ninety_per_cent_are_not_wider_than_they_say() -> None:
    found = fared(KINDS["as the prior"], MODELS["dependence"], FEW)
    assert abs(found.covered - 0.9) <= margin(FEW)
    assert 1.2 < found.width < 10


def test_of_lists_that_know_nothing_of_each_other_the_default_errs_upwards_alone() -> None:
    found = fared(KINDS["independent"], MODELS["dependence"], FEW)
    assert found.below == 0
    assert 0.1 < found.bias < 0.5
    assert fared(KINDS["independent"], MODELS["average"], FEW).covered >= 0.9 - margin(FEW)


def test_a_floor_is_a_floor() -> None:
    for kind in ("independent", "propensity", "two classes", "out of reach"):
        assert (
            fared(KINDS[kind], MODELS["lower-bound"], FEW).above <= 0.05 * FEW + margin(FEW) * FEW
        )


def test_whom_no_list_could_hold_is_missed_by_every_method() -> None:
    for name, most in (("average", -0.6), ("decomposable", -0.6), ("dependence", -0.3)):
        found = fared(KINDS["out of reach"], MODELS[name], 20)
        assert found.bias < most
        assert found.above == 0


@pytest.mark.recovery
def test_every_method_on_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    table: dict[str, dict[str, Fared]] = {}
    for name, model in MODELS.items():
        count = max(20, POPULATIONS // FEWER) if name in SAMPLED else POPULATIONS
        table[name] = {label: fared(kind, model, count) for label, kind in KINDS.items()}
        with capsys.disabled():
            print(f"\n{name}")
            for label, row in table[name].items():
                told = f"{row.answered} of {row.asked} | {row.covered:.1%} | {row.bias:+.2f}"
                print(f"| {label} | {told} | {row.width:.1f}× | {row.below} | {row.above} |")
    default = table["dependence"]
    assert 0.85 <= default["as the prior"].covered <= 0.95
    for label in ("one pair", "two classes", "propensity"):
        assert default[label].covered >= 0.85
    assert default["independent"].below == 0
    for name in ("average", "best", "sparse", "decomposable", "coverage", "latent"):
        assert table[name]["independent"].covered >= 0.8
        assert table[name]["out of reach"].covered < 0.1
    for label in ("independent", "propensity", "two classes", "out of reach"):
        assert table["lower-bound"][label].above <= 0.1 * POPULATIONS
