"""The losses model a second time, in PyMC: from designs and observations, not from packed arrays.

It serves as the oracle of the hand-written density and gradient, and as the peer in the bench.
Sums over days are matrix products here and differences of running totals there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from asculum.losses import codes as k
from asculum.losses.design import Design, Knots
from asculum.losses.observations import Observation
from asculum.losses.priors import Normal


def build(design: Design) -> pm.Model:
    """Return the model; its free variables are the design's blocks, of the same names."""
    blocks, priors = design.blocks, design.priors
    with pm.Model() as model:
        z: dict[str, Any] = {}
        for name, block in blocks.items():
            if name not in ("rate", "level"):
                z[name] = pm.Normal(name, shape=block.shape)
        times = _per_killed(_ratios(design, z), len(design.atoms))
        lean = _leanings(design, z)
        spread = _scaled(priors.normal("spread"), z["spread"])
        spread = pt.exp(spread + priors.fixed("spread_between") * z["source"])
        side_rates = _side_rates(design, z, lean, times)
        pm.Potential("claims", _claims(design, z, side_rates, times, lean, spread))
    return model


def place(design: Design, theta: np.ndarray) -> dict[str, np.ndarray]:
    """Return a point of the model from a vector of parameters."""
    return {name: block.take(theta) for name, block in design.blocks.items()}


def flatten(design: Design, gradient: dict[str, np.ndarray]) -> np.ndarray:
    """Return a gradient by name as one vector."""
    return np.concatenate([np.ravel(gradient[name]) for name in design.blocks])


def _scaled(normal: Normal, z: Any) -> Any:
    return normal.mean + normal.sd * z


