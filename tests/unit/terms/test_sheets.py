"""Tables of results: shown small and safe, handed on whole."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from asculum.terms.errors import MissingExtraError
from asculum.terms.estimate import Estimate
from asculum.terms.period import Period
from asculum.terms.sheets import SHOWN, Sheet, Tabular, estimates_sheet
from asculum.terms.status import Status, StatusCode
from asculum.terms.trees import draws_tree

WELL = Status(code=StatusCode.OK, sentence="It has settled.")
HOSTILE = '<script>alert("x")</script>\u202e<img src=x onerror=alert(1)>'


def estimate(quantity: str = "killed", side: str = "north", **others: object) -> Estimate:
    told: dict[str, object] = {
        "draws": np.arange(1.0, 101.0),
        "unit": "persons",
        "method": "made up",
        "status": WELL,
        "sources": ("e1", "e2"),
    }
    return Estimate(quantity=quantity, side=side, **{**told, **others})  # type: ignore[arg-type]


def sheet(rows: int = 2, cell: str = "a") -> Sheet:
    return Sheet(
        title="Made up",
        names=("name", "count"),
        rows=tuple((cell, at) for at in range(rows)),
        heads=("name", "count"),
        printed=tuple((cell, str(at)) for at in range(rows)),
        note="a note",
    )


def test_an_estimate_shows_rounded_figures_and_hands_on_its_own() -> None:
    found = estimate()
    assert repr(found).splitlines()[:2] == [
        "side   quantity  from  middle  to  unit",
        "north  killed     5.0      50  95  persons",
    ]
    frame = found.to_pandas()
    assert frame.loc[0, "median"] == found.interval()[1]
    assert frame.loc[0, "sources"] == "e1 e2"


def test_a_status_that_is_not_well_is_shown() -> None:
    doubtful = Status(code=StatusCode.DOUBTFUL, sentence="Mostly assumed.")
    text = repr(estimate(status=doubtful))
    assert "DOUBTFUL" in text
    assert "Mostly assumed." in text


def test_strangers_words_run_nothing() -> None:
    html = sheet(cell=HOSTILE)._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    assert set(re.findall(r"</?(\w+)", html)) <= {
        *("div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p")
    }


def test_a_long_table_is_cut_where_it_is_shown_and_whole_where_it_is_handed_on() -> None:
    long = sheet(rows=SHOWN + 3)
    assert "… and 3 more rows" in repr(long)
    assert long._repr_html_().count("<tr>") == SHOWN + 1
    assert long.to_arrow().num_rows == SHOWN + 3


def test_every_kind_of_frame_holds_the_same() -> None:
    import polars
    import pyarrow

    day = Period(start=date(1807, 4, 3), end=date(1807, 4, 10))
    found = estimates_sheet([estimate(), estimate(side="south", period=day)])
    table, pandas_frame, frame = found.to_arrow(), found.to_pandas(), found.to_polars()
    assert table.column_names == list(pandas_frame.columns) == frame.columns
    assert frame["lower"].to_list() == pandas_frame["lower"].tolist() == [5.0, 5.0]
    assert frame["start"].to_list() == [None, date(1807, 4, 3)]
    assert pyarrow.table(found).equals(table)
    assert polars.DataFrame(found).equals(frame)


def test_whole_numbers_beside_fractions_and_gaps_become_one_kind_of_column() -> None:
    mixed = Sheet(
        title="", names=("a", "b"), rows=((1, None), (2.5, None)), heads=(), printed=((), ())
    )
    assert mixed.to_arrow().to_pydict() == {"a": [1.0, 2.5], "b": [None, None]}


def test_rows_and_names_must_fit() -> None:
    with pytest.raises(ValueError, match="a cell for each"):
        Sheet(title="", names=("a",), rows=((1, 2),), heads=(), printed=())


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_a_missing_package_says_how_to_have_it(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=f"pip install {package}") as caught:
        getattr(sheet(), f"to_{package}")()
    assert caught.value.code == "TAB001"


def test_every_result_shows_itself_by_its_own_table() -> None:
    @dataclass(frozen=True, repr=False)
    class Made(Tabular):
        word: str

        def sheet(self) -> Sheet:
            return sheet(cell=self.word)

    assert repr(Made("b")) == sheet(cell="b").text()
    assert Made("b")._repr_html_() == sheet(cell="b").html()


def test_draws_keep_their_order_and_their_labels() -> None:
    week = [Period(start=date(1807, 4, day), end=date(1807, 4, day + 7)) for day in (3, 10)]
    one = estimate(period=week[0])
    other = estimate(side="south", force="guard", period=week[1], draws=np.arange(100.0))
    tree = draws_tree([one, other], chains=4)
    killed = tree["posterior"]["killed"]
    assert killed.dims == ("chain", "draw", "of", "start")
    assert killed.sizes["chain"] == 4
    first = killed.sel(of="north", start="1807-04-03")
    assert first.values.reshape(-1).tolist() == one.draws.tolist()
    assert killed.sel(of="south.guard", start="1807-04-10").values[1, 0] == 25.0
    assert np.isnan(killed.sel(of="north", start="1807-04-10")).all()
    assert killed.attrs["units"] == "persons"


def test_what_is_of_no_side_has_no_such_dimension() -> None:
    tree = draws_tree([estimate("LER", side=""), estimate("SER", side="")])
    assert tree["posterior"]["LER"].dims == ("chain", "draw")


@pytest.mark.parametrize("draws", [(), (np.zeros(3), np.zeros(4))])
def test_draws_that_do_not_belong_together_are_refused(draws: tuple[np.ndarray, ...]) -> None:
    with pytest.raises(ValueError, match="draws"):
        draws_tree([estimate(draws=item) for item in draws])


def test_an_estimate_becomes_a_labelled_array() -> None:
    array = estimate().to_xarray()
    assert (array.name, array.dims, array.attrs["units"]) == ("killed", ("draw",), "persons")
