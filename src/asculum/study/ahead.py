"""Losses reckoned ahead of their turn, beside what does not need them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event, Thread
from types import TracebackType
from typing import Self

from asculum.losses.estimate import Losses
from asculum.losses.sampler import Progress

#: How often one who waits looks up, so that an interrupt is heard [s].
LOOK = 0.2
#: How long an abandoned run may take to stop before it is left behind [s].
PATIENCE = 2.0
#: Reckons losses; is told whom to tell how far it is, and what stops it.
Reckons = Callable[[Progress, Event], Losses]


class Ahead:
    """Runs of the losses model begun early, one after another in a thread of their own.

    Chains are drawn without the interpreter, so that they use the core that the rest of a report
    leaves idle. Each run is the very run it would be in its turn: same plan, same seed, same
    draws. Leaving the ``with`` block stops what nobody has taken.
    """

    def __init__(self, runs: Mapping[str, Reckons]) -> None:
        self._runs = dict(runs)
        self._done = {key: Event() for key in runs}
        self._found: dict[str, Losses | BaseException] = {}
        self._halt = Event()
        self._tell: tuple[str, Progress] | None = None
        self._thread = Thread(target=self._work, name="losses ahead", daemon=True)

    def __enter__(self) -> Self:
        if self.any:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._halt.set()
        if self.any:
            self._thread.join(PATIENCE)

    @property
    def any(self) -> bool:
        """Whether there is anything to run."""
        return bool(self._runs)

    def __contains__(self, key: str) -> bool:
        return key in self._runs

    def take(self, key: str, *, progress: Progress | None = None) -> Losses:
        """Wait for the run ``key`` and hand it over; what it raised is raised here."""
        if progress is not None:
            self._tell = (key, progress)
        while not self._done[key].wait(LOOK):
            pass
        found = self._found.pop(key)
        if isinstance(found, BaseException):
            raise found
        return found

    def _work(self) -> None:
        for key, reckons in self._runs.items():
            if self._halt.is_set():
                return
            try:
                self._found[key] = reckons(self._teller(key), self._halt)
            except BaseException as error:  # handed to the one who takes it
                self._found[key] = error
            self._done[key].set()

    def _teller(self, key: str) -> Progress:
        def tell(done: float) -> None:
            wanted = self._tell
            if wanted is not None and wanted[0] == key:
                wanted[1](done)

        return tell
