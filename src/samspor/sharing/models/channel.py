"""The channel between two authorities' records of one person, and what may pass through it."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData, GatedQuerySet
from samspor.access.models import Membership, Unit, User
from samspor.agreements.models import LocalAgreement
from samspor.people.models import Person
from samspor.sharing.labels import CATEGORIES
from samspor.sharing.models.consents import ConsentCategory, ConsentRecipient, TreatmentPeriod
from samspor.sharing.rules import RECONFIRM_DAYS, Purpose


class Exchange(CaseData):
    """Opened by an accepted referral; the only thing that links two authorities' records of one person."""

    municipal_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    municipal_person = models.ForeignKey(Person, models.CASCADE, related_name="municipal_exchanges")
    treatment_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    regional_person = models.ForeignKey(Person, models.CASCADE, related_name="regional_exchanges")
    agreement = models.ForeignKey(LocalAgreement, models.PROTECT, related_name="+")
    opened_on = models.DateField()

    class Meta(CaseData.Meta):
        verbose_name = _("exchange")

    @property
    def about(self) -> str:
        return f"exchange:{self.pk}"

    def person_of(self, unit_id: int) -> Person:
        """The record of the side that a unit is on."""
        return self.municipal_person if unit_id == self.municipal_unit_id else self.regional_person


class ItemQuerySet(GatedQuerySet):
    """Items of a course. The concrete model has a foreign key `course`, whose `exchange` may be empty."""

    def disclosed_to(self, membership: Membership, on: date) -> Self:
        """SQL twin of `rules.may_read`, for a reader already known to be assigned to the course."""
        return self.filter(Q(owner_unit=membership.unit_id) | self._received(membership, on)).gated()

    def _received(self, membership: Membership, on: date) -> Q:
        exchange = "course__exchange__"
        sides = Q(
            **{f"{exchange}municipal_unit": membership.unit_id},
            owner_unit=F(f"{exchange}treatment_unit"),
        ) | Q(**{f"{exchange}treatment_unit": membership.unit_id}, owner_unit=F(f"{exchange}municipal_unit"))
        agreement = Exists(
            LocalAgreement.objects.valid_on(on).filter(
                pk=OuterRef(f"{exchange}agreement"),
                municipal_unit=OuterRef(f"{exchange}municipal_unit"),
                treatment_unit=OuterRef(f"{exchange}treatment_unit"),
            )
        )
        treatment = Exists(
            TreatmentPeriod.objects.filter(
                Q(ends_on=None) | Q(ends_on__gte=on),
                person=OuterRef(f"{exchange}regional_person"),
                unit=OuterRef(f"{exchange}treatment_unit"),
                starts_on__lte=on,
                reconfirmed_on__gte=on - timedelta(days=RECONFIRM_DAYS),
            )
        )
        units = Q()
        for side in ("municipal_unit", "treatment_unit"):
            path = f"{exchange}{side}__"
            units &= Q(**{f"{path}valid_from__lte": on}) & (
                Q(**{f"{path}valid_to": None}) | Q(**{f"{path}valid_to__gte": on})
            )
        return Q(released_at__isnull=False) & sides & units & agreement & treatment & self._consented(membership, on)

    def _consented(self, membership: Membership, on: date) -> Q:
        exchange = "course__exchange__"
        recipient = ConsentRecipient.objects.filter(
            consent=OuterRef("consent"), unit=membership.unit_id, withdrawn_at=None
        )
        ticked = ConsentCategory.objects.filter(
            Exists(recipient),
            withdrawn_at=None,
            category=OuterRef("category"),
            consent__from_unit=OuterRef("owner_unit"),
            consent__purpose=Purpose.EXCHANGE,
            consent__withdrawn_at=None,
            consent__valid_from__lte=on,
            consent__valid_to__gte=on,
        )
        given_here = ticked.filter(consent__person=OuterRef(f"{exchange}municipal_person"))
        given_there = ticked.filter(consent__person=OuterRef(f"{exchange}regional_person"))
        return Q(Exists(given_here)) | Q(Exists(given_there))


class Item(CaseData):
    """Something that one authority wrote in a course and may release to the other, one click, one category."""

    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("owner"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    category = models.CharField(_("kind of information"), max_length=20, choices=CATEGORIES)
    released_at = models.DateTimeField(_("shared"), null=True, blank=True)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shared by")
    )
    is_derived = models.BooleanField(
        _("builds on what the other authority shared"), default=False,
        help_text=_("Such a note closes too when sharing closes."),
    )  # fmt: skip
    created_at = models.DateTimeField(_("written"), editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta(CaseData.Meta):
        abstract = True
