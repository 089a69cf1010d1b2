"""NUTS over the density of the losses model."""

from __future__ import annotations

import numpy as np

from asculum.losses.design import Design
from asculum.terms.sampling import Callbacks, Chains, FloatArray, Progress, Sampling, draw

__all__ = ["Chains", "Progress", "Sampling", "sample"]


def sample(
    design: Design,
    *,
    sampling: Sampling,
    seed: int,
    stream: str = "losses/sampler",
    progress: Progress | None = None,
) -> Chains:
    """Draw from the posterior of ``design``; see :func:`asculum.terms.sampling.draw`."""
    from asculum.losses import _kernels

    def initial(seed: int) -> FloatArray:
        # every parameter but none is of scale 1 around its prior's mean
        return np.random.default_rng(seed).uniform(-0.5, 0.5, design.size)

    return draw(
        Callbacks(
            density=_kernels.density_callback.address, expand=_kernels.expand_callback.address
        ),
        design.pack,
        size=design.size,
        initial=initial,
        sampling=sampling,
        seed=seed,
        stream=stream,
        progress=progress,
    )
