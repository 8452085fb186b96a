"""Text that lies sealed in the database: bound to its place, opened when read, found only by keyed index."""

import pickle
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.forms import Textarea, modelform_factory
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

import factories as make
from rings import key, ring
from samspor.access.encryption import (
    CannotOpen,
    EncryptedTextField,
    Sealed,
    blind_index,
    blind_indexes,
    dual_index,
    keyed_hash,
    seal,
    unseal,
)
from samspor.people.models import Person

WORDS = "Ring kun på hverdage efter kl. 15 – ærø 🌿"


@pytest.fixture
def freja(db) -> Person:
    unit = make.unit(make.authority("Odense"), "Jobcenter Odense")
    return make.person(unit, safe_contact=WORDS)


def raw(person: Person, column: str = "safe_contact") -> bytes:
    """The bytes as they lie in the table."""
    quoted = person._meta.pk.get_db_prep_value(person.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person WHERE id = %s", [quoted])
        return bytes(cursor.fetchone()[0])


def put(person: Person, data: bytes, column: str = "safe_contact") -> None:
    quoted = person._meta.pk.get_db_prep_value(person.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_person SET {column} = %s WHERE id = %s", [data, quoted])


def kept(person: Person) -> Sealed:
    return person.__dict__["safe_contact"]


# --- in the table -----------------------------------------------------------------------------------------
def test_the_table_holds_no_readable_word(freja):
    other = make.person(freja.unit, safe_contact=WORDS)
    assert WORDS.encode() not in raw(freja)
    assert b"hverdage" not in raw(freja)
    assert raw(freja) != raw(other), "equal words can be told apart only by those who can open them"
    assert Person.objects.get(pk=freja.pk).safe_contact == WORDS


def test_the_empty_text_stays_empty(freja):
    assert raw(freja, "representative") == b""
    assert Person.objects.get(pk=freja.pk).representative == ""


@pytest.mark.parametrize(
    "spoil", [lambda d: d[:-1], lambda d: d[:-1] + bytes([d[-1] ^ 1]), lambda d: b"x" + d]
)
def test_a_value_that_was_changed_does_not_open(freja, spoil):
    put(freja, spoil(raw(freja)))
    with pytest.raises(CannotOpen):
        _ = Person.objects.get(pk=freja.pk).safe_contact


def test_a_value_moved_to_another_row_or_column_does_not_open(freja):
    other = make.person(freja.unit)
    put(other, raw(freja))
    put(freja, raw(freja), column="representative")
    with pytest.raises(CannotOpen, match="moved") as fault:
        _ = Person.objects.get(pk=other.pk).safe_contact
    assert str(other.pk) not in str(fault.value)
    with pytest.raises(CannotOpen):
        _ = Person.objects.get(pk=freja.pk).representative
    assert Person.objects.get(pk=freja.pk).safe_contact == WORDS


def test_a_value_of_a_lost_key_says_which_key(freja, settings):
    settings.KEYS = ring(encryption="other")
    with pytest.raises(CannotOpen, match="'demo'"):
        _ = Person.objects.get(pk=freja.pk).safe_contact


@pytest.mark.one_database
@given(st.text(), st.text(alphabet="abc|", max_size=5), st.integers(min_value=0))
def test_what_is_sealed_opens_in_its_place_only(text, place, bit):
    data = seal(text, key=key("a"), place=place)
    assert unseal(data, keys=(key("b"), key("a")), place=place) == text
    flipped = bytearray(data)
    flipped[bit // 8 % len(data)] ^= 1 << bit % 8
    for spoiled, where in ((bytes(flipped), place), (data, place + "x")):
        with pytest.raises(CannotOpen):
            unseal(spoiled, keys=(key("a"),), place=where)


# --- in the program ---------------------------------------------------------------------------------------
def test_a_list_that_does_not_show_the_value_never_opens_it(freja):
    person = Person.objects.get(pk=freja.pk)
    assert (person.full_name, kept(person).text) == ("Freja Ærøskov", None)
    assert person.safe_contact == WORDS
    assert kept(person).text == WORDS


def test_a_value_that_was_not_changed_is_saved_as_it_is(freja):
    before = raw(freja)
    person = Person.objects.get(pk=freja.pk)
    person.save()
    person.safe_contact = person.safe_contact
    person.save(update_fields=["safe_contact"])
    person.full_clean()
    person.save()
    assert raw(freja) == before
    person.safe_contact = "Skriv i stedet"
    person.save(update_fields=["family_name"])
    assert raw(freja) == before
    person.save(update_fields=["safe_contact"])
    assert Person.objects.get(pk=freja.pk).safe_contact == "Skriv i stedet"


def test_fetched_late_fetched_again_made_in_bulk(freja):
    late = Person.objects.defer("safe_contact").get(pk=freja.pk)
    assert late.safe_contact == WORDS
    late.safe_contact = "utro"
    late.refresh_from_db()
    assert late.safe_contact == WORDS
    words = {"unit": freja.unit, "authority": freja.authority}
    many = Person.objects.bulk_create(Person(**words, safe_contact=f"nr. {n}") for n in range(3))
    assert [Person.objects.get(pk=one.pk).safe_contact for one in many] == ["nr. 0", "nr. 1", "nr. 2"]


@pytest.mark.parametrize("is_opened", [True, False])
def test_a_copied_row_is_never_written_with_another_rows_seal(freja, is_opened):
    copy = Person.objects.get(pk=freja.pk)
    if is_opened:
        _ = copy.safe_contact
    copy.pk, copy._state.adding = uuid.uuid4(), True
    if not is_opened:
        with pytest.raises(CannotOpen):
            copy.save()
        return
    copy.save()
    assert Person.objects.get(pk=copy.pk).safe_contact == WORDS
    assert raw(copy) != raw(freja)


def test_values_come_out_sealed_and_say_nothing(freja):
    (row,) = Person.objects.values("safe_contact")
    (word,) = Person.objects.values_list("safe_contact", flat=True)
    assert f"{row['safe_contact']} {word!r}" == "<sealed> <sealed>"
    person = Person.objects.get(pk=freja.pk)
    _ = person.safe_contact
    assert b"hverdage" not in pickle.dumps(person)
    assert pickle.loads(pickle.dumps(person)).safe_contact == WORDS


# --- refused ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "lookup",
    [
        "",
        "__exact",
        "__iexact",
        "__in",
        "__contains",
        "__icontains",
        "__startswith",
        "__gt",
        "__range",
        "__regex",
    ],
)
def test_no_question_but_emptiness_can_be_asked_of_it(freja, lookup):
    asked = {f"safe_contact{lookup}": [WORDS, WORDS] if lookup in {"__in", "__range"} else WORDS}
    for ask in (Person.objects.filter, Person.objects.exclude, Person.objects.get):
        with pytest.raises(TypeError, match="is encrypted: only isnull"):
            ask(**asked)
    with pytest.raises(TypeError, match="is encrypted"):
        Person.objects.filter(safe_contact__length__gt=3)
    assert Person.objects.filter(safe_contact__isnull=False).count() == 1


def test_writing_past_the_row_is_refused_but_erasing_is_not(freja):
    with pytest.raises(TypeError, match="sealed row by row"), transaction.atomic():
        Person.objects.update(safe_contact="x")
    freja.safe_contact = "x"
    with pytest.raises(TypeError, match="sealed row by row"), transaction.atomic():
        Person.objects.bulk_update([freja], ["safe_contact"])
    with pytest.raises(TypeError, match="not a database expression"), transaction.atomic():
        Person(unit=freja.unit, safe_contact=models.F("family_name")).save()
    Person.objects.update(safe_contact="")
    assert raw(freja) == b""


def test_a_dump_is_refused(freja):
    with pytest.raises(CommandError, match="not written to a dump"):
        call_command("dumpdata", "people.Person", "--database", connection.alias)


@pytest.mark.one_database
@isolate_apps("samspor.access")
def test_a_model_that_cannot_keep_it_safe_is_told_so():
    class Loose(models.Model):
        text = EncryptedTextField(unique=True, default="x")

        class Meta:
            app_label = "access"

    sentences = " ".join(error.msg for error in Loose._meta.get_field("text").check())
    assert [words in sentences for words in ("UUID key", "unique nor indexed", "no default")] == [True] * 3


@pytest.mark.one_database
def test_forms_and_migrations_know_the_field():
    form = modelform_factory(Person, fields=["safe_contact"])
    field = form.base_fields["safe_contact"]
    assert (field.max_length, type(field.widget)) == (500, Textarea)
    assert form({"safe_contact": "x" * 501}).errors.keys() == {"safe_contact"}
    _, path, args, words = Person._meta.get_field("safe_contact").deconstruct()
    assert (path, args) == ("samspor.access.encryption.EncryptedTextField", [])
    assert EncryptedTextField(**words).max_length == 500


# --- blind indexes ----------------------------------------------------------------------------------------
@pytest.mark.one_database
@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("cpr", "610190-1234", 1), ("cpr", "6101901234", 1), True),
        (("cpr", " 610190 1234 ", 1), ("cpr", "610190–1234", 1), True),
        (("cpr", "６１０１９０1234", 1), ("cpr", "6101901234", 1), True),
        (("x_regional", "610190-1ab4", 1), ("x_regional", "6101901AB4", 1), True),
        (("cpr", "6101901234", 1), ("cpr", "6101901235", 1), False),
        (("cpr", "6101901234", 1), ("replacement", "6101901234", 1), False),
        (("cpr", "6101901234", 1), ("cpr", "6101901234", 2), False),
        (("cpr", "6101901234", 1), ("cpr", "610190123", 41), False),
    ],
)
def test_an_identifier_is_found_however_it_is_typed_within_one_authority(one, other, is_same):
    assert (blind_index(*one) == blind_index(*other)) is is_same


@pytest.mark.one_database
def test_an_index_says_nothing_without_its_key_and_which_key_made_it(settings):
    settings.KEYS = ring(index="new old", log="l1")
    new, old = blind_indexes("cpr", "6101901234", 1)
    assert new.startswith("new:")
    assert old.startswith("old:")
    assert new[4:] != old[4:]
    assert dual_index("cpr", "6101901234", 1) == {"blind_index": old, "blind_index_next": new}
    settings.KEYS = ring(index="new")
    assert dual_index("cpr", "6101901234", 1) == {"blind_index": new, "blind_index_next": new}
    assert keyed_hash("6101901234") == keyed_hash("6101901234") != new
    assert "6101901234" not in keyed_hash("6101901234")
