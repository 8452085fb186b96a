"""Who was refused: the candidate sees that somebody tried, a log reviewer sees who; the one refused sees nothing more."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories as make
from samspor.access.models import AuditEvent
from samspor.access.roles import Role


def refused(client, path):
    assert client.get(path).status_code == 404
    return AuditEvent.objects.filter(outcome="denied").latest("id")


@pytest.mark.parametrize("who", ["bo", "carl", "lars"])
def test_a_refusal_is_about_the_course_that_was_asked_for(world, as_, who):
    row = refused(as_(who), f"/courses/{world.course.pk}/")
    assert (row.about, row.object_id) == (world.course.about, str(world.course.pk))
    assert row.authority_id == make.membership(world.user(who)).authority_id


def test_the_candidate_sees_that_somebody_tried(world, as_):
    refused(as_("carl"), f"/courses/{world.course.pk}/")
    refused(as_("carl"), f"/people/{world.municipal.pk}/")
    looks = as_("freja").get("/my-course/looks/").content.decode()
    tried = next(line for line in re.findall(r"(?s)<li>.*?</li>", looks) if "Carl Friis" in line)
    assert re.search(r"IPS-konsulent,\s+Jobcenter Middelfart", tried)
    assert "prøvede og blev afvist" in tried


def test_a_miss_is_about_nobody(world, as_):
    missing = uuid.uuid4()
    row = refused(as_("carl"), f"/courses/{missing}/")
    assert (row.about, row.object_id) == (None, str(missing))


@pytest.mark.parametrize("path", ["/courses/{}/", "/people/{}/", "/consents/{}/"])
def test_a_miss_and_a_forbidden_hit_ask_the_same_of_the_database(world, as_, path):
    carl = as_("carl")
    things = {"/courses/{}/": world.course, "/people/{}/": world.municipal, "/consents/{}/": world.to_region}
    asked = []
    for key in (uuid.uuid4(), things[path].pk):
        carl.get(path.format(key))
        with CaptureQueriesContext(connection) as queries:
            answer = carl.get(path.format(key))
        asked.append(
            (answer.status_code, [re.sub(r"'[^']*'|\b[0-9a-f]{32}\b|\d+", "?", q["sql"]) for q in queries])
        )
    miss, hit = asked
    assert miss[0] == 404
    assert [len(miss[1]), miss[1][:-1]] == [len(hit[1]), hit[1][:-1]], "all but the log row's values"


def test_the_reviewer_sees_a_refusal_of_those_who_belong_nowhere(world, as_):
    """The national analyst has no unit; the refusal reaches every authority's reviewer."""
    assert as_("henrik").get("/courses/").status_code == 403
    shown = as_("ida").get("/log/?outcome=denied").content.decode()
    assert "Henrik Dam" in shown


def test_that_somebody_is_a_candidate_is_told_to_no_reviewer(world, as_):
    make.staff("viggo", Role.CANDIDATE, None, "Viggo Dahl")
    assert as_("freja").get("/courses/").status_code == 403
    shown = as_("ida").get("/log/?outcome=denied").content.decode()
    assert "kandidat" in shown
    assert "Freja" not in shown
    assert "Viggo" not in shown
