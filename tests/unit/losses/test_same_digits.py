"""A kernel compiled just now and one read back from numba's cache give the same digits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import hashlib, sys
from datetime import date
from pathlib import Path
import numpy as np
from asculum.evidence.reading import read_dossier
from asculum.evidence.template import new_dossier
from asculum.losses.layout import make_design
from asculum.losses.observations import observations

dossier = read_dossier(new_dossier(Path(sys.argv[1]), sys.argv[2]), today=date(2026, 1, 1))
design = make_design(dossier, observations(dossier))
from asculum.losses.density import Density

density = Density(design.pack)
random, digest, grad = np.random.default_rng(1), hashlib.sha256(), np.zeros(design.size)
for _ in range(300):
    theta = random.normal(size=design.size)
    value = density(theta, grad)
    digest.update(np.float64(value).tobytes() + grad.tobytes())
print(digest.hexdigest())
"""


def test_compiled_now_and_read_back_agree_to_the_last_digit(tmp_path: Path) -> None:
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    digests = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(tmp_path), name],
            env=env,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for name in ("first", "again")
    ]
    assert any((tmp_path / "cache").rglob("*.nbi")), "the second run reads what the first kept"
    assert digests[0] == digests[1]