def _of(normals: tuple[Normal, ...]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([one.mean for one in normals]), np.array([one.sd for one in normals])


def _ratios(design: Design, z: dict[str, Any]) -> Any:
    if "ratio" not in z:
        return None
    mean = np.array([[one.mean for one in row] for row in design.ratios])
    sd = np.array([[one.sd for one in row] for row in design.ratios])
    return pt.exp(mean + sd * z["ratio"])


def _per_killed(ratios: Any, atoms: int) -> Any:
    """How many of each category for each killed, (category, atom)."""
    one = pt.ones(atoms)
    if ratios is None:
        return one[None, :]
    wounded, captured, missing = ratios[0], ratios[1], ratios[2]
    gone = one + captured + missing
    return pt.stack([one, wounded, captured, missing, gone + wounded, gone])


def _leanings(design: Design, z: dict[str, Any]) -> Any:
    """Ln of what each source makes of each side's losses, (pair,)."""
    priors = design.priors
    mean, sd = _of(tuple(priors.normal(k.RELATIONS[name]) for name in design.relations))
    kin = mean + sd * z["relation"]
    lean = kin[[design.relations.index(name) for name in design.pair_relation]]
    if "tilt" in z:
        lean += np.array(design.pair_tilt) * _scaled(priors.normal("bias_backing"), z["tilt"])
    lean += pt.exp(_scaled(priors.normal("bias_between"), z["between"])) * z["pair"]
    stated = np.array([own is not None for own in design.stated_leans])
    mean, sd = _of(tuple(own or Normal(mean=0.0, sd=0.0) for own in design.stated_leans))
    return pt.switch(stated, mean + sd * z["pair"], lean)


def _side_rates(design: Design, z: dict[str, Any], lean: Any, times: Any) -> Any:
    """Killed a day of each side, (side, cell)."""
    sides, cells = len(design.sides), design.grid.cells
    change = design.priors.normal("weekly_change")
    shift = change.sd * z["step"]
    centred = design.centring / k.QUARTERS
    rate = pm.Normal("rate", 0.0, pt.exp(centred * shift), shape=(sides, cells - 1))
    movements = rate * pt.exp(change.mean + (1 - centred) * shift)
    shifts = []
    for side, anchor in enumerate(design.anchors):
        if anchor is None:
            shifts.append(pt.constant(0.0))
            continue
        own = [i for i, of in enumerate(design.atom_sides) if of == side]
        per_killed = times[k.CATEGORIES[anchor.category], own].mean()
        more = lean[anchor.pair] - design.lean_mean(anchor.pair)
        shifts.append(more + pt.log(per_killed / anchor.times))
    mean, sd = _of(design.rates)
    pinned = pt.stack(shifts) / sd
    level = pm.Normal("level", pinned, 1.0, shape=sides)
    return pt.exp((mean + sd * (level - pinned))[:, None] + movements @ design.basis.T)


def _walk(normals: tuple[Normal, ...], knots: Knots, change: float, z: Any) -> Any:
    """A slow walk for each row, straight between knots, (row, cell)."""
    mean, sd = _of(normals)
    at = (mean + sd * z[:, 0])[:, None] + change * (z[:, 1:] @ knots.basis.T)
    after = np.minimum(knots.knot + 1, knots.count - 1)
    return (1 - knots.weight) * at[:, knots.knot] + knots.weight * at[:, after]


def _lost_by_scope(design: Design, z: dict[str, Any], side_rates: Any) -> dict[int, Any]:
    """Killed of each atom in each cell, (atom, cell), by scope."""
    priors, atoms, cells = design.priors, len(design.atoms), design.grid.cells
    odds = [pt.zeros(cells) for _ in range(atoms)]
    if design.mixes:
        mixes = _walk(design.parts, design.mix_knots, priors.fixed("force_change"), z["mix"])
        for row, atom in enumerate(design.mixes):
            odds[atom] = mixes[row]
    rows = []
    for atom, side in enumerate(design.atom_sides):
        own = [odds[i] for i, of in enumerate(design.atom_sides) if of == side]
        part = pt.exp(odds[atom]) / sum(pt.exp(one) for one in own)
        rows.append(side_rates[side] * part * design.grid.lengths)
    lost = pt.stack(rows)
    if not design.wide:
        return {k.BATTLE: lost, k.FRONT: lost}
    inside = np.zeros(cells)
    inside[slice(*design.share_cells)] = 1.0
    change = priors.fixed("share_change")
    share = pm.math.sigmoid(_walk(design.shares, design.share_knots, change, z["share"])) * inside
    scopes = {k.BATTLE: lost * share, k.FRONT: lost}
    if "sector" in z:
        rest = pm.math.sigmoid(_scaled(priors.normal("sector_rest"), z["sector"]))
        scopes[k.SECTOR] = lost * (share + rest * (1 - share)) * inside
    if "war" in z:
        scopes[k.WAR] = lost / pm.math.sigmoid(_scaled(priors.normal("front_of_war"), z["war"]))
    return scopes


def _claims(
    design: Design, z: dict[str, Any], side_rates: Any, times: Any, lean: Any, spread: Any
) -> Any:
    """The log-likelihood of all observations."""
    found = design.observations
    above, below = _amounts(design, _lost_by_scope(design, z, side_rates), times)
    pair, pair_below = (
        np.array(
            [
                design.pairs.index((item.source, group[0][0]))
                if group and item.bind != k.FLOOR
                else -1
                for item in found
                for group in [(item.forces, item.below)[line]]
            ]
        )
        for line in (0, 1)
    )
    padded = pt.concatenate([lean, [0.0]])  # -1: nobody's leaning
    eta, eta_below = pt.log(above) + padded[pair], pt.log(below) + padded[pair_below]
    join = np.array([item.join for item in found])
    eta = pt.switch(pt.eq(join, k.RATIO), eta - eta_below, eta)
    eta = pt.switch(pt.eq(join, k.SUM), pt.logaddexp(eta, eta_below), eta)
    eta += np.log([item.scale for item in found])
    source = [design.sources.index(i.source) if i.bind != k.FLOOR else 0 for i in found]
    sigma = spread[np.array(source)]
    grouped = np.array([bool(item.group) for item in found])
    if design.groups:
        group = [design.groups.index(item.group) if item.group else 0 for item in found]
        shared = np.sqrt(1 - k.OWN_SHARE) * sigma * z["group"][np.array(group)]
        eta += pt.switch(grouped, shared, 0.0)
    own = np.where(grouped, np.sqrt(k.OWN_SHARE), 1.0) * sigma
    width = pt.sqrt(own**2 + np.array([item.rounding for item in found]) ** 2)
    told = {
        bind: np.array([i for i, item in enumerate(found) if item.bind == bind])
        for bind in {item.bind for item in found}
    }
    return sum(
        _LIKELIHOOD[bind]([found[i] for i in members], eta[members], width[members]).sum()
        for bind, members in told.items()
    )


def _amounts(design: Design, scopes: dict[int, Any], times: Any) -> tuple[Any, Any]:
    """What each observation speaks of, above the line and below it (1 where there is none)."""
    grid, found = design.grid, design.observations
    order = list(scopes)
    days = np.array(
        [[grid.period(c).overlap(item.period) for c in range(grid.cells)] for item in found]
    ) / np.asarray(grid.lengths)
    table = pt.stack([scopes[scope] for scope in order])
    sums = []
    for groups in ([item.forces for item in found], [item.below for item in found]):
        rows = [
            (i, order.index(found[i].scope), k.CATEGORIES[found[i].category], atom)
            for i, group in enumerate(groups)
            for atom in (design.atom_indices(group) if group else ())
        ]
        nobody = np.array([not group for group in groups], dtype=float)
        if not rows:
            sums.append(pt.constant(nobody))
            continue
        which, scope, category, atom = np.array(rows).T
        terms = (table[scope, atom] * days[which]).sum(axis=1) * times[category, atom]
        adding = (np.arange(len(found))[:, None] == which).astype(float)
        sums.append(adding @ terms + nobody)
    return sums[0], sums[1]


def _cdf(t: Any) -> Any:
    """P(T < t) of Student's t with 4 degrees of freedom, from whichever side keeps its digits."""
    r = pt.sqrt(4 + t**2)
    far = 4 / (r * (r + pt.abs(t)))  # 1 - |t| / r
    tail = far**2 * (3 - far) / 4
    return pt.switch(t < 0, tail, 1 - tail)


def _point(items: list[Observation], eta: Any, width: Any) -> Any:
    figures = np.array([item.low for item in items])
    return pm.logp(pm.StudentT.dist(nu=4, mu=eta, sigma=width), figures)


def _range(items: list[Observation], eta: Any, width: Any) -> Any:
    low = (np.array([item.low for item in items]) - eta) / width
    high = (np.array([item.high for item in items]) - eta) / width
    # in whichever tail the range lies
    below = pt.switch(low > 0, -high, low)
    above = pt.switch(low > 0, -low, high)
    return pt.log(_cdf(above) - _cdf(below))


def _at_least(items: list[Observation], eta: Any, width: Any) -> Any:
    return pt.log(_cdf((eta - np.array([item.low for item in items])) / width))


def _at_most(items: list[Observation], eta: Any, width: Any) -> Any:
    return pt.log(_cdf((np.array([item.low for item in items]) - eta) / width))


def _count(items: list[Observation], eta: Any, width: Any) -> Any:
    counts = np.array([item.count for item in items])
    size = 1 / pt.expm1(width**2)
    return pm.logp(pm.NegativeBinomial.dist(mu=pt.exp(eta), alpha=size), counts)


def _floor(items: list[Observation], eta: Any, width: Any) -> Any:
    return -pt.softplus(-(eta - np.array([item.low for item in items])) / k.FLOOR_WIDTH)


_LIKELIHOOD = {
    k.POINT: _point,
    k.RANGE: _range,
    k.AT_LEAST: _at_least,
    k.AT_MOST: _at_most,
    k.COUNT: _count,
    k.FLOOR: _floor,
}
