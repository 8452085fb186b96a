"""A study as frozen data, and what no run could make sense of; reads no file and looks at no data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from ipseval.economics.plan import Plan
from ipseval.estimates.published import AT_END, IN_PERIOD, Published
from ipseval.refusal import Refusal
from ipseval.study import rules
from ipseval.study.adjustment import Adjustment

LADDER = (
    "ordinary_employment",
    "ordinary_education",
    "flexjob",
    "subsidised_job",
    "vocational_rehabilitation",
    "internship",
    "none",
)
"""The rungs of the outcome ladder; a list, not a ranking."""

Span = Literal["months", "weeks", "days"]
Ending = Literal["censor", "competing"]
Unit = Literal["first course", "course"]
"""The first course of a person in the period; or every course, and then intervals cluster on person."""
Shown = Literal["rungs", "codes"]
LANGUAGES = ("da", "en")
SHOWN_CODES = 8
"""So many state codes can be told apart in a chronogram."""
ADJUSTED = ("work_or_education", "weeks_in_work", "first_job", "hours", "work_hours")
"""The measures that a study may adjust."""


LONGEST = {"months": 1_200, "weeks": 5_200, "days": 36_500}
"""A follow-up of a hundred years."""


class StudyError(Refusal):
    """The study cannot be run as declared; the text is one or more sentences for the person who wrote it."""


@dataclass(frozen=True)
class FollowUp:
    """How long each course is followed, half-open: the last day is the one before start + length."""

    length: int = 18
    span: Span = "months"

    @property
    def days(self) -> int | None:
        """The length in days, or `None` for calendar months, which differ."""
        return {"months": None, "weeks": self.length * 7, "days": self.length}[self.span]

    def __str__(self) -> str:
        return f"{self.length} {self.span}"


def _same() -> Mapping[str, str]:
    return {rung: rung for rung in LADDER}


@dataclass(frozen=True)
class Study:
    """A declared question. Every field has a default, so that the platform can build one without a file.

    `states` says which rung of `LADDER` each state code is; without it the codes are the rungs themselves.
    `endings` says of each `why` in `observed` whether it censors or competes.
    `sensitivity` are other rules of work: rule → state code → the rung that it has under that rule.
    `success` are the rungs that count as work or education; work is always `ordinary_employment`.
    `starts_from` and `starts_before` bound the starts that are in (half-open); either may be open.
    `until_course_end`: the data see a person only while the course is open, so its end censors.
    `randomised` says that lot decided the group; without it no report speaks of effect. `shown` are the states of the
    chronogram, `evidence` sets published trials of IPS beside the comparison, `labels` (language → word → text) are
    what the report calls states, groups, sites and covariates.
    """

    title: str = "Untitled"
    files: Mapping[str, str] = field(default_factory=dict)
    through: date | None = None
    starts_from: date | None = None
    starts_before: date | None = None
    until_course_end: bool = False
    endings: Mapping[str, Ending] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=_same)
    success: tuple[str, ...] = ("ordinary_employment", "ordinary_education")
    follow_up: FollowUp = FollowUp()
    groups: tuple[str, str] | None = None
    primary: str = "work_or_education"
    unit: Unit = "first course"
    smallest_cell: int = 5
    level: float = 0.95
    question: str = ""
    randomised: bool = False
    language: str = "da"
    shown: Shown = "rungs"
    evidence: bool = False
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sensitivity: rules.Rules = field(default_factory=dict)
    adjustment: Adjustment | None = None
    benchmarks: tuple[Published, ...] = ()
    economics: Plan | None = None

    def __post_init__(self) -> None:
        wrong = tuple(_wrong(self))
        if wrong:
            raise StudyError("\n".join(wrong))

    @property
    def covariates(self) -> tuple[str, ...]:
        """The columns of courses that the groups are made alike in."""
        return self.adjustment.covariates if self.adjustment else ()


def _wrong(study: Study) -> list[str]:
    """What no run could make sense of, one sentence each."""
    said = [*_unknown_words(study), *_benchmarks(study)]
    said += rules.faults(study.sensitivity, study.states, LADDER)
    said += study.economics.faults() if study.economics else []
    said += study.adjustment.faults(ADJUSTED) if study.adjustment else []
    return said + [sentence for broken, sentence in (*_numbers(study), *_choices(study)) if broken]


def _unknown_words(study: Study) -> list[str]:
    """Words of the study that are none of the ladder's or the endings'."""
    rungs = ", ".join(LADDER)
    said = [
        f"[states] {code} = {rung!r} is not a rung; the rungs are {rungs}."
        for code, rung in study.states.items()
        if rung not in LADDER
    ]
    said += [
        f"[analysis] success names {rung!r}, which is not a rung; the rungs are {rungs}."
        for rung in study.success
        if rung not in LADDER
    ]
    return said + [
        f'[observed] {why} = {ending!r}: an ending is either "censor" or "competing".'
        for why, ending in study.endings.items()
        if ending not in ("censor", "competing")
    ]


def _benchmarks(study: Study) -> list[str]:
    """A benchmark of another follow-up is no benchmark."""
    horizons = sorted({one.horizon for one in study.benchmarks} - {AT_END, IN_PERIOD, str(study.follow_up)})
    if (
        study.follow_up.length > 0
        and study.benchmarks
        and len(horizons) == len({one.horizon for one in study.benchmarks})
    ):
        return [f"[compare] benchmark is of {', '.join(horizons)}, and the follow-up is {study.follow_up}."]
    return []


Rules = tuple[tuple[bool, str], ...]


def _numbers(study: Study) -> Rules:
    groups, since = study.groups, study.starts_from
    backwards = since and study.starts_before and since >= study.starts_before
    late = since and study.through and since > study.through
    return (
        (study.follow_up.length < 1, f"[follow_up] {study.follow_up} is none: give a whole number above 0."),
        (
            study.follow_up.length > LONGEST[study.follow_up.span],
            f"[follow_up] {study.follow_up} is longer than a life.",
        ),
        (not study.states, "[states] is empty: say which rung of the ladder each state code is."),
        (not study.success, "[analysis] success is empty: name at least one rung."),
        (groups is not None and "" in groups, "[compare] groups: a group has a name."),
        (groups is None and study.randomised, "[compare] randomised says nothing without groups."),
        (groups is not None and len(set(groups)) != 2, "[compare] groups must name two different groups."),
        (groups is not None and len(groups) > 2, "[compare] groups must name two groups, no more."),
        (groups is None and study.adjustment is not None, "[compare] adjust needs groups: two to compare."),
        (
            study.smallest_cell < 3,
            "[release] smallest_cell below 3 protects nobody; 5 is the registers' rule.",
        ),
        (not 0.5 <= study.level < 1, "[analysis] level is the coverage of an interval, from 0.5 to below 1."),
        ("none" in study.success, "[analysis] success names none, which is neither work nor education."),
        (bool(late), "[analysis] starts_from lies after [data] through: nobody has started by then."),
        (bool(backwards), "[analysis] starts_from must lie before starts_before."),
    )


def _choices(study: Study) -> Rules:
    from ipseval.measures import COMPARED  # the measures ask for a study

    own = {"none", "gone", "other"} & set(study.states)
    return (
        (
            study.primary not in COMPARED,
            f"[analysis] primary = {study.primary!r}; the measures are {', '.join(COMPARED)}.",
        ),
        (
            study.adjustment is not None and study.primary in COMPARED and study.primary not in ADJUSTED,
            f"[compare] adjust: {study.primary} is not adjusted, and so cannot be primary; adjusted are "
            f"{', '.join(ADJUSTED)}.",
        ),
        (study.language not in LANGUAGES, f'[report] language = {study.language!r}: "da" or "en".'),
        (study.shown not in ("rungs", "codes"), f'[report] states = {study.shown!r}: "rungs" or "codes".'),
        (
            study.shown == "codes" and (len(study.states) > SHOWN_CODES or bool(own)),
            f'[report] states = "codes" takes at most {SHOWN_CODES} codes, none of them called none, gone or other.',
        ),
        (
            any(language not in LANGUAGES for language in study.labels),
            "[labels] takes [labels.da] and [labels.en] only.",
        ),
        (
            study.unit not in get_args(Unit),
            f'[analysis] unit = {study.unit!r}: "first course" (of a person in the period) or "course".',
        ),
    )
