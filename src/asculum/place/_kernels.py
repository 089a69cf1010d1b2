"""Kernels: greatest flows, cheapest deliveries, ways, and what goes with one node.

A node i is split into 2i (in) and 2i + 1 (out); 2n is where all supplies come from, 2n + 1 where
all needs go. Arcs lie in pairs, an arc and its reverse, so that arc k runs against arc k ^ 1:
first n arcs in → out, then for each link both ways, then for each node source → in and out → sink.
``first``, ``arcs`` list the arcs out of each vertex. Losing a node sets its arc in → out to zero.

Capacities are floats: paths are augmented shortest first, which ends after at most vertices × arcs
steps whatever the capacities. All kernels stand in this file, for numba keeps what it compiled
under the file's stamp.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
import numpy as np

from asculum.place.arrays import BoolArray, FloatArray, IntArray
from asculum.terms.inner import inner

Function = TypeVar("Function", bound=Callable[..., object])

#: What is smaller than this share of the whole need is taken for round-off.
SMALL = 1e-10


def jit(function: Function) -> Function:
    """Compile a kernel with strict floating point, kept between runs."""
    options: Any = {"cache": True, "nogil": True, "error_model": "numpy"}
    return cast(Function, nb.njit(**options)(function))


@inner
def fill(
    room: FloatArray,
    alive: BoolArray,
    capacity: FloatArray,
    supply: FloatArray,
    need: FloatArray,
) -> None:
    """Write what every arc can carry; reverse arcs carry nothing yet."""
    room[:] = 0.0
    n, edges = len(alive), len(capacity)
    enough = need.sum()
    for i in range(n):
        if alive[i]:
            room[2 * i] = enough
            room[2 * (n + 2 * edges + i)] = min(supply[i], enough)
            room[2 * (n + 2 * edges + n + i)] = need[i]
    for e in range(edges):
        room[2 * (n + 2 * e)] = min(capacity[e], enough)
        room[2 * (n + 2 * e + 1)] = min(capacity[e], enough)


@inner
def send(
    came: IntArray, to: IntArray, room: FloatArray, start: int, end: int, most: float
) -> float:
    """Send what the path that ``came`` tells has room for, at most ``most``; return how much."""
    push = most
    here = end
    while here != start:
        push = min(push, room[came[here]])
        here = to[came[here] ^ 1]
    here = end
    while here != start:
        room[came[here]] -= push
        room[came[here] ^ 1] += push
        here = to[came[here] ^ 1]
    return push


@inner
def augment(
    first: IntArray,
    arcs: IntArray,
    to: IntArray,
    room: FloatArray,
    start: int,
    end: int,
    most: float,
    small: float,
) -> float:
    """Send as much as can go from ``start`` to ``end``, at most ``most``; ``room`` is what is left.

    Breadth first: each path that is taken has the fewest arcs (Edmonds and Karp).
    """
    count = len(first) - 1
    came = np.empty(count, dtype=np.int64)
    queue = np.empty(count, dtype=np.int64)
    sent = 0.0
    while sent < most:
        came[:] = -1
        came[start] = -2
        queue[0] = start
        head, tail = 0, 1
        while head < tail and came[end] == -1:
            here = queue[head]
            head += 1
            for at in range(first[here], first[here + 1]):
                arc = arcs[at]
                if room[arc] > small and came[to[arc]] == -1:
                    came[to[arc]] = arc
                    queue[tail] = to[arc]
                    tail += 1
        if came[end] == -1:
            break
        sent += send(came, to, room, start, end, most - sent)
    return sent


@inner
def deliver(
    first: IntArray,
    arcs: IntArray,
    to: IntArray,
    length: FloatArray,
    room: FloatArray,
    start: int,
    end: int,
    tonnes: float,
    small: float,
) -> float:
    """Return the least tonne-kilometres at which ``tonnes`` go from ``start`` to ``end``.

    Successive shortest paths; ``length`` [km] of a reverse arc is that of its arc, negative.
    """
    count = len(first) - 1
    far = np.empty(count)
    came = np.empty(count, dtype=np.int64)
    waiting = np.empty(count, dtype=np.bool_)
    queue = np.empty(count, dtype=np.int64)
    total, sent = 0.0, 0.0
    while tonnes - sent > small:
        far[:] = np.inf
        far[start] = 0.0
        came[:] = -1
        waiting[:] = False
        queue[0], head, held = start, 0, 1
        while held > 0:
            here = queue[head]
            head = (head + 1) % count
            held -= 1
            waiting[here] = False
            for at in range(first[here], first[here + 1]):
                arc = arcs[at]
                there = to[arc]
                if room[arc] > small and far[here] + length[arc] < far[there] - 1e-9:
                    far[there] = far[here] + length[arc]
                    came[there] = arc
                    if not waiting[there]:
                        waiting[there] = True
                        queue[(head + held) % count] = there
                        held += 1
        if came[end] == -1:
            break
        push = send(came, to, room, start, end, tonnes - sent)
        total += push * far[end]
        sent += push
    return total


@jit
def with_and_without(
    first: IntArray,
    arcs: IntArray,
    to: IntArray,
    length: FloatArray,
    alive: BoolArray,
    place: int,
    capacity: FloatArray,
    supply: FloatArray,
    need: FloatArray,
) -> FloatArray:
    """Return for each draw what is delivered with and without ``place``, and the hauling of it.

    Shape (draw, 4): tonnes a day with and without; tonne-kilometres a day at which the tonnes that
    can be delivered without it are delivered with it, and without it.
    """
    n = len(alive)
    draws = capacity.shape[0]
    found = np.zeros((draws, 4))
    room = np.empty(len(to))
    lost = alive.copy()
    lost[place] = False
    start, end = 2 * n, 2 * n + 1
    for d in range(draws):
        small = SMALL * need[d].sum()
        fill(room, lost, capacity[d], supply[d], need[d])
        found[d, 1] = augment(first, arcs, to, room, start, end, np.inf, small)
        fill(room, alive, capacity[d], supply[d], need[d])
        found[d, 0] = max(augment(first, arcs, to, room, start, end, np.inf, small), found[d, 1])
        common = found[d, 1]
        fill(room, alive, capacity[d], supply[d], need[d])
        found[d, 2] = deliver(first, arcs, to, length, room, start, end, common, small)
        fill(room, lost, capacity[d], supply[d], need[d])
        found[d, 3] = deliver(first, arcs, to, length, room, start, end, common, small)
    return found


@jit
def marginals(
    first: IntArray,
    arcs: IntArray,
    to: IntArray,
    alive: BoolArray,
    place: int,
    members: BoolArray,
    capacity: FloatArray,
    supply: FloatArray,
    need: FloatArray,
) -> FloatArray:
    """Return what ``place`` adds to the flow when it joins each group of nodes, (draw, group).

    ``members`` (group, node) are the nodes open in each group; those not ``alive`` never are.
    """
    n = len(alive)
    draws, groups = capacity.shape[0], members.shape[0]
    found = np.zeros((draws, groups))
    room = np.empty(len(to))
    start, end = 2 * n, 2 * n + 1
    for g in range(groups):
        open_ = alive & members[g]
        for d in range(draws):
            small = SMALL * need[d].sum()
            open_[place] = False
            fill(room, open_, capacity[d], supply[d], need[d])
            augment(first, arcs, to, room, start, end, np.inf, small)
            # what the place adds is what can still be sent once it is open
            enough = need[d].sum()
            room[2 * place] = enough
            edges = capacity.shape[1]
            room[2 * (n + 2 * edges + place)] = min(supply[d, place], enough)
            room[2 * (n + 2 * edges + n + place)] = need[d, place]
            found[d, g] = augment(first, arcs, to, room, start, end, np.inf, small)
    return found


@jit
def flow_lost(
    first: IntArray,
    arcs: IntArray,
    to: IntArray,
    alive: BoolArray,
    capacity: FloatArray,
    supply: FloatArray,
    need: FloatArray,
) -> FloatArray:
    """Return by how much the flow falls with each node [tonnes a day], shape (node,).

    From one greatest flow: of the x that pass node i, r can be sent another way, r being the
    greatest flow from in to out in what room is left without the node's own arc; x - r are lost.
    Where r < x the side of the cut that holds "in" holds the source too (x came from there) and
    not the sink, and nothing more can cross it, so the flow that is left is greatest.
    """
    n = len(alive)
    lost = np.zeros(n)
    room = np.empty(len(to))
    small = SMALL * need.sum()
    fill(room, alive, capacity, supply, need)
    augment(first, arcs, to, room, 2 * n, 2 * n + 1, np.inf, small)
    left = np.empty(len(to))
    for i in range(n):
        passing = room[2 * i + 1]
        if passing <= small:
            continue
        for arc in range(len(room)):
            left[arc] = room[arc]
        left[2 * i] = 0.0
        left[2 * i + 1] = 0.0
        # what a node's own supplies or needs carry cannot go round it
        again = augment(first, arcs, to, left, 2 * i, 2 * i + 1, passing, small)
        lost[i] = passing - again
    return lost


@jit
def ways(
    begins: IntArray,
    ends: IntArray,
    lengths: FloatArray,
    alive: BoolArray,
    supply: FloatArray,
    came: IntArray,
) -> FloatArray:
    """Return the way [km] from the nearest node where supplies enter to each node (Dijkstra).

    ``begins`` (node + 1,), ``ends`` and ``lengths`` list the links of each node; ``came`` is
    filled with the node before each on its way, -1 where there is none.
    """
    n = len(alive)
    far = np.full(n, np.inf)
    came[:] = -1
    heap = [(0.0, 0)]
    heap.pop()
    for i in range(n):
        if alive[i] and supply[i] > 0.0:
            far[i] = 0.0
            heapq.heappush(heap, (0.0, i))
    while len(heap) > 0:
        behind, here = heapq.heappop(heap)
        if behind > far[here]:
            continue
        for at in range(begins[here], begins[here + 1]):
            there = ends[at]
            reach = behind + lengths[at]
            if alive[there] and reach < far[there]:
                far[there] = reach
                came[there] = here
                heapq.heappush(heap, (reach, there))
    return far


@jit
def by_ways(
    begins: IntArray,
    ends: IntArray,
    lengths: FloatArray,
    alive: BoolArray,
    supply: FloatArray,
    need: FloatArray,
) -> FloatArray:
    """Return the need whose way passes each node, and the access that goes with it (node, 2).

    Access is the sum of need / way over the nodes that need [tonnes a day a km].
    """
    n = len(alive)
    found = np.zeros((n, 2))
    came = np.empty(n, dtype=np.int64)
    again = np.empty(n, dtype=np.int64)
    far = ways(begins, ends, lengths, alive, supply, came)
    whole = 0.0
    for i in range(n):
        if need[i] > 0.0 and far[i] < np.inf:
            whole += need[i] / far[i]
            here = i
            while here >= 0:
                found[here, 0] += need[i]
                here = came[here]
    open_ = alive.copy()
    for i in range(n):
        if found[i, 0] <= 0.0:
            continue
        open_[i] = False
        after = ways(begins, ends, lengths, open_, supply, again)
        open_[i] = alive[i]
        left = 0.0
        for j in range(n):
            if need[j] > 0.0 and j != i and after[j] < np.inf:
                left += need[j] / after[j]
        found[i, 1] = whole - left
    return found
