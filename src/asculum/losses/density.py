"""The log-density of a design called from Python: the very code that the sampler calls."""

from __future__ import annotations

import ctypes

import numpy as np

from asculum.losses import codes as k
from asculum.losses._packed import FloatArray
from asculum.losses.conditioning import Conditioning
from asculum.losses.packing import unpack

_CALL = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_uint64, *(ctypes.c_void_p,) * 4)


class Density:
    """The log-density of a packed design, up to a constant, with its gradient.

    ``size`` is the number of parameters, ``observations`` that of the observations. Not to be
    called by two threads at once: one vector holds the answer for each observation.
    """

    def __init__(self, pack: FloatArray) -> None:
        from asculum.losses import _kernels

        sizes = unpack(pack, k.SIZES)
        self.size, self.observations = int(sizes[k.N_PARAMETERS]), int(sizes[k.N_OBS])
        plain = Conditioning.plain(self.size)
        self._data = np.concatenate([pack, plain.packed(told=self.observations)])
        self._each = self._data[len(self._data) - self.observations :]
        self._value = np.zeros(1)
        self._call = _CALL(_kernels.density_callback.address)

    def __call__(self, theta: FloatArray, grad: FloatArray) -> float:
        """Fill ``grad``, shape (parameter,), and return the log-density at ``theta``.

        Raises ``ValueError`` where either is not a contiguous vector of that many doubles.
        """
        for vector in (theta, grad):
            if vector.shape != (self.size,) or vector.dtype != np.float64 or vector.strides != (8,):
                raise ValueError(f"the density takes contiguous vectors of {self.size} doubles")
        self._call(
            self.size,
            theta.ctypes.data,
            grad.ctypes.data,
            self._value.ctypes.data,
            self._data.ctypes.data,
        )
        return float(self._value[0])

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
