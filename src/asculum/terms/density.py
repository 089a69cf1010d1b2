"""A compiled log-density called from Python: the very code that the sampler calls."""

from __future__ import annotations

import ctypes

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_CALL = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_uint64, *(ctypes.c_void_p,) * 4)


class CompiledDensity:
    """The C function at an address, with the data that it reads.

    ``size`` is the number of parameters. Not to be called by two threads at once: the data hold
    room for what is told beside the value.
    """

    def __init__(self, address: int, data: FloatArray, size: int) -> None:
        self.size = size
        self._data = data
        self._value = np.zeros(1)
        self._call = _CALL(address)

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
            self._data.ctypes.data,
        )
        return float(self._value[0])
