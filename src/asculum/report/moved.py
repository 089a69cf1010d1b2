"""What moved the answer: pulls, assumptions and checks as tables in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from asculum.evidence.dossier import Dossier
from asculum.losses.explanation import Explanation
from asculum.losses.influence import REFITTED, REWEIGHTED, SOURCE, LeftOut, Pull
from asculum.losses.predictive import FITS, UNCHECKED, SourceCheck
from asculum.losses.sensitivity import CONFLICT, LIKELIHOOD, STRONG_PRIOR, Sensitivity
from asculum.report.anchors import Anchors, Evidence
from asculum.report.figures_moved import change_words, tells, without_words
from asculum.report.learnt import LearntLine, learnt_line, signed
from asculum.report.pulled import UNIT_WORDS
from asculum.report.restating import compact, whose
from asculum.report.wording import counted, percent, sentence
from asculum.terms.speech import message, number, retold, say

GROUP_WORDS = {
    "third_parties": message("how third parties lean"),
    "own_sources": message("how sides lean on their own losses"),
    "enemy_sources": message("how sides lean on their enemy’s losses"),
    "stated_sources": message("leanings stated for single sources"),
    "between_sources": message("how much sources of one kind differ"),
    "scatter": message("how much a source’s claims scatter"),
    "wider_scopes": message("shares of the battle in wider losses"),
    "ratios": message("wounded, captured and missing for each killed"),
    "force_share": message("how a side’s losses divide between forces"),
    "weekly_change": message("change from week to week"),
    "level": message("killed a day before any claim"),
    "lists": message("how fast lists of names grow"),
    "located_counts": message("how alike located reports are"),
    LIKELIHOOD: message("everything that was claimed"),
}
_DIAGNOSIS = {
    CONFLICT: message("as well as the claims, and the two may disagree"),
    STRONG_PRIOR: message("more than they follow the claims"),
}


@dataclass(frozen=True, kw_only=True)
class PullLine:
    """One unit in the table of pulls: a source, or a statement or claim of one."""

    label: str
    what: str
    how: str
    changes: tuple[str, ...]
    withouts: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class SensitivityLine:
    """One group of assumptions and how far each total follows it, in words."""

    label: str
    cells: tuple[str, ...]
    flagged: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True)
class CheckLine:
    """One source beside what was to be expected of it."""

    label: str
    verdict: str
    flagged: bool
    checked: str
    chances: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Everything the page says of what moved the answer."""

    columns: tuple[str, ...]
    sources: tuple[PullLine, ...]
    claims: tuple[PullLine, ...]
    hardly: int
    unknown: tuple[str, ...]
    sensitivities: tuple[SensitivityLine, ...]
    sensitive: str
    learnt: tuple[LearntLine, ...]
    checks: tuple[CheckLine, ...]
    checked: str
    command: str


def moved(dossier: Dossier, explanation: Explanation, anchors: Anchors) -> Moved:
    """Return what there is to say, in words, of what moved the answer."""
    totals = killed(explanation)
    sources = [item for item in explanation.left_out if item.unit.kind == SOURCE]
    parts = [item for item in explanation.left_out if item.unit.kind != SOURCE]
    known = [item for item in parts if item.known]
    strong = [item for item in known if any(tells(pull) for pull in _of(item, totals))]
    strong.sort(key=lambda item: -_size(_of(item, totals)))
    ordered = sorted(sources, key=lambda item: (not item.known, -_size(_of(item, totals))))
    checks = [_check_line(dossier, anchors, item) for item in explanation.checks]
    checks.sort(key=lambda line: (not line.flagged, line.verdict == UNCHECKED))
    learnt = [learnt_line(dossier, anchors, item, totals) for item in explanation.learnt]
    return Moved(
        columns=tuple(whose(dossier, side, force) for side, force in totals),
        sources=tuple(_pull_line(dossier, anchors, item, totals) for item in ordered),
        claims=tuple(_pull_line(dossier, anchors, item, totals) for item in strong),
        hardly=len(known) - len(strong),
        unknown=tuple(dossier.sources[item.unit.source].label for item in unknown(sources)),
        sensitivities=_sensitivity_lines(explanation, totals),
        sensitive=_sensitive(dossier, explanation),
        learnt=tuple(sorted(learnt, key=lambda line: -line.weight)),
        checks=tuple(checks),
        checked=_checked(dossier, explanation.checks),
        command=f"asculum losses {dossier.id} --explain --refit",
    )


def killed(explanation: Explanation) -> tuple[tuple[str, str], ...]:
    """Return the sides and forces whose killed are reported, in order."""
    found = [
        (item.side, item.force)
        for item in explanation.sensitivities
        if item.quantity == "killed" and item.component == LIKELIHOOD
    ]
    return tuple(dict.fromkeys(found))


def _of(item: LeftOut, totals: Sequence[tuple[str, str]]) -> list[Pull]:
    found = {(pull.side, pull.force): pull for pull in item.pulls if pull.quantity == "killed"}
    return [found[total] for total in totals if total in found]


