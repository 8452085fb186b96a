"""The gate for the chronogram and the moves: rare states merged, points left out, until no cell is of few people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from ipseval.courses.chronogram import (
    BASE,
    GONE,
    columns,
    followed,
    moves,
    points,
    tally,
    unpack,
    worked,
)
from ipseval.courses.met import WORK, states
from ipseval.courses.scope import Flags, Scope
from ipseval.estimates.estimate import Whole
from ipseval.figures import Chronogram, ChronogramLine, Figure, Move
from ipseval.gate.hiding import TooClose, hide
from ipseval.gate.ledger import Key, Ledger, Page
from ipseval.measures.first_job import CURVE
from ipseval.study import Study

Groups = list[list[str]]
"""States that are shown together, the last of all being the rare ones."""
OTHER = "other"
BASE_NAME = "started, followed up or a competing event came"
ENOUGH, GAP = 0.3, 0.15
"""The share of the points that must be left, and the longest way without any, of the whole; else states are merged, and
at last the groups left out."""


@dataclass(frozen=True)
class Line:
    """Everyone (group None) or a group: state → people at each point, and who has `worked` by then."""

    group: str | None
    counts: Mapping[str, Sequence[int]]
    worked: Sequence[tuple[int, int, int]]
    """Their number, and the least and the most that it can be for a reader of the curve."""


def chronograms(
    study: Study,
    scopes: Sequence[Scope],
    figures: Sequence[Figure],
    hidden: Collection[Key],
    earlier: Sequence[Sequence[Chronogram]] = (),
) -> tuple[Chronogram, ...]:
    """The chronogram of everyone (the first scope) and the one of the groups, as they may leave.

    None where nobody is followed or the number followed is hidden, and none of the groups where that of one is.
    """
    scopes = [scope for scope in scopes if followed(scope).any()]
    if not scopes or any(key == (None, None, BASE) for key in hidden):
        return ()
    told = sorted({f.horizon_days - 1 for f in figures if f.measure == CURVE and f.horizon_days is not None})
    lines = [
        Line(scope.group, tally(unpack(scope, study), study), worked(scope, study, told)) for scope in scopes
    ]
    at = points(study.follow_up)
    words: dict[str, Any] = {"base_name": BASE_NAME, "span": at[0].span}
    work = [state for state in states(study) if study.states.get(state, state) in WORK]
    lengths = [point.length for point in at]
    before = [one for release in earlier for one in release if not one.suppressed]
    shown = [coarsen(lines[:1], work, lengths, study.smallest_cell, None, before, **words)]
    if len(lines) > 1 and not any((scope.group, None, BASE) in hidden for scope in scopes):
        shown.append(coarsen(lines, work, lengths, study.smallest_cell, shown[0], before, **words))
    return tuple(shown)


def transitions(
    study: Study, everyone: Scope, shown: Sequence[Chronogram], earlier: Sequence[Sequence[Move]] = ()
) -> tuple[Move, ...]:
    """The moves of everyone from point to point, as they may leave; none where the chronogram is not.

    And none that are few more, or less, than those of an earlier release.
    """
    if not shown or shown[0].suppressed:
        return ()
    found = moves(unpack(everyone, study), study)
    seen = {state for pair, (times, _) in found.items() if times for state in pair}
    names = [state for state in columns(study) if state in seen]
    told = coarsen_moves(found, names, study.smallest_cell, shown[0], points(study.follow_up)[-1].length)
    then = {(move.before, move.after, move.n) for release in earlier for move in release}
    was = [(found[before, after][0], n) for before, after, n in then if n is not None]
    return () if any(0 < abs(now - n) < study.smallest_cell for now, n in was) else told


def coarsen(
    lines: Sequence[Line],
    work: Sequence[str],
    at: Sequence[int],
    smallest: int,
    within: Chronogram | None = None,
    before: Sequence[Chronogram] = (),
    **words: str,
) -> Chronogram:
    """What of the chronogram may leave; `lines[0]` is everyone, the others add up to it and are shown without it.

    All lines have the same states and points, since everyone minus one group is the other. Shown is a point where in
    every line each state holds nobody or `smallest` people, none holds all, the number gone since the point before
    is of that kind too, and the curve does not tell of few who have worked by then and do not now. `within` is another
    one of the same people: no points but its own, and its merged states, so that the two cannot be subtracted. Nor can
    those of earlier releases, `before`: a state that few have come to since is left out at that point.
    """
    groups = _groups(lines, within.merged if within else ())
    among = np.isin(at, within.points) if within else np.ones(len(at), dtype=bool)

    def places(groups: Groups) -> list[int]:
        near = [_moved(line, groups, at, one, smallest) for line in lines for one in before]
        return _places(lines, groups, work, smallest, np.logical_and.reduce([among, *(~few for few in near)]))

    while sum(len(merged) > 0 for merged in groups) > 1:
        if _is_enough(kept := places(groups), len(at)):
            return _shown(lines[1:] or lines, groups, kept, at, **words)
        groups = _merge(lines, groups, work, places)
    return _none(len(at), **words)


def _moved(line: Line, groups: Groups, at: Sequence[int], before: Chronogram, smallest: int) -> Flags:
    """At which points few more, or less, than in an earlier release stood in what both tell: a state, or some together."""
    near = np.zeros(len(at), dtype=np.bool_)
    for was in (was for was in before.lines if was.group == line.group):
        people = sum(counts[0] for counts in line.counts.values())
        near |= 0 < abs(people - was.n) < smallest
        both = [(at.index(point), place) for place, point in enumerate(before.points) if point in at]
        told = [before.merged if state == OTHER else (state,) for state in before.states]
        for names in _alike(groups, told):
            places = [place for place, states in enumerate(told) if names >= {*states}]
            for here, there in both:
                now = sum(line.counts[name][here] for name in names if name in line.counts)
                near[here] |= 0 < abs(now - sum(was.counts[there][place] for place in places)) < smallest
    return near


def _alike(*told: Iterable[Sequence[str]]) -> list[set[str]]:
    """The finest sets of states whose numbers each of the ways to put them together tells."""
    found: list[set[str]] = []
    for names in (set(names) for way in told for names in way if names):
        touched = [one for one in found if one & names]
        found = [one for one in found if not one & names] + [names.union(*touched)]
    return found


def _none(length: int, **words: str) -> Chronogram:
    return Chronogram(states=(), merged=(), points=(), left_out=length, lines=(), suppressed=True, **words)


def _is_enough(places: Sequence[int], length: int) -> bool:
    gaps = [after - before for before, after in pairwise([-1, *places, length])]
    return len(places) >= max(2, ENOUGH * length) and max(gaps) <= max(3, GAP * length + 1)


def _groups(lines: Sequence[Line], merged: Sequence[str]) -> Groups:
    """Each state that anybody is ever in, by itself; the last is for the merged."""
    everyone = lines[0].counts
    return [[state] for state in everyone if any(everyone[state]) and state not in merged] + [[*merged]]


def _cells(line: Line, groups: Sequence[Sequence[str]]) -> Whole:
    """States (merged) × points."""
    empty = np.zeros(len(line.worked), dtype=np.int64)
    return np.stack([sum((np.array(line.counts[name]) for name in merged), empty) for merged in groups])


def _few(counts: Whole, smallest: int) -> Whole:
    return np.asarray((counts > 0) & (counts < smallest))


def _told(stopped: Whole, smallest: int) -> Flags:
    """At which points few have stopped working, and a reader can narrow it down to few; points × (number, least, most)."""
    number, least, most = stopped.T
    is_wide = (most >= smallest) & (most - np.maximum(least, 0) + 1 >= smallest)
    told: Flags = _few(number, smallest) & ~is_wide
    return told


def _places(
    lines: Sequence[Line],
    groups: Sequence[Sequence[str]],
    work: Sequence[str],
    smallest: int,
    among: Flags,
) -> list[int]:
    """The points that may be shown, taken from the first on."""
    cells = [_cells(line, groups) for line in lines]
    wrong = ~among
    apart = all([name] in list(groups) for name in work)
    for line, counts in zip(lines, cells, strict=True):
        people = counts.sum(axis=0)
        wrong |= _few(counts, smallest).any(axis=0) | ((counts == people) & (people > 0)).any(axis=0)
        if apart and work:
            now = sum(np.array(line.counts[name]) for name in work)
            wrong |= _told(np.array(line.worked) - np.asarray(now)[:, None], smallest)
    places: list[int] = []
    # nobody comes back: what was added since the last point shown are people too
    gone = [np.array(line.counts[GONE]) for line in lines] if [GONE] in list(groups) else []
    for place in np.flatnonzero(~wrong):
        since = [int(line[place]) - (int(line[places[-1]]) if places else 0) for line in gone]
        if not any(0 < step < smallest for step in since):
            places.append(int(place))
    return places


def _merge(
    lines: Sequence[Line], groups: Groups, work: Sequence[str], places: Callable[[Groups], list[int]]
) -> Groups:
    """One more state, at first two, shown as others: whichever leaves most points, and of those the rarest; work last."""
    *alone, others = groups
    best, rank = [*groups], (True, 0, 0)
    for joined in combinations(range(len(alone)), 1 if others else 2):
        names = [name for place in joined for name in alone[place]]
        rest = [merged for place, merged in enumerate(alone) if place not in joined]
        tried = [*rest, [*others, *names]]
        people = sum(sum(lines[0].counts[name]) for name in names)
        found = (bool(set(names) & set(work)), -len(places(tried)), people)
        if best == [*groups] or found < rank:
            best, rank = tried, found
    return best


def _shown(
    lines: Sequence[Line],
    groups: Sequence[Sequence[str]],
    places: Sequence[int],
    at: Sequence[int],
    **words: str,
) -> Chronogram:
    kept = [merged for merged in groups if merged]
    names = [merged[0] if len(merged) == 1 and merged is not groups[-1] else OTHER for merged in kept]
    shown = []
    for line in lines:
        cells = _cells(line, kept)[:, list(places)]
        counts = tuple(tuple(int(n) for n in row) for row in cells.T)
        shown.append(ChronogramLine(group=line.group, n=sum(counts[0]), counts=counts))
    return Chronogram(
        states=tuple(names),
        merged=tuple(groups[-1]),
        points=tuple(at[place] for place in places),
        left_out=len(at) - len(places),
        lines=tuple(shown),
        suppressed=False,
        **words,
    )


def coarsen_moves(
    found: Mapping[tuple[str, str], tuple[int, int]],
    names: Sequence[str],
    smallest: int,
    shown: Chronogram | None = None,
    last: int = 0,
) -> tuple[Move, ...]:
    """The moves between the states `names`, staying included, without small cells; none where that is not enough.

    A cell is small where few people are behind it, however often they moved. What `shown` tells of the sums is known;
    `last` is the last of all points.
    """
    ledger = Ledger()
    page = ledger.page(None, None)
    cells = {(one, two): page.key(f"{one} > {two}") for one in names for two in names}
    for pair, (_, _, name) in cells.items():
        # staying is what most do, and says least
        page.count({name: np.array([found[pair][0]])}, {name: int(pair[0] != pair[1])})
    totals = _margins(page, cells, names)
    known = _told_of(page, names, shown, last) if shown else []
    few = {key for pair, key in cells.items() if 0 < found[pair][1] < smallest}
    try:
        hidden = hide(ledger, {*cells.values(), *totals}, smallest, few, known)
    except TooClose:
        return ()
    return tuple(_move(pair, key, ledger, hidden) for pair, key in cells.items() if pair[0] != GONE)


def _margins(page: Page, cells: Mapping[tuple[str, str], Key], states: Sequence[str]) -> list[Key]:
    """How often anybody left, and came to, each state; a share of a move gives the former back."""
    names = []
    for state in states:
        rows = [cells[state, other][2] for other in states]
        columns = [cells[other, state][2] for other in states]
        for name, parts in ((f"{state} >", rows), (f"> {state}", columns)):
            page.count({name: np.array([sum(page[part] for part in parts)])}, {name: 2})
            page.adds_up(name, *parts)
            names.append(page.key(name))
    return names


def _told_of(page: Page, names: Sequence[str], shown: Chronogram, last: int) -> list[Key]:
    """Notes what the chronogram tells of the sums: those over its points, and the number of people at the others."""
    counts, told = np.array(shown.lines[0].counts), dict[str, int]()
    for form, without in (("{} >", last), ("> {}", 0)):
        over = [place for place, at in enumerate(shown.points) if at != without]
        left_out, rests = len(shown.points) + shown.left_out - 1 - len(over), []
        for place, state in enumerate(shown.states):
            members = [name for name in names if name in (shown.merged if state == OTHER else (state,))]
            parts, name = [form.format(member) for member in members], f"shown {form.format(state)}"
            told[name] = int(counts[over, place].sum())
            rest = sum(page[part] for part in parts) - told[name]
            page.count({f"{name} all": np.array([told[name] + rest]), f"{name} rest": np.array([rest])})
            page.adds_up(f"{name} all", *parts)
            page.adds_up(f"{name} all", name, *([f"{name} rest"] if left_out else []))
            rests.append(f"{name} rest")
        if left_out:
            told[form.format("anywhere")] = left_out * shown.lines[0].n
            page.adds_up(form.format("anywhere"), *rests)
    if GONE in shown.states:
        leaving = [f"{name} > {GONE}" for name in names if name != GONE]
        told["gone by then"] = int(counts[-1, shown.states.index(GONE)])
        later = sum(page[name] for name in leaving) - told["gone by then"]
        page.count({"gone": np.array([told["gone by then"] + later]), "gone later": np.array([later])})
        page.adds_up("gone", *leaving)
        page.adds_up("gone", "gone by then", *(["gone later"] if shown.points[-1] != last else []))
    page.count({name: np.array([number]) for name, number in told.items()})
    return [page.key(name) for name in told]


def _move(pair: tuple[str, str], key: Key, ledger: Ledger, hidden: frozenset[Key]) -> Move:
    """With its share of all that left the state, where neither is hidden."""
    total, is_known = (None, None, f"{pair[0]} >"), key not in hidden
    times, base = ledger.counts[key], ledger.counts[total]
    share = times / base if is_known and base and total not in hidden else None
    return Move(
        before=pair[0], after=pair[1], n=times if is_known else None, share=share, suppressed=not is_known
    )
