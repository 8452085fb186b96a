"""Releases of one programme beside each other: whoever subtracts them must not be left with a few people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from ipseval.figures import Figure, Released, Step, Trait
from ipseval.gate.hiding import TooClose
from ipseval.gate.ledger import Key, Ledger
from ipseval.measures import Draft

Named = tuple[Any, ...]
"""What a count is of, in words: the same in two releases."""
FIELDS = ("n", "numerator", "excluded", "immature", "censored", "competing", "missing")


def hold_back(
    drafts: Iterable[Draft],
    steps: Iterable[tuple[Step, Key]],
    cells: Iterable[tuple[Trait, Key]],
    earlier: Iterable[Released],
    ledger: Ledger,
    smallest: int,
) -> frozenset[Key]:
    """Notes what earlier releases told of counts that have since moved by 1 to `smallest` − 1: these wait.

    A count is what it was and who came since, and those are few: so the gate hides it, with whatever gives it back,
    until enough have come. What was released is known, and returned.
    """
    now: dict[Named, Key] = {}
    for draft in drafts:
        now |= {(what, *_same(draft.figure)): key for what, key in draft.counts.items()}
        if (reached := draft.counts.get("numerator")) in ledger.opposite:
            now["rest", *_same(draft.figure)] = ledger.opposite[reached]
    now |= {_line(step): key for step, key in steps} | {_cell(trait): key for trait, key in cells}
    known = set()
    for name, was in sorted({pair for before in earlier for pair in _counts(before)}, key=repr):
        if name in now and 0 < abs(ledger.counts[now[name]] - was) < smallest:
            known.add(_since(ledger, now[name], was))
    return frozenset(known)


def _since(ledger: Ledger, key: Key, was: int) -> Key:
    """Enters the count of an earlier release, and how many have come, or gone, since."""
    page = ledger.page(*key[:2])
    before, since = f"{key[2]}, once {was}", f"{key[2]}, since {was}"
    page.count({before: np.array([was]), since: np.array([abs(page[key[2]] - was)])})
    more, less = (key[2], before) if page[key[2]] > was else (before, key[2])
    page.adds_up(more, less, since)
    return page.key(before)


def refuse_close(released: Released, earlier: Iterable[Released], smallest: int) -> None:
    """`TooClose` where a count is 1 to `smallest` − 1 more, or less, than the same count of an earlier release.

    What was held back is hidden, so this is for sums that the gate does not know of.
    """
    mine = dict(_counts(released))
    said: dict[str, None] = {}
    for before in earlier:
        for name, count in _counts(before):
            if name in mine and 0 < abs(mine[name] - count) < smallest:
                said[_sentence(name, smallest)] = None
    if said:
        raise TooClose("\n".join(said))


def refuse_few(
    steps: Iterable[tuple[Step, Key]], earlier: Iterable[Released], ledger: Ledger, smallest: int
) -> None:
    """`TooClose` where everyone who started, or whose follow-up has passed, have moved by so few.

    All that is new would be of them, and the release before says more.
    """
    whole = [(step, key) for step, key in steps if step.step in ("started", "mature") and step.group is None]
    everyone = {_line(step): key for step, key in whole}
    for before in earlier:
        for name, was in _counts(before):
            if name in everyone and 0 < abs(ledger.counts[everyone[name]] - was) < smallest:
                raise TooClose(_sentence(name, smallest))


def _counts(released: Released) -> Iterator[tuple[Named, int]]:
    """Every published count by what it is of."""
    for figure in released.figures:
        for what in FIELDS:
            if (count := getattr(figure, what)) is not None:
                yield (what, *_same(figure)), count
        if figure.n is not None and figure.numerator is not None:
            yield ("rest", *_same(figure)), figure.n - figure.numerator
    yield from ((_line(step), step.n) for step in released.flow if step.n is not None)
    yield from ((_cell(trait), trait.n) for trait in released.characteristics if trait.n is not None)


def _same(figure: Figure) -> tuple[Any, ...]:
    """All that must be the same to subtract; that the data go further is what makes a later release."""
    whose = (figure.group, figure.versus, figure.site, figure.part)
    return (figure.measure, whose, figure.definition, figure.horizon_days, figure.level)


def _line(step: Step) -> Named:
    return (step.step, "flow", (step.group, step.site))


def _cell(trait: Trait) -> Named:
    return (trait.category, trait.trait, (trait.group,), "who they were")


def _sentence(name: Named, smallest: int) -> str:
    what, measure, whose, *_ = name
    whom = " and ".join(word for word in whose if word is not None) or "everyone"
    return (
        f"{measure}, {what}, {whom}: fewer than {smallest} people more or less than in an earlier release, so that the "
        "two together would tell of them. Wait for more people, or keep the earlier release."
    )


def read_released(folder: Path) -> Released:
    """A release as `ipseval run` wrote it: the figures, the flow and who they were.

    `TooClose` where it cannot be read: what is not known cannot be kept apart.
    """
    return Released(
        figures=tuple(_read(folder, "figures", Figure)),
        flow=tuple(_read(folder, "flow", Step)),
        manifest={},
        characteristics=tuple(_read(folder, "characteristics", Trait, must=False)),
    )


def _read(folder: Path, name: str, kind: type[Any], *, must: bool = True) -> list[Any]:
    path = folder / f"{name}.json"
    if not must and not path.exists():
        return []
    known = {field.name for field in fields(kind)}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [kind(**{key: value for key, value in row.items() if key in known}) for row in rows]
    except (OSError, ValueError, TypeError, AttributeError):
        raise TooClose(f"The earlier release {path} cannot be read.") from None