def _size(pulls: Iterable[Pull]) -> float:
    """Return the strongest pull, on the log scale; a total that nothing else tells counts most."""
    sizes = [0.0]
    for pull in pulls:
        if pull.factor is None:
            sizes.append(math.inf)
        elif tells(pull):
            sizes.append(abs(math.log(pull.factor)))
    return max(sizes)


def unknown(sources: Iterable[LeftOut]) -> list[LeftOut]:
    """Return those whose pulls are not known."""
    return [item for item in sources if not item.known]


def _pull_line(
    dossier: Dossier, anchors: Anchors, item: LeftOut, totals: Sequence[tuple[str, str]]
) -> PullLine:
    unit = item.unit
    label = dossier.sources[unit.source].label
    if unit.kind == SOURCE:
        what = counted(len(unit.claims), "claim")
    else:
        first = compact(dossier, dossier.claim(unit.claims[0]))
        more = len(unit.claims) - 1
        what = (
            first
            if not more
            else say(
                "{first} and {more} more of one {kind}",
                first=first,
                more=more,
                kind=retold(UNIT_WORDS.get(unit.kind, unit.kind)),
            )
        )
    pulls = _of(item, totals) if item.known else []
    how = {REWEIGHTED: say("by weighing the draws"), REFITTED: say("by sampling without it")}
    return PullLine(
        label=label,
        what=what,
        how=how.get(item.how, item.sentence),
        changes=tuple(change_words(pull) for pull in pulls),
        withouts=tuple(without_words(pull) for pull in pulls),
        evidence=anchors.evidence(unit.claims),
    )


def _sensitivity_lines(
    explanation: Explanation, totals: Sequence[tuple[str, str]]
) -> tuple[SensitivityLine, ...]:
    found: dict[str, dict[tuple[str, str], Sensitivity]] = {}
    for item in explanation.sensitivities:
        if item.quantity == "killed":
            found.setdefault(item.component, {})[item.side, item.force] = item
    lines = []
    for component, values in found.items():
        items = [values[total] for total in totals]
        lines.append(
            SensitivityLine(
                label=GROUP_WORDS.get(component, component),
                cells=tuple(_cell(item) for item in items),
                flagged=tuple(item.sensitive for item in items),
            )
        )
    order = [GROUP_WORDS[LIKELIHOOD]]
    lines.sort(key=lambda line: (line.label not in order, not any(line.flagged)))
    return tuple(lines)


def _cell(item: Sensitivity) -> str:
    if not item.sensitive:
        return say("hardly ({value})", value=number(item.value, ".2f"))
    return say(
        "follows it ({value}; {factor} at double weight)",
        value=number(item.value, ".2f"),
        factor=signed(item.factor),
    )


def _sensitive(dossier: Dossier, explanation: Explanation) -> str:
    told = []
    for item in explanation.sensitivities:
        if item.quantity != "killed" or item.component == LIKELIHOOD or not item.sensitive:
            continue
        about = GROUP_WORDS.get(item.component, item.component)
        where = whose(dossier, item.side, item.force)
        says = _DIAGNOSIS[item.diagnosis]
        told.append(
            say(
                "the killed of {where} follow what was assumed on {about} {says}",
                where=where,
                about=about,
                says=says,
            )
        )
    if not told:
        return say(
            "No total changes much where a group of assumptions is given a little more "
            "weight or a little less."
        )
    return sentence("; ".join(told))


def _check_line(dossier: Dossier, anchors: Anchors, item: SourceCheck) -> CheckLine:
    claims = [claim.id for claim in dossier.claims if claim.source == item.source]
    checked = (
        say("{checked} of {claims}", checked=item.checked, claims=item.claims)
        if item.checked < item.claims
        else str(item.claims)
    )
    return CheckLine(
        label=dossier.sources[item.source].label,
        verdict=item.verdict,
        flagged=item.verdict not in (FITS, UNCHECKED),
        checked=checked,
        chances=tuple(
            "—" if chance is None else percent(chance)
            for chance in (item.far_out, item.scatter, item.trend)
        ),
        evidence=anchors.evidence(claims),
    )


def _checked(dossier: Dossier, checks: Sequence[SourceCheck]) -> str:
    fits = sum(item.verdict == FITS for item in checks)
    blind = sum(item.verdict == UNCHECKED for item in checks)
    odd = [
        f"{dossier.sources[item.source].label}: {retold(item.verdict)}"
        for item in checks
        if item.verdict not in (FITS, UNCHECKED)
    ]
    told = say(
        "{fits} of {sources} said what the rest would have led to expect",
        fits=fits,
        sources=counted(len(checks), "source"),
    )
    if blind:
        told += say("; {blind} cannot be checked by weighing the draws", blind=blind)
    if odd:
        return say("{told}. Flagged: {odd}.", told=told, odd="; ".join(odd))
    return say("{told}. None is flagged.", told=told)
