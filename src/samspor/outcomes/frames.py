"""The platform's own records as the tables of an evaluation: integer days, no names. Nothing is written anywhere.

Quality figures from one's own records rest on the municipality's duty to follow up on its efforts and on the two
authorities' joint quality work, not on a citizen's consent for evaluation; that consent is for handing records on to
others. The assumption is written down in `docs/`; nothing that leaves here is about fewer than five people.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Prefetch, Q
from django.utils import translation

from ipseval.study import FollowUp, Study
from samspor.agreements.models import Programme
from samspor.agreements.rules import WORK_OR_EDUCATION, Rung
from samspor.courses.models import Course, Engagement, HoursChange, Reopening
from samspor.outcomes.labels import GROUPS as GROUP_WORDS
from samspor.outcomes.rules import Comparison, CourseSpan, Definition, day, end_of, weeks
from samspor.sharing.models import Consent
from samspor.sharing.rules import Purpose

DEATH = "death"

COURSES = {
    "person": pl.String, "start": pl.Int64, "end": pl.Int64, "site": pl.String, "group": pl.String,
    "in_work_at_start": pl.Boolean,
}  # fmt: skip
SPELLS = {
    "person": pl.String,
    "state": pl.String,
    "from": pl.Int64,
    "to": pl.Int64,
    "minutes_week": pl.Int64,
}
OBSERVED = {"person": pl.String, "until": pl.Int64, "why": pl.String}


@dataclass(frozen=True)
class Frames:
    """Courses, time in each rung, and ends of observation, as far as they were so on the last day."""

    courses: pl.DataFrame
    spells: pl.DataFrame
    observed: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame | None]:
        is_grouped = self.courses["group"].null_count() < len(self.courses)
        courses = self.courses if is_grouped else self.courses.drop("group")
        return {"courses": courses, "spells": self.spells, "observed": self.observed}

    def mark(self) -> str:
        """The facts as one mark: the same facts give the same one. The random keys in it keep it from being guessed."""
        mark = hashlib.sha256()
        for table in (self.courses, self.spells, self.observed):
            mark.update(table.sort(table.columns, nulls_last=True).write_csv().encode())
        return mark.hexdigest()


@dataclass(frozen=True)
class Question:
    """What is asked of a programme, beside its own follow-up: what counts, which starts, which two groups."""

    definition: Definition = Definition.PROGRAMME
    comparison: Comparison = Comparison.NONE
    starts_from: date | None = None
    starts_before: date | None = None


def study_of(programme: Programme, through: date, question: Question | None = None) -> Study:
    """What is asked of a programme's courses, over its follow-up. The end of a course ends what one knows."""
    asked = question or Question()
    return Study(
        title=programme.name,
        through=through,
        starts_from=asked.starts_from,
        starts_before=asked.starts_before,
        groups=GROUPS.get(asked.comparison),
        labels=_words(),
        success=success_of(programme, asked.definition),
        follow_up=FollowUp(programme.follow_up_months, "months"),
        until_course_end=True,
        endings={DEATH: "competing"},
    )


def _words() -> dict[str, dict[str, str]]:
    """What a report calls the groups, in both languages."""
    found = {}
    for language in ("da", "en"):
        with translation.override(language):
            found[language] = {group: str(word) for group, word in GROUP_WORDS.items()}
    return found


def success_of(programme: Programme, definition: Definition = Definition.PROGRAMME) -> tuple[str, ...]:
    """The rungs that count; where a programme names none, those that Projekt Inklusion counted."""
    if definition == Definition.WORK:
        return (Rung.ORDINARY_EMPLOYMENT.value,)
    if definition == Definition.WORK_OR_EDUCATION:
        return tuple(sorted(rung.value for rung in WORK_OR_EDUCATION))
    return tuple(programme.success_rungs) or tuple(sorted(rung.value for rung in WORK_OR_EDUCATION))


def frames(
    programme: Programme, through: date, question: Question | None = None, people: Any = None
) -> Frames:
    """All courses of a programme that were accepted by the last day, with what was so on it; of these people alone,
    where they are named. For runs only."""
    asked = question or Question()
    courses = list(taking_part(programme, through, people))
    return Frames(
        courses=_frame(_course_rows(courses, programme, through, asked), COURSES),
        spells=_frame(_spell_rows(courses, through), SPELLS),
        observed=_frame(_ends(courses, through), OBSERVED),
    )


