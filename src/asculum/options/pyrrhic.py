"""The pyrrhic ledger: what a victory cost each side, next to what each could replace."""

from __future__ import annotations

from asculum.evidence.dossier import Outcome, VerdictTerms
from asculum.options import _kernels as kernels
from asculum.options._indices import indices
from asculum.options.account import SideAccount
from asculum.options.curve import LabelCurve, label_curve
from asculum.options.ledger import CONTESTED, PYRRHIC, Index, PyrrhicLedger
from asculum.options.ledger_words import (
    SURE,
    found,
    heavy_share,
    labelled,
    ledger_sentence,
    ledger_terms,
    unlabelled,
)
from asculum.options.sides import Sides
from asculum.options.two_sided import TwoSidedTotal
from asculum.terms.errors import EvidenceError, UsageError
from asculum.terms.speech import message


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
        sentence=ledger_sentence(sides, items, label, missing, outcome, total),
        short=labelled(sides, items, label) if label else unlabelled(missing),
        terms=ledger_terms(sides, outcome),
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
    ser = found(items, "SER")
    if not gaps and ser.estimate is None:
        gaps.append(message("a pool-adjusted ratio ({refusal})", refusal=ser.refusal))
    return tuple(gaps)


def _label(sides: Sides, items: tuple[Index, ...]) -> str:
    above = found(items, "SER").above
    assert above is not None, "a ratio with an estimate has its share of draws above 1"
    sure = above >= SURE and heavy_share(sides, items) >= SURE
    return PYRRHIC if sure and not (sides.unsourced or sides.outrun) else CONTESTED
