"""Ctrl-C that is not lost: an interrupt that Python would swallow is sent again."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

#: The package whose callbacks from compiled code swallow whatever is raised in them.
SWALLOWS = "llvmlite"
#: How long until an interrupt is sent again [s].
AGAIN = 0.05


def heed_interrupts() -> None:
    """Raise ``KeyboardInterrupt`` on SIGINT, and again where it was swallowed.

    What is raised where nothing can catch it (a finaliser, a weak reference's callback, a callback
    that compiled code calls) is printed and forgotten; an interrupt is sent once more a moment
    later instead. In a callback of the compiler it is not even raised, for that would spoil what is
    compiled. Asked for by a process that is a command line, once.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _heed)
        sys.unraisablehook = _unraised


def _heed(_number: int, frame: FrameType | None) -> None:
    at = frame
    while at is not None:
        if at.f_globals.get("__name__", "").startswith(f"{SWALLOWS}.binding.executionengine"):
            _again()
            return
        at = at.f_back
    raise KeyboardInterrupt


def _unraised(lost: UnraisableHookArgs, /) -> None:
    if issubclass(lost.exc_type, KeyboardInterrupt):
        _again()
    else:
        sys.__unraisablehook__(lost)


def _again() -> None:
    """Send the signal once more, a moment later."""
    again = threading.Timer(AGAIN, os.kill, (os.getpid(), signal.SIGINT))
    again.daemon = True
    again.start()
