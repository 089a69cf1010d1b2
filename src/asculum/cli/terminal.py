"""The terminal that tables are printed on."""

from __future__ import annotations

from rich.console import Console


class Terminal(Console):
    """Standard output; a reader that goes away is left to ``main``."""

    def on_broken_pipe(self) -> None:
        """Hand the broken pipe on, where rich would leave with exit code 1."""
        raise BrokenPipeError
