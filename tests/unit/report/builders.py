"""A made-up reckoning in the likeness of Bakhmut, for tests and for looking at the page."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from explaining import explanation
from placed import answer_of, renamed, with_place

from asculum.aftermath.account import aftermath
from asculum.evidence.boundaries import Boundaries
from asculum.evidence.claims import (
    Bound,
    Category,
    Checked,
    Claim,
    Control,
    Kind,
    Manner,
    PeopleFigure,
    Scope,
    Source,
    Strength,
)
from asculum.evidence.dossier import (
    Assumption,
    Dossier,
    Force,
    Outcome,
    Place,
    Pool,
    Side,
    Statement,
    VerdictTerms,
)
from asculum.evidence.economy import EconomyFigure
from asculum.evidence.history.victories import victories
from asculum.options.history import compare
from asculum.options.ledger import PYRRHIC, Index, PyrrhicLedger
from asculum.report.reckoning import (
    ClaimReading,
    Diagnostics,
    Lean,
    Manifest,
    PastDate,
    PastLook,
    PastPoint,
    PastSeries,
    Reckoning,
    StatementReading,
    WeeklySeries,
)
from asculum.terms.estimate import Estimate
from asculum.terms.findings import Finding
from asculum.terms.period import Period
from asculum.terms.status import Status, StatusCode

START, END = date(2022, 8, 1), date(2023, 5, 21)
WAR = date(2022, 2, 24)
OK = Status(code=StatusCode.OK, sentence="The sampler converged and every total is pinned down.")
#: Strings that a page must survive, one for every trick.
HOSTILE = (
    "<script>alert('x')</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "abc\u202edcba\u2066 \x00\x07 end",
    "{{ 7 * 7 }} {% raw %}",
    "x" * 10_000,
    "javascript:alert(3)",
)

SOURCES = (
    Source(id="prigozhin", name="Yevgeny Prigozhin (Wagner)", allegiance="ru", kind="military"),
    Source(id="ru-mod", name="Russian Ministry of Defence", allegiance="ru", kind="official"),
    Source(id="danilov", name="Oleksiy Danilov (NSDC)", allegiance="ua", kind="official"),
    Source(id="zelensky", name="Volodymyr Zelensky", allegiance="ua", kind="official"),
    Source(id="gen-staff", name="General Staff of Ukraine", allegiance="ua", kind="military"),
    Source(id="east-group", name="Eastern Group of Forces", allegiance="ua", kind="military"),
    Source(id="ua-officer", name="senior Ukrainian officer", allegiance="ua", kind="military"),
    Source(id="us-nsc", name="US National Security Council", allegiance="third", backs="ua"),
    Source(id="us-leak", name="leaked US papers", allegiance="third", backs="ua"),
    Source(id="west", name="Western officials", allegiance="third", backs="ua"),
    Source(id="uk-mod", name="UK Ministry of Defence", allegiance="third", backs="ua"),
    Source(id="nato", name="NATO official", allegiance="third", backs="ua"),
    Source(id="bnd", name="BND", allegiance="third", backs="ua", kind="intelligence"),
    Source(id="mediazona", name="Mediazona and BBC", allegiance="third", kind="media"),
    Source(id="grid", name="Grid", allegiance="third", kind="media"),
    Source(id="telegram", name="altered page on Telegram", allegiance="ru", kind="other"),
    Source(id="article", name="essay of 21 March 2023", allegiance="third", kind="media"),
    Source(id="mayor", name="Mayor Oleksiy Reva", allegiance="ua", kind="municipal"),
    Source(id="wiki", name="an encyclopedia’s infobox", allegiance="third", kind="other"),
)


def claim(
    id: str,
    source: str,
    side: str,
    category: Category,
    published: date,
    *,
    low: float | None = None,
    best: float | None = None,
    high: float | None = None,
    start: date = START,
    end: date | None = None,
    scope: Scope = Scope.BATTLE,
    kind: Kind = Kind.COUNT,
    bound: Bound = Bound.ABOUT,
    force: str = "",
    versus: str = "",
    versus_force: str = "",
    derives: tuple[str, ...] = (),
    manner: Manner | None = None,
    checked: Checked = Checked.EXCERPT,
    url: str = "",
    note: str = "",
    line: int = 0,
) -> Claim:
    return Claim(
        id=id,
        source=source,
        side=side,
        category=category,
        published=published,
        low=low,
        best=best,
        high=high,
        period=Period(start=start, end=end or published),
        scope=scope,
        kind=kind,
        bound=bound,
        force=force,
        versus=versus,
        versus_force=versus_force,
        derives_from=derives,
        manner=manner,
        checked=checked,
        url=url or f"https://www.example.org/claims/{id}",
        note=note,
        line=line,
        end_given=end is not None,
    )


def claims() -> tuple[Claim, ...]:
    """Return about 85 claims of every kind: 40 of the battle and the war, 45 weekly increments."""
    killed, hurt, cas = Category.KILLED, Category.WOUNDED, Category.CASUALTIES
    least, most = Bound.AT_LEAST, Bound.AT_MOST
    d, war, front, sector = date, Scope.WAR, Scope.FRONT, Scope.SECTOR
    rows = [
        claim(
            "c35",
            "prigozhin",
            "ru",
            killed,
            d(2023, 5, 24),
            best=20000,
            end=END,
            force="wagner",
            note="20 % of 50,000 convicts and as many contract men",
        ),
        claim("c36", "prigozhin", "ua", killed, d(2023, 5, 24), best=50000, end=END),
        claim("c37", "prigozhin", "ua", hurt, d(2023, 5, 24), low=50000, high=70000, end=END),
        claim(
            "c38",
            "prigozhin",
            "ua",
            killed,
            d(2023, 5, 24),
            best=3,
            end=END,
            kind=Kind.RATIO,
            versus="ru",
            versus_force="wagner",
        ),
        claim(
            "c48",
            "danilov",
            "ru",
            killed,
            d(2023, 6, 4),
            best=22816,
            start=d(2022, 9, 1),
            end=END,
            bound=Bound.EXACTLY,
        ),
        claim(
            "c49",
            "danilov",
            "ru",
            killed,
            d(2023, 6, 4),
            best=7.5,
            start=d(2022, 9, 1),
            end=END,
            kind=Kind.RATIO,
            versus="ua",
        ),
        claim("c11", "danilov", "ru", cas, d(2023, 3, 2), best=7, kind=Kind.RATIO, versus="ua"),
        claim(
            "c13",
            "nato",
            "ru",
            killed,
            d(2023, 3, 6),
            low=5,
            kind=Kind.RATIO,
            versus="ua",
            bound=least,
        ),
        claim(
            "c12",
            "danilov",
            "ru",
            cas,
            d(2023, 3, 5),
            high=500,
            start=d(2023, 2, 20),
            kind=Kind.PER_DAY,
            bound=most,
        ),
        claim(
            "c6",
            "bnd",
            "ua",
            cas,
            d(2023, 1, 20),
            low=100,
            high=999,
            start=d(2023, 1, 1),
            kind=Kind.PER_DAY,
            note="“three-digit number of soldiers” a day",
        ),
        claim("c15", "west", "ru", cas, d(2023, 3, 8), low=20000, high=30000),
        claim(
            "c16",
            "grid",
            "ru",
            killed,
            d(2023, 3, 9),
            low=20000,
            high=30000,
            derives=("c15",),
            manner=Manner.MISQUOTES,
            note="the same numbers as killed",
        ),
        claim(
            "c23",
            "uk-mod",
            "ru",
            cas,
            d(2023, 3, 15),
            low=20000,
            high=30000,
            start=d(2022, 5, 1),
            scope=sector,
        ),
        claim(
            "c17",
            "east-group",
            "ru",
            killed,
            d(2023, 3, 11),
            best=221,
            start=d(2023, 3, 11),
            end=d(2023, 3, 12),
        ),
        claim(
            "c18",
            "east-group",
            "ru",
            hurt,
            d(2023, 3, 11),
            best=314,
            start=d(2023, 3, 11),
            end=d(2023, 3, 12),
        ),
        claim(
            "c19",
            "ru-mod",
            "ua",
            killed,
            d(2023, 3, 11),
            best=210,
            start=d(2023, 3, 11),
            end=d(2023, 3, 12),
            scope=sector,
        ),
        claim(
            "c20",
            "zelensky",
            "ru",
            killed,
            d(2023, 3, 12),
            low=1100,
            start=d(2023, 3, 6),
            end=d(2023, 3, 13),
            scope=sector,
            bound=least,
        ),
        claim(
            "c21",
            "zelensky",
            "ru",
            hurt,
            d(2023, 3, 12),
            best=1500,
            start=d(2023, 3, 6),
            end=d(2023, 3, 13),
            scope=sector,
        ),
        claim(
            "c33",
            "ua-officer",
            "ru",
            killed,
            d(2023, 5, 22),
            low=20000,
            end=d(2023, 3, 22),
            bound=least,
            note="“very rough”",
        ),
        claim(
            "c34",
            "ua-officer",
            "ru",
            hurt,
            d(2023, 5, 22),
            low=100000,
            end=d(2023, 3, 22),
            bound=least,
        ),
        claim("c46", "west", "ru", cas, d(2023, 6, 2), low=60000, start=d(2022, 6, 1), bound=least),
        claim(
            "c47", "west", "ru", killed, d(2023, 6, 2), low=20000, start=d(2022, 6, 1), bound=least
        ),
        claim("c32", "us-nsc", "ru", cas, d(2023, 5, 21), low=100000, bound=least),
        claim(
            "c29",
            "us-nsc",
            "ru",
            cas,
            d(2023, 5, 1),
            low=100000,
            start=d(2022, 12, 1),
            scope=front,
            bound=least,
        ),
        claim(
            "c30",
            "us-nsc",
            "ru",
            killed,
            d(2023, 5, 1),
            low=20000,
            start=d(2022, 12, 1),
            scope=front,
            bound=least,
        ),
        claim(
            "c31",
            "ru-mod",
            "ua",
            cas,
            d(2023, 5, 2),
            best=15000,
            start=d(2023, 4, 1),
            end=d(2023, 5, 1),
            scope=front,
        ),
        claim(
            "c14",
            "ru-mod",
            "ua",
            cas,
            d(2023, 3, 7),
            best=11000,
            start=d(2023, 2, 1),
            end=d(2023, 3, 1),
            scope=front,
        ),
        claim(
            "c7",
            "us-nsc",
            "ru",
            cas,
            d(2023, 2, 17),
            low=30000,
            start=WAR,
            scope=war,
            force="wagner",
            bound=least,
        ),
        claim(
            "c8",
            "us-nsc",
            "ru",
            killed,
            d(2023, 2, 17),
            best=9000,
            start=WAR,
            scope=war,
            force="wagner",
        ),
        claim(
            "c10",
            "uk-mod",
            "ru",
            killed,
            d(2023, 2, 17),
            low=40000,
            high=60000,
            start=WAR,
            scope=war,
        ),
        claim(
            "c25",
            "us-leak",
            "ru",
            killed,
            d(2023, 4, 8),
            low=35500,
            high=43000,
            start=WAR,
            end=d(2023, 3, 1),
            scope=war,
        ),
        claim(
            "c26",
            "telegram",
            "ru",
            killed,
            d(2023, 4, 8),
            low=16000,
            high=17500,
            start=WAR,
            end=d(2023, 3, 1),
            scope=war,
            derives=("c25",),
            manner=Manner.DOCTORS,
        ),
        claim(
            "c28",
            "us-leak",
            "ua",
            killed,
            d(2023, 4, 8),
            low=15500,
            high=17500,
            start=WAR,
            end=d(2023, 3, 1),
            scope=war,
        ),
        claim(
            "c5",
            "zelensky",
            "ua",
            killed,
            d(2022, 12, 1),
            low=10000,
            high=13000,
            start=WAR,
            scope=war,
        ),
        claim(
            "c2",
            "ru-mod",
            "ru",
            killed,
            d(2022, 9, 21),
            best=5937,
            start=WAR,
            scope=war,
            force="regular",
        ),
        claim(
            "c44",
            "mediazona",
            "ru",
            killed,
            d(2023, 6, 2),
            best=24470,
            start=WAR,
            scope=war,
            kind=Kind.NAMED_MINIMUM,
            checked=Checked.PAGE,
        ),
        claim(
            "c57",
            "us-nsc",
            "ua",
            killed,
            d(2023, 8, 18),
            best=70000,
            start=WAR,
            scope=war,
            checked=Checked.MEMORY,
        ),
        claim("c60", "article", "both", cas, d(2023, 3, 21), best=70000),
        claim(
            "c61", "danilov", "ua", killed, d(2023, 6, 4), best=3042, start=d(2022, 9, 1), end=END
        ),
        claim(
            "c62",
            "gen-staff",
            "ru",
            killed,
            d(2023, 3, 1),
            best=14200,
            kind=Kind.CUMULATIVE,
            force="wagner",
            checked=Checked.PAGE,
        ),
        claim("c42", "wiki", "civilians", killed, d(2023, 3, 25), best=4000, bound=least),
    ]
    rng = np.random.default_rng(7)
    for week in range(45):
        start = date(2022, 7, 11) + timedelta(days=7 * week)
        best = float(round(2200 + 2300 * np.exp(-(((week - 32) / 11) ** 2)) + rng.normal(0, 260)))
        row = claim(
            f"gs{week:02d}",
            "gen-staff",
            "ru",
            killed,
            start + timedelta(days=7),
            best=best,
            start=start,
            end=start + timedelta(days=7),
            scope=front,
        )
        rows.append(row)
    return tuple(rows)


def dossier() -> Dossier:
    """Return the dossier: claims, strengths, control and people."""
    people = (
        _people("p1", "mayor", "civilians_killed", best=204, note="4 of them children"),
        _people("p2", "mayor", "civilians_wounded", best=505),
        _people("p3", "mayor", "residents", best=500, bound=Bound.ABOUT),
        _people("p4", "mayor", "population", low=70000, high=80000),
        _people("p5", "wiki", "civilians_killed", best=4000, bound=Bound.AT_LEAST),
        _people("p6", "mayor", "houses_damaged", best=5054, checked=Checked.MEMORY),
        _people("p7", "mayor", "residents", best=24_000, start=None, end=date(2022, 9, 30)),
        _people("p8", "wiki", "refugees", place="Ukraine", best=5_684_177),
        _people("p9", "wiki", "refugees_hosted", place="Poland", best=1_529_355),
    )
    control = (
        _control("Bakhmut", date(2022, 3, 1), date(2022, 8, 12), "ua", 48.6, 38.01),
        _control("Bakhmut", date(2022, 8, 12), date(2022, 10, 27), "contested", 48.6, 38.01),
        _control("Bakhmut", date(2022, 10, 27), date(2023, 1, 20), "ua", 48.6, 38.01),
        _control("Bakhmut", date(2023, 1, 20), date(2023, 5, 24), "contested", 48.6, 38.01),
        _control("Bakhmut", date(2023, 5, 24), None, "ru", 48.6, 38.01),
        _control("Soledar", date(2022, 5, 1), date(2022, 8, 5), "ua", 48.68, 38.09),
        _control("Soledar", date(2022, 8, 5), date(2023, 1, 13), "contested", 48.68, 38.09),
        _control("Soledar", date(2023, 1, 13), None, "ru", 48.68, 38.09),
        _control("Klishchiivka", date(2022, 12, 1), date(2023, 1, 20), "contested", 48.53, 37.97),
        _control("Klishchiivka", date(2023, 1, 20), None, "ru", 48.53, 37.97),
        _control("Kyiv", date(2022, 2, 24), None, "ua", 50.45, 30.52),
    )
    strengths = (
        Strength(
            id="s1",
            published=date(2023, 3, 25),
            source="wiki",
            side="ua",
            best=30000,
            measure="present",
            date=date(2023, 3, 25),
            url="https://example.org/s1",
        ),
        Strength(
            id="s2",
            published=date(2023, 1, 5),
            source="us-nsc",
            side="ru",
            force="wagner",
            best=50000,
            measure="committed",
            date=date(2023, 1, 1),
        ),
    )
    return Dossier(
        id="bakhmut",
        title="Battle of Bakhmut",
        about="Ten months of fighting for a town of 70,000 in the Donetsk region. Both sides say "
        "that the other was bled white.",
        place=Place(name="Bakhmut", country="Ukraine", latitude=48.6, longitude=38.01),
        period=Period(start=START, end=END),
        sides=(
            Side(
                id="ru",
                name="Russia",
                role="attacker",
                forces=(Force(id="wagner", name="Wagner"), Force(id="regular", name="regulars")),
            ),
            Side(id="ua", name="Ukraine", role="defender"),
        ),
        outcome=Outcome(victor="ru", disputed=True, source="prigozhin"),
        verdict=VerdictTerms(category="killed", horizon="the year after"),
        pools=(
            Pool(
                side="ru",
                low=250000,
                high=420000,
                source="uk-mod",
                per_battle=90000,
                url="https://example.org/pool",
                note="volunteers and convicts of 2023",
            ),
            Pool(side="ua", low=180000, high=300000, source="west"),
        ),
        statements=(Statement(text="An estimated 70,000 casualties from both sides", claim="c60"),),
        assumptions={},
        sources={item.id: item for item in SOURCES},
        claims=claims(),
        strengths=strengths,
        control=control,
        people=people,
        economy=tuple(
            EconomyFigure(
                id=f"e{number}",
                published=date(2023 + number, 3, 1),
                source="west",
                subject="Ukraine",
                reach="country",
                measure="needs, ten years",
                unit="bn USD",
                best=best,
                end=date(2023 + number, 2, 1),
                url="https://example.org/e",
            )
            for number, best in enumerate((411.0, 486.0))
        ),
        files={"dossier.toml": "9f" * 32, "claims.csv": "0a" * 32, "sources.csv": "77" * 32},
    )


def reckoning() -> Reckoning:
    """Return the reckoning of the made-up dossier."""
    files, place = with_place(dossier())
    weekly = _weekly()
    totals = _totals(files)
    return Reckoning(
        dossier=files,
        as_of=date(2026, 11, 23),
        status=OK,
        losses_status=OK,
        totals=totals,
        weekly=weekly,
        leans=_leans(),
        readings=tuple(_reading(item) for item in files.claims),
        statements=(
            StatementReading(
                text="An estimated 70,000 casualties from both sides",
                claim="c60",
                verdict="supported",
                sentence="The reckoned total of both sides by that day is 61,000 to 140,000 in 9 "
                "of 10 draws. The total does not say how it divides.",
            ),
            StatementReading(
                text="Seven Russians fell for each Ukrainian",
                claim="c11",
                verdict="contradicted",
                sentence="The ratio lies between 1.3 and 3.6 in 9 of 10 draws.",
            ),
        ),
        ledger=_ledger(totals),
        assumptions=ASSUMPTIONS,
        findings=(
            Finding(
                code="EVI014",
                severity="warning",
                where="claims.csv:17",
                what="c16 repeats c15 with another category",
                why="an echo adds no evidence",
            ),
            Finding(code="EVI031", severity="note", where="claims.csv:58", what="c57 is unchecked"),
            *(
                Finding(
                    code="EVI020",
                    severity="note",
                    where=f"claims.csv:{line}",
                    what="the end was filled in from the day of publication",
                )
                for line in range(3, 12)
            ),
        ),
        manifest=Manifest(
            version="0.1.0",
            run="3f9c2a",
            seed=1,
            as_of=date(2026, 11, 23),
            made=datetime(2026, 11, 23, 20, 15, tzinfo=UTC),
            files=files.files,
            packages={"numpy": "2.4.0", "nutpie": "0.16.8", "jinja2": "3.1.6"},
            platform="Linux x86_64, Python 3.11.2",
            settings={"chains": 4, "draws": 1000, "prob": 0.9},
            seconds=7.31,
        ),
        diagnostics=Diagnostics(
            chains=4,
            draws=1000,
            rhat=1.004,
            ess_bulk=1432,
            ess_tail=1210,
            divergences=0,
            worst="lean of Wagner",
        ),
        methods=("losses: latent weekly killed with leaning sources",),
        explanation=explanation(files, totals),
        aftermath=aftermath(files),
        history=compare([(item.repute, item.battle) for item in victories()]),
        place=place,
    )


#: Past days: one without an answer, the last of the battle, one after it.
PAST_DAYS = (date(2022, 12, 1), END - timedelta(days=1), END + timedelta(days=60))


def moved() -> Reckoning:
    """Return the reckoning with past days beside it; the first has no answer."""
    dates = (
        PastDate(day=PAST_DAYS[0], claims=3, arrived=("c1", "c2"), refusal="The chains <did> not."),
        PastDate(day=PAST_DAYS[1], claims=9, arrived=("c15",), weekly=_scaled(0.5)),
        PastDate(day=PAST_DAYS[2], claims=9, arrived=(), weekly=_scaled(0.8)),
    )
    series = (
        _past_series("ru", "casualties", 60_000),
        _past_series("ua", "casualties", 40_000),
        _past_series("ru", "killed", 18_000),
        _past_series("ua", "killed", 11_000),
    )
    return replace(reckoning(), past=PastLook(dates=dates, series=series))


def _scaled(factor: float) -> tuple[WeeklySeries, ...]:
    return tuple(replace(item, quantiles=item.quantiles * factor) for item in _weekly())


def _past_series(side: str, category: str, size: float) -> PastSeries:
    def point(day: date, median: float) -> PastPoint:
        return PastPoint(day=day, lower=0.6 * median, median=median, upper=1.7 * median)

    weeks = [START + timedelta(days=6 + 7 * week) for week in range(41)]
    return PastSeries(
        side=side,
        category=category,
        then=tuple(point(day, size * (n + 1) / 2) for n, day in enumerate(PAST_DAYS[1:])),
        again=tuple(point(day, size) for day in PAST_DAYS[1:]),
        now=tuple(point(day, size * (n + 1) / 41) for n, day in enumerate(weeks)),
    )


def refused() -> Reckoning:
    """Return the same where the losses were refused."""
    status = Status(
        code=StatusCode.NOT_IDENTIFIED,
        sentence="Only two-sided totals are claimed: how they divide cannot be told.",
    )
    whole = reckoning()
    readings = tuple(
        replace(item, truth_lower=None, truth_median=None, truth_upper=None)
        for item in whole.readings
    )
    return replace(
        whole,
        status=status,
        losses_status=status,
        totals=(),
        weekly=(),
        leans=(),
        readings=readings,
        statements=(),
        ledger=None,
        diagnostics=None,
        explanation=None,
    )


def ledger_refused() -> Reckoning:
    """Return the same where the ledger lacks pools and one index."""
    whole = reckoning()
    assert whole.ledger is not None
    indices = tuple(
        replace(item, estimate=None, above=None, refusal="no pool is stated for Ukraine")
        if item.key in ("SER", "BER", "V2R")
        else item
        for item in whole.ledger.indices
    )
    ledger = replace(
        whole.ledger,
        indices=indices,
        label="",
        terms=(),
        sentence="Whether the victory was pyrrhic cannot be told.",
        missing=("a pool for Ukraine with its source", "a horizon"),
    )
    return replace(whole, ledger=ledger, dossier=replace(whole.dossier, pools=()))


def bare() -> Reckoning:
    """Return the same without people, control, strengths, statements or ledger."""
    whole = reckoning()
    files = replace(
        whole.dossier,
        people=(),
        economy=(),
        control=(),
        strengths=(),
        pools=(),
        statements=(),
        claims=tuple(c for c in whole.dossier.claims if c.side != "civilians"),
        network_nodes=(),
        network_edges=(),
    )
    return replace(
        whole,
        dossier=files,
        statements=(),
        ledger=None,
        aftermath=None,
        history=(),
        place=None,
        findings=(),
        methods=(),
    )


def hostile() -> Reckoning:
    """Return the same with strings that try to break the page in every field that is free text."""
    whole = reckoning()
    rows = [
        replace(
            item,
            note=HOSTILE[n % len(HOSTILE)],
            url=(
                "javascript:alert(9)",
                "data:text/html,<script>1</script>",
                'https://a.org/"x',
                "http://example.org/?a=1&b=<2>",
                "https://ok.example/" + "y" * 900,
            )[n % 5],
        )
        for n, item in enumerate(whole.dossier.claims)
    ]
    rows[0] = replace(rows[0], id="x\" onmouseover=alert(4) '<b>")
    rows[1] = replace(rows[1], id="claims")
    readings = [replace(item, why=HOSTILE[n % 6]) for n, item in enumerate(whole.readings)]
    readings[0] = replace(readings[0], claim=rows[0].id, origin="claims")
    readings[1] = replace(readings[1], claim="claims")
    sources = {
        item.id: replace(item, name=f"{item.name} {HOSTILE[n % 6][:400]}", note=HOSTILE[n % 6])
        for n, item in enumerate(whole.dossier.sources.values())
    }
    files = replace(
        whole.dossier,
        title=HOSTILE[0] + HOSTILE[3],
        about=HOSTILE[5] + HOSTILE[1],
        claims=tuple(rows),
        sources=sources,
        place=Place(name=HOSTILE[2], country=HOSTILE[4], node="town"),
        people=tuple(
            replace(p, note=HOSTILE[1], place=HOSTILE[2], url="javascript:1")
            for p in whole.dossier.people
        ),
        economy=tuple(
            replace(e, subject=HOSTILE[n], measure=HOSTILE[3], unit=HOSTILE[1], url="javascript:1")
            for n, e in enumerate(whole.dossier.economy)
        ),
    )
    files = renamed(files, HOSTILE)
    statements = tuple(
        replace(s, text=HOSTILE[1], verdict=HOSTILE[2], rule=HOSTILE[0]) for s in whole.statements
    )
    findings = (Finding(code="<b>", severity="error", what=HOSTILE[1], where=HOSTILE[3]),)
    manifest = replace(
        whole.manifest,
        run=HOSTILE[0],
        platform=HOSTILE[1],
        files={HOSTILE[2]: HOSTILE[1]},
        settings={HOSTILE[0]: HOSTILE[3]},
    )
    totals = tuple(
        replace(item, sources=(*item.sources, rows[0].id, HOSTILE[0])) for item in whole.totals
    )
    return replace(
        whole,
        dossier=files,
        readings=tuple(readings),
        statements=statements,
        findings=findings,
        manifest=manifest,
        totals=totals,
        explanation=explanation(files, totals),
        aftermath=aftermath(files),
        place=answer_of(files),
    )


#: Words in which every trick stands at once; a spreadsheet would take their start for a formula.
POISON = (
    "=HYPERLINK(1)<script>alert('x')</script>\"'><img src=x onerror=alert(2)>]]><!--"
    "</noscript><img src=y onerror=alert(3)>\u202eabc\u2066\x00 {{ 7 * 7 }}" + "x" * 10_000
)
#: Fields of a dossier that hold a stranger's words; the others are ids, choices, dates and numbers.
FREE = frozenset(
    {"title", "about", "name", "short", "country", "note", "url", "text", "why", "place", "subject"}
    | {"measure", "unit", "what", "where", "fix", "sentence"}
)


def poisoned() -> Reckoning:
    """Return the reckoning with ``POISON`` in every free text of the dossier and beside it."""
    whole = reckoning()
    # the place keeps its names: a map and a timeline are found by them
    kept = {"place", "measure", "unit"}
    files = _poisoned(whole.dossier, FREE - kept)
    economy = tuple(replace(_poisoned(row, FREE), source=row.source) for row in files.economy)
    assert isinstance(files, Dossier)
    files = replace(files, economy=economy)
    return replace(
        whole,
        dossier=files,
        readings=tuple(replace(item, why=POISON) for item in whole.readings),
        statements=tuple(replace(item, text=POISON, rule=POISON) for item in whole.statements),
        findings=tuple(replace(item, what=POISON, where=POISON) for item in whole.findings),
        explanation=explanation(files, whole.totals),
        aftermath=aftermath(files),
        place=answer_of(files),
        boundaries=Boundaries(
            name=f"{POISON}.geojson",
            title=POISON,
            note=POISON,
            sha256="0" * 64,
            lines=(((37.0, 48.5), (39.0, 48.7)),),
        ),
    )


def _poisoned(value: Any, free: frozenset[str]) -> Any:
    """Return a value with ``POISON`` in every field of these names, however deep it lies."""
    if isinstance(value, tuple):
        return tuple(_poisoned(item, free) for item in value)
    if isinstance(value, dict):
        return {key: _poisoned(item, free) for key, item in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if isinstance(held, str) and type(held) is str and field.name in free:
            changed[field.name] = POISON
        elif isinstance(held, tuple | dict) or is_dataclass(held):
            changed[field.name] = _poisoned(held, free)
    return replace(value, **changed)


ASSUMPTIONS = {
    ("bias_third", "", ""): Assumption(
        name="bias_third",
        low=0.7,
        high=1.4,
        stated=False,
        why="What third parties make of losses (1 = the truth)",
    ),
    ("bias_own", "", ""): Assumption(name="bias_own", low=0.15, high=1.1, stated=False),
    ("wounded_per_killed", "ru", "wagner"): Assumption(
        name="wounded_per_killed", low=1.5, high=3, why="few were carried out", source="us-nsc"
    ),
    ("share_of_front", "ru", ""): Assumption(
        name="share_of_front",
        low=0.2,
        high=0.6,
        why="the main effort of that winter",
        source="https://example.org/share",
    ),
}


def _people(id: str, source: str, measure: str, **rest: object) -> PeopleFigure:
    whole = {
        "published": date(2023, 5, 31),
        "place": "Bakhmut",
        "start": WAR,
        "end": date(2023, 5, 30),
        "url": "https://example.org/people",
    }
    return PeopleFigure(id=id, source=source, measure=measure, **(whole | rest))  # type: ignore[arg-type]


def _control(
    place: str, start: date, end: date | None, status: str, lat: float, lon: float
) -> Control:
    return Control(
        place=place, start=start, end=end, status=status, source="wiki", latitude=lat, longitude=lon
    )


def _shape(weeks: int) -> np.ndarray:
    at = np.arange(weeks)
    wave = 0.45 + np.exp(-(((at - 28) / 9.0) ** 2)) * 1.6 + 0.1 * np.sin(at * 0.9)
    return wave / wave.sum()


def _weekly() -> tuple[WeeklySeries, ...]:
    days = (END - START).days
    periods = tuple(
        Period(start=START + timedelta(days=a), end=START + timedelta(days=min(a + 7, days)))
        for a in range(0, days, 7)
    )
    shape = _shape(len(periods))
    probs = (0.05, 0.25, 0.5, 0.75, 0.95)
    found = []
    for side, force, category, total, sigma in (
        ("ru", "", "killed", 21000, 0.26),
        ("ru", "wagner", "killed", 14500, 0.24),
        ("ru", "regular", "killed", 6500, 0.5),
        ("ua", "", "killed", 9800, 0.42),
        ("ru", "", "casualties", 68000, 0.3),
        ("ua", "", "casualties", 36000, 0.45),
    ):
        z = np.array([-1.645, -0.674, 0, 0.674, 1.645])
        tilt = np.roll(shape, -6) if side == "ua" else shape
        quantiles = total * tilt[:, None] * np.exp(sigma * 1.25 * z)[None, :]
        found.append(
            WeeklySeries(
                side=side,
                force=force,
                category=category,
                periods=periods,
                probs=probs,
                quantiles=quantiles,
            )
        )
    return tuple(found)


def _totals(files: Dossier) -> tuple[Estimate, ...]:
    rng = np.random.default_rng(1)
    found = []
    for quantity, side, force, middle, sigma in (
        ("killed", "ru", "", 21000, 0.17),
        ("killed", "ru", "wagner", 14500, 0.15),
        ("killed", "ru", "regular", 6500, 0.45),
        ("killed", "ua", "", 9800, 0.35),
        ("casualties", "ru", "", 68000, 0.22),
        ("casualties", "ru", "wagner", 45000, 0.2),
        ("casualties", "ru", "regular", 23000, 0.5),
        ("casualties", "ua", "", 36000, 0.4),
    ):
        sources = tuple(
            item.id
            for item in files.claims
            if item.side == side and item.id not in ("c16", "c26") and not item.id.startswith("gs4")
        )
        found.append(
            Estimate(
                quantity=quantity,
                draws=middle * np.exp(sigma * rng.standard_normal(2000)),
                unit="persons",
                method="losses",
                status=OK,
                side=side,
                force=force,
                period=files.period,
                sources=(*sources, "bias_third"),
            )
        )
    return tuple(found)


def _leans() -> tuple[Lean, ...]:
    rows = (
        ("prigozhin", "ru", "own", 1, 1.3, 0.12),
        ("ru-mod", "ru", "own", 1, 0.3, 0.3),
        ("danilov", "ru", "enemy", 3, 1.25, 0.2),
        ("gen-staff", "ru", "enemy", 46, 1.5, 0.15),
        ("zelensky", "ru", "enemy", 2, 1.7, 0.3),
        ("us-nsc", "ru", "third", 6, 1.1, 0.15),
        ("west", "ru", "third", 3, 0.9, 0.18),
        ("uk-mod", "ru", "third", 2, 1.0, 0.2),
        ("mediazona", "ru", "third", 1, 0.95, 0.2),
        ("prigozhin", "ua", "enemy", 2, 4.8, 0.4),
        ("ru-mod", "ua", "enemy", 3, 2.6, 0.4),
        ("danilov", "ua", "own", 1, 0.32, 0.4),
        ("zelensky", "ua", "own", 1, 0.45, 0.4),
        ("us-leak", "ua", "third", 1, 0.8, 0.25),
        ("bnd", "ua", "third", 1, 1.05, 0.3),
    )
    prior = {"own": (0.15, 0.41, 1.1), "enemy": (0.8, 2.0, 5.0), "third": (0.7, 0.99, 1.4)}
    return tuple(
        Lean(
            source=source,
            side=side,
            relation=relation,
            claims=count,
            lower=middle * float(np.exp(-1.645 * sigma)),
            median=middle,
            upper=middle * float(np.exp(1.645 * sigma)),
            prior_lower=prior[relation][0],
            prior_median=prior[relation][1],
            prior_upper=prior[relation][2],
        )
        for source, side, relation, count, middle, sigma in rows
    )


def _reading(item: Claim) -> ClaimReading:
    if item.side == "civilians":
        return ClaimReading(claim=item.id, role="civilian", why="civilians are never modelled")
    role, why, origin = "evidence", "an independent claim", ""
    if item.manner is Manner.DOCTORS:
        role, why, origin = "doctored", "an altered copy", item.derives_from[0]
    elif item.derives_from:
        role, why, origin = "echo", "goes back to another claim", item.derives_from[0]
    elif item.id == "c57":
        role, why = "unused", "published after the battle and from memory"
    elif item.id == "gs00":
        role, why = "superseded", "corrected by its source a week later"
    if item.scope is Scope.WAR and item.id == "c2":
        return ClaimReading(claim=item.id, role=role, why=why, origin=origin)
    seed = sum(item.id.encode())
    middle = item.figure * float(np.exp(0.5 * np.sin(seed)))
    return ClaimReading(
        claim=item.id,
        role=role,
        why=why,
        origin=origin,
        truth_lower=middle * 0.7,
        truth_median=middle,
        truth_upper=middle * 1.45,
    )


def _ledger(totals: tuple[Estimate, ...]) -> PyrrhicLedger:
    draws = {
        item.side: item.draws for item in totals if item.quantity == "killed" and not item.force
    }
    sources = tuple(dict.fromkeys(s for item in totals for s in item.sources))
    rng = np.random.default_rng(3)
    pool = {"ru": rng.uniform(250000, 420000, 2000), "ua": rng.uniform(180000, 300000, 2000)}
    rows = (
        (
            "LER",
            "Loss exchange ratio",
            "Russia over Ukraine",
            "L_W / L_L",
            draws["ru"] / draws["ua"],
            "Russia lost about twice as many killed as Ukraine.",
        ),
        (
            "SER",
            "Strength exchange ratio",
            "Russia over Ukraine",
            "(L_W/S_W) / (L_L/S_L)",
            draws["ru"] / pool["ru"] / (draws["ua"] / pool["ua"]),
            "Russia lost more of what it could replace.",
        ),
        (
            "BER",
            "Break-even ratio",
            "Russia’s pool over Ukraine’s",
            "S_W / S_L",
            pool["ru"] / pool["ua"],
            "Above this ratio of losses Russia runs out first.",
        ),
        (
            "V2R",
            "Victories to ruin",
            "Russia",
            "S / (L − ρτ)+",
            pool["ru"] / (draws["ru"] * 0.4),
            "So many such victories and the pool is empty.",
        ),
    )
    indices = tuple(
        Index(
            key=key,
            name=name,
            direction=direction,
            formula=formula,
            reading=reading,
            estimate=Estimate(
                quantity=key,
                draws=values,
                unit="ratio",
                method="ledger",
                status=OK,
                sources=sources,
            ),
            above=float((values > 1).mean()) if key != "V2R" else None,
        )
        for key, name, direction, formula, values, reading in rows
    )
    fer = Index(
        key="FER",
        name="Fractional exchange ratio",
        direction="Russia over Ukraine",
        formula="(L_W/N_W) / (L_L/N_L)",
        estimate=None,
        reading="",
        refusal="nobody states how many Russia committed in all",
    )
    return PyrrhicLedger(
        winner="ru",
        loser="ua",
        category="killed",
        indices=(*indices, fer),
        label=PYRRHIC,
        sentence="In 88 % of draws Russia lost a larger share of what it could replace than "
        "Ukraine did.",
        terms=(
            "Losses weighed: killed.",
            "Pool of Russia: 250,000 to 420,000 (UK Ministry of Defence).",
            "Horizon: the year after.",
            "Burden threshold: 5 %.",
        ),
    )
