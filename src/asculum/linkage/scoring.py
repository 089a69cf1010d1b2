"""Scores: Splink's weights for pairs of records, trained and then checked.

The weights are those of Fellegi and Sunter (1969): the log of m/u for each level, with m learned by
expectation maximisation in several blocks and u from random pairs. Three things are put right that
Splink leaves to its user. Random pairs hold some of one person, which would spoil u for short
lists: u is made (u - lambda m) / (1 - lambda) and m learned again. A search that ended at its
iteration limit is told apart from one that settled. A level that was never seen gets a bounded
weight and a finding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from asculum.evidence.spelling import listed
from asculum.linkage.codes import found
from asculum.linkage.comparisons import (
    NARROWER,
    TRAINING,
    Comparison,
    Kind,
    Rule,
    comparisons_for,
    rules_for,
)
from asculum.linkage.features import Features
from asculum.terms.errors import MissingExtraError, ModelError
from asculum.terms.findings import Finding

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SmallArray = npt.NDArray[np.int8]

#: Bits of how a pair was found: by names, by days and places; and only by a loose rule.
BY_NAME, BY_DAYS, LOOSE_ONLY = 1, 2, 4
#: Steps of one search, the change that ends it, and the change that fails it.
STEPS, SETTLED, UNSETTLED = 100, 1e-4, 1e-3
#: Pairs under this weight and the prior together are never one person [nats].
CUT = -7.0
#: Share of the pairs of one person that agree on both names and a day: where EM begins.
BEGIN_RECALL = 0.6
#: The least m that a search begins from.
BEGIN_M = 1e-6
#: Fewest and most pairs of a block that trains, and how many blocks do.
BLOCKS = 3
FEWEST_PAIRS, MOST_PAIRS = 200, 3_000_000


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How pairs are looked at: the most pairs of a rule, and the random pairs that give u."""

    budget: int = 30_000_000
    random_pairs: float = 2e6


@dataclass(frozen=True, kw_only=True)
class RuleCount:
    """A blocking rule, the pairs that it looks at, and whether it was used."""

    rule: Rule
    pairs: int
    used: bool


@dataclass(frozen=True, kw_only=True)
class LevelWeight:
    """What was learned of a level: m, u and the weight [nats]."""

    comparison: str
    level: str
    m: float
    u: float

    @property
    def weight(self) -> float:
        """The log of m/u."""
        return float(np.log(self.m / self.u))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Scored:
    """Scored pairs that may be of one person: places of the records, weight [nats], how found.

    ``weight`` is without the prior; ``frequency`` is the part of it that comes from rare names.
    ``gammas`` are the places of the levels by comparison, for a review.
    """

    first: IntArray
    second: IntArray
    weight: FloatArray
    frequency: FloatArray
    by: SmallArray
    gammas: dict[str, SmallArray]
    rules: tuple[RuleCount, ...]
    levels: tuple[LevelWeight, ...]
    prior: float
    findings: tuple[Finding, ...]


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
        raise _nothing(f"{len(used)} blocking rules and {len(comparisons)} comparisons can be used")
    if not used:
        if over:
            raise _nothing("every blocking rule looks at more pairs than the budget allows")
        what, fix = "no blocking rule brings two records together", "each is taken as a person"
        return _no_pairs(counts, [*findings, found("LNK017", what, fix=fix)])
    api = DuckDBAPI(connection=connection)
    start = _first_guess(table, connection)
    linker = Linker(
        api.register("records"),
        _settings(comparisons, used, start),
        log_level=60,
        validate_settings=False,
    )
    findings += _train(
        linker, connection, comparisons=comparisons, start=start, plan=plan, seed=seed
    )
    n = len(table)
    pairs = min(plan.random_pairs, n * (n - 1) / 2)
    same = max(start * n * (n - 1) / 2, FEWEST_PAIRS)
    levels, more = _levels(linker, comparisons, pairs=pairs, same=same)
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
        pairs = _pairs_of(rule.columns, connection)
        counts.append(RuleCount(rule=rule, pairs=pairs, used=0 < pairs <= plan.budget))
        if rule.columns == ("bag",) and pairs > plan.budget:
            waiting = [*NARROWER, *waiting]
    return counts


