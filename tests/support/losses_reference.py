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
from asculum.losses.voices import voice_of


def build(design: Design) -> pm.Model:
    """Return the model; its free variables are the design's blocks, of the same names."""
    blocks, priors = design.blocks, design.priors
    with pm.Model() as model:
        z: dict[str, Any] = {}
        for name, block in blocks.items():
            if name not in ("rate", "level", "source"):
                z[name] = pm.Normal(name, shape=block.shape)
        times = _per_killed(_ratios(design, z), len(design.atoms))
        lean = _leanings(design, z)
        moved = _moved(design, z)
        typical, between = priors.normal("spread"), priors.fixed("spread_between")
        centred = np.array(design.source_centred, dtype=float)
        offset = typical.sd * z["spread"]
        own = pm.Normal("source", centred * offset / between, 1.0, shape=len(centred))
        spread = pt.exp(typical.mean + (1 - centred) * offset + between * own)
        level, walk = _levels_and_walks(design, z, lean, times, spread)
        mean, sd = _of(design.rates)
        side_rates = pt.exp((mean + sd * level)[:, None] + walk)
        scopes = _above_walls(design, _lost_by_scope(design, z, side_rates), times, level)
        pm.Potential("claims", _claims(design, z, scopes, times, lean, moved, spread))
        if design.nearby:
            pm.Potential("located", _located(design, z, scopes))
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
    kin = kin[[design.relations.index(name) for name in design.pair_relation]]
    if "tilt" in z:
        kin += np.array(design.pair_tilt) * _scaled(priors.normal("bias_backing"), z["tilt"])
    between = pt.exp(_scaled(priors.normal("bias_between"), z["between"]))
    category = pt.exp(_scaled(priors.normal("bias_category"), z.get("category", 0.0)))
    pairs = np.array([design.pairs.index(voice[:2]) for voice in design.voices])
    together = (pairs[:, None] == pairs).astype(float)
    m = together.sum(axis=1)
    # the symmetric root of category² I + between² 1 1', as far as mean and differences are centred
    whole, parts = design.leanings_centred.whole[pairs], design.leanings_centred.apart[pairs]
    usual_category, usual_between = (
        np.exp(priors.normal(name).mean) for name in ("bias_category", "bias_between")
    )
    usual = np.sqrt(usual_category**2 + m * usual_between**2)
    root = pt.sqrt(category**2 + m * between**2)
    moved = kin[pairs] - np.array([design.lean_mean(pair) for pair in pairs])
    written = (together @ z["voice"]) / m
    common = (written - whole * moved / usual) * (usual / root) ** whole
    apart = (z["voice"] - written) * (usual_category / category) ** parts
    own = np.array([design.stated_leans[pair] is None for pair in pairs], dtype=float)
    density = -0.5 * (own * ((common + apart) ** 2 - z["voice"] ** 2)).sum()
    stretched = whole * pt.log(usual / root) / m
    stretched += parts * (1 - 1 / m) * pt.log(usual_category / category)
    pm.Potential("centred", density + (own * stretched).sum())
    lean = kin[pairs] + root * common + category * apart
    stated = np.array([own is not None for own in design.stated_leans])
    mean, sd = _of(tuple(own or Normal(mean=0.0, sd=0.0) for own in design.stated_leans))
    return pt.switch(stated[pairs], mean[pairs] + sd[pairs] * z["voice"], lean)


def _moved(design: Design, z: dict[str, Any]) -> tuple[Any, Any]:
    """How far leanings have moved at each observation, above the line and below it."""
    found, change = design.observations, design.priors.fixed("bias_change")
    above = below = pt.zeros(len(found))
    first = 0
    for walk in design.changes:
        after = first + len(walk.days) - 1
        # the weights of numpy's own interpolation
        units = np.eye(len(walk.days))
        at = np.array([[np.interp(item.middle, walk.days, u) for u in units] for item in found])
        moved = change * (at @ walk.basis) @ z["change"][first:after]
        for line in ("forces", "below"):
            groups = [item.forces if line == "forces" else item.below for item in found]
            pairs = [
                (item.source, group[0][0] if group else "")
                for item, group in zip(found, groups, strict=True)
            ]
            own = np.array([pair == design.pairs[walk.pair] for pair in pairs], dtype=float)
            own *= [not item.named for item in found]
            if line == "forces":
                above = above + own * moved
            else:
                below = below + own * moved
        first = after
    return above, below


