"""New keys on a running site: everything opens, is found and stays unique before, during and after."""

import base64

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

import factories as make
from rings import ring
from samspor.access import rotation
from samspor.access.encryption import CannotOpen, blind_indexes, seal, sealed_under
from samspor.access.roles import Role
from samspor.access.sign_in.adapters import MFAAdapter
from samspor.access.sign_in.second_factor import place_of
from samspor.people.models import Identifier, Person

OLD = ring(encryption="e1", index="i1")
BOTH = ring(encryption="e2 e1", index="i2 i1")
NEW = ring(encryption="e2", index="i2")


def number(n: int) -> str:
    return f"6101{n:06}"


@pytest.fixture
def people(db, settings) -> list[Person]:
    """Seven candidates, entered while the old keys were in use."""
    settings.KEYS = OLD
    unit = make.unit(make.authority("Odense"), "Jobcenter Odense")
    return [entered(unit, n) for n in range(7)]


def entered(unit, n: int) -> Person:
    person = make.person(unit, given_names=f"Nr. {n}", safe_contact=f"telefon {n}")
    Identifier.objects.create(person=person, system="cpr", value=number(n))
    return person


def found(person: Person, n: int) -> bool:
    indexes = blind_indexes("cpr", number(n), person.authority_id)
    rows = Identifier.objects.filter(authority=person.authority_id, blind_index_next__in=indexes)
    return [row.person_id for row in rows] == [person.pk]


def refused_twice(person: Person, n: int) -> bool:
    """The database itself refuses the same number again within the authority, typed another way."""
    try:
        with transaction.atomic():
            Identifier.objects.create(person=person, system="cpr", value=f"{number(n)[:6]}-{number(n)[6:]}")
    except IntegrityError:
        return True
    return False


def in_order(people: list[Person]) -> bool:
    return all(
        found(person, n)
        and refused_twice(person, n)
        and Person.objects.get(pk=person.pk).safe_contact == f"telefon {n}"
        and Identifier.objects.get(person=person).value == number(n)
        for n, person in enumerate(people)
    )


def keys_in_use() -> set[str]:
    """The ids of the keys under which anything lies in the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT safe_contact FROM people_person UNION ALL SELECT value FROM people_identifier")
        sealed = {sealed_under(bytes(data)) for (data,) in cursor.fetchall()}
    columns = Identifier.objects.values_list("blind_index", "blind_index_next")
    return sealed | {index.partition(":")[0] for row in columns for index in row}


class Killed(BaseException):
    pass


def killed_after(batches: int, monkeypatch) -> None:
    """A rotation that dies after some batches, each of two rows."""
    monkeypatch.setattr(rotation, "BATCH_ROWS", 2)
    real, done = rotation._replace, []

    def replace(*words):
        done.append(words)
        if len(done) > batches * 2:
            raise Killed
        return real(*words)

    with monkeypatch.context() as patch:
        patch.setattr(rotation, "_replace", replace)
        with pytest.raises(Killed):
            rotation.rotate_keys()


def test_keys_change_while_people_work(people, settings, monkeypatch):
    assert in_order(people)
    settings.KEYS = BOTH
    assert in_order(people), "the moment the new key comes first"

    people.append(entered(people[0].unit, 7))
    killed_after(5, monkeypatch)
    assert keys_in_use() == {"e1", "e2", "i1", "i2"}, "it was killed half-way"
    assert in_order(people)

    people.append(entered(people[0].unit, 8))
    assert not any(tally.left for tally in rotation.rotate_keys())
    people.append(entered(people[0].unit, 9))
    assert in_order(people)

    settings.KEYS = NEW
    assert in_order(people), "the old key is gone"
    call_command("rotate_keys")
    assert keys_in_use() == {"e2", "i2"}
    assert in_order(people)
    assert not any(tally.changed for tally in rotation.rotate_keys()), "nothing is left to do"


def test_what_somebody_writes_meanwhile_is_not_overwritten(people, settings):
    settings.KEYS = BOTH
    field = Person._meta.get_field("safe_contact")
    (row, *_) = next(rotation._batches(Person, ["safe_contact"]))
    person = Person.objects.get(pk=field.model._meta.pk.to_python(row[0]))
    person.safe_contact = "skrevet imens"
    person.save()
    assert (
        rotation._replace(Person, row[0], {"safe_contact": b"overwritten"}, "safe_contact", row[1]) is False
    )
    rotation.rotate_keys()
    assert Person.objects.get(pk=person.pk).safe_contact == "skrevet imens"


def test_a_key_thrown_away_too_early_stops_the_rotation_and_spoils_nothing(people, settings):
    settings.KEYS = NEW
    with pytest.raises(CannotOpen, match="'e1'"):
        rotation.rotate_keys()
    settings.KEYS = BOTH
    assert in_order(people)


def test_second_factors_open_after_the_old_key_is_gone(people, settings):
    user = make.staff("anna", Role.SPECIALIST, people[0].unit)
    place = place_of(user.pk)
    sealed = base64.b64encode(seal("JBSWY3DP", key=settings.KEYS.encryption[0], place=place)).decode()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": sealed})
    settings.KEYS = BOTH
    assert [
        tally.changed for tally in rotation.rotate_keys() if tally.column == "mfa_authenticator.data"
    ] == [1]
    settings.KEYS = NEW
    now = Authenticator.objects.get(user=user).data["secret"]
    assert MFAAdapter().decrypt(now) == "JBSWY3DP"
    assert [
        tally.changed for tally in rotation.rotate_keys() if tally.column == "mfa_authenticator.data"
    ] == [0]
