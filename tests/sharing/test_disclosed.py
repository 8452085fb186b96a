"""What stands in a section and at the top of the course page: the constant notice, the two directions, the words that
are the same for withdrawal, lapse and end of treatment."""

from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

import factories as make
from factories import NOW, TODAY
from samspor.access.case_data import gates_shut
from samspor.access.roles import Permission
from samspor.courses.models import Course, Note
from samspor.sharing import actions
from samspor.sharing.disclosed import channel_open, disclosed, is_open, may_share, open_directions
from samspor.sharing.labels import CLOSED_NOTICE
from samspor.sharing.models import Consent, Exchange
from samspor.sharing.rules import Category

SECTION = Template(
    "{% for item in section.items %}{{ item.text }} {{ item.author }}{% endfor %}<p>{{ section.notice }}</p>"
)


def section(world, by, name: str) -> bytes:
    """The fragment of a section, rendered in a request, as this reader gets it."""
    course = Course.objects.select_related("exchange").get(pk=world.course.pk)
    with gates_shut():
        found = disclosed(Note.objects.select_related("author"), by(name), TODAY, course=course)
        return SECTION.render(Context({"section": found})).encode()


def nothing(world, by):
    """Nothing was ever written."""


def unshared(world, by):
    for category in Category:
        make.note(world.course, world.kirsten, world.team, "Hemmeligt", category=category)


def many_unshared(world, by):
    for _ in range(30):
        unshared(world, by)


def shared_then_withdrawn(world, by):
    make.note(world.course, world.kirsten, world.team, "Hemmeligt", category="symptoms", released=True)
    actions.withdraw_consent(world.to_municipality, by=by("kirsten"), at=NOW)


def shared_then_lapsed(world, by):
    make.note(world.course, world.kirsten, world.team, "Hemmeligt", released=True)
    Consent.objects.filter(pk=world.to_municipality.pk).update(valid_to=TODAY - timedelta(days=1))


def shared_then_treatment_ended(world, by):
    make.note(world.course, world.kirsten, world.team, "Hemmeligt", released=True)
    actions.end_treatment(world.treatment, by=by("kirsten"), at=NOW, ends_on=TODAY)


def shared_then_agreement_ended(world, by):
    make.note(world.course, world.kirsten, world.team, "Hemmeligt", released=True)
    type(world.agreement).objects.update(ends_on=TODAY - timedelta(days=1))


def shared_then_taken_back(world, by):
    note = make.note(world.course, world.kirsten, world.team, "Hemmeligt", released=True)
    actions.take_back_release(note, by=by("kirsten"), at=NOW)


def own_closed(world, by):
    make.note(world.course, world.anna, world.jobcentre, "Hemmeligt", category="symptoms", is_derived=True)
    actions.withdraw_consent(world.to_municipality, by=by("kirsten"), at=NOW)


HISTORIES = [
    nothing, unshared, many_unshared, shared_then_withdrawn, shared_then_lapsed, shared_then_treatment_ended,
    shared_then_agreement_ended, shared_then_taken_back, own_closed,
]  # fmt: skip


@pytest.mark.parametrize("history", HISTORIES, ids=lambda h: h.__name__)
def test_a_section_is_the_same_to_the_byte_whatever_lies_behind_it(world, by, history):
    before = section(world, by, "anna")
    history(world, by)
    after = section(world, by, "anna")
    assert before == after == f"<p>{CLOSED_NOTICE}</p>".encode()


def test_what_is_shared_stands_there_with_the_same_notice(world, by):
    make.note(world.course, world.kirsten, world.team, "Sover bedre", released=True)
    assert section(world, by, "anna") == f"Sover bedre Kirsten Bech<p>{CLOSED_NOTICE}</p>".encode()


@pytest.mark.one_database
def test_the_notice_counts_nothing_and_hints_at_nothing():
    for language in ("da", "en"):
        with translation.override(language):
            notice = str(CLOSED_NOTICE).lower()
        assert not any(
            word in notice for word in ["trukket", "withdrawn", "udløbet", "lapsed", "behandling", "%"]
        )