def said_no() -> Q:
    """Courses of people who withdrew a consent to evaluation, on either side, and gave no other that stands."""
    consents = Consent.objects.filter(purpose=Purpose.EVALUATION)
    withdrawn = consents.exclude(withdrawn_at=None).values("person")
    standing = consents.filter(withdrawn_at=None).values("person")
    no = Q()
    for person in ("municipal_person", "exchange__regional_person"):
        no |= Q(**{f"{person}__in": withdrawn}) & ~Q(**{f"{person}__in": standing})
    return no


def taking_part(programme: Programme, through: date, people: Any = None) -> Any:
    """The courses of a run. Whoever withdrew the consent to evaluation has said no, and is in no later one."""
    known = Q() if people is None else Q(municipal_person__in=people)
    engagements = (
        Engagement.objects.filter(starts_on__lte=through).defer("learned").order_by("starts_on", "pk")
    )
    return (
        Course.objects.filter(known, programme=programme, accepted_on__lte=through)
        .exclude(said_no())
        .select_related("municipal_unit__authority", "referral__agreement")
        .prefetch_related(
            Prefetch("reopenings", Reopening.objects.all()),
            Prefetch("engagements", engagements),
            Prefetch("engagements__hours", HoursChange.objects.order_by("from_on")),
        )
        .defer("practical", "wish_for_work", "referral__wish_for_work")
        .order_by("accepted_on", "pk")
    )


def _frame(rows: Iterable[tuple[Any, ...]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _span(course: Course) -> CourseSpan:
    return CourseSpan(
        started_on=course.started_on,
        ended_on=course.ended_on,
        reopened=tuple((r.had_ended_on, r.reopened_on) for r in course.reopenings.all()),
    )


def _course_rows(
    courses: list[Course], programme: Programme, through: date, asked: Question
) -> Iterable[tuple[Any, ...]]:
    names = _site_names(courses)
    success = success_of(programme, asked.definition)
    for course in courses:
        started = course.started_on if course.started_on and course.started_on <= through else None
        yield (
            str(course.municipal_person_id),
            day(started) if started else None,
            end_of(_span(course), through),
            names[course.municipal_unit_id],
            _group(course, asked.comparison),
            # None, not said at the start: worked out from the engagements
            course.status_at_start in success if course.status_at_start else None,
        )


GROUPS: dict[Comparison, tuple[str, str]] = {
    Comparison.TEAM_FORM: ("ips_only", "mixed"),
    Comparison.DECISION_AUTHORITY: ("yes", "no"),
    Comparison.WAY_IN: ("referral", "proposal"),
}
"""The first against the second; a course that belongs to neither is shown as not recorded."""


def _group(course: Course, comparison: Comparison) -> str | None:
    """Known at the start of the course: nothing that came later puts a course in a group."""
    agreement = course.referral.agreement
    if comparison == Comparison.TEAM_FORM:
        return agreement.team_form if agreement else None
    if comparison == Comparison.DECISION_AUTHORITY:
        return str(course.decision_authority)
    return course.referral.kind if comparison == Comparison.WAY_IN else None


def _site_names(courses: list[Course]) -> dict[int, str]:
    """The municipal units by name; with their authority where two bear the same."""
    units = {course.municipal_unit_id: course.municipal_unit for course in courses}
    names = [unit.name for unit in units.values()]
    return {
        key: unit.name if names.count(unit.name) == 1 else f"{unit.name} ({unit.authority.name})"
        for key, unit in units.items()
    }


def _spell_rows(courses: list[Course], through: date) -> Iterable[tuple[Any, ...]]:
    for course in courses:
        for engagement in course.engagements.all():
            changes = tuple((change.from_on, float(change.hours_week)) for change in engagement.hours.all())
            for first, last, minutes in weeks(engagement.starts_on, engagement.ends_on, changes, through):
                yield str(course.municipal_person_id), engagement.rung, first, last, minutes


def _ends(courses: list[Course], through: date) -> Iterable[tuple[Any, ...]]:
    for course in courses:
        if course.end_reason == Course.EndReason.DEATH and course.ended_on and course.ended_on <= through:
            yield str(course.municipal_person_id), day(course.ended_on), DEATH
