"""Flows that others print."""

from __future__ import annotations

import numpy as np

from asculum.place import _kernels


def test_networkx_s_example_of_a_greatest_flow() -> None:
    """NetworkX, reference page of ``maximum_flow_value``, which prints 3.0."""
    names = "xabcdey"
    links = [("x", "a", 3.0), ("x", "b", 1.0), ("a", "c", 3.0), ("b", "c", 5.0), ("b", "d", 4.0)]
    links += [("d", "e", 2.0), ("c", "y", 2.0), ("e", "y", 3.0)]
    tails = [names.index(tail) for tail, _, _ in links]
    heads = [names.index(head) for _, head, _ in links]
    room = np.array([value for _, _, carries in links for value in (carries, 0.0)])
    out_of = np.stack([tails, heads], axis=1).ravel()
    to = np.stack([heads, tails], axis=1).ravel()
    arcs = np.argsort(out_of, kind="stable")
    first = np.searchsorted(out_of[arcs], np.arange(len(names) + 1))
    assert _kernels.augment(first, arcs, to, room, 0, 6, np.inf, 1e-12) == 3.0
