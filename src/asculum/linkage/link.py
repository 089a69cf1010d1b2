"""Linking: draws of who is who under several settings, mixed, with what no rule found put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from asculum.evidence.spelling import listed
from asculum.linkage import _persons
from asculum.linkage._clusters import MOST
from asculum.linkage.codes import found
from asculum.linkage.components import near_order
from asculum.linkage.faults import fault_ratio
from asculum.linkage.graph import Graph, joined, person_cells
from asculum.linkage.labels import Labels, with_labels
from asculum.linkage.linked import SETTINGS, Linkage, Outcome, Setting
from asculum.linkage.partitions import Chains, Partitions, draw_partitions
from asculum.linkage.recall import missing_pairs, recall
from asculum.linkage.scored import CUT, LOOSE_ONLY, Scored
from asculum.linkage.standing import measured, standing
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Records from which each chain is told as it has run.
MANY = 200_000
#: The largest R-hat of the number of persons, and the spread of chains too small to matter.
MOST_RHAT, SMALL = 1.1, 0.002


def link(
    scored: Scored,
    *,
    of: IntArray,
    lists: Sequence[str],
    draws: int = 240,
    settings: Sequence[Setting] = SETTINGS,
    labels: Labels | None = None,
    one_per_list: bool = False,
    chains: Chains | None = None,
    seed: int = 1,
    told: Callable[[str], None] | None = None,
) -> Linkage:
    """Draw who is who under every setting and mix the draws.

    Parameters
    ----------
    scored
        Pairs with Splink's weights.
    of
        The list of each record, shape (record,).
    lists
        Names of the lists.
    draws
        Draws in all; each setting gives its share of them.
    settings
        The ways of linking that are mixed.
    labels
        Pairs that a person has judged; they hold in every draw.
    one_per_list
        Whether no list holds a person twice.
    chains, seed
        How the chains run.
    told
        Called with the name of each setting as it begins, and of many records with each chain that
        has run.

    Returns
    -------
    The draws, what each setting gave, and how far to believe it.

    Notes
    -----
    Assumes what ``draw_partitions`` and ``missing_pairs`` assume, and that the truth lies among
    the settings.
    Biased when lists tell too little: the draws are then wide, and persons too many.
    Do not use when lists are of different populations: nobody is on two of them.
    References: Sadinle (2018); Aleshin-Guendel and Sadinle (2023); Chapman (1951).
    """
    chains = chains or Chains()
    sizes = np.bincount(of, minlength=len(lists)).astype(np.int64)
    scored_weight, first, second, by = with_labels(scored, labels)
    shares = np.array([setting.share for setting in settings])
    tables: list[tuple[IntArray, IntArray]] = []
    setting_of: list[int] = []
    outcomes, findings = [], list(scored.findings)
    repeats = np.zeros(len(lists))
    together, likeliest = np.zeros(len(first)), np.arange(len(of), dtype=np.int64)
    unsettled: list[str] = []
    crowded: list[str] = []
    for place, setting in enumerate(settings):
        if told is not None:
            told(setting.name)
        weight = scored_weight.copy()
        if not setting.frequency:
            weight[: len(scored.frequency)] -= scored.frequency
        kept = (weight + scored.prior > CUT) | (np.abs(weight) > 500)
        if not setting.loose:
            kept &= (by & LOOSE_ONLY) == 0
        graph, places = _graph(of, sizes, first[kept], second[kept], weight[kept], by[kept])
        likely = graph.weight + scored.prior > 0
        each = max(2, round(draws * shares[place] / shares.sum() / chains.chains))
        drawn = draw_partitions(
            graph,
            draws=each,
            unscored=_unscored(graph, likely, setting.ratio),
            odds=float(np.log(setting.odds)),
            one_per_list=one_per_list,
            chains=chains,
            seed=seed,
            told=told if len(graph.of) >= MANY else None,
        )
        rng = stream(seed, f"linkage/missing/{setting.name}")
        made, found_share, put_back, extra = _tables(graph, drawn, setting, rng)
        tables += made
        setting_of += [place] * len(made)
        repeats += extra / len(settings)
        persons = np.array([counts.sum() for _, counts in made])
        outcomes.append(
            Outcome(
                setting=setting,
                persons=float(persons.mean()),
                sd=float(persons.std(ddof=1)),
                recall=found_share,
                rhat=drawn.rhat,
                put_back=put_back,
            )
        )
        if says := _unsettled(drawn, setting):
            unsettled.append(says)
        if _fullest(drawn) == MOST:
            crowded.append(setting.name)
        if place == 0:
            together[kept] = _together(drawn, graph)
            hard = joined(graph, one_per_list=one_per_list, least=-scored.prior)
            likeliest[places] = places[hard]
    if unsettled:
        what = f"chains differ: {listed(unsettled)}"
        findings.append(found("LNK020", what, fix=f"draw more: --draws {5 * draws}"))
    if crowded:
        what = f"persons of {MOST} records, the most that are allowed: {listed(crowded)}"
        fix = "tell more columns, or leave out records that tell next to nothing"
        findings.append(found("LNK023", what, fix=fix))
    if any(np.isnan(outcome.recall) for outcome in outcomes):
        what = "what the blocking rules miss cannot be told; nothing is put back"
        findings.append(found("LNK014", what, fix="map a day of birth or death, and a place"))
    recalls = [outcome.recall for outcome in outcomes]
    share = together[: len(scored.first)]
    faults = fault_ratio(scored.gammas, share)
    findings += measured(
        recalls=recalls,
        faults=faults,
        unseen=scored.on_unseen(share),
        compared=len(scored.gammas),
        records=len(of),
    )
    return Linkage(
        lists=tuple(lists),
        sizes=sizes,
        tables=tuple(tables),
        setting=np.array(setting_of, dtype=np.int64),
        outcomes=tuple(outcomes),
        repeats=repeats,
        clustered=len(np.unique(likeliest)),
        likeliest=likeliest,
        together=together,
        faults=faults,
        status=standing(findings, faults=faults, recalls=recalls),
        findings=tuple(findings),
    )


def _graph(
    of: IntArray,
    sizes: IntArray,
    first: IntArray,
    second: IntArray,
    weight: FloatArray,
    by: npt.NDArray[np.int8],
) -> tuple[Graph, IntArray]:
    """Return the graph of the records that have a pair, and their places among all records.

    Records that are looked at together lie together.
    """
    told, ends = np.unique(np.concatenate([first, second]), return_inverse=True)
    half = len(first)
    order = near_order(len(told), ends[:half], ends[half:])
    places = told[order]
    ends = np.argsort(order)[ends]
    graph = Graph(
        of=of[places],
        sizes=sizes,
        first=ends[:half].astype(np.int64),
        second=ends[half:].astype(np.int64),
        weight=weight,
        by=by,
    )
    return graph, places


def _unscored(graph: Graph, likely: npt.NDArray[np.bool_], ratio: float) -> FloatArray:
    """Return log(1 - recall) by lists, from the pairs that are likely of one person."""
    lists = len(graph.sizes)
    counts = np.zeros((lists, lists, 4), dtype=np.int64)
    a, b = graph.of[graph.first[likely]], graph.of[graph.second[likely]]
    np.add.at(counts, (np.minimum(a, b), np.maximum(a, b), graph.by[likely] & 3), 1)
    unscored = np.zeros((lists, lists))
    whole = counts.sum(axis=(0, 1))
    for one in range(lists):
        for two in range(one, lists):
            own = counts[one, two] if counts[one, two].sum() >= 100 else whole
            share = recall(own, ratio=ratio)
            missed = 0.1 if np.isnan(share) else 1 - share
            floor = 1.0 / (own.sum() + 2.0)
            unscored[one, two] = unscored[two, one] = np.log(max(missed, floor))
    return unscored


def _tables(
    graph: Graph, drawn: Partitions, setting: Setting, rng: np.random.Generator
) -> tuple[list[tuple[IntArray, IntArray]], float, float, FloatArray]:
    """Return each draw's table with missing pairs put back, recall, merges and repeats."""
    lists = len(graph.sizes)
    tables, shares, merges = [], [], []
    repeats = np.zeros(lists)
    for label in np.concatenate(drawn.labels):
        codes, counts, by_rule, together = person_cells(graph, label)
        missing = np.zeros((lists, lists), dtype=np.int64)
        for a in range(lists):
            for b in range(a, lists):
                lost = missing_pairs(by_rule[a, b], ratio=setting.ratio, rng=rng)
                missing[a, b] = max(0, lost - int(together[a, b]))
        shares.append(recall(by_rule.sum(axis=(0, 1)), ratio=setting.ratio))
        codes, counts, made = _persons.merge_missing(rng, codes, counts, missing)
        merges.append(made)
        codes, counts = codes[counts > 0], counts[counts > 0]
        order = np.argsort(codes)
        on = (codes[:, None] >> np.arange(lists)) & 1
        repeats += graph.sizes - counts @ on
        tables.append((codes[order], counts[order]))
    return tables, float(np.mean(shares)), float(np.mean(merges)), repeats / len(tables)


def _together(drawn: Partitions, graph: Graph) -> FloatArray:
    share = np.zeros(len(graph.first))
    labels = np.concatenate(drawn.labels)
    for label in labels:
        share += label[graph.first] == label[graph.second]
    return share / len(labels)


def _fullest(drawn: Partitions) -> int:
    """Return the most records of a person in any draw."""
    labels = np.concatenate(drawn.labels)
    return max((int(np.bincount(label).max(initial=0)) for label in labels), default=0)


def _unsettled(drawn: Partitions, setting: Setting) -> str:
    means = drawn.persons.mean(axis=1)
    apart = float(means.max() - means.min()) / max(1.0, float(means.mean()))
    if drawn.rhat <= MOST_RHAT or apart <= SMALL:
        return ""
    return f"{setting.name}, by {apart:.2%} of the persons (R-hat {drawn.rhat:.2f})"
