"""The two accounts of a ledger with the terms they are weighed by, and what is missing of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from asculum.evidence.dossier import VerdictTerms
from asculum.evidence.pools import scope_words
from asculum.options import _kernels as kernels
from asculum.options import wording
from asculum.options.account import SideAccount
from asculum.options.two_sided import TwoSidedTotal
from asculum.terms.estimate import interval
from asculum.terms.speech import message, together


@dataclass(frozen=True, kw_only=True, eq=False)
class Sides:
    """The two accounts with the terms they are weighed by."""

    winner: SideAccount
    loser: SideAccount
    terms: VerdictTerms

    @property
    def both(self) -> tuple[SideAccount, SideAccount]:
        """The winner, then the loser."""
        return self.winner, self.loser

    @property
    def unsourced(self) -> tuple[str, ...]:
        """Names of the sides whose pool is given without a source."""
        return tuple(
            item.name for item in self.both if item.pool is not None and not item.pool_sources
        )

    @property
    def outrun(self) -> tuple[str, ...]:
        """Names of the sides that more likely than not lost more than their pool could replace.

        More men than were to be had are lost only on paper: the two figures count other men.
        """
        return tuple(
            item.name
            for item in self.both
            if item.pool is not None
            and item.known_losses is not None
            and float(np.mean(item.known_losses > item.pool + item.per_battle)) > 0.5
        )

    @property
    def unknown_losses(self) -> tuple[str, ...]:
        """Names of the sides whose own losses are not known."""
        return tuple(item.name for item in self.both if item.known_losses is None)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Whom the pools count, as far as that is stated; more than one scope makes no ratio."""
        return tuple(dict.fromkeys((*self.winner.pool_scopes, *self.loser.pool_scopes)))

    def with_pool_ratio(self, total: TwoSidedTotal) -> TwoSidedTotal:
        """Return the total with the median pool ratio, where both pools are known and alike."""
        if self.winner.pool is None or self.loser.pool is None or len(self.scopes) > 1:
            return total
        _, median, _ = interval(kernels.ber(self.winner.pool, self.loser.pool))
        return replace(total, ratios=(median,))

    def cautions(self) -> tuple[str, ...]:
        """Return what a reader must know of the accounts before trusting the indices."""
        lines = []
        for item in self.both:
            for label, whole in (
                (message("committed force"), item.committed),
                (message("pool"), item.pool),
            ):
                if item.known_losses is None or whole is None:
                    continue
                over = float(np.mean(item.known_losses > whole))
                if over:
                    lines.append(
                        message(
                            "{name}: losses exceed the {label} in {share} of draws, so the two "
                            "figures may not count the same men.",
                            name=item.name,
                            label=label,
                            share=wording.percent(over),
                        )
                    )
            if item.engagements > 1:
                lines.append(
                    message(
                        "{name}: losses are the sum of {engagements} sub-battles. LER adds up over "
                        "sub-battles, FER does not.",
                        name=item.name,
                        engagements=item.engagements,
                    )
                )
        return tuple(lines)


def without_losses(sides: Sides, *, two_sided: bool) -> str:
    """Say why there is no ratio of losses; empty where there is one."""
    if not sides.unknown_losses:
        return ""
    if two_sided:
        return message("only a total of both sides together is known, and it holds no ratio")
    unknown = [_unknown(item) for item in sides.both if item.known_losses is None]
    return together(*unknown, between="; ")


def without_pools(sides: Sides) -> str:
    """Say why there is no ratio of pools; empty where there is one."""
    names = [item.name for item in sides.both if item.pool is None]
    if len(names) == 2:
        return message("the pools of {names} are not known", names=wording.listed(names))
    if names:
        return message("the pool of {names} is not known", names=names[0])
    if len(sides.scopes) > 1:
        told = wording.listed([scope_words(item) for item in sides.scopes])
        return message(
            "the pools count unlike things ({told}), and unlike pools make no ratio", told=told
        )
    return ""


def without_own(account: SideAccount) -> str:
    """Say why a side's losses cannot be set against its pool; empty where they can."""
    if account.known_losses is None:
        return _unknown(account)
    return (
        message("the pool of {name} is not known", name=account.name)
        if account.pool is None
        else ""
    )


def _unknown(account: SideAccount) -> str:
    if account.losses_status.ok:
        return message("the losses of {name} are not known", name=account.name)
    why = account.losses_status.sentence
    return message("the losses of {name} are not known ({why})", name=account.name, why=why)
