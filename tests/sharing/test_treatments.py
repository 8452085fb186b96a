"""Treatment begun, confirmed, ended: the second of the three conditions."""

import uuid
from datetime import date, timedelta

import pytest

import factories as make
from factories import NOW, TODAY
from samspor.access.actions import Denied, Refused
from samspor.courses.models import Note
from samspor.sharing import actions
from samspor.sharing.models import TreatmentPeriod


def test_a_period_is_recorded_once_for_two_clicks(world, as_):
    person = make.person(world.team, "Ny", "Patient")
    words = {"new_id": str(uuid.uuid4()), "starts_on": "01-02-2026"}
    kirsten = as_("kirsten")
    assert [kirsten.post(f"/treatments/of/{person.pk}/start/", words).status_code for _ in range(2)] == [
        302,
        302,
    ]
    period = TreatmentPeriod.objects.get(person=person)
    assert (period.unit, period.clinician, period.reconfirmed_on) == (world.team, world.kirsten, TODAY)


@pytest.mark.parametrize("typed", ["03-03-2026", "31-02-2026", "i går", ""])
def test_a_day_that_cannot_be(world, as_, typed):
    person = make.person(world.team, "Ny", "Patient")
    answer = as_("kirsten").post(
        f"/treatments/of/{person.pk}/start/", {"new_id": str(uuid.uuid4()), "starts_on": typed}
    )
    assert answer.status_code == 422
    assert typed in answer.content.decode()


def test_two_periods_do_not_overlap(world, by):
    with pytest.raises(Refused):
        actions.start_treatment(world.regional, by=by("kirsten"), at=NOW, starts_on=TODAY)


def test_one_click_confirms(world, as_):
    assert as_("lars").post(f"/treatments/{world.treatment.pk}/reconfirm/").status_code == 302
    world.treatment.refresh_from_db()
    assert world.treatment.reconfirmed_on == TODAY


def test_the_end_closes_both_ways_at_once(world, as_, by):
    theirs = make.note(world.course, world.kirsten, world.team, released=True)
    ours = make.note(world.course, world.anna, world.jobcentre, released=True)
    words = {"version": world.treatment.version, "ends_on": "02-03-2026"}
    assert as_("kirsten").post(f"/treatments/{world.treatment.pk}/end/", words).status_code == 302
    assert theirs not in Note.objects.disclosed_to(by("anna"), TODAY)
    assert ours not in Note.objects.disclosed_to(by("kirsten"), TODAY)
    assert ours in Note.objects.disclosed_to(by("anna"), TODAY), "one's own stays one's own"


@pytest.mark.parametrize("ends_on", [date(2025, 5, 31), TODAY + timedelta(days=1)])
def test_an_end_that_cannot_be(world, by, ends_on):
    with pytest.raises(Refused):
        actions.end_treatment(world.treatment, by=by("kirsten"), at=NOW, ends_on=ends_on)


def test_what_has_ended_is_neither_confirmed_nor_ended_again(world, by):
    actions.end_treatment(world.treatment, by=by("kirsten"), at=NOW, ends_on=TODAY)
    with pytest.raises(Refused):
        actions.reconfirm_treatment(world.treatment, by=by("kirsten"), at=NOW)
    with pytest.raises(Refused):
        actions.end_treatment(world.treatment, by=by("kirsten"), at=NOW, ends_on=TODAY)


@pytest.mark.parametrize("name", ["anna", "dorte", "freja", "carl"])
def test_only_the_treating_unit_records_it(world, by, name):
    with pytest.raises(Denied):
        actions.reconfirm_treatment(world.treatment, by=by(name), at=NOW)


def test_the_page_says_by_when(world, as_):
    page = as_("kirsten").get(f"/treatments/of/{world.regional.pk}/").content.decode()
    assert "4. maj 2026" in page
    assert world.treatment.reconfirm_by == date(2026, 5, 4)
