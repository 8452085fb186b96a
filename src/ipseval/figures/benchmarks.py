"""Published shares beside a study's own, and how far apart they are; other people, so never an effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ipseval.estimates.estimate import Estimate, against_benchmark, difference, share_of
from ipseval.estimates.published import Published
from ipseval.figures import Figure
from ipseval.measures import Draft
from ipseval.study import Study


def benchmarks(study: Study, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Each published share that asks the same as a measure of ours, and the difference of everyone and each group.

    Published without a number of people or limits it is a line, without an interval and without a difference.
    """
    for one in study.benchmarks:
        ours = [draft for draft in drafts if _asks_the_same(one, draft.figure, study)]
        if ours:
            yield _line(study, one)
        for draft in ours:
            if (apart := _apart(draft.estimate, one, study.level)) is not None:
                yield _beside(draft, one, apart)


def _asks_the_same(one: Published, figure: Figure, study: Study) -> bool:
    plain = figure.site is None and figure.versus is None
    return plain and one.stands_beside(figure.measure, str(study.follow_up))


def _line(study: Study, one: Published) -> Draft:
    if one.n is not None:
        estimate = share_of(one.value, one.n, study.level)
    else:
        estimate = Estimate(one.value, None, one.low, one.high, "as published")
    figure = Figure(
        measure="benchmark",
        definition=f"{one.measure.capitalize()}, {one.horizon}, as published by {one.name} ({one.source}).",
        versus=one.title,
        n=one.n,
        value=estimate.value, se=estimate.se, low=estimate.low, high=estimate.high, method=estimate.method,
        level=study.level,
        unit="share",
        follow_up=one.horizon,
    )  # fmt: skip
    return Draft(figure, {}, frozenset(), frozenset(), estimate)


def _apart(own: Estimate, one: Published, level: float) -> Estimate | None:
    if one.sizes:
        return against_benchmark(own, one.value, one.sizes, level)
    if one.low is None or one.high is None:
        return None
    return difference(own, Estimate(one.value, None, one.low, one.high, "as published"))


def _beside(draft: Draft, one: Published, apart: Estimate) -> Draft:
    own = draft.figure
    figure = replace(
        own,
        measure=f"{own.measure}_against_benchmark",
        definition=f"{own.definition} Minus the {one.value:.1%} published by {one.name} ({one.source}): of other "
        "people, so the difference is no effect.",
        versus=one.title,
        numerator=None, excluded=None, immature=None, censored=None, competing=None, lowest=None, highest=None,
        **apart.numbers,
        unit="difference of shares",
        primary=False,
    )  # fmt: skip
    counts = {name: key for name, key in draft.counts.items() if name == "n"}
    return Draft(figure, counts, draft.rests_on, draft.censored, apart)
