"""The receiving authority's own record of a referred person. Never asks, and never tells, about the sender's."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspor.access.actions import Refused
from samspor.access.encryption import blind_indexes, dual_index
from samspor.access.models import Membership
from samspor.courses.models import Referral
from samspor.people.labels import FAULTS
from samspor.people.models import Identifier, Person
from samspor.people.rules import System, fault, normalised

NOT_YOURS = _(
    "This number is in use in your municipality, in a record that you cannot open. Ask your leader."
)


def own_record(
    referral: Referral, *, by: Membership, at: datetime, person: Person | None, system: str, number: str
) -> Person:
    """A record that one already has, by choice or by number; else a new one from the fields that were sent."""
    if person is not None:
        return _visible(person.pk, by, at, field="person")
    if number:
        if code := fault(System(system or System.CPR), number, demo=settings.DEMO):
            raise Refused(FAULTS[code], field="number")
        if known := _known(system or System.CPR, number, by):
            return _visible(known, by, at, field="number")
    sent = referral.person
    made = Person.objects.create(
        id=uuid4(),
        unit_id=by.unit_id,
        given_names=sent.given_names,
        family_name=sent.family_name,
        is_protected=sent.is_protected,
        safe_contact=sent.safe_contact,
    )
    if number:
        add_identifier(made, system or System.CPR, number)
    return made


def add_identifier(person: Person, system: str, number: str) -> Identifier:
    value = normalised(number)
    index = dual_index(system, value, person.authority_id)
    return Identifier.objects.create(
        person=person, authority_id=person.authority_id, system=system, value=value, **index
    )


def _known(system: str, number: str, by: Membership) -> object | None:
    indexes = blind_indexes(system, normalised(number), by.authority_id)
    found = Identifier.objects.filter(authority=by.authority_id, blind_index_next__in=indexes).first()
    return found.person_id if found else None


def _visible(person_id: object, by: Membership, at: datetime, field: str) -> Person:
    people = Person.objects.all()
    row = people.filter(people.within(by, timezone.localdate(at)), pk=person_id).first()
    if row is None:
        raise Refused(NOT_YOURS, field=field)
    return row
