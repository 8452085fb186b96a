"""The demo world on a small scale: made by the deeds, every gate asked, the same twice, and near what is published."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from factories import NOW
from samspor.access.actions import Refused
from samspor.access.models import AuditEvent, Membership, User
from samspor.agreements.models import LocalAgreement, Programme
from samspor.base.dates import now
from samspor.courses.models import Course, Referral, Reopening
from samspor.demo import deeds
from samspor.demo.dice import Dice
from samspor.demo.doing import DOERS
from samspor.demo.places import EFFORTS
from samspor.demo.plan import SIZE, plan
from samspor.demo.settlement import CAST
from samspor.demo.world import build
from samspor.outcomes.models import Run
from samspor.people import actions as people
from samspor.people.models import Identifier
from samspor.sharing.models import Consent, TreatmentPeriod

ANCHOR = date(2026, 3, 1)
STAFF = {
    site.unit: max(s.specialists for e in EFFORTS for s in e.sites if s.unit == site.unit)
    for effort in EFFORTS for site in effort.sites
}  # fmt: skip
SMALL = 60


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """One world for all the tests of this module, undone when they are through."""
    with (
        django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), override_settings(DEMO=True),
        transaction.atomic(),
    ):  # fmt: skip
        yield build(size=SMALL)
        transaction.set_rollback(True)


# --- the plan, without a database -------------------------------------------------------------------------
@pytest.fixture(scope="module")
def everyone():
    return plan(2026, SIZE, ANCHOR, STAFF)


def test_as_many_courses_as_asked_for(everyone) -> None:
    accepted = [
        one.life.answered_on for one in everyone if one.life.is_course and one.life.answered_on < ANCHOR
    ]
    assert sum(on >= date(2021, 3, 1) for on in accepted) >= 1_450, "eight months fewer than in November"
    later = plan(2026, SIZE, date(2026, 11, 1), STAFF)
    accepted = [
        one.life.answered_on
        for one in later
        if one.life.is_course and one.life.answered_on < date(2026, 11, 1)
    ]
    assert sum(on >= date(2021, 11, 1) for on in accepted) >= 1_600


def test_no_living_person_has_such_a_number(everyone) -> None:
    numbers = [one.number for one in everyone]
    assert all(61 <= int(number[:2]) <= 91 for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_the_same_seed_the_same_world(everyone) -> None:
    assert plan(2026, SIZE, ANCHOR, STAFF) == everyone
    assert plan(2027, SIZE, ANCHOR, STAFF) != everyone


def test_a_life_is_a_story_in_order(everyone) -> None:
    for one in everyone:
        life = one.life
        assert life.treated_from <= life.sent_on <= life.answered_on, one.key
        if life.is_started:
            assert life.answered_on <= life.started_on <= life.ended_on, one.key
        for job in life.jobs:
            assert job.starts_on <= (job.ends_on or job.starts_on) <= life.ended_on, one.key


def test_nobody_has_too_many(everyone) -> None:
    """The norm is twenty courses for a full-time specialist."""
    on = ANCHOR
    held = Counter(
        (one.site.unit, one.specialist) for one in everyone
        if one.life.is_course and one.life.answered_on < on <= (one.life.ended_again_on or one.life.ended_on)
    )  # fmt: skip
    assert max(held.values()) <= 21
    assert held["Jobcenter Odense", 0] >= 12, "Anna has a full day"


@pytest.mark.parametrize(
    ("code", "low", "high"), [("ips-syddanmark", 0.52, 0.64), ("flygtninge-ptsd", 0.18, 0.42)]
)
def test_near_the_published_share(everyone, code, low, high) -> None:
    """Counted plainly: reached within eighteen months out of those whose eighteen months have passed."""
    mature = [
        one for one in everyone
        if one.effort.code == code and one.life.is_course and one.life.is_started
        and one.life.status_at_start == "none" and (ANCHOR - one.life.started_on).days >= 548
    ]  # fmt: skip
    reached = [
        one for one in mature
        if any(j.rung in one.effort.success and 0 <= (j.starts_on - one.life.started_on).days < 548 for j in one.life.jobs)
    ]  # fmt: skip
    assert low <= len(reached) / len(mature) <= high


def test_half_are_in_work_at_the_end_in_vestsjaelland(everyone) -> None:
    """The published 51 per cent is at the end of the course, not within eighteen months."""
    ended = [one for one in everyone if one.effort.code == "ips-vestsjaelland" and one.life.is_started]
    working = [
        one for one in ended if any(j.ends_on is None and j.rung in one.effort.success for j in one.life.jobs)
    ]
    assert 0.41 <= len(working) / len(ended) <= 0.61


def test_the_dice_say_the_same_to_the_same_words() -> None:
    one, two = Dice(1, "a"), Dice(1, "a")
    assert [one.whole(0, 9) for _ in range(20)] == [two.whole(0, 9) for _ in range(20)]
    assert Dice(1, "b").share() != Dice(1, "a").share()


# --- the world in the database ----------------------------------------------------------------------------
@pytest.mark.slow
def test_the_programmes_and_agreements_of_the_seeds(made) -> None:
    assert Programme.objects.filter(name__startswith="IPS Region Syddanmark").exists()
    for municipality, team in [
        ("Faaborg-Midtfyn", "Svendborg"), ("Middelfart", "Middelfart"), ("Fredericia", "Fredericia"), ("Odense", "Odense"),
    ]:  # fmt: skip
        assert LocalAgreement.objects.filter(
            municipal_unit__authority__name=municipality, treatment_unit__name=f"Lokalpsykiatri {team}"
        ).exists()
    sjaelland = Programme.objects.get(code="ips-sjaelland")
    assert sjaelland.agreements.values("municipal_unit__authority").distinct().count() == 14


@pytest.mark.slow
def test_the_cast_is_there(made) -> None:
    assert set(User.objects.filter(username__in=CAST).values_list("username", flat=True)) == set(CAST)
    freja = User.objects.get(username="freja")
    own = Course.objects.get(municipal_person__user=freja)
    assert own.exchange is not None
    assert own.exchange.regional_person.user == freja
    assert own.assignments.filter(user__username="anna").exists()
    assert own.assignments.filter(user__username="kirsten").exists()
    assert (
        Consent.objects.filter(person__in=[own.municipal_person, own.exchange.regional_person]).count() >= 3
    )
    assert TreatmentPeriod.objects.filter(person=own.exchange.regional_person, ends_on=None).exists()
    assert not any(user.has_usable_password() for user in User.objects.all())


@pytest.mark.slow
def test_states_of_every_kind(made) -> None:
    states = set(Referral.objects.values_list("state", flat=True))
    assert {"accepted", "offered", "draft"} <= states
    assert Course.objects.filter(started_on=None).exists() or SMALL < 100
    assert Course.objects.filter(ended_on=None).exists()
    assert Course.objects.exclude(ended_on=None).exists()


@pytest.mark.slow
def test_every_deed_is_on_record_on_its_own_day(made) -> None:
    assert AuditEvent.objects.count() >= made.deeds
    ends = AuditEvent.objects.filter(event="course.close").values_list("at", flat=True)
    assert {at.date() for at in ends} <= set(
        Course.objects.exclude(ended_on=None).values_list("ended_on", flat=True)
    ) | set(Reopening.objects.values_list("had_ended_on", flat=True))
    assert not AuditEvent.objects.filter(at__gt="2026-03-02T12:00Z").exists()


@pytest.mark.slow
def test_editions_are_stored(made) -> None:
    assert Run.objects.filter(programme__code="ips-syddanmark", through=date(2025, 12, 31)).exists()
    assert made.runs == Run.objects.count()


@pytest.mark.slow
def test_an_ordinary_number_is_refused(made, settings) -> None:
    settings.DEMO = True
    anna = Membership.objects.select_related("unit__authority", "user").get(user__username="anna")
    with pytest.raises(Refused):
        people.create_person(
            anna.unit, by=anna, at=now(), given_names="Ada", family_name="B", number="0101901234"
        )
    assert all(61 <= int(row.value[:2]) <= 91 for row in Identifier.objects.all())


def test_each_verb_has_somebody_who_does_it() -> None:
    source = Path(deeds.__file__).read_text(encoding="utf-8")
    told = {verb for verb in DOERS if f'"{verb}"' in source}
    assert set(DOERS) == told


def test_only_in_demo_mode(db, settings) -> None:
    """Asks for the database as the others cannot, who share one world: so that this module alone has its tables."""
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo", "--no-serve")
