"""That treatment goes on: begun, confirmed every three months, ended. When it ends, sharing stops both ways at once."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from samspor.access.actions import Actor, Denied, Refused, action
from samspor.access.models import Unit
from samspor.access.roles import Permission
from samspor.base.dates import local
from samspor.people.actions import move_record
from samspor.people.models import Person
from samspor.sharing.actions.reviews import open_reviews, settle_reviews
from samspor.sharing.models import Exchange, Review, TreatmentPeriod


@action(Permission.TREATMENT_CHANGE, creates=TreatmentPeriod)
def start_treatment(
    person: Person, /, *, by: Actor, at: datetime, starts_on: date, new_id: UUID | None = None
) -> TreatmentPeriod:
    """Treatment at the unit that keeps the record. It says nothing about other teams: those need their own, and a
    new consent."""
    today = local(at).date()
    if by.user is None:  # nobody but a person can say that somebody is in treatment
        raise Denied
    if not person.unit.is_treatment:
        raise Refused(_("Only a treatment team records treatment."))
    if starts_on > today:
        raise Refused(_("Record the treatment on the day it begins, or later."), field="starts_on")
    at_unit = TreatmentPeriod.objects.filter(person=person, unit=person.unit)
    if at_unit.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on)).exists():
        raise Refused(_("There is already a period of treatment that covers this day."), field="starts_on")
    period = TreatmentPeriod.objects.create(
        **({"id": new_id} if new_id else {}),
        person=person,
        unit=person.unit,
        clinician=by.user,
        starts_on=starts_on,
        reconfirmed_on=today,
    )
    _settle(period, at)
    return period


@action(Permission.TREATMENT_CHANGE)
def reconfirm_treatment(period: TreatmentPeriod, /, *, by: Actor, at: datetime) -> None:
    """Treatment still goes on. One click, at least every three months."""
    if period.ends_on is not None:
        raise Refused(_("This treatment has ended. Record a new period if it began again."))
    period.reconfirmed_on = max(local(at).date(), period.reconfirmed_on)
    period.save()
    _settle(period, at)


@action(Permission.TREATMENT_CHANGE)
def end_treatment(period: TreatmentPeriod, /, *, by: Actor, at: datetime, ends_on: date) -> None:
    """Sharing stops both ways at once; the course goes on in the municipality."""
    if period.ends_on is not None:
        raise Refused(_("This treatment has ended. Record a new period if it began again."))
    if ends_on < period.starts_on:
        raise Refused(_("It cannot end before it began."), field="ends_on")
    if ends_on > local(at).date():
        raise Refused(
            _("Record the end on the day it comes, so that sharing stops on that day."), field="ends_on"
        )
    _end(period, ends_on, by, at)


@action(Permission.TREATMENT_CHANGE)
def move_treatment(person: Person, /, *, by: Actor, at: datetime, unit: Unit) -> None:
    """Treatment goes on in another team, which keeps the record from now on. Here it ends, and with it sharing, until
    the new team records its treatment and the citizen gives a new consent."""
    if not person.unit.is_treatment:
        raise Refused(_("Only a treatment team records treatment."))
    today = local(at).date()
    for period in TreatmentPeriod.objects.filter(person=person, unit=person.unit, ends_on=None):
        _end(period, max(today, period.starts_on), by, at)
    move_record(person, by=by, at=at, unit=unit)


def _end(period: TreatmentPeriod, ends_on: date, by: Actor, at: datetime) -> None:
    period.ends_on = ends_on
    period.save()
    for exchange in _exchanges(period):
        open_reviews(exchange, cause=Review.Cause.TREATMENT_ENDED, by=by, at=at)


def _settle(period: TreatmentPeriod, at: datetime) -> None:
    for exchange in _exchanges(period):
        settle_reviews(exchange, at)


def _exchanges(period: TreatmentPeriod) -> list[Exchange]:
    exchanges = Exchange.objects.filter(regional_person=period.person_id, treatment_unit=period.unit_id)
    return list(exchanges.select_related("municipal_unit__authority", "treatment_unit__authority"))
