"""Entry point: lazy subcommands, plain errors, stable exit codes."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from asculum import __version__
from asculum.cli.interrupts import heed_interrupts
from asculum.terms.errors import AsculumError

#: Each command with its module and the line that ``--help`` shows, so that help imports nothing.
COMMANDS = {
    "report": ("asculum.cli.report", "Reckon a battle and write one self-contained HTML page."),
    "losses": ("asculum.cli.losses", "How many were lost, by side, force and category."),
    "hindcast": (
        "asculum.cli.hindcast",
        "How the losses looked as claims arrived, scored against what came out.",
    ),
    "verdict": ("asculum.cli.verdict", "Was the victory pyrrhic, next to what each could replace."),
    "fit": ("asculum.cli.fit", "Which attrition law fits a battle, and what it says."),
    "place": (
        "asculum.cli.place",
        "What the place was worth for supply, and what that leaves open.",
    ),
    "weigh": (
        "asculum.cli.weigh",
        "What else could have been done: what one must believe for each option.",
    ),
    "odds": ("asculum.cli.odds", "Exact odds of a stylised battle of given numbers."),
    "simulate": ("asculum.cli.simulate", "A stylised battle of given numbers, many times."),
    "lists": ("asculum.cli.lists", "How many nobody listed, from overlapping lists."),
    "bargain": ("asculum.cli.bargain", "Was there a deal: small models, with what they assume."),
    "check": (
        "asculum.cli.check",
        "Say everything that is wrong with a dossier, by file and line.",
    ),
    "translate": ("asculum.cli.translate", "Begin or check a translation of the report."),
    "new": ("asculum.cli.new", "Begin a dossier: a folder with commented tables."),
    "import": ("asculum.cli.import_", "Put a file of event data or figures into a dossier."),
    "open": ("asculum.cli.open", "Open the workbench: dossiers in the browser, on this machine."),
    "dossiers": ("asculum.cli.dossiers", "List the dossiers that come with the package."),
    "cite": ("asculum.cli.cite", "How to cite the package, a dossier's sources and the methods."),
}


class ReaderGoneError(Exception):
    """Whoever read our output went away; click would turn the broken pipe into a failure."""


@contextlib.contextmanager
def _reader() -> Iterator[None]:
    """Tell a broken pipe from other failures; what was said is flushed while that can be done."""
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderGoneError from error


class Lazy(click.Group):
    """A group that imports a command only when it is called."""

    def make_context(self, *arguments: Any, **named: Any) -> click.Context:
        """Read the words of the call; ``--help`` prints here."""
        with _reader():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and have its words out before its exit code is told."""
        with _reader():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a newcomer needs them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their lines without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuse an unknown command with its nearest match."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"No such command: {args[0]}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=(
        "Asculum looks back, never forward: it refuses battles still being fought. Exit codes: "
        "0 ok, 1 failure, 2 usage, 3 bad evidence, 4 a model did not converge or refuses, "
        "5 a missing extra, 130 interrupted."
    ),
)
@click.version_option(__version__, prog_name="asculum")
@click.option("--debug", is_flag=True, help="Show the program's own trace when something fails.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress and no remarks.")
@click.pass_context
def cli(ctx: click.Context, *, debug: bool, quiet: bool) -> None:
    """Reckon what a battle cost and whether it was worth it, with honest uncertainty."""
    ctx.obj = {"debug": debug, "quiet": quiet}


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; no trace reaches a user."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    try:
        result = cli.main(args=words, prog_name="asculum", standalone_mode=False)
        return int(result) if isinstance(result, int) else 0
    except AsculumError as error:
        _tell(str(error))
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _tell("interrupted; nothing was left half-written")
        return 130
    except (ReaderGoneError, BrokenPipeError):
        # leave without a word, and let nothing be written when Python flushes at the end
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if debug:
            raise
        named = f": {error.filename}" if error.filename else ""
        _tell(
            f"SYS001: {error.strerror or error}{named}\n"
            "  why: the system refused to read or write, and nothing can be done without it\n"
            "  fix: free some space, or check who may read and write there"
        )
        return 1
    except Exception as error:  # the last line between a fault of ours and a user
        if debug:
            raise
        _tell(
            f"BUG001: {type(error).__name__}: {error}\n"
            "  why: this is a fault of the program, not of your evidence; nothing was lost\n"
            "  fix: run it again as asculum --debug … and report what it prints"
        )
        return 1


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # a terminal that cannot spell a character shows a ? in its place
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    heed_interrupts()
    sys.exit(run())


def _tell(text: str) -> None:
    if sys.stderr is not None:
        print(text, file=sys.stderr)


if __name__ == "__main__":
    main()
