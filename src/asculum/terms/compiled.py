"""The digest under which numba keeps compiled kernels.

numba keys a cached function by its own bytecode and by what it closes over, not by the functions
it calls. An entry point that closes over the digest of all kernel files is compiled anew whenever
any of them changes.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def unswept() -> Iterator[None]:
    """Let what is loaded not be swept while a kernel is compiled.

    The compiler makes millions of small objects, and Python looks through all that it holds, every
    loaded package's among them, each time so many were made: a seventh of the whole. What the
    compiler itself leaves behind is swept, for of a large kernel that is hundreds of megabytes.
    """
    ours = gc.get_freeze_count() == 0
    if ours:
        gc.freeze()
    try:
        yield
    finally:
        if ours:
            gc.unfreeze()


def stamp(beside: str, names: Iterable[str]) -> int:
    """Return a digest of the text of the kernel files ``names`` beside a module, as 63 bits."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(Path(beside).with_name(name).read_bytes())
    return int.from_bytes(digest.digest()[:8], "big") >> 1
