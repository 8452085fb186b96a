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
from typing import Any

from ipseval.figures import Figure, Step
from ipseval.gate.audit import Audit
from ipseval.gate.ledger import Equation, Key, Ledger, Place
from ipseval.measures import Draft
from ipseval.refusal import Refusal

ROUNDED = {
    "share": 2, "difference of shares": 2, "ratio of shares": 2, "odds ratio": 1, "hazard ratio": 2, "win odds": 2, "p-value": 2, "risk ratio": 2, "days": 0, "weeks": 1, "hours": 0,
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
    shown, hidden, audit = frozenset(known), frozenset[Key](), Audit(ledger)
    try:
        for tier in tiers:
            fit = {key for key in {*tier} - shown - {*few} if ledger.counts[key] >= smallest}
            audit.show(shown, 2)
            follow = audit.exposed({key for key in fit if not ledger.is_small(key, smallest)}, 2)
            both = frozenset({*tier, *shown})
            about = None if tier is tiers[-1] else {key[:2] for key in both}
            hidden = hide(ledger, both, smallest, few, {*shown, *follow}, audit, about)
            shown = both - hidden
    except TooClose:
        return hide(ledger, frozenset[Key]().union(*tiers), smallest, few, known, audit)
    return hidden


def hide(
    ledger: Ledger,
    published: Collection[Key],
    smallest: int,
    few: Collection[Key] = (),
    known: Collection[Key] = (),
    audit: Audit | None = None,
    about: Collection[Place] | None = None,
) -> frozenset[Key]:
    """The counts that stay in: the small ones, published or not, those of `few` people, and what goes along.

    `known` counts are out, so they cannot be hidden: `TooClose` where that takes more than there is. Until the rest is
    decided, only what comes out `about` some scopes may be asked. First each scope by itself: what its own equations
    give away is found in no time, and is mostly all.
    """
    published = frozenset({*published, *known})
    small = {key for key in ledger.counts if ledger.is_small(key, smallest)} | set(few)
    small -= set(known)
    price = {key: _price(ledger, key) for key in published - frozenset(known)}
    hidden = set(small)
    asked = {key for key in small if about is None or key[:2] in about}
    for place, own in _by_scope(ledger).items():
        _settle(
            Audit(ledger, own),
            {key for key in asked if key[:2] == place},
            hidden,
            published,
            price,
            small,
            smallest,
        )
    audit = audit or Audit(ledger)
    audit.show(published - hidden, smallest)
    # what the scopes together give away hides nothing
    hidden -= set(audit.exposed(hidden - small, smallest))
    _settle(audit, asked | hidden - small, hidden, published, price, small, smallest)
    return frozenset(hidden)


def _by_scope(ledger: Ledger) -> dict[Place, list[Equation]]:
    """The equations between counts of one group, or one site, alone."""
    found: dict[Place, list[Equation]] = {}
    for total, parts in ledger.equations:
        if {total[:2]} == {part[:2] for part in parts}:
            found.setdefault(total[:2], []).append((total, parts))
    return found


def _settle(
    audit: Audit,
    doubtful: Collection[Key],
    hidden: set[Key],
    published: frozenset[Key],
    price: Mapping[Key, float],
    small: Collection[Key],
    smallest: int,
) -> None:
    """Hides more until none of the doubtful is exposed."""
    every = set(doubtful)
    while doubtful:
        audit.show(published - hidden, smallest)
        if not (exposed := audit.exposed(doubtful, smallest)):
            return
        chosen = audit.against(exposed, price, smallest)
        if not chosen and (idle := {key for key in exposed if key in price and key not in small}):
            # hidden for the sake of others, and known all the same: it is shown, and others are hidden in its place
            hidden -= idle
            price = {key: cost for key, cost in price.items() if key not in idle}
            doubtful = every & hidden
            continue
        left = (key for key in audit.visible if key in price)
        chosen = chosen or set(sorted(left, key=price.__getitem__)[:1])
        if not chosen:
            raise TooClose("What is out already gives a few people away. Wait for more people.")
        # hiding more never narrows a range, so what was wide stays wide
        doubtful = {*exposed, *chosen}
        every |= chosen
        hidden |= chosen


def _price(ledger: Ledger, key: Key) -> float:
    """Sites before groups before everyone, then as dear as the measure says, then the smaller count."""
    group, site, name = key
    scope = 1 if site is not None else 100 if group is not None else 10_000
    return scope * (ledger.dear[name] + ledger.counts[key] / 10_000)
