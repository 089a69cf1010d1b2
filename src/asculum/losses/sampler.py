"""NUTS over the density of the losses model, in coordinates in which it is nearly round."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import numpy as np

from asculum.losses.conditioning import Conditioning, conditioning
from asculum.losses.design import Design
from asculum.terms.sampling import Callbacks, Chains, FloatArray, Progress, Sampling, draw

__all__ = ["Chains", "Progress", "Sampling", "prepare", "sample"]

#: How long the pilot runs, and which of its draws the curvature is taken at.
PILOT = Sampling(chains=2, tune=200, draws=50)
POINTS = slice(4, None, 5)


def prepare() -> None:
    """Compile the density, or load it where it was compiled before."""
    from asculum.losses import _kernels  # noqa: F401


def sample(
    design: Design,
    *,
    sampling: Sampling,
    seed: int,
    stream: str = "losses/sampler",
    progress: Progress | None = None,
    halt: Event | None = None,
) -> Chains:
    """Draw from the posterior of ``design``.

    A short pilot finds coordinates in which the posterior is nearly round (``conditioning.py``);
    the chains are drawn in them. ``seed`` is the run's seed; the sampler has the stream ``stream``
    under it. ``progress`` is called with the share done, from 0 to 1. An interrupt cancels the
    chains and is passed on; in a thread ``halt`` does so, once it is set.

    Raises ``RuntimeError`` where the sampler itself gives up.
    """
    from asculum.losses.density import Density

    density = Density(design.pack)
    plain = Conditioning.plain(design.size)
    first = _draw(design, plain, PILOT, seed, f"{stream}/pilot", None, halt)
    points = first.theta[:, POINTS.start :: POINTS.step].reshape(-1, design.size)
    round_ = conditioning(density, points)
    chains = _draw(design, round_, sampling, seed, stream, progress, halt)
    return replace(chains, gradients=chains.gradients + first.gradients)


def _draw(
    design: Design,
    conditioning: Conditioning,
    sampling: Sampling,
    seed: int,
    stream: str,
    progress: Progress | None,
    halt: Event | None,
) -> Chains:
    """Draw chains in the given coordinates."""
    from asculum.losses import _kernels

    def initial(seed: int) -> FloatArray:
        # every parameter but none is of scale 1 around its prior's mean
        theta = np.random.default_rng(seed).uniform(-0.5, 0.5, design.size)
        return conditioning.phi(theta)

    return draw(
        Callbacks(
            density=_kernels.density_callback.address, expand=_kernels.expand_callback.address
        ),
        np.concatenate([design.pack, conditioning.packed()]),
        size=design.size,
        initial=initial,
        sampling=sampling,
        seed=seed,
        stream=stream,
        progress=progress,
        halt=halt,
    )
