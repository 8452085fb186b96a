"""Differences and ratios between the two groups of a study, from the drafts of each; unadjusted, so no effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ipseval.estimates import told
from ipseval.estimates.bootstrap import bootstrap
from ipseval.estimates.estimate import (
    Estimate,
    difference,
    odds,
    odds_ratio,
    proportion_difference,
    proportion_ratio,
    ratio,
)
from ipseval.measures import COMPARED, Draft
from ipseval.measures.measure import NOT_SEEN
from ipseval.study import Study

WORDS = {
    "difference": "{one} minus {two}",
    "ratio": "{one} over {two}",
    "odds_ratio": "The odds in {one} over those in {two}",
    "win_odds": "The odds that someone in {one} has more than someone in {two}, an equal pair counting half to each",
}
UNITS = {"ratio": "ratio of shares", "odds_ratio": "odds ratio", "win_odds": "win odds"}
NOTHING = Estimate(float("nan"), None, None, None, "")
NOT_ESTIMABLE = (
    "Not estimable: nobody or everybody of a group has it, or one group lies wholly beyond the other."
)


def differences(study: Study, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Group one minus group two by measure, and the ratios of shares and odds; where both bases have anybody."""
    if study.groups is None:
        return
    for measure in COMPARED:
        of = {draft.figure.group: draft for draft in drafts if draft.figure.measure == measure}
        if all(group in of for group in study.groups):
            first, second = (of[group] for group in study.groups)
            yield difference_of(study, first, second)
            if first.is_ranked:
                yield _compared(study, first, second, _win_odds(study, first, second), "win_odds")
            if measure == "work_or_education":
                yield _compared(study, first, second, _ratio(study, first, second), "ratio")
                yield _compared(study, first, second, _odds_ratio(study, first, second), "odds_ratio")


def difference_of(study: Study, first: Draft, second: Draft) -> Draft:
    """The first minus the second, of one measure."""
    return _compared(study, first, second, _difference(study, first, second), "difference")


def _compared(study: Study, first: Draft, second: Draft, found: Estimate | None, kind: str) -> Draft:
    """A figure also where nothing is found: that it is missing would tell that a count is zero, hidden or not."""
    one, two, estimate = first.figure, second.figure, found or NOTHING
    share, apart = one.unit == "share", kind == "difference"
    figure = replace(
        one,
        measure=f"{one.measure}_{kind}",
        definition=f"{one.definition} {WORDS[kind].format(one=one.group, two=two.group)}, unadjusted.",
        versus=two.group,
        n=(one.n or 0) + (two.n or 0),
        numerator=None,
        excluded=None,
        immature=None,
        censored=None,
        competing=None,
        missing=None,
        **estimate.numbers,
        warning=_warning(estimate, one.warning, two.warning),
        unit=UNITS.get(kind, "difference of shares" if share else one.unit),
        lowest=_apart(one.lowest, one.value, two.highest, two.value) if apart else None,
        highest=_apart(one.highest, one.value, two.lowest, two.value) if apart else None,
        # where the study adjusts, the adjusted difference is the primary one
        primary=one.primary and apart and study.adjustment is None,
    )
    return Draft(figure, {}, first.rests_on | second.rests_on, first.censored | second.censored, estimate)


def _warning(estimate: Estimate, *of_groups: str) -> str:
    """That of a group; where nothing is found, why: what is wrong with an interval is not asked then."""
    if estimate.is_known:
        return next(filter(None, of_groups), "")
    return NOT_SEEN if NOT_SEEN in of_groups else NOT_ESTIMABLE


def _difference(study: Study, first: Draft, second: Draft) -> Estimate:
    one, two = first.figure, second.figure
    # someone with courses in both groups counts as two, which makes the limits a little too wide
    if first.told is not None and second.told is not None:
        return told.difference(first.told, second.told, study.level)
    if study.unit == "course" or one.censored or two.censored:
        return difference(first.estimate, second.estimate)
    return proportion_difference(one.numerator or 0, one.n or 0, two.numerator or 0, two.n or 0, study.level)


def _ratio(study: Study, first: Draft, second: Draft) -> Estimate | None:
    """The ratio, or nothing where it is not a number; such groups are hidden anyway."""
    one, two = first.figure, second.figure
    if not one.numerator or not two.numerator or not one.value or not two.value:
        return None
    if study.unit == "course" or one.censored or two.censored:
        # for an incidence, and where a person counts several times, Koopman's interval does not hold
        return ratio(first.estimate, second.estimate)
    return proportion_ratio(one.numerator, one.n or 0, two.numerator, two.n or 0, study.level)


def _odds_ratio(study: Study, first: Draft, second: Draft) -> Estimate | None:
    """The ratio of the odds, or nothing where nobody or everybody of a group has it."""
    one, two = first.figure, second.figure
    if not all(figure.numerator and figure.value and figure.value < 1 for figure in (one, two)):
        return None
    if study.unit == "course" or one.censored or two.censored:
        return ratio(first.estimate.odds, second.estimate.odds)
    return odds_ratio(one.numerator or 0, one.n or 0, two.numerator or 0, two.n or 0, study.level)


def _win_odds(study: Study, first: Draft, second: Draft) -> Estimate | None:
    """The win odds, or nothing where they are not a number; by drawing persons again where one has several courses."""
    if first.told is None or second.told is None:
        return None
    try:
        found = told.odds(first.told, second.told, study.level)
    except ValueError:
        return None
    mine, yours = first.told.persons, second.told.persons
    if mine is None or yours is None or first.told.lost.any() or second.told.lost.any():
        return found
    values = np.concatenate([first.told.seen, second.told.seen])
    here = np.arange(len(values)) < len(first.told.seen)
    persons = np.concatenate([mine, yours + mine.max() + 1])
    return bootstrap(
        lambda rows: odds(values[rows][here[rows]], values[rows][~here[rows]]), persons, study.level
    )


def _apart(
    bound: float | None, value: float | None, other: float | None, other_value: float | None
) -> float | None:
    """A bound of the difference, where at least one of the groups has censored people."""
    if bound is None and other is None:
        return None
    mine, theirs = value if bound is None else bound, other_value if other is None else other
    return None if mine is None or theirs is None else mine - theirs
