"""The log-density of a fit called from Python: the very code that the sampler calls."""

from __future__ import annotations

import ctypes

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_CALL = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_uint64, *(ctypes.c_void_p,) * 4)


class Density:
    """The log-density of a packed fit, up to a constant, with what it expects of each figure.

    ``size`` is the number of parameters, ``periods`` that of the periods; places are in the
    coordinates of the pack, θ unless it was whitened. Not to be called by two threads at once.
    """

    def __init__(self, pack: FloatArray) -> None:
        from asculum.attrition import _fitting as k

        self._pack = pack.copy()
        self._pack[k.TELL] = 1.0
        self.size, self.periods = int(pack[k.PARAMETERS]), int(pack[k.PERIODS])
        first = int(pack[k.TOLD])
        self._told = self._pack[first : first + 4 * self.periods].reshape(self.periods, 2, 2)
        self._value, self._slope = np.zeros(1), np.zeros(self.size)
        self._call = _CALL(k.density_callback.address)

    def __call__(self, place: FloatArray, grad: FloatArray) -> float:
        """Fill ``grad``, shape (parameter,), and return the log-density at ``place``.

        Raises ``ValueError`` where either is not a contiguous vector of that many doubles.
        """
        for vector in (place, grad):
            if vector.shape != (self.size,) or vector.dtype != np.float64 or vector.strides != (8,):
                raise ValueError(f"the density takes contiguous vectors of {self.size} doubles")
        self._call(
            self.size,
            place.ctypes.data,
            grad.ctypes.data,
            self._value.ctypes.data,
            self._pack.ctypes.data,
        )
        return float(self._value[0])

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
