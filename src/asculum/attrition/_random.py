"""Random numbers of many trajectories at once: each has a generator of its own (xoshiro256++).

A trajectory's four words are spun by splitmix64 from the stream's seed and the trajectory's number,
so that its numbers depend on neither threads nor blocks (Blackman and Vigna 2021).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from asculum.attrition._compiled import jit

Words = npt.NDArray[np.uint64]
State = tuple[np.uint64, np.uint64, np.uint64, np.uint64]

#: The golden ratio's step and the two multipliers of splitmix64.
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
#: One over 2^53.
UNIT = 1.0 / 9007199254740992.0


@jit
def mixed(word: np.uint64) -> np.uint64:
    """Return splitmix64's scramble of a word."""
    word = (word ^ (word >> np.uint64(30))) * FIRST
    word = (word ^ (word >> np.uint64(27))) * SECOND
    return word ^ (word >> np.uint64(31))


@jit
def seeded(words: Words, lane: int, seed: int, number: int) -> None:
    """Set the four words of a lane for one trajectory of a stream."""
    state = mixed(np.uint64(seed)) + np.uint64(number) * np.uint64(4) * GOLDEN
    for k in range(4):
        state = state + GOLDEN
        words[k, lane] = mixed(state)


@jit
def spun(state: State) -> tuple[np.uint64, State]:
    """Return the next word of a generator, and its four words after that."""
    s0, s1, s2, s3 = state
    total = s0 + s3
    result = ((total << np.uint64(23)) | (total >> np.uint64(41))) + s0
    shifted = s1 << np.uint64(17)
    s2 = s2 ^ s0
    s3 = s3 ^ s1
    s1 = s1 ^ s2
    s0 = s0 ^ s3
    s2 = s2 ^ shifted
    return result, (s0, s1, s2, (s3 << np.uint64(45)) | (s3 >> np.uint64(19)))


@jit
def uniform(words: Words, lane: int) -> float:
    """Return the lane's next number in [0, 1), of 53 bits."""
    result, state = spun((words[0, lane], words[1, lane], words[2, lane], words[3, lane]))
    words[0, lane], words[1, lane], words[2, lane], words[3, lane] = state
    return np.int64(result >> np.uint64(11)) * UNIT


@jit
def exponential(words: Words, lane: int) -> float:
    """Return a standard exponential number."""
    return float(-np.log(1.0 - uniform(words, lane)))


@jit
def normals(words: Words, lane: int) -> tuple[float, float]:
    """Return two independent standard normal numbers (Box and Muller)."""
    radius = np.sqrt(2.0 * exponential(words, lane))
    angle = 2.0 * np.pi * uniform(words, lane)
    return radius * np.cos(angle), radius * np.sin(angle)
