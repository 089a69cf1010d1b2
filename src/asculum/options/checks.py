"""What the numbers that a solver is given must be; every solver checks through here.

Codes: BAR001 a number outside its range · BAR002 numbers that do not fit each other ·
BAR003 a question with no single answer · BAR004 a solution that did not settle.
"""

from __future__ import annotations

import math

from asculum.terms.errors import UsageError


def within(
    name: str,
    value: float,
    low: float,
    high: float,
    *,
    ends: bool = True,
    why: str,
) -> float:
    """Return ``value`` if it lies between ``low`` and ``high``, its ends allowed or not.

    Raises ``UsageError`` BAR001 otherwise, or where it is not a number.
    """
    inside = low <= value <= high if ends else low < value < high
    if math.isnan(value) or not inside:
        if high < math.inf:
            span = f"between {low:g} and {high:g}{'' if ends else ', ends left out'}"
        else:
            span = f"as a finite number {'of at least' if ends else 'above'} {low:g}"
        raise UsageError(
            "BAR001",
            f"{name} is {value:g}",
            why=why,
            fix=f"give {name} {span}",
        )
    return value


def share(name: str, value: float, *, ends: bool = True) -> float:
    """Return a probability or a share of what is fought over."""
    return within(name, value, 0.0, 1.0, ends=ends, why=f"{name} is a share, from 0 to 1")


def positive(name: str, value: float) -> float:
    """Return a number above 0 and finite."""
    return within(name, value, 0.0, math.inf, ends=False, why=f"{name} must be above 0, and finite")


def not_negative(name: str, value: float) -> float:
    """Return a number of at least 0 and finite."""
    if value == math.inf:
        value = math.nan
    return within(name, value, 0.0, math.inf, why=f"{name} cannot be below 0")


def whole(name: str, value: int, low: int, high: int) -> int:
    """Return a whole number from ``low`` to ``high``."""
    return int(within(name, value, low, high, why=f"{name} is a whole number in that range"))