# --- the top of the course page -------------------------------------------------------------------------------
def top(world, by, name: str):
    exchange = Exchange.objects.select_related("municipal_unit", "treatment_unit").get(
        pk=world.course.exchange_id
    )
    with gates_shut():
        return open_directions(exchange, by(name), TODAY)


def test_both_directions_with_whom_and_until_when(world, by):
    mine, theirs = top(world, by, "anna")
    assert (mine.giver, mine.reader, mine.is_own) == (world.jobcentre, world.team, True)
    assert (theirs.giver, theirs.reader, theirs.is_own) == (world.team, world.jobcentre, False)
    assert theirs.is_open
    assert len(theirs.categories) == len(Category)
    assert theirs.valid_to == date(2026, 8, 31)
    assert theirs.closed_since is None


def test_it_takes_few_queries(world, by, django_assert_max_num_queries):
    for _ in range(20):
        make.consent(world.regional, world.jobcentre, world.kirsten)
        make.treatment(world.regional, world.kirsten, ends_on=TODAY)
    viewer = by("anna")
    exchange = Exchange.objects.select_related("municipal_unit", "treatment_unit").get(
        pk=world.course.exchange_id
    )
    with django_assert_max_num_queries(4):
        open_directions(exchange, viewer, TODAY)


@pytest.mark.parametrize("history", HISTORIES[3:6], ids=lambda h: h.__name__)
def test_the_receiver_sees_only_that_it_is_closed_and_since_when(world, by, history):
    """The same for withdrawal, lapse and end of treatment."""
    history(world, by)
    theirs = top(world, by, "anna").directions[1]
    assert (theirs.is_open, theirs.categories, theirs.valid_to) == (False, (), None)
    assert theirs.closed_since == TODAY


def test_what_was_never_open_is_closed_since_the_course_came_about(world, by):
    Consent.objects.all().filter(purpose="exchange").delete()
    assert top(world, by, "anna").directions[1].closed_since == world.course.exchange.opened_on


def test_a_part_withdrawn_leaves_the_rest_open(world, by):
    actions.withdraw_consent(world.to_municipality, by=by("kirsten"), at=NOW, categories=["symptoms"])
    theirs = top(world, by, "anna").directions[1]
    assert len(theirs.categories) == len(Category) - 1


def test_the_agreement_that_ends_is_warned_of(world, by):
    type(world.agreement).objects.filter(pk=world.agreement.pk).update(ends_on=TODAY + timedelta(days=60))
    assert top(world, by, "anna").agreement_ends_on == TODAY + timedelta(days=60)
    make.agreement(world.programme, world.jobcentre, world.team, starts_on=TODAY + timedelta(days=61))
    assert top(world, by, "anna").agreement_ends_on is None, "a renewal is in place"


def test_only_the_treating_side_is_told_to_confirm(world, by):
    world.treatment.reconfirmed_on = TODAY - timedelta(days=85)
    world.treatment.save()
    assert top(world, by, "kirsten").reconfirm_by == TODAY + timedelta(days=7)
    assert top(world, by, "anna").reconfirm_by is None


def test_whether_a_kind_of_information_is_open(world, by):
    course = Course.objects.select_related("exchange__municipal_unit", "exchange__treatment_unit").get(
        pk=world.course.pk
    )
    kirsten = by("kirsten")

    def said():
        listed = Course.objects.visible_to(world.kirsten, Permission.COURSE_SEE, TODAY)
        listed = listed.annotate(is_open=is_open(kirsten, TODAY, Category.EMPLOYMENT))
        return (
            channel_open(course, kirsten, Category.EMPLOYMENT, TODAY),
            listed.get().is_open,
            may_share(course, by("anna"), Category.EMPLOYMENT, TODAY),
        )

    assert said() == (True, True, True)
    actions.withdraw_consent(world.to_region, by=by("anna"), at=NOW, categories=["employment"])
    assert said() == (False, False, False)


def test_a_course_without_an_exchange(world, by):
    alone = make.course(world.agreement, make.person(world.jobcentre, "Ene"), None, world.anna)
    assert open_directions(None, by("anna"), TODAY) is None
    assert not channel_open(alone, by("anna"), Category.EMPLOYMENT, TODAY)
    assert not may_share(alone, by("anna"), Category.EMPLOYMENT, TODAY)
