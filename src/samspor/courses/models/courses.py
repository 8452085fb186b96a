"""The course itself, who is assigned to it, its pauses and reopenings."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData, GatedQuerySet, OpensWithParent, Versioned
from samspor.access.encryption import EncryptedTextField
from samspor.access.models import Membership, Unit, User
from samspor.access.roles import Role
from samspor.agreements.labels import RUNGS
from samspor.agreements.models import Programme
from samspor.agreements.rules import WORK_OR_EDUCATION
from samspor.courses.labels import COVER_REASONS
from samspor.courses.models.referrals import Referral
from samspor.courses.rules import CourseFacts, Interval, Phase, Span
from samspor.people.models import Person, PersonAccess
from samspor.sharing.models import Exchange
from samspor.sharing.models.items import passed_on
from samspor.sharing.models.open import open_to_side
from samspor.sharing.rules import Category


def covering(on: date) -> Q:
    """Rows whose days, first and last included, cover the day."""
    return Q(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


def _open_to(membership: Membership, on: date) -> Q:
    """The own side's record is not restricted, or names this person."""
    named = PersonAccess.objects.filter(covering(on), user=membership.user_id)
    own = Q(municipal_unit=membership.unit_id) & (
        Q(municipal_person__is_restricted=False) | Exists(named.filter(person=OuterRef("municipal_person")))
    )
    theirs = Q(exchange__treatment_unit=membership.unit_id) & (
        Q(exchange__regional_person__is_restricted=False)
        | Exists(named.filter(person=OuterRef("exchange__regional_person")))
    )
    return own | theirs


def _engaged(on: date) -> models.QuerySet:
    """The jobs and educations that a course has on a day."""
    return Course._meta.apps.get_model("courses", "Engagement").objects.filter(
        covering(on), course=OuterRef("pk"), rung__in=[rung.value for rung in WORK_OR_EDUCATION]
    )


def _phase(on: date, is_engaged: Q) -> Case:
    """Where the course stands, in the order in which `rules.phase` asks."""
    paused = Pause.objects.filter(covering(on), course=OuterRef("pk"))
    between = Reopening.objects.filter(course=OuterRef("pk"), had_ended_on__lt=on, reopened_on__gt=on)
    return Case(
        When(accepted_on__gt=on, then=Value(None)),
        When(Q(ended_on__lt=on) | Exists(between), then=Value(Phase.ENDED)),
        When(Q(started_on=None) | Q(started_on__gt=on), then=Value(Phase.ACCEPTED)),
        When(Exists(paused), then=Value(Phase.PAUSED)),
        When(is_engaged, then=Value(Phase.FOLLOW_ALONG)),
        default=Value(Phase.SEARCHING),
        output_field=models.CharField(null=True),
    )


