"""Releases of one programme beside each other: whoever subtracts them must not be left with a few people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from ipseval.figures import Figure, Released, Step, Trait
from ipseval.refusal import Refusal

Counts = Mapping[tuple[Any, ...], int]


class TooClose(Refusal):
    """The release differs from an earlier one by a few people; a sentence for each count that does."""


def refuse_close(released: Released, earlier: Sequence[Released], smallest: int) -> None:
    """`TooClose` where a count is 1 to `smallest` − 1 more, or less, than the same count of an earlier release.

    The counts are base, numerator and the rest of every figure with the same measure, definition, group and site, the
    lines of the flow, and the table of who they were. The same count again tells nothing; a hidden one cannot be
    subtracted.
    """
    mine = dict(_counts(released))
    said: dict[str, None] = {}
    for before in earlier:
        for key, count in _counts(before):
            if key in mine and 0 < abs(mine[key] - count) < smallest:
                said[_sentence(key, smallest)] = None
    if said:
        raise TooClose("\n".join(said))


def _counts(released: Released) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Every published count by what it is of: what (in words), whose, and all that must be the same to subtract."""
    for figure in released.figures:
        same = (figure.definition, figure.horizon_days, figure.level)
        for what, count in _of(figure):
            yield ((figure.measure, what), (figure.group, figure.versus, figure.site), same), count
    for step in released.flow:
        if step.n is not None:
            yield (("flow", step.step), (step.group, None, step.site), ()), step.n
    for trait in released.characteristics:
        if trait.n is not None:
            yield ((trait.trait, trait.category), (trait.group, None, None), ("who they were",)), trait.n


def _of(figure: Figure) -> Iterator[tuple[str, int]]:
    if figure.n is not None:
        yield "base", figure.n
    if figure.numerator is not None:
        yield "numerator", figure.numerator
    if figure.n is not None and figure.numerator is not None:
        yield "rest", figure.n - figure.numerator


def _sentence(key: tuple[Any, ...], smallest: int) -> str:
    (measure, what), (group, versus, site), _ = key
    whose = " and ".join(name for name in (group, versus, site) if name is not None) or "everyone"
    return (
        f"{measure}, {what}, {whose}: fewer than {smallest} people more or less than in an earlier release, so that the "
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
