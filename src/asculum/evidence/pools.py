"""What a pool of manpower counts: only pools that count the same can be set side by side."""

from __future__ import annotations

from enum import StrEnum

from asculum.terms.speech import message


class PoolScope(StrEnum):
    """Whom a pool counts, from the men at the place to a whole nation."""

    PRESENT = "present"
    CAMPAIGN = "campaign"
    FORCES = "forces"
    NATION = "nation"


#: Each scope in words.
SCOPE_WORDS = {
    PoolScope.PRESENT: message("the men at the place"),
    PoolScope.CAMPAIGN: message("the men of the campaign"),
    PoolScope.FORCES: message("men under arms in the whole war"),
    PoolScope.NATION: message("all men fit or called to bear arms"),
}


def scope_words(scope: str) -> str:
    """Return whom a pool counts in words, or that it is not stated."""
    return SCOPE_WORDS[PoolScope(scope)] if scope else message("whom they count is not stated")
