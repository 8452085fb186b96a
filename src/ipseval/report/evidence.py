"""What randomised trials of IPS found, beside the comparison of the study; other people, so never an effect of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ipseval.report import charts
from ipseval.report.document import Block, Chart, Section, Table, Text
from ipseval.report.view import View
from ipseval.report.words import Words
from ipseval.study import Study

if TYPE_CHECKING:  # it loads the statistics, which a reader of words does without
    from ipseval.estimates.estimate import Estimate
    from ipseval.evidence import LeftOut, Pooled, Trial
    from ipseval.figures import Figure

TICKS = (0.5, 1, 2, 4, 8, 16)
ENDS = (0.4, 30.0)
OWN, TOGETHER, TRIAL = 0, 1, 2
"""Looks of the dots: a circle, a diamond, a square."""


def evidence(view: View) -> Section:
    """The trials, all of them together, and the ratio of the study, as a forest and a table; and those not pooled."""
    from ipseval.evidence import pool, read_trials

    say = view.words
    trials, left_out = read_trials()
    pooled, own = pool(trials), list(_own(view))
    rows = [*_rows(say, trials, pooled), *(_own_row(view, name, figure) for name, figure in own)]
    names = ("trial", "months", "with", "without", "weight", "ratio")
    head = (*(say(f"evidence.{name}") for name in names), say("results.interval", level=say.percent(0.95, 0)))
    told = "; ".join(say("results.alt_row", name=row[0], value=row[5], interval=row[6]) for row in rows)
    observed = bool(own) and not view.study["randomised"]
    caution = [say("evidence.caution"), *([say("evidence.observed")] if observed else [])]
    alike = [say("evidence.alike")] if len(own) > 1 else []
    notes = (f"{say('evidence.note')} {say('evidence.star')}", *alike, spread(say, pooled))
    blocks: list[Block] = [
        Text(say("evidence.intro", success=say.success, follow_up=say.follow_up)),
        Text(" ".join(caution), "caution"),
        Chart(forest(say, trials, pooled, own), say("evidence.caption"), say("evidence.alt", ends=told)),
        Table(say("evidence.table"), head, tuple(rows), notes),
        _not_pooled(say, left_out),
    ]
    return Section("evidence", say("title.evidence"), tuple(blocks))


def spread(say: Words, pooled: Pooled) -> str:
    """How far the trials are from telling the same."""
    p = f"< {say.number(0.001, 3)}" if pooled.q_p < 0.001 else f"= {say.number(pooled.q_p, 3)}"
    words = {
        "i2": say.percent(pooled.i2, 0),
        "tau2": say.number(pooled.tau2, 2),
        "q": say.number(pooled.q, 1),
    }
    return say("evidence.spread", **words, df=pooled.k - 1, p=p)


def _not_pooled(say: Words, left_out: Sequence[LeftOut]) -> Table:
    rows = dict.fromkeys((f"{one.name} {one.year}", say.left_out(one.why)) for one in left_out)
    head = (say("evidence.trial"), say("evidence.why"))
    return Table(say("evidence.left_out"), head, tuple(rows), texts=(0, 1))


def plain(language: str) -> Words:
    """The words of a report on no study."""
    return Words(asdict(Study()), language)


def forest(
    say: Words, trials: Sequence[Trial], pooled: Pooled, own: Sequence[tuple[str, Figure]] = ()
) -> dict[str, Any]:
    """Squares as large as their weight, a diamond for all together on a pale bar where one more would lie, and perhaps
    the study's own as circles, each with its name. Limits beyond the picture end at its edge."""
    rows = [
        _dot(say, name(trial), trial.ratio(), TRIAL, 30 + 900 * weight)
        for trial, weight in zip(trials, pooled.weights, strict=True)
    ]
    reach = (pooled.prediction,) if pooled.prediction else ()
    rows.append(_dot(say, say("evidence.together", n=pooled.k), pooled.knapp_hartung, TOGETHER, 260, reach))
    rows += [_dot(say, name, figure, OWN, 110) for name, figure in own]
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
        f"{say.number(ratio.value or 0.0, 2)} ({_limits(say, ratio.low, ratio.high)})",
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
            say.percent(weight),
            *_ratio(say, trial.ratio()),
        )
        for trial, weight in zip(trials, pooled.weights, strict=True)
    ]
    gone = (say("cell.none"),) * 3
    whole = (say("evidence.together", n=pooled.k), *gone, say.percent(1))
    rows.append((*whole, *_ratio(say, pooled.knapp_hartung)))
    if pooled.prediction:
        low, high = pooled.prediction
        rows.append((say("evidence.next"), *gone, *gone[:2], _limits(say, low, high)))
    return rows


def _own(view: View) -> Iterator[tuple[str, Figure]]:
    """The study's own ratio; where it makes the groups alike, that one first, then the one of the groups as they are."""
    adjusts = view.study.get("adjustment")
    named = {"adjusted_ratio": "own_alike", "ratio": "own_plain"} if adjusts else {"ratio": "own"}
    for kind, words in named.items():
        figure = view.between(f"work_or_education_{kind}")
        if figure is not None and figure.value is not None and not figure.suppressed:
            yield view.words(f"evidence.{words}"), figure


def _own_row(view: View, name: str, figure: Figure) -> tuple[str, ...]:
    say = view.words
    arms = [view.one("work_or_education", group) for group in view.groups or ()]
    plain = not figure.measure.endswith("_adjusted_ratio")
    counts = [
        say("cell.of", k=say.count(arm.numerator), n=say.count(arm.n)) if arm and plain else say("cell.none")
        for arm in arms
    ]
    return (name, say.follow_up, *counts, say("cell.none"), say.shown(figure), say.interval(figure))


def _ratio(say: Words, ratio: Estimate) -> tuple[str, str]:
    return say.number(ratio.value, 2), _limits(say, ratio.low, ratio.high)


def _limits(say: Words, low: float | None, high: float | None) -> str:
    ends = (say("cell.open") if end is None else say.number(end, 2) for end in (low, high))
    return say("cell.interval", **dict(zip(("low", "high"), ends, strict=True)))
