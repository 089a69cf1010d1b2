"""Runs made ahead are the runs of their turn, and stop when nobody wants them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import cast

import pytest

from asculum.losses.estimate import Losses
from asculum.losses.sampler import Progress
from asculum.study.ahead import Ahead

Reckons = Callable[[Progress, Event], Losses]
SOON = 10.0


def answer(name: str) -> Losses:
    """A stand-in: what is made is handed over unseen."""
    return cast(Losses, name)


def test_each_run_is_handed_over_under_its_key() -> None:
    made = []

    def run(name: str) -> Reckons:
        def reckons(_tell: Progress, _halt: Event) -> Losses:
            made.append(name)
            return answer(name)

        return reckons

    with Ahead({"one": run("first"), "two": run("second")}) as ahead:
        assert "one" in ahead
        assert "three" not in ahead
        assert ahead.take("two") == answer("second")
        assert ahead.take("one") == answer("first")
    assert made == ["first", "second"]


def test_what_a_run_raises_is_raised_where_it_is_taken() -> None:
    def fails(_tell: Progress, _halt: Event) -> Losses:
        raise ValueError("no such week")

    with Ahead({"one": fails}) as ahead, pytest.raises(ValueError, match="no such week"):
        ahead.take("one")


def test_progress_is_told_once_a_run_is_waited_for() -> None:
    waited, told = Event(), []

    def reckons(tell: Progress, _halt: Event) -> Losses:
        tell(0.25)  # nobody waits yet
        assert waited.wait(SOON)
        tell(0.75)
        return answer("told")

    def hear(done: float) -> None:
        told.append(done)

    with Ahead({"one": reckons}) as ahead:

        class Hearing(Event):
            """Lets the run go on as soon as someone waits."""

            def wait(self, timeout: float | None = None) -> bool:
                waited.set()
                return super().wait(timeout)

        ahead._done["one"] = Hearing()
        assert ahead.take("one", progress=hear) == answer("told")
    assert told == [0.75]


def test_leaving_stops_what_runs_and_begins_nothing_more() -> None:
    began, stopped, second = Event(), Event(), Event()

    def long(_tell: Progress, halt: Event) -> Losses:
        began.set()
        assert halt.wait(SOON)
        stopped.set()
        raise KeyboardInterrupt

    def never(_tell: Progress, _halt: Event) -> Losses:
        second.set()
        return answer("never")

    def interrupted() -> None:
        with Ahead({"one": long, "two": never}):
            assert began.wait(SOON)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert stopped.is_set()
    assert not second.is_set()


def test_with_nothing_to_do_no_thread_is_begun() -> None:
    with Ahead({}) as ahead:
        assert not ahead._thread.is_alive()