def _pairs_of(columns: tuple[str, ...], connection: Any) -> int:
    told = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    sql = f"""SELECT coalesce(sum(c * (c - 1) // 2), 0) FROM (
        SELECT count(*)::BIGINT AS c FROM records WHERE {told} GROUP BY {", ".join(columns)})"""
    return int(connection.execute(sql).fetchall()[0][0])


def _first_guess(table: Features, connection: Any) -> float:
    """Return the share of all pairs that are of one person, from those that agree throughout."""
    sure = max(_pairs_of(("bag", "birth"), connection), _pairs_of(("bag", "death"), connection))
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


def _no_pairs(counts: list[RuleCount], findings: list[Finding]) -> Scored:
    nowhere = np.zeros(0, dtype=np.int64)
    return Scored(
        first=nowhere,
        second=nowhere,
        weight=np.zeros(0),
        frequency=np.zeros(0),
        by=np.zeros(0, dtype=np.int8),
        gammas={},
        rules=tuple(counts),
        levels=(),
        prior=0.0,
        findings=tuple(findings),
    )


def _train(
    linker: Any,
    connection: Any,
    *,
    comparisons: tuple[Comparison, ...],
    start: float,
    plan: Plan,
    seed: int,
) -> list[Finding]:
    """Learn u, then m in every block that can teach it, twice; return what did not settle."""
    training = linker.training
    training.estimate_u_using_random_sampling(
        max_pairs=plan.random_pairs, seed=seed % 2**31, min_count_per_level=None, num_chunks=1
    )
    together = {
        key: level.u_probability for key, level in _trainable(linker) if level._u_is_trained
    }
    blocks = [block for block in TRAINING if _pairs_of(block, connection) >= FEWEST_PAIRS]
    if not blocks:
        return _state(linker, comparisons, together, start)
    unsettled: dict[str, float] = {}
    for round_ in range(2):
        unsettled = {}
        for key, level in _trainable(linker):
            level._trained_m_probabilities.clear()
            both = together.get(key)
            if round_ and both is not None and level._m_is_trained:
                _set_u(level, _without_matches(both, level.m_probability, start))
        for block in blocks:
            session = _search(linker, block)
            moved = 1.0 if session is None else _last_change(session)
            if moved > UNSETTLED:
                unsettled[" + ".join(block)] = moved
    return [
        found(
            "LNK011",
            f"learning in blocks of {block} still moved by {moved:.2g} at the last step",
            fix="tell more columns, or leave out a list that is unlike the others",
        )
        for block, moved in unsettled.items()
    ]


def _state(
    linker: Any,
    comparisons: tuple[Comparison, ...],
    together: dict[tuple[str, int], float],
    start: float,
) -> list[Finding]:
    """Put stated m where no block is large enough to learn them; return the finding of it."""
    usual = {item.name: item.usual() for item in comparisons}
    for (name, value), level in _trainable(linker):
        told = usual[name]
        m = told[len(told) - 1 - value]
        level._trained_m_probabilities[:] = [
            {"probability": m, "description": "stated", "m_or_u": "m"}
        ]
        level.m_probability = m
        both = together.get((name, value))
        if both is not None:
            _set_u(level, _without_matches(both, m, start))
    what = f"no block of {FEWEST_PAIRS} pairs to learn from: the weights of one person are stated"
    return [found("LNK016", what, fix="read the pairs yourself: --review FILE, then --labels FILE")]


