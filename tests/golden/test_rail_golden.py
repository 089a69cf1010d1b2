"""The rail network of Harris and Ross (1955, RAND RM-1573, figure 7) as others digitised it.

The file is ``flow/data/rail.txt`` of thorehusfeldt/algdes-labs. Its licence (CC BY-NC-ND 3.0) keeps
it out of this repository, so these tests run where it lies beside the other shared files, as
``place/rail.txt``, and are skipped elsewhere. A least cut is seldom the only one: values only.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.stats import spearmanr
from shared_data import shared

from asculum.place.disagreement import MEASURES, node_values
from asculum.place.network import Network
from asculum.place.worth import worth_of


@dataclass(frozen=True, kw_only=True)
class Rails:
    """Names, the ends of each arc, and what it carries [1,000 tons]."""

    names: list[str]
    ends: list[tuple[int, int]]
    carries: list[float]

    def network(self) -> Network:
        """Return the network from its origins (0) to its destinations (the last)."""
        n = len(self.names)
        supply, need = np.zeros(n), np.zeros(n)
        supply[0], need[n - 1] = np.inf, 1e6
        return Network(
            nodes=tuple(str(i) for i in range(n)),
            links=tuple((str(a), str(b)) for a, b in self.ends),
            length=np.ones(len(self.ends)),
            capacity=self.carries,
            supply=supply,
            need=need,
        )

    def flow(self) -> float:
        """Return the greatest flow by the package."""
        found = worth_of(self.network(), place="1", rng=np.random.default_rng(1))
        return float(found.flow_with[0])

    def arc(self, *names: str) -> int:
        """Return the arc between two named nodes."""
        wanted = set(names)
        found = [i for i, (a, b) in enumerate(self.ends) if {*self.named(a, b)} == wanted]
        assert len(found) == 1
        return found[0]

    def named(self, a: int, b: int) -> tuple[str, str]:
        return self.names[a], self.names[b]

    def thinned(self, **to: float) -> Rails:
        """Return it with arcs of 4W carrying less."""
        carries = list(self.carries)
        for name, left in to.items():
            carries[self.arc("4W", name.removeprefix("to"))] = left
        return Rails(names=self.names, ends=self.ends, carries=carries)


@pytest.fixture(scope="module")
def rails() -> Rails:
    lines = shared("place/rail.txt").read_text(encoding="utf-8").split("\n")
    count = int(lines[0])
    names = [line.strip() for line in lines[1 : count + 1]]
    rows = [line.split() for line in lines[count + 2 : count + 2 + int(lines[count + 1])]]
    carries = [float(c) if c != "-1" else np.inf for _, _, c in rows]
    return Rails(names=names, ends=[(int(a), int(b)) for a, b, _ in rows], carries=carries)


def test_the_rail_network_of_harris_and_ross(rails: Rails) -> None:
    assert (len(rails.names), len(rails.ends), sum(np.isinf(rails.carries))) == (55, 119, 15)
    assert rails.flow() == pytest.approx(163)
    # two arcs out of 4W cut from 30 and 30: other ways make good for the first ten each
    assert rails.thinned(to48=20, to49=20).flow() == pytest.approx(163)
    assert rails.thinned(to48=20, to49=10).flow() == pytest.approx(153)


@pytest.mark.parametrize(("lost", "left"), [(1, 127), (2, 97), (3, 73), (4, 49), (5, 32), (6, 15)])
def test_the_worst_loss_of_some_arcs_of_harris_and_ross(
    rails: Rails, lost: int, left: float
) -> None:
    """Wood's programme finds the worst loss (HiGHS); the package finds the same flow after it."""
    n, m = len(rails.names), len(rails.ends)
    # min Σ c β: β = 1 where a cut passes an arc that stands, γ = 1 where it passes a lost one
    costs = np.concatenate([np.zeros(n), np.repeat(np.minimum(rails.carries, 1e4), 2), np.zeros(m)])
    rows = np.zeros((2 * m + 1, n + 3 * m))
    for i, (a, b) in enumerate(rails.ends):
        for way, (tail, head) in enumerate(((a, b), (b, a))):
            row = rows[2 * i + way]
            row[head], row[tail] = 1.0, -1.0
            row[n + 2 * i + way] = row[n + 2 * m + i] = 1.0
    rows[-1, n + 2 * m :] = -1.0
    low, high = np.zeros(n + 3 * m), np.ones(n + 3 * m)
    low[0], high[n - 1] = 1.0, 0.0  # the origins on one side, the destinations on the other
    high[n + 2 * m :][np.isinf(rails.carries)] = 0.0
    found = milp(
        costs,
        constraints=LinearConstraint(rows, np.append(np.zeros(2 * m), -lost), np.inf),
        integrality=np.ones(n + 3 * m),
        bounds=Bounds(low, high),
    )
    assert found.fun == pytest.approx(left)
    gone = found.x[n + 2 * m :] > 0.5
    assert gone.sum() == lost
    after = Rails(
        names=rails.names,
        ends=rails.ends,
        carries=[0.0 if out else c for out, c in zip(gone, rails.carries, strict=True)],
    )
    assert after.flow() == pytest.approx(left)


def test_hubs_of_harris_and_ross_by_three_measures(rails: Rails) -> None:
    network = rails.network()
    within = np.delete(np.arange(len(rails.names)), [0, rails.names.index("DESTINATIONS")])
    lost = node_values(network)[within, MEASURES.index("flow")]
    assert len(lost) == 53
    assert int((lost < 1e-6).sum()) == 25
    degree = np.bincount(network.ends.ravel(), minlength=len(rails.names))[within]
    assert spearmanr(degree, lost).statistic == pytest.approx(0.22, abs=0.005)
    between = _between(rails)[within]
    assert spearmanr(between, lost).statistic == pytest.approx(0.66, abs=0.005)


def _between(rails: Rails) -> np.ndarray:
    """Return each node's share of shortest ways of others, every arc counting one (Brandes)."""
    n = len(rails.names)
    beside: list[set[int]] = [set() for _ in range(n)]
    for a, b in rails.ends:
        beside[a].add(b)
        beside[b].add(a)
    found = np.zeros(n)
    for start in range(n):
        far, ways, order = [-1] * n, [0.0] * n, []
        far[start], ways[start] = 0, 1.0
        queue = deque([start])
        while queue:
            at = queue.popleft()
            order.append(at)
            for near in beside[at]:
                if far[near] < 0:
                    far[near] = far[at] + 1
                    queue.append(near)
                if far[near] == far[at] + 1:
                    ways[near] += ways[at]
        share = [0.0] * n
        for at in reversed(order):
            for near in beside[at]:
                if far[near] == far[at] + 1:
                    share[at] += ways[at] / ways[near] * (1 + share[near])
            if at != start:
                found[at] += share[at]
    return found
