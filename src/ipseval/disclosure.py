"""The one gate out: hides every count of few people, and every figure from which a hidden count could be
worked out.

A count is hidden where it is below the smallest cell, and where it would let a hidden one be narrowed down:
for each hidden count, integer programming over all equations between the published counts gives its smallest
and its largest possible value, and more is hidden until that range holds at least `smallest_cell` numbers and
reaches it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from ipseval.estimate import Floats
from ipseval.figures import Figure, Step
from ipseval.ledger import Key, Ledger
from ipseval.measures import Draft

CHEAPEST_FIRST = (
    "records", "duplicate", "outside_period", "in_two_groups", "later_course", "not_observed",
    "never_started", "from_work.any", "from_work.n", "work_or_education.competing",
    "first_job.competing", "first_job.censored", "started", "in_work_at_start", "immature",
    "first_job.reached", "first_job.n", "work_or_education.censored", "ended_early",
    "weeks_in_work.any", "weeks_in_work.n", "work_or_education.reached", "mature",
)  # fmt: skip
"""What is hidden first, where there is a choice of what to hide along with a small count."""


def release(
    drafts: Iterable[Draft], steps: Sequence[tuple[Step, Key]], ledger: Ledger, smallest: int
) -> tuple[tuple[Figure, ...], tuple[Step, ...]]:
    """The figures and the flow as they may leave."""
    drafts = list(drafts)
    published = {key for draft in drafts for key in draft.counts.values()} | {key for _, key in steps}
    hidden = hide(ledger, published, smallest)
    flow = tuple(replace(step, n=None, suppressed=True) if key in hidden else step for step, key in steps)
    return tuple(_figure(draft, hidden) for draft in drafts), flow


def _figure(draft: Draft, hidden: Collection[Key]) -> Figure:
    """The figure without its hidden counts, and without any number if it gives a hidden count back."""
    gone = {name: None for name, key in draft.counts.items() if key in hidden}
    figure = replace(draft.figure, **gone)  # type: ignore[arg-type]
    if not any(key in hidden for key in draft.rests_on):
        return _blur(figure) if any(key in hidden for key in draft.censored) else figure
    # a difference has its base from two counts, of which one may be the hidden one
    n = figure.n if "n" in draft.counts else None
    return replace(
        figure, n=n, value=None, se=None, low=None, high=None, lowest=None, highest=None, suppressed=True
    )


def _blur(figure: Figure) -> Figure:
    """The figure of a base in which few are censored, so that nobody can tell how few.

    The bounds are k/n and (k + censored)/n. The exact incidence would fit few numbers of censored people besides k/n;
    in whole per cent it fits from very few to many, since a late censoring hardly moves it.
    """
    whole: dict[str, Any] = {"lowest": None, "highest": None}
    if "share" in figure.unit:
        shares = {name: getattr(figure, name) for name in ("value", "low", "high")}
        whole |= {name: None if share is None else round(share, 2) for name, share in shares.items()}
        whole |= {"se": None, "method": f"{figure.method}, in whole per cent"}
    return replace(figure, **whole)


def hide(ledger: Ledger, published: Collection[Key], smallest: int) -> frozenset[Key]:
    """The counts that stay in: the small ones, published or not, and those hidden along with them."""
    small = {
        key for key, count in ledger.counts.items()
        if 0 < count < smallest or (count == 0 and ledger.is_sensitive_zero(key))
    }  # fmt: skip
    hidden, doubtful = set(small), set(small)
    while exposed := _exposed(ledger, frozenset(published) - hidden, doubtful, smallest):
        chosen: set[Key] = set()
        for key in exposed:
            near = _near(key, ledger)
            # what was hidden a moment ago for another may cover this one too: look again before hiding more
            visible = frozenset(published) - hidden - chosen
            if visible and not near & chosen:
                chosen.add(_companion(near, ledger, visible, smallest))
        hidden |= chosen
        # hiding more never narrows a range, so what was wide stays wide
        doubtful = {*exposed, *chosen}
    return frozenset(hidden)


def _near(key: Key, ledger: Ledger) -> set[Key]:
    return {other for total, parts in ledger.equations if key in (total, *parts) for other in (total, *parts)}


def _companion(near: Collection[Key], ledger: Ledger, visible: Collection[Key], smallest: int) -> Key:
    """What to hide along with a count: the cheapest visible one in an equation with it, or else anywhere."""

    def cost(candidate: Key) -> tuple[bool, int, int, int, str]:
        group, site, name = candidate
        scope = 0 if site is not None else 1 if group is not None else 2
        count = ledger.counts[candidate]
        return (count < smallest, scope, CHEAPEST_FIRST.index(name), count, repr(candidate))

    return min(set(near) & set(visible) or visible, key=cost)


@dataclass(frozen=True)
class _System:
    """What an outsider knows: sums over the unknown counts, all of them whole and not negative."""

    unknown: dict[Key, int]
    matrix: csr_array
    known: Floats

    top: int

    def solve(self, weights: Floats) -> Floats:
        """A possible set of counts with the smallest weighted sum, each at most `top`."""
        found = milp(
            weights,
            constraints=LinearConstraint(self.matrix, self.known, self.known),
            integrality=np.ones(len(self.unknown)),
            bounds=Bounds(0, self.top),
        )
        if found.x is None:
            raise RuntimeError(f"The audit of the release could not be solved: {found.message}")
        return np.asarray(np.round(found.x))


def _system(ledger: Ledger, visible: Collection[Key]) -> _System:
    unknown: dict[Key, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    values: list[int] = []
    known: list[int] = []
    for total, parts in ledger.equations:
        terms = [(total, -1), *((part, 1) for part in parts)]
        if all(key in visible for key, _ in terms):
            continue
        known.append(-sum(sign * ledger.counts[key] for key, sign in terms if key in visible))
        for key, sign in terms:
            if key not in visible:
                rows.append(len(known) - 1)
                columns.append(unknown.setdefault(key, len(unknown)))
                values.append(sign)
    shape = (len(known), len(unknown))
    # far above every count: a bound for the solver, not a thing that an outsider knows
    top = 2 * max(ledger.counts.values(), default=0) + 1000
    return _System(
        unknown, csr_array((values, (rows, columns)), shape=shape), np.array(known, dtype=float), top
    )


def _exposed(ledger: Ledger, visible: Collection[Key], doubtful: Collection[Key], smallest: int) -> list[Key]:
    """Those of the doubtful hidden counts whose range is too narrow, in a fixed order."""
    system = _system(ledger, visible)
    places = {system.unknown[key]: key for key in doubtful if key in system.unknown}
    size = len(system.unknown)
    low, high = np.full(size, np.inf), np.full(size, -np.inf)
    for key, place in system.unknown.items():
        low[place] = high[place] = ledger.counts.get(key, 0)
    for weights in _questions(sorted(places), size):
        narrow = [place for place in sorted(places) if not _is_wide(low[place], high[place], smallest)]
        if np.any(weights[narrow]):
            # one possible set of counts widens the range of every other count too
            found = system.solve(weights)
            low, high = np.minimum(low, found), np.maximum(high, found)
    return [places[place] for place in sorted(places) if not _is_wide(low[place], high[place], smallest)]


def _questions(places: Sequence[int], size: int) -> Iterator[Floats]:
    """What to minimise: first many counts at once, which settles most; then each, up and down, for the rest."""
    generator = np.random.default_rng(1)
    for _ in range(_AT_ONCE if len(places) > _AT_ONCE else 0):
        weights = np.zeros(size)
        weights[places] = generator.choice([-1.0, 1.0], len(places))
        yield weights
    for place in places:
        for sign in (-1.0, 1.0):
            weights = np.zeros(size)
            weights[place] = sign
            yield weights


_AT_ONCE = 8


def _is_wide(low: float, high: float, smallest: int) -> bool:
    return high - low + 1 >= smallest and high >= smallest
