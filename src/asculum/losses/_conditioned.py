"""The sampler's coordinates: theta = middle + scale (phi + ways (stretch - 1) ways' phi).

``ways`` are a few directions, orthonormal, in which the posterior is much narrower or wider than
in the others once each coordinate is scaled; see ``conditioning.py``, which chooses them. After
the packed design the vector of a sampler holds: how many ways there are; how many observations are
to be told one by one (none while sampling); then middle, scale, the ways by coordinate (coordinate,
way), the same by way, stretch - 1, and room for what is told of each observation.
"""

from __future__ import annotations

import numpy as np

from asculum.losses._packed import FloatArray, jit, size
from asculum.losses.codes import N_OBS


@jit
def extent(data: FloatArray) -> int:
    """Return the length of the packed design at the head of the vector."""
    return int(data[0])


@jit
def room(head: FloatArray, length: int) -> int:
    """Return the length of the whole vector for so many coordinates."""
    at = extent(head)
    ways, told = int(head[at]), int(head[at + 1])
    return at + 2 + 2 * length + 2 * length * ways + ways + told


@jit
def beyond(length: int, ways: int, at: int) -> tuple[int, int, int, int, int]:
    """Return where scale, ways by coordinate, ways by way, stretch and what follows it begin."""
    scale = at + 2 + length
    across = scale + length
    along = across + length * ways
    stretch = along + length * ways
    return scale, across, along, stretch, stretch + ways


@jit
def there(phi: FloatArray, theta: FloatArray, data: FloatArray) -> FloatArray:
    """Fill ``theta`` and return where what is told of each observation is to be written."""
    length, at = len(phi), extent(data)
    ways, told = int(data[at]), int(data[at + 1])
    scale, across, along, stretch, after = beyond(length, ways, at)
    parts = np.zeros(ways)
    project(phi, data[across:along].reshape((length, ways)), parts)
    for i in range(length):
        theta[i] = phi[i]
    expand(theta, data[along:stretch].reshape((ways, length)), parts, data[stretch:after])
    middles, scales = data[at + 2 : scale], data[scale:across]
    for i in range(length):
        theta[i] = middles[i] + scales[i] * theta[i]
    if told == 0:
        return np.empty(size(data, N_OBS))
    return data[after:]


@jit
def back(grad: FloatArray, data: FloatArray) -> None:
    """Turn the gradient by theta into that by phi, in place."""
    length, at = len(grad), extent(data)
    ways = int(data[at])
    scale, across, along, stretch, after = beyond(length, ways, at)
    scales = data[scale:across]
    for i in range(length):
        grad[i] *= scales[i]
    parts = np.zeros(ways)
    project(grad, data[across:along].reshape((length, ways)), parts)
    expand(grad, data[along:stretch].reshape((ways, length)), parts, data[stretch:after])


@jit
def project(vector: FloatArray, ways: FloatArray, parts: FloatArray) -> None:
    """Add to ``parts`` how far a vector goes along each way; ``ways`` is (coordinate, way)."""
    for i in range(len(vector)):
        value = vector[i]
        for way in range(len(parts)):
            parts[way] += value * ways[i, way]


@jit
def expand(vector: FloatArray, ways: FloatArray, parts: FloatArray, stretch: FloatArray) -> None:
    """Add parts of the ways to a vector, each by its stretch; ``ways`` is (way, coordinate)."""
    for way in range(len(parts)):
        part = parts[way] * stretch[way]
        for i in range(len(vector)):
            vector[i] += part * ways[way, i]
