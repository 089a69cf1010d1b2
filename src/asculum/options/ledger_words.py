"""The pyrrhic ledger in words: the label with what is behind it, and the terms it rests on."""

from __future__ import annotations

import numpy as np

from asculum.evidence.dossier import Outcome
from asculum.evidence.pools import scope_words
from asculum.options import wording
from asculum.options.account import SideAccount
from asculum.options.ledger import PYRRHIC, Index
from asculum.options.sides import Sides
from asculum.options.two_sided import TwoSidedTotal, two_sided_sentence
from asculum.terms.speech import message, together

#: The probability that each condition of the word must reach.
SURE = 0.9


def found(items: tuple[Index, ...], key: str) -> Index:
    """Return the index of a key."""
    return next(item for item in items if item.key == key)


def heavy_share(sides: Sides, items: tuple[Index, ...]) -> float:
    """Return the share of draws in which the burden reaches its threshold."""
    burden = found(items, "burden").estimate
    assert burden is not None, "asked only where the winner's losses and pool are known"
    return float(np.mean(burden.draws >= sides.terms.burden))


def ledger_sentence(
    sides: Sides,
    items: tuple[Index, ...],
    label: str,
    missing: tuple[str, ...],
    outcome: Outcome,
    total: TwoSidedTotal | None,
) -> str:
    """Return the whole sentence: the label or what is missing, break-even, the definition."""
    winner, loser = sides.winner.name, sides.loser.name
    parts: list[str] = []
    if label:
        parts.extend(_verdict(sides, items, label, outcome))
    else:
        parts.append(unlabelled(missing))
    ler, ber = found(items, "LER").estimate, found(items, "BER").estimate
    if ler is not None:
        stated = (
            message("; as stated it is {figure} times as large", figure=wording.spread(ber.draws))
            if ber
            else ""
        )
        parts.append(
            message(
                "Break-even pool ratio: {winner} fared worse than {loser} only if its pool "
                "was less than {figure} times {loser}'s{stated}.",
                winner=winner,
                loser=loser,
                figure=wording.spread(ler.draws),
                stated=stated,
            )
        )
    elif total is not None and sides.unknown_losses:
        parts.append(two_sided_sentence(sides.with_pool_ratio(total), winner=winner, loser=loser))
    parts.append(together(wording.DEFINITION_IN_SHORT, "", between="."))
    return together(*parts)


def unlabelled(missing: tuple[str, ...]) -> str:
    """Say that there is no label, and what it lacks."""
    gaps = together(*missing, between="; ")
    return message(
        "Whether the victory was pyrrhic cannot be told. What is missing: {gaps}.", gaps=gaps
    )


def labelled(sides: Sides, items: tuple[Index, ...], label: str) -> str:
    """Return the label in words, with the shares of draws behind it."""
    winner, loser = sides.winner.name, sides.loser.name
    above = found(items, "SER").above
    assert above is not None, "a label is given only where SER has draws"
    heavy = heavy_share(sides, items)
    odds = message(
        "Next to what each side could replace, {winner} lost more than {loser} in "
        "{draws}; it lost at least {share} of its own pool in {draws_2}.",
        winner=winner,
        loser=loser,
        draws=wording.chance(above),
        share=wording.percent(sides.terms.burden),
        draws_2=wording.chance(heavy),
    )
    if label == PYRRHIC:
        head = message(
            "The victory of {winner} was pyrrhic in the replacement sense. {odds}",
            winner=winner,
            odds=odds,
        )
    else:
        head = message(
            "Contested: {evidence} “pyrrhic”. {odds}", evidence=wording.pointing(above), odds=odds
        )
        if above >= SURE and heavy < SURE:
            bled = message(
                "{winner} bled more next to its pool than {loser}, but it is not sure that "
                "it lost the share of its pool ({share}) that the word asks for.",
                winner=winner,
                loser=loser,
                share=wording.percent(sides.terms.burden),
            )
            head = together(head, bled)
        if sides.unsourced:
            shown = message(
                "No source is shown for the pool of {names}, and without one the word is not used.",
                names=wording.listed(sides.unsourced),
            )
            head = together(head, shown)
        if sides.outrun:
            paper = message(
                "The losses of {names} exceed the pool in most draws: more men than were to be had "
                "are lost only on paper, so the two figures count other men, and the word is not "
                "used.",
                names=wording.listed(sides.outrun),
            )
            head = together(head, paper)
    return head


