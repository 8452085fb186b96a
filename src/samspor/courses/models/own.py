"""What the candidate asked for about their own course: a look questioned, a correction wanted."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData
from samspor.access.encryption import EncryptedTextField
from samspor.access.models import Membership, User
from samspor.access.roles import Role
from samspor.courses.models.courses import Course, OfACourse


class LookFlagQuerySet(OfACourse):
    def within(self, membership: Membership, on: date) -> Q:
        """The candidate's own; and those that the log reviewer of the authority that looked is asked about."""
        if membership.role == Role.LOG_REVIEWER:
            return Q(event_authority=membership.authority_id)
        return super().within(membership, on) if membership.role == Role.CANDIDATE else Q(pk__in=[])


class CorrectionQuerySet(OfACourse):
    def within(self, membership: Membership, on: date) -> Q:
        """The candidate's own; and those asked of one's authority in a course that one has."""
        mine = super().within(membership, on)
        return mine if membership.role == Role.CANDIDATE else mine & Q(to_authority=membership.authority_id)


class LookFlag(CaseData):
    """A look that the candidate does not understand, for the log reviewer of the authority that looked."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    event_id = models.BigIntegerField()
    event_authority = models.BigIntegerField(null=True)
    flagged_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = LookFlagQuerySet.as_manager()

    class Meta(CaseData.Meta):
        constraints = [
            models.UniqueConstraint(fields=["course", "event_id"], name="courses_look_is_flagged_once")
        ]


class Correction(CaseData):
    """A correction that the candidate asks one of the two authorities for."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="corrections")
    to_authority = models.ForeignKey("access.Authority", models.PROTECT, related_name="+")
    text = EncryptedTextField(_("what should be corrected"), max_length=2000)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answer = EncryptedTextField(_("answer"), blank=True, max_length=2000)

    objects = CorrectionQuerySet.as_manager()

    class Meta(CaseData.Meta):
        ordering = ["-asked_at"]

    @property
    def about(self) -> str:
        return f"course:{self.course_id}"
