"""Checks across rows: the registry, in the order a reader would want to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from asculum.evidence import (
    check_events,
    check_figures,
    check_lineage,
    check_located,
    check_names,
    check_network,
    check_references,
)
from asculum.evidence.gathered import Gathered
from asculum.terms.findings import Finding

Check = Callable[[Gathered], Iterator[Finding]]

#: Every check across rows; each is a small function of its own.
CHECKS: tuple[Check, ...] = (
    check_references.unknown_sources,
    check_references.unknown_sides,
    check_references.unknown_forces,
    check_references.ratios,
    check_references.backing,
    check_references.outcome_without_source,
    check_references.sides_without_claims,
    check_references.unused_sources,
    check_figures.order_of_figures,
    check_figures.ratios_above_zero,
    check_figures.claims_of_the_future,
    check_figures.civilian_categories,
    check_figures.wider_than_the_battle,
    check_figures.wider_scopes,
    check_figures.two_sided_totals,
    check_figures.without_weight,
    check_figures.from_memory,
    check_figures.filled_in,
    check_figures.falling_totals,
    check_figures.fewer_casualties_than_killed,
    check_figures.overlapping_control,
    check_events.not_in_the_reckoning,
    check_events.broken_ranges,
    check_events.beside_the_battle,
    check_located.counts_without_use,
    check_located.counts_of_the_future,
    check_names.names_of_nothing,
    check_names.names_told_twice,
    check_network.unknown_ends,
    check_network.lengths,
    check_network.place_without_node,
    check_network.apart_from_the_rest,
    check_lineage.unknown_origins,
    check_lineage.apart_and_derived,
    check_lineage.self_references,
    check_lineage.cycles,
    check_lineage.echoes_before_origins,
    check_lineage.manner_and_origin,
    check_lineage.counted_twice,
    check_lineage.possible_echoes,
)


def check(case: Gathered) -> tuple[Finding, ...]:
    """Return what every check finds."""
    return tuple(finding for one in CHECKS for finding in one(case))
