"""Charts of what was reckoned, as Altair charts for notebooks.

Each takes a result and returns a chart that a notebook shows, and that can be changed, put beside
others and saved. Altair is imported by the first chart: ``pip install 'asculum[notebook]'``.
Intervals hold nine draws in ten, and the mark within stands for the middle one.

Codes: CHA001 Altair is not installed, or not the one that is needed · CHA002 there is nothing to
draw, with the reason.
"""

from asculum.charts.fighting import exchange, laws
from asculum.charts.linked import scores, weights
from asculum.charts.listed import lists, unlisted
from asculum.charts.lost import hindcast, leans, losses, weekly
from asculum.charts.worth import ledger, options, place

__all__ = [
    "exchange",
    "hindcast",
    "laws",
    "leans",
    "ledger",
    "lists",
    "losses",
    "options",
    "place",
    "scores",
    "unlisted",
    "weekly",
    "weights",
]
