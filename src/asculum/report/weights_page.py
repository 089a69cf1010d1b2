"""The page of a linkage's weights: two charts with their tables. It names no record."""

from __future__ import annotations

from asculum import __version__
from asculum.linkage.linked import Linkage
from asculum.report.draw_weights import draw_levels, draw_scores
from asculum.report.environment import asset, environment, hash_of
from asculum.report.figures_weights import WeightsFigure
from asculum.report.svg import LAYOUTS


def render_weights(figure: WeightsFigure, linkage: Linkage) -> str:
    """Return the weights of a linkage as one self-contained HTML page that makes no request.

    **Assumes** that the names of the lists may be shown. **Biased when** never: nothing is
    estimated here. **Do not use when** the name of a list tells a person.
    """
    from markupsafe import Markup

    style = asset("report.css")
    page = environment().get_template("weights.html.j2")

    def drawings(draw: object, key: str) -> Markup:
        assert callable(draw)
        return Markup("".join(draw(figure, layout, f"{key}-{layout.name}") for layout in LAYOUTS))

    return page.render(
        figure=figure,
        linkage=linkage,
        version=__version__,
        # it comes with the package and is trusted; its hash stands in the page's policy
        style=Markup(style),
        style_hash=hash_of(style),
        levels=drawings(draw_levels, "levels") if figure.levels else "",
        scores=drawings(draw_scores, "scores") if figure.bins else "",
    )
