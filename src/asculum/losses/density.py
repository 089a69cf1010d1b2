"""The log-density of a design called from Python: the very code that the sampler calls."""

from __future__ import annotations

import numpy as np

from asculum.losses import codes as k
from asculum.losses._packed import FloatArray
from asculum.losses.conditioning import Conditioning
from asculum.losses.packing import unpack
from asculum.terms.density import CompiledDensity


class Density(CompiledDensity):
    """The log-density of a packed design, up to a constant, with its gradient.

    ``size`` is the number of parameters, ``observations`` that of the observations. Not to be
    called by two threads at once: one vector holds the answer for each observation.
    """

    def __init__(self, pack: FloatArray) -> None:
        from asculum.losses import _kernels

        sizes = unpack(pack, k.SIZES)
        size, self.observations = int(sizes[k.N_PARAMETERS]), int(sizes[k.N_OBS])
        plain = Conditioning.plain(size)
        data = np.concatenate([pack, plain.packed(told=self.observations)])
        super().__init__(_kernels.density_callback.address, data, size)
        self._each = data[len(data) - self.observations :]

    def each(self, theta: FloatArray) -> FloatArray:
        """Return the log-likelihood of each observation at each draw, (draw, observation).

        ``theta`` has shape (draw, parameter). Observations that cannot be are minus infinity.
        """
        told = np.empty((len(theta), self.observations))
        grad = np.empty(self.size)
        for draw, row in enumerate(np.ascontiguousarray(theta, dtype=np.float64)):
            self._each[:] = -np.inf
            self(row, grad)
            told[draw] = self._each
        return told
