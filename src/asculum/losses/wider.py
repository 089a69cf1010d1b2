"""How much of an estimate rests on claims that reach beyond the battle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from asculum.losses import codes as k
from asculum.losses.observations import Leaf, Observation
from asculum.losses.posterior import LossesPosterior


def rests_on_share(
    posterior: LossesPosterior, forces: Sequence[Leaf], *, category: str = "killed"
) -> float:
    """Return the share of a total's uncertainty that goes with the battle's share of the front.

    R² = corr(ln total, ln share)² over the draws, of some forces' losses in the battle and of the
    battle's share of what those forces lost on the front in the same days; 0 where no claim is
    wider than the battle, and where the share does not vary.

    Raises ``KeyError`` where the claims cannot tell the forces apart or know the category.

    Assumes: the two are about jointly normal on the log scale.
    Biased when: the share and the losses on the front are strongly tied to each other by claims on
    the battle alone: R² is then small or large for another reason.
    Do not use when: the question is what would remain without those claims; that needs another run.
    """
    total = np.log(posterior.losses(forces, category=category))
    if not posterior.design.wide:
        return 0.0
    share = np.log(posterior.share_of(forces, posterior.design.battle))
    if share.std() == 0 or total.std() == 0:
        return 0.0
    return float(np.corrcoef(total, share)[0, 1] ** 2)


def wider_than_the_battle(found: Sequence[Observation], forces: Sequence[Leaf]) -> tuple[int, int]:
    """Return how many observations of some forces reach beyond the battle, and how many in all."""
    wanted = set(forces)
    told = [item for item in found if wanted.intersection((*item.forces, *item.below))]
    return sum(item.scope != k.BATTLE for item in told), len(told)