def _verdict(sides: Sides, items: tuple[Index, ...], label: str, outcome: Outcome) -> list[str]:
    winner, loser = sides.winner.name, sides.loser.name
    lasts: list[str] = [
        message("{name} could fight {battles}", name=name, battles=wording.battles(estimate.draws))
        for name, key in ((winner, "V2R"), (loser, "V2R_loser"))
        if (estimate := found(items, key).estimate) is not None
    ]
    parts = [
        labelled(sides, items, label),
        message("At this price {names}.", names=wording.listed(lasts)),
    ]
    if outcome.disputed:
        parts.append(message("That {winner} won is disputed.", winner=winner))
    return parts


def ledger_terms(sides: Sides, outcome: Outcome) -> tuple[str, ...]:
    """Return what the ledger rests on, a line each."""
    terms = sides.terms
    lines: list[str] = [
        message("Losses weighed: {category}.", category=wording.category(terms.category))
    ]
    if outcome.victor:
        word = (
            message("(source: {source})", source=outcome.source)
            if outcome.source
            else message("(no source is stated)")
        )
        name = sides.winner.name
        lines.append(
            message("{name} is taken as the winner {word}; this is disputed.", name=name, word=word)
            if outcome.disputed
            else message("{name} is taken as the winner {word}.", name=name, word=word)
        )
    else:
        lines.append(
            message(
                "No victor is stated: ratios stand {winner} to {loser} only because an order "
                "is needed.",
                winner=sides.winner.name,
                loser=sides.loser.name,
            )
        )
    lines.append(
        message("Horizon of replacement: {horizon}.", horizon=terms.horizon)
        if terms.horizon.strip()
        else message("No horizon of replacement is stated.")
    )
    lines.extend(_pool_line(account) for account in sides.both)
    lines.append(
        message(
            "The word pyrrhic is used only if P(SER > 1) and P(burden ≥ {share}) are "
            "both at least {sure}, both pools name a source, and no side lost more than its "
            "pool in most draws.",
            share=wording.percent(terms.burden),
            sure=f"{SURE:g}",
        )
    )
    if terms.break_share:
        lines.append(
            message(
                "A side cannot go on once its pool is down to {share}.",
                share=wording.percent(terms.break_share),
            )
        )
    lines.append(together(wording.DEFINITION, "", between="."))
    if any(item.pool is not None and not item.pool_scopes for item in sides.both):
        lines.append(
            message("Whom a pool counts is not stated everywhere: unlike pools make no ratio.")
        )
    lines.extend(sides.cautions())
    return tuple(lines)


def _pool_line(account: SideAccount) -> str:
    if account.pool is None:
        return message("Pool of {name}: not known.", name=account.name)
    source = "; ".join(account.pool_sources) or message("no source shown")
    if account.pool_scopes:
        scopes = wording.listed([scope_words(item) for item in account.pool_scopes])
        source = together(source, scopes, between="; ")
    line = message(
        "Pool of {name}: {figure} persons ({source})",
        name=account.name,
        figure=wording.spread(account.pool, "persons"),
        source=source,
    )
    arriving = np.broadcast_to(np.asarray(account.per_battle, dtype=np.float64), account.pool.shape)
    if arriving.any():
        more = message(
            "{figure} replacements arrive in one such battle",
            figure=wording.spread(arriving, "persons"),
        )
        line = together(line, more, between="; ")
    return together(line, "", between=".")
