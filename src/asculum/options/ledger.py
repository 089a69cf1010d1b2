"""The pyrrhic ledger as values: each index with its draws or the reason it was refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asculum.options.curve import LabelCurve
from asculum.terms.estimate import PROB, Estimate
from asculum.terms.rounding import rounded
from asculum.terms.sheets import Sheet, Tabular
from asculum.terms.speech import message
from asculum.terms.trees import draws_tree

if TYPE_CHECKING:
    from xarray import DataTree

#: The label of a victory that cost the winner more than it could replace, next to the loser.
PYRRHIC = message("pyrrhic in the replacement sense")
#: The label of every other victory whose pools are known.
CONTESTED = message("contested")


@dataclass(frozen=True, kw_only=True, eq=False)
class Index:
    """One index of the ledger: an estimate, or the reason there is none.

    ``key`` is LER, FER, SER, BER, V2R or burden; ``direction`` says who stands above the line;
    ``formula`` is what was computed; ``reading`` is the sentence a reader takes away.
    ``above`` is the share of draws in which the index exceeds 1, where that has a meaning.
    """

    key: str
    name: str
    direction: str
    formula: str
    estimate: Estimate | None
    reading: str
    above: float | None = None
    refusal: str = ""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PyrrhicLedger(Tabular):
    """What a victory cost each side, next to what each could replace.

    ``label`` is PYRRHIC, CONTESTED or empty; where it is empty ``missing`` says what would be
    needed. ``short`` is the verdict alone, ``sentence`` all of it. ``terms`` are the assumptions in
    words: the losses weighed, pools with their sources, horizon, thresholds. ``curve`` says how the
    label hangs on the pools; ``None`` where a loss is not known. ``pool_scope`` is whom both pools
    count; empty where that is not stated or not alike.
    """

    winner: str
    loser: str
    category: str
    indices: tuple[Index, ...]
    label: str
    sentence: str
    short: str = ""
    terms: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    curve: LabelCurve | None = None
    pool_scope: str = ""

    def sheet(self) -> Sheet:
        """Return a row for each index, refused ones with their reason."""
        rows, printed = [], []
        for item in self.indices:
            ends: tuple[float | None, ...] = (None, None, None)
            shown = ("refused", "", "")
            if item.estimate is not None:
                ends = item.estimate.interval()
                spoken = rounded(*item.estimate.interval())
                shown = (spoken.lower, spoken.median, spoken.upper)
            rows.append((item.key, item.name, *ends, PROB, item.above, item.formula, item.refusal))
            printed.append((item.key, *shown, item.direction))
        return Sheet(
            title=f"{self.winner} against {self.loser}, {self.category}",
            names=(
                *("key", "name", "lower", "median", "upper", "prob", "above", "formula"),
                "refusal",
            ),
            rows=tuple(rows),
            heads=("index", "from", "middle", "to", "direction"),
            printed=tuple(printed),
            note=self.short,
        )

    def to_datatree(self) -> DataTree:
        """Return the indices as joint draws, a variable each.

        Raises ``ValueError`` where every index is refused.
        """
        told = (item.estimate for item in self.indices if item.estimate is not None)
        # each index is one of the two sides together, and its name says whose
        return draws_tree(replace(item, side="") for item in told)

    def index(self, key: str) -> Index:
        """Return one index by its key; raises ``KeyError`` where it is not in the ledger."""
        for item in self.indices:
            if item.key == key:
                return item
        raise KeyError(key)

    def estimate(self, key: str) -> Estimate | None:
        """Return the draws of an index; ``None`` where it is refused or not in the ledger."""
        return next((item.estimate for item in self.indices if item.key == key), None)
