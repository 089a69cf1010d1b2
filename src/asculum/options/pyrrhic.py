"""The pyrrhic ledger: what a victory cost each side, next to what each could replace."""

from __future__ import annotations

import numpy as np

from asculum.evidence.dossier import Outcome, VerdictTerms
from asculum.evidence.pools import scope_words
from asculum.options import _kernels as kernels
from asculum.options import wording
from asculum.options._indices import Sides, indices
from asculum.options.account import SideAccount
from asculum.options.curve import LabelCurve, label_curve
from asculum.options.ledger import CONTESTED, PYRRHIC, Index, PyrrhicLedger
from asculum.options.two_sided import TwoSidedTotal, two_sided_sentence
from asculum.terms.errors import EvidenceError, UsageError
from asculum.terms.speech import message, together

#: The probability that each condition of the word must reach.
SURE = 0.9


def pyrrhic_ledger(
    *,
    winner: SideAccount,
    loser: SideAccount,
    terms: VerdictTerms,
    outcome: Outcome,
    total: TwoSidedTotal | None = None,
) -> PyrrhicLedger:
    """Weigh a victory by what each side lost, fielded and could replace.

    LER = L_W/L_L; FER = (L_W/N_W)/(L_L/N_L); SER = (L_W/S_W)/(L_L/S_L); BER = S_W/S_L;
    V2R = (S − S_min)/max(L − ρτ, 0); burden = L_W/S_W; each over joint draws. The victory is
    labelled pyrrhic only if P(SER > 1) ≥ 0.9, P(burden ≥ the stated threshold) ≥ 0.9, both pools
    name a source, a horizon is stated and no side more likely than not lost more men than its pool
    and what replaced them; otherwise contested, with the break-even pool ratio.
    (The burden is held to the same probability as SER rather than to its median, which is the
    more cautious reading.) There is no label where the victor, a loss, a pool or the horizon is
    missing, or where the pools count unlike things; the ledger then says which.

    Parameters
    ----------
    winner, loser
        The sides' accounts, draws [persons] with one draw index.
    terms
        The category of losses weighed, the horizon in words, the burden threshold (a share in
        (0, 1]) and the break share (S_min/S in [0, 1)).
    outcome
        Who is said to have won, whether that is disputed, and on whose word.
    total
        A total of both sides together, for where a side's own losses are not known.

    Returns
    -------
    The ledger: indices LER, FER, SER, BER, V2R, burden, and V2R_loser and burden_loser for the
    other side's column; each with draws or the reason it was refused.

    Raises
    ------
    UsageError
        LED002 where both accounts are of one side, the outcome names the loser or a third as
        victor, or the sides' draws differ in length.
    EvidenceError
        LED004 where the burden threshold or the break share is out of range.

    Notes
    -----
    Assumes losses of the same category and battle on both sides, pools counted alike (citizens
    with citizens) and over one horizon, and that the next battle would be like this one.
    Biased when one pool leaves out allies or the other's is a paper strength: pool choice drives
    the answer, so the break-even pool ratio is always shown.
    Do not use when only one side's losses are known, or a battle is still being fought. It says
    what the price was next to the means, not whether the place was worth it.

    References
    ----------
    Plutarch, Pyrrhus 21 (the reason); the indices and the rule are this package's own. Helmbold
    (CAA-TP-87-16, 1987) for fractional losses.

    Examples
    --------
    >>> import numpy as np
    >>> from asculum.evidence.dossier import Outcome, VerdictTerms
    >>> from asculum.options.account import SideAccount
    >>> from asculum.options.pyrrhic import pyrrhic_ledger
    >>> ledger = pyrrhic_ledger(
    ...     winner=SideAccount(name="Pyrrhus", losses=np.full(100, 3505.0)),
    ...     loser=SideAccount(name="Rome", losses=np.full(100, 6000.0)),
    ...     terms=VerdictTerms(category="killed", horizon="one campaign"),
    ...     outcome=Outcome(victor="Pyrrhus", source="Plutarch"),
    ... )
    >>> ledger.label, ledger.missing
    ('', ('the pool of Pyrrhus', 'the pool of Rome'))
    >>> round(ledger.index("LER").estimate.interval()[1], 3)
    0.584
    """
    _check(winner, loser, terms, outcome)
    sides = Sides(winner=winner, loser=loser, terms=terms)
    items = indices(sides, two_sided=total is not None)
    missing = _missing(sides, outcome, items)
    label = "" if missing else _label(sides, items)
    return PyrrhicLedger(
        winner=winner.name,
        loser=loser.name,
        category=terms.category,
        indices=items,
        label=label,
        sentence=_sentence(sides, items, label, missing, outcome, total),
        short=_head(sides, items, label) if label else _unlabelled(missing),
        terms=_terms(sides, outcome),
        missing=missing,
        curve=_curve(sides),
        pool_scope=sides.scopes[0] if len(sides.scopes) == 1 and _all_stated(sides) else "",
    )


def _all_stated(sides: Sides) -> bool:
    return all(account.pool is None or account.pool_scopes for account in sides.both)