class CourseQuerySet(GatedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Those assigned to the course from this membership's unit, and the candidate. Nobody else."""
        if membership.role == Role.CANDIDATE:
            return Q(municipal_person__user=membership.user_id) | Q(
                exchange__regional_person__user=membership.user_id
            )
        assigned = Assignment.objects.filter(
            covering(on), course=OuterRef("pk"), user=membership.user_id, unit=membership.unit_id
        )
        return Exists(assigned) & _open_to(membership, on)

    def with_phase(self, on: date) -> Self:
        """SQL twin of `rules.phase`, as the annotation `phase`."""
        return self.annotate(phase=_phase(on, Q(Exists(_engaged(on)))))

    def as_listed(self, held: Sequence[Membership], on: date) -> Self:
        """Each course as the side of the membership that gives it sees it, `reader_unit`: the own record's name;
        `is_told`, whether that side may know where the course stands, and if so the phase and the start, else empty;
        the own side's last contact and the next one agreed. Nothing of the other side's record is read."""
        municipal = Q(municipal_unit=F("reader_unit"))
        told = municipal | open_to_side("treatment_unit", on, Category.EMPLOYMENT, "exchange__")
        # a job that is not shared, or that the region's reviewer deleted, leaves no trace in the region
        shared = _engaged(on).filter(
            passed_on(OuterRef("exchange__treatment_unit__authority")), exchange=OuterRef("exchange")
        )
        contacts = self.model._meta.apps.get_model("courses", "Contact").objects.filter(
            course=OuterRef("pk"), owner_unit=OuterRef("reader_unit")
        )

        def own(field: str) -> Case:
            return Case(
                When(municipal, then=F(f"municipal_person__{field}")),
                default=F(f"exchange__regional_person__{field}"),
            )

        is_told = Case(When(told, then=Value(True)), default=Value(False), output_field=models.BooleanField())
        listed = self.annotate(reader_unit=self.opener(held, on, "unit_id")).annotate(is_told=is_told)
        return listed.annotate(
            own_person=own("pk"),
            own_sort_name=own("sort_name"),
            own_given_names=own("given_names"),
            own_family_name=own("family_name"),
            own_is_protected=own("is_protected"),
            shown_phase=Case(
                When(is_told=True, then=_phase(on, municipal & Exists(_engaged(on)) | Q(Exists(shared)))),
                default=Value(""), output_field=models.CharField(),
            ),
            shown_started_on=Case(When(is_told=True, then=F("started_on")), default=Value(None), output_field=models.DateField()),
            last_contact_on=Subquery(contacts.order_by("-on").values("on")[:1]),
            next_contact_on=Subquery(contacts.filter(next_on__gte=on).order_by("next_on").values("next_on")[:1]),
        )  # fmt: skip

    def with_open_correction(self, held: Sequence[Membership], on: date) -> Self:
        """`open_correction`: the oldest wish of the candidate for a correction that the reader's authority has not
        answered."""
        asked = self.model._meta.apps.get_model("courses", "Correction").objects.filter(
            course=OuterRef("pk"), to_authority=OuterRef("reader_authority"), answered_at=None
        )
        reader = self.annotate(reader_authority=self.opener(held, on, "authority_id"))
        return reader.annotate(open_correction=Subquery(asked.order_by("asked_at").values("pk")[:1]))


class UnitCourseQuerySet(CourseQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Every course of one's unit, except restricted ones: that it exists and who has it, never its content."""
        if membership.role not in {Role.SPECIALIST, Role.CLINICIAN, Role.TEAM_LEADER}:
            return Q(pk__in=[])
        return _open_to(membership, on)

    def with_people(self, units: Collection[int | None], on: date) -> Self:
        """For `who`: those of the own units who have each course on the day or later, cover included."""
        who = Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), unit__in=units)
        return self.prefetch_related(
            Prefetch(
                "assignments",
                who.select_related("user").order_by("starts_on").gated(),
                to_attr="assigned_here",
            )
        )

    def with_covers(self, units: Collection[int | None], since: date) -> Self:
        """`covers`: who of the own units has covered each course since a day, or does now; those courses alone."""
        covers = Assignment.objects.filter(kind=Assignment.Kind.COVER, ends_on__gte=since, unit__in=units)
        covers = covers.select_related("user").order_by("starts_on")
        return self.filter(pk__in=covers.order_by().values("course")).prefetch_related(
            Prefetch("assignments", covers.gated(), to_attr="covers")
        )


