"""Errors a reader can act on: what was seen, why it is wrong, and one step that mends it."""

from __future__ import annotations

from collections.abc import Sequence

from asculum.terms.findings import Finding

#: Findings printed before the rest is summed up in one line.
SHOWN = 20


class AsculumError(Exception):
    """Base of every error that Asculum raises on purpose.

    ``code`` is stable and can be searched for; ``exit_code`` is what the command line returns.
    """

    exit_code = 1

    def __init__(
        self, code: str, what: str, *, why: str = "", fix: str = "", where: str = ""
    ) -> None:
        self.code, self.what, self.why, self.fix, self.where = code, what, why, fix, where
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.code}: " + (f"{self.where}: " if self.where else "") + self.what
        lines = [head]
        if self.why:
            lines.append(f"  why: {self.why}")
        if self.fix:
            lines.append(f"  fix: {self.fix}")
        return "\n".join(lines)


class UsageError(AsculumError):
    """The call's own words are off (exit 2)."""

    exit_code = 2


class EvidenceError(AsculumError):
    """The dossier or table cannot be used as it stands (exit 3); carries every finding."""

    exit_code = 3

    def __init__(
        self,
        code: str,
        what: str,
        *,
        why: str = "",
        fix: str = "",
        where: str = "",
        findings: Sequence[Finding] = (),
    ) -> None:
        self.findings = tuple(findings)
        super().__init__(code, what, why=why, fix=fix, where=where)

    def __str__(self) -> str:
        lines = [super().__str__()]
        errors = [finding for finding in self.findings if finding.severity == "error"]
        lines.extend(str(finding) for finding in errors[:SHOWN])
        if len(errors) > SHOWN:
            lines.append(f"… and {len(errors) - SHOWN:,} more errors like these")
        return "\n".join(lines)


class ModelError(AsculumError):
    """A model did not converge, is not identified, or refuses to answer (exit 4)."""

    exit_code = 4


class MissingExtraError(AsculumError):
    """An optional part is not installed (exit 5)."""

    exit_code = 5


class StoreError(AsculumError):
    """The store cannot be opened, read or written (exit 1)."""
