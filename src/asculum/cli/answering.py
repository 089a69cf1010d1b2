"""Print the seven answers, the statements and the well-known victories of a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from asculum.options.history import Compared
from asculum.report.reckoning import Reckoning
from asculum.terms.strangers import tamed


def answers_json(reckoning: Reckoning) -> dict[str, object]:
    """Return the answers and the statements as the JSON contract spells them."""
    from asculum.report.seven import seven

    return {
        "answers": seven(reckoning).as_json(),
        "statements": [
            {
                "text": item.text,
                "claim": item.claim,
                "verdict": item.verdict,
                "sentence": item.sentence,
                "rule": item.rule,
            }
            for item in reckoning.statements
        ],
    }


def print_answers(reckoning: Reckoning) -> None:
    """Print each question with its answer, what is meant and what would change it."""
    from asculum.report.seven import seven

    found = seven(reckoning)
    lines = ["", "The seven questions"]
    for question, answer in found.given:
        lines += ["", question.words]
        lines.append(answer.text or f"Cannot be told. {answer.refusal}")
        if answer.change:
            lines.append(f"  what would change it: {answer.change}")
    if found.silent:
        words = " ".join(question.words for question in found.silent)
        lines += ["", f"Not answered, since nothing that bears on it was reckoned: {words}"]
    if reckoning.statements:
        lines += ["", "What was written, beside the evidence"]
    for item in reckoning.statements:
        lines += ["", f"“{item.text}”", f"{item.verdict.capitalize()}. {item.sentence}"]
        if item.rule:
            lines.append(f"  {item.rule}")
    _print(lines)


def print_history(history: Sequence[Compared]) -> None:
    """Print the well-known victories: ratios, the label, or what is missing for one."""
    from rich.table import Table

    from asculum.cli.terminal import Terminal
    from asculum.report.label import history_rows

    rows = history_rows(tuple(history))
    table = Table(caption="90 % intervals; an empty cell is refused")
    table.add_column("victory", no_wrap=True)
    for name in ("LER", "SER", "burden"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("label", no_wrap=True)
    for row in rows:
        label = row.label.split()[0] if row.label else "none"
        burden = row.burden.partition(" (")[0]
        table.add_row(f"{row.name} {row.date}", row.ler, row.ser, burden, label)
    Terminal().print(table)
    lines = [f"- {row.name}: {row.missing}" for row in rows if not row.label]
    lines = ["", "No label, for want of:", *lines] if lines else []
    pools = [f"- {row.name}: {row.pools}" for row in rows if row.pools]
    lines += ["", "Whom the pools count", *pools] if pools else []
    beside = [f"- {row.name}: {row.above} of draws" for row in rows if row.above]
    alike = "Beside each, this victory has (SER only where the pools count the same)"
    _print([*lines, *(["", alike, *beside] if beside else [])])


def _print(lines: Sequence[str]) -> None:
    from asculum.cli.terminal import Terminal

    console = Terminal()
    for line in lines:
        console.print(tamed(line), markup=False, highlight=False, soft_wrap=True)
