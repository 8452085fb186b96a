"""The comparison of two groups made alike, and what tells whether to trust it, as figures; all of it before the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ipseval.courses import covariates
from ipseval.courses.cohort import CENSORED
from ipseval.courses.scope import Scope
from ipseval.estimates.effect import Effect, Outcome, e_value, effect
from ipseval.estimates.estimate import Estimate
from ipseval.estimates.influence import FEW, FEW_CLUSTERS
from ipseval.estimates.weighting import NotComparableError, standardised, worth
from ipseval.figures import Figure
from ipseval.figures.alike import EVERYONE, LEFT_OUT, N, Pair, bins, category
from ipseval.figures.differences import NOT_ESTIMABLE
from ipseval.gate.ledger import Key, Ledger
from ipseval.measures import Draft

ALIKE = {
    "att": "the mean of those of {one}, minus what it would have been as {two}",
    "ate": "the mean of everybody if all were {one}, minus if all were {two}",
}


BASE = "compared: follow-up passed, covariates known"


def figures(pair: Pair, drafts: Sequence[Draft], ledger: Ledger) -> Iterator[Draft]:
    """The comparisons, and what tells whether to trust them: complete cases, balance, overlap, effective size."""
    sheet = _Sheet(pair, ledger)
    for measure, outcome in OUTCOMES.items():
        of = {draft.figure.group: draft for draft in drafts if draft.figure.measure == measure}
        if set(pair.groups) <= set(of):
            one, two = pair.groups
            yield from sheet.compared(of[one], of[two], outcome)
    if not pair.parts:
        return
    for group in pair.groups:
        yield from sheet.of_group(group)
    yield from sheet.balance()


def _first(column: str) -> Callable[[Scope], Outcome]:
    """Whether that came within the follow-up."""

    def outcome(scope: Scope) -> Outcome:
        times, status = scope.times(column, scope.are("mature"))
        lost = (status == 0) & (scope.whole("ending") == CENSORED)
        return Outcome((status == 1).astype(np.float64), times, lost)

    return outcome


def _sum(column: str, whole: int) -> Callable[[Scope], Outcome]:
    """How much of it there was within the follow-up, in units of so many."""

    def outcome(scope: Scope) -> Outcome:
        times, lost = scope.followed(scope.are("mature"))
        if (
            f"{column}_missing" in scope.rows.columns
            and (~lost & (scope.whole(f"{column}_missing") == 1)).any()
        ):
            raise NotComparableError(UNKNOWN)
        return Outcome(scope.whole(column) / whole, times, lost)

    return outcome


UNKNOWN = "Hours are not told of everybody who is compared: those of whom they are may be others."
OUTCOMES: Mapping[str, Callable[[Scope], Outcome]] = {
    "work_or_education": _first("first_success"),
    "weeks_in_work": _sum("work_days", 7),
    "first_job": _first("first_work"),
    "hours": _sum("hours", 7 * 60),
    "work_hours": _sum("work_hours", 7 * 60),
}
"""The measures that are adjusted (`study.ADJUSTED`), all of mature courses: the others are of people whom something
after the start has chosen, or follow from these."""


@dataclass(frozen=True)
class _Sheet:
    """One pair with its counts, ready to write its figures."""

    pair: Pair
    ledger: Ledger

    def compared(self, first: Draft, second: Draft, outcome: Callable[[Scope], Outcome]) -> Iterator[Draft]:
        """Difference, and of a share the ratio and what could explain it away; without values where trust fails."""
        pair, level, measure = self.pair, self.pair.study.level, first.figure.measure
        found, warning = self._effect(outcome)
        share = first.figure.unit == "share"
        difference = None if found is None else found.difference(level)
        made: dict[str, tuple[Estimate | None, str]] = {
            "adjusted_difference": (difference, "difference of shares" if share else first.figure.unit)
        }
        if share:
            # also where there is none: that it is missing would tell that nobody has it
            ratio = None if found is None else found.ratio(level)
            made["adjusted_ratio"] = ratio, "ratio of shares"
            made["e_value"] = None if ratio is None else e_value(ratio), "risk ratio"
        for kind, (estimate, unit) in made.items():
            primary = measure == pair.study.primary and kind == "adjusted_difference"
            draft = self._both(first, second, f"{measure}_{kind}", estimate, unit, primary)
            why = warning or (NOT_ESTIMABLE if estimate is None else self._few)
            yield replace(draft, figure=replace(draft.figure, warning=why))

    def _effect(self, outcome: Callable[[Scope], Outcome]) -> tuple[Effect | None, str]:
        """The comparison, or why there is none."""
        pair, how = self.pair, self.pair.adjustment
        if pair.found is None or pair.warning:
            return None, pair.warning
        try:
            return effect(pair.found, outcome(pair.scope), how.method, how.estimand, pair.clusters), ""
        except NotComparableError as error:
            return None, str(error)

    def _both(
        self,
        first: Draft,
        second: Draft,
        measure: str,
        estimate: Estimate | None,
        unit: str,
        primary: bool = False,
    ) -> Draft:
        pair, (one, two) = self.pair, self.pair.groups
        told = estimate or Estimate(float("nan"), None, None, None, pair.adjustment.method.upper())
        words = ALIKE[pair.adjustment.estimand].format(one=one, two=two)
        if measure.endswith("ratio"):
            words = words.replace(", minus", ", over").replace(" minus", " over")
        figure = replace(
            first.figure,
            measure=measure,
            definition=f"{first.figure.definition} {self._means(measure, words)}",
            versus=two,
            n=self.ledger.counts[EVERYONE],
            numerator=None, excluded=None, immature=None, censored=None, competing=None, missing=None, lowest=None, highest=None,
            base_name=BASE, value=None if estimate is None else told.value,
            se=told.se, low=told.low, high=told.high,
            method=self._method(told.method),
            unit=unit,
            primary=primary,
        )  # fmt: skip
        counts = [
            (group, None, name)
            for group in pair.groups
            for name in ("adjusted.reached", "adjusted.not_reached", "adjusted.worked", "adjusted.not_worked")
        ]
        left_out = {(group, None, LEFT_OUT) for group in pair.groups}
        return Draft(
            figure,
            {"n": EVERYONE},
            first.rests_on | second.rests_on | frozenset(counts),
            first.censored | second.censored | left_out,
            told,
        )

    def _means(self, measure: str, words: str) -> str:
        named = ", ".join(self.pair.adjustment.covariates)
        if measure.endswith("e_value"):
            return (
                f"How strongly something not measured would have to go with both group and outcome, beyond {named}, to "
                "explain the ratio away; low is for its limit nearer to 1."
            )
        return f"Adjusted for {named}: {words}, if nothing else decided the group. Of courses whose follow-up has passed, complete cases."

    def _method(self, method: str) -> str:
        if self.pair.clusters is None:
            return method
        number = len(np.unique(self.pair.clusters))
        return f"{method}, clustered on {number} {self.pair.adjustment.cluster}s"

    @property
    def _few(self) -> str:
        clusters = self.pair.clusters
        return FEW_CLUSTERS if clusters is not None and len(np.unique(clusters)) < FEW else ""

    def _own(self, group: str, measure: str, definition: str, **more: Any) -> Figure:
        study = self.pair.study
        return Figure(
            measure=measure, definition=definition, group=group, n=self.ledger.counts[group, None, N],
            base_name=BASE, level=study.level, follow_up=str(study.follow_up),
            **more,
        )  # fmt: skip

    def of_group(self, group: str) -> Iterator[Draft]:
        """Complete cases, effective size, propensities in steps, and the mean or share of each covariate."""
        pair, counts, base = self.pair, self.ledger.counts, (group, None, N)
        mature = (group, None, "mature")
        complete = self._own(
            group, "complete_cases", "Follow-up passed, and every covariate known.", numerator=counts[base],
            value=counts[base] / counts[mature], unit="share",
        )  # fmt: skip
        complete = replace(complete, n=counts[mature], base_name="follow-up passed")
        yield _draft(complete, {"n": mature, "numerator": base}, {(group, None, LEFT_OUT)})
        if pair.found is not None:
            weights = pair.found.weights(pair.adjustment.estimand)[pair.arm(group)]
            words = "So many people without weights would tell as much as the weighted group (Kish)."
            size = float(round(worth(weights)))
            yield _draft(
                self._own(group, "effective_sample_size", words, value=size, unit="people"), {"n": base}
            )
        for name, _ in bins(pair):
            key = (group, None, f"overlap.{name}")
            words = f"Propensity to be of {pair.groups[0]}, by the covariates, in this step."
            figure = self._own(
                group, "overlap", words, part=name, numerator=counts[key], value=counts[key] / counts[base],
                unit="share",
            )  # fmt: skip
            yield _draft(figure, {"n": base, "numerator": key})
        for part in pair.parts:
            yield self._covariate(group, part)

    def _covariate(self, group: str, part: covariates.Part) -> Draft:
        counts, base = self.ledger.counts, (group, None, N)
        if part.category is None:
            value = round(float(part.values[self.pair.arm(group)].mean()), 1)
            return _draft(
                self._own(group, "covariate", "Mean at start.", part=part.name, value=value), {"n": base}
            )
        key = (group, None, category(part.covariate, part.category))
        figure = self._own(
            group, "covariate", "Share at start.", part=part.name, numerator=counts[key],
            value=counts[key] / counts[base], unit="share",
        )  # fmt: skip
        return _draft(figure, {"n": base, "numerator": key})

    def balance(self) -> Iterator[Draft]:
        """Standardised differences before and after weighting, in hundredths."""
        pair, (one, two) = self.pair, self.pair.groups
        weights = None if pair.found is None else pair.found.weights(pair.adjustment.estimand)
        words = "Standardised difference between the groups {when} weighting; below 0.1 they are alike."
        bases: list[Key] = [(group, None, N) for group in pair.groups]
        for part in pair.parts:
            # of few people nothing is told, also where it gives no count back
            rests_on = {base for base in bases if self.ledger.is_small(base, pair.study.smallest_cell)}
            if part.category is not None:
                rests_on |= {(group, None, category(part.covariate, part.category)) for group in pair.groups}
            for when, weighed in (("before", None), ("after", weights)):
                if when == "after" and weighed is None:
                    continue
                value = standardised(pair.treated, part.values, weighed)
                figure = self._own(
                    one, f"balance_{when}", words.format(when=when), part=part.name, versus=two,
                    value=round(value, 2) if np.isfinite(value) else None, unit="standard deviations",
                )  # fmt: skip
                figure = replace(figure, n=self.ledger.counts[EVERYONE])
                yield Draft(figure, {"n": EVERYONE}, frozenset(rests_on), frozenset(), _told(figure))


def _draft(figure: Figure, counts: Mapping[str, Key], also: Set[Key] = frozenset()) -> Draft:
    return Draft(figure, counts, frozenset(counts.values()) | also, frozenset(), _told(figure))


def _told(figure: Figure) -> Estimate:
    return Estimate(figure.value or 0.0, None, None, None, figure.method)
