"""The channel between two authorities' records of one person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from samspor.access.case_data import CaseData
from samspor.access.models import Unit
from samspor.agreements.models import LocalAgreement
from samspor.people.models import Person


class Exchange(CaseData):
    """Opened by an accepted referral; the only thing that links two authorities' records of one person. When the course
    goes on with another treatment team it gets a new one, and this one stays, closed."""

    municipal_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    municipal_person = models.ForeignKey(Person, models.CASCADE, related_name="municipal_exchanges")
    treatment_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    regional_person = models.ForeignKey(Person, models.CASCADE, related_name="regional_exchanges")
    agreement = models.ForeignKey(LocalAgreement, models.PROTECT, related_name="+")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta(CaseData.Meta):
        verbose_name = _("exchange")

    @property
    def about(self) -> str:
        return f"exchange:{self.pk}"

    @property
    def unit_ids(self) -> tuple[int, int]:
        return self.municipal_unit_id, self.treatment_unit_id

    def person_of(self, unit_id: int) -> Person:
        """The record of the side that a unit is on."""
        return self.municipal_person if unit_id == self.municipal_unit_id else self.regional_person

    def other_unit(self, unit_id: int | None) -> Unit:
        """The unit on the other side of the exchange."""
        return self.treatment_unit if unit_id == self.municipal_unit_id else self.municipal_unit