def _search(linker: Any, block: tuple[str, ...]) -> Any:
    """Learn m in one block, in fewer steps where a level that never occurs runs off to nothing."""
    for steps in (STEPS, STEPS // 3, STEPS // 10):
        told = linker._settings_obj
        told.training_settings = replace(told.training_settings, max_iterations=steps)
        before = told.core_model_settings.copy()
        for _, level in _trainable(linker):
            # a search begins where the last one ended, and from nothing none comes back
            if level._m_is_trained and level.m_probability < BEGIN_M:
                level.m_probability = BEGIN_M
        try:
            return linker.training.estimate_parameters_using_expectation_maximisation(
                " AND ".join(f"l.{column} = r.{column}" for column in block),
                estimate_without_term_frequencies=True,
                fix_u_probabilities=True,
                max_pairs=MOST_PAIRS,
            )
        except ValueError:
            # a search that fails leaves the comparisons of its block out
            told.core_model_settings = before
    return None


def _trainable(linker: Any) -> list[tuple[tuple[str, int], Any]]:
    """Return every level that is learned, by its comparison and its value."""
    return [
        ((comparison.output_column_name, level.comparison_vector_value), level)
        for comparison in linker._settings_obj.core_model_settings.comparisons
        for level in comparison._comparison_levels_excluding_null
    ]


def _set_u(level: Any, value: float) -> None:
    level._trained_u_probabilities[:] = [
        {"probability": value, "description": "without pairs of one person", "m_or_u": "u"}
    ]
    level.u_probability = value


def _without_matches(both: float, m: float, share: float) -> float:
    """Return u where ``both`` was counted over pairs of which a share is of one person."""
    return max((both - share * m) / (1 - share), both / 20)


def _last_change(session: Any) -> float:
    """Return the largest change of an m in the last step: what convergence is judged by."""
    history = session._core_model_settings_history
    if len(history) < 2:
        return 0.0
    moved = 0.0
    for before, now in zip(history[-2].comparisons, history[-1].comparisons, strict=True):
        for one, two in zip(before.comparison_levels, now.comparison_levels, strict=True):
            if not one.is_null_level and one.m_probability and two.m_probability:
                moved = max(moved, abs(one.m_probability - two.m_probability))
    return moved


def _levels(
    linker: Any, comparisons: tuple[Comparison, ...], *, pairs: float, same: float
) -> tuple[tuple[LevelWeight, ...], list[Finding]]:
    """Add half a pair to each level, so that none is impossible; say which were never seen.

    ``pairs`` are the random pairs behind u and ``same`` those of one person behind m. A level
    that neither saw speaks neither way.
    """
    findings, told, unseen, wrong = [], [], [], []
    for comparison in comparisons:
        theirs = linker._settings_obj.core_model_settings.get_comparison_by_output_column_name(
            comparison.name
        )
        levels = theirs._comparison_levels_excluding_null
        for level in levels:
            label = level.label_for_charts
            m, u = (
                (float(learned) * count + 0.5) / (count + 0.5 * len(levels))
                for learned, count in (
                    (level.m_probability if level._m_is_trained else 0.0, same),
                    (level.u_probability if level._u_is_trained else 0.0, pairs),
                )
            )
            for letter, trained in (("m", level._m_is_trained), ("u", level._u_is_trained)):
                if not trained:
                    unseen.append(f"{comparison.name}: {label} ({letter})")
            if not level._m_is_trained and not level._u_is_trained:
                m = u
            level.m_probability = m
            _set_u(level, u)
            told.append(LevelWeight(comparison=comparison.name, level=label, m=m, u=u))
            if (m < u) != (label == "else") and label in ("else", "the same", "the same day"):
                wrong.append(f"{comparison.name}: {label} (m {m:.3g}, u {u:.3g})")
    if unseen:
        what = f"levels that were never seen: {listed(unseen)}"
        findings.append(found("LNK012", what, fix="read the weights with care, or link by hand"))
    if wrong:
        what = f"weights of the wrong sign: {listed(wrong)}"
        findings.append(found("LNK013", what, fix="is the column the same thing in every list?"))
    return tuple(told), findings


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
