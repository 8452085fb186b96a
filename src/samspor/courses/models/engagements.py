"""A job, an education or another step on the outcome ladder. Several can run at once."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData, Versioned
from samspor.access.encryption import EncryptedTextField
from samspor.access.models import Membership
from samspor.access.roles import Role
from samspor.agreements.labels import RUNGS
from samspor.courses.models.courses import Course
from samspor.sharing.models import Item, ItemQuerySet


class Engagements(ItemQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """As every item; and the candidate's own jobs are the candidate's to see."""
        if membership.role == Role.CANDIDATE:
            return Q(course__in=Course.objects.filter(Course.objects.all().within(membership, on)))
        return super().within(membership, on)

    def with_hours(self) -> Self:
        """Who may read the job may read its hours."""
        return self.prefetch_related(Prefetch("hours", HoursChange.objects.gated()))

    def going_on(self, on: date) -> Self:
        """Those that run on the day or are agreed to, with `hours_now`, the hours a week on that day."""
        hours = HoursChange.objects.filter(engagement=OuterRef("pk"), from_on__lte=on).order_by("-from_on")
        going = self.filter(Q(ends_on=None) | Q(ends_on__gte=on))
        return going.annotate(hours_now=Subquery(hours.values("hours_week")[:1]))


class Engagement(Versioned, Item):
    """What the candidate works or studies at, from when to when."""

    class Pay(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary pay")
        SUBSIDISED = "subsidised", _("subsidised pay")
        NONE = "none", _("no pay")

    class EndReason(models.TextChoices):
        AGREED = "agreed", _("as agreed from the start")
        RESIGNED = "resigned", _("the candidate left")
        DISMISSED = "dismissed", _("dismissed")
        NEW_JOB = "new_job", _("a new job or education")
        FINISHED = "finished", _("education finished")
        ILLNESS = "illness", _("illness")
        OTHER = "other", _("other")

    course = models.ForeignKey(Course, models.CASCADE, related_name="engagements")
    rung = models.CharField(_("kind"), max_length=30, choices=[r for r in RUNGS if r[0] != "none"])
    employer_name = models.CharField(_("employer or school"), max_length=150, blank=True)
    workplace_contact = models.CharField(_("contact at the workplace"), max_length=150, blank=True)
    occupation = models.CharField(_("occupation or education"), max_length=150, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    fourth_hour_on = models.DateField(_("fourth paid hour"), null=True, blank=True)
    pay = models.CharField(_("pay"), max_length=10, choices=Pay, default=Pay.ORDINARY)
    is_permanent = models.BooleanField(_("permanent"), default=False)
    end_reason = models.CharField(_("reason for the end"), max_length=20, choices=EndReason, blank=True)
    learned = EncryptedTextField(_("what was learned"), blank=True, max_length=2000)

    objects = Engagements.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("job, education or other step")
        verbose_name_plural = _("jobs, educations and other steps")
        ordering = ["-starts_on"]
        indexes = [models.Index(fields=["course", "starts_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="courses_engagement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(fourth_hour_on=None) | Q(fourth_hour_on__gte=F("starts_on")),
                name="courses_engagement_fourth_hour_after_start",
            ),
        ]

    @property
    def about(self) -> str:
        return f"course:{self.course_id}"


class HoursChange(CaseData):
    """Hours a week from a day on. The first one stands at the engagement's start."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="hours")
    from_on = models.DateField(_("from"))
    hours_week = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1)

    class Meta(CaseData.Meta):
        verbose_name = _("hours a week")
        verbose_name_plural = _("hours a week")
        ordering = ["from_on"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "from_on"], name="courses_hours_change_once_a_day"),
            models.CheckConstraint(
                condition=Q(hours_week__gte=0, hours_week__lte=99), name="courses_hours_are_hours_of_a_week"
            ),
        ]
