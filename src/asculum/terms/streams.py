"""Named random streams: one seed, split by name, so that adding a stream moves no other."""

from __future__ import annotations

import hashlib

import numpy as np


def seed_for(seed: int, name: str) -> int:
    """Return the 63-bit seed of the stream ``name`` under ``seed``.

    The first 8 bytes of SHA-256 over ``"{seed}/{name}"``, so streams are independent of the order
    in which they are asked for.
    """
    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator of the stream ``name`` under ``seed``."""
    return np.random.default_rng(seed_for(seed, name))
