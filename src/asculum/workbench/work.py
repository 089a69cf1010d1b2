"""The work of one run, in a process of its own: say how far it is, leave the answer.

A run reckons a dossier, or brings a large file into one.

Run as ``python -m asculum.workbench.work`` with the job as one line of JSON on standard input.
Standard input stays open while the workbench lives; where it closes, this process ends too.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asculum.store.files import atomic_write
from asculum.terms.errors import AsculumError, EvidenceError

if TYPE_CHECKING:
    from asculum.options.views import Weighing

#: The names of what a run leaves in its folder.
ANSWER, PAGE = "run.json", "page.html"
#: Findings that a refusal keeps.
MOST_FINDINGS = 100
LOSSES = "reckoning the losses"
REST = "reckoning past days and what moved the answer"


def reckon(job: Mapping[str, Any], tell: Any) -> dict[str, Any]:
    """Return the answer of a job; a job of kind ``report`` leaves its page in ``folder`` too."""
    from asculum.study.envelope import envelope, ledger_results, losses_results
    from asculum.study.study import Study
    from asculum.study.weighed import weighing_results

    stage = LOSSES
    study = Study(
        Path(job["dossier"]),
        as_of=date.fromisoformat(job["as_of"]) if job["as_of"] else None,
        seed=int(job["seed"]),
        folder=Path(job["store"]),
        progress=lambda share: tell(stage, share),
    )
    tell(stage, 0.0)
    losses, ledger = study.losses(), study.verdict()
    weighing: Weighing | None = None
    if job["kind"] == "report":
        from asculum.report import render

        stage = REST
        tell(stage, 0.0)
        reckoning = study.reckon()
        weighing = reckoning.weighing
        atomic_write(Path(job["folder"]) / PAGE, render(reckoning))
    results = losses_results(
        (total for total in losses.totals if total.status.ok), study.settings.prob
    )
    names = {option.id: option.name for option in study.dossier.choices.options}
    more: dict[str, object] = {"files": dict(study.whole.files), "names": names}
    if ledger is not None:
        results += ledger_results(ledger, study.settings.prob)
        names |= {index.key: index.name for index in ledger.indices}
        more |= {"label": ledger.label, "sentence": ledger.sentence}
    # thresholds with hindsight alone: what was known on a day takes a run of its own
    if weighing is None:
        weighing = study.weigh(as_of_its_day=False)
    told = weighing_results(weighing, study.settings.prob)
    results += [row for row in told if row["seen_from"] == "after"]
    return envelope(
        "report",
        dossier=study.dossier.id,
        status=losses.status.as_json(),
        results=results,
        findings=study.findings,
        as_of=study.settings.as_of.isoformat(),
        seed=study.settings.seed,
        run=study.run,
        **more,
    )


def main() -> None:
    """Read the job, reckon, and write the answer or the refusal whole."""
    job = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_workbench, daemon=True).start()

    def tell(stage: str, share: float) -> None:
        print(json.dumps({"stage": stage, "share": round(share, 4)}), flush=True)

    try:
        answer = _answered(job, tell)
    except AsculumError as error:
        answer = {"refusal": str(error), **refusal_of(error)}
    atomic_write(Path(job["folder"]) / ANSWER, json.dumps(answer, allow_nan=False))


def _answered(job: Mapping[str, Any], tell: Any) -> dict[str, Any]:
    if job["kind"] != "import":
        return reckon(job, tell)
    from asculum.workbench.bringing import work

    return work(job, tell)


def refusal_of(error: AsculumError) -> dict[str, Any]:
    """Return the parts of a refusal, for a page to show."""
    found = error.findings if isinstance(error, EvidenceError) else ()
    return {
        "code": error.code,
        "what": error.what,
        "where": error.where,
        "why": error.why,
        "fix": error.fix,
        "findings": [asdict(item) for item in found[:MOST_FINDINGS]],
    }


def _end_with_the_workbench() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
