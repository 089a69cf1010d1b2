"""The log-density of a fit called from Python: the very code that the sampler calls."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from asculum.terms.density import CompiledDensity

FloatArray = npt.NDArray[np.float64]


class Density(CompiledDensity):
    """The log-density of a packed fit, up to a constant, with what it expects of each figure.

    ``size`` is the number of parameters, ``periods`` that of the periods; places are in the
    coordinates of the pack, θ unless it was whitened. Not to be called by two threads at once.
    """

    def __init__(self, pack: FloatArray) -> None:
        from asculum.attrition import _fitting as k

        held = pack.copy()
        held[k.TELL] = 1.0
        super().__init__(k.density_callback.address, held, int(pack[k.PARAMETERS]))
        self.periods = int(pack[k.PERIODS])
        first = int(pack[k.TOLD])
        self._told = held[first : first + 4 * self.periods].reshape(self.periods, 2, 2)
        self._slope = np.zeros(self.size)

    def expected(self, place: FloatArray) -> FloatArray:
        """Return the losses expected [persons], shape (period, 2)."""
        self(place, self._slope)
        return self._told[:, :, 1].copy()

    def figures(self, places: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return each figure's log-likelihood, (place, period, 2), and the log-densities, (place,).

        Figures that were not told have 0.
        """
        told, heights = np.empty((len(places), self.periods, 2)), np.empty(len(places))
        for number, place in enumerate(np.ascontiguousarray(places, dtype=np.float64)):
            heights[number] = self(place, self._slope)
            told[number] = self._told[:, :, 0]
        return told, heights
