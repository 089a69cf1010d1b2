"""Draw claims over a panel: bars, numbers where there is room for them, names, threads."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from asculum.evidence.claims import Bound
from asculum.report.draw_panel import At, Box
from asculum.report.figures_weekly import Panel
from asculum.report.svg import Layout, badge, element, line, path, shortened, text, width_of
from asculum.report.weekly_marks import Mark
from asculum.terms.speech import say

_RADIUS = 10.5
_Area = tuple[float, float, float, float]
_Option = tuple[float, float, float, Mark]
_HOLLOW = ("echo", "superseded", "unused")


def draw_claims(panel: Panel, box: Box, layout: Layout, at: At, rows: Mapping[str, int]) -> str:
    """Return the claims of a panel, each mark with the day from which it was known."""
    places, bearers = _place_badges(panel, box, at)
    origins = {mark.claim: places[mark.key] for mark in panel.marks}
    said = {mark.claim: mark for mark in panel.marks}
    shapes: list[str] = []
    badges: list[str] = []
    taken = [(x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS) for x, y in places.values()]
    taken += [
        (_ends(mark, at)[0], box.y(mark.rate) - 3, at(mark.end), box.y(mark.rate) + 3)
        for mark in panel.marks
        if mark.streak
    ]
    for group in sorted(panel.keys, key=lambda marks: marks[0].role not in _HOLLOW):
        first = group[0]
        hollow = first.role in _HOLLOW
        x, y = places[first.key]
        kind = f"mark {first.relation} {first.role}" + (" hollow" if hollow else "")
        data = {"class": kind, "data-rows": " ".join(str(rows[mark.claim]) for mark in group)}
        tip = (
            first.tip
            if len(group) == 1
            else say("{source}: {group} figures", source=first.source, group=len(group))
        )
        ordered = _within(sorted(group, key=lambda mark: (mark.start, mark.end)), box, at)
        if not first.streak:
            alone = {**data, "data-tip": tip, "data-known": first.published.isoformat()}
            shapes.append(element("g", alone, _bar(first, box, at)))
        else:
            inner = "".join(_known(_bar(mark, box, at), mark) for mark in ordered)
            steps = (_step(*pair, box, at) for pair in pairwise(ordered))
            inner += "".join(
                _known(step, *pair) for step, pair in zip(steps, pairwise(ordered), strict=True)
            )
            shapes.append(element("g", {**data, "data-tip": tip}, inner))
        label = _label(first, len(group), x, y, box, layout, taken)
        knob = badge(x, y, str(first.key), first.relation, _RADIUS, hollow)
        if first.role == "doctored":
            knob = _cross(x, y) + knob
        knob += _arrow(first.bound, x, y)
        if first.origin in origins and origins[first.origin] != (x, y):
            thread = _thread((x, y), origins[first.origin])
            shapes.append(_known(thread, bearers[first.key], said[first.origin]))
        named = {**data, "data-tip": tip, "data-known": bearers[first.key].published.isoformat()}
        badges.append(element("g", named, knob, label))
    return "".join(shapes + badges)


def _known(shape: str, *marks: Mark) -> str:
    """Return a shape with the day from which all that it shows was known."""
    day = max(mark.published for mark in marks)
    return element("g", {"data-known": day.isoformat()}, shape)


def _within(ordered: list[Mark], box: Box, at: At) -> list[Mark]:
    """Return the marks of a line up to the first that reaches the edge of the panel."""
    past = next((n for n, mark in enumerate(ordered) if at(mark.end) >= box.right), len(ordered))
    return ordered[: past + 1]


def _ends(mark: Mark, at: At) -> tuple[float, float]:
    """Return where a mark begins and ends [px]: a running total stands at its last day."""
    end = at(mark.end)
    return (end - 5 if mark.running else at(mark.start)), end


def _bar(mark: Mark, box: Box, at: At) -> str:
    left, right = _ends(mark, at)
    right = max(right, left + 2)
    y = box.y(mark.rate)
    parts = []
    if mark.low is not None and mark.high is not None and not mark.running:
        top, bottom = box.y(mark.high), box.y(mark.low)
        around = {"x": left, "y": top, "width": right - left, "height": max(bottom - top, 1)}
        parts.append(element("rect", {**around, "class": "range"}))
    parts.append(line(left, y, right, y, "streak" if mark.streak else "bar"))
    return "".join(parts)


def _step(one: Mark, next_: Mark, box: Box, at: At) -> str:
    """Return the thin line that ties a short bar to the next one of its source."""
    points = [(at(one.end), box.y(one.rate)), (_ends(next_, at)[0], box.y(next_.rate))]
    return element("path", {"d": path(points), "class": "steps"})


def _place_badges(
    panel: Panel, box: Box, at: At
) -> tuple[dict[int, tuple[float, float]], dict[int, Mark]]:
    """Choose where each number stands along its bar, the shortest bars first, and on which bar."""
    places: dict[int, tuple[float, float]] = {}
    bearers: dict[int, Mark] = {}
    for group in sorted(panel.keys, key=lambda marks: (marks[-1].end - marks[0].start).days):
        options: list[_Option] = []
        for mark in group:
            left, right = _ends(mark, at)
            y = min(max(box.y(mark.rate), box.top + _RADIUS), box.bottom - _RADIUS)
            for share in (0.5, 0.75, 0.25, 0.9, 0.1, 0.62, 0.38, 0.97, 0.03):
                x = left + share * (right - left)
                x = min(max(x, box.left + _RADIUS), box.right - _RADIUS)
                options += [(x, y, 0.0, mark)]
                options += [(x, y + by, abs(by), mark) for by in (-20.0, 20.0, -40.0, 40.0)]

        def crowded(option: _Option) -> float:
            x, y, away, _ = option
            if not box.top <= y <= box.bottom - _RADIUS:
                return 1e6
            near = [
                max(0.0, 2 * _RADIUS + 3 - max(abs(x - ox), abs(y - oy)))
                for ox, oy in places.values()
            ]
            return sum(near) * 10 + away

        x, y, _, bearer = min(options, key=crowded)
        places[group[0].key], bearers[group[0].key] = (x, y), bearer
    return places, bearers


def _label(
    mark: Mark,
    count: int,
    x: float,
    y: float,
    box: Box,
    layout: Layout,
    taken: list[_Area],
) -> str:
    """Return the source's name beside its number where nothing else stands, else nothing."""
    if layout.narrow:
        return ""
    tail = say(", {count} figures", count=count) if count > 1 else ""
    for room in (200, 140, 90):
        words = shortened(mark.source, room, layout.type) + tail
        wide = width_of(words, layout.type) + 4
        right, left = x + _RADIUS + 5, x - _RADIUS - 5 - wide
        for start, base in ((right, y - 4), (left, y - 4), (right, y + 16), (left, y + 16)):
            area = (start, base - 13, start + wide, base + 4)
            inside = area[0] >= box.left and area[2] <= box.right and area[3] < box.bottom
            if inside and not any(_touch(area, other) for other in taken):
                taken.append(area)
                at = start if start == right else start + wide
                anchor = "start" if start == right else "end"
                return text(at, base, words, {"class": "label", "text-anchor": anchor})
    return ""


def _touch(one: _Area, other: _Area) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _arrow(bound: Bound, x: float, y: float) -> str:
    if bound not in (Bound.AT_LEAST, Bound.AT_MOST):
        return ""
    way = -1 if bound is Bound.AT_LEAST else 1
    start, tip = y + way * (_RADIUS + 1), y + way * (_RADIUS + 11)
    head = path([(x - 4, tip - way * 5), (x, tip), (x + 4, tip - way * 5)])
    return line(x, start, x, tip, "arrow") + element("path", {"d": head, "class": "arrow"})


def _cross(x: float, y: float) -> str:
    r = _RADIUS + 5
    return line(x - r, y - r, x + r, y + r, "cross") + line(x - r, y + r, x + r, y - r, "cross")


def _thread(echo: tuple[float, float], origin: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = echo, origin
    lift = min(y1, y2) - 18
    curve = f"M{x1:.1f} {y1:.1f}Q{(x1 + x2) / 2:.1f} {lift:.1f} {x2:.1f} {y2:.1f}"
    return element("path", {"d": curve, "class": "thread"})
