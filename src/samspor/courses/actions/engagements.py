"""Jobs, educations and other steps on the outcome ladder: begun, changed in hours, ended. Several run at once."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from samspor.access.actions import action
from samspor.access.models import Membership
from samspor.access.roles import Permission
from samspor.agreements.rules import Rung
from samspor.courses import rules
from samspor.courses.actions.refusals import fill, no, own_unit, refuse
from samspor.courses.actions.releases import keep_sharing, sharing_now
from samspor.courses.models import Course, Engagement, HoursChange
from samspor.courses.rules import Fault, Span
from samspor.sharing.rules import Category


@action(Permission.ENGAGEMENT_WRITE, creates=Engagement)
def start_engagement(
    course: Course,
    *,
    by: Membership,
    at: datetime,
    rung: str,
    starts_on: date,
    hours_week: Decimal | None = None,
    share: bool = False,
    new_id: UUID | None = None,
    **words: Any,
) -> Engagement:
    """A job or education that has begun, or is agreed to. Words: employer_name, workplace_contact, occupation, pay,
    is_permanent, ends_on, fourth_hour_on, learned."""
    _check(rung, starts_on, words.get("ends_on"), words.get("fourth_hour_on"), at)
    if hours_week is not None:
        refuse(rules.hours_fault(Span(starts_on), starts_on, Decimal(hours_week)))
    engagement = Engagement.objects.create(
        id=new_id or uuid4(),
        course=course,
        owner_unit_id=own_unit(by).pk,
        author=by.user,
        category=Category.EMPLOYMENT,
        created_at=at,
        rung=rung,
        starts_on=starts_on,
        **words,
        **sharing_now(course, by, at, Category.EMPLOYMENT, share),
    )
    if hours_week is not None:
        HoursChange.objects.create(engagement=engagement, from_on=starts_on, hours_week=hours_week)
    return engagement


@action(Permission.ENGAGEMENT_WRITE)
def change_engagement(engagement: Engagement, *, by: Membership, at: datetime, **words: Any) -> None:
    """Put a job or an education right; the first hours follow its first day."""
    share = words.pop("share", None)
    was = engagement.starts_on
    fill(engagement, words)
    _check(engagement.rung, engagement.starts_on, engagement.ends_on, engagement.fourth_hour_on, at)
    keep_sharing(engagement, by, at, share=share, was=engagement.category)
    if engagement.starts_on != was:
        _move_first_hours(engagement, was)
    engagement.save()


def _move_first_hours(engagement: Engagement, was: date) -> None:
    changes = list(engagement.hours.all())
    if changes and changes[0].from_on == was:
        if len(changes) > 1 and changes[1].from_on <= engagement.starts_on:
            raise no(Fault.HOURS_OUTSIDE, "starts_on")
        changes[0].from_on = engagement.starts_on
        changes[0].save()


@action(Permission.ENGAGEMENT_WRITE)
def change_hours(
    engagement: Engagement, *, by: Membership, at: datetime, from_on: date, hours_week: Decimal
) -> None:
    """Other hours a week from a day on; said twice for one day, the last word stands."""
    hours_week = Decimal(hours_week)
    refuse(rules.hours_fault(Span(engagement.starts_on, engagement.ends_on), from_on, hours_week))
    row = engagement.hours.filter(from_on=from_on).first() or HoursChange(
        engagement=engagement, from_on=from_on
    )
    row.hours_week = hours_week
    row.save()
    keep_sharing(engagement, by, at, was=engagement.category)
    engagement.save()


@action(Permission.ENGAGEMENT_WRITE)
def end_engagement(
    engagement: Engagement, *, by: Membership, at: datetime, ends_on: date, end_reason: str, learned: str = ""
) -> None:
    """The job or education ends on a day, with a reason and what was learned. The course goes on."""
    if not end_reason:
        raise no(Fault.NO_REASON, "end_reason")
    _check(engagement.rung, engagement.starts_on, ends_on, engagement.fourth_hour_on, at)
    refuse(
        rules.agreed_day_fault("ends_on", ends_on, timezone.localdate(at))
        if ends_on > timezone.localdate(at)
        else None
    )
    engagement.ends_on, engagement.end_reason = ends_on, end_reason
    engagement.learned = learned or engagement.learned
    keep_sharing(engagement, by, at, was=engagement.category)
    engagement.save()


def _check(
    rung: str, starts_on: date, ends_on: date | None, fourth_hour_on: date | None, at: datetime
) -> None:
    today = timezone.localdate(at)
    refuse(rules.engagement_fault(Rung(rung), Span(starts_on, ends_on), fourth_hour_on, today))
