"""What linking gives: the settings that are mixed, what each gave, and draws of who is who."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from asculum.linkage.faults import FaultRatio
from asculum.terms.findings import Finding
from asculum.terms.status import Status

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One way of linking, and how much of the mixture it is.

    ``odds`` multiply the prior odds of a link; ``ratio`` is the odds ratio of faults that go
    together (see ``recall.py``); ``loose`` says whether loose blocking rules are used and
    ``frequency`` whether agreement on a rare name counts for more than on a common one.
    """

    name: str
    odds: float = 1.0
    ratio: float = 1.0
    loose: bool = True
    frequency: bool = True
    share: float = 1.0


#: The settings that are mixed, in equal shares.
SETTINGS = (
    Setting(name="as trained"),
    Setting(name="prior odds of a link × 1/3", odds=1 / 3),
    Setting(name="prior odds of a link × 3", odds=3.0),
    Setting(name="names count alike, rare or common", frequency=False),
    Setting(name="without the loose blocking rules", loose=False),
    Setting(name="faults go together (odds ratio 2)", ratio=2.0),
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one setting gave: persons [mean, sd over draws], recall, R-hat, merges put back."""

    setting: Setting
    persons: float
    sd: float
    recall: float
    rhat: float
    put_back: float


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Linkage:
    """Draws of who is who as overlap tables.

    Parameters
    ----------
    lists, sizes
        Names of the lists and their records.
    tables
        Each draw: masks of lists (bit j for list j) and persons, shape (cell,) each.
    setting
        The place of each draw's setting among ``outcomes``, shape (draw,).
    outcomes
        What each setting gave.
    repeats
        Records that repeat a person of their own list, mean over draws, shape (list,).
    clustered, likeliest
        Persons by hard clustering at even odds, and the person of each record, shape (record,): a
        comparison, not an answer.
    together
        For each scored pair, the share of draws of the first setting in which it is one person.
    faults
        How faults go together in pairs of one person; ``None`` where nothing tells it.
    """

    lists: tuple[str, ...]
    sizes: IntArray
    tables: tuple[tuple[IntArray, IntArray], ...]
    setting: IntArray
    outcomes: tuple[Outcome, ...]
    repeats: FloatArray
    clustered: int
    likeliest: IntArray
    together: FloatArray
    faults: FaultRatio | None
    status: Status
    findings: tuple[Finding, ...] = field(default=())

    @property
    def persons(self) -> IntArray:
        """Persons on at least one list, shape (draw,)."""
        return np.array([counts.sum() for _, counts in self.tables], dtype=np.int64)

    @property
    def link_sd(self) -> float:
        """The spread of persons between draws of one setting: what doubt of links alone gives."""
        return float(np.sqrt(np.mean([outcome.sd**2 for outcome in self.outcomes])))

    @property
    def setting_sd(self) -> float:
        """The spread of persons between settings."""
        means = [outcome.persons for outcome in self.outcomes]
        return float(np.std(means, ddof=1)) if len(means) > 1 else 0.0

    def interval(self, prob: float) -> tuple[float, float, float]:
        """Return the lower end, the median and the upper end of persons on the lists."""
        tail = (1 - prob) / 2
        low, middle, high = np.quantile(self.persons, [tail, 0.5, 1 - tail])
        return float(low), float(middle), float(high)
