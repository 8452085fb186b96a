"""What randomised trials of IPS found, beside the comparison of the study; other people, so never an effect of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ipseval.report import charts
from ipseval.report.document import Block, Chart, Section, Table, Text
from ipseval.report.view import View
from ipseval.report.words import Words
from ipseval.study import Study

if TYPE_CHECKING:  # it loads the statistics, which a reader of words does without
    from ipseval.estimates.estimate import Estimate
    from ipseval.evidence import Pooled, Trial
    from ipseval.figures import Figure

TICKS = (0.5, 1, 2, 4, 8, 16)
ENDS = (0.4, 30.0)
OWN, TOGETHER, TRIAL = 0, 1, 2
"""Looks of the dots: a circle, a diamond, a square."""


def evidence(view: View) -> Section:
    """The trials, all of them together, and the ratio of the study, as a forest and a table."""
    from ipseval.evidence import pool, read_trials

    say = view.words
    trials, _ = read_trials()
    pooled = pool(trials)
    own = view.between("work_or_education_ratio")
    rows = [*_rows(say, trials, pooled), *_own(view, own)]
    head = tuple(say(f"evidence.{name}") for name in ("trial", "months", "with", "without", "ratio"))
    head = (*head, say("results.interval", level=say.percent(0.95, 0)))
    told = "; ".join(say("results.alt_row", name=row[0], value=row[4], interval=row[5]) for row in rows)
    alt = say("evidence.alt", ends=told)
    observed = own is not None and not view.study["randomised"]
    caution = [say("evidence.caution"), *([say("evidence.observed")] if observed else [])]
    blocks: list[Block] = [
        Text(say("evidence.intro", success=say.success, follow_up=say.follow_up)),
        Text(" ".join(caution), "caution"),
        Chart(forest(say, trials, pooled, own), say("evidence.caption"), alt),
        Table(say("evidence.table"), head, tuple(rows), (say("evidence.note"),), is_behind_chart=True),
    ]
    return Section("evidence", say("title.evidence"), tuple(blocks))


def plain(language: str) -> Words:
    """The words of a report on no study."""
    return Words(asdict(Study()), language)


def forest(say: Words, trials: Sequence[Trial], pooled: Pooled, own: Figure | None = None) -> dict[str, Any]:
    """Squares as large as their weight, a diamond for all together on a pale bar where one more would lie, and perhaps
    the study's own as a circle. Limits beyond the picture end at its edge."""
    rows = [
        _dot(say, name(trial), trial.ratio(), TRIAL, 30 + 900 * weight)
        for trial, weight in zip(trials, pooled.weights, strict=True)
    ]
    reach = (pooled.prediction,) if pooled.prediction else ()
    rows.append(_dot(say, say("evidence.together", n=pooled.k), pooled.knapp_hartung, TOGETHER, 260, reach))
    if own is not None and own.value is not None:
        rows.append(_dot(say, say("evidence.own"), own, OWN, 110))
    axis = {
        **charts.decimals(say("span.point"), *TICKS),
        "title": say("evidence.axis"),
        "labelOverlap": False,
    }
    return charts.dots(rows, ENDS, axis, line=1.0, log=True)


def name(trial: Trial) -> str:
    """As it is cited; a star where its counts follow from what was published."""
    return f"{trial.name} {trial.year}{'*' if trial.status.startswith('derived') else ''}"


def _dot(
    say: Words,
    title: str,
    ratio: Estimate | Figure,
    kind: int,
    size: float,
    reach: tuple[tuple[float, float], ...] = (),
) -> charts.Dot:
    return charts.Dot(
        title,
        ratio.value,
        max(ratio.low or ENDS[0], ENDS[0]),
        min(ratio.high or ENDS[1], ENDS[1]),
        say.number(ratio.value or 0.0, 2),
        kind,
        reach,
        size,
    )


def _rows(say: Words, trials: Sequence[Trial], pooled: Pooled) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (
            name(trial),
            say("span.months", n=trial.months),
            say("cell.of", k=trial.reached, n=trial.n),
            say("cell.of", k=trial.control_reached, n=trial.control_n),
            *_ratio(say, trial.ratio()),
        )
        for trial in trials
    ]
    gone = (say("cell.none"),) * 3
    rows.append((say("evidence.together", n=pooled.k), *gone, *_ratio(say, pooled.knapp_hartung)))
    if pooled.prediction:
        low, high = pooled.prediction
        rows.append((say("evidence.next"), *gone, say("cell.none"), _limits(say, low, high)))
    return rows


def _own(view: View, own: Figure | None) -> list[tuple[str, ...]]:
    say = view.words
    if own is None or own.suppressed or own.value is None:
        return []
    arms = [view.one("work_or_education", group) for group in view.groups or ()]
    counts = [
        say("cell.of", k=say.count(arm.numerator), n=say.count(arm.n)) if arm else say("cell.none")
        for arm in arms
    ]
    return [(say("evidence.own"), say.follow_up, *counts, say.shown(own), say.interval(own))]


def _ratio(say: Words, ratio: Estimate) -> tuple[str, str]:
    return say.number(ratio.value, 2), _limits(say, ratio.low, ratio.high)


def _limits(say: Words, low: float | None, high: float | None) -> str:
    ends = (say("cell.open") if end is None else say.number(end, 2) for end in (low, high))
    return say("cell.interval", **dict(zip(("low", "high"), ends, strict=True)))
