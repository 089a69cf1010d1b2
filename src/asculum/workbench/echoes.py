"""Echoes: claims that look as if they hand on another's figure, for a person to confirm."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from asculum.evidence.claims import Manner
from asculum.evidence.echoes import PROPOSED, Proposal, proposals
from asculum.evidence.reading import inspect_dossier
from asculum.evidence.splices import TableText
from asculum.study.editing import mark_of, open_row, save_row, table_text
from asculum.terms.errors import UsageError
from asculum.workbench.calls import Call, seen
from asculum.workbench.library import frame
from asculum.workbench.pages import page


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A proposal with what tells whether its row changes before it is confirmed."""

    proposal: Proposal
    mark: str


def listing(call: Call) -> Response:
    """Show every echo that is proposed, the likeliest first."""
    place = call.place
    dossier, _ = inspect_dossier(place.folder, today=call.today)
    found = proposals(dossier.claims) if dossier else ()
    text = table_text(place.folder, "claims")
    shown = [
        Proposed(proposal=item, mark=_mark(text, item.later.id))
        for item in sorted(found, key=lambda item: (-item.score, item.later.id))
    ]
    return page(
        "echoes.html.j2",
        call.bench.session,
        **frame(call, place, "echoes", dossier),
        proposed=shown,
        apart=[claim for claim in dossier.claims if claim.apart_from] if dossier else [],
        least=PROPOSED,
        manners=[manner.value for manner in Manner],
    )


def confirm(call: Call) -> Response:
    """Write that a claim goes back to another, and how; or that it does not."""
    asked, later, manner = call.place, call.given("later"), call.given("manner")
    if manner not in {item.value for item in Manner}:
        what = f"the manner is {manner[:40]!r}"
        raise UsageError("WBE003", what, fix="choose one of the list")
    earlier, cells = call.given("earlier"), dict(open_row(asked.folder, "claims", later).cells)
    if call.given("do") == "apart":
        before = [name for name in cells.get("apart_from", "").split(";") if name.strip()]
        cells["apart_from"] = ";".join([*before, earlier])
    else:
        cells |= {"derives_from": earlier, "manner": manner}
    place = call.bench.desk.own(asked)
    save_row(call.workplace(place), "claims", later, cells, mark=call.given("mark"))
    done = "apart" if call.given("do") == "apart" else "confirmed"
    return seen(f"{place.address}/echoes?done={done}")


def _mark(text: TableText, own: str) -> str:
    record = text.find(own)
    return mark_of(text.raw(record)) if record else ""
