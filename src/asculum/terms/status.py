"""Status: how far an estimate may be believed, as a code and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StatusCode(StrEnum):
    """The four things an estimator can say of its own answer."""

    OK = "OK"
    DOUBTFUL = "DOUBTFUL"
    NOT_CONVERGED = "NOT_CONVERGED"
    NOT_IDENTIFIED = "NOT_IDENTIFIED"


_SEVERITY = {
    StatusCode.OK: 0,
    StatusCode.DOUBTFUL: 1,
    StatusCode.NOT_IDENTIFIED: 2,
    StatusCode.NOT_CONVERGED: 3,
}


@dataclass(frozen=True, kw_only=True)
class Status:
    """A verdict on one estimate: ``code`` for programs, ``sentence`` for people."""

    code: StatusCode
    sentence: str

    @property
    def ok(self) -> bool:
        """Whether the numbers may be shown at all (``OK`` or ``DOUBTFUL``)."""
        return self.code in (StatusCode.OK, StatusCode.DOUBTFUL)

    def as_json(self) -> dict[str, str]:
        """Return the status as the JSON contract spells it."""
        return {"code": self.code.value, "sentence": self.sentence}


def worst(statuses: list[Status]) -> Status:
    """Return the gravest of several statuses (the first of equals)."""
    return max(statuses, key=lambda status: _SEVERITY[status.code])
