"""Notes and contacts: what was said and done. Own by default; one tick shares."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData, Versioned
from samspor.access.encryption import EncryptedTextField
from samspor.access.models import User
from samspor.base.dates import local
from samspor.courses.models.courses import Course
from samspor.sharing.models import Item, ItemQuerySet


class NoteQuerySet(ItemQuerySet):
    def with_versions(self) -> Self:
        """Who may change a note may read what it said before."""
        return self.prefetch_related(
            Prefetch("versions", NoteVersion.objects.select_related("written_by").gated())
        )


class Note(Versioned, Item):
    """A note under one kind of information. An edit is a new version; the old one stands."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="notes")
    text = EncryptedTextField(_("note"), max_length=10_000)
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("changed by"),
    )

    objects = NoteQuerySet.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-created_at"]

    @property
    def written_on(self) -> date:
        return local(self.created_at).date()

    @property
    def about(self) -> str:
        return f"course:{self.course_id}"


class NoteVersion(CaseData):
    """What a note said before it was changed, and who had written that."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="versions")
    text = EncryptedTextField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta(CaseData.Meta):
        ordering = ["written_at"]


class Contact(Versioned, Item):
    """One contact with or for the candidate: when, how long, with whom, how, where."""

    class With(models.TextChoices):
        CANDIDATE = "candidate", _("the candidate")
        CANDIDATE_CLINICIAN = "both", _("the candidate and the clinician")
        CLINICIAN = "clinician", _("the clinician")
        CASEWORKER = "caseworker", _("the authority caseworker")
        EMPLOYER = "employer", _("an employer or school")
        RELATIVE = "relative", _("a relative, by consent")

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        PHONE = "phone", _("telephone")
        VIDEO = "video", _("video")
        TEXT = "text", _("text message")
        NOT_MET = "not_met", _("not met")

    class Where(models.TextChoices):
        COMMUNITY = "community", _("in the community")
        PSYCHIATRY = "psychiatry", _("in the psychiatry")
        JOBCENTRE = "jobcentre", _("at the jobcentre")
        WORKPLACE = "workplace", _("at the workplace")
        HOME = "home", _("at home")

    class Service(models.TextChoices):
        ENGAGEMENT = "engagement", _("getting to know each other")
        ASSESSMENT = "assessment", _("career profile")
        PLACEMENT = "placement", _("job search")
        FOLLOW_ALONG = "follow_along", _("follow-along")

    course = models.ForeignKey(Course, models.CASCADE, related_name="contacts")
    on = models.DateField(_("date"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    with_whom = models.CharField(_("with"), max_length=20, choices=With)
    how = models.CharField(_("how"), max_length=20, choices=How)
    where = models.CharField(_("where"), max_length=20, choices=Where, blank=True)
    service = models.CharField(_("about"), max_length=20, choices=Service)
    text = EncryptedTextField(_("note"), blank=True, max_length=10_000)
    next_on = models.DateField(_("next contact agreed"), null=True, blank=True)
    copied_on = models.DateField(_("copied to own record system"), null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-on", "-created_at"]
        indexes = [models.Index(fields=["course", "on"])]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__lte=24 * 60), name="courses_contact_within_a_day"),
            models.CheckConstraint(
                condition=Q(how__in=["phone", "video", "text", "not_met"]) | ~Q(where=""),
                name="courses_contact_in_person_is_somewhere",
            ),
        ]

    @property
    def about(self) -> str:
        return f"course:{self.course_id}"
