"""Every count of people in a run and the equations between them, published or not; decides nothing.

The gate (`disclosure`) needs to know what can be worked out from what, so each measure enters its counts
here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ipseval.scope import Scope

Key = tuple[str | None, str | None, str]
"""Group, site and name of a count. A name that begins with `~` is never published."""

SPLITS = frozenset(
    {
        "work_or_education.reached", "work_or_education.not_reached",
        "weeks_in_work.any", "weeks_in_work.none",
        "from_work.any", "from_work.none",
        "first_job.reached", "first_job.not_reached",
        "at_course_end.reached", "at_course_end.not_reached",
    }
)  # fmt: skip
"""Counts of an outcome and of its opposite: even zero says something about every person in the base."""

FLOW: Mapping[str, Sequence[str]] = {
    "records": (
        "duplicate", "never_started", "outside_period", "in_two_groups", "later_course", "not_observed", "started",
    ),
    "started": ("in_work_at_start", "first_job.n"),
    "in_work_at_start": ("from_work.n", "~from_work.left_out"),
    "from_work.n": ("from_work.any", "from_work.none"),
}  # fmt: skip
"""Total and parts of the flow, within everyone and within each group; for sites it is never published."""

WITHIN: Mapping[str, Sequence[str]] = {
    "first_job.n": ("immature", "mature"),
    "mature": ("weeks_in_work.n", "ended_early"),
    "mature ": ("work_or_education.reached", "work_or_education.not_reached"),
    "work_or_education.not_reached": (
        "work_or_education.censored", "work_or_education.competing", "~work_or_education.open",
    ),
    "ended_early": ("work_or_education.censored", "~reached_before_it"),
    "weeks_in_work.n": ("weeks_in_work.any", "weeks_in_work.none"),
    "first_job.n ": ("first_job.reached", "first_job.not_reached"),
    "first_job.not_reached": ("first_job.censored", "first_job.competing", "~first_job.open"),
    "first_job.n  ": ("at_course_end.n", "at_course_end.open"),
    "at_course_end.n": ("at_course_end.reached", "at_course_end.not_reached"),
    # the measures rest on the same people: a job within the follow-up is in all of them
    "first_job.reached": ("~job.mature", "~job.immature"),
    "immature": ("~job.immature", "~no_job.immature"),
    "work_or_education.reached": ("~job.mature", "~education_only"),
    "~job.mature": ("weeks_in_work.any", "~job.ended_early"),
    "ended_early ": ("~job.ended_early", "~no_job.ended_early"),
}  # fmt: skip
"""Total and parts of the measures, within every scope. A total with two equations stands again with a space."""


@dataclass
class Ledger:
    """Counts by key, and equations as (total, parts)."""

    counts: dict[Key, int] = field(default_factory=dict)
    equations: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    _with_key: dict[Key, list[frozenset[Key]]] = field(default_factory=dict)
    _indexed: int = 0

    def enter(self, scope: Scope, counts: Mapping[str, int]) -> None:
        """Notes the counts of one scope and the equations within it."""
        place = (scope.group, scope.site)
        equations = WITHIN if scope.site is not None else {**FLOW, **WITHIN}
        names = _names(equations)
        self.counts |= {(*place, name): count for name, count in counts.items() if name in names}
        self.equations += [
            ((*place, total.strip()), tuple((*place, part) for part in parts))
            for total, parts in equations.items()
        ]

    def add_up(self) -> None:
        """Notes that the groups, and the sites, add up to everyone, count by count."""
        groups = sorted({group for group, _, _ in self.counts if group is not None})
        sites = sorted({site for _, site, _ in self.counts if site is not None})
        for name in sorted(_names({**FLOW, **WITHIN})):
            if groups:
                self.equations.append(((None, None, name), tuple((group, None, name) for group in groups)))
            if sites and name in _names(WITHIN):
                self.equations.append(((None, None, name), tuple((None, site, name) for site in sites)))

    def with_key(self, key: Key) -> list[frozenset[Key]]:
        """The counts of each equation in which this one stands."""
        if self._indexed != len(self.equations):
            self._with_key.clear()
            for total, parts in self.equations:
                for member in (total, *parts):
                    self._with_key.setdefault(member, []).append(frozenset((total, *parts)))
            self._indexed = len(self.equations)
        return self._with_key.get(key, [])

    def is_small(self, key: Key, smallest: int) -> bool:
        """Whether the count is of too few people, or a zero that tells something of everyone.

        Zero is small where it says no success, or no failure, among people that there are.
        """
        group, site, name = key
        if name.startswith("~") or self.counts[key] >= smallest:
            return False
        if self.counts[key] > 0 or name not in SPLITS:
            return self.counts[key] > 0
        other = {"reached": "not_reached", "not_reached": "reached", "any": "none", "none": "any"}
        measure, _, half = name.partition(".")
        return self.counts[group, site, f"{measure}.{other[half]}"] > 0


def _names(equations: Mapping[str, Sequence[str]]) -> set[str]:
    return {name.strip() for total, parts in equations.items() for name in (total, *parts)}
