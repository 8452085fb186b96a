"""What the citizen permitted, and whether treatment goes on: two of the three conditions for exchange."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData, GatedQuerySet, OpensWithParent, Versioned
from samspor.access.models import Membership, Unit, User
from samspor.access.roles import Role
from samspor.agreements.models import LocalAgreement, Programme
from samspor.base.dates import add_months, today
from samspor.people.models import Person
from samspor.sharing.labels import CATEGORIES, PURPOSES
from samspor.sharing.reference import legal_bases
from samspor.sharing.rules import RECONFIRM_DAYS, Purpose


class ConsentText(models.Model):
    """The words that the citizen saw, in one language and version. Never changed, only followed by another."""

    purpose = models.CharField(max_length=20, choices=PURPOSES)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    body = models.TextField()
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "version", "language"], name="sharing_consent_text_version_is_unique"
            )
        ]


def live(path: str, on: date) -> Q:
    """Twin of `rules.is_live`. A basis that is not in the reference list permits nothing."""
    lawful = Q(pk__in=[])
    for basis in legal_bases().values():
        if basis.kind == "permission":
            limit = {f"{path}given_on__gt": add_months(on, -basis.max_months)} if basis.max_months else {}
            lawful |= Q(**{f"{path}permission_basis": basis.code, **limit})
    return lawful & Q(
        **{f"{path}valid_from__lte": on, f"{path}valid_to__gte": on, f"{path}withdrawn_at": None}
    )


def partners(unit: Unit, on: date) -> models.QuerySet[Unit]:
    """The units of other authorities that this unit has an agreement with on a day: whom one can consent to."""
    agreements = LocalAgreement.objects.valid_on(on)
    return Unit.objects.filter(
        Q(pk__in=agreements.filter(municipal_unit=unit).values("treatment_unit"))
        | Q(pk__in=agreements.filter(treatment_unit=unit).values("municipal_unit"))
    )


def recipients(unit: Unit, purpose: Purpose, on: date) -> models.QuerySet[Unit]:
    """Whom one can consent to: the partners; to evaluation also the units of evaluators in the same programmes."""
    found = partners(unit, on)
    if purpose is not Purpose.EVALUATION:
        return found
    working = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), role=Role.EVALUATOR, valid_from__lte=on
    )
    programmes = Programme.units.through.objects
    together = programmes.filter(programme__in=programmes.filter(unit=unit).values("programme"))
    return Unit.objects.filter(
        Q(pk__in=found.values("pk"))
        | Q(pk__in=working.values("unit"), authority__in=together.values("unit__authority"))
    )


class ConsentQuerySet(GatedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Consents in records that one may see: those that the own unit received, and the candidate's own."""
        if membership.role == Role.CANDIDATE:
            return Q(person__user=membership.user_id)
        people = Person.objects.filter(Person.objects.all().within(membership, on))
        return Q(from_unit=membership.unit_id, person__in=people)

    def live_on(self, on: date) -> Self:
        """Given, not run out, not lapsed by law and not withdrawn as a whole."""
        return self.filter(live("", on))

    def for_referral(self, person: Person, to_unit: Unit, on: date) -> Self:
        """SQL twin of `rules.covers_referral`: live consents to refer this person from the unit that keeps the
        record to that unit."""
        to = ConsentRecipient.objects.filter(consent=OuterRef("pk"), unit=to_unit, withdrawn_at=None)
        referral = self.live_on(on).filter(Exists(to), purpose=Purpose.REFERRAL)
        return referral.filter(person=person, from_unit=person.unit_id)

    def for_evaluation(self, authority_id: int | None, on: date) -> Self:
        """Live consents to evaluation, given in the record of the unit that keeps it, that name a unit of this
        authority."""
        to = ConsentRecipient.objects.filter(
            consent=OuterRef("pk"), unit__authority=authority_id, withdrawn_at=None
        )
        return self.live_on(on).filter(Exists(to), purpose=Purpose.EVALUATION, from_unit=F("person__unit"))


class Consent(Versioned, CaseData):
    """One citizen's permission for one purpose in one direction, with ticked kinds of information."""

    class Given(models.TextChoices):
        SCREEN = "screen", _("signed on screen")
        PAPER = "paper", _("on paper")
        MITID = "mitid", _("with MitID")

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", verbose_name=_("candidate"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=PURPOSES)
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("from"))
    permission_basis = models.CharField(_("permission to disclose"), max_length=40)
    processing_basis = models.CharField(_("legal basis for processing"), max_length=40)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", verbose_name=_("text shown"))
    given_on = models.DateField(_("given on"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    decision_authority = models.CharField(
        max_length=10, choices=LocalAgreement.Decision, blank=True, editable=False
    )
    how_given = models.CharField(_("how it was given"), max_length=10, choices=Given)
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("received by"))
    entered_in_record_on = models.DateField(_("entered in the patient record on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="sharing_consent_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=F("given_on")), name="sharing_consent_holds_from_when_given"
            ),
        ]

    @property
    def about(self) -> str:
        return f"person:{self.person_id}"


class OfAConsent(OpensWithParent):
    parent = "consent"


class ConsentRecipient(CaseData):
    """Who may receive: a unit here, or another named in words (GP, social services, substance-use unit)."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="recipients")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    other = models.CharField(_("other recipient"), max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OfAConsent.as_manager()

    class Meta(CaseData.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, other="") | (Q(unit=None) & ~Q(other="")),
                name="sharing_recipient_is_a_unit_or_words",
            ),
            models.UniqueConstraint(fields=["consent", "unit"], name="sharing_recipient_stands_once"),
        ]


class ConsentCategory(CaseData):
    """One ticked kind of information, withdrawn on its own."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="categories")
    category = models.CharField(max_length=20, choices=CATEGORIES)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OfAConsent.as_manager()

    class Meta(CaseData.Meta):
        constraints = [
            models.UniqueConstraint(fields=["consent", "category"], name="sharing_category_is_ticked_once")
        ]


class TreatmentPeriodQuerySet(GatedQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """The treating unit's own clinicians, and the candidate."""
        if membership.role == Role.CANDIDATE:
            return Q(person__user=membership.user_id)
        people = Person.objects.filter(Person.objects.all().within(membership, on))
        return Q(unit=membership.unit_id, person__in=people)


class TreatmentPeriod(Versioned, CaseData):
    """Treatment at a unit from a day, confirmed anew every three months; exchange stops when it ends."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="treatments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("treatment unit"))
    clinician = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("clinician"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    reconfirmed_on = models.DateField(_("confirmed"))

    objects = TreatmentPeriodQuerySet.as_manager()

    class Meta(CaseData.Meta):
        verbose_name = _("treatment period")
        verbose_name_plural = _("treatment periods")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="sharing_treatment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(reconfirmed_on__gte=F("starts_on")),
                name="sharing_treatment_confirmed_after_start",
            ),
        ]

    @property
    def about(self) -> str:
        return f"person:{self.person_id}"

    @property
    def reconfirm_by(self) -> date:
        """The last day that sharing lives without a new confirmation."""
        return self.reconfirmed_on + timedelta(days=RECONFIRM_DAYS)

    @property
    def is_confirmed(self) -> bool:
        return today() <= self.reconfirm_by