class Course(Versioned, CaseData):
    """One candidate's IPS course, owned by the municipality; the region sees it through the exchange. A person has one
    open course at a time in an authority, whatever the programme: one specialist, one plan, one follow-along."""

    class EndReason(models.TextChoices):
        WISH = "wish", _("the candidate wishes so")
        GOAL = "goal", _("the goal is reached")
        MOVED = "moved", _("moved")
        TIME_LIMIT = "time_limit", _("the municipality's time limit (departs from IPS principle 6)")
        DEATH = "death", _("death")

    class Decision(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    referral = models.OneToOneField(
        Referral, models.PROTECT, related_name="course", verbose_name=_("referral")
    )
    exchange = models.OneToOneField(Exchange, models.PROTECT, null=True, blank=True, related_name="course")
    municipal_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    municipal_person = models.ForeignKey(
        Person, models.PROTECT, related_name="courses", verbose_name=_("candidate")
    )
    accepted_on = models.DateField(_("accepted"))
    started_on = models.DateField(_("started (first meeting)"), null=True, blank=True)
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    end_reason = models.CharField(_("reason for the end"), max_length=20, choices=EndReason, blank=True)
    benefit_at_start = models.CharField(_("benefit at start"), max_length=100, blank=True)
    status_at_start = models.CharField(
        _("work or education at start"), max_length=30, choices=RUNGS, blank=True
    )
    hours_at_start = models.DecimalField(
        _("hours a week at start"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    wish_for_work = EncryptedTextField(_("wish for work or education"), blank=True, max_length=2000)
    caseworker = models.CharField(_("authority caseworker"), max_length=150, blank=True)
    decision_authority = models.CharField(
        _("the specialist has decision authority"), max_length=5, choices=Decision, default=Decision.NO
    )
    practical = EncryptedTextField(_("practical agreements"), blank=True, max_length=2000)

    objects = CourseQuerySet.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["-accepted_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(started_on__gte=F("accepted_on")),
                name="courses_course_starts_after_acceptance",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("accepted_on")),
                name="courses_course_ends_after_acceptance",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                name="courses_course_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="courses_course_ends_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["municipal_person"],
                condition=Q(ended_on=None),
                name="courses_one_course_of_a_person_is_open",
            ),
        ]

    @property
    def about(self) -> str:
        return f"course:{self.pk}"

    def is_municipal_for(self, unit_id: int | None) -> bool:
        return unit_id == self.municipal_unit_id

    def person_for(self, unit_id: int | None) -> Person:
        """The own side's record, for a reader to whom the course is open."""
        region = None if self.is_municipal_for(unit_id) else self.exchange
        own = self.municipal_person_id if region is None else region.regional_person_id
        return Person.objects.filter(pk=own).gated().get()

    def facts(self) -> CourseFacts:
        """The course as its rules see it, jobs left out; for actions, which read it whole."""
        return CourseFacts(
            accepted_on=self.accepted_on,
            started_on=self.started_on,
            ended_on=self.ended_on,
            pauses=tuple(Span(p.starts_on, p.ends_on) for p in self.pauses.all()),
            reopenings=tuple(Interval(r.had_ended_on, r.reopened_on) for r in self.reopenings.all()),
        )


class UnitCourse(Course):
    """The same course as its unit sees it: for lists, assignment and cover."""

    assigned_here: list["Assignment"]
    reader_unit: int

    objects = UnitCourseQuerySet.as_manager()

    class Meta(CaseData.Meta):
        proxy = True

    @property
    def who(self) -> list["Assignment"]:
        """Those on the side of the membership that gives the course; see `as_listed` and `with_people`."""
        return [a for a in self.assigned_here if a.unit_id == self.reader_unit]

    @property
    def about(self) -> str:
        return f"course:{self.pk}"


class OfACourse(OpensWithParent):
    parent = "course"


class Assignment(CaseData):
    """Who has the course, on which side, from when to when. Cover is chosen, with reason and an end."""

    class Kind(models.TextChoices):
        SPECIALIST = "specialist", _("employment specialist")
        CLINICIAN = "clinician", _("clinician")
        COVER = "cover", _("cover")

    course = models.ForeignKey(Course, models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=COVER_REASONS, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfACourse.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["starts_on"]
        indexes = [models.Index(fields=["user", "unit", "course"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="courses_assignment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(kind="cover") | (Q(ends_on__isnull=False) & ~Q(reason="")),
                name="courses_cover_has_reason_and_end",
            ),
            # that two do not overlap is the action's to see; no two without an end, none twice, the database's
            models.UniqueConstraint(
                fields=["course", "user", "unit"],
                condition=Q(ends_on=None),
                name="courses_assigned_once_without_end",
            ),
            models.UniqueConstraint(
                fields=["course", "user", "unit", "starts_on"], name="courses_assigned_once_from_a_day"
            ),
        ]

    @property
    def about(self) -> str:
        return f"course:{self.course_id}"


class Pause(CaseData):
    """An agreed pause: silences tasks, ends nothing."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="pauses")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = OfACourse.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="courses_pause_ends_after_start",
            )
        ]

    @property
    def about(self) -> str:
        return f"course:{self.course_id}"


class Reopening(CaseData):
    """The course had ended and was taken up again: the end that was, kept as history."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="reopenings")
    reopened_on = models.DateField(_("reopened"))
    had_ended_on = models.DateField()
    had_end_reason = models.CharField(max_length=20, choices=Course.EndReason)

    objects = OfACourse.as_manager()

    class Meta(CaseData.Meta):
        ordering = ["reopened_on"]

    @property
    def about(self) -> str:
        return f"course:{self.course_id}"
