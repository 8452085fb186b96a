"""Deeds with a candidate's record: what they leave behind, and for whom they are refused."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories as make
from factories import NOW
from samspor.access.actions import SYSTEM, Denied, Refused, Stale
from samspor.access.models import AuditEvent
from samspor.people import actions
from samspor.people.models import Identifier, Person

NUMBER = "610190-1234"
NAMES = {"given_names": "Mads", "family_name": "Krogh"}


def create(unit, by, **words):
    return actions.create_person(unit, by=by, at=NOW, **{**NAMES, "number": NUMBER, **words})


def test_a_person_is_made_with_a_number_and_stands_in_the_log_without_it(world, by):
    person = create(world.jobcentre, by("anna"), safe_contact="Ring kun om formiddagen")
    assert (person.unit, person.authority) == (world.jobcentre, world.jobcentre.authority)
    assert Identifier.objects.get(person=person).value == "6101901234"
    event = AuditEvent.objects.get(event="person.create")
    assert (event.about, event.outcome) == (f"person:{person.pk}", "ok")
    assert "Mads" not in str(event.facts())
    assert "6101901234" not in str(event.facts())


def test_a_double_click_makes_one_person(world, by):
    words = {"new_id": uuid.uuid4()}
    assert create(world.jobcentre, by("anna"), **words) == create(world.jobcentre, by("anna"), **words)
    assert Person.objects.filter(**NAMES).count() == 1


@pytest.mark.parametrize("typed", ["610190-1234", "6101901234", "610190 1234", " 610190‑1234 "])
def test_the_same_number_twice_in_one_authority_is_refused(world, by, typed):
    create(world.jobcentre, by("anna"))
    with pytest.raises(Refused) as refused:
        create(world.jobcentre, by("bo"), number=typed)
    assert refused.value.field == "number"
    assert Person.objects.filter(**NAMES).count() == 1


def test_a_cpr_number_entered_as_replacement_number_is_the_same_number(world, by):
    create(world.jobcentre, by("anna"))
    with pytest.raises(Refused):
        create(world.jobcentre, by("anna"), system="replacement")


def test_a_number_in_a_record_that_one_cannot_open_is_refused_without_telling_whose(world, by):
    youth = make.unit(world.jobcentre.authority, "Ungeenheden", kind="youth")
    make.staff("ulla", "specialist", youth)
    create(youth, make.membership(make.User.objects.get(username="ulla")))
    with pytest.raises(Refused) as refused:
        create(world.jobcentre, by("bo"))
    assert "kan" in str(refused.value.sentence) or "cannot open" in str(refused.value.sentence)


def test_a_number_that_somebody_else_enters_in_the_same_moment_is_refused_and_leaves_nothing(world, by):
    """The look found nothing; the database has the last word."""
    create(world.jobcentre, by("anna"))
    Identifier.objects.update(blind_index_next="not seen by the look")
    with pytest.raises(Refused) as refused:
        create(world.jobcentre, by("bo"), given_names="Anden")
    assert refused.value.field == "number"
    assert not Person.objects.filter(given_names="Anden").exists()


def test_someone_another_authority_knows_takes_the_same_work(world, by):
    """Known to the region or to nobody: the municipality's answer and the statements behind it are the same."""
    create(world.team, by("kirsten"), number="620190-1234")
    shapes = []
    for number in ("620190-1234", "630190-1234"):
        with CaptureQueriesContext(connection) as asked:
            create(world.jobcentre, by("anna"), number=number)
        shapes.append([" ".join(q["sql"].split(" ")[0:3]).split('"s')[0] for q in asked])
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    ("who", "unit"),
    [("carl", "jobcentre"), ("kirsten", "jobcentre"), ("dorte", "jobcentre"), ("jens", "jobcentre")],
)
def test_only_caseworkers_of_the_unit_make_its_records(world, by, who, unit):
    with pytest.raises(Denied):
        create(getattr(world, unit), by(who))
    assert AuditEvent.objects.filter(event="person.create", outcome="denied").count() == 1


def test_a_change_from_an_older_sight_is_stale(world, by):
    actions.change_person(world.municipal, by=by("anna"), at=NOW, version=1, interpreter_language="arabisk")
    with pytest.raises(Stale):
        actions.change_person(world.municipal, by=by("bo"), at=NOW, version=1, interpreter_language="somali")
    world.municipal.refresh_from_db()
    assert (world.municipal.interpreter_language, world.municipal.version) == ("arabisk", 2)


def test_a_changed_name_is_found_and_sorted_anew(world, by):
    actions.change_person(world.municipal, by=by("anna"), at=NOW, family_name="Aagaard")
    assert Person.objects.called("aagaard").get() == world.municipal


@pytest.mark.parametrize("name", ["given_names", "family_name"])
def test_a_name_is_never_emptied(world, by, name):
    with pytest.raises(Refused):
        actions.change_person(world.municipal, by=by("anna"), at=NOW, **{name: "  "})


