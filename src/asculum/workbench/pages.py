"""Pages: templates filled in, every stranger's word escaped and tamed on its way."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from asculum.report.wording import clean, counted, rounded, web_address
from asculum.terms.errors import AsculumError, EvidenceError
from asculum.workbench.gate import Session

if TYPE_CHECKING:
    from jinja2 import Environment

#: What a page says after a form was taken, by the word in its address.
DONE = {
    "saved": "Saved.",
    "deleted": "Deleted. The history holds it.",
    "undone": "Taken back. That, too, can be taken back in the history.",
    "copied": "This is a copy of the dossier that comes with the package, in your working folder. "
    "What you change is changed here; the one of the package stays as it is.",
    "new": "Begun, with made-up rows in every table: replace them with yours.",
    "bare": "Begun. Next: a source (who said it), then claims (what was said).",
    "imported": "Imported.",
    "nothing": "Nothing was to be changed.",
    "confirmed": "The echo is marked: it is kept and shown, and counts no second time.",
    "apart": "Noted that it is no echo. The pair is proposed no more, here or by asculum check.",
    "kept": "The assumptions are written to dossier.toml.",
}


def page(template: str, session: Session, *, status: int = 200, **words: Any) -> Response:
    """Return a template filled in with ``words``."""
    context = {"secret": session.forms, "crumbs": (), "done": "", **words}
    text = environment().get_template(template).render(context)
    return HTMLResponse(text, status_code=status)


def error_page(error: AsculumError, session: Session, *, status: int) -> Response:
    """Return a page that says what is wrong, why, and what to do."""
    findings = error.findings if isinstance(error, EvidenceError) else ()
    return page(
        "error.html.j2",
        session,
        status=status,
        title="This cannot be done",
        error=error,
        findings=findings,
    )


def asset(name: str) -> str:
    """Return a file that comes with the pages; colours and type are the report's own."""
    part = "asculum.report" if name == "report.css" else "asculum.workbench"
    return files(part).joinpath("page", name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Return the templates' environment."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup, escape

    def finalised(value: object) -> object:
        if isinstance(value, str) and not hasattr(value, "__html__"):
            return clean(value)
        return "" if value is None else value

    def as_is(value: object) -> Markup:
        """Escape a value and keep every character: what a form shows is what it sends back."""
        return Markup(escape(str(value)))

    made = Environment(
        loader=FunctionLoader(asset),
        autoescape=True,
        finalize=finalised,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: Mapping[str, Any] = {
        "as_is": as_is,
        "counted": counted,
        "web": web_address,
        "spoken": spoken,
    }
    made.filters.update(filters)
    made.globals["sentences"] = DONE
    return made


def spoken(value: Mapping[str, Any]) -> str:
    """Return a result as words, rounded to the digits that its width supports."""
    try:
        low, middle, high = (float(value[end]) for end in ("lower", "median", "upper"))
    except (KeyError, TypeError, ValueError):
        return str(value.get("refusal") or "no figure")
    words = rounded(low, middle, high)
    return f"{words.median} ({words.span})"
