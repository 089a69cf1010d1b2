"""The indices of the ledger with their labels: draws, readings and refusals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from asculum.options import _kernels as kernels
from asculum.options import wording
from asculum.options.account import SideAccount
from asculum.options.ledger import Index
from asculum.options.sides import Sides, without_losses, without_own, without_pools
from asculum.terms.estimate import Estimate
from asculum.terms.speech import message, template, together
from asculum.terms.status import Status, StatusCode, worst

FloatArray = npt.NDArray[np.float64]

_STATED = Status(code=StatusCode.OK, sentence=message("The pools are taken as stated."))


def indices(sides: Sides, *, two_sided: bool) -> tuple[Index, ...]:
    """Return every index of the ledger, winner to loser, then the loser's own column."""
    return (
        _ler(sides, two_sided),
        _fer(sides, two_sided),
        _ser(sides, two_sided),
        _ber(sides),
        _lasting(sides, sides.winner, "V2R"),
        _burden(sides.winner, "burden"),
        _lasting(sides, sides.loser, "V2R_loser"),
        _burden(sides.loser, "burden_loser"),
    )


def _ler(sides: Sides, two_sided: bool) -> Index:
    refusal = without_losses(sides, two_sided=two_sided)
    draws = None
    if not refusal:
        draws = kernels.ler(_some(sides.winner.known_losses), _some(sides.loser.known_losses))
    return _ratio(
        sides,
        key="LER",
        name=message("loss exchange ratio"),
        formula="L_W / L_L",
        draws=draws,
        refusal=refusal,
        reading=template(
            "{winner} lost {figure} for each one that {loser} lost; above 1 in {draws}"
        ),
        sources=_losses_sources(sides),
    )


def _fer(sides: Sides, two_sided: bool) -> Index:
    winner, loser = sides.both
    refusal = without_losses(sides, two_sided=two_sided)
    unknown = [item for item in sides.both if item.committed is None]
    if not refusal and unknown:
        names = wording.listed([item.name for item in unknown])
        refusal = message("the force that {names} committed is not known", names=names)
        if any(item.engagements > 1 for item in unknown):
            summed_up = message("forces of sub-battles are not added up, since FER is not additive")
            refusal = together(refusal, summed_up, between="; ")
    draws = None
    if not refusal:
        draws = kernels.fer(
            _some(winner.known_losses),
            _some(winner.committed),
            _some(loser.known_losses),
            _some(loser.committed),
        )
    summed = any(item.engagements > 1 for item in sides.both)
    return _ratio(
        sides,
        key="FER",
        name=message("fractional exchange ratio"),
        formula="(L_W / N_W) / (L_L / N_L)",
        draws=draws,
        refusal=refusal,
        reading=template(
            "{winner} lost {figure} times the share of its force that {loser} lost (over several "
            "sub-battles, where FER does not add up); above 1 in {draws}"
        )
        if summed
        else template(
            "{winner} lost {figure} times the share of its force that {loser} lost; above 1 in "
            "{draws}"
        ),
        sources=(*_losses_sources(sides), *winner.committed_sources, *loser.committed_sources),
    )


def _ser(sides: Sides, two_sided: bool) -> Index:
    winner, loser = sides.both
    refusal = without_losses(sides, two_sided=two_sided) or without_pools(sides)
    draws = None
    if not refusal:
        draws = kernels.ser(
            _some(winner.known_losses),
            _some(winner.pool),
            _some(loser.known_losses),
            _some(loser.pool),
        )
    return _ratio(
        sides,
        key="SER",
        name=message("pool-adjusted exchange ratio"),
        formula="(L_W / S_W) / (L_L / S_L)",
        draws=draws,
        refusal=refusal,
        reading=template(
            "{winner} lost {figure} times the share of its pool that {loser} lost; above 1 in "
            "{draws}"
        ),
        sources=(*_losses_sources(sides), *winner.pool_sources, *loser.pool_sources),
    )


