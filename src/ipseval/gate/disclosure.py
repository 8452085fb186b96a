"""The one gate out: every figure without its hidden counts, and without any number from which one could be worked out."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from ipseval.figures import Figure, Step
from ipseval.gate.hiding import hide_in_turn
from ipseval.gate.ledger import Key, Ledger
from ipseval.measures import Draft

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
