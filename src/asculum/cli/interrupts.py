"""Ctrl-C that is not lost: an interrupt within a callback of the compiler is sent again."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType

#: The package whose callbacks from compiled code swallow whatever is raised in them.
SWALLOWS = "llvmlite"
#: How long until an interrupt is sent again [s].
AGAIN = 0.05


def heed_interrupts() -> None:
    """Raise ``KeyboardInterrupt`` on SIGINT, but never where it would be swallowed.

    An exception in a callback that compiled code calls is printed and forgotten; there the signal
    is sent once more a moment later. Asked for by a process that is a command line, once.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _heed)


def _heed(number: int, frame: FrameType | None) -> None:
    at = frame
    while at is not None:
        if at.f_globals.get("__name__", "").startswith(f"{SWALLOWS}.binding.executionengine"):
            again = threading.Timer(AGAIN, os.kill, (os.getpid(), number))
            again.daemon = True
            again.start()
            return
        at = at.f_back
    raise KeyboardInterrupt
