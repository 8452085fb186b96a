"""What a row of the log says, what it never says, and what those who may ask can read of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection

import factories as make
from rings import ring
from samspor.access import audit
from samspor.access.actions import SYSTEM
from samspor.access.models import AuditEvent
from samspor.access.roles import Permission, Role
from samspor.access.verification import verify_log

AT = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def anna(db):
    """Anna's membership, as an action gets it."""
    jobcentre = make.unit(make.authority("Odense"), "Jobcenter Odense")
    return make.membership(make.staff("anna", Role.SPECIALIST, jobcentre))


def test_a_row_names_who_what_and_which_fields(anna, django_assert_num_queries):
    person = make.person(anna.unit, safe_contact="hemmeligt")
    with django_assert_num_queries(1):
        audit.record(
            "person.change",
            by=anna,
            at=AT,
            about=audit.about(person),
            thing=person,
            fields=["safe_contact"],
            versions=[3],
        )
    row = AuditEvent.objects.get()
    assert (row.event, row.outcome, row.at) == ("person.change", "ok", AT)
    assert (row.user_id, row.membership_id, row.role) == (anna.user_id, anna.pk, "specialist")
    assert (row.unit_id, row.authority_id) == (anna.unit_id, anna.unit.authority_id)
    assert (row.about, row.model, row.object_id) == (f"person:{person.pk}", "people.person", str(person.pk))
    assert (row.fields, row.version_ids, row.shown, row.count) == (["safe_contact"], ["3"], [], 0)
    assert verify_log().faults == []


def test_a_list_names_whom_it_showed(anna):
    audit.record("course.list", by=anna, at=AT, shown=["course:1", "course:2"])
    row = AuditEvent.objects.get()
    assert (row.shown, row.count, row.about) == (["course:1", "course:2"], 2, None)


def test_what_the_system_does_and_who_is_not_yet_anybody(anna):
    audit.record("log.purge", by=SYSTEM, at=AT)
    audit.record(Permission.COURSE_SEE, user=anna.user, at=AT, outcome="denied")
    audit.record("sign_in.failed", at=AT, outcome="denied")
    rows = AuditEvent.objects.order_by("id").values_list("event", "outcome", "user_id", "role")
    assert list(rows) == [
        ("log.purge", "ok", None, "system"),
        ("course.see", "denied", anna.user_id, ""),
        ("sign_in.failed", "denied", None, ""),
    ]
    assert verify_log().faults == []


@pytest.mark.one_database
def test_the_log_outlives_what_it_describes():
    assert not [field.name for field in AuditEvent._meta.get_fields() if field.is_relation]


def test_a_moment_is_the_same_moment_in_every_time_zone(anna):
    audit.record("course.see", by=anna, at=AT.astimezone(timezone(timedelta(hours=-9))))
    assert AuditEvent.objects.get().at == AT
    assert verify_log().faults == []


# --- search words -----------------------------------------------------------------------------------------
def test_search_words_lie_sealed_and_open_for_the_reviewer(anna, settings):
    audit.record("person.search", by=anna, at=AT, search="Ærøskov 6101901234")
    row = AuditEvent.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT search FROM access_auditevent")
        assert "Ærøskov".encode() not in bytes(cursor.fetchone()[0])
    assert audit.searched(row) == "Ærøskov 6101901234"
    settings.KEYS = replace(settings.KEYS, encryption=ring(encryption="new").encryption)
    assert audit.searched(row) == "Ærøskov 6101901234", "they follow the log's key, not that of the data"


def test_the_log_keeps_verifying_when_its_key_changes_and_says_which_key_is_lost(anna, settings):
    settings.KEYS = ring(log="l1")
    audit.record("person.search", by=anna, at=AT, search="Freja")
    settings.KEYS = ring(log="l2 l1")
    audit.record("course.see", by=anna, at=AT)
    assert verify_log().faults == []
    assert audit.searched(AuditEvent.objects.earliest("id")) == "Freja"
    settings.KEYS = ring(log="l2")
    number = AuditEvent.objects.earliest("id").pk
    assert verify_log().faults == [
        f"Row {number} cannot be verified: the key 'l1' is not in SAMSPOR_LOG_KEYS.",
    ]


# --- reading ----------------------------------------------------------------------------------------------
def test_who_has_looked_alone_or_in_a_list_newest_first(anna):
    mine, other = "course:11111111-0000-4000-8000-000000000001", "course:11111111-0000-4000-8000-000000000002"
    for minute, words in enumerate(
        [
            {"event": "course.see", "about": mine},
            {"event": "course.see", "about": other},
            {"event": "course.list", "shown": [other, mine]},
            {"event": "course.list", "shown": [other]},
            {"event": "person.see", "about": "person:1"},
            {"event": "course.close", "about": mine, "fields": ["ended_on"], "outcome": "refused"},
        ]
    ):
        audit.record(**words, by=anna, at=AT + timedelta(minutes=minute))
    looks = audit.events_about(mine, "person:1")
    assert [(look.event, look.in_a_list, look.outcome) for look in looks] == [
        ("course.close", False, "refused"),
        ("person.see", False, "ok"),
        ("course.list", True, "ok"),
        ("course.see", False, "ok"),
    ]
    assert {(look.role, look.unit_id, look.user_id) for look in looks} == {
        ("specialist", anna.unit_id, anna.user_id)
    }
    assert looks[0].fields == ("ended_on",)
    assert [look.event for look in audit.events_about(mine, limit=1)] == ["course.close"]
    assert len(audit.events_about(mine, since=AT + timedelta(minutes=2))) == 2
    assert audit.events_about() == audit.events_about("course:1") == []


def test_reading_costs_one_query(anna, django_assert_num_queries):
    for _ in range(3):
        audit.record("course.see", by=anna, at=AT, about="course:1")
    with django_assert_num_queries(1):
        assert len(audit.events_about("course:1", "person:1")) == 3
