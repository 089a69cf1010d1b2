"""Results that show themselves where they are looked at, and go on as tables of any kind.

Codes: TAB001 an optional package is missing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from asculum.terms.errors import MissingExtraError
from asculum.terms.rounding import rounded
from asculum.terms.status import Status, StatusCode
from asculum.terms.strangers import tamed

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from asculum.terms.estimate import Estimate

Cell = str | float | int | bool | date | None

#: Rows that a notebook or terminal is shown of one table; the tables themselves hold all.
SHOWN = 24
#: Longest cell that is shown.
WIDEST = 300


class Tabular(ABC):
    """What has a table: shown in a notebook as a small one, handed on whole as a data frame.

    Numbers are rounded where they are shown, to the digits that their interval supports. A table
    that is handed on holds them as they are.
    """

    @abstractmethod
    def sheet(self) -> Sheet:
        """Return the table."""

    def __repr__(self) -> str:
        return self.sheet().text()

    def _repr_html_(self) -> str:
        """Return the table as HTML that runs nothing; strangers' words are escaped."""
        return self.sheet().html()

    def to_arrow(self) -> pyarrow.Table:
        """Return the table as an Arrow table."""
        return self.sheet().arrow()

    def to_pandas(self) -> pandas.DataFrame:
        """Return the table as a pandas frame; raises TAB001 where pandas is not installed."""
        try:
            import pandas
        except ImportError as error:
            raise _missing("pandas") from error
        return pandas.DataFrame(self.sheet().columns())

    def to_polars(self) -> polars.DataFrame:
        """Return the table as a polars frame; raises TAB001 where polars is not installed."""
        try:
            import polars
        except ImportError as error:
            raise _missing("polars") from error
        found = polars.from_arrow(self.to_arrow())
        assert isinstance(found, polars.DataFrame), "a table becomes a frame"
        return found

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the table to any library that takes Arrow streams."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Sheet(Tabular):
    """A table: ``names`` and ``rows`` as they are handed on, ``heads`` and ``printed`` as shown.

    ``title`` stands above what is shown and ``note`` below it.
    """

    title: str
    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: tuple[str, ...]
    printed: tuple[tuple[str, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        wide = {len(row) for row in self.rows} | {len(self.names)}
        shown = {len(row) for row in self.printed} | {len(self.heads)}
        if len(wide) > 1 or len(shown) > 1:
            raise ValueError("every row of a table has a cell for each of its names")

    def sheet(self) -> Sheet:
        """Return the table itself."""
        return self

    def columns(self) -> dict[str, list[Cell]]:
        """Return the table by column."""
        return {name: [row[at] for row in self.rows] for at, name in enumerate(self.names)}

    def arrow(self) -> pyarrow.Table:
        """Return the table as an Arrow table; a column of nothing but gaps is one of text."""
        import pyarrow

        arrays = {}
        for name, cells in self.columns().items():
            if any(isinstance(cell, float) for cell in cells):
                cells = [None if cell is None else float(cell) for cell in cells]  # type: ignore[arg-type]
            empty = all(cell is None for cell in cells)
            arrays[name] = pyarrow.array(cells, type=pyarrow.string() if empty else None)
        return pyarrow.table(arrays)

    def text(self) -> str:
        """Return what is shown in plain letters: title, columns set apart by spaces, note."""
        rows = [self.heads, *self.printed[:SHOWN]] if self.printed else []
        cells = [[_short(cell) for cell in row] for row in rows]
        widths = [
            max(len(row[at]) for row in cells) for at in range(len(self.heads) if rows else 0)
        ]
        right = [self._numeric(at) for at in range(len(self.heads))]
        lines = [_short(self.title)] if self.title else []
        for row in cells:
            set_apart = (
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(row, widths, right, strict=True)
            )
            lines.append("  ".join(set_apart).rstrip())
        lines += [words for words in (self._rest(), tamed(self.note)) if words]
        return "\n".join(lines)

    def html(self) -> str:
        """Return what is shown as one table with its caption, every cell escaped."""
        right = [self._numeric(at) for at in range(len(self.heads))]
        parts = ['<div class="asculum-result">']
        if self.printed:
            parts.append("<table>")
            if self.title:
                style = "text-align:left;font-weight:600"
                parts.append(f'<caption style="{style}">{_escaped(self.title)}</caption>')
            heads = zip(self.heads, right, strict=True)
            parts.append("<thead><tr>" + "".join(_cell("th", *item) for item in heads))
            parts.append("</tr></thead><tbody>")
            for row in self.printed[:SHOWN]:
                cells = zip(row, right, strict=True)
                parts.append("<tr>" + "".join(_cell("td", *item) for item in cells) + "</tr>")
            parts.append("</tbody></table>")
        elif self.title:
            parts.append(f"<p><strong>{_escaped(self.title)}</strong></p>")
        parts += [f"<p>{_escaped(words)}</p>" for words in (self._rest(), self.note) if words]
        return "".join([*parts, "</div>"])

    def _rest(self) -> str:
        left = len(self.printed) - SHOWN
        return f"… and {left:,} more rows" if left > 0 else ""

    def _numeric(self, column: int) -> bool:
        """Return whether what is shown of a column are figures, which are set to the right."""
        cells = [row[column] for row in self.printed if row[column]]
        return bool(cells) and all(cell[0] in "0123456789−∞–" for cell in cells)


def estimates_sheet(estimates: Iterable[Estimate], *, title: str = "", note: str = "") -> Sheet:
    """Return estimates as a table: a row each, the keys of the JSON contract for columns.

    ``sources`` are the ids, separated by spaces.
    """
    from asculum.terms.estimate import PROB

    found = tuple(estimates)
    several = len({item.period.start for item in found if item.period}) > 1
    rows, printed = [], []
    for item in found:
        lower, median, upper = item.interval()
        start = item.period.start if item.period else None
        end = item.period.end if item.period else None
        rows.append(
            (
                *(item.quantity, item.side, item.force, item.scope, start, end, item.unit, PROB),
                *(lower, median, upper, item.method, item.status.code.value),
                " ".join(item.sources),
            )
        )
        spoken = rounded(lower, median, upper)
        whose = " ".join(word for word in (item.side, item.force) if word)
        first = start.isoformat() if start and several else ""
        shown = (spoken.lower, spoken.median, spoken.upper, item.unit, shown_status(item.status))
        printed.append((whose, item.quantity, first, *shown))
    heads, cells = told(
        printed, ("side", "quantity", "from day", "from", "middle", "to", "unit", "status")
    )
    return Sheet(
        title=title,
        names=_NAMES,
        rows=tuple(rows),
        heads=heads,
        printed=cells,
        note=note or f"{100 * PROB:.0f} % intervals; half of the draws lie above the middle",
    )


_NAMES = (
    *("quantity", "side", "force", "scope", "start", "end", "unit", "prob"),
    *("lower", "median", "upper", "method", "status", "sources"),
)


def told(
    printed: Sequence[tuple[str, ...]], heads: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return heads and cells without the columns that are empty."""
    kept = [at for at in range(len(heads)) if any(row[at] for row in printed)]
    return (
        tuple(heads[at] for at in kept),
        tuple(tuple(row[at] for at in kept) for row in printed),
    )


def shown_status(status: Status) -> str:
    """Return the code of a status where it is not plainly well."""
    return "" if status.code is StatusCode.OK else status.code.value


def _short(text: str) -> str:
    flat = " ".join(tamed(text).split())
    return flat if len(flat) <= WIDEST else flat[: WIDEST - 1] + "…"


def _escaped(text: str) -> str:
    return escape(" ".join(tamed(text).split()))


def _cell(tag: str, text: str, right: bool) -> str:
    side = "right" if right else "left"
    return f'<{tag} style="text-align:{side}">{escape(_short(text))}</{tag}>'


def _missing(package: str) -> MissingExtraError:
    return MissingExtraError(
        "TAB001",
        f"a {package} frame needs {package}, which is not installed",
        why=f"{package} is not needed for anything else, so it does not come with Asculum",
        fix=f"pip install {package}",
    )
