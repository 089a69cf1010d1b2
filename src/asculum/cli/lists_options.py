"""Options that the commands which link records have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from asculum.cli.numbers import Whole
from asculum.cli.options import json_option, prob_option, seed_option

FILE = click.Path(path_type=Path)
Command = TypeVar("Command", bound=Callable[..., Any])


def linking_options(command: Command) -> Command:
    """Give a command what linking needs: lists, their mapping, a review out and in, draws."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.argument("files", nargs=-1, required=True, type=FILE),
    click.option("--mapping", type=FILE, help="TOML file that says which column is which."),
    click.option(
        "--draws",
        type=Whole(24, 20_000),
        default=240,
        show_default=True,
        help="Draws of who is who, over all settings.",
    ),
    click.option(
        "--review", type=FILE, help="Write the pairs that are least sure here, by number."
    ),
    click.option("--labels", type=FILE, help="A review file with its column label filled in."),
    click.option(
        "--charts",
        type=FILE,
        help="Write a page here: what each level of agreement counts for, and chances by score.",
    ),
    prob_option,
    seed_option,
    json_option,
)


def check_places(*paths: Path | None) -> None:
    """Refuse, before long work, a file that cannot be written; raises ``StoreError`` STO008."""
    from asculum.store.files import check_place

    for path in paths:
        if path is not None:
            check_place(path)


def write(path: Path | None, text: str) -> None:
    """Write a file whole or not at all, where one is asked for."""
    from asculum.store.files import atomic_write

    if path is not None:
        atomic_write(path, text)
