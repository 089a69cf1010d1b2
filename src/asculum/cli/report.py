"""``asculum report``: the main job."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from asculum.cli.answering import answers_json
from asculum.cli.envelopes import print_reckoning
from asculum.cli.options import opened, reckoning_options, remark, remark_findings


@click.command("report")
@click.argument("dossier")
@click.option(
    "-o", "--output", metavar="FILE", help="The page to write (- for stdout)  [default: NAME.html]"
)
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--pdf", is_flag=True, help="Print it as PDF too, by a Chromium that is on this machine."
)
@click.option(
    "--lang",
    default="en",
    show_default=True,
    metavar="LANG|FILE",
    help="Language of the page: en, one that comes with the package, or a PO file.",
)
@click.option(
    "--boundaries",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Lines of a GeoJSON file to draw on the maps; Asculum brings no boundaries of its own.",
)
@reckoning_options
def command(
    dossier: str,
    *,
    output: str | None,
    show: bool,
    pdf: bool,
    lang: str,
    boundaries: Path | None,
    as_of: date | None,
    seed: int,
    store: Path | None,
    no_store: bool,
    as_json: bool,
) -> int:
    """Reckon DOSSIER (a folder or a bundled name) and write one self-contained HTML page."""
    from asculum.cli.paper import find_printer, print_page
    from asculum.evidence.boundaries import read_boundaries
    from asculum.report import render
    from asculum.report.translation.catalogue import find_translation
    from asculum.store.files import atomic_write, check_place
    from asculum.study.pages import bounded

    if output == "-" and as_json:
        raise click.UsageError("-o - and --json both claim standard output; give one a file")
    if output == "-" and pdf:
        raise click.UsageError("--pdf is written beside the page; give -o a file")
    printer = find_printer() if pdf else ""
    find_translation(lang)  # what is wrong with it is told before the reckoning
    drawn = read_boundaries(boundaries) if boundaries is not None else None
    with opened(dossier, as_of=as_of, seed=seed, store=store, no_store=no_store) as study:
        place = Path(output or f"{study.dossier.id}.html")
        if output != "-":
            check_place(place)
        if pdf:
            check_place(place.with_suffix(".pdf"))
        if as_json:
            reckoning = bounded(study.reckon(), drawn)
            status = reckoning.losses_status
            page, refusal = render(reckoning, lang=lang), "" if status.ok else status.sentence
        else:
            made = study.page(boundaries=drawn, lang=lang)
            page, refusal = made.html, made.refusal
    if output == "-":
        click.echo(page.encode(), nl=False)
    else:
        path = atomic_write(place, page)
        if as_json:
            remark(str(path))
        else:
            click.echo(str(path))
        if show:
            click.launch(path.resolve().as_uri())
        if pdf:
            paper = print_page(page, path.with_suffix(".pdf"), program=printer)
            (remark if as_json else click.echo)(str(paper))
    if as_json:
        from asculum.study.place import place_more, place_results

        beside, more, found = answers_json(reckoning), [], reckoning.place
        if found is not None:
            beside |= place_more(found, study.settings.prob)
            more = place_results(found, study.settings.prob)
        print_reckoning(
            "report", study, reckoning.totals, ledger=reckoning.ledger, more=more, beside=beside
        )
    else:
        remark_findings(study)
    if refusal:
        remark(f"The page shows a refusal: {refusal}")
        return 4
    return 0
