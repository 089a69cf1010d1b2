"""How far links may be believed: what is measured of them, beside what intervals were tried on.

``tests/recovery/test_linkage_recovery_long.py`` links made-up lists whose truth is known. An answer
is OK where what can be measured of it is near to what those lists were like. Where the lines are
drawn is stated, not learned; docs/methods/linkage.md says what was measured.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from asculum.evidence.spelling import counted, listed
from asculum.linkage.codes import found
from asculum.linkage.faults import FaultRatio
from asculum.terms.findings import Finding
from asculum.terms.status import Status, StatusCode

#: The least estimated recall, the greatest odds ratio of faults, the fewest comparisons and the
#: fewest records (stated).
LEAST_RECALL, MOST_RATIO, FEWEST_COMPARED, FEWEST_RECORDS = 0.8, 1.5, 4, 1000
#: The greatest share of links that may rest on a level that was never seen (stated).
MOST_UNSEEN = 0.01
#: Findings that make the answer doubtful.
DOUBTFUL = (
    *(
        "LNK011",
        "LNK013",
        "LNK014",
        "LNK016",
        "LNK018",
        "LNK019",
        "LNK020",
        "LNK021",
        "LNK022",
        "LNK023",
    ),
)


def measured(
    *,
    recalls: Sequence[float],
    faults: FaultRatio | None,
    unseen: float,
    compared: int,
    records: int,
) -> list[Finding]:
    """Return what of an answer is beyond the made-up lists that intervals were tried on.

    ``recalls`` are the estimated shares of true pairs that were looked at, by setting; one that
    cannot be told is LNK014's business and passed over here. ``unseen`` is the share of links that
    rest on a level never seen.
    """
    findings = []
    if faults is None:
        what = "too few pairs tell whether faults go together"
        findings.append(found("LNK018", what, fix="tell days of birth and death, and a place"))
    elif faults.ratio > MOST_RATIO:
        what = (
            f"faults go together: the odds of one are {faults.ratio:.1f} times as high "
            f"({faults.low:.1f} to {faults.high:.1f}) beside another"
        )
        fix = "look at pairs yourself: --review FILE, then --labels FILE"
        findings.append(found("LNK018", what, fix=fix))
    known = [share for share in recalls if not np.isnan(share)]
    if known and min(known) < LEAST_RECALL:
        what = f"blocking rules look at {min(known):.0%} of the pairs of one person"
        findings.append(found("LNK019", what, fix="map more columns, or raise --budget"))
    if unseen > MOST_UNSEEN:
        what = f"{unseen:.1%} of the links have a level that was never seen (LNK012)"
        findings.append(found("LNK022", what, fix="read the least sure pairs: --review FILE"))
    if compared < FEWEST_COMPARED or records < FEWEST_RECORDS:
        what = f"{counted(records, 'record')}, told apart by {counted(compared, 'comparison')}"
        findings.append(found("LNK021", what, fix="read the least sure pairs: --review FILE"))
    return findings


def standing(
    findings: Sequence[Finding], *, faults: FaultRatio | None, recalls: Sequence[float]
) -> Status:
    """Return the status: OK where nothing measured lies beyond what was tried."""
    codes = sorted({item.code for item in findings if item.code in DOUBTFUL})
    if codes or faults is None:
        return Status(
            code=StatusCode.DOUBTFUL,
            sentence=f"the links are to be read with the findings {listed(codes)}",
        )
    return Status(
        code=StatusCode.OK,
        sentence=(
            "the weights settled, links rest on levels that were seen, chains agree, blocking "
            f"looks at {min(recalls):.0%} of true pairs or more, and faults hardly go together "
            f"(odds ratio {faults.ratio:.1f}); on made-up lists like that such intervals held"
        ),
    )
