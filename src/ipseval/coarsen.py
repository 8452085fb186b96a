"""The gate for the chronogram and the moves: rare states merged, points left out, until no cell is of few people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ipseval.chronogram import BASE, GONE, followed, has_worked, moves, points, states, tally, unpack
from ipseval.disclosure import hide
from ipseval.estimate import Whole
from ipseval.figures import Chronogram, ChronogramLine, Move
from ipseval.ledger import Key, Ledger, Page
from ipseval.outcomes import WORK
from ipseval.scope import Scope
from ipseval.study import Study

OTHER = "other"
BASE_NAME = "started, followed up or a competing event came"
ENOUGH = 0.3
"""The share of the points that must be left; with fewer, states are merged, and at last the groups left out."""


@dataclass(frozen=True)
class Line:
    """Everyone (group None) or a group: state → people at each point, and how many have worked by then."""

    group: str | None
    counts: Mapping[str, Sequence[int]]
    worked: Sequence[int]


def chronogram(study: Study, scopes: Sequence[Scope], hidden: Collection[Key]) -> Chronogram | None:
    """The chronogram of everyone (the first scope) and each group, as it may leave; none where nobody is followed.

    With the base of a group hidden it is everyone's alone, with everyone's there is nothing.
    """
    if not followed(scopes[0]).any():
        return None
    lines = [
        Line(scope.group, tally(unpack(scope, study), study), has_worked(scope, study))
        for scope in scopes
        if (scope.group, None, BASE) not in hidden
    ]
    if len(lines) < len(scopes):
        lines = [line for line in lines if line.group is None]
    at = points(study.follow_up)
    words = {"base_name": BASE_NAME, "span": at[0].span}
    work = [state for state in states(study) if study.states.get(state, state) in WORK]
    return coarsen(lines, work, [point.length for point in at], study.smallest_cell, **words)


def transitions(study: Study, everyone: Scope, shown: Chronogram | None) -> tuple[Move, ...]:
    """The moves of everyone from point to point, between the states of the chronogram, as they may leave."""
    if shown is None or shown.suppressed:
        return ()
    return coarsen_moves(moves(unpack(everyone, study), study), shown, study.smallest_cell)


def coarsen(
    lines: Sequence[Line], work: Sequence[str], at: Sequence[int], smallest: int, **words: str
) -> Chronogram:
    """What of the chronogram may leave; `lines[0]` is everyone, the others add up to it.

    All lines have the same states and points, since everyone minus one group is the other. Shown is a point where in
    every line each state holds nobody or `smallest` people, none holds all, the number gone since the point before
    is of that kind too, and so is the number who have worked by then (which the curve tells) and do not now.
    """
    for some in (lines, lines[:1]) if lines else ():
        groups = _groups(some, smallest)
        while sum(len(merged) > 0 for merged in groups) > 1:
            places = _places(some, groups, work, smallest)
            if len(places) >= max(2, ENOUGH * len(at)):
                return _shown(some, groups, places, at, **words)
            groups = _merge(some, groups, smallest)
    return Chronogram(states=(), merged=(), points=(), left_out=len(at), lines=(), suppressed=True, **words)


def _groups(lines: Sequence[Line], smallest: int) -> list[list[str]]:
    """Each state that anybody is ever in, by itself; the last is for the merged."""
    everyone = lines[0].counts
    return [[state] for state in everyone if any(everyone[state])] + [[]]


def _cells(line: Line, groups: Sequence[Sequence[str]]) -> Whole:
    """States (merged) × points."""
    empty = np.zeros(len(line.worked), dtype=np.int64)
    return np.stack([sum((np.array(line.counts[name]) for name in merged), empty) for merged in groups])


def _few(counts: Whole, smallest: int) -> Whole:
    return np.asarray((counts > 0) & (counts < smallest))


def _places(
    lines: Sequence[Line], groups: Sequence[Sequence[str]], work: Sequence[str], smallest: int
) -> list[int]:
    """The points that may be shown, taken from the first on."""
    cells = [_cells(line, groups) for line in lines]
    wrong = np.zeros(len(lines[0].worked), dtype=bool)
    apart = all([name] in list(groups) for name in work)
    for line, counts in zip(lines, cells, strict=True):
        people = counts.sum(axis=0)
        wrong |= _few(counts, smallest).any(axis=0) | ((counts == people) & (people > 0)).any(axis=0)
        if apart and work:
            now = sum(np.array(line.counts[name]) for name in work)
            wrong |= _few(np.array(line.worked) - now, smallest)
    places: list[int] = []
    # nobody comes back: what was added since the last point shown are people too
    gone = [np.array(line.counts[GONE]) for line in lines] if [GONE] in list(groups) else []
    for place in np.flatnonzero(~wrong):
        since = [int(line[place]) - (int(line[places[-1]]) if places else 0) for line in gone]
        if not any(0 < step < smallest for step in since):
            places.append(int(place))
    return places


def _merge(lines: Sequence[Line], groups: list[list[str]], smallest: int) -> list[list[str]]:
    """The state with most cells of few people joins the others; with none of those, the rarest."""
    few = sum(_few(_cells(line, groups), smallest).sum(axis=1) for line in lines)
    total = _cells(lines[0], groups).sum(axis=1)
    alone = range(len(groups) - 1)
    worst = max(alone, key=lambda place: (int(np.asarray(few)[place]), -int(total[place])))
    rest = [merged for place, merged in enumerate(groups[:-1]) if place != worst]
    return [*rest, [*groups[-1], *groups[worst]]]


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
    found: Mapping[tuple[str, str], tuple[int, int]], chronogram: Chronogram, smallest: int
) -> tuple[Move, ...]:
    """The moves of everyone between the states that the chronogram shows, staying included, without small cells.

    A cell is small where few people are behind it, however often they moved. The totals of the rows and columns count
    as known: the chronogram tells them.
    """
    named = {state: state for state in chronogram.states} | dict.fromkeys(chronogram.merged, OTHER)
    times: dict[tuple[str, str], int] = {}
    people: dict[tuple[str, str], int] = {}
    for (one, two), (often, behind) in found.items():
        if often:
            pair = (named[one], named[two])
            times[pair] = times.get(pair, 0) + often
            # one person may be in several of the merged: the largest is the number that is surely there
            people[pair] = max(people.get(pair, 0), behind)
    ledger = Ledger()
    page = ledger.page(None, None)
    cells = {(one, two): page.key(f"{one} > {two}") for one in chronogram.states for two in chronogram.states}
    for pair, (_, _, name) in cells.items():
        # staying is what most do, and says least
        page.count({name: np.array([times.get(pair, 0)])}, {name: int(pair[0] != pair[1])})
    totals = _margins(page, cells, chronogram.states)
    few = {cells[pair] for pair, behind in people.items() if behind < smallest}
    hidden = hide(ledger, {*cells.values(), *totals}, smallest, few)
    return tuple(
        _move(pair, key, ledger, hidden, sum(times.get((pair[0], state), 0) for state in chronogram.states))
        for pair, key in cells.items()
    )


def _margins(page: Page, cells: Mapping[tuple[str, str], Key], states: Sequence[str]) -> list[Key]:
    names = []
    for state in states:
        rows = [cells[state, other][2] for other in states]
        columns = [cells[other, state][2] for other in states]
        for name, parts in ((f"{state} >", rows), (f"> {state}", columns)):
            page.count({name: np.array([sum(page[part] for part in parts)])}, {name: 2})
            page.adds_up(name, *parts)
            names.append(page.key(name))
    return names


def _move(pair: tuple[str, str], key: Key, ledger: Ledger, hidden: frozenset[Key], base: int) -> Move:
    known = key not in hidden
    times = ledger.counts[key]
    share = times / base if known and base else None
    return Move(before=pair[0], after=pair[1], n=times if known else None, share=share, suppressed=not known)