def _ber(sides: Sides) -> Index:
    winner, loser = sides.both
    refusal = without_pools(sides)
    draws = None if refusal else kernels.ber(_some(winner.pool), _some(loser.pool))
    return _index(
        key="BER",
        name=message("break-even exchange ratio"),
        direction=message("{winner} to {loser}", winner=winner.name, loser=loser.name),
        formula="S_W / S_L",
        draws=draws,
        refusal=refusal,
        reading=""
        if draws is None
        else message(
            "both would run out together if {winner} lost {figure} for each one that {loser} lost",
            winner=winner.name,
            figure=wording.spread(draws),
            loser=loser.name,
        ),
        sources=(*winner.pool_sources, *loser.pool_sources),
        side=winner.id,
        status=_STATED,
    )


def _lasting(sides: Sides, account: SideAccount, key: str) -> Index:
    refusal = without_own(account)
    draws = None
    if not refusal:
        draws = kernels.victories_to_ruin(
            _some(account.known_losses),
            _some(account.pool),
            account.per_battle,
            sides.terms.break_share,
        )
    return _index(
        key=key,
        name=message("battles until ruin"),
        direction=account.name,
        formula="(S − S_min) / max(L − ρτ, 0)",
        draws=draws,
        refusal=refusal,
        reading=""
        if draws is None
        else message(
            "{name} could fight {battles} before its pool ran out",
            name=account.name,
            battles=wording.battles(draws),
        ),
        unit="battles",
        sources=(*account.losses_sources, *account.pool_sources),
        side=account.id,
        status=account.losses_status,
    )


def _burden(account: SideAccount, key: str) -> Index:
    refusal = without_own(account)
    draws = None
    if not refusal:
        draws = kernels.burden(_some(account.known_losses), _some(account.pool))
    return _index(
        key=key,
        name=message("burden"),
        direction=account.name,
        formula="L / S",
        draws=draws,
        refusal=refusal,
        reading=""
        if draws is None
        else message(
            "{name} lost {figure} of its pool",
            name=account.name,
            figure=wording.spread(draws, "percent"),
        ),
        unit="share",
        sources=(*account.losses_sources, *account.pool_sources),
        side=account.id,
        status=account.losses_status,
    )


def _ratio(
    sides: Sides,
    *,
    key: str,
    name: str,
    formula: str,
    draws: FloatArray | None,
    refusal: str,
    reading: str,
    sources: tuple[str, ...],
) -> Index:
    """Return an index winner to loser, refused where any draw is nothing over nothing."""
    if draws is not None and np.isnan(draws).any():
        empty = float(np.mean(np.isnan(draws)))
        refusal = message(
            "neither side lost anybody in {share} of draws, where a ratio has no value",
            share=wording.percent(empty),
        )
        draws = None
    above, told = None, ""
    if draws is not None:
        above = float(np.mean(draws > 1))
        told = message(
            reading,
            winner=sides.winner.name,
            loser=sides.loser.name,
            figure=wording.spread(draws),
            draws=wording.chance(above),
        )
    direction = message("{winner} to {loser}", winner=sides.winner.name, loser=sides.loser.name)
    return _index(
        key=key,
        name=name,
        direction=direction,
        formula=formula,
        draws=draws,
        refusal=refusal,
        reading=told,
        sources=sources,
        above=above,
        status=worst([item.losses_status for item in sides.both]),
        side=sides.winner.id,
    )


def _index(
    *,
    key: str,
    name: str,
    direction: str,
    formula: str,
    draws: FloatArray | None,
    refusal: str,
    reading: str,
    sources: tuple[str, ...],
    status: Status,
    side: str,
    unit: str = "ratio",
    above: float | None = None,
) -> Index:
    estimate = None
    if draws is not None:
        estimate = Estimate(
            quantity=key,
            draws=draws,
            unit=unit,
            method=formula,
            status=status,
            side=side,
            sources=tuple(dict.fromkeys(sources)),
        )
    return Index(
        key=key,
        name=name,
        direction=direction,
        formula=formula,
        estimate=estimate,
        reading=together(reading, "", between=".") if estimate else "",
        above=above,
        refusal=refusal,
    )


def _losses_sources(sides: Sides) -> tuple[str, ...]:
    return (*sides.winner.losses_sources, *sides.loser.losses_sources)


def _some(values: FloatArray | None) -> FloatArray:
    assert values is not None, "asked only after the refusals"
    return values
