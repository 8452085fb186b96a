"""The way into a course: a referral from the psychiatry, or the jobcentre's proposal to its own candidate."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData, GatedQuerySet, Versioned
from samspor.access.encryption import EncryptedTextField
from samspor.access.models import Membership, Unit, User
from samspor.access.roles import Role
from samspor.agreements.models import LocalAgreement, Programme
from samspor.courses.labels import REFERRAL_STATES
from samspor.courses.rules import EXPIRES_AFTER_DAYS, ReferralState
from samspor.people.models import Person
from samspor.sharing.models import Consent, ConsentRecipient, TreatmentPeriod
from samspor.sharing.models.consents import live
from samspor.sharing.rules import RECONFIRM_DAYS, Purpose


class ReferralQuerySet(GatedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Sent: caseworkers of the sending unit. Received: those of the receiving unit while the offer stands open;
        of an answered, withdrawn or expired one the receiver keeps nothing but a line in the log."""
        if membership.role not in {Role.SPECIALIST, Role.CLINICIAN}:
            return Q(pk__in=[])
        people = Person.objects.filter(Person.objects.all().within(membership, on))
        sent = Q(from_unit=membership.unit_id, person__in=people)
        return sent | Q(to_unit=membership.unit_id, pk__in=Referral.objects.open_on(on).values("pk"))

    def open_on(self, on: date) -> Self:
        """Offers that may be read and answered: not past their days, and consent, treatment and agreement stand."""
        consented = ConsentRecipient.objects.filter(
            live("consent__", on),
            consent=OuterRef("consent"),
            consent__purpose=Purpose.REFERRAL,
            unit=OuterRef("to_unit"),
            withdrawn_at=None,
        )
        treated = TreatmentPeriod.objects.filter(
            ongoing(on), person=OuterRef("person"), unit=OuterRef("from_unit")
        )
        agreed = LocalAgreement.objects.valid_on(on).filter(pk=OuterRef("agreement"))
        return self.filter(
            Exists(consented),
            Exists(treated),
            Exists(agreed),
            kind=Referral.Kind.REFERRAL,
            state=ReferralState.OFFERED,
            sent_on__gte=on - timedelta(EXPIRES_AFTER_DAYS),
        )

    def expired_on(self, on: date) -> Self:
        """SQL twin of `rules.has_expired`, for offers that nobody answered."""
        return self.filter(state=ReferralState.OFFERED, sent_on__lt=on - timedelta(EXPIRES_AFTER_DAYS))


def ongoing(on: date) -> Q:
    """Treatment covers the day and was confirmed within three months: twin of `sharing.rules.is_ongoing`."""
    return Q(
        Q(ends_on=None) | Q(ends_on__gt=on),
        starts_on__lte=on,
        reconfirmed_on__gte=on - timedelta(RECONFIRM_DAYS),
    )


class AnsweredQuerySet(GatedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """What one has answered oneself for one's own unit: that one did, and with what. Never what was sent."""
        return Q(to_unit=membership.unit_id, answered_by=membership.user_id)


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
    yes_on = models.DateField(_("the candidate said yes on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
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
                condition=Q(state__in=[ReferralState.DRAFT, ReferralState.WITHDRAWN])
                | Q(sent_at__isnull=False),
                name="courses_referral_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="referral", state__in=[ReferralState.OFFERED, ReferralState.ACCEPTED])
                | Q(consent__isnull=False, agreement__isnull=False),
                name="courses_referral_leaves_under_consent_and_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(kind="proposal", state=ReferralState.ACCEPTED) | Q(yes_on__isnull=False),
                name="courses_proposal_has_the_candidates_yes",
            ),
        ]
        indexes = [models.Index(fields=["to_unit", "state"]), models.Index(fields=["from_unit", "state"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sent_on = timezone.localdate(self.sent_at) if self.sent_at else None
        super().save(*args, **kwargs)

    @property
    def about(self) -> str:
        return f"person:{self.person_id}"


class AnsweredReferral(Referral):
    """The same referral to the one who answered it: so that a second click leads where the first one led."""

    objects = AnsweredQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(CaseData.Meta):
        proxy = True

    @property
    def about(self) -> str:
        return f"person:{self.person_id}"
