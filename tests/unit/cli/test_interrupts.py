"""An interrupt that Python would print and forget reaches the command all the same."""

from __future__ import annotations

import subprocess
import sys

IN_A_FINALISER = """
import os, signal, time
from asculum.cli.interrupts import heed_interrupts

heed_interrupts()

class Last:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):
            pass  # here the signal is heard, and what it raises is lost

try:
    last = Last()
    del last
    time.sleep(20)
    print("not heard")
except KeyboardInterrupt:
    print("heard")
"""

ANOTHER_ERROR = """
from asculum.cli.interrupts import heed_interrupts

heed_interrupts()

class Last:
    def __del__(self):
        raise ValueError("of a finaliser")

last = Last()
del last
print("went on")
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )


def test_an_interrupt_in_a_finaliser_is_heard() -> None:
    done = run(IN_A_FINALISER)
    assert done.stdout.strip() == "heard", done.stderr
    assert done.stderr == ""


def test_any_other_error_there_is_told_as_ever() -> None:
    done = run(ANOTHER_ERROR)
    assert done.stdout.strip() == "went on"
    assert "of a finaliser" in done.stderr
