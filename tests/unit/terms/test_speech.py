"""Sentences with named values: English at once, kept for later, and told by another language."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping

from asculum.terms.speech import (
    ENGLISH,
    NO_MORE,
    Message,
    closing,
    filled,
    forwarded,
    message,
    number,
    plural,
    retold,
    say,
    slots,
    speaking,
    unmarked,
)


class Backwards:
    """A language that writes every template backwards but for its values."""

    def tell(
        self,
        template: str,
        values: Mapping[str, object],
        *,
        context: str = "",
        plural: str = "",
        count: int | None = None,
        escape: Callable[[str], str] | None = None,
    ) -> str:
        shown = {name: retold(v) if isinstance(v, str) else v for name, v in values.items()}
        chosen = plural if plural and count != 1 else template
        return f"<{filled(chosen, shown)}>"

    def name(self, written: str) -> str:
        return {"Pyrrhus": "Pyrrhos"}.get(written, written)

    def marks(self, written: str) -> str:
        return written.replace(",", " ")

    def forward(self, written: str) -> str:
        return f"?{written}"


def test_outside_of_a_language_everything_is_plain_english() -> None:
    assert say("about {middle} killed", middle="20,000") == "about 20,000 killed"
    assert plural(1, "{n} claim", "{n} claims") == "1 claim"
    assert plural(1200, "{n} claim", "{n} claims") == "1,200 claims"
    assert number(1234.5, ",.1f") == "1,234.5"
    kept = message("{who} lost", who="Rome")
    assert kept == "Rome lost"
    assert retold(kept) is kept
    assert forwarded("a plain sentence") == "a plain sentence"


def test_a_kept_message_is_told_later_with_what_it_holds() -> None:
    inner = message("the elephants")
    kept = message("{who} lost {what}", who="Pyrrhus", what=inner)
    with speaking(Backwards()):
        assert retold(kept) == "<Pyrrhos lost <the elephants>>"
        assert say("{n} left", n=inner) == "<<the elephants> left>"
        assert message("made within") == "made within"
        assert number(12345, ",") == "12 345"
        assert forwarded("of a kept run") == "?of a kept run"
    assert say("{n} left", n=inner) == "the elephants left"


def test_a_message_travels_whole() -> None:
    kept = Message("{n} claim", {"n": 3}, "", "{n} claims", 3)
    back = pickle.loads(pickle.dumps(kept))
    assert back == "3 claims"
    assert (back.template, back.values, back.plural, back.tally) == (
        "{n} claim",
        {"n": 3},
        "{n} claims",
        3,
    )


def test_a_template_reaches_nothing_but_its_values() -> None:
    assert filled("{a.__class__} {a[0]} {a!r} {{a}} {a}", {"a": "x"}) == (
        "{a.__class__} {a[0]} {a!r} {a} x"
    )
    assert slots("{a} and {{b}} and {a}") == {"a"}


def test_marks_of_english_are_taken_off_and_closed() -> None:
    marked = f"{ENGLISH}left{NO_MORE} over"
    assert unmarked(marked) == "left over"
    assert closing(marked) == ""
    assert closing(marked[:3]) == NO_MORE
