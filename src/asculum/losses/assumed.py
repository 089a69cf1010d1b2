"""What a design took for granted: every assumption that it used, stated or default."""

from __future__ import annotations

from asculum.evidence.dossier import Assumption
from asculum.losses.codes import LISTED, RATIOS, RELATIONS
from asculum.losses.design import Design
from asculum.losses.prior_rates import key
from asculum.losses.priors import Key


def assumptions_used(design: Design) -> dict[Key, Assumption]:
    """Return every assumption that this design used, stated or default, by name, side, force."""
    priors, blocks = design.priors, design.blocks
    used: dict[Key, Assumption] = {}

    def add(name: str, side: str = "", force: str = "") -> None:
        try:
            held = priors.assumption(name, side, force)
        except KeyError:
            return
        for place in ((name, side, force), (name, side, ""), (name, "", "")):
            if place in priors.stated:
                used[place] = held
                return
        used[name, "", ""] = held

    for side in design.sides:
        add("killed_per_day", side)
    for atom in design.atoms:
        side, force = key(atom)
        if design.mixes and any(design.atoms[i][0][0] == side for i in design.mixes):
            add("force_share", side, force)
        if "share" in blocks:
            add("share_of_front", side, force)
        if "ratio" in blocks:
            for name in RATIOS:
                add(name, side, force)
    names = ["weekly_change", "bias_between", "bias_category", "spread", "spread_between"]
    names += ["bias_change"] if design.changes else []
    names += ["list_scatter"] if any(design.printings) else []
    names += ["list_growth"] if "growth" in blocks else []
    names += ["located_bias", "located_cluster"] if design.nearby else []
    names += [RELATIONS[name] for name in design.relations]
    names += ["force_change"] if design.mixes else []
    names += ["share_change"] if "share" in blocks else []
    names += ["sector_rest"] if "sector" in blocks else []
    names += ["front_of_war"] if "war" in blocks else []
    names += ["bias_backing"] if "tilt" in blocks else []
    for name in names:
        add(name)
    for source, _ in design.pairs:
        add("bias_source", source)
    for item in design.observations:
        if item.bind == LISTED:
            add("list_completeness", item.source)
    return used
