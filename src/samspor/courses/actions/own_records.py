"""The receiving authority's own record of a referred person. Never asks, and never tells, about the sender's."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspor.access.actions import Refused
from samspor.access.models import Membership
from samspor.courses.actions.refusals import own_unit
from samspor.courses.models import Referral
from samspor.people.actions import create_person
from samspor.people.labels import FAULTS
from samspor.people.models import Identifier, Person
from samspor.people.rules import System, fault, normalised, same_number_space

NOT_YOURS = _("The record is not among those that you can open. Ask your leader.")


def own_record(
    referral: Referral, *, by: Membership, at: datetime, person: Person | None, system: str, number: str
) -> Person:
    """A record that one already has, by choice or by number; else a new one from the fields that were sent."""
    system = system or System.CPR
    if person is not None:
        return _visible(person.pk, by, at, field="person")
    if known := _known(System(system), number, by, at):
        return _visible(known, by, at, field="number")
    sent = referral.person
    return create_person(
        own_unit(by),
        by=by,
        at=at,
        system=system,
        number=number,
        given_names=sent.given_names,
        family_name=sent.family_name,
        is_protected=sent.is_protected,
        safe_contact=sent.safe_contact,
    )


def _known(system: System, number: str, by: Membership, at: datetime) -> UUID | None:
    """The own authority's record with this number; a number that cannot be is refused."""
    if not number.strip():
        return None
    if wrong := fault(system, number, demo=settings.DEMO):
        raise Refused(FAULTS[wrong], field="number")
    found = Identifier.objects.with_number(
        normalised(number), by.authority_id, systems=same_number_space(system)
    )
    people = Person.objects.filter(pk__in=found.values("person"))
    mine = people.within(by, timezone.localdate(at))
    # a restricted record that one is not named in is as if it were not there: `create_person` sees to the double
    return people.filter(mine | Q(is_restricted=False)).values_list("pk", flat=True).first()


def _visible(person_id: UUID, by: Membership, at: datetime, field: str) -> Person:
    people = Person.objects.all()
    row = people.filter(people.within(by, timezone.localdate(at)), pk=person_id).first()
    if row is None:
        raise Refused(NOT_YOURS, field=field)
    return row
