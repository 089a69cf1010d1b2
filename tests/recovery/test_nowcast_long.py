"""Coverage of the nowcast over many simulated triangles; the table of docs/methods/nowcast.md."""

from __future__ import annotations

import os

import numpy as np
import pytest
from nowcast_simulation import by_delays, by_own_model, covered

pytestmark = pytest.mark.recovery
TRIANGLES = int(os.environ.get("ASCULUM_RECOVERY_TRIANGLES", "300"))


@pytest.mark.parametrize(("simulate", "least"), [(by_own_model, 0.9), (by_delays, 0.87)])
def test_intervals_cover(  # type: ignore[no-untyped-def]
    simulate, least: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """Delays come from another model, in which months differ; the interval holds nearly as much."""
    found = [np.mean(covered(*simulate(seed), seed), axis=0) for seed in range(TRIANGLES)]
    wide, narrow = np.mean(found, axis=0)
    error = np.std(found, axis=0) / np.sqrt(len(found))
    with capsys.disabled():
        shown = f"90 %: {wide:.1%} ± {error[0]:.1%}, 50 %: {narrow:.1%} ± {error[1]:.1%}"
        print(f"\n{simulate.__name__}: {TRIANGLES} triangles, {shown}")
    assert wide > least - 4 * error[0]
    assert narrow > least / 0.9 * 0.5 - 4 * error[1]
