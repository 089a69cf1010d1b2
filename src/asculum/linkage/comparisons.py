"""Comparisons and blocking rules: what is looked at in a pair, and which pairs are looked at.

A comparison has named levels, each a condition on columns of ``features.py``, from the strongest
to ``else``; a rule is a list of columns that must be equal. ``NAME`` rules look at names alone and
``DAYS`` rules at days and places alone, so that the one kind tells what the other misses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from asculum.linkage.features import Features

#: A column told by fewer records than this is not compared.
FEWEST_TOLD = 0.02


_WORDS = {
    "bag": "whole name in any order",
    "bones": "consonants of the family",
    "initial": "consonants of the family and initial",
}


class Kind(StrEnum):
    """What a rule looks at: names alone, days and places alone, or both."""

    NAME = "name"
    DAYS = "days"
    MIXED = "mixed"


@dataclass(frozen=True, kw_only=True)
class Level:
    """A level of agreement: its name and its condition; ``tf`` is the column of frequencies.

    ``usual`` is P(level | one person) where nothing can be learned: a statement, not a measurement.
    """

    name: str
    sql: str
    usual: float
    tf: str = ""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A comparison: null where ``null`` holds, then its levels, then ``else``."""

    name: str
    columns: tuple[str, ...]
    null: str
    levels: tuple[Level, ...]

    def usual(self) -> tuple[float, ...]:
        """Return P(level | one person) of every level as stated, that of ``else`` last."""
        told = tuple(level.usual for level in self.levels)
        return (*told, 1.0 - sum(told))


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A blocking rule: pairs that agree on every column. ``loose`` ones are tried in one setting
    and left out in another.
    """

    columns: tuple[str, ...]
    kind: Kind
    loose: bool = False

    @property
    def name(self) -> str:
        """The rule in words."""
        return " + ".join(_WORDS.get(column, column.replace("_", " ")) for column in self.columns)

    @property
    def sql(self) -> str:
        """The rule as Splink takes it."""
        return " AND ".join(f"l.{column} = r.{column}" for column in self.columns)


def _near(column: str, least: float) -> str:
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {least}"


def _same(column: str) -> str:
    return f"{column}_l = {column}_r"


_NAME = Comparison(
    name="name",
    columns=("full_key", "bag", "given", "family", "bones"),
    null="(given_l IS NULL AND family_l IS NULL) OR (given_r IS NULL AND family_r IS NULL)",
    levels=(
        Level(name="the same", usual=0.72, sql=_same("full_key"), tf="full_key"),
        Level(name="the same, swapped", usual=0.02, sql=_same("bag")),
        Level(
            name="family the same, given near",
            usual=0.08,
            sql=f"{_same('family')} AND ({_near('given', 0.85)} "
            "OR (length(least(given_l, given_r)) = 1 AND left(given_l, 1) = left(given_r, 1)))",
        ),
        Level(
            name="given the same, family near",
            usual=0.08,
            sql=f"{_same('given')} AND ({_same('bones')} OR {_near('family', 0.85)} "
            "OR list_has_any(string_split(family_l, '-'), string_split(family_r, '-')))",
        ),
        Level(
            name="both near",
            usual=0.04,
            sql=f"{_near('given', 0.8)} AND ({_same('bones')} OR {_near('family', 0.85)})",
        ),
        Level(name="family the same", usual=0.02, sql=_same("family")),
        Level(name="given the same", usual=0.02, sql=_same("given")),
    ),
)
_PATRONYMIC = Comparison(
    name="patronymic",
    columns=("patronymic",),
    null="patronymic_l IS NULL OR patronymic_r IS NULL",
    levels=(
        Level(name="the same", usual=0.85, sql=_same("patronymic")),
        Level(name="near", usual=0.1, sql=_near("patronymic", 0.88)),
    ),
)
_BIRTH = Comparison(
    name="birth",
    columns=("birth", "birth_swapped", "birth_year"),
    null="birth_year_l IS NULL OR birth_year_r IS NULL",
    levels=(
        Level(name="the same day", usual=0.78, sql=_same("birth")),
        Level(
            name="one part off",
            usual=0.08,
            sql="birth_l = birth_swapped_r OR (birth_l // 10000 = birth_r // 10000 AND "
            "(birth_l % 100 = birth_r % 100 OR birth_l // 100 = birth_r // 100))"
            " OR birth_l % 10000 = birth_r % 10000",
        ),
        Level(name="the same year", usual=0.06, sql=_same("birth_year")),
        Level(name="a year apart", usual=0.03, sql="abs(birth_year_l - birth_year_r) <= 1"),
        Level(
            name="up to four years apart", usual=0.02, sql="abs(birth_year_l - birth_year_r) <= 4"
        ),
    ),
)
_DEATH = Comparison(
    name="death",
    columns=("death", "death_swapped", "death_month"),
    null="death_month_l IS NULL OR death_month_r IS NULL",
    levels=(
        Level(name="the same day", usual=0.75, sql=_same("death")),
        Level(name="a day apart", usual=0.06, sql="abs(death_l - death_r) <= 1"),
        Level(name="up to ten days apart", usual=0.07, sql="abs(death_l - death_r) <= 10"),
        Level(
            name="day and month swapped, or about a month",
            usual=0.06,
            sql="death_l = death_swapped_r OR abs(death_month_l - death_month_r) <= 1",
        ),
    ),
)
_PLACE = Comparison(
    name="place",
    columns=("place",),
    null="place_l IS NULL OR place_r IS NULL",
    levels=(
        Level(name="the same", usual=0.8, sql=_same("place"), tf="place"),
        Level(name="near", usual=0.05, sql=_near("place", 0.88)),
    ),
)
_SEX = Comparison(
    name="sex",
    columns=("sex",),
    null="sex_l IS NULL OR sex_r IS NULL",
    levels=(Level(name="the same", usual=0.98, sql=_same("sex")),),
)
_ALL = (_NAME, _PATRONYMIC, _BIRTH, _DEATH, _PLACE, _SEX)

_RULES = (
    Rule(columns=("bag",), kind=Kind.NAME),
    Rule(columns=("birth", "place"), kind=Kind.DAYS),
    Rule(columns=("birth", "death"), kind=Kind.DAYS),
    Rule(columns=("death", "place", "birth_year"), kind=Kind.DAYS),
    Rule(columns=("family", "birth"), kind=Kind.MIXED),
    Rule(columns=("initial", "death"), kind=Kind.MIXED),
    Rule(columns=("initial", "birth_year", "place"), kind=Kind.MIXED),
    Rule(columns=("given", "birth"), kind=Kind.MIXED, loose=True),
    Rule(columns=("bones", "birth_year"), kind=Kind.MIXED, loose=True),
    Rule(columns=("family", "place"), kind=Kind.MIXED, loose=True),
)
#: Stand in where a list of common names makes the rule of names too wide.
NARROWER = (
    Rule(columns=("bag", "birth_year"), kind=Kind.MIXED),
    Rule(columns=("bag", "place"), kind=Kind.MIXED),
)
#: Blocks for training: each trains the comparisons that it does not look at.
TRAINING = (("bag",), ("birth",), ("birth_year", "death"), ("death", "place"), ("bones", "place"))


def comparisons_for(table: Features) -> tuple[Comparison, ...]:
    """Return the comparisons whose columns are told often enough to be of use."""
    return tuple(
        comparison
        for comparison in _ALL
        if max(table.share(column) for column in comparison.columns) >= FEWEST_TOLD
    )


def rules_for(table: Features) -> tuple[Rule, ...]:
    """Return the blocking rules whose columns are told often enough to be of use."""
    return tuple(
        rule
        for rule in _RULES
        if min(table.share(column) for column in rule.columns) >= FEWEST_TOLD
    )
