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
def there(phi: FloatArray, theta: FloatArray, data: FloatArray) -> FloatArray:
    """Fill ``theta`` and return where what is told of each observation is to be written."""
    length, at = len(phi), extent(data)
    ways, told = int(data[at]), int(data[at + 1])
    middle = at + 2
    scale = middle + length
    across = scale + length
    along = across + length * ways
    stretch = along + length * ways
    parts = np.zeros(ways)
    for i in range(length):
        theta[i] = phi[i]
        for way in range(ways):
            parts[way] += phi[i] * data[across + i * ways + way]
    for way in range(ways):
        part = parts[way] * data[stretch + way]
        for i in range(length):
            theta[i] += part * data[along + way * length + i]
    for i in range(length):
        theta[i] = data[middle + i] + data[scale + i] * theta[i]
    if told == 0:
        return np.empty(size(data, N_OBS))
    return data[stretch + ways :]


@jit
def back(grad: FloatArray, data: FloatArray) -> None:
    """Turn the gradient by theta into that by phi, in place."""
    length, at = len(grad), extent(data)
    ways = int(data[at])
    scale = at + 2 + length
    across = scale + length
    along = across + length * ways
    stretch = along + length * ways
    parts = np.zeros(ways)
    for i in range(length):
        grad[i] *= data[scale + i]
        for way in range(ways):
            parts[way] += grad[i] * data[across + i * ways + way]
    for way in range(ways):
        part = parts[way] * data[stretch + way]
        for i in range(length):
            grad[i] += part * data[along + way * length + i]
