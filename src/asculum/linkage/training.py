"""Training: u from random pairs, m in blocks, and what Splink leaves to its user put right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from asculum.evidence.spelling import listed
from asculum.linkage.codes import found
from asculum.linkage.comparisons import TRAINING, Comparison
from asculum.linkage.scored import LevelWeight, Plan
from asculum.terms.findings import Finding

#: Steps of one search, the change that ends it, and the change that fails it.
STEPS, SETTLED, UNSETTLED = 100, 1e-4, 1e-3
#: The least m that a search begins from.
BEGIN_M = 1e-6
#: Fewest and most pairs of a block that trains.
FEWEST_PAIRS, MOST_PAIRS = 200, 3_000_000


def pairs_of(columns: tuple[str, ...], connection: Any) -> int:
    """Return how many pairs of records agree on every one of the columns."""
    told = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    sql = f"""SELECT coalesce(sum(c * (c - 1) // 2), 0) FROM (
        SELECT count(*)::BIGINT AS c FROM records WHERE {told} GROUP BY {", ".join(columns)})"""
    return int(connection.execute(sql).fetchall()[0][0])


def train(
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
    blocks = [block for block in TRAINING if pairs_of(block, connection) >= FEWEST_PAIRS]
    if not blocks:
        _state(linker, comparisons, together, start)
        what = f"no block of {FEWEST_PAIRS} pairs to learn from"
        return [_stated(f"{what}: the weights of one person are stated")]
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
    taught = {name for (name, _), level in _trainable(linker) if level._m_is_trained}
    untaught = [item for item in comparisons if item.name not in taught]
    findings = [
        found(
            "LNK011",
            f"learning in blocks of {block} still moved by {moved:.2g} at the last step",
            fix="tell more columns, or leave out a list that is unlike the others",
        )
        for block, moved in unsettled.items()
    ]
    if untaught:
        _state(linker, tuple(untaught), together, start)
        words = listed([item.name for item in untaught])
        findings.append(
            _stated(f"no block teaches {words}: those weights of one person are stated")
        )
    return findings


def _stated(what: str) -> Finding:
    fix = "read the pairs yourself: --review FILE, then --labels FILE"
    return found("LNK016", what, fix=fix)


def _state(
    linker: Any,
    comparisons: tuple[Comparison, ...],
    together: dict[tuple[str, int], float],
    start: float,
) -> None:
    """Put stated m where no block is large enough to learn those of a comparison."""
    usual = {item.name: item.usual() for item in comparisons}
    for (name, value), level in _trainable(linker):
        if name not in usual:
            continue
        told = usual[name]
        m = told[len(told) - 1 - value]
        level._trained_m_probabilities[:] = [
            {"probability": m, "description": "stated", "m_or_u": "m"}
        ]
        level.m_probability = m
        both = together.get((name, value))
        if both is not None:
            _set_u(level, _without_matches(both, m, start))


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


def levels_of(
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
            seen = level._m_is_trained and level._u_is_trained
            told.append(LevelWeight(comparison=comparison.name, level=label, m=m, u=u, seen=seen))
            if (m < u) != (label == "else") and label in ("else", "the same", "the same day"):
                wrong.append(f"{comparison.name}: {label} (m {m:.3g}, u {u:.3g})")
    if unseen:
        what = f"levels that were never seen: {listed(unseen)}"
        findings.append(found("LNK012", what, fix="read the weights with care, or link by hand"))
    if wrong:
        what = f"weights of the wrong sign: {listed(wrong)}"
        findings.append(found("LNK013", what, fix="is the column the same thing in every list?"))
    return tuple(told), findings
