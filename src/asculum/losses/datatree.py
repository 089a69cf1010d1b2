"""The losses posterior as an ArviZ ``DataTree``, for those who work on in xarray."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asculum.losses.estimate import Losses

if TYPE_CHECKING:
    from xarray import DataTree


def to_datatree(losses: Losses) -> DataTree:
    """Return the posterior with named dimensions, in the group ``posterior``.

    Variables: ``killed`` (chain, draw, force, week) [persons in the week], the battle's weekly
    killed of each force that the claims can tell apart; ``lean`` (chain, draw, source_side), the
    factor between what a source says of a side's losses and what was; ``spread`` (chain, draw,
    source) [log]; and, where claims need them, ``wounded_per_killed`` (chain, draw, force).
    Weeks are labelled by their first day. Chains and draws are those of the sampler.

    Raises ``ValueError`` where the estimate was refused.

    Examples
    --------
    >>> import asculum
    >>> from asculum.losses.datatree import to_datatree
    >>> study = asculum.open("bakhmut")
    >>> tree = to_datatree(study.losses())  # doctest: +SKIP
    >>> tree.posterior["killed"].sum("week").quantile(0.5, ("chain", "draw"))  # doctest: +SKIP
    """
    from arviz_base import from_dict

    posterior, convergence = losses.posterior, losses.convergence
    if posterior is None or convergence is None:
        raise ValueError(losses.status.sentence)
    design = posterior.design
    grid, chains = design.grid, convergence.chains

    def by_chain(values: np.ndarray) -> np.ndarray:
        return values.reshape(chains, -1, *values.shape[1:])

    weeks = slice(grid.first, grid.last)
    lost = posterior.killed_per_day[:, :, weeks] * posterior.share[:, :, weeks]
    variables = {
        "killed": by_chain(lost * grid.lengths[weeks]),
        "lean": by_chain(np.exp(posterior.lean)),
        "spread": by_chain(posterior.spread),
    }
    dims = {"killed": ["force", "week"], "lean": ["source_side"], "spread": ["source"]}
    if "ratio" in design.blocks:
        variables["wounded_per_killed"] = by_chain(posterior.ratios[:, 0])
        dims["wounded_per_killed"] = ["force"]
    coords = {
        "force": ["+".join(f"{s}.{f}" if f else s for s, f in atom) for atom in design.atoms],
        "week": [period.start.isoformat() for period in grid.battle_periods()],
        "source_side": [f"{source} on {side}" for source, side in design.pairs],
        "source": list(design.sources),
    }
    tree: DataTree = from_dict({"posterior": variables}, coords=coords, dims=dims)
    return tree
