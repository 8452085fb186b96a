"""The records that leave a run: a figure, a step of the flow, and all of them as `Released`; no arithmetic."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

Kind = TypeVar("Kind")

MISSING = "missing"
"""The group or site of a course for which none is recorded: a category, never left out."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One published number with everything needed to read it.

    A proportion has `numerator` and `n`; a mean has `n` and, as `numerator`, the people with any; a
    difference has `group` minus `versus` and the two bases together as `n`. Counts are people (or courses),
    `None` where hidden or where the measure has none. Where `suppressed`, every number that could give a
    hidden count back is `None`.
    """

    measure: str
    definition: str
    group: str | None = None
    versus: str | None = None
    site: str | None = None
    part: str | None = None
    """The covariate, its category or the step of the propensity that the figure is about."""
    n: int | None = None
    numerator: int | None = None
    base_name: str = ""
    value: float | None = None
    unit: str = ""
    se: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str = ""
    period: str = ""
    follow_up: str = ""
    horizon_days: int | None = None
    """The day of a point on a curve, or the follow-up where it is the same number of days for everyone."""
    excluded: int | None = None
    """Started, but not in the base: in work or education at start, unless that is the base."""
    immature: int | None = None
    """Started, but the follow-up has not passed by `through`."""
    censored: int | None = None
    """Observation ended before the follow-up did, without the outcome."""
    competing: int | None = None
    """Death, emigration or another competing event came first; they stay in the base."""
    missing: int | None = None
    """Not in the base, since what is measured is not told of them; missing is not zero."""
    lowest: float | None = None
    """The value if none of the censored had the outcome after observation ended."""
    highest: float | None = None
    """The value if all of the censored had it."""
    warning: str = ""
    """Why there is no value to trust; sentences for the reader."""
    suppressed: bool = False
    primary: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the flow table: how many courses were kept or left out here, and why."""

    step: str
    meaning: str
    group: str | None = None
    site: str | None = None
    n: int | None = None
    suppressed: bool = False


@dataclass(frozen=True, kw_only=True)
class ChronogramLine:
    """Everyone (group None) or one group: at each point, the people in each state; they add up to `n`."""

    group: str | None
    n: int
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Chronogram:
    """How many stood in which state at each point after the start: everyone, or each group on points of their own.

    `merged` are the rare states shown together as `other`; `left_out` is the number of points that could not be
    shown. Where `suppressed`, nothing could.
    """

    base_name: str
    span: str
    """What `points` counts from the start: months or days."""
    states: tuple[str, ...]
    merged: tuple[str, ...]
    points: tuple[int, ...]
    left_out: int
    lines: tuple[ChronogramLine, ...]
    suppressed: bool


@dataclass(frozen=True, kw_only=True)
class Move:
    """How often anybody stood in `before` at one point and in `after` at the next, and the share of the former."""

    before: str
    after: str
    n: int | None
    share: float | None
    suppressed: bool


@dataclass(frozen=True, kw_only=True)
class Trait:
    """How many of those who started have a trait, known at start; "missing" is a category."""

    trait: str
    category: str
    group: str | None
    n: int | None = None
    base: int | None = None
    share: float | None = None
    suppressed: bool = False


@dataclass(frozen=True)
class Released:
    """What may leave: figures and flow after the gate of `disclosure`, and how they came about."""

    figures: tuple[Figure, ...]
    flow: tuple[Step, ...]
    manifest: dict[str, Any]
    characteristics: tuple[Trait, ...] = ()
    chronograms: tuple[Chronogram, ...] = ()
    moves: tuple[Move, ...] = ()

    def find(self, measure: str, **where: str | None) -> Figure:
        """The one figure of that measure; `group`, `site`, `versus` are None unless given. `KeyError` if not one."""
        asked: dict[str, Any] = {"group": None, "site": None, "versus": None, **where}
        hits = [
            f
            for f in self.figures
            if f.measure == measure and all(getattr(f, k) == v for k, v in asked.items())
        ]
        if len(hits) != 1:
            raise KeyError(f"{len(hits)} figures of {measure!r} where {asked}")
        return hits[0]

    def content(self) -> dict[str, Any]:
        """All of it, as plain lists and mappings."""
        return {
            "figures": [asdict(figure) for figure in self.figures],
            "flow": [asdict(step) for step in self.flow],
            "characteristics": [asdict(trait) for trait in self.characteristics],
            "chronograms": [asdict(chronogram) for chronogram in self.chronograms],
            "moves": [asdict(move) for move in self.moves],
            "manifest": self.manifest,
        }

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Released:
        """What `content` gave, read back; records from an earlier version may lack fields, or hold others."""
        return cls(
            figures=_records(Figure, content["figures"]),
            flow=_records(Step, content["flow"]),
            manifest=dict(content.get("manifest", {})),
            characteristics=_records(Trait, content.get("characteristics", ())),
            chronograms=tuple(_chronogram(one) for one in content.get("chronograms", ())),
            moves=_records(Move, content.get("moves", ())),
        )

    def files(self) -> dict[str, str]:
        """File name to content, as `ipseval run` writes them; the same bytes on every run."""
        return {f"{name}.json": to_json(part) for name, part in self.content().items()}

    def to_json(self) -> str:
        """All of it as one JSON object."""
        return to_json(self.content())


def _records(kind: type[Kind], rows: Iterable[Mapping[str, Any]]) -> tuple[Kind, ...]:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return tuple(kind(**{key: value for key, value in row.items() if key in known}) for row in rows)


def _chronogram(row: Mapping[str, Any]) -> Chronogram:
    lines = tuple(
        ChronogramLine(group=line["group"], n=line["n"], counts=tuple(map(tuple, line["counts"])))
        for line in row["lines"]
    )
    lists = {name: tuple(row[name]) for name in ("states", "merged", "points")}
    return _records(Chronogram, [{**row, **lists, "lines": lines}])[0]


def to_json(content: Any) -> str:
    """JSON with two spaces, letters as they are, and a line end; refuses NaN."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
