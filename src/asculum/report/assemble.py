"""Put a reckoning on one HTML page that asks nothing of anybody."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from asculum.options.ledger import PyrrhicLedger
from asculum.report import aftermath, annex, answers, label, tables
from asculum.report.anchors import Anchors, anchors
from asculum.report.choices import choices_context
from asculum.report.civilians import civilians
from asculum.report.draw_aftermath import draw_town
from asculum.report.draw_fought import draw_exchange
from asculum.report.draw_label import draw_curve
from asculum.report.draw_lineage import draw_lineage
from asculum.report.draw_lists import draw_curve as draw_sensitivity
from asculum.report.draw_moved import draw_pulls
from asculum.report.draw_past import draw_past
from asculum.report.draw_place import draw_held, draw_map
from asculum.report.draw_rows import draw_control, draw_rows
from asculum.report.draw_weekly import draw_weekly
from asculum.report.figures_asof import Stop, as_data, stops
from asculum.report.figures_control import control_figure
from asculum.report.figures_held import held_figure, held_rows
from asculum.report.figures_lineage import lineage_figure
from asculum.report.figures_moved import beside_figure, pulls_figure
from asculum.report.figures_past import past_figures
from asculum.report.figures_place import map_figure
from asculum.report.figures_rows import RowsFigure, claims_figure, leans_figure, totals_figure
from asculum.report.figures_weekly import WeeklyFigure, weekly_figures
from asculum.report.fought import exchange_figure, fought_words
from asculum.report.lists import ListsLook, lists_title
from asculum.report.methods import limits, method
from asculum.report.moved import moved
from asculum.report.place import place_part
from asculum.report.reckoning import Reckoning
from asculum.report.restating import RELATION_WORDS, category_word, restate_people, side_name
from asculum.report.seven import seven
from asculum.report.summary import sides, statements, what_of
from asculum.report.svg import LAYOUTS, Layout
from asculum.report.unsaid import cannot_say
from asculum.report.wording import (
    approximate,
    clean,
    counted,
    day,
    host,
    percent,
    rounded,
    span,
    web_address,
)
from asculum.terms.errors import UsageError

if TYPE_CHECKING:
    from jinja2 import Environment

LANGUAGES = ("en",)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart drawn for every layout, with its figure for the tables beside it."""

    key: str
    drawings: str
    figure: Any
    stops: tuple[Stop, ...] = ()
    further: str = ""


def render(reckoning: Reckoning, *, lang: str = "en") -> str:
    """Return a reckoning as one self-contained HTML page.

    The page makes no request, runs one inlined script whose hash its own policy names, and reads
    in full without it. Strings of the dossier are escaped, and what could reorder or break the
    page (control characters, direction overrides, very long text) is made visible or cut.

    Parameters
    ----------
    reckoning
        The dossier reckoned: totals, weekly losses, leanings, readings of claims, ledger.
    lang
        Language of the page; only ``en``.

    Returns
    -------
    The page as text, to be written as UTF-8.

    Raises UsageError REP001 for a language that the page does not speak.

    **Assumes** that the reckoning is whole: sources and forces named in it exist in the dossier.
    **Biased when** never: nothing is estimated here; rounding keeps two significant digits.
    **Do not use when** the dossier holds names of persons: the page prints what it is given.

    Example: ``Path("bakhmut.html").write_text(render(reckoning), encoding="utf-8")``.
    """
    if lang not in LANGUAGES:
        raise UsageError(
            "REP001",
            f"no report in the language {lang!r}",
            why="the sentences of the page are written in English",
            fix='render(reckoning, lang="en")',
        )
    from markupsafe import Markup

    script, style = _asset("report.js"), _asset("report.css")
    context = _context(reckoning, anchors(reckoning))
    page = _environment().get_template("report.html.j2")
    return page.render(
        **context,
        lang=lang,
        # both come with the package and are trusted; their hashes stand in the page's policy
        script=Markup(script),
        style=Markup(style),
        script_hash=_hash(script),
        style_hash=_hash(style),
    )


