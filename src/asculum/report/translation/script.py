"""What the script of the page says, told in another language.

The script is written in English and goes into an English page as it is. For another language each
of its sentences is exchanged for a call that fills the translated one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from asculum.report.translation.catalogue import Translation
from asculum.terms.speech import template, unmarked

#: What stands in the script, its message, and what fills it there; ``n`` chooses the plural.
_SAYS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    (
        "shown === rows.length ? `${shown} claims` : `${shown} of ${rows.length} claims`",
        template("{shown} of {all} claims shown"),
        {"shown": "shown", "all": "rows.length"},
    ),
    (
        "`Show the other ${shown - limit} claims`",
        template("Show the other claims: {more}"),
        {"more": "shown - limit"},
    ),
    ('"this number"', template("this number"), {}),
    (
        "`${count} behind “${what}”.`",
        template("Claims behind “{what}”: {count}."),
        {"what": "what", "count": "numbers.length"},
    ),
    ('" It also rests on "', template("It also rests on:"), {}),
    ("`Figure ${at + 1}`", template("Figure {number}"), {"number": "at + 1"}),
    (
        "`Save as ${kind}: ${title}`",
        template("Save as {kind}: {title}"),
        {"kind": "kind", "title": "title"},
    ),
)
#: Fills a template from values; the replacement is a function, so that no sign in a value acts.
_FILLS = (
    "const asculumSays = (words, values) => "
    r"words.replace(/\{(\w+)\}/g, (all, name) => name in values ? String(values[name]) : all);"
)


def script_in(translation: Translation, script: str) -> str:
    """Return the script with its sentences in a language."""
    for english, said, values in _SAYS:
        if script.count(english) != 1:
            raise ValueError(f"the script does not say once: {english}")
        slots = {name: f"{{{name}}}" for name in values}
        words = unmarked(translation.tell(said, slots))
        if not values:
            spaced = english.startswith('" ')
            script = script.replace(english, _quoted(f" {words} " if spaced else words))
            continue
        filled = ", ".join(f"{name}: {value}" for name, value in values.items())
        script = script.replace(english, f"asculumSays({_quoted(words)}, {{ {filled} }})")
    script = script.replace('"en", { numeric', f"{_quoted(translation.lang)}, {{ numeric")
    return script.replace('"use strict";\n', f'"use strict";\n{_FILLS}\n', 1)


def _quoted(words: str) -> str:
    """Return words as a string of the script that cannot end it."""
    return json.dumps(words, ensure_ascii=True).replace("<", "\\u003c")
