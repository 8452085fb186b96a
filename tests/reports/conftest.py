"""A programme with courses that count, and how far a question or a register delivery about it has come."""

from datetime import date

import pytest

import factories as make
from evaluation import ASK, MAPPING, QUESTION, START, number, send
from samspor.outcomes.models import Delivery, Run
from samspor.outcomes.work import work_out
from samspor.people.models import Identifier, Person


@pytest.fixture
def people(world) -> list[Person]:
    """Thirty courses whose follow-up has passed; eighteen came into work. The first twenty said yes to Eva's region."""
    made = []
    for n in range(30):
        person = make.person(world.jobcentre, f"Nr{n}", "Prøvenavn")
        Identifier.objects.create(person=person, system="cpr", value=number(n))
        course = make.course(world.agreement, person, None, world.anna, accepted_on=START, started_on=START)
        if n % 5 < 3:
            make.engagement(course, world.anna, starts_on=date(2024, 2, 1))
        if n < 20:
            make.consent(person, world.office, world.anna, purpose="evaluation", categories=[])
        made.append(person)
    return made


@pytest.fixture
def asked(as_, people, django_capture_on_commit_callbacks) -> Run:
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_("eva").post(ASK, QUESTION)
    run = Run.objects.asked().get()
    assert answer.url == f"/runs/{run.pk}/"
    return run


@pytest.fixture
def done(asked) -> Run:
    assert work_out.call(asked.pk, asked.version) == "done"
    asked.refresh_from_db()
    return asked


@pytest.fixture
def released(as_, done) -> Run:
    assert as_("gitte").post(f"/runs/{done.pk}/release/", {"version": done.version}).status_code == 302
    done.refresh_from_db()
    return done


@pytest.fixture
def checked(as_, people) -> Delivery:
    answer = send(as_("eva"))
    made = Delivery.objects.get()
    assert answer.url == f"/runs/delivery/{made.pk}/"
    return made


@pytest.fixture
def stored(as_, checked) -> Delivery:
    answer = as_("eva").post(f"/runs/delivery/{checked.pk}/", {"version": checked.version, **MAPPING})
    assert answer.status_code == 302
    checked.refresh_from_db()
    assert checked.state == "stored"
    return checked
