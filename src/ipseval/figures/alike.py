"""The two groups of a study made alike in what was known at start: who is compared, and the counts of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ipseval.courses import covariates
from ipseval.courses.scope import Scope
from ipseval.estimates.estimate import Whole
from ipseval.estimates.weighting import Flags, NotComparableError, Propensity, propensity, trouble
from ipseval.gate.ledger import Key, Ledger, Page
from ipseval.study import Study
from ipseval.study.adjustment import Adjustment

N, LEFT_OUT = "adjusted.n", "adjusted.left_out"
EVERYONE: Key = (None, None, N)
DEAR = {N: 245, LEFT_OUT: 25}
BINS = 10
NOBODY = "In one of the groups nobody has every covariate known."


@dataclass(frozen=True)
class Pair:
    """The mature courses of both groups whose covariates are all known; the first group is treated."""

    study: Study
    adjustment: Adjustment
    groups: tuple[str, str]
    scope: Scope
    treated: Flags
    clusters: Whole | None
    categories: Mapping[str, Sequence[str]]
    parts: list[covariates.Part]
    found: Propensity | None
    warning: str

    def arm(self, group: str) -> Flags:
        """Which courses are of the group."""
        flags: Flags = self.treated if group == self.groups[0] else ~self.treated
        return flags


def pair(study: Study, scopes: Sequence[Scope]) -> Pair | None:
    """None unless the study adjusts and has both groups; the propensities are fitted here, once."""
    if study.adjustment is None or study.groups is None:
        return None
    names, of = study.adjustment.covariates, {scope.group: scope for scope in scopes if scope.site is None}
    rows = [of[group].rows.filter(_complete(of[group], names)) for group in study.groups if group in of]
    if len(rows) < 2:
        return None
    both = pl.concat(rows)
    treated = np.arange(len(both)) < len(rows[0])
    by = covariates.categories(scopes[0].rows, names)
    found, parts, warning = (
        _fit(both, treated, study.adjustment, by) if all(map(len, rows)) else (None, [], NOBODY)
    )
    clusters = _clusters(both, study.adjustment)
    return Pair(
        study,
        study.adjustment,
        study.groups,
        Scope(None, None, both),
        treated,
        clusters,
        by,
        parts,
        found,
        warning,
    )


def _fit(
    both: pl.DataFrame, treated: Flags, adjustment: Adjustment, by: Mapping[str, Sequence[str]]
) -> tuple[Propensity | None, list[covariates.Part], str]:
    """The propensities if there are any, in what the groups are to be alike, and why nothing is claimed."""
    names = adjustment.covariates
    parts = [part for part in covariates.shown(both, names, by) if part.category is None or part.values.any()]
    try:
        found = propensity(treated, covariates.modelled(both, names))
    except NotComparableError as error:
        return None, parts, str(error)
    columns = np.column_stack([part.values for part in parts])
    return found, parts, " ".join(trouble(found, columns, adjustment.estimand))


def _complete(scope: Scope, names: Sequence[str]) -> Flags:
    flags: Flags = scope.are("mature") & covariates.known(scope.rows, names)
    return flags


def _clusters(rows: pl.DataFrame, adjustment: Adjustment) -> Whole | None:
    """A number for each person or site; none where everybody has one course."""
    column = rows[adjustment.cluster]
    if column.n_unique() == len(rows):
        return None
    return column.rank("dense").to_numpy().astype(np.int64)


def enter(pair: Pair, scopes: Sequence[Scope], ledger: Ledger) -> None:
    """Notes who is compared, with what outcome, in which category and with which propensity."""
    names = pair.adjustment.covariates
    for scope in (scope for scope in scopes if scope.site is None):
        page, mature = ledger.page(scope.group, None, scope.persons), scope.are("mature")
        in_pair = scope.rows["group"].is_in(pair.groups).to_numpy()
        among, started = _complete(scope, names) & in_pair, scope.base | scope.are("in_work_at_start")
        page.count({N: among, LEFT_OUT: mature & ~among, "adjusted.outside": started & ~among}, DEAR)
        page.adds_up("mature", N, LEFT_OUT)
        page.adds_up("started", N, "adjusted.outside")
        _enter_outcomes(page, scope, mature, among)
        if scope.group not in (None, *pair.groups):
            page.adds_up(N)  # nobody of a third group is compared, as everyone knows
        if scope.group in pair.groups:
            for name in pair.categories:
                _enter_categories(pair, scope, name, among, started, ledger)
            _enter_bins(pair, scope, ledger)


def _enter_outcomes(page: Page, scope: Scope, mature: Flags, among: Flags) -> None:
    """Who of them reached work or education, and who work; a job within the follow-up is both."""
    reached, worked = scope.whole("first_success") >= 0, scope.whole("first_work") >= 0
    named = {"reached": reached, "not_reached": ~reached, "worked": worked, "not_worked": ~worked}
    for name, flags in named.items():
        page.count({f"adjusted.{name}": among & flags, f"adjusted.{name}_left_out": mature & ~among & flags})
    for name in ("reached", "not_reached"):
        page.adds_up(f"work_or_education.{name}", f"adjusted.{name}", f"adjusted.{name}_left_out")
    page.adds_up("first_job.mature", "adjusted.worked", "adjusted.worked_left_out")
    page.adds_up(LEFT_OUT, "adjusted.worked_left_out", "adjusted.not_worked_left_out")
    page.splits(N, "adjusted.reached", "adjusted.not_reached")
    page.splits(N, "adjusted.worked", "adjusted.not_worked")


def _enter_categories(
    pair: Pair, scope: Scope, name: str, among: Flags, started: Flags, ledger: Ledger
) -> None:
    """How many compared courses are in each category, and how many of those that the table of traits has beside.

    A category of nobody who is compared is not shown, and so known to be empty.
    """
    page, words = ledger.page(scope.group, None, scope.persons), covariates.words(scope.rows, name)
    shown, rest = {*covariates.words(pair.scope.rows, name)}, words.is_null().to_numpy()
    inside, outside = {}, {}
    for word in pair.categories[name]:
        here = (words == word).fill_null(False).to_numpy()
        if word in shown:
            inside[category(name, word)] = among & here
        outside[f"{category(name, word)}.outside"] = started & ~among & here
    page.count(inside, dict.fromkeys(inside, 30))
    page.count(outside | {f"{category(name, '')}.unknown": started & ~among & rest})
    page.adds_up(N, *inside)
    page.adds_up("adjusted.outside", *outside, f"{category(name, '')}.unknown")
    for word in pair.categories[name]:
        key = category(name, word)
        if (trait := key.replace("compared.", "who.", 1)) in page:
            page.adds_up(trait, *(part for part in (key, f"{key}.outside") if part in {*inside, *outside}))


def category(name: str, word: str) -> str:
    """The name of a category's count in the ledger."""
    return f"compared.{name}.{word}"


def bins(pair: Pair) -> list[tuple[str, Flags]]:
    """Steps of the propensity, each with enough courses of both groups: neighbours together until it has."""
    if pair.found is None:
        return []
    step = np.minimum((pair.found.value * BINS).astype(int), BINS - 1)
    merged: list[tuple[int, int]] = []
    low = 0
    for high in range(1, BINS + 1):
        inside = (step >= low) & (step < high)
        if (
            min(int((inside & arm).sum()) for arm in (pair.treated, ~pair.treated))
            >= pair.study.smallest_cell
        ):
            merged.append((low, high))
            low = high
    if merged:
        merged[-1] = (merged[-1][0], BINS)
    return [(f"{low / BINS:.1f}–{high / BINS:.1f}", (step >= low) & (step < high)) for low, high in merged]


def _enter_bins(pair: Pair, scope: Scope, ledger: Ledger) -> None:
    page, own = ledger.page(scope.group, None, scope.persons), pair.arm(scope.group or "")
    complete = _complete(scope, pair.adjustment.covariates)
    counts = {f"overlap.{name}": scope.among(complete, inside[own]) for name, inside in bins(pair)}
    page.count(counts, dict.fromkeys(counts, 28))
    if counts:
        page.adds_up(N, *counts)
