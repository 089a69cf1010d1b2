"""Scores: Splink's weights for pairs of records, trained and then checked.

The weights are those of Fellegi and Sunter (1969): the log of m/u for each level, with m learned by
expectation maximisation in several blocks and u from random pairs. Three things are put right that
Splink leaves to its user. Random pairs hold some of one person, which would spoil u for short
lists: u is made (u - lambda m) / (1 - lambda) and m learned again. A search that ended at its
iteration limit is told apart from one that settled. A level that was never seen gets a bounded
weight and a finding.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from asculum.evidence.spelling import counted, listed
from asculum.linkage.codes import found
from asculum.linkage.comparisons import (
    NARROWER,
    Comparison,
    Kind,
    Rule,
    comparisons_for,
    rules_for,
)
from asculum.linkage.features import Features
from asculum.linkage.scored import (
    BY_DAYS,
    BY_NAME,
    CUT,
    LOOSE_ONLY,
    FloatArray,
    LevelWeight,
    Plan,
    RuleCount,
    Scored,
    SmallArray,
    no_pairs,
)
from asculum.linkage.training import (
    FEWEST_PAIRS,
    SETTLED,
    STEPS,
    levels_of,
    pairs_of,
    train,
)
from asculum.terms.errors import MissingExtraError, ModelError
from asculum.terms.findings import Finding

#: Share of the pairs of one person that agree on both names and a day: where EM begins.
BEGIN_RECALL = 0.6


def score_pairs(table: Features, connection: Any, *, plan: Plan, seed: int) -> Scored:
    """Train Splink on the records and score every pair that a blocking rule looks at.

    Raises ``MissingExtraError`` LNK002 without Splink; ``ModelError`` LNK003 where nothing can be
    learned.
    """
    try:
        import splink  # noqa: F401
        from splink.internals.duckdb.database_api import DuckDBAPI
        from splink.internals.linker import Linker
    except ImportError as error:
        raise MissingExtraError(
            "LNK002",
            "Splink is not installed",
            why="linking records needs the extra lists",
            fix="pip install 'asculum[lists]'",
        ) from error
    comparisons, findings = comparisons_for(table), []
    connection.register("records_arrow", table.table())
    connection.execute(
        "CREATE TABLE records AS SELECT * FROM records_arrow ORDER BY uid"
    ).fetchall()
    connection.unregister("records_arrow")
    counts = _rule_counts(rules_for(table), connection, plan)
    if over := [count for count in counts if count.pairs > plan.budget]:
        words = listed([f"{count.rule.name} ({count.pairs:,})" for count in over])
        what = f"blocking rules over the budget of {plan.budget:,} pairs: {words}"
        findings.append(found("LNK010", what, fix="tell more columns, or raise --budget"))
    used = [count.rule for count in counts if count.used]
    if len(comparisons) < 2 or not counts:
        told = counted(len(comparisons), "comparison")
        raise _nothing(f"{counted(len(used), 'blocking rule')} and {told} can be used")
    if not used:
        if over:
            raise _nothing("every blocking rule looks at more pairs than the budget allows")
        what, fix = "no blocking rule brings two records together", "each is taken as a person"
        return no_pairs(counts, [*findings, found("LNK017", what, fix=fix)])
    api = DuckDBAPI(connection=connection)
    start = _first_guess(table, connection)
    linker = Linker(
        api.register("records"),
        _settings(comparisons, used, start),
        log_level=60,
        validate_settings=False,
    )
    findings += train(
        linker, connection, comparisons=comparisons, start=start, plan=plan, seed=seed
    )
    n = len(table)
    pairs = min(plan.random_pairs, n * (n - 1) / 2)
    same = max(start * n * (n - 1) / 2, FEWEST_PAIRS)
    levels, more = levels_of(linker, comparisons, pairs=pairs, same=same)
    return _scored(linker, connection, comparisons, used, counts, levels, [*findings, *more], start)


def _nothing(what: str) -> ModelError:
    return ModelError(
        "LNK003",
        what,
        why="who is who is learned from pairs that agree on some columns and not on others",
        fix="map more columns: names, a day of birth or an age, a day of death, a place",
    )


def _rule_counts(rules: tuple[Rule, ...], connection: Any, plan: Plan) -> list[RuleCount]:
    counts: list[RuleCount] = []
    waiting = list(rules)
    while waiting:
        rule = waiting.pop(0)
        pairs = pairs_of(rule.columns, connection)
        counts.append(RuleCount(rule=rule, pairs=pairs, used=0 < pairs <= plan.budget))
        if rule.columns == ("bag",) and pairs > plan.budget:
            waiting = [*NARROWER, *waiting]
    return counts


def _first_guess(table: Features, connection: Any) -> float:
    """Return the share of all pairs that are of one person, from those that agree throughout."""
    sure = max(pairs_of(("bag", "birth"), connection), pairs_of(("bag", "death"), connection))
    n = len(table)
    return min(0.1, max(sure / BEGIN_RECALL, 1.0) / max(1.0, n * (n - 1) / 2))


def _settings(comparisons: tuple[Comparison, ...], rules: list[Rule], start: float) -> Any:
    from splink.internals.settings_creator import SettingsCreator

    told: list[Any] = []
    for comparison in comparisons:
        levels: list[dict[str, Any]] = [
            {"sql_condition": comparison.null, "is_null_level": True, "label_for_charts": "null"}
        ]
        for level in comparison.levels:
            words: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.name}
            if level.tf:
                words["tf_adjustment_column"] = level.tf
            levels.append(words)
        levels.append({"sql_condition": "ELSE", "label_for_charts": "else"})
        told.append({"output_column_name": comparison.name, "comparison_levels": levels})
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="uid",
        comparisons=told,
        blocking_rules_to_generate_predictions=[
            {"blocking_rule": rule.sql, "sql_dialect": "duckdb"} for rule in rules
        ],
        probability_two_random_records_match=start,
        em_convergence=SETTLED,
        max_iterations=STEPS,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _scored(
    linker: Any,
    connection: Any,
    comparisons: tuple[Comparison, ...],
    used: list[Rule],
    counts: list[RuleCount],
    levels: tuple[LevelWeight, ...],
    findings: list[Finding],
    start: float,
) -> Scored:
    least = (CUT - float(np.log(start))) / np.log(2.0)
    prior_weight = np.log2(start / (1 - start))
    predicted = linker.inference.predict(threshold_match_weight=float(least + prior_weight))
    frequencies = [
        f"p.mw_tf_adj_{comparison.name}"
        for comparison in comparisons
        if any(level.tf for level in comparison.levels)
    ]
    parts = [f"p.mw_{item.name}::FLOAT AS mw_{item.name}" for item in comparisons]
    sql = f"""
        SELECT p.uid_l AS first, p.uid_r AS second, p.match_weight AS weight,
            {" + ".join(frequencies) or "0.0"} AS frequency,
            {_any(used, Kind.NAME)} AS by_name, {_any(used, Kind.DAYS)} AS by_days,
            NOT ({_any(used, None)}) AS loose_only,
            {", ".join(parts)}
        FROM {predicted.physical_name} p
        JOIN records l ON l.uid = p.uid_l JOIN records r ON r.uid = p.uid_r
        ORDER BY 1, 2"""
    rows = connection.execute(sql).fetchnumpy()
    by = (
        BY_NAME * rows["by_name"].astype(np.int8)
        + BY_DAYS * rows["by_days"].astype(np.int8)
        + LOOSE_ONLY * rows["loose_only"].astype(np.int8)
    )
    return Scored(
        first=np.asarray(rows["first"], dtype=np.int64),
        second=np.asarray(rows["second"], dtype=np.int64),
        weight=(np.asarray(rows["weight"], dtype=np.float64) - prior_weight) * np.log(2.0),
        frequency=np.asarray(rows["frequency"], dtype=np.float64) * np.log(2.0),
        by=by.astype(np.int8),
        gammas={
            item.name: _level_of(rows[f"mw_{item.name}"], item.name, levels) for item in comparisons
        },
        rules=tuple(counts),
        levels=levels,
        prior=float(np.log(start)),
        findings=tuple(findings),
    )


def _level_of(parts: FloatArray, name: str, levels: tuple[LevelWeight, ...]) -> SmallArray:
    """Return the level whose weight [bits] a part is, by its place; -1 where nothing is told."""
    weights = [level.weight / np.log(2.0) for level in levels if level.comparison == name]
    known = np.array([0.0, *weights])
    order = np.argsort(known, kind="stable")
    middles = (known[order][1:] + known[order][:-1]) / 2
    return (order[np.searchsorted(middles, parts)] - 1).astype(np.int8)


def _any(rules: list[Rule], kind: Kind | None) -> str:
    """Return the condition that a rule of a kind, or any that is not loose, looks at the pair."""
    chosen = [rule for rule in rules if (not rule.loose if kind is None else rule.kind == kind)]
    conditions = [
        "("
        + " AND ".join(f"coalesce(l.{column} = r.{column}, false)" for column in rule.columns)
        + ")"
        for rule in chosen
    ]
    return " OR ".join(conditions) or "false"
