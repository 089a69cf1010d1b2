"""A dossier reckoned: the join between what users gather and what the parts compute."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from asculum.aftermath.account import Aftermath, aftermath
from asculum.evidence.boundaries import Boundaries, read_boundaries
from asculum.evidence.bundled import find
from asculum.evidence.check_network import place_node
from asculum.evidence.dossier import Dossier
from asculum.evidence.history.victories import victories
from asculum.evidence.reading import read_dossier
from asculum.evidence.spelling import counted
from asculum.losses.estimate import Losses
from asculum.losses.explanation import Explanation
from asculum.losses.sampler import Sampling, prepare
from asculum.options.history import Compared, compare
from asculum.options.ledger import PyrrhicLedger
from asculum.options.views import Weighing
from asculum.report.answers import SevenAnswers
from asculum.report.fought import Fought
from asculum.report.reckoning import Reckoning, WeeklySeries
from asculum.store.files import atomic_write
from asculum.study.ahead import Ahead
from asculum.study.assembling import Parts, assemble
from asculum.study.bands import weekly_bands
from asculum.study.dates import FEW, as_of_day, check_days, past_days
from asculum.study.dossier_lists import answer_lists, findings_of_lists, with_lists
from asculum.study.explaining import explained
from asculum.study.fighting import fought
from asculum.study.hindcast import Begun, Run, ahead_of, begin_days, finish_days, reckon_days
from asculum.study.judging import judge, references
from asculum.study.kept_fits import fit_or_restore
from asculum.study.manifest import manifest
from asculum.study.pages import KeptPage, bounded, keep_page, kept_page, page_key
from asculum.study.past import PastDay
from asculum.study.runs import losses_key, remember, run_losses
from asculum.study.scored import Hindcast, summaries, words
from asculum.study.settings import Progress, Settings
from asculum.study.verdict import ledger
from asculum.study.weighing import decision_days, weigh_dossier, weigh_terms
from asculum.terms.estimate import Estimate
from asculum.terms.findings import Finding
from asculum.terms.period import spans
from asculum.terms.sheets import Sheet

if TYPE_CHECKING:
    from asculum.place.answer import PlaceAnswer


class Study:
    """A dossier with its settings; each answer is reckoned once and remembered.

    ``folder`` is the working folder whose store keeps runs; ``None`` keeps nothing on disk.
    ``sampling`` is how long to sample where it should not be as long as usual; ``law`` is the law
    of attrition about which the losses walk, where one is asked for.
    """

    def __init__(
        self,
        dossier: str | Path,
        *,
        as_of: date | None = None,
        seed: int = 1,
        folder: Path | None = None,
        today: date | None = None,
        sampling: Sampling | None = None,
        law: str = "",
        progress: Progress | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        now = clock()
        day = today or now.date()
        self.source = find(dossier)
        gathered = read_dossier(self.source, today=day)
        self.lists = answer_lists(gathered, Path(self.source), seed=seed)
        self.whole = with_lists(gathered, self.lists)
        self.settings = Settings(
            today=day,
            as_of=as_of_day(self.whole, as_of, day),
            seed=seed,
            sampling=sampling or Sampling(),
            law=law,
        )
        self.folder = folder
        self._progress = progress
        self._clock = clock
        self._findings: list[Finding] = [*self.whole.findings, *findings_of_lists(self.lists)]
        self._explanation: Explanation | None = None
        self._seconds = 0.0

    def __repr__(self) -> str:
        return self._sheet().text()

    def _repr_html_(self) -> str:
        """Return what is reckoned, and of when, as a small table; reckons nothing."""
        return self._sheet().html()

    def _sheet(self) -> Sheet:
        dossier = self.dossier
        told = (
            ("period", str(dossier.period)),
            ("sides", ", ".join(f"{side.name} ({side.id})" for side in dossier.sides)),
            ("claims", f"{len(dossier.claims):,}"),
            ("as of", self.settings.as_of.isoformat()),
            ("seed", str(self.settings.seed)),
        )
        return Sheet(
            title=dossier.title, names=("what", "is"), rows=told, heads=("", ""), printed=told
        )

    @cached_property
    def dossier(self) -> Dossier:
        """The dossier as it could be known on the as-of date."""
        return self.whole.as_of(self.settings.as_of)

    def losses(self) -> Losses:
        """How many were lost: joint draws, or a refusal with its reason."""
        return self._losses

    def verdict(self) -> PyrrhicLedger | None:
        """Whether the victory was pyrrhic.

        ``None`` where the dossier names no victor, or the battle was not over on the as-of date.
        """
        return ledger(self.dossier, self.losses(), seed=self.settings.seed)

    def aftermath(self) -> Aftermath | None:
        """Who else paid, as recorded; ``None`` where the dossier is silent."""
        return aftermath(self.dossier)

    def answers(self) -> SevenAnswers:
        """The seven questions, each answered in a sentence or refused with its reason."""
        from asculum.report.seven import seven

        return seven(self.reckon(briefly=True))

    def history(self) -> tuple[Compared, ...]:
        """The well-known victories with their ledgers, this one set beside each."""
        sets = [(item.repute, item.battle) for item in victories()]
        return compare(sets, ledger=self.verdict(), seed=self.settings.seed)

    def place(
        self, *, days: Sequence[date] = (), lines: Path | None = None, priced: bool = True
    ) -> PlaceAnswer:
        """What the place was worth for supply, on the first and the last day unless others.

        ``lines`` is a GeoJSON file that stands for the dossier's network; without ``priced`` the
        losses are not reckoned and no price is set against it.

        Raises ``UsageError`` PLA003 and PLA005 where the network, or the place in it, is missing.
        """
        from asculum.study.place import place_of

        losses = self.losses() if priced else None
        return place_of(self.dossier, losses, seed=self.settings.seed, days=days, lines=lines)

    def weigh(self, *, as_of_its_day: bool = True) -> Weighing:
        """What else could have been done, with hindsight and as of the day of each decision.

        A decision seen from its own day takes a run of the losses as of that day, kept like those
        of a hindcast; decisions of one day share it, and without ``as_of_its_day`` there are none.
        Deals are weighed along with the options.
        """
        losses = self.losses()
        past: tuple[PastDay, ...] = ()
        if losses.status.ok and as_of_its_day:
            days = decision_days(self.dossier, self.settings.as_of)
            past, findings = reckon_days(self._past(losses), days, progress=self._progress)
            self._findings.extend(findings)
        return self._weighed(past)

    def deals(self) -> Weighing:
        """Whether there was a deal, and what stood in its way, by all that the dossier states."""
        return weigh_terms(
            self.dossier, self.losses(), as_of=self.settings.as_of, seed=self.settings.seed
        )

    def _weighed(self, past: Sequence[PastDay]) -> Weighing:
        return weigh_dossier(
            self.dossier,
            self.losses(),
            as_of=self.settings.as_of,
            seed=self.settings.seed,
            past={item.day: item for item in past},
        )

    def fit(self) -> Fought | None:
        """How the battle was fought; ``None`` where no losses could be reckoned."""
        return self._fought

    def explanation(self, *, refit_all: bool = False) -> Explanation | None:
        """What moved the answer; ``None`` where it was refused.

        ``refit_all`` samples once more without every source whose pull the draws cannot tell,
        instead of without a few of them.
        """
        losses = self.losses()
        if self._explanation is None or refit_all:
            started = time.perf_counter()
            self._explanation, findings = explained(
                losses,
                self.settings,
                run=self.run,
                folder=self.folder,
                now=self._clock(),
                refit_all=refit_all,
            )
            self._findings.extend(findings)
            self._seconds += time.perf_counter() - started
        return self._explanation

    @property
    def run(self) -> str:
        """The key of the run: dossier, settings, seed, code and version."""
        return losses_key(self.dossier, self.settings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the reader must know: of the dossier, the run and the store."""
        later = len(self.whole.claims) - len(self.dossier.claims)
        if not later:
            return tuple(self._findings)
        day = self.settings.as_of.isoformat()
        left_out = Finding(
            code="RUN001",
            severity="note",
            what=f"left out as published after {day}: {counted(later, 'claim')}",
            where="claims.csv",
            why="the reckoning is as of that date",
        )
        return (*self._findings, left_out)

    def losses_by(self, unit: str) -> tuple[Estimate, ...]:
        """Return killed and casualties of each side and force by ``week`` or calendar ``month``.

        Raises ``ValueError`` for any other unit.
        """
        losses = self.losses()
        if losses.posterior is None or not losses.status.ok:
            return ()
        periods = spans(losses.period, unit)
        wanted = [item for item in losses.totals if item.quantity in ("killed", "casualties")]
        found = (
            losses.total(item.side, force=item.force, category=item.quantity, period=period)
            for item in wanted
            for period in periods
        )
        return tuple(item for item in found if item is not None)

    def weekly(self) -> tuple[WeeklySeries, ...]:
        """Weekly losses of each side and force as bands; empty where refused."""
        return weekly_bands(self.losses())

    def hindcast(
        self, days: Sequence[date] | None = None, *, truths: Sequence[str] = ()
    ) -> Hindcast:
        """Reckon the battle as of past days, and score each against what came out later.

        Parameters
        ----------
        days
            The days; eleven from the first answer to a year after the end unless given.
        truths
            Ids of claims to hold the days against. Without one they are held against this study's
            own estimate of the same days, which is a test of self-consistency and no truth.

        Raises ``UsageError`` RUN002 for a day ahead of the study's own as-of date, HIN001 where
        there is no day to look back from, HIN002 and HIN003 for a claim that can be no reference.
        """
        until = self.settings.as_of
        asked = past_days(self.whole, until) if days is None else tuple(days)
        chosen = check_days(asked, until)
        claims = references(self.dossier, truths)
        final = None if claims else self.losses()
        past, findings = reckon_days(self._past(final), chosen, progress=self._progress)
        self._findings.extend(findings)
        found = judge(
            past,
            final=self.dossier,
            losses=final,
            truths=claims,
            prob=self.settings.prob,
        )
        return Hindcast(days=past, scores=found, summaries=summaries(found), sentence=words(found))

    def _shown_days(self) -> tuple[Begun, ...]:
        """Begin the few past days that the report shows.

        Where the dossier states options the day within the battle is that of the last decision, so
        that one run shows both how the estimate moved and what could be known then.
        """
        days = past_days(self.whole, self.settings.as_of, count=FEW)
        decided = decision_days(self.dossier, self.settings.as_of)
        if decided and days:
            days = tuple(sorted({decided[-1], *days[1:]}))
        return begin_days(self._past(None), days)

    def _ahead(self, days: Sequence[Begun]) -> Ahead:
        """Return the runs of past days, to be made beside today's and what follows from it."""
        ahead = ahead_of(days, folder=self.folder, today=self.run)
        if ahead.any:
            prepare()  # here, for a compiler at work in a thread does not stop when asked
        return ahead

    def _past_days(self, days: Sequence[Begun], ahead: Ahead) -> tuple[PastDay, ...]:
        """Reckon the past days that were begun; none where today's answer is refused."""
        if not (days and self.losses().status.ok):
            return ()
        started = time.perf_counter()
        run = self._past(self.losses())
        past, findings = finish_days(run, days, ahead=ahead, progress=self._progress)
        self._findings.extend(findings)
        self._seconds += time.perf_counter() - started
        return past

    def _past(self, final: Losses | None) -> Run:
        return Run(
            whole=self.whole,
            settings=self.settings,
            folder=self.folder,
            clock=self._clock,
            final=None if final is None else (self.run, final),
        )

    def reckon(self, *, briefly: bool = False) -> Reckoning:
        """Reckon everything the report shows.

        ``briefly`` leaves out what takes long and the answers do without: what moved them, and the
        past days.
        """
        placed = self.dossier.behind and self.dossier.network_edges and place_node(self.dossier)
        # first, for all of these may add findings; and past days beside the others
        days = () if briefly else self._shown_days()
        with self._ahead(days) as ahead:
            losses, verdict = self.losses(), self.verdict()
            explanation = None if briefly else self.explanation()
            fight = self.fit()
            place = self.place() if placed else None
            past = self._past_days(days, ahead)
        parts = Parts(
            losses=losses,
            weekly=self.weekly(),
            verdict=verdict,
            explanation=explanation,
            past=past,
            aftermath=self.aftermath(),
            history=self.history() if verdict else (),
            place=place,
            weighing=self._weighed(past),
            fought=fight,
            lists=self.lists,
        )
        made = manifest(
            self.dossier, self.settings, run=self.run, made=self._clock(), seconds=self._seconds
        )
        return assemble(parts, self.dossier, self.settings, findings=self.findings, manifest=made)

    def page(self, *, boundaries: Boundaries | None = None, lang: str | Path = "en") -> KeptPage:
        """The report as one self-contained HTML page, with the refusal that it shows, if any.

        ``boundaries`` are drawn on its maps. ``lang`` is ``en``, the code of a language that comes
        with the package, or the path of a PO file. A page that the store holds is handed out as it
        was made.
        """
        from asculum.report import render
        from asculum.report.translation.catalogue import find_translation

        spoken = find_translation(lang)
        told = spoken.digest if spoken else ""
        key = page_key(self.whole, self.settings, told=told, boundaries=boundaries)
        kept = None if self.folder is None else kept_page(self.folder, key)
        if kept is not None:
            return kept
        reckoning = bounded(self.reckon(), boundaries)
        status = reckoning.losses_status
        made = KeptPage(
            html=render(reckoning, lang=lang), refusal="" if status.ok else status.sentence
        )
        if self.folder is not None:
            keep_page(
                self.folder,
                key,
                made,
                dossier=self.whole.id,
                settings=self.settings,
                now=self._clock(),
            )
        return made

    def report(
        self,
        path: str | Path,
        *,
        boundaries: str | Path | None = None,
        lang: str | Path = "en",
    ) -> Path:
        """Write the report as one self-contained HTML page; the file is whole or not there.

        ``boundaries`` is a GeoJSON file whose lines its maps show; Asculum brings none.
        """
        drawn = None if boundaries is None else read_boundaries(Path(boundaries))
        return atomic_write(Path(path), self.page(boundaries=drawn, lang=lang).html)

    @cached_property
    def _fought(self) -> Fought | None:
        losses = self.losses()
        started = time.perf_counter()
        fitting = partial(fit_or_restore, folder=self.folder, now=self._clock())
        found = fought(self.dossier, losses, seed=self.settings.seed, fitting=fitting)
        self._seconds += time.perf_counter() - started
        return found

    @cached_property
    def _losses(self) -> Losses:
        started = time.perf_counter()
        losses, _, findings = run_losses(
            self.dossier,
            self.settings,
            folder=self.folder,
            now=self._clock(),
            progress=self._progress,
        )
        self._findings.extend(findings)
        if self.folder is not None:
            kept = remember(self.whole, self.source, folder=self.folder, now=self._clock())
            self._findings.extend(kept)
        self._seconds = time.perf_counter() - started
        return losses
