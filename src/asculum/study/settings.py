"""What a run is asked for, apart from the evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from asculum.losses.sampler import Progress, Sampling
from asculum.terms.estimate import PROB


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that decides the numbers besides the dossier.

    ``as_of`` leaves out what was published later; ``today`` is the day on which the run is made;
    it guards against battles still being fought and is the as-of date unless another is given.
    ``law`` is the law of attrition about which the losses walk; none unless given.
    """

    today: date
    as_of: date
    seed: int = 1
    prob: float = PROB
    sampling: Sampling = field(default_factory=Sampling)
    law: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the settings that decide the numbers, as plain JSON values."""
        return {
            "as_of": self.as_of.isoformat(),
            "seed": self.seed,
            "prob": self.prob,
            "chains": self.sampling.chains,
            "tune": self.sampling.tune,
            "draws": self.sampling.draws,
            "accept": self.sampling.accept,
            **({"law": self.law} if self.law else {}),
        }


__all__ = ["Progress", "Settings"]
