"""The war of the winter of 1939-40 as a small dossier: terms were offered, and fought on over.

Figures and days are known widely and were written down from memory (``checked = memory``); they
serve the tests, and nothing is concluded from them.
"""

from __future__ import annotations

from pathlib import Path

from small import small_dossier

HEADER = """\
format = 1
title = "The Karelian Isthmus, 1939-40"
place.name = "Viipuri"
period.start = 1939-11-30
period.end = 1940-03-14
outcome = { victor = "su", source = "memory" }
verdict = { category = "killed", horizon = "the war" }

[[sides]]
id = "su"
name = "Soviet Union"
role = "attacker"

[[sides]]
id = "fi"
name = "Finland"
role = "defender"

[[options]]
id = "fight"
side = "fi"
kind = "hold"
date = 1940-02-23
name = "fight on"
happened = true
keeps = { low = 0, high = 0, why = "The town was ceded by the peace of 12 March." }
lasts = { low = 7, high = 90, why = "Assumed. From a week to the promised help of the allies." }

[[options]]
id = "settle"
side = "fi"
kind = "settle"
date = 1940-02-23
name = "settle on the terms of 23 February"
after = "The Isthmus with Viipuri, the northern shore of Ladoga, Hanko on a lease."
own_rate = { low = 0.0, high = 0.1, why = "Assumed. An armistice takes days to hold." }
enemy_rate = { low = 0.0, high = 0.1, why = "Assumed. As on the other side." }
keeps = { low = 0, high = 0, why = "The town was within what was asked for." }

[[prices]]
side = "fi"
enemy = { low = 0.1, high = 0.5, why = "Assumed. Men were what the one side lacked." }

[[resolves]]
side = "su"
date = 1940-02-23
steps = 10
held = 6
won = 5
lost = 4
chance = { low = 0.5, high = 0.6, why = "Assumed. The line had been broken on 11 February." }
cost = { low = 0.01, high = 0.03, why = "Assumed." }
keeps = { low = 0.6, high = 0.8, why = "Assumed. What the terms of 23 February would have kept." }
bonus = { low = 0.5, high = 1.5, why = "Assumed. A leader who had promised a short war." }
"""
SOURCES = """\
id,name,allegiance
memory,What is widely told of that war,third
"""
CLAIMS = """\
id,published,source,side,category,kind,low,best,high,start,end,scope,checked
fi-dead,1940-02-20,memory,fi,killed,count,18000,,24000,1939-11-30,1940-02-20,battle,memory
su-dead,1940-02-20,memory,su,killed,count,70000,,110000,1939-11-30,1940-02-20,battle,memory
fi-all,1991-01-01,memory,fi,killed,count,23000,25900,27000,1939-11-30,1940-03-14,battle,memory
su-all,1993-01-01,memory,su,killed,count,85000,126900,150000,1939-11-30,1940-03-14,battle,memory
"""


def winter_war(folder: Path) -> Path:
    """Write the dossier and return its folder."""
    return small_dossier(folder, header=HEADER, sources=SOURCES, claims=CLAIMS)
