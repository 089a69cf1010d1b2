"""NUTS over a compiled density: nutpie with a C function pointer, so chains run side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

import numpy as np
import numpy.typing as npt

from asculum.terms.nuts import nuts
from asculum.terms.streams import seed_for

FloatArray = npt.NDArray[np.float64]
Progress = Callable[[float], None]
#: How often chains drawn in a thread are asked whether they are still wanted [s].
LOOK = 0.2
#: A chain's first place, shape (parameter,), from a seed.
Initial = Callable[[int], FloatArray]


@dataclass(frozen=True, kw_only=True)
class Callbacks:
    """Addresses of the C functions that the sampler calls: the density, and what it keeps."""

    density: int
    expand: int


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How long to sample. ``accept`` is the acceptance rate the step size aims for.

    ``divergent`` is the error of energy from which a draw counts as diverged.
    """

    chains: int = 4
    tune: int = 300
    draws: int = 1500
    accept: float = 0.85
    cores: int = 2
    divergent: float = 1000.0

    def __post_init__(self) -> None:
        if min(self.chains, self.tune, self.draws, self.cores) < 1:
            raise ValueError("chains, tune, draws and cores are at least 1")
        if not 0 < self.accept < 1:
            raise ValueError(f"the acceptance rate lies between 0 and 1, not {self.accept}")

    def longer(self) -> Sampling:
        """Return a plan for chains that have not settled: longer, in smaller steps."""
        accept = max(self.accept, 0.9)
        return replace(self, tune=3 * self.tune, draws=2 * self.draws, accept=accept)


@dataclass(frozen=True, kw_only=True, eq=False)
class Chains:
    """Draws of every parameter, shape (chain, draw, parameter), with the sampler's own account."""

    theta: FloatArray
    divergences: int
    gradients: int


def draw(
    callbacks: Callbacks,
    pack: FloatArray,
    *,
    size: int,
    initial: Initial,
    sampling: Sampling,
    seed: int,
    stream: str,
    progress: Progress | None = None,
    halt: Event | None = None,
) -> Chains:
    """Draw from the density that ``callbacks`` compute of ``size`` parameters and ``pack``.

    ``initial`` gives a chain's first place from a seed. ``seed`` is the run's seed; the sampler has
    the stream ``stream`` under it. ``progress`` is called with the share done, from 0 to 1. An
    interrupt cancels the chains and is passed on; so does ``halt``, once it is set, for chains that
    are drawn in a thread, which hears no interrupt.

    Raises ``RuntimeError`` where the sampler itself gives up.
    """
    nutpie = nuts()
    from nutpie import _lib
    from nutpie.sample import CompiledModel

    pack = np.ascontiguousarray(pack)
    progress_type = None
    if progress is not None:

        def tell(text: str) -> None:
            done, total = text.split("/")
            progress(int(done) / max(int(total), 1))

        progress_type = _lib.ProgressType.template_callback(
            250, "{{ total_finished_draws }}/{{ total_draws }}", sampling.chains, tell
        )

    @dataclass(frozen=True)
    class Compiled(CompiledModel):  # type: ignore[misc]  # nutpie has no types
        @property
        def n_dim(self) -> int:
            return size

        @property
        def shapes(self) -> dict[str, tuple[int, ...]]:
            return {"theta": (size,)}

        @property
        def coords(self) -> dict[str, Any]:
            return {}

        def _make_sampler(
            self, settings: Any, _mean: FloatArray, cores: int, quiet: Any, store: Any
        ) -> Any:
            address = pack.ctypes.data
            dims: dict[str, int] = {}  # filled by the call below
            model = _lib.PyMcModel(
                _lib.LogpFunc(callbacks.density, address, self),
                _lib.ExpandFunc(size, size, callbacks.expand, address, self),
                _lib.PyVariable.new_variables(["theta"], ["float64"], [(size,)], dims, {}),
                size,
                dims,
                {},
                initial,
                None,
            )
            return _lib.PySampler.from_pymc(
                settings, cores, model, quiet if progress_type is None else progress_type, store
            )

    running = nutpie.sample(
        Compiled(dims=None),
        draws=sampling.draws,
        tune=sampling.tune,
        chains=sampling.chains,
        cores=min(sampling.cores, sampling.chains),
        seed=seed_for(seed, stream) % (2**32),
        low_rank_modified_mass_matrix=False,
        target_accept=sampling.accept,
        max_energy_error=sampling.divergent,
        save_warmup=False,
        progress_bar=False,
        return_raw_trace=True,
        blocking=False,
    )
    try:
        results = running.wait() if halt is None else _wait(running, halt)
    except BaseException:
        running.cancel()
        raise
    draws, stats = results.get_arrow_trace()
    theta = np.empty((sampling.chains, sampling.draws, size))
    divergences = gradients = 0
    for chain, (draw, stat) in enumerate(zip(draws, stats, strict=True)):
        kept = ~_column(stat, "tuning").astype(bool)
        values = _column(draw, "theta").reshape(len(kept), size)
        theta[chain] = values[kept]
        divergences += int(_column(stat, "diverging")[kept].sum())
        gradients += int(_column(stat, "n_steps").sum())
    return Chains(theta=theta, divergences=divergences, gradients=gradients)


def _wait(running: Any, halt: Event) -> Any:
    """Wait for the chains, and look now and then whether they are still wanted."""
    while not halt.is_set():
        try:
            return running.wait(timeout=LOOK)
        except TimeoutError:
            continue
    raise KeyboardInterrupt


def _column(batch: Any, name: str) -> npt.NDArray[Any]:
    """Return one column of the sampler's Arrow batch as a flat array."""
    import pyarrow

    column = pyarrow.array(batch.column(name))
    if hasattr(column, "flatten"):
        column = column.flatten()
    return np.asarray(column.to_numpy(zero_copy_only=False))
