"""``asculum bargain DOSSIER``: the deals that a dossier states, and what stood in their way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asculum.cli.envelopes import print_reckoning
from asculum.cli.options import opened, reckoning_options, remark_findings
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    from asculum.evidence.dossier import Dossier
    from asculum.options.views import Weighing
    from asculum.report.stated import RangeLine


@click.command("dossier")
@click.argument("dossier")
@reckoning_options
def command(
    dossier: str,
    *,
    as_of: date | None,
    seed: int,
    store: Path | None,
    no_store: bool,
    as_json: bool,
) -> int:
    """Whether the terms that DOSSIER states could have been had, and what stood in their way."""
    from asculum.terms.errors import ModelError

    with opened(dossier, as_of=as_of, seed=seed, store=store, no_store=no_store) as study:
        if not study.dossier.choices.terms:
            raise ModelError(
                "DEA002",
                "the dossier states no deal, and no shift, demands or walk",
                why="chances and costs as the sides saw them are a judgement, never guessed",
                fix="add [[deals]] (or [[shifts]], [[screens]], [[walks]]) to dossier.toml; "
                "asculum new writes an example",
            )
        weighing = study.deals()
    if as_json:
        from asculum.study.weighed import terms_results

        results = terms_results(weighing, study.settings.prob)
        left_out = list(weighing.left_out)
        print_reckoning("bargain", study, (), more=results, beside={"left_out": left_out})
    else:
        for block in _blocks(study.dossier, weighing):
            for line in filter(None, block):
                click.echo(tamed(line))
            click.echo()
        for line in weighing.left_out:
            click.echo(tamed(line))
        remark_findings(study)
    return 0 if weighing.terms else 4


def _blocks(dossier: Dossier, weighing: Weighing) -> Iterator[list[str]]:
    """Yield the lines of each deal and each model."""
    from asculum.report.dealt import ASSUMES, deals
    from asculum.report.settled import settled

    for item in deals(dossier, weighing):
        yield [
            *(item.title, item.sentence, item.stood, item.note),
            *(f"- {name}: {words}" for name, *_, words in item.numbers),
            *(f"- of the variance of the room: {part} {what}" for what, part in item.moves),
            *_ranges(item.ranges),
            *(f"- assumes {text}" for text in ASSUMES),
        ]
    for model in settled(dossier, weighing):
        yield [
            *(model.title, model.sentence, model.note, model.doubt),
            *(f"- {what}: {words}" for what, words in model.numbers),
            model.by_hand,
            *_ranges(model.ranges),
            *(f"- assumes {text}" for text in model.assumes),
        ]


def _ranges(ranges: Iterable[RangeLine]) -> Iterator[str]:
    """Yield what is stated: its ends, why, and where it is changed."""
    for row in ranges:
        yield f"- {row.what}: {row.low} to {row.high}. {row.why} ({row.where})"
