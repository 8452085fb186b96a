"""The one gate out: hides every count of few people, and every figure from which a hidden count could be
worked out.

A count is hidden where it is below the smallest cell, and where it would let a hidden one be narrowed down:
for each hidden count, integer programming over all equations between the published counts gives its smallest
and its largest possible value, and more is hidden until that range holds at least `smallest_cell` numbers and
reaches it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ipseval.figures import Figure, Step
from ipseval.gate.audit import Audit
from ipseval.gate.ledger import Key, Ledger
from ipseval.measures import Draft
from ipseval.refusal import Refusal

Cost = Callable[[Key], tuple[bool, int, int, int, str]]

ROUNDED = {
    "share": 2, "difference of shares": 2, "ratio of shares": 2, "hazard ratio": 2, "win odds": 2, "p-value": 2, "risk ratio": 2, "days": 0, "weeks": 1, "hours": 0,
}  # fmt: skip
"""Decimals of a value that hints at how few are censored, by its unit."""


def release(
    drafts: Iterable[Draft],
    steps: Sequence[tuple[Step, Key]],
    ledger: Ledger,
    smallest: int,
    also: Collection[Key] = (),
    few: Collection[Key] = (),
    known: Collection[Key] = (),
) -> tuple[tuple[Figure, ...], tuple[Step, ...], frozenset[Key]]:
    """The figures and the flow as they may leave, and all counts that stay in.

    `also` are the counts that other tables of the run publish, `few` those to be hidden whatever their size, `known`
    those that are out already.
    """
    drafts = list(drafts)
    published = {key for draft in drafts for key in draft.counts.values()} | {key for _, key in steps}
    every = frozenset({*published, *also})
    wholes = {key for key in every if key[1] is None}
    primary = {key for draft in drafts if draft.figure.primary for key in draft.rests_on} & wholes
    hidden = hide_in_turn(ledger, (primary, wholes, every), smallest, few, known)
    flow = tuple(replace(step, n=None, suppressed=True) if key in hidden else step for step, key in steps)
    return tuple(_figure(draft, hidden) for draft in drafts), flow, hidden


def _figure(draft: Draft, hidden: Collection[Key]) -> Figure:
    """The figure without its hidden counts, and without any number if it gives a hidden count back."""
    gone = {name: None for name, key in draft.counts.items() if key in hidden}
    figure = replace(draft.figure, **gone)  # type: ignore[arg-type]
    if not any(key in hidden for key in draft.rests_on):
        return _blur(figure) if any(key in hidden for key in draft.censored) else figure
    # a difference has its base from two counts, of which one may be the hidden one
    n = figure.n if "n" in draft.counts else None
    # a warning may tell as much as a number: that nobody was seen to the end
    return replace(
        figure, n=n, value=None, se=None, low=None, high=None, lowest=None, highest=None, warning="", suppressed=True
    )  # fmt: skip


def _blur(figure: Figure) -> Figure:
    """The figure of a base in which few are censored, so that nobody can tell how few.

    The bounds are k/n and (k + censored)/n. The exact incidence would fit few numbers of censored people besides k/n;
    in whole per cent it fits from very few to many, since a late censoring hardly moves it.
    """
    whole: dict[str, Any] = {"lowest": None, "highest": None}
    if (places := ROUNDED.get(figure.unit)) is not None:
        # limits outwards, so that they still hold what they held, and never fall together
        ways: dict[str, Callable[[float], int]] = {"value": round, "low": math.floor, "high": math.ceil}
        for name, way in ways.items():
            number = getattr(figure, name)
            whole[name] = None if number is None else way(number * 10**places) / 10**places
        said = "in whole per cent" if "share" in figure.unit else "rounded"
        whole |= {"se": None, "method": f"{figure.method}, {said}"}
    return replace(figure, **whole)


class TooClose(Refusal):
    """What is out already gives a few people away, whatever else is hidden; a sentence for each count that does."""


def hide_in_turn(
    ledger: Ledger,
    tiers: Sequence[Collection[Key]],
    smallest: int,
    few: Collection[Key] = (),
    known: Collection[Key] = (),
) -> frozenset[Key]:
    """The counts that stay in, where those of an earlier tier matter more: what it shows no later one takes back.

    Each tier is decided as if those after it were never published; what follows from what is shown is shown as well.
    Where a tier leaves too little to hide in a later one, all are decided together.
    """
    shown, hidden = frozenset(known), frozenset[Key]()
    try:
        for tier in tiers:
            fit = {key for key in {*tier} - shown - {*few} if ledger.counts[key] >= smallest}
            follow = Audit(ledger, shown).exposed(
                {key for key in fit if not ledger.is_small(key, smallest)}, 2
            )
            hidden = hide(ledger, {*tier, *shown}, smallest, few, {*shown, *follow})
            shown = frozenset({*tier, *shown}) - hidden
    except TooClose:
        return hide(ledger, frozenset[Key]().union(*tiers), smallest, few, known)
    return hidden


def hide(
    ledger: Ledger,
    published: Collection[Key],
    smallest: int,
    few: Collection[Key] = (),
    known: Collection[Key] = (),
) -> frozenset[Key]:
    """The counts that stay in: the small ones, published or not, those of `few` people, and what goes along.

    `known` counts are out, so they cannot be hidden: `TooClose` where that takes more than there is.
    """
    published = frozenset({*published, *known})
    small = {key for key in ledger.counts if ledger.is_small(key, smallest)} | set(few)
    small -= set(known)
    hidden, doubtful = set(small), set(small)
    cost, kept = partial(_cost, ledger, smallest), frozenset(known)
    while True:
        audit = Audit(ledger, published - hidden)
        if chosen := _beside(doubtful, audit, cost, kept):
            doubtful |= chosen
        elif exposed := audit.exposed(doubtful, smallest):
            chosen = _binding(exposed, cost, kept) or set(sorted(audit.visible - kept, key=cost)[:1])
            if not chosen:
                raise TooClose("What is out already gives a few people away. Wait for more people.")
            # hiding more never narrows a range, so what was wide stays wide
            doubtful = {*exposed, *chosen}
        else:
            return frozenset(hidden)
        hidden |= chosen


def _beside(doubtful: Collection[Key], audit: Audit, cost: Cost, kept: frozenset[Key]) -> set[Key]:
    """The cheapest count of each equation in which a hidden one is the only one unknown."""
    chosen: set[Key] = set()
    for equation in audit.alone(doubtful):
        if equation > kept & equation and not equation & chosen:
            chosen.add(min(equation - kept, key=cost))
    return chosen


def _binding(exposed: Mapping[Key, frozenset[Key]], cost: Cost, kept: frozenset[Key]) -> set[Key]:
    """The cheapest of the counts that keep each exposed one from being any larger.

    What has been chosen for one often frees another, so one looks again.
    """
    chosen: set[Key] = set()
    for near in exposed.values():
        if near > kept & near and not near & chosen:
            chosen.add(min(near - kept, key=cost))
    return chosen


def _cost(ledger: Ledger, smallest: int, key: Key) -> tuple[bool, int, int, int, str]:
    """Sites before groups before everyone, then as dear as the measure says, then the smaller count."""
    group, site, name = key
    scope = 0 if site is not None else 1 if group is not None else 2
    count = ledger.counts[key]
    return (count < smallest, scope, ledger.dear[name], count, repr(key))
