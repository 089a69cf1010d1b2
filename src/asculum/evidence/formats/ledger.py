"""The ledger of one import: rows read, taken, left out and refused, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

#: Line numbers and samples kept for each reason.
FIRST = 5


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why rows were left out, refused or flagged: how many, the first lines, and samples."""

    what: str
    count: int
    lines: tuple[int, ...] = ()
    samples: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = f"{self.count:,} {self.what}"
        if self.lines:
            more = ", …" if self.count > len(self.lines) else ""
            text += f" (line {', '.join(str(line) for line in self.lines)}{more})"
        if self.samples:
            text += f": {'; '.join(self.samples)}"
        return text


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of every row of a file: ``read`` = ``taken`` + left out + refused.

    ``left_out`` holds what the call or the format sets aside (another place, a summary without a
    place, a row said twice), ``refused`` what could not be read, ``flagged`` what was taken though
    odd. ``facts`` are counts of the whole file that a reader may want; ``notes`` are sentences.
    """

    format: str
    file: str
    version: str = ""
    read: int = 0
    taken: int = 0
    left_out: tuple[Reason, ...] = ()
    refused: tuple[Reason, ...] = ()
    flagged: tuple[Reason, ...] = ()
    facts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether every row read is accounted for."""
        return self.read == self.taken + sum(
            reason.count for reason in (*self.left_out, *self.refused)
        )

    def lines(self) -> list[str]:
        """Return the ledger as lines of text."""
        version = f", version {self.version}" if self.version else ""
        told = [f"{self.file}: {self.format}{version}", f"  rows read     {self.read:,}"]
        told.append(f"  rows taken    {self.taken:,}")
        for name, reasons in (
            ("left out", self.left_out),
            ("refused", self.refused),
            ("flagged", self.flagged),
        ):
            told += [f"  {name:<13} {reason}" for reason in reasons]
        told += [f"  in the file   {count:,} {what}" for what, count in self.facts.items()]
        return told + [f"  note          {note}" for note in self.notes]

    def results(self) -> list[dict[str, object]]:
        """Return the ledger as results of the JSON envelope: one count by reason each."""
        found: list[dict[str, object]] = [
            {"quantity": "read", "reason": "", "count": self.read, "lines": [], "samples": []},
            {"quantity": "taken", "reason": "", "count": self.taken, "lines": [], "samples": []},
        ]
        for name, reasons in (
            ("left_out", self.left_out),
            ("refused", self.refused),
            ("flagged", self.flagged),
        ):
            found += [
                {
                    "quantity": name,
                    "reason": reason.what,
                    "count": reason.count,
                    "lines": list(reason.lines),
                    "samples": list(reason.samples),
                }
                for reason in reasons
            ]
        return found + [
            {"quantity": "in_file", "reason": what, "count": count, "lines": [], "samples": []}
            for what, count in self.facts.items()
        ]


class Tally:
    """Counts rows by reason while a file is read; rows are named by their place in the file."""

    def __init__(self) -> None:
        self.read = 0
        self.facts: dict[str, int] = {}
        self.notes: list[str] = []
        self._counts: dict[tuple[str, str], int] = {}
        self._rows: dict[tuple[str, str], list[int]] = {}
        self._samples: dict[tuple[str, str], list[str]] = {}

    def left_out(
        self, what: str, rows: Sequence[int], samples: Iterable[str] = (), *, count: int = 0
    ) -> None:
        """Set rows aside as the call or the format says; ``count`` where ``rows`` are the first."""
        self._add(("left out", what), rows, samples, count)

    def refused(self, what: str, rows: Sequence[int], samples: Iterable[str] = ()) -> None:
        """Refuse rows that cannot be read."""
        self._add(("refused", what), rows, samples)

    def flagged(self, what: str, rows: Sequence[int], samples: Iterable[str] = ()) -> None:
        """Take rows though they are odd."""
        self._add(("flagged", what), rows, samples)

    def fact(self, what: str, count: int) -> None:
        """Add to a count of the whole file."""
        if count:
            self.facts[what] = self.facts.get(what, 0) + count

    def note(self, sentence: str) -> None:
        """Say something once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def close(
        self,
        *,
        format: str,
        file: str,
        taken: int,
        lines: Callable[[Sequence[int]], Mapping[int, int]],
        version: str = "",
    ) -> Taken:
        """Return the ledger, its rows named by the lines they begin on."""
        wanted = sorted({row for rows in self._rows.values() for row in rows})
        at = lines(wanted) if wanted else {}

        def reasons(kind: str) -> tuple[Reason, ...]:
            return tuple(
                Reason(
                    what=what,
                    count=count,
                    lines=tuple(sorted(at[row] for row in self._rows[(kind, what)] if row in at)),
                    samples=tuple(self._samples[(kind, what)]),
                )
                for (own, what), count in sorted(self._counts.items(), key=lambda item: -item[1])
                if own == kind
            )

        return Taken(
            format=format,
            file=file,
            version=version,
            read=self.read,
            taken=taken,
            left_out=reasons("left out"),
            refused=reasons("refused"),
            flagged=reasons("flagged"),
            facts=dict(self.facts),
            notes=tuple(self.notes),
        )

    def _add(
        self, key: tuple[str, str], rows: Sequence[int], samples: Iterable[str], count: int = 0
    ) -> None:
        if not len(rows):
            return
        self._counts[key] = self._counts.get(key, 0) + max(count, len(rows))
        kept = self._rows.setdefault(key, [])
        kept.extend(int(row) for row in rows[: FIRST - len(kept)])
        seen = self._samples.setdefault(key, [])
        for sample in samples:
            if len(seen) >= 3:
                break
            if sample and sample not in seen:
                seen.append(sample[:80])
