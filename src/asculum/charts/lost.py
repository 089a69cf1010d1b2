"""How many were lost: totals, weeks with the claims over them, how far each source leans."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from asculum.charts.looks import (
    BAND50,
    BAND90,
    MIDDLE,
    RELATIONS,
    WIDE,
    Whisker,
    altair,
    dressed,
    nothing,
    plain,
    whiskers,
)
from asculum.evidence.claims import BOTH, Bound, Claim, Kind, Scope
from asculum.evidence.dossier import Dossier
from asculum.evidence.lineage import EVIDENCE, roles
from asculum.losses.estimate import Losses
from asculum.report.reckoning import WeeklySeries
from asculum.report.restating import ENEMY, OUTSIDE, OWN, category_word, relation, restate, whose
from asculum.report.weekly_marks import weekly_rate
from asculum.report.wording import day
from asculum.study import readings
from asculum.study.scored import Hindcast
from asculum.study.study import Study
from asculum.terms.estimate import PROB

if TYPE_CHECKING:
    import altair as alt


#: How the one who speaks stands to these losses.
_WHO = {OWN: "the side itself", ENEMY: "the other side", OUTSIDE: "a third party"}
#: What the scale of a panel must hold.
_ENDS = ("high90", "rate", "high")


def losses(found: Losses) -> alt.VConcatChart:
    """Draw the battle's totals by side and force, a panel for each category.

    Parameters
    ----------
    found
        What ``Study.losses`` returns.

    Raises
    ------
    ModelError
        CHA002 where the estimate was refused.

    Examples
    --------
    >>> import asculum
    >>> from asculum import charts
    >>> charts.losses(asculum.open("bakhmut").losses())  # doctest: +SKIP
    """
    if not found.totals:
        raise nothing(found.status.sentence)
    dossier = found.dossier
    order = list(dict.fromkeys(item.quantity for item in found.totals))
    rows = [
        Whisker.of(item, whose(dossier, item.side, item.force), group=category_word(category))
        for category in order
        for item in found.totals
        if item.quantity == category
    ]
    title = f"{dossier.title}: losses"
    told = "; ".join(f"{row.label}, {row.group}: {row.row()['words']}" for row in rows)
    return whiskers(rows, title=title, axis="persons", description=f"{title}. {told}.")


def leans(study: Study) -> alt.VConcatChart:
    """Draw how far each source leans on each side: the factor between what it says and what was.

    Parameters
    ----------
    study
        The study; its losses are reckoned if they have not been.

    Raises
    ------
    ModelError
        CHA002 where the losses were refused.
    """
    found = readings.leans(study.losses(), PROB)
    if not found:
        raise nothing(study.losses().status.sentence)
    dossier = study.dossier
    rows = [
        Whisker(
            label=f"{dossier.sources[item.source].label} ({item.claims})",
            lower=item.lower,
            median=item.median,
            upper=item.upper,
            group=f"on the losses of {dossier.side(item.side).name}",
            colour=RELATIONS.get(item.relation, MIDDLE),
            unit="times what was",
        )
        for item in sorted(found, key=lambda item: (item.side, item.median))
    ]
    title = f"{dossier.title}: how far sources lean (claims)"
    said = "Above 1 a source says more than there was, below 1 less"
    axis = "times what was (above 1: says more than there was)"
    return whiskers(rows, title=title, axis=axis, description=f"{title}. {said}.", log=True, line=1)


def weekly(
    study: Study, *, category: str = "killed", side: str = "", force: str = ""
) -> alt.VConcatChart:
    """Draw weekly losses as a fan with the claims over it, each where and how long it speaks.

    The light band holds nine draws in ten, the dark one half of them. A bar is a claim about the
    battle, over the days it speaks of, at the number a week that it implies; a thin upright line is
    its range. Claims that are not evidence of their own (echoes, doctored copies) are faint and
    dashed.

    Parameters
    ----------
    study
        The study; its losses are reckoned if they have not been.
    category
        ``killed`` or ``casualties``.
    side, force
        Whose; every whole side unless given. Claims about other forces are not drawn.

    Raises
    ------
    ModelError
        CHA002 where nothing was reckoned of what is asked for.
    """
    alt = altair()
    dossier = study.dossier
    series = [
        item
        for item in study.weekly()
        if item.category == category and (not side or item.side == side) and item.force == force
    ]
    if not series:
        status = study.losses().status
        wanted = " ".join(word for word in (category, side, force) if word)
        why = f"no weekly losses of {wanted} are told"
        raise nothing(why if status.ok else status.sentence)
    panels = [_panel(dossier, item) for item in series]
    title = f"{dossier.title}: {category_word(category)} a week, and what was claimed"
    described = f"{title}. Bands hold nine draws in ten and half of the draws; bars are claims."
    return dressed(alt.vconcat(*panels).properties(title=plain(title, 200)), described)  # type: ignore[no-any-return]


def _panel(dossier: Dossier, series: WeeklySeries) -> alt.LayerChart:
    alt = altair()
    weeks = _weeks(series)
    claims = _claims(dossier, series)
    ends = [row[key] for row in (*weeks, *claims) for key in row if key in _ENDS]
    top = max(end for end in ends if isinstance(end, float))
    scale = alt.Scale(type="sqrt", domain=[0, 1.05 * top], nice=False)
    first, last = weeks[0]["start"], weeks[-1]["end"]
    days = alt.X(
        "start:T", title=None, scale=alt.Scale(type="utc", domain=[first, last], nice=False)
    )
    band = alt.Chart(alt.Data(values=weeks)).encode(x=days, x2="end:T")
    tip = [
        alt.Tooltip("week:N"),
        *(alt.Tooltip(f"{key}:Q", format=",.0f") for key in ("low90", "median", "high90")),
    ]

    def y(name: str) -> Any:
        return alt.Y(f"{name}:Q", scale=scale, title="persons a week")

    layers = [
        band.mark_rect(color=BAND90).encode(y=y("low90"), y2="high90:Q", tooltip=tip),
        band.mark_rect(color=BAND50).encode(y=y("low50"), y2="high50:Q", tooltip=tip),
        band.mark_rule(color=MIDDLE, strokeWidth=1.5).encode(y=y("median"), tooltip=tip),
    ]
    if claims:
        told = alt.Chart(alt.Data(values=claims)).encode(
            color=alt.Color(
                "relation:N",
                title="who speaks",
                scale=alt.Scale(domain=list(_WHO.values()), range=[RELATIONS[key] for key in _WHO]),
            ),
            opacity=alt.condition("datum.evidence", alt.value(0.9), alt.value(0.35)),
            tooltip=[alt.Tooltip("claim:N"), alt.Tooltip("says:N"), alt.Tooltip("role:N")],
        )
        dashed = alt.condition("datum.evidence", alt.value([1, 0]), alt.value([4, 3]))
        layers += [
            told.mark_rule(strokeWidth=2.5, clip=True).encode(
                x=days, x2="end:T", y=y("rate"), strokeDash=dashed
            ),
            told.transform_filter("isValid(datum.low) && isValid(datum.high)")
            .mark_rule(strokeWidth=1)
            .encode(x="middle:T", y=y("low"), y2="high:Q"),
            told.mark_point(filled=True, size=45).encode(
                x="middle:T",
                y=y("rate"),
                shape=alt.Shape(
                    "bound:N",
                    title="the figure is",
                    scale=alt.Scale(
                        domain=[bound.value.replace("_", " ") for bound in Bound],
                        range=["circle", "square", "triangle-up", "triangle-down"],
                    ),
                ),
            ),
        ]
    name = plain(whose(dossier, series.side, series.force))
    return alt.layer(*layers).properties(width=WIDE, height=220, title=name)  # type: ignore[no-any-return]


def _weeks(series: WeeklySeries) -> list[dict[str, object]]:
    """Return the bands as rows, as persons a week, so that a short last week compares."""
    at = {round(prob, 6): column for column, prob in enumerate(series.probs)}
    names = {"low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}
    rows: list[dict[str, object]] = []
    for period, quantiles in zip(series.periods, series.quantiles, strict=True):
        row: dict[str, object] = {
            name: float(quantiles[at[prob]]) / period.days * 7 for name, prob in names.items()
        }
        row |= {"start": period.start.isoformat(), "end": period.end.isoformat()}
        row["week"] = f"from {day(period.start)}"
        rows.append(row)
    return rows


def _claims(dossier: Dossier, series: WeeklySeries) -> list[dict[str, object]]:
    """Return the claims about this side or force in the battle, as persons a week."""
    role = roles(dossier)
    return [
        {
            "claim": claim.id,
            "says": plain(f"{dossier.sources[claim.source].name}: {restate(dossier, claim)}", 300),
            "relation": _WHO[relation(dossier, claim)],
            "role": role[claim.id].role,
            "evidence": role[claim.id].role == EVIDENCE,
            "bound": Bound.AT_LEAST.value
            if claim.kind is Kind.NAMED_MINIMUM
            else claim.bound.value,
            "start": claim.period.start.isoformat(),
            "middle": (claim.period.start + timedelta(days=claim.period.days // 2)).isoformat(),
            "end": claim.period.end.isoformat(),
            "rate": weekly_rate(claim, claim.figure),
            "low": None if claim.low is None else weekly_rate(claim, claim.low),
            "high": None if claim.high is None else weekly_rate(claim, claim.high),
        }
        for claim in dossier.claims
        if _drawn(dossier, claim, series)
    ]


def _drawn(dossier: Dossier, claim: Claim, series: WeeklySeries) -> bool:
    whose_losses = (claim.side, claim.force, claim.category)
    return (
        whose_losses == (series.side, series.force, series.category)
        and claim.side != BOTH
        and claim.kind is not Kind.RATIO
        and claim.scope is Scope.BATTLE
        and claim.period.overlap(dossier.answered) > 0
    )


def hindcast(found: Hindcast, *, category: str = "killed") -> alt.VConcatChart:
    """Draw what was reckoned on each past day, a panel for each side.

    Each interval is of the losses up to that day, reckoned with what had been published by then.

    Parameters
    ----------
    found
        What ``Study.hindcast`` returns.
    category
        ``killed``, or another category that was reckoned.

    Raises
    ------
    ModelError
        CHA002 where no day tells that category.
    """
    rows = [
        Whisker.of(item, f"as of {day(past.day)}", group=item.side)
        for past in found.days
        for item in past.estimates
        if item.quantity == category and not item.force
    ]
    if not rows:
        raise nothing(f"no day tells {category}: {found.status.sentence}")
    rows.sort(key=lambda row: row.group)
    title = f"{category_word(category).capitalize()} as reckoned on past days"
    told = "; ".join(f"{row.group}, {row.label}: {row.row()['words']}" for row in rows)
    return whiskers(rows, title=title, axis="persons", description=f"{title}. {told}.")
