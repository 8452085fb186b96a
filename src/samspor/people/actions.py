"""What may be done with a candidate's record: make it, change it, give it numbers, name its staff."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspor.access import audit
from samspor.access.actions import Actor, Denied, Refused, action
from samspor.access.models import Membership, Unit, User
from samspor.access.roles import Permission, Role
from samspor.base.dates import local
from samspor.people import rules
from samspor.people.labels import FAULTS
from samspor.people.models import Identifier, Person, PersonAccess
from samspor.people.rules import System


@action(Permission.PERSON_CREATE, creates=Person)
def create_person(
    unit: Unit, /, *, by: Actor, at: datetime, new_id: UUID | None = None, system: str = System.CPR, number: str = "",
    **facts: Any,
) -> Person:  # fmt: skip
    """A new record in one's own unit. What other authorities know changes neither the answer nor the work done."""
    if isinstance(by, Membership) and by.unit_id != unit.pk:
        raise Denied
    if not unit.is_valid_on(local(at).date()):
        raise Refused(_("The unit has closed; a record can only be made in a unit that exists."))
    person = Person(unit=unit, **({"id": new_id} if new_id else {}), **_checked(facts))
    kept = _usable(unit.authority_id, System(system), number, by, at) if number.strip() else None
    person.save()
    if kept:
        _keep(Identifier(person=person, system=system, **kept))
    return person


