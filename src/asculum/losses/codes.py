"""Codes of the losses model and the places of its packed arrays.

``packing.py`` writes the arrays, the kernels read them; nothing here needs numba. Places that are
passed to kernels are numpy integers, for numba compiles a function anew for every plain integer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

#: A place in a packed array, or the number of one.
Code = np.integer[Any]

# How an observation binds the quantity it speaks of.
POINT, RANGE, AT_LEAST, AT_MOST, COUNT, FLOOR, LISTED = range(7)
#: Binds that hold a figure from both sides.
FIGURES = (POINT, RANGE, COUNT)
#: Binds of lists of names, on which no source leans.
NAMED = (FLOOR, LISTED)
# How its one or two groups of forces are joined.
SINGLE, RATIO, SUM = range(3)
# How wide it reaches.
BATTLE, SECTOR, FRONT, WAR = range(4)
# What it counts.
KILLED, WOUNDED, CAPTURED, MISSING, CASUALTIES, IRRECOVERABLE = range(6)

CATEGORIES = {
    "killed": KILLED,
    "wounded": WOUNDED,
    "captured": CAPTURED,
    "missing": MISSING,
    "casualties": CASUALTIES,
    "irrecoverable": IRRECOVERABLE,
}
#: The assumptions behind the ratios to killed, in the order of the ``ratio`` block.
RATIOS = ("wounded_per_killed", "captured_per_killed", "missing_per_killed")
#: How a source can stand to a side, and the assumption on its leaning.
RELATIONS = {"own": "bias_own", "enemy": "bias_enemy", "third": "bias_third"}

#: Log-scale width of the wall below a named minimum.
FLOOR_WIDTH = 0.02
#: Share of the variance of a claim's error that is its own where others of the same statement
#: share the rest.
OWN_SHARE = 0.25

#: Blocks of the parameter vector, in order; those that a design does without have no place.
BLOCKS = (
    *("rate", "step", "mix", "share", "sector", "war", "ratio"),
    *("relation", "tilt", "between", "category", "voice", "change", "level"),
    *("spread", "source", "group", "growth", "near", "cluster", "law"),
)
(
    AT_RATE,
    AT_STEP,
    AT_MIX,
    AT_SHARE,
    AT_SECTOR,
    AT_WAR,
    AT_RATIO,
    AT_RELATION,
    AT_TILT,
    AT_BETWEEN,
    AT_CATEGORY,
    AT_VOICE,
    AT_CHANGE,
    AT_LEVEL,
    AT_SPREAD,
    AT_SOURCE,
    AT_GROUP,
    AT_GROWTH,
    AT_NEAR,
    AT_CLUSTER,
    AT_LAW,
) = np.arange(len(BLOCKS))

# Packed arrays.
ARRAYS = 79
(
    SIZES,
    PLACES,
    SCALARS,
    LENGTH,
    BASIS,
    BASIS_BY_MOVE,
    SERIES,
    SERIES_BLUR,
    TOLD,
    PULL,
    LAW_MIDDLE,
    LAW_BY,
    LED_FIRST,
    LED_COUNT,
    LED_BY,
    LEVEL_MEAN,
    LEVEL_SD,
    LEVEL_LEAN,
    LEVEL_TIMES,
    LEVEL_SHIFT,
    LEVEL_CELLS,
    LEVEL_PART,
    LEVEL_MIDDLE,
    LEVEL_NOISE,
    WALLED,
    WALL,
    SHARE_KNOT,
    SHARE_WEIGHT,
    SHARE_BASIS,
    SHARE_MEAN,
    SHARE_SD,
    MIX_KNOT,
    MIX_WEIGHT,
    MIX_BASIS,
    MIX_MEAN,
    MIX_SD,
    ATOM_SIDE,
    ATOM_MIX,
    RATIO_MEAN,
    RATIO_SD,
    RELATION_MEAN,
    RELATION_SD,
    SOURCE_CENTRED,
    PAIR_RELATION,
    PAIR_MEAN,
    PAIR_SD,
    PAIR_TILT,
    PAIR_VOICES,
    PAIR_CENTRED,
    PAIR_APART,
    CHANGE_KNOTS,
    CHANGE_BASIS,
    OBS_BIND,
    OBS_JOIN,
    OBS_LOW,
    OBS_HIGH,
    OBS_COUNT,
    OBS_ROUNDING,
    OBS_VOICE,
    OBS_VOICE_BELOW,
    OBS_CHANGE,
    OBS_CHANGE_WEIGHT,
    OBS_CHANGE_BELOW,
    OBS_CHANGE_WEIGHT_BELOW,
    OBS_SOURCE,
    OBS_GROUP,
    OBS_LIST,
    LIST_MEAN,
    LIST_SD,
    LIST_DELAY,
    NEAR_COUNT,
    NEAR_ALL,
    NEAR_SOURCE,
    OBS_TERMS,
    TERM_START,
    TERM_START_PART,
    TERM_END,
    TERM_END_PART,
    TERM_TIMES,
) = np.arange(ARRAYS)

# Places in SIZES.
(
    N_PARAMETERS,
    N_SIDES,
    N_ATOMS,
    N_CELLS,
    N_SHARE_KNOTS,
    N_MIX_KNOTS,
    N_MIXES,
    N_PAIRS,
    N_SOURCES,
    N_GROUPS,
    N_RELATIONS,
    N_RATIOS,
    N_OBS,
    SHARE_FIRST,
    SHARE_LAST,
    N_VOICES,
    N_CHANGES,
    N_LOCATED,
    N_LISTS,
    N_LAW,
) = np.arange(20)

# Places in SCALARS: means and standard deviations of the single priors.
(
    STEP_MEAN,
    STEP_SD,
    SHARE_CHANGE,
    MIX_CHANGE,
    SECTOR_MEAN,
    SECTOR_SD,
    WAR_MEAN,
    WAR_SD,
    TILT_MEAN,
    TILT_SD,
    BETWEEN_MEAN,
    BETWEEN_SD,
    CATEGORY_MEAN,
    CATEGORY_SD,
    BIAS_CHANGE,
    SPREAD_MEAN,
    SPREAD_SD,
    SPREAD_BETWEEN,
    GROWTH_MEAN,
    GROWTH_SD,
    LIST_SCATTER,
    NEAR_SD,
    CLUSTER_MEAN,
    CLUSTER_SD,
) = range(24)
