"""A page of another language made whole: English marked, and how much of it was translated."""

from __future__ import annotations

from asculum.report.translation.catalogue import Translation
from asculum.report.translation.marking import with_english_marked
from asculum.terms.speech import say, unmarked

#: Stands where the page says how much of it is translated, which is known only at its end.
TRANSLATED = "\ufdd2"


def finished(page: str, translation: Translation) -> str:
    """Return a page with its English marked and the count of what is translated."""
    here = len(translation.told), len(translation.told | translation.untold)
    of_all = len(translation.entries), translation.known
    told = say(
        "{here} of {asked} messages on this page, {done} of {known} in all",
        here=here[0],
        asked=here[1],
        done=of_all[0],
        known=of_all[1],
    )
    return with_english_marked(page.replace(TRANSLATED, unmarked(told)))
