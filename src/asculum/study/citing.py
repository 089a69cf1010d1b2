"""What a reader must cite: the package, the dossier's sources, the methods used."""

from __future__ import annotations

from dataclasses import dataclass

from asculum import __version__
from asculum.evidence.dossier import Dossier
from asculum.study.assembling import (
    DEAL_WORKS,
    EXPLAINING_WORKS,
    LEDGER_WORKS,
    LOSSES_WORKS,
    WEIGHING_WORKS,
)
from asculum.terms.bibliography import work


@dataclass(frozen=True, kw_only=True)
class Citation:
    """One thing to cite; ``kind`` is software, dossier, source or method."""

    kind: str
    key: str
    reference: str


def citations(dossier: Dossier) -> tuple[Citation, ...]:
    """Return what to cite for a dossier: the package first, then sources in use, then methods."""
    used = {claim.source for claim in dossier.claims}
    used |= {strength.source for strength in dossier.strengths}
    used |= {control.source for control in dossier.control}
    used |= {figure.source for figure in dossier.people}
    used |= {figure.source for figure in dossier.economy}
    used |= {pool.source for pool in dossier.pools}
    used |= {prior.source for prior in dossier.assumptions.values() if prior.source}
    used |= dossier.choices.sources
    found = [
        Citation(
            kind="software",
            key="asculum",
            reference=f"Asculum {__version__}: what a battle cost and whether it was worth it.",
        ),
        Citation(
            kind="dossier",
            key=dossier.id,
            reference=f"{dossier.title}, dossier {dossier.id} read by Asculum {__version__}, "
            f"{len(dossier.claims)} claims.",
        ),
    ]
    for source in dossier.sources.values():
        if source.id in used:
            place = f" {source.url}" if source.url else ""
            reference = f"{source.name}.{place}"
            found.append(Citation(kind="source", key=source.id, reference=reference))
    keys = (
        *LOSSES_WORKS,
        *EXPLAINING_WORKS,
        *(LEDGER_WORKS if dossier.outcome.victor else ()),
        *(WEIGHING_WORKS if dossier.choices.options else ()),
        *(DEAL_WORKS if dossier.choices.terms else ()),
    )
    found += [Citation(kind="method", key=key, reference=work(key)) for key in keys]
    return tuple(found)