def numbers(reckoning: Reckoning) -> dict[str, object]:
    """Return the numbers of the page in the envelope of the JSON contract."""
    manifest = reckoning.manifest
    return {
        "asculum": manifest.version,
        "command": "report",
        "dossier": reckoning.dossier.id,
        "as_of": reckoning.as_of.isoformat(),
        "seed": manifest.seed,
        "run": manifest.run,
        "status": reckoning.status.as_json(),
        "results": [item.as_json() for item in reckoning.totals if item.status.ok],
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
    weekly = [
        Picture(
            key=f"weekly-{number}",
            drawings=_weekly(item, f"weekly-{number}", rows),
            further=_weekly(item, f"further-{number}", rows, further=True),
            figure=item,
            stops=stops(reckoning, item),
        )
        for number, item in enumerate(weekly_figures(reckoning))
    ]
    control = control_figure(dossier)
    timeline = control and Picture(
        key="control",
        drawings=Markup(
            "".join(
                draw_control(control, layout, f"control-{layout.name}", attacker)
                for layout in LAYOUTS
            )
        ),
        figure=control,
    )
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
        "past": _past(reckoning, rows),
        "lists_of_dead": _lists(reckoning),
        "past_command": f"asculum hindcast {shlex.quote(clean(dossier.id))}",
        "totals_picture": _picture(totals_figure(reckoning), rows),
        "claims_picture": _picture(claims_figure(reckoning), rows),
        "leans_picture": _picture(leans_figure(reckoning), rows),
        "m": moved(dossier, reckoning.explanation, found) if reckoning.explanation else None,
        "pulls_picture": _pulls(reckoning, rows),
        "beside_picture": _picture(beside_figure(reckoning), rows),
        **choices_context(reckoning),
        "fought": _fought(reckoning),
        "unsaid": cannot_say(reckoning),
        "timeline": timeline,
        "held": _drawn("held", held_figure(dossier), draw_held),
        "worth": place_part(dossier, reckoning.place) if reckoning.place else None,
        "place_map": _map(reckoning),
        "attacker": attacker,
        "totals": tables.total_rows(reckoning, found),
        "ledger_rows": _ledger_rows(reckoning.ledger, found),
        "curve": _drawn("label-curve", label.curve_figure(reckoning), draw_curve),
        "history_picture": _picture(label.history_figure(reckoning), rows),
        "history": label.history_rows(reckoning.history),
        "a": aftermath.page(reckoning, found),
        "town": _drawn("town", aftermath.town_figure(reckoning), draw_town),
        "people": annex.people_rows(reckoning, found),
        "nowcasts": annex.nowcast_tables(reckoning),
        "strengths": annex.strength_rows(reckoning, found),
        "claims": tables.claim_rows(reckoning, found),
        "lineage": _drawn("lineage", lineage_figure(reckoning), partial(draw_lineage, rows=rows)),
        "assumptions": annex.assumption_rows(reckoning, found),
        "finding_groups": annex.finding_groups(reckoning),
        "method": method(reckoning),
        "limits": limits(reckoning),
        "command": _command(reckoning),
        "numbers": Markup(as_script_json(numbers(reckoning))),
    }


def _weekly(
    figure: WeeklyFigure, key: str, rows: Mapping[str, int], *, further: bool = False
) -> str:
    from markupsafe import Markup

    if further and not figure.further:
        return ""
    drawings = (
        draw_weekly(figure, each, f"{key}-{each.name}", rows, further=further) for each in LAYOUTS
    )
    return Markup("".join(drawings))


@dataclass(frozen=True, kw_only=True)
class _ListsPart:
    """One overlap table as the page shows it; ``drawings`` is empty where there is no curve."""

    key: str
    title: str
    look: ListsLook
    drawings: str


def _lists(reckoning: Reckoning) -> tuple[_ListsPart, ...]:
    from markupsafe import Markup

    found = []
    for number, look in enumerate(reckoning.lists):
        key = f"lists-{number}"
        drawings = "".join(
            draw_sensitivity(look, layout, f"{key}-{layout.name}")
            for layout in LAYOUTS
            if look.curve is not None
        )
        title = lists_title(look, reckoning.dossier)
        found.append(_ListsPart(key=key, title=title, look=look, drawings=Markup(drawings)))
    return tuple(found)


