"""The small dossier with weekly claims and stated strengths: what a fit to a dossier takes."""

from __future__ import annotations

from pathlib import Path

from small import small_dossier

DAYS = ("1807-04-03", "1807-04-10", "1807-04-17", "1807-04-24", "1807-05-01", "1807-05-08")
STRENGTHS = """\
id,published,source,side,measure,date,low,best,high
n-a,1807-08-01,envoy,north,present,1807-04-03,9000,,11000
n-b,1807-08-01,envoy,north,present,1807-04-17,,9000,
n-c,1807-08-01,envoy,north,present,1807-05-05,8000,,9000
s-a,1807-08-01,envoy,south,present,1807-04-03,9000,,11000
s-b,1807-08-01,envoy,south,present,1807-04-17,,9300,
s-c,1807-08-01,envoy,south,present,1807-05-05,6000,,8000
n-all,1807-08-01,envoy,north,committed,1807-05-05,9000,,12000
s-all,1807-08-01,envoy,south,committed,1807-05-05,9000,,12000
"""


def weekly_mill(folder: Path) -> Path:
    """Write the dossier and return its folder."""
    lines = ["id,published,source,side,category,kind,low,best,high,start,end,scope"]
    for week in range(5):
        for side, killed in (("north", 250 - 20 * week), ("south", 450 - 30 * week)):
            lines.append(
                f"{side[0]}{week},1807-07-01,envoy,{side},killed,count,,{killed},,"
                f"{DAYS[week]},{DAYS[week + 1]},battle"
            )
    return small_dossier(folder, claims="\n".join(lines) + "\n", strengths=STRENGTHS)
