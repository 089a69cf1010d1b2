"""Put a reckoning on one HTML page that asks nothing of anybody."""

from __future__ import annotations

import json
import math
import shlex
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from asculum.options.ledger import PyrrhicLedger
from asculum.report import aftermath, annex, answers, label, tables
from asculum.report.anchors import Anchors, anchors
from asculum.report.choices import choices_context
from asculum.report.civilians import civilians
from asculum.report.destinations import destinations_part
from asculum.report.draw_aftermath import draw_town
from asculum.report.draw_label import draw_curve
from asculum.report.draw_lineage import draw_lineage
from asculum.report.draw_place import draw_held
from asculum.report.environment import asset, environment, hash_of
from asculum.report.figures_held import held_figure
from asculum.report.figures_lineage import lineage_figure
from asculum.report.figures_moved import beside_figure
from asculum.report.figures_rows import claims_figure, leans_figure, totals_figure
from asculum.report.methods import limits, method
from asculum.report.moved import moved
from asculum.report.pictures import (
    drawn,
    fought_part,
    list_parts,
    map_picture,
    past_pictures,
    picture,
    pulls_picture,
    timeline_picture,
    weekly_pictures,
)
from asculum.report.place import place_part
from asculum.report.reckoning import Reckoning
from asculum.report.seven import seven
from asculum.report.summary import sides, statements, what_of
from asculum.report.town import town_figure
from asculum.report.translation.catalogue import Translation, find_translation
from asculum.report.translation.finishing import TRANSLATED, finished
from asculum.report.translation.script import script_in
from asculum.report.unsaid import cannot_say
from asculum.report.wording import clean, percent, rounded
from asculum.terms.speech import forwarded, say, speaking


def render(reckoning: Reckoning, *, lang: str | Path = "en") -> str:
    """Return a reckoning as one self-contained HTML page.

    The page makes no request, runs one inlined script whose hash its own policy names, and reads
    in full without it. Strings of the dossier are escaped, and what could reorder or break the
    page (control characters, direction overrides, very long text) is made visible or cut.

    Parameters
    ----------
    reckoning
        The dossier reckoned: totals, weekly losses, leanings, readings of claims, ledger.
    lang
        Language of the page: ``en``, the code of a translation that comes with the package, or
        the path of a PO file. What is not translated stays in English and is marked so.

    Returns
    -------
    The page as text, to be written as UTF-8.

    Raises UsageError REP001 for a language that there is not, and EvidenceError REP012 with every
    finding for a translation with errors.

    **Assumes** that the reckoning is whole: sources and forces named in it exist in the dossier.
    **Biased when** never: nothing is estimated here; rounding keeps two significant digits.
    **Do not use when** the dossier holds names of persons: the page prints what it is given.

    Example: ``Path("bakhmut.html").write_text(render(reckoning), encoding="utf-8")``.
    """
    translation = find_translation(lang)
    if translation is None:
        return _page(reckoning, None)
    spoken = translation.named(reckoning.dossier.names_in(translation.lang))
    with speaking(spoken):
        return finished(_page(reckoning, spoken), spoken)


def _page(reckoning: Reckoning, translation: Translation | None) -> str:
    from markupsafe import Markup

    script, style = asset("report.js"), asset("report.css")
    if translation is not None:
        script = script_in(translation, script)
    context = _context(reckoning, anchors(reckoning))
    page = environment().get_template("report.html.j2")
    return page.render(
        **context,
        lang=translation.lang if translation else "en",
        translation=translation,
        translated=TRANSLATED,
        # both come with the package and are trusted; their hashes stand in the page's policy
        script=Markup(script),
        style=Markup(style),
        script_hash=hash_of(script),
        style_hash=hash_of(style),
    )


def numbers(reckoning: Reckoning) -> dict[str, object]:
    """Return the numbers of the page in the envelope of the JSON contract."""
    manifest = reckoning.manifest
    told = [item for item in reckoning.totals if item.status.ok]
    if reckoning.place is not None:
        told += [item for one in reckoning.place.readings for item in one.estimates()]
    return {
        "asculum": manifest.version,
        "command": "report",
        "dossier": reckoning.dossier.id,
        "as_of": reckoning.as_of.isoformat(),
        "seed": manifest.seed,
        "run": manifest.run,
        "status": reckoning.status.as_json(),
        "results": [item.as_json() for item in told],
        "findings": [item.as_json() for item in reckoning.findings],
    }


