"""The way into a course: a referral from the psychiatry, or the jobcentre's proposal to its own candidate."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData, GatedQuerySet, Versioned
from samspor.access.encryption import EncryptedTextField
from samspor.access.models import Membership, Unit, User
from samspor.access.roles import Role
from samspor.agreements.models import LocalAgreement, Programme
from samspor.courses.labels import REFERRAL_STATES
from samspor.courses.rules import ReferralState
from samspor.people.models import Person
from samspor.sharing.models import Consent


class ReferralQuerySet(GatedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Sent: caseworkers of the sending unit. Received: those of the receiving unit, while it stands open or was
        accepted; of a declined, withdrawn or expired one the receiver keeps nothing but a line in the log."""
        if membership.role not in {Role.SPECIALIST, Role.CLINICIAN}:
            return Q(pk__in=[])
        people = Person.objects.filter(Person.objects.all().within(membership, on))
        received = Q(to_unit=membership.unit_id, state__in=[ReferralState.OFFERED, ReferralState.ACCEPTED])
        return Q(from_unit=membership.unit_id, person__in=people) | (received & ~Q(from_unit=membership.unit_id))


class Referral(Versioned, CaseData):
    """An offer of a course. It holds nothing beyond what the consent covers: name, safe contact, wish for work,
    sender."""

    class Kind(models.TextChoices):
        REFERRAL = "referral", _("referral from the psychiatry")
        PROPOSAL = "proposal", _("proposal from the jobcentre")

    class DeclineReason(models.TextChoices):
        NO_AGREEMENT = "no_agreement", _("no agreement between the units")
        OTHER_UNIT = "other_unit", _("belongs to another unit")
        NO_PLACE = "no_place", _("no place now")
        CHANGED_MIND = "changed_mind", _("the citizen changed their mind")

    class NextStep(models.TextChoices):
        SENDER_TALKS = "sender_talks", _("the sender talks with the citizen")
        SEND_TO_OTHER = "send_to_other", _("send to the other unit")
        SEND_AGAIN = "send_again", _("send again when there is a place")
        MAKE_AGREEMENT = "make_agreement", _("the leaders talk about an agreement")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REFERRAL)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    agreement = models.ForeignKey(
        LocalAgreement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agreement")
    )
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("from"))
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("to"))
    sender = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sender"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="referrals", verbose_name=_("candidate"))
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("consent")
    )
    wish_for_work = EncryptedTextField(_("wish for work or education"), blank=True, max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=REFERRAL_STATES, default=ReferralState.DRAFT)
    decline_reason = models.CharField(_("reason"), max_length=20, choices=DeclineReason, blank=True)
    next_step = models.CharField(_("next step"), max_length=20, choices=NextStep, blank=True)
    place_free_on = models.DateField(_("a place is free from"), null=True, blank=True)
    created_at = models.DateTimeField(editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReferralQuerySet.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ReferralState.DECLINED) | (~Q(decline_reason="") & ~Q(next_step="")),
                name="courses_referral_declined_with_reason_and_next_step",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReferralState.DRAFT, ReferralState.WITHDRAWN]) | Q(sent_at__isnull=False),
                name="courses_referral_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="referral", state__in=[ReferralState.OFFERED, ReferralState.ACCEPTED])
                | Q(consent__isnull=False, agreement__isnull=False),
                name="courses_referral_leaves_under_consent_and_agreement",
            ),
        ]
