"""Lists of the dead in a dossier: each overlap table estimated, and what it adds to the losses.

The total of a table is lower-bounded by those listed and uncertain above. To the losses it is a
printing of one list, of all persons on any of the lists, whose completeness is the one that the
overlaps gave: a named minimum with ``list_completeness`` as its assumption. Where the overlaps
give no total, those listed are a floor and no more. Civilians never enter the losses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from asculum.evidence.claims import CIVILIANS, THIRD, Category, Checked, Claim, Kind, Scope, Source
from asculum.evidence.dossier import Assumption, Dossier, ListTable
from asculum.evidence.reading import LISTS
from asculum.study.lists import WHOLE, OverlapFile, read_overlap_file
from asculum.terms.estimate import PROB, Estimate
from asculum.terms.findings import Finding
from asculum.terms.streams import seed_for
from asculum.undercount.estimate import Model, Undercount, estimate
from asculum.undercount.imputing import estimate_imputed, estimate_imputed_pooled
from asculum.undercount.mixing import over_draws
from asculum.undercount.pooled import estimate_pooled
from asculum.undercount.strata import CORRELATION, StratifiedUndercount, estimate_strata
from asculum.undercount.total import Total

#: How near to 0 and 1 a completeness may come.
EDGE = 1e-4


@dataclass(frozen=True, kw_only=True, eq=False)
class ListAnswer:
    """One overlap table and its totals; ``whole`` is the sum where it has strata."""

    table: ListTable
    read: OverlapFile
    strata: Mapping[str, Undercount]
    whole: StratifiedUndercount | None = None

    @property
    def total(self) -> Total:
        """The total of the table, or its refusal."""
        return self.whole.total if self.whole is not None else self.strata[WHOLE].total

    @property
    def listed(self) -> int:
        """Persons on any list, those of strata without a total among them."""
        if self.whole is None:
            return self.total.listed
        return sum(item.table.persons for item in self.strata.values())

    def estimate(self) -> Estimate | None:
        """Return the total as draws with side, force and period; ``None`` where it is refused."""
        made = self.total.estimate("killed")
        if made is None:
            return None
        table = self.table
        return replace(made, side=table.side, force=table.force, period=table.period)


def read_and_estimate(
    read: OverlapFile,
    *,
    model: Model | None = None,
    correlation: float = CORRELATION,
    pool: bool = False,
    prob: float = PROB,
    seed: int = 1,
) -> tuple[Mapping[str, Undercount], StratifiedUndercount | None]:
    """Estimate a file that was read: draws are mixed, strata added up, one table is itself.

    ``pool`` estimates strata together by the default model.
    """
    if read.drawn:
        tables = list(read.tables.values())
        return {WHOLE: over_draws(tables, model=model, prob=prob, seed=seed)}, None
    if WHOLE in read.tables and len(read.tables) == 1:
        return {WHOLE: estimate(read.tables[WHOLE], model=model, prob=prob, seed=seed)}, None
    if pool:
        whole = (
            estimate_pooled(read.tables, prob=prob, seed=seed)
            if read.unplaced is None
            else estimate_imputed_pooled(read.tables, read.unplaced, prob=prob, seed=seed)
        )
        return whole.strata, whole
    if read.unplaced is not None:
        whole = estimate_imputed(
            read.tables,
            read.unplaced,
            model=model,
            correlation=correlation,
            prob=prob,
            seed=seed,
        )
        return whole.strata, whole
    whole = estimate_strata(read.tables, model=model, correlation=correlation, prob=prob, seed=seed)
    return whole.strata, whole


def answer_lists(
    dossier: Dossier,
    folder: Path,
    *,
    model: Model | None = None,
    correlation: float = CORRELATION,
    prob: float = PROB,
    seed: int = 1,
) -> tuple[ListAnswer, ...]:
    """Estimate every overlap table of a dossier; raises ``EvidenceError`` UND030 to UND034."""
    found = []
    for table in dossier.lists:
        read = read_overlap_file(folder / LISTS / table.file)
        strata, whole = read_and_estimate(
            read,
            model=model,
            correlation=correlation,
            prob=prob,
            seed=seed_for(seed, f"lists/{table.id}"),
        )
        found.append(ListAnswer(table=table, read=read, strata=strata, whole=whole))
    return tuple(found)


def with_lists(dossier: Dossier, answers: Sequence[ListAnswer]) -> Dossier:
    """Return the dossier with what its lists add: a claim, its source and its completeness each."""
    claims: list[Claim] = []
    sources, assumptions = dict(dossier.sources), dict(dossier.assumptions)
    for answer in answers:
        table, total = answer.table, answer.total
        if table.side == CIVILIANS or answer.listed == 0:
            continue
        name = _free(f"lists-{table.id}".lower(), {*sources, *(claim.id for claim in claims)})
        keeper = dossier.sources[table.source]
        sources[name] = Source(
            id=name,
            name=f"Lists {', '.join(total.lists)}, by {keeper.name}",
            short=f"Lists by {keeper.label}",
            allegiance=THIRD,
            url=table.url or keeper.url,
            note=table.note,
        )
        claims.append(
            Claim(
                id=name,
                published=table.published,
                source=name,
                side=table.side,
                force=table.force,
                category=Category.KILLED,
                kind=Kind.NAMED_MINIMUM,
                period=table.period,
                scope=Scope.BATTLE,
                low=float(answer.listed),
                checked=Checked.PAGE,
                url=table.url,
                note=f"persons on {len(total.lists)} lists",
            )
        )
        if (share := completeness(answer)) is not None:
            assumptions["list_completeness", name, ""] = share
    return replace(
        dossier, claims=(*dossier.claims, *claims), sources=sources, assumptions=assumptions
    )


def completeness(answer: ListAnswer) -> Assumption | None:
    """Return the share of all the dead that the lists hold, as its 5 % and 95 % points.

    The draws of the total give c = listed / N, and logit c is taken as normal through these two
    points. ``None`` where there is no total, or a stratum has none: the share is then unknown.
    """
    total = answer.total
    if total.draws is None or (answer.whole is not None and answer.whole.refused):
        return None
    share = answer.listed / np.maximum(total.draws, answer.listed)
    low, high = np.clip(np.quantile(share, (0.05, 0.95)), EDGE, 1 - EDGE)
    if not low < high:
        return None
    return Assumption(
        name="list_completeness",
        low=float(low),
        high=float(high),
        why=f"estimated from the overlaps of {len(total.lists)} lists: {total.method}",
    )


def findings_of_lists(answers: Sequence[ListAnswer]) -> tuple[Finding, ...]:
    """Return what the reader must know of every table, each with its file."""
    return tuple(
        replace(item, where=item.where or f"{LISTS}/{answer.table.file}")
        for answer in answers
        for item in (
            *answer.read.findings,
            *(found for part in answer.strata.values() for found in part.findings),
            *(answer.whole.total.findings if answer.whole is not None else ()),
        )
    )


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "-again"
    return name