def _levels_and_walks(
    design: Design, z: dict[str, Any], lean: Any, times: Any, spread: Any
) -> tuple[Any, Any]:
    """Each side's level as it is written [sd of its prior], (side,), and its walk, (side, cell)."""
    sides, cells = len(design.sides), design.grid.cells
    step = pt.exp(_scaled(design.priors.normal("weekly_change"), z["step"]))
    held = design.movements
    inverse = pt.concatenate([1 / (spread[list(held.series)] ** 2 + held.blur), [1.0]])
    r2 = 1 + step**2 * (inverse[None, :, None] * held.told).sum(axis=1)
    mu = step * (inverse[None, :, None] * held.pull).sum(axis=1) / r2
    led = pt.zeros((sides, cells - 1))
    for side, lead in enumerate(design.leads):
        if lead is not None:
            own = z["change"][lead.first : lead.first + lead.by.shape[1]]
            led = pt.set_subtensor(led[side], pt.dot(lead.by, own))
    r = pt.sqrt(r2)
    rate = pm.Normal("rate", r * (led / step - mu), r, shape=(sides, cells - 1))
    moves = step * (rate / r + mu) - led
    shifts = []
    for side, pin in enumerate(design.pins):
        own = [i for i, of in enumerate(design.atom_sides) if of == side]
        shift = pt.dot(pin.leans, lean) - pin.shift
        for category, weight in enumerate(pin.categories):
            if weight > 0:
                shift += weight * pt.log(times[category, own].mean())
        shifts.append(shift)
    mean, sd = _of(design.rates)
    walk = (moves[:, None, :] * held.basis).sum(axis=2) + design.about.middle
    if "law" in z:
        walk += sum(z["law"][i] * by for i, by in enumerate(design.about.by))
    spoken = np.array([pin.cells for pin in design.pins])
    pinned = (pt.stack(shifts) + (walk * spoken).sum(axis=1)) / sd
    known = sd**2 / (held.noise @ (1 / inverse))
    level_r = pt.sqrt(1 + known)
    middle = (held.height - np.array([pin.shift for pin in design.pins]) - mean) / sd
    middle = middle * known / (1 + known)
    level = pm.Normal("level", level_r * (pinned - middle), level_r, shape=sides)
    return level / level_r + middle - pinned, walk


