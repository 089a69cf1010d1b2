"""``asculum lists estimate DOSSIER``: the totals of the overlap tables that a dossier names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from asculum.cli.lists_printing import compiling, print_estimate
from asculum.cli.options import print_json
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from asculum.evidence.dossier import Dossier
    from asculum.study.dossier_lists import ListAnswer
    from asculum.undercount.estimate import Model


def estimate_dossier(
    folder: Path, *, model: Model, correlation: float, prob: float, seed: int, as_json: bool
) -> int:
    """Estimate every overlap table of a dossier and print the totals, each by itself.

    Raises ``EvidenceError`` UND035 where the dossier names none.
    """
    from datetime import UTC, datetime

    from asculum.evidence.reading import read_dossier
    from asculum.study.dossier_lists import answer_lists
    from asculum.undercount.codes import found
    from asculum.undercount.overlap import together

    dossier = read_dossier(folder, today=datetime.now(UTC).date())
    if not dossier.lists:
        what = f"{dossier.id} names no overlap table under [[lists]]"
        fix = "asculum lists link FILES… --out lists/draws.csv, then name it in dossier.toml"
        raise together([found("UND035", what, where="dossier.toml", fix=fix)])
    with compiling():
        answers = answer_lists(
            dossier, folder, model=model, correlation=correlation, prob=prob, seed=seed
        )
    if as_json:
        _print_json(dossier, answers, seed=seed)
    else:
        for answer in answers:
            _print(dossier, answer)
    return 0 if all(answer.total.status.ok for answer in answers) else 4


def _print(dossier: Dossier, answer: ListAnswer) -> None:
    from asculum.cli.terminal import Terminal

    table = answer.table
    names = {side.id: side.force_name(table.force) for side in dossier.sides}
    Terminal().print(
        tamed(f"{table.file}: killed of {names.get(table.side, table.side)}, {table.period}"),
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    print_estimate(answer.read.findings, answer.strata, answer.whole)


def _print_json(dossier: Dossier, answers: tuple[ListAnswer, ...], *, seed: int) -> None:
    from asculum.study.dossier_lists import findings_of_lists
    from asculum.study.envelope import envelope
    from asculum.study.undercount import captures, curves, undercount_results
    from asculum.terms.status import worst

    results, bent, held = [], [], []
    for answer in answers:
        table = answer.table
        whose = {
            "quantity": "killed",
            "side": table.side,
            "force": table.force or None,
            "start": table.period.start.isoformat(),
            "end": table.period.end.isoformat(),
        }
        results += [item | whose for item in undercount_results(answer.strata, answer.whole)]
        bent += [item | {"file": table.file} for item in curves(answer.strata)]
        held += [item | {"file": table.file} for item in captures(answer.strata)]
    print_json(
        envelope(
            "lists estimate",
            dossier=dossier.id,
            status=worst([answer.total.status for answer in answers]).as_json(),
            results=results,
            findings=(*dossier.findings, *findings_of_lists(answers)),
            seed=seed,
            curves=bent,
            capture=held,
        )
    )
