"""What a measure is: the words, the counts with the equations between them, and the drafts; no measure itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ipseval.courses.cohort import FULL
from ipseval.courses.scope import Flags, Scope
from ipseval.estimates import clustered
from ipseval.estimates.estimate import Estimate, Floats, Incidence, incidence, mean, proportion
from ipseval.estimates.influence import FEW, FEW_CLUSTERS
from ipseval.estimates.told import Told
from ipseval.figures import Figure
from ipseval.gate.ledger import Key, Page
from ipseval.study import Study

OUT_OF_WORK = "started, not in work or education at start"
NOT_SEEN = "Of those whose answer was still open nobody was seen to the end of the follow-up, so it is not known yet."


@dataclass(frozen=True)
class Measure:
    """A measure, or a family of them, declared in one place.

    `definitions` says of each figure what it counts; `{success}` and `{follow_up}` are those of the study. `enter`
    notes the counts of a scope and every equation in which they stand, also those with counts of other measures.
    `drafts` makes the figures of a scope. `compared` are those set against each other between the two groups of a
    study; one of them may be named primary.
    """

    definitions: Mapping[str, str]
    enter: Callable[[Study, Scope, Page], None]
    drafts: Callable[[Sheet], Iterator[Draft]]
    compared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A figure before the gate.

    `counts` names the count behind each whole number of the figure, `rests_on` all the counts that its value gives
    back, and `censored` the one that its value and bounds hint at. `told` are the numbers of a mean; `is_ranked` where
    the win odds between two groups are asked for beside the difference of their means.
    """

    figure: Figure
    counts: Mapping[str, Key]
    rests_on: frozenset[Key]
    censored: frozenset[Key]
    estimate: Estimate
    curve: Incidence | None = None
    told: Told | None = None
    is_ranked: bool = False


@dataclass(frozen=True)
class Sheet:
    """One scope of one study with its counts, ready to write its figures."""

    study: Study
    scope: Scope
    count: Page

    def draft(
        self,
        measure: str,
        words: str,
        estimate: Estimate,
        fields: Mapping[str, str],
        also: tuple[str, ...] = (),
        **more: Any,
    ) -> Draft:
        """`fields` maps the whole numbers of the figure to their counts; `also` names counts it gives back
        besides.

        A site has its base and numerator only: with every line of the flow for every site there would be so
        many small counts that nothing could be shown.
        """
        study, shown = self.study, estimate.within(0, np.inf)
        rests_on = {fields[name] for name in ("n", "numerator") if name in fields} | {*also}
        censored = {fields[name] for name in ("censored",) if name in fields}
        if self.scope.site is not None:
            fields = {name: count for name, count in fields.items() if name in ("n", "numerator")}
        figure = Figure(
            measure=measure,
            definition=define(words, study),
            group=self.scope.group,
            site=self.scope.site,
            **shown.numbers,
            level=study.level,
            warning=self._warning(shown, fields),
            period=period(study),
            follow_up=str(study.follow_up),
            horizon_days=study.follow_up.days,
            primary=measure == study.primary,
        )
        whole: dict[str, Any] = {name: self.count[count] for name, count in fields.items()}
        figure = replace(figure, **whole, **more)
        keys = {name: self.count.key(count) for name, count in fields.items()}
        return Draft(
            figure,
            keys,
            frozenset(map(self.count.key, rests_on)),
            frozenset(map(self.count.key, censored)),
            estimate,
        )

    def _warning(self, shown: Estimate, fields: Mapping[str, str]) -> str:
        if not shown.is_known:
            return NOT_SEEN
        return FEW_CLUSTERS if shown.low is not None and self._is_of_few(fields) else ""

    def _is_of_few(self, fields: Mapping[str, str]) -> bool:
        """Whether so few people stand behind more courses that their number is too small for the error."""
        if self.study.unit != "course" or "n" not in fields:
            return False
        base = self.count.key(fields["n"])
        return self.count.ledger.people[base] < min(FEW, self.count.ledger.counts[base])

    def proportion(self, reached: Flags, among: Flags) -> Estimate:
        """How many of the base have reached it."""
        if self.study.unit == "course":
            return clustered.proportion(
                reached[among].astype(np.int64), self.scope.persons[among], self.study.level
            )
        return proportion(int((reached & among).sum()), int(among.sum()), self.study.level)

    def mean(self, values: Floats, among: Flags) -> Estimate:
        """The mean of the base; `values` are of the base alone."""
        if self.study.unit == "course":
            return clustered.mean(values, self.scope.persons[among], self.study.level)
        return mean(values, self.study.level)

    def told(
        self, value: Floats, base: Flags, known: Flags | None = None, room: Floats | None = None
    ) -> Told:
        """The numbers of a base, of whom those who were lost from sight are stood for by those seen.

        All are given of the whole scope, and as in `Told`.
        """
        times, lost = self.scope.followed(base)
        return Told(
            value[base],
            np.ones(len(times), dtype=np.bool_) if known is None else known[base],
            times,
            lost,
            None if room is None else room[base],
            self.scope.persons[base] if self.study.unit == "course" else None,
        )

    def incidence(self, first: str, among: Flags, censored: str) -> tuple[Estimate, Incidence]:
        """The cumulative incidence at the horizon, and the curve; where nobody is censored, k/n with its interval.

        Where everybody without the event was censored before the horizon it is not known: the curve ends there.
        """
        times, endings = self.scope.times(first, among)
        curve = incidence(times, endings)
        if self.study.unit == "course":
            fitted = (curve.times, curve.value, curve.se, curve.n)
            curve = clustered.ByPerson(*fitted, times, endings, self.scope.persons[among])
        if self.count[censored]:
            found = curve.at(int(curve.times[-1]), self.study.level)
            to_the_end = (endings == 0) & (self.scope.whole("ending")[among] == FULL)
            if to_the_end.any() or (endings[times == times.max()] > 0).all():
                return found, curve
            return found.unknown(), curve
        return self.proportion(self.scope.whole(first) >= 0, among), curve


def define(words: str, study: Study) -> str:
    """The definition in words, for this study."""
    success = " or ".join(rung.replace("_", " ") for rung in study.success)
    said = words.format(success=success, follow_up=study.follow_up)
    return f"{said} Every course of a person counts." if study.unit == "course" else said


def period(study: Study) -> str:
    """Which starts are in, and how far the data go, in words."""
    parts = [
        f"{word} {value.isoformat()}"
        for word, value in (
            ("starts from", study.starts_from),
            ("starts before", study.starts_before),
            ("data to", study.through),
        )
        if value
    ]
    return ", ".join(parts) or "all starts in the data"
