"""What the parts of a study answered, put together into what the report shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asculum.aftermath.account import Aftermath
from asculum.evidence.dossier import Dossier
from asculum.losses.assumed import assumptions_used
from asculum.losses.estimate import Losses
from asculum.losses.explanation import Explanation
from asculum.options.history import Compared
from asculum.options.ledger import PyrrhicLedger
from asculum.options.views import Weighing
from asculum.report.fought import Fought
from asculum.report.reckoning import Diagnostics, Manifest, Reckoning, WeeklySeries
from asculum.study import readings as told
from asculum.study.dossier_lists import ListAnswer
from asculum.study.lists_look import lists_looks
from asculum.study.looking import look
from asculum.study.past import PastDay
from asculum.study.settings import Settings
from asculum.terms.bibliography import works
from asculum.terms.findings import Finding

if TYPE_CHECKING:
    from asculum.place.answer import PlaceAnswer

#: The works that each part rests on.
LOSSES_WORKS = ("radford2023", "papaspiliopoulos2007", "hoffman2014", "nutpie", "vehtari2021")
EXPLAINING_WORKS = ("vehtari2017", "vehtari2024", "kallioinen2024", "gustafson1996")
LEDGER_WORKS = ("plutarch",)
AFTERMATH_WORKS = ("melander2007",)
PLACE_WORKS = ("ford1956", "shapley1953")
WEIGHING_WORKS = ("raiffa1961", "savage1951", "strong2014")
DEAL_WORKS = ("fearon1995",)
FOUGHT_WORKS = ("helmbold1993",)
LISTS_WORKS = ("aleshinguendel2024",)


@dataclass(frozen=True, kw_only=True, eq=False)
class Parts:
    """What each part of a study answered; ``None`` or nothing where it had no answer to give."""

    losses: Losses
    weekly: tuple[WeeklySeries, ...]
    verdict: PyrrhicLedger | None
    explanation: Explanation | None
    past: tuple[PastDay, ...]
    aftermath: Aftermath | None
    history: tuple[Compared, ...]
    place: PlaceAnswer | None
    weighing: Weighing
    fought: Fought | None
    lists: tuple[ListAnswer, ...]


def assemble(
    parts: Parts,
    dossier: Dossier,
    settings: Settings,
    *,
    findings: Sequence[Finding],
    manifest: Manifest,
) -> Reckoning:
    """Return everything the report shows."""
    losses, prob = parts.losses, settings.prob
    design = losses.posterior.design if losses.posterior is not None else None
    return Reckoning(
        dossier=dossier,
        as_of=settings.as_of,
        status=losses.status,
        losses_status=losses.status,
        totals=losses.totals,
        weekly=parts.weekly,
        leans=told.leans(losses, prob),
        readings=told.readings(dossier, losses, prob),
        statements=told.statements(dossier, losses, parts.verdict, prob),
        ledger=parts.verdict,
        assumptions=assumptions_used(design) if design is not None else {},
        findings=tuple(findings),
        manifest=manifest,
        diagnostics=_diagnostics(losses),
        past=look(parts.past, losses, prob) if parts.past else None,
        methods=_works(parts),
        explanation=parts.explanation,
        aftermath=parts.aftermath,
        history=parts.history,
        place=parts.place,
        weighing=parts.weighing,
        fought=parts.fought,
        lists=lists_looks([item for item in parts.lists if item.table.published <= settings.as_of]),
    )


def _diagnostics(losses: Losses) -> Diagnostics | None:
    found = losses.convergence
    if found is None:
        return None
    return Diagnostics(
        chains=found.chains,
        draws=found.draws,
        rhat=found.rhat,
        ess_bulk=found.ess_bulk,
        ess_tail=found.ess_tail,
        divergences=found.divergences,
        worst=found.worst,
    )


def _works(parts: Parts) -> tuple[str, ...]:
    """Return the works that what is shown rests on."""
    others, weighing = parts.aftermath, parts.weighing
    return works(
        (
            *(LOSSES_WORKS if parts.losses.posterior is not None else ()),
            *(EXPLAINING_WORKS if parts.explanation else ()),
            *(LEDGER_WORKS if parts.verdict else ()),
            *(AFTERMATH_WORKS if others and others.refused else ()),
            *(PLACE_WORKS if parts.place else ()),
            *(WEIGHING_WORKS if weighing.decisions else ()),
            *(DEAL_WORKS if weighing.terms else ()),
            *(FOUGHT_WORKS if parts.fought else ()),
            *(LISTS_WORKS if parts.lists else ()),
        )
    )
