"""Charts of a linkage's weights, as data and as a page; no name of a record is in either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asculum.study.linking import Linked

if TYPE_CHECKING:
    from asculum.report.figures_weights import WeightsFigure


def charts_figure(linked: Linked) -> WeightsFigure:
    """Return what each level counts for, and how often pairs of a score are one person."""
    from asculum.report.figures_weights import weights_figure

    return weights_figure(linked.scored, linked.linkage)


def charts_page(linked: Linked) -> str:
    """Return the same as one self-contained HTML page."""
    from asculum.report.weights_page import render_weights

    return render_weights(charts_figure(linked), linked.linkage)