def _curve(sides: Sides) -> LabelCurve | None:
    """Return how the word hangs on the pools, where both losses are known."""
    winner, loser = sides.both
    if winner.known_losses is None or loser.known_losses is None:
        return None
    stated = None
    if winner.pool is not None and loser.pool is not None and len(sides.scopes) < 2:
        stated = kernels.ber(winner.pool, loser.pool)
    return label_curve(
        winner.known_losses,
        loser.known_losses,
        stated=stated,
        burden=sides.terms.burden,
        sure=SURE,
    )


def _check(winner: SideAccount, loser: SideAccount, terms: VerdictTerms, outcome: Outcome) -> None:
    if winner.id == loser.id:
        raise UsageError(
            "LED002",
            f"winner and loser are both {winner.id!r}",
            why="a ledger weighs two sides against each other",
            fix="pass the two sides' own accounts",
        )
    if outcome.victor and outcome.victor != winner.id:
        raise UsageError(
            "LED002",
            f"the outcome names {outcome.victor!r} as victor, the winner's account is "
            f"{winner.id!r}'s",
            why="every ratio is winner to loser, so the direction must be the outcome's",
            fix="swap the accounts, or correct the outcome",
        )
    lengths = {account.draws for account in (winner, loser)} - {None}
    if len(lengths) > 1:
        raise UsageError(
            "LED002",
            f"{winner.name} has {winner.draws} draws and {loser.name} {loser.draws}",
            why="both sides share one draw index",
            fix="draw both sides with the same number of draws",
        )
    if not 0 < terms.burden <= 1:
        raise EvidenceError(
            "LED004",
            f"a burden threshold of {terms.burden:g}",
            why="it is the share of the winner's pool that must be lost, above 0 and up to 1",
            fix="set verdict.burden, say to 0.05",
        )
    if not 0 <= terms.break_share < 1:
        raise EvidenceError(
            "LED004",
            f"a break share of {terms.break_share:g}",
            why="it is the share of a pool below which a side cannot go on, from 0 to below 1",
            fix="set verdict.break_share, say to 0",
        )


def _missing(sides: Sides, outcome: Outcome, items: tuple[Index, ...]) -> tuple[str, ...]:
    gaps = [] if outcome.victor else [message("who won, and on whose word")]
    for account in sides.both:
        if account.known_losses is None:
            gaps.append(message("the losses of {name}", name=account.name))
    gaps.extend(
        message("the pool of {name}", name=account.name)
        for account in sides.both
        if account.pool is None
    )
    if not sides.terms.horizon.strip():
        gaps.append(message("the horizon over which losses could be replaced"))
    ser = _find(items, "SER")
    if not gaps and ser.estimate is None:
        gaps.append(message("a pool-adjusted ratio ({refusal})", refusal=ser.refusal))
    return tuple(gaps)


def _find(items: tuple[Index, ...], key: str) -> Index:
    return next(item for item in items if item.key == key)


def _heavy(sides: Sides, items: tuple[Index, ...]) -> float:
    """Return the share of draws in which the burden reaches its threshold."""
    burden = _find(items, "burden").estimate
    assert burden is not None, "asked only where the winner's losses and pool are known"
    return float(np.mean(burden.draws >= sides.terms.burden))


def _label(sides: Sides, items: tuple[Index, ...]) -> str:
    above = _find(items, "SER").above
    assert above is not None, "a ratio with an estimate has its share of draws above 1"
    sure = above >= SURE and _heavy(sides, items) >= SURE
    return PYRRHIC if sure and not (sides.unsourced or sides.outrun) else CONTESTED


def _sentence(
    sides: Sides,
    items: tuple[Index, ...],
    label: str,
    missing: tuple[str, ...],
    outcome: Outcome,
    total: TwoSidedTotal | None,
) -> str:
    winner, loser = sides.winner.name, sides.loser.name
    parts: list[str] = []
    if label:
        parts.extend(_verdict(sides, items, label, outcome))
    else:
        parts.append(_unlabelled(missing))
    ler, ber = _find(items, "LER").estimate, _find(items, "BER").estimate
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


def _unlabelled(missing: tuple[str, ...]) -> str:
    gaps = together(*missing, between="; ")
    return message(
        "Whether the victory was pyrrhic cannot be told. What is missing: {gaps}.", gaps=gaps
    )


def _head(sides: Sides, items: tuple[Index, ...], label: str) -> str:
    """Return the label in words, with the shares of draws behind it."""
    winner, loser = sides.winner.name, sides.loser.name
    above = _find(items, "SER").above
    assert above is not None, "a label is given only where SER has draws"
    heavy = _heavy(sides, items)
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
        if (estimate := _find(items, key).estimate) is not None
    ]
    parts = [
        _head(sides, items, label),
        message("At this price {names}.", names=wording.listed(lasts)),
    ]
    if outcome.disputed:
        parts.append(message("That {winner} won is disputed.", winner=winner))
    return parts


def _terms(sides: Sides, outcome: Outcome) -> tuple[str, ...]:
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
            "both at least {sure}, and both pools name a source.",
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
