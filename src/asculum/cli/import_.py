"""``asculum import``: files of the world's formats into a dossier."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from asculum.cli.numbers import Real
from asculum.cli.options import Day, json_option, remark, stages


class Point(click.ParamType[tuple[float, float]]):
    """A latitude and a longitude in degrees, written LAT,LON."""

    name = "lat,lon"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Return the two numbers."""
        if isinstance(value, tuple):
            return value
        try:
            latitude, longitude = (float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} is not LAT,LON, such as 48.59,38.00", param, ctx)
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            self.fail(f"{value!r} is no point of the Earth: latitude comes first", param, ctx)
        return latitude, longitude


@click.command("import", context_settings={"ignore_unknown_options": False})
@click.argument("format_name", metavar="FORMAT")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into", required=True, type=click.Path(path_type=Path), help="The dossier's folder."
)
@click.option(
    "--near", type=Point(), metavar="LAT,LON", help="Take only rows near a point [degrees]."
)
@click.option(
    "--within",
    type=Real(min=0, min_open=True),
    metavar="KM",
    help="How near [km].",
)
@click.option("--from", "first", type=Day(), metavar="DATE", help="First day to take.")
@click.option("--to", "last", type=Day(), metavar="DATE", help="Last day to take.")
@click.option("--dyad", default="", metavar="ID", help="Take only this dyad (UCDP).")
@click.option(
    "--place", "places", multiple=True, metavar="ID", help="Take only this place (VIINA control)."
)
@click.option("--mapping", type=click.Path(path_type=Path), help="Which column is which (TOML).")
@click.option("--side", default="", metavar="ID", help="Whose losses, where the file does not say.")
@click.option("--source", default="", metavar="ID", help="Id of the source of the rows.")
@click.option("--published", type=Day(), metavar="DATE", help="When the file was published.")
@click.option("--version", "version", default="", help="Version, where the file's name is silent.")
@click.option(
    "--every",
    type=click.Choice(["week", "month"]),
    help="Of running totals take the last of each week or month.",
)
@click.option("--encoding", default="", help="Encoding of the text  [default: found out]")
@click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="ASCULUM_STORE",
    help="Working folder whose .asculum/ keeps the ledger  [default: here, where there is one]",
)
@click.option("--no-store", is_flag=True, help="Keep no ledger.")
@json_option
def command(
    format_name: str,
    file: Path,
    into: Path,
    *,
    near: tuple[float, float] | None,
    within: float | None,
    first: date | None,
    last: date | None,
    dyad: str,
    places: tuple[str, ...],
    mapping: Path | None,
    side: str,
    source: str,
    published: date | None,
    version: str,
    every: str | None,
    encoding: str,
    dry_run: bool,
    store: Path | None,
    no_store: bool,
    as_json: bool,
) -> int:
    """Put the rows of FILE, which is of FORMAT (or auto), into a dossier.

    Every row read is accounted for: taken, left out or refused, with the reason. Importing the
    same file again changes nothing.
    """
    from asculum.evidence.formats.frame import Wanted
    from asculum.evidence.formats.mapped import read_mapping
    from asculum.evidence.formats.registry import check_name
    from asculum.study.imports import import_file

    check_name(format_name)
    wanted = Wanted(
        near=near,
        within=within,
        first=first,
        last=last,
        dyad=dyad,
        places=places,
        side=side,
        source=source,
        published=published,
        version=version,
        every=every or "",
        mapping=read_mapping(mapping) if mapping else {},
    )
    folder = store or Path.cwd()
    keeps = not no_store and (store is not None or (folder / ".asculum").is_dir())
    if keeps:
        folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    with stages() as tell:
        done = import_file(
            format_name,
            file,
            into=into,
            wanted=wanted,
            today=now.date(),
            now=now,
            encoding=encoding,
            dry_run=dry_run,
            store=folder if keeps else None,
            tell=tell,
        )
    taken, merged = done.reading.taken, done.merged
    sentence = merged.sentence
    if dry_run:
        sentence = f"Nothing was written (--dry-run). {sentence}"
    if as_json:
        from asculum.study.envelope import envelope, text

        change = {
            name: getattr(merged, name)
            for name in ("added", "changed", "unchanged", "kept", "removed")
        }
        value = envelope(
            "import",
            dossier=into.resolve().name,
            status={"code": "OK", "sentence": sentence},
            results=taken.results(),
            format=done.format,
            reason=done.reason,
            file=taken.file,
            version=taken.version,
            table=done.reading.table,
            change=change,
            written=list(done.written),
            notes=list(taken.notes),
        )
        click.echo(text(value))
        return 0
    if format_name == "auto":
        remark(f"{file.name} is taken as {done.format}: {done.reason}")
    for line in taken.lines():
        click.echo(line)
    click.echo(f"{into.resolve().name}/{done.reading.table}.csv: {sentence}")
    return 0
