"""Differences between the two groups of a study, from the drafts of each; unadjusted, so no effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ipseval.estimate import Estimate, difference, mean_difference, proportion_difference
from ipseval.measures import Draft
from ipseval.study import Study

COMPARED = ("work_or_education", "weeks_in_work", "first_job")


def differences(study: Study, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Group one minus group two, measure by measure, where both have anybody in the base."""
    if study.groups is None:
        return
    for measure in COMPARED:
        of = {draft.figure.group: draft for draft in drafts if draft.figure.measure == measure}
        if all(group in of for group in study.groups):
            yield _difference(study, *(of[group] for group in study.groups))


def _difference(study: Study, first: Draft, second: Draft) -> Draft:
    estimate = _estimate(study, first, second)
    one, two = first.figure, second.figure
    figure = replace(
        one,
        measure=f"{one.measure}_difference",
        definition=f"{one.definition} {one.group} minus {two.group}, unadjusted.",
        versus=two.group,
        n=(one.n or 0) + (two.n or 0),
        numerator=None,
        excluded=None,
        immature=None,
        censored=None,
        competing=None,
        value=estimate.value,
        se=estimate.se,
        low=estimate.low,
        high=estimate.high,
        method=estimate.method,
        unit="difference of shares" if one.unit == "share" else one.unit,
        lowest=_apart(one.lowest, one.value, two.highest, two.value),
        highest=_apart(one.highest, one.value, two.lowest, two.value),
    )
    return Draft(figure, {}, first.rests_on | second.rests_on, first.censored | second.censored, estimate)


def _estimate(study: Study, first: Draft, second: Draft) -> Estimate:
    one, two = first.figure, second.figure
    if first.values is not None and second.values is not None:
        return mean_difference(first.values, second.values, study.level)
    if one.censored or two.censored:
        return difference(first.estimate, second.estimate)
    return proportion_difference(one.numerator or 0, one.n or 0, two.numerator or 0, two.n or 0, study.level)


def _apart(
    bound: float | None, value: float | None, other: float | None, other_value: float | None
) -> float | None:
    """A bound of the difference, where at least one of the groups has censored people."""
    if bound is None and other is None:
        return None
    mine, theirs = value if bound is None else bound, other_value if other is None else other
    return None if mine is None or theirs is None else mine - theirs
