"""A course whose candidate has come to another treatment team than its exchange is with."""

from datetime import date
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, QuerySet

from samspor.access.case_data import CaseData
from samspor.access.models import Membership
from samspor.agreements.models import LocalAgreement, Programme
from samspor.courses.models.courses import Course, CourseQuerySet, covering
from samspor.courses.models.referrals import ongoing
from samspor.people.models import PersonAccess
from samspor.sharing.models import ConsentRecipient, Exchange
from samspor.sharing.rules import Purpose


class ComingCourseQuerySet(CourseQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Open courses of patients whose record has come to one's own team: that there is one, never its content."""
        named = PersonAccess.objects.filter(
            covering(on), user=membership.user_id, person=OuterRef("exchange__regional_person")
        )
        came = Q(ended_on=None, exchange__regional_person__unit=membership.unit_id)
        came &= ~Q(exchange__treatment_unit=membership.unit_id)
        return came & Q(Q(exchange__regional_person__is_restricted=False) | Exists(named))


class ComingCourse(Course):
    """The same course as the team sees it that has not got its exchange yet."""

    objects = ComingCourseQuerySet.as_manager()

    class Meta(CaseData.Meta):
        proxy = True

    @property
    def about(self) -> str:
        return f"course:{self.pk}"

    @property
    def left(self) -> Exchange:
        """The exchange with the team that the patient has left."""
        return cast(Exchange, self.exchange)  # the gate opens none without

    def standing(self, on: date, consents: Any, treatments: Any) -> dict[str, bool]:
        """Which of the three conditions stand between the municipal unit and the team that keeps the record now."""
        person = self.left.regional_person
        named = ConsentRecipient.objects.filter(
            consent=OuterRef("pk"), unit=self.municipal_unit_id, withdrawn_at=None
        )
        given = consents.live_on(on).filter(Exists(named), person=person, from_unit=person.unit_id)
        return {
            "consent": given.filter(purpose=Purpose.EXCHANGE).exists(),
            "treatment": treatments.filter(ongoing(on), person=person, unit=person.unit_id).exists(),
            "agreement": self.agreements(on).exists(),
        }

    def agreements(self, on: date) -> QuerySet[LocalAgreement]:
        """Those in force between the municipal unit and the team, in the course's programme."""
        return LocalAgreement.objects.valid_on(on).filter(
            programme=self.programme_id,
            programme__psychiatry_setting=Programme.Setting.REGIONAL,
            municipal_unit=self.municipal_unit_id,
            treatment_unit=self.left.regional_person.unit_id,
        )