def _picture(figure: RowsFigure | None, rows: Mapping[str, int]) -> Picture | None:
    from markupsafe import Markup

    if figure is None:
        return None
    drawings = [draw_rows(figure, each, f"{figure.key}-{each.name}", rows) for each in LAYOUTS]
    return Picture(key=figure.key, drawings=Markup("".join(drawings)), figure=figure)


def _drawn(key: str, figure: Any, draw: Callable[[Any, Layout, str], str]) -> Picture | None:
    """Return a figure drawn for every layout by a function of figure, layout and name."""
    from markupsafe import Markup

    if figure is None:
        return None
    drawings = [draw(figure, each, f"{key}-{each.name}") for each in LAYOUTS]
    return Picture(key=key, drawings=Markup("".join(drawings)), figure=figure)


def _past(reckoning: Reckoning, rows: Mapping[str, int]) -> list[Picture]:
    from markupsafe import Markup

    return [
        Picture(
            key=f"past-{number}",
            drawings=Markup(
                "".join(
                    draw_past(figure, layout, f"past-{number}-{layout.name}", rows)
                    for layout in LAYOUTS
                )
            ),
            figure=figure,
        )
        for number, figure in enumerate(past_figures(reckoning))
    ]


def _map(reckoning: Reckoning) -> Picture | None:
    from markupsafe import Markup

    figure = map_figure(reckoning.dossier, reckoning.place) if reckoning.place else None
    if figure is None:
        return None
    drawings = [draw_map(figure, each, f"map-{each.name}") for each in LAYOUTS]
    return Picture(key="map", drawings=Markup("".join(drawings)), figure=figure)


def _pulls(reckoning: Reckoning, rows: Mapping[str, int]) -> Picture | None:
    from markupsafe import Markup

    figure = pulls_figure(reckoning)
    if figure is None:
        return None
    drawings = [draw_pulls(figure, each, f"{figure.key}-{each.name}", rows) for each in LAYOUTS]
    return Picture(key=figure.key, drawings=Markup("".join(drawings)), figure=figure)


def _fought(reckoning: Reckoning) -> dict[str, object] | None:
    from markupsafe import Markup

    data = reckoning.fought
    if data is None:
        return None
    figure = exchange_figure(reckoning.dossier, data)
    drawings = [draw_exchange(figure, each, f"exchange-{each.name}") for each in LAYOUTS if figure]
    picture = figure and Picture(key="exchange", drawings=Markup("".join(drawings)), figure=figure)
    return {"data": data, "picture": picture, **fought_words(reckoning.dossier, data)}


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
                "refusal": refusal or "The evidence cannot give it.",
            }
        )
    return rows


def _command(reckoning: Reckoning) -> str:
    manifest = reckoning.manifest
    name = shlex.quote(clean(reckoning.dossier.id))
    return f"asculum report {name} --as-of {manifest.as_of.isoformat()} --seed {manifest.seed}"


def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        finalize=_finalised,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words: dict[str, Callable[..., object]] = {
        "day": day,
        "span": span,
        "host": host,
        "web": web_address,
        "rounded": rounded,
        "counted": counted,
        "people_figure": restate_people,
        "share": percent,
        "rough": approximate,
        "category": category_word,
        "zip_unique": _zip_unique,
        "stop_data": as_data,
        "held_rows": held_rows,
    }
    environment.filters.update(words)
    environment.globals.update(
        side_name=side_name,
        relation_words=RELATION_WORDS,
        icon=_marked(tables.icon),
        json=lambda value: json.dumps(value, ensure_ascii=True),
    )
    return environment


def _zip_unique(words: Iterable[str], values: Iterable[str]) -> list[tuple[str, str]]:
    """Return each value once with its words, in the order met."""
    return list(dict(zip(values, words, strict=True)).items())


def _marked(draw: Callable[..., str]) -> Callable[..., str]:
    from markupsafe import Markup

    return lambda *args, **named: Markup(draw(*args, **named))


def _finalised(value: object) -> object:
    """Clean every string on its way to the page; markup of our own passes."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return clean(value)
    return "" if value is None else value


def _asset(name: str) -> str:
    return files("asculum.report").joinpath("page", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


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