def _above_walls(design: Design, scopes: dict[int, Any], times: Any, level: Any) -> dict[int, Any]:
    """Killed by scope, those of sides of whom some are known by name raised above these."""
    raised = [pt.constant(0.0) for _ in design.sides]
    grid, w = design.grid, k.FLOOR_WIDTH
    for side, item in enumerate(design.walls):
        if item is None:
            continue
        days = [grid.period(c).overlap(item.period) for c in range(grid.cells)] / grid.lengths
        atoms = list(design.atom_indices(item.forces))
        counted = (
            pt.dot(scopes[item.scope][atoms], days) * times[k.CATEGORIES[item.category], atoms]
        )
        u = pt.log(counted.sum() * item.scale) - item.low
        raised[side] = (1 - w) * pt.softplus(-u)
        stretched = pt.log(pt.sigmoid(u) + w * pt.sigmoid(-u))
        # the prior is that of the level raised
        true = level[side] + raised[side] / design.rates[side].sd
        pm.Potential(f"wall {side}", stretched - 0.5 * (true**2 - level[side] ** 2))
    times_as_many = pt.exp(pt.stack(raised))[np.array(design.atom_sides)]
    return {scope: lost * times_as_many[:, None] for scope, lost in scopes.items()}


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
    design: Design,
    z: dict[str, Any],
    scopes: dict[int, Any],
    times: Any,
    lean: Any,
    moved: tuple[Any, Any],
    spread: Any,
) -> Any:
    """The log-likelihood of all observations."""
    found = design.observations
    above, below = _amounts(design, scopes, times)

    voice, voice_below = (
        np.array(
            [
                voice_of(design.voices, item, group[0][0]) if group and not item.named else -1
                for item in found
                for group in [(item.forces, item.below)[line]]
            ]
        )
        for line in (0, 1)
    )
    padded = pt.concatenate([lean, [0.0]])  # -1: nobody's leaning
    eta = pt.log(above) + padded[voice] + moved[0]
    eta_below = pt.log(below) + padded[voice_below] + moved[1]
    join = np.array([item.join for item in found])
    eta = pt.switch(pt.eq(join, k.RATIO), eta - eta_below, eta)
    eta = pt.switch(pt.eq(join, k.SUM), pt.logaddexp(eta, eta_below), eta)
    eta += np.log([item.scale for item in found])
    source = [0 if item.named else design.sources.index(item.source) for item in found]
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
    listed = told.pop(k.LISTED, [])
    value = sum(
        _LIKELIHOOD[bind]([found[i] for i in members], eta[members], width[members]).sum()
        for bind, members in told.items()
    )
    if len(listed):
        value += _listed(design, z, listed, eta[listed])
    return value


def _listed(design: Design, z: dict[str, Any], places: np.ndarray, log_truth: Any) -> Any:
    """The density of ln of lists' counts: their completeness is logit-normal, with a soft wall."""
    printings = [design.printings[i] for i in places]
    mean, sd = _of(tuple(one.prior for one in printings))
    if "growth" in z:
        growth = pt.exp(_scaled(design.priors.normal("list_growth"), z["growth"]))
        mean = mean + growth * np.array([one.delay for one in printings])
    x = log_truth - np.array([design.observations[i].low for i in places])
    soft = k.FLOOR_WIDTH * pt.softplus(x / k.FLOOR_WIDTH)
    odds = -soft - pt.log1mexp(-soft)
    slope = pt.sigmoid(x / k.FLOOR_WIDTH) / -pt.expm1(-soft)
    lists = np.array([one.place for one in printings])
    same = (lists[:, None] == lists).astype(float)
    scatter = design.priors.fixed("list_scatter")
    covariance = scatter**2 * np.eye(len(lists)) + same * np.outer(sd, sd)
    off = odds - mean
    log_density = -0.5 * pt.dot(off, pt.dot(np.linalg.inv(covariance), off))
    return log_density + pt.log(slope).sum()


def _located(design: Design, z: dict[str, Any], scopes: dict[int, Any]) -> Any:
    """The log-likelihood of the located counts."""
    grid, priors = design.grid, design.priors
    cluster = pt.sigmoid(_scaled(priors.normal("located_cluster"), z["cluster"]))
    size = (1 - cluster) / cluster
    rows = []
    for item in design.nearby:
        days = [grid.period(c).overlap(item.period) for c in range(grid.cells)] / grid.lengths
        atoms = list(design.atom_indices(item.forces))
        here, front = (pt.dot(scopes[scope][atoms], days).sum() for scope in (k.BATTLE, k.FRONT))
        rows.append(here / front)
    share = pt.stack(rows)
    sources = design.nearby_sources
    source = [sources.index(item.counting) for item in design.nearby]
    bias = priors.fixed("located_bias") * z["near"][np.array(source)]
    p = pt.sigmoid(pt.log(share / (1 - share)) + bias)
    whole = np.array([item.all for item in design.nearby])
    told = pm.BetaBinomial.dist(alpha=p * size, beta=(1 - p) * size, n=whole)
    return pm.logp(told, np.array([item.near for item in design.nearby])).sum()


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