def test_several_numbers_and_a_correction(world, by):
    person = world.municipal
    actions.add_identifier(person, by=by("anna"), at=NOW, system="cpr", number=NUMBER)
    x = actions.add_identifier(person, by=by("anna"), at=NOW, system="x_municipal", number="ODE 123456")
    actions.correct_identifier(x, by=by("anna"), at=NOW, system="x_municipal", number="ODE 654321")
    assert sorted(i.value for i in person.identifiers.all()) == ["6101901234", "ODE654321"]
    found = lambda number: Person.objects.with_number(number, person.authority_id).exists()  # noqa: E731
    assert found("ode654321")
    assert not found("ode123456")


@pytest.mark.parametrize("number", ["010190-1234", "320190-1234", "abc", "6101901234567"])
def test_the_demo_takes_invented_numbers_only(world, by, number, settings):
    settings.DEMO = True
    with pytest.raises(Refused):
        actions.add_identifier(world.municipal, by=by("anna"), at=NOW, system="cpr", number=number)


def test_a_restricted_record_is_its_named_staffs_alone(world, by):
    actions.restrict_person(world.municipal, by=by("anna"), at=NOW, reason="ansat i huset")
    with pytest.raises(Denied):
        actions.change_person(world.municipal, by=by("bo"), at=NOW, interpreter_language="tysk")
    actions.name_staff(
        world.municipal, by=by("anna"), at=NOW, user=world.bo, reason="afløser", starts_on=make.TODAY
    )
    actions.change_person(world.municipal, by=by("bo"), at=NOW, interpreter_language="tysk")
    actions.unname_staff(world.municipal, by=by("bo"), at=NOW, user=world.anna)
    with pytest.raises(Denied):
        actions.change_person(world.municipal, by=by("anna"), at=NOW, interpreter_language="fransk")
    with pytest.raises(Refused):
        actions.unname_staff(world.municipal, by=by("bo"), at=NOW, user=world.bo)
    actions.lift_restriction(world.municipal, by=by("bo"), at=NOW)
    actions.change_person(world.municipal, by=by("anna"), at=NOW, interpreter_language="fransk")


@pytest.fixture
def colleague(world, by):
    """A restricted record with a number: somebody employed in the house. Anna is named."""
    record = create(world.jobcentre, by("anna"), given_names="Karen", family_name="Kollega")
    actions.restrict_person(record, by=by("anna"), at=NOW, reason="ansat i huset")
    return record


def test_a_restricted_record_is_no_duplicate_to_those_who_are_not_named(world, by, colleague):
    """Bo learns nothing, the number is found in his record, and nobody can enter it a third time."""
    made = create(world.jobcentre, by("bo"), given_names="Karen")
    mine = Person.objects.visible_to(world.bo, "person.search", make.TODAY)
    assert list(mine.with_number(NUMBER, made.authority_id)) == [made]
    with pytest.raises(Refused) as refused:
        create(world.jobcentre, by("bo"), given_names="Igen")
    assert "already have" in str(refused.value.sentence) or "allerede" in str(refused.value.sentence)


def test_the_double_is_on_record_about_the_restricted_one_and_its_named_staff_are_told(
    world, by, colleague, as_
):
    made = create(world.jobcentre, by("bo"), given_names="Karen")
    row = AuditEvent.objects.get(about=colleague.about, model="people.identifier")
    assert (row.event, row.user_id, row.outcome, row.fields) == (
        "person.create",
        world.bo.pk,
        "ok",
        ["is_double"],
    )
    told = "En anden person er oprettet med samme nummer"
    assert told in as_("anna").get(f"/people/{colleague.pk}/").content.decode()
    assert told not in as_("bo").get(f"/people/{made.pk}/").content.decode()


def test_those_who_are_named_are_told_of_the_restricted_record(world, by, colleague):
    with pytest.raises(Refused):
        create(world.jobcentre, by("anna"), given_names="Karen")


def test_only_colleagues_of_the_unit_are_named(world, by):
    actions.restrict_person(world.municipal, by=by("anna"), at=NOW, reason="ansat i huset")
    with pytest.raises(Refused):
        actions.name_staff(
            world.municipal, by=by("anna"), at=NOW, user=world.carl, reason="?", starts_on=make.TODAY
        )


def test_only_a_candidate_is_given_the_record_as_their_own(world, by):
    with pytest.raises(Refused):
        actions.connect_sign_in(world.municipal, by=by("anna"), at=NOW, user=world.carl)
    actions.connect_sign_in(world.municipal, by=SYSTEM, at=NOW, user=world.freja)


def test_a_key_that_is_somebody_elses_makes_a_row_of_ones_own(world, by):
    theirs = make.person(world.middelfart, "Ole", "Ås")
    made = actions.create_person(
        world.jobcentre, by=by("anna"), at=NOW, new_id=theirs.pk, given_names="Per", family_name="Ny"
    )
    assert (made.pk == theirs.pk, made.unit, str(made)) == (False, world.jobcentre, "Per Ny")
