"""Made-up lists of victims with known truth: names from syllables, and the faults of clerks.

No name here is anybody's: syllables are drawn at random. Lists have typing faults, Cyrillic
spellings, swapped and missing parts, days that are off or missing, homonyms and repeats.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

_HEADS = ("b", "d", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "sh", "ch", "kh", "zh")
_CORES = ("a", "e", "i", "o", "u", "ia", "y")
_TAILS = ("", "n", "r", "l", "s", "k", "m", "v")
_TO_CYRILLIC = {
    "sh": "ш",
    "ch": "ч",
    "kh": "х",
    "zh": "ж",
    "ia": "я",
    **dict(zip("abdegiklmnoprstuvyz", "абдегиклмнопрстувыз", strict=True)),
}
_CLERKS = (("kh", "h"), ("zh", "j"), ("y", "i"), ("ia", "ya"), ("k", "c"), ("v", "w"))
COLUMNS = ("id", "full_name", "given", "family", "patronymic", "sex", "age", "birth_date")
COLUMNS = (*COLUMNS, "death_date", "place")


@dataclass(frozen=True, kw_only=True)
class Faults:
    """How often a record is off: each fault by itself, but where a clerk is poor.

    A share ``poor`` of the records of every list is written by clerks to whom every fault happens
    ``times`` as often, and to the others so much less that the means stay: faults then go together.
    """

    typo: float = 0.06
    spelling: float = 0.10
    cyrillic: float = 0.10
    swapped: float = 0.02
    no_birth: float = 0.15
    birth_off: float = 0.06
    no_death: float = 0.08
    death_off: float = 0.12
    no_place: float = 0.05
    place_off: float = 0.05
    repeated: float = 0.03
    poor: float = 0.0
    times: float = 1.0

    def of(self, *, poor: bool) -> Faults:
        """Return the faults of poor clerks, or of the others."""
        rest = (1 - self.poor * self.times) / (1 - self.poor)
        factor = self.times if poor else rest
        own = {name: getattr(self, name) * factor for name in CLERICAL}
        return replace(self, **own)


#: Faults that a clerk makes in one record.
CLERICAL = ("typo", "spelling", "swapped", "no_birth", "birth_off", "no_death", "death_off")
CLERICAL = (*CLERICAL, "no_place", "place_off")


@dataclass(frozen=True, kw_only=True)
class Lists:
    """Files of lists and the person of each record, by list and in the order of the rows."""

    files: tuple[Path, ...]
    persons: tuple[np.ndarray, ...]

    @property
    def listed(self) -> int:
        """Persons on at least one list."""
        return len(np.unique(np.concatenate(self.persons)))

    def masks(self) -> dict[int, int]:
        """Persons by the mask of their lists."""
        mask = np.zeros(1 + max(int(one.max()) for one in self.persons), dtype=np.int64)
        for at, one in enumerate(self.persons):
            mask[one] |= 1 << at
        codes, counts = np.unique(mask[mask > 0], return_counts=True)
        return dict(zip(codes.tolist(), counts.tolist(), strict=True))


def _pool(rng: np.random.Generator, size: int, syllables: int, ending: str = "") -> list[str]:
    names: dict[str, None] = {}
    while len(names) < size:
        word = "".join(
            str(rng.choice(_HEADS)) + str(rng.choice(_CORES)) for _ in range(syllables)
        ) + str(rng.choice(_TAILS))
        names[word + ending] = None
    return list(names)


def _zipf(rng: np.random.Generator, size: int, draws: int, power: float) -> np.ndarray:
    weights = (np.arange(size) + 5.0) ** -power
    return rng.choice(size, size=draws, p=weights / weights.sum())


def make_lists(
    folder: Path,
    *,
    seed: int,
    persons: int,
    coverage: tuple[float, ...] = (0.5, 0.4, 0.3),
    faults: Faults | None = None,
    families: int = 0,
    untold: tuple[str, ...] = (),
) -> Lists:
    """Write lists of one population, ``untold`` columns empty; return them with the truth."""
    rng = np.random.default_rng(seed)
    faults = faults or Faults()
    families = families or max(300, persons // 8)
    given, family = _pool(rng, 300, 2), _pool(rng, families, 2, "ov")
    places = _pool(rng, 40, 3)
    g, f = _zipf(rng, 300, persons, 0.9), _zipf(rng, families, persons, 0.7)
    p, w = _zipf(rng, 300, persons, 0.9), _zipf(rng, 40, persons, 0.8)
    sex = rng.random(persons) < 0.2
    born = date(1932, 1, 1).toordinal() + rng.integers(0, 68 * 365, persons)
    died = date(2001, 3, 1).toordinal() + rng.integers(0, 120, persons) ** 2 // 120
    clerks = [faults.of(poor=poor) for poor in (False, True)]
    files, truth = [], []
    for at, share in enumerate(coverage):
        on = np.flatnonzero(rng.random(persons) < share)
        again = on[rng.random(len(on)) < faults.repeated]
        rows = rng.permutation(np.concatenate([on, again]))
        path = folder / f"list{'abcdefgh'[at]}.csv"
        luck = rng.random((len(rows), 24))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for number, (who, chance) in enumerate(zip(rows.tolist(), luck.tolist(), strict=True)):
                clerk = clerks[chance[22] < faults.poor]
                names = [given[g[who]], family[f[who]], given[p[who]] + "ovich"]
                names = [
                    _misspelt(name, chance[3 * k : 3 * k + 3], clerk)
                    for k, name in enumerate(names)
                ]
                if chance[9] < clerk.swapped:
                    names[0], names[1] = names[1], names[0]
                if chance[10] < clerk.cyrillic:
                    names = [_cyrillic(name) for name in names]
                if chance[11] < 0.3:
                    names[2] = ""
                day = _day(
                    int(born[who]), chance[12:15], clerk.no_birth, clerk.birth_off, year=True
                )
                end = _day(
                    int(died[who]), chance[15:18], clerk.no_death, clerk.death_off, year=False
                )
                place = "" if chance[18] < clerk.no_place else places[w[who]]
                if chance[19] < clerk.place_off:
                    place = places[int(chance[20] * 40)]
                age = "" if chance[21] < 0.3 else str((int(died[who]) - int(born[who])) // 365)
                row = [f"r{number}", "", *names, "f" if sex[who] else "m", age, day, end, place]
                for column in untold:
                    row[COLUMNS.index(column)] = ""
                writer.writerow(row)
        files.append(path)
        truth.append(rows)
    return Lists(files=tuple(files), persons=tuple(truth))


def _misspelt(name: str, chance: list[float], faults: Faults) -> str:
    if chance[0] < faults.spelling:
        for one, other in _CLERKS:
            name = name.replace(one, other)
    if chance[1] < faults.typo and len(name) > 3:
        at = 1 + int(chance[2] * (len(name) - 2))
        kind = int(chance[2] * 1000) % 3
        if kind == 0:
            return name[:at] + name[at + 1 :]
        if kind == 1:
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        return name[:at] + "aeionrt"[int(chance[2] * 7919) % 7] + name[at + 1 :]
    return name


def _cyrillic(name: str) -> str:
    for latin, letter in _TO_CYRILLIC.items():
        name = name.replace(latin, letter)
    return name.replace("c", "к").replace("w", "в").replace("j", "ж").replace("h", "х")


def _day(ordinal: int, chance: list[float], missing: float, off: float, *, year: bool) -> str:
    if chance[0] < missing:
        return ""
    day = date.fromordinal(ordinal)
    if chance[1] < off:
        if chance[2] < 0.3 and day.day <= 12:
            day = day.replace(month=day.day, day=day.month)
        elif chance[2] < 0.6 and year:
            return f"{day.year}-01-01"
        else:
            day += timedelta(days=1 + int(chance[2] * 10) if not year else 365)
    return day.isoformat()