@action(Permission.PERSON_CHANGE)
def change_person(person: Person, /, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Correct names, marks and ways of contact. `version=` is what the person saw."""
    for name, value in _checked(facts).items():
        setattr(person, name, value)
    person.save()


@action(Permission.PERSON_CHANGE)
def move_record(person: Person, /, *, by: Actor, at: datetime, unit: Unit) -> None:
    """Another unit of the same authority, or of the one that has taken over from it, keeps the record from now on.
    A consent does not go with it: that names its units."""
    if unit not in units_to_move_to(person.unit, local(at).date()):
        raise Refused(_("Choose another unit of your own authority that does the same work."), field="unit")
    if person.is_restricted:
        raise Refused(_("The record is open to named staff alone. Lift the restriction before it is moved."))
    person.unit = unit
    person.save()
    for identifier in Identifier.objects.filter(person=person):
        identifier.person = person
        _keep(identifier)


def units_to_move_to(unit: Unit, on: date) -> QuerySet[Unit]:
    """Where a unit's records may go."""
    units = Unit.objects.valid_on(on).filter(authority=unit.authority.as_of(on)).exclude(pk=unit.pk)
    treatment = [Unit.Kind.TREATMENT, Unit.Kind.TRAUMA]
    return units.filter(kind__in=treatment) if unit.is_treatment else units.exclude(kind__in=treatment)


@action(Permission.PERSON_CHANGE, creates=Identifier)
def add_identifier(
    person: Person, /, *, by: Actor, at: datetime, system: str, number: str, new_id: UUID | None = None
) -> Identifier:
    """One more number of the same person; a person may have several, of any kind."""
    kept = _usable(person.authority_id, System(system), number, by, at)
    return _keep(Identifier(person=person, system=system, **kept, **({"id": new_id} if new_id else {})))


@action(Permission.PERSON_CHANGE)
def correct_identifier(
    identifier: Identifier, /, *, by: Actor, at: datetime, system: str, number: str
) -> None:
    """Put right a number that was typed wrong."""
    kept = _usable(identifier.authority_id, System(system), number, by, at, besides=identifier)
    for name, given in {"system": system, **kept}.items():
        setattr(identifier, name, given)
    _keep(identifier)


@action(Permission.PERSON_CHANGE)
def restrict_person(person: Person, /, *, by: Actor, at: datetime, reason: str) -> None:
    """From now only named staff see the record; the one who restricts it is the first of them."""
    if person.is_restricted:
        raise Refused(_("The record is restricted already."))
    person.is_restricted = True
    person.save()
    if by.user_id is not None:
        PersonAccess.objects.create(
            person=person, user_id=by.user_id, starts_on=local(at).date(), reason=reason
        )


@action(Permission.PERSON_CHANGE)
def lift_restriction(person: Person, /, *, by: Actor, at: datetime) -> None:
    """The whole unit may see the record again; the names of those who could stay on record."""
    if not person.is_restricted:
        raise Refused(_("The record is not restricted."))
    person.is_restricted = False
    person.save()
    PersonAccess.objects.filter(person=person, ends_on=None, starts_on__lte=local(at).date()).update(
        ends_on=local(at).date()
    )


@action(Permission.PERSON_CHANGE)
def name_staff(
    person: Person,
    /,
    *,
    by: Actor,
    at: datetime,
    user: User,
    reason: str,
    starts_on: date,
    ends_on: date | None = None,
) -> PersonAccess:
    """Let one more colleague of the unit see a restricted record, for a time and with a reason."""
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The last day lies before the first."), field="ends_on")
    if not user.memberships.valid_on(starts_on).filter(unit=person.unit_id).exists():
        raise Refused(_("Choose somebody who works in the unit that keeps the record."), field="user")
    return PersonAccess.objects.create(
        person=person, user=user, reason=reason, starts_on=starts_on, ends_on=ends_on
    )


@action(Permission.PERSON_CHANGE)
def unname_staff(person: Person, /, *, by: Actor, at: datetime, user: User) -> None:
    """End a colleague's access with this day's start; somebody must be left who sees the record."""
    on = local(at).date()
    current = PersonAccess.objects.filter(PersonAccess.covering(on), person=person)
    if not current.exclude(user=user).exists():
        raise Refused(_("Somebody must be able to see the record. Name another person first."))
    current.filter(user=user, starts_on=on).delete()
    current.filter(user=user).update(ends_on=rules.day_before(on))


@action(Permission.PERSON_CHANGE)
def connect_sign_in(person: Person, /, *, by: Actor, at: datetime, user: User | None) -> None:
    """The candidate's own sign-in, so that they see their course; none takes it away again."""
    if user is not None and not any(m.role == Role.CANDIDATE for m in user.memberships_on(local(at).date())):
        raise Refused(_("This user is not a candidate."), field="user")
    person.user = user
    person.save()


def _checked(facts: dict[str, Any]) -> dict[str, Any]:
    for name in ("given_names", "family_name"):
        if name in facts and not (facts[name] or "").strip():
            raise Refused(_("Write the name."), field=name)
    return facts


def _usable(
    authority_id: int, system: System, number: str, by: Actor, at: datetime, besides: Identifier | None = None
) -> dict[str, Any]:
    """The number as it is kept, if it is well formed and no other record of the same authority has it; a restricted
    record that one is not named in is as if it were not there."""
    if wrong := rules.fault(system, number, demo=settings.DEMO):
        raise Refused(FAULTS[wrong], field="number")
    value = rules.normalised(number)
    known = Identifier.objects.with_number(value, authority_id, systems=rules.same_number_space(system))
    if besides is not None:
        known = known.exclude(pk=besides.pk)
    hidden = []
    for there in known.select_related("person"):
        if not there.person.is_restricted or _is_open_to(by, at, there):
            raise _taken(there, by, at)
        hidden.append(there)
    for there in hidden:  # its named staff are told on its page, and the candidate in the log
        audit.record(
            Permission.PERSON_CREATE, by=by, at=at, about=there.about, thing=there, fields=["is_double"]
        )
    return {"value": value, "is_double": bool(hidden)}


def _is_open_to(by: Actor, at: datetime, there: Identifier) -> bool:
    if not isinstance(by, Membership):
        return False
    people = Person.objects.filter(pk=there.person_id)
    return people.filter(people.within(by, local(at).date())).exists()


def _taken(there: Identifier, by: Actor, at: datetime) -> Refused:
    if _is_open_to(by, at, there):
        return Refused(
            _("You already have a record with this number. Search for the number to open it."), field="number"
        )
    return Refused(
        _(
            "The number already stands in a record of your own authority that you cannot open. Ask your leader."
        ),
        field="number",
    )


def _keep(identifier: Identifier) -> Identifier:
    """Saved, unless somebody else gave the same number a moment ago."""
    try:
        with transaction.atomic():
            identifier.save()
    except IntegrityError:
        raise Refused(
            _("Somebody else has just entered this number. Search for the number."), field="number"
        ) from None
    return identifier
