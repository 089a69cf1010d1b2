"""A small dossier that samples fast: two sides, one third party, three claims."""

from __future__ import annotations

from pathlib import Path

HEADER = """\
format = 1
title = "The skirmish at the mill (made up)"
place.name = "The mill"
period.start = "1807-04-03"
period.end = "1807-05-08"
outcome = { victor = "north", source = "envoy" }
verdict = { category = "killed", horizon = "one season" }

[[sides]]
id = "north"
name = "North"

[[sides]]
id = "south"
name = "South"

[[pools]]
side = "north"
low = 20000
high = 30000
source = "envoy"

[[pools]]
side = "south"
low = 25000
high = 45000
source = "envoy"
"""
#: The header with two options of the south on a day, and a deal.
CHOICES = """
[[options]]
id = "stay"
side = "south"
kind = "hold"
date = 1807-05-01
name = "hold the mill"
happened = true
lasts = { low = 4, high = 20, why = "made up" }

[[options]]
id = "leave"
side = "south"
kind = "withdraw"
date = 1807-05-01
name = "leave the mill"
own_rate = { low = 0.2, high = 0.8, why = "made up" }
enemy_rate = { low = 0.1, high = 0.7, why = "made up", source = "envoy" }
days = { low = 1, high = 3, why = "made up" }

[[deals]]
id = "truce"
side = "north"
date = 1807-05-01
over = "the mill"
chance_by_a = { low = 0.5, high = 0.9, why = "made up" }
chance_by_b = { low = 0.2, high = 0.6, why = "made up" }
worth_a = { low = 2000, high = 9000, why = "made up" }
worth_b = { low = 2000, high = 9000, why = "made up" }
"""
CHOSEN = HEADER.replace('name = "South"', 'name = "South"\nrole = "defender"') + CHOICES
SOURCES = """\
id,name,allegiance
envoy,Envoy of a third country,third
north-staff,Staff of the north,north
"""
CLAIMS = """\
id,published,source,side,category,kind,low,best,high,start,end,scope
e1,1807-07-01,envoy,north,killed,count,800,1000,1200,1807-04-03,1807-05-08,battle
e2,1807-07-01,envoy,south,killed,count,1500,2000,2500,1807-04-03,1807-05-08,battle
n1,1807-08-01,north-staff,north,killed,count,,700,,1807-04-03,1807-05-08,battle
"""


def small_dossier(
    folder: Path,
    *,
    header: str = HEADER,
    sources: str = SOURCES,
    claims: str = CLAIMS,
    **tables: str,
) -> Path:
    """Write the dossier, or one with other files, and return its folder."""
    folder.mkdir(parents=True)
    texts = {"dossier.toml": header, "sources.csv": sources, "claims.csv": claims}
    texts |= {f"{name}.csv": text for name, text in tables.items()}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return folder