def as_script_json(value: object) -> str:
    """Return JSON that is safe inside a script element; what is not finite becomes null."""
    written = json.dumps(_finite(value), ensure_ascii=True, allow_nan=False, default=str)
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _context(reckoning: Reckoning, found: Anchors) -> dict[str, object]:
    from markupsafe import Markup

    dossier, rows = reckoning.dossier, found.rows
    attacker = next((side.id for side in dossier.sides if side.role == "attacker"), "")
    weekly = weekly_pictures(reckoning, rows)
    return {
        "r": reckoning,
        "dossier": dossier,
        "found": found,
        "civilians": civilians(reckoning, found),
        "sides": sides(reckoning, found),
        "statements": statements(reckoning, found),
        "seven": seven(reckoning),
        "seven_rows": answers.rows(seven(reckoning), found),
        "what_of": what_of(reckoning),
        "weekly": weekly,
        "key_lists": [tables.key_lists(item.figure, found) for item in weekly],
        "past": past_pictures(reckoning, rows),
        "lists_of_dead": list_parts(reckoning),
        "past_command": f"asculum hindcast {shlex.quote(clean(dossier.id))}",
        "totals_picture": picture(totals_figure(reckoning), rows),
        "claims_picture": picture(claims_figure(reckoning), rows),
        "leans_picture": picture(leans_figure(reckoning), rows),
        "m": moved(dossier, reckoning.explanation, found) if reckoning.explanation else None,
        "pulls_picture": pulls_picture(reckoning, rows),
        "beside_picture": picture(beside_figure(reckoning), rows),
        **choices_context(reckoning),
        "fought": fought_part(reckoning),
        "unsaid": cannot_say(reckoning),
        "timeline": timeline_picture(dossier, attacker),
        "held": drawn("held", held_figure(dossier, reckoning.boundaries), draw_held),
        "worth": place_part(dossier, reckoning.place) if reckoning.place else None,
        "place_map": map_picture(reckoning),
        "attacker": attacker,
        "totals": tables.total_rows(reckoning, found),
        "ledger_rows": _ledger_rows(reckoning.ledger, found),
        "curve": drawn("label-curve", label.curve_figure(reckoning), draw_curve),
        "history_picture": picture(label.history_figure(reckoning), rows),
        "history": label.history_rows(reckoning.history),
        "history_pools": label.history_pools(reckoning),
        "a": aftermath.page(reckoning, found),
        "fled": destinations_part(reckoning),
        "town": drawn("town", town_figure(reckoning), draw_town),
        "people": annex.people_rows(reckoning, found),
        "nowcasts": annex.nowcast_tables(reckoning),
        "strengths": annex.strength_rows(reckoning, found),
        "claims": tables.claim_rows(reckoning, found),
        "lineage": drawn("lineage", lineage_figure(reckoning), partial(draw_lineage, rows=rows)),
        "assumptions": annex.assumption_rows(reckoning, found),
        "finding_groups": annex.finding_groups(reckoning),
        "method": method(reckoning),
        "limits": limits(reckoning),
        "command": _command(reckoning),
        "numbers": Markup(as_script_json(numbers(reckoning))),
    }


def _ledger_rows(ledger: PyrrhicLedger | None, found: Anchors) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for index in ledger.indices if ledger else ():
        words, evidence, refusal = None, None, index.refusal
        if index.estimate is not None and not index.estimate.status.ok:
            refusal = refusal or index.estimate.status.sentence
        elif index.estimate is not None:
            words = rounded(*index.estimate.interval())
            evidence = found.evidence(index.estimate.sources)
        above = percent(index.above) if index.above is not None else ""
        rows.append(
            {
                "index": index,
                "words": words,
                "evidence": evidence,
                "above": above,
                "refusal": forwarded(refusal) or say("The evidence cannot give it."),
            }
        )
    return rows


def _command(reckoning: Reckoning) -> str:
    manifest = reckoning.manifest
    name = shlex.quote(clean(reckoning.dossier.id))
    drawn = reckoning.boundaries
    beside = f" --boundaries {shlex.quote(clean(drawn.name))}" if drawn else ""
    made = f"--as-of {manifest.as_of.isoformat()} --seed {manifest.seed}"
    return f"asculum report {name} {made}{beside}"


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value
